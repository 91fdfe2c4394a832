"""The two sides of one line of a rule, as near to its limit as facts can be."""

from collections.abc import Iterator, Mapping
from dataclasses import replace

from clientfit.language.expression import (
    All,
    AnyOf,
    AtLeast,
    Compare,
    Comparison,
    Condition,
    Constant,
    FactTerm,
    Not,
    Number,
    OneOf,
    Parameter,
    show,
)
from clientfit.lint.equivalence import FALSE
from clientfit.lint.points import smallest_step
from clientfit.ruleset.model import FactSpec

_POINTS: dict[Comparison, tuple[int, ...]] = {
    ">=": (0, -1),
    ">": (1, 0),
    "<=": (0, 1),
    "<": (-1, 0),
    "==": (0, -1, 1),
    "!=": (0, -1, 1),
}
"""Steps from the number that a fact is compared with."""
_NEAR = {-1: "just below", 0: "exactly", 1: "just above"}


def sides(leaf: Condition, facts: Mapping[str, FactSpec]) -> Iterator[tuple[str, Condition]]:
    """Conditions that put a line on each of its sides, each with its name."""
    match leaf:
        case Compare(
            left=FactTerm(name=name) as left,
            comparison=comparison,
            right=Number(value=number) | Parameter(value=number),
        ):
            for steps in _POINTS[comparison]:
                point = Number(number + steps * smallest_step(facts[name]))
                yield f"{show(leaf)}, {_NEAR[steps]}", Compare(left, "==", point)
        case Compare(left=left, right=right):
            yield f"{show(leaf)}, yes", leaf
            yield f"{show(leaf)}, no", Not(leaf)
            yield f"{show(leaf)}, equal", Compare(left, "==", right)
        case OneOf(term=term):
            for word in facts[term.name].type.words:
                yield f"{term.name} is {word}", OneOf(term, (word,))
        case _:
            yield f"{show(leaf)}, yes", leaf
            yield f"{show(leaf)}, no", Not(leaf)


def leaves(condition: Condition) -> Iterator[tuple[Condition, Condition]]:
    """Every line of a condition, with the condition that it decides.

    Yields:
        A line, and when the whole turns on it: it holds with the line and not without, or the reverse.
    """
    for leaf, with_it, without in _pivots(condition):
        yield leaf, AnyOf((All((with_it, Not(without))), All((Not(with_it), without))))


def _pivots(condition: Condition) -> Iterator[tuple[Condition, Condition, Condition]]:
    """Each line, the whole with that line always true, and with it always false."""
    match condition:
        case Constant():
            return
        case Not(item=item):
            for leaf, one, two in _pivots(item):
                yield leaf, Not(one), Not(two)
        case All(items=items) | AnyOf(items=items) | AtLeast(items=items):
            for index, item in enumerate(items):
                before, after = items[:index], items[index + 1 :]
                for leaf, one, two in _pivots(item):
                    yield (
                        leaf,
                        replace(condition, items=(*before, one, *after)),
                        replace(condition, items=(*before, two, *after)),
                    )
        case _:
            yield condition, Constant(value=True), FALSE
