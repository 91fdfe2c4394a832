"""Lay the moves of one rule set over those of the one that it extends, move by move."""

from collections.abc import Container
from dataclasses import replace

from clientfit.ruleset.documents import Mapping, Node

LISTS = ("moves", "others")


def move_names(moves: Node | None) -> list[str]:
    """What an overlay may drop: each as `moves/its name` or `others/its name`."""
    return [f"{key}/{name}" for key in LISTS for name in _entries(moves, key)]


def _entries(moves: Node | None, key: str) -> list[str]:
    block = moves.get(key) if isinstance(moves, Mapping) else None
    return [name.text for name, _ in block.entries] if isinstance(block, Mapping) else []


def merged_moves(base: Node | None, own: Node | None, dropped: Container[str]) -> Node | None:
    """The moves of both; of two with one name the overlay's own, in the place of the other."""
    if not isinstance(base, Mapping) or not isinstance(own, Mapping | None):
        return own
    entries = {key.text: (key, value) for key, value in base.entries}
    for key, value in own.entries if own else ():
        below = base.get(key.text)
        if key.text in LISTS and isinstance(below, Mapping) and isinstance(value, Mapping):
            names = {name.text: (name, node) for name, node in below.entries}
            names |= {name.text: (name, node) for name, node in value.entries}
            value = replace(value, entries=tuple(names.values()))  # noqa: PLW2901  the merged one
        entries[key.text] = key, value
    for word in LISTS:
        if word in entries and isinstance(block := entries[word][1], Mapping):
            kept = tuple(entry for entry in block.entries if f"{word}/{entry[0].text}" not in dropped)
            entries[word] = entries[word][0], replace(block, entries=kept)
    return replace(base if own is None else own, entries=tuple(entries.values()))
