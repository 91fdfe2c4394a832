"""Where the rules of an overlay come in the order: a list of its own, or `{put: x, before: y}`."""

from collections.abc import Iterable
from collections.abc import Mapping as AbstractMapping
from dataclasses import replace

from clientfit.language.expression import Place
from clientfit.ruleset.documents import Mapping, Node, Scalar, Sequence
from clientfit.ruleset.fields import Fields, Report, place_of
from clientfit.suggestions import did_you_mean


def merged_order(
    base: Node | None,
    own: Node | None,
    dropped: AbstractMapping[str, Place],
    added: Iterable[str],
    report: Report,
) -> Node | None:
    """The order of the merged rule set.

    Args:
        base: the order that is extended.
        own: the overlay's: nothing, a whole list, or moves.
        dropped: rules that the overlay dropped.
        added: rules that the overlay brings.
        report: takes moves that name what is not there.
    """
    if not isinstance(base, Sequence) or _is_whole(own):
        return own or base
    names = [item for item in base.items if not (isinstance(item, Scalar) and item.text in dropped)]
    known = {item.text for item in names if isinstance(item, Scalar)} | set(added)
    for move in _moves(own):
        names = _moved(names, move, known, report)
    return replace(base, items=tuple(names))


def _is_whole(own: Node | None) -> bool:
    """A list of words is a whole order; anything else moves single rules."""
    if isinstance(own, Sequence):
        return not any(isinstance(item, Mapping) for item in own.items)
    return isinstance(own, Scalar)


def _moves(own: Node | None) -> tuple[Node, ...]:
    if own is None:
        return ()
    return own.items if isinstance(own, Sequence) else (own,)


def _moved(names: list[Node], move: Node, known: set[str], report: Report) -> list[Node]:
    fields = Fields(move, move.file, "a move in `order:`", report)
    fields.only(("put", "before", "after"))
    put, before, after = (fields.entries.get(key) for key in ("put", "before", "after"))
    target = before or after
    if not isinstance(put, Scalar) or not isinstance(target, Scalar) or (before and after):
        report.add(fields.place, "write a move as {put: x, before: y} or {put: x, after: y}")
        return names
    if put.text == target.text:
        place = place_of(put, move.file)
        report.add(place, f"'{put.text}' cannot stand beside itself", "name another rule")
        return names
    for word in (put, target):
        if word.text not in known:
            place = place_of(word, move.file)
            near = did_you_mean(word.text, known)
            report.add(place, f"no reason or outcome is called '{word.text}'", near)
            return names
    rest = [item for item in names if not (isinstance(item, Scalar) and item.text == put.text)]
    words = [item.text for item in rest if isinstance(item, Scalar)]
    if target.text not in words:
        report.add(
            place_of(target, move.file), f"'{target.text}' has no place itself yet", "put that first"
        )
        return names
    index = words.index(target.text) + (0 if before else 1)
    return [*rest[:index], put, *rest[index:]]
