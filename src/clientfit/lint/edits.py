"""Every small edit of one condition, as a person might make it by mistake.

The kinds follow mutation testing (DeMillo, Lipton and Sayward, Hints on test data selection, 1978):
a number moved by one step, a comparison that takes in its limit or leaves it out, `all` for `any`, a
line dropped.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Literal

from clientfit.language.expression import (
    All,
    AnyOf,
    AtLeast,
    Compare,
    Comparison,
    Condition,
    Not,
    Number,
    OneOf,
    Place,
    Term,
    show,
)
from clientfit.values import Exact

EditKind = Literal[
    "number",
    "comparison",
    "word dropped",
    "not dropped",
    "all for any",
    "any for all",
    "line dropped",
]

_EDITED: dict[Comparison, tuple[Comparison, ...]] = {
    ">=": (">",),
    ">": (">=",),
    "<=": ("<",),
    "<": ("<=",),
    "==": ("!=", ">="),
    "!=": ("==",),
}


@dataclass(frozen=True, slots=True)
class Edit:
    """A condition with one small edit in it.

    Attributes:
        condition: the whole condition, edited.
        old: the part that was edited, as text.
        new: what it became; "" where a line was dropped.
    """

    kind: EditKind
    condition: Condition
    old: str
    new: str
    place: Place


def step_of(number: Exact) -> Exact:
    """One step of a number: 1 where it is whole, else one per cent.

    >>> step_of(14), step_of(Fraction(3, 20))
    (1, Fraction(1, 100))
    """
    return 1 if isinstance(number, int) else Fraction(1, 100)


def edits(condition: Condition) -> Iterator[Edit]:
    """Every small edit of a condition; names are not followed."""
    yield from _own_edits(condition)
    match condition:
        case Not(item=item):
            yield from _inner(item, lambda part: replace(condition, item=part))
        case All(items=items) | AnyOf(items=items) | AtLeast(items=items):
            for index, item in enumerate(items):
                before, after = items[:index], items[index + 1 :]
                yield from _inner(item, _put_back(condition, before, after))
        case _:
            pass


def _put_back(
    parent: All | AnyOf | AtLeast, before: tuple[Condition, ...], after: tuple[Condition, ...]
) -> Callable[[Condition], Condition]:
    return lambda part: replace(parent, items=(*before, part, *after))


def _inner(item: Condition, wrap: Callable[[Condition], Condition]) -> Iterator[Edit]:
    for edit in edits(item):
        yield replace(edit, condition=wrap(edit.condition))


def _own_edits(condition: Condition) -> Iterator[Edit]:
    """The edits of this node itself."""
    match condition:
        case Compare(left=left, comparison=comparison, right=right):
            for other in _EDITED[comparison]:
                yield _edit("comparison", condition, replace(condition, comparison=other))
            for side, term in (("left", left), ("right", right)):
                for moved in _moved(term):
                    yield _edit("number", condition, replace(condition, **{side: moved}))
        case OneOf(words=words) if len(words) > 1:
            for word in words:
                kept = tuple(other for other in words if other != word)
                yield _edit("word dropped", condition, replace(condition, words=kept))
        case Not(item=item):
            yield _edit("not dropped", condition, item)
        case All(items=items, place=place):
            yield _edit("any for all", condition, AnyOf(items, place))
            yield from _dropped(condition, items, lambda kept: All(kept, place))
        case AnyOf(items=items, place=place):
            yield _edit("all for any", condition, All(items, place))
            yield from _dropped(condition, items, lambda kept: AnyOf(kept, place))
        case AtLeast(count=count, items=items):
            for other in (count - 1, count + 1):
                if 1 <= other <= len(items):
                    yield _edit("number", condition, replace(condition, count=other))
        case _:
            pass


def _edit(kind: EditKind, old: Condition, new: Condition) -> Edit:
    return Edit(kind, new, show(old), show(new), old.place)


def _dropped(
    parent: Condition,
    items: tuple[Condition, ...],
    keep: Callable[[tuple[Condition, ...]], Condition],
) -> Iterator[Edit]:
    if len(items) < 2:  # noqa: PLR2004  a list needs a line
        return
    for index, item in enumerate(items):
        kept = (*items[:index], *items[index + 1 :])
        # A line without a place of its own stands where its list does.
        place = item.place if item.place.line else parent.place
        yield Edit("line dropped", keep(kept), show(item), "", place)


def _moved(term: Term) -> Iterator[Term]:
    if isinstance(term, Number):
        step = step_of(term.value)
        yield Number(term.value - step)
        yield Number(term.value + step)
