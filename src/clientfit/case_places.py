"""Where something stands in a record: its line in a YAML file, its path in plain data."""

import re
from collections.abc import Iterator, Mapping, Sequence
from math import isfinite

from clientfit.errors import Problem
from clientfit.ruleset.documents import Mapping as MappingNode
from clientfit.ruleset.documents import Node, Scalar
from clientfit.values import MAX_DIGITS

_STEP = re.compile(r"\[(\d+)\]|\.?([^.\[]+)")


def line_of(document: Node, path: str) -> int:
    """The line of a place in a document; of the nearest thing around it where it is not there.

    Args:
        document: the record as it was read.
        path: the place, such as ``events[3].channel``; counting begins at 0.
    """
    line = document.line
    for index, key in _STEP.findall(path):
        if index:
            if isinstance(document, Scalar | MappingNode) or int(index) >= len(document.items):
                break
            document = document.items[int(index)]
            line = document.line
        else:
            found = _entry(document, key)
            if found is None:
                break
            name, document = found
            line = name.line
    return line


def _entry(document: Node, key: str) -> tuple[Scalar, Node] | None:
    if not isinstance(document, MappingNode):
        return None
    return next((entry for entry in document.entries if entry[0].text == key), None)


def unwritable(value: object, path: str = "") -> Iterator[Problem]:
    """Find the numbers of a record that JSON cannot hold: none at all, or far too long."""
    if isinstance(value, float) and not isfinite(value):
        shown = {"nan": "NaN", "inf": "Infinity", "-inf": "-Infinity"}[str(value)]
        message, hint = f"{shown} is not a number", 'leave the value out, or write "unknown"'
        yield Problem("", 0, path, message, hint)
    elif isinstance(value, int) and abs(value) >= 10**MAX_DIGITS:
        message = f"this number has more than {MAX_DIGITS} digits"
        yield Problem("", 0, path, message, "write the number that is meant")
    elif isinstance(value, Mapping):
        for key, inner in value.items():  # pyright: ignore[reportUnknownVariableType]  any JSON
            yield from unwritable(inner, f"{path}.{key}" if path else str(key))  # pyright: ignore[reportUnknownArgumentType]  the same
    elif isinstance(value, Sequence) and not isinstance(value, str | bytes):
        for index, inner in enumerate(value):  # pyright: ignore[reportUnknownVariableType, reportUnknownArgumentType]  the same
            yield from unwritable(inner, f"{path}[{index}]")  # pyright: ignore[reportUnknownArgumentType]  the same
