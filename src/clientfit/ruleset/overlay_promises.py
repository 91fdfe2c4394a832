"""Promises of the rule set below that speak of what an overlay drops: they must be dropped too."""

import re
from collections.abc import Collection, Iterator
from collections.abc import Mapping as AbstractMapping
from dataclasses import replace

from clientfit.language.expression import Place
from clientfit.ruleset.documents import Mapping, Node, Scalar, Sequence
from clientfit.ruleset.fields import Report

_NO_NAMES = ("name", "action")
"""Keys whose values name no rule, fact or parameter; `hold` is an action and an outcome."""
_QUOTED = re.compile(r"'[^']*'|\"[^\"]*\"")


def without_orphaned_promises(
    top: Node, dropped: AbstractMapping[str, Place], anew: Collection[str], report: Report
) -> Node:
    """The same `ruleset.yaml` without the promises that speak of what is dropped; each is told once.

    Args:
        top: `ruleset.yaml` of what is extended.
        dropped: what the overlay drops, and where it says so.
        anew: the names that the overlay declares itself.
        report: takes each such promise, at the line that drops what it speaks of.
    """
    must = top.get("must") if isinstance(top, Mapping) else None
    if not isinstance(top, Mapping) or not isinstance(must, Sequence) or "must" in dropped:
        return top
    gone = {name: place for name, place in dropped.items() if name not in anew}
    kept: list[Node] = []
    for item in must.items:
        name = _name(item)
        word = next((word for word in gone if word in set(_words(item))), None)
        if not name or word is None or f"must/{name}" in dropped:
            kept.append(item)
            continue
        text = f"must/{name}".replace("\\", "\\\\").replace('"', '\\"')
        message = f"'{word}' is dropped, and the promise '{name}' speaks of it"
        report.add(gone[word], message, f'write "{text}" under `drop:` too')
    entries = tuple(
        (key, replace(must, items=tuple(kept)) if key.text == "must" else value)
        for key, value in top.entries
    )
    return replace(top, entries=entries)


def _name(item: Node) -> str:
    name = item.get("name") if isinstance(item, Mapping) else None
    return " ".join(name.text.split()) if isinstance(name, Scalar) else ""


def _words(node: Node, key: str = "") -> Iterator[str]:
    """The names that a promise speaks of."""
    match node:
        case Scalar():
            if key not in _NO_NAMES:
                yield from re.findall(r"\w+", _QUOTED.sub(" ", node.text))
        case Sequence():
            for item in node.items:
                yield from _words(item, key)
        case Mapping():
            for inner, value in node.entries:
                if key == "change":
                    yield inner.text
                yield from _words(value, inner.text)
