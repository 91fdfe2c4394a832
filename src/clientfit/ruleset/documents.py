"""Read YAML strictly, keeping file and line, and leaving every scalar as the text that was written.

YAML's own typing is switched off, because it turns `on` into true and `3:30` into 210; whoever reads
a value knows which type it should have. Aliases, anchors and tags are refused: they hide copies,
make bombs possible and are never needed here.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml
from yaml import events as yaml_events

from clientfit.errors import Problem

MAX_BYTES = 256 * 1024
MAX_DEPTH = 24

_Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


@dataclass(frozen=True, slots=True)
class Scalar:
    """A single value, as written. `quoted` tells '3' from 3."""

    text: str
    line: int
    quoted: bool = False
    file: str = field(default="", compare=False)


@dataclass(frozen=True, slots=True)
class Sequence:
    """A list."""

    items: tuple["Node", ...]
    line: int
    file: str = field(default="", compare=False)


@dataclass(frozen=True, slots=True)
class Mapping:
    """Keys with their values, in the order written."""

    entries: tuple[tuple[Scalar, "Node"], ...]
    line: int
    file: str = field(default="", compare=False)

    def get(self, key: str) -> "Node | None":
        """The value of a key, or None."""
        for name, value in self.entries:
            if name.text == key:
                return value
        return None


Node = Scalar | Sequence | Mapping


class Unreadable(Exception):  # noqa: N818  turned into a RuleSetError by the loader
    """A document cannot be read at all."""

    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        super().__init__(str(problem))


def read_document(path: Path, shown: str) -> tuple[Node, list[Problem]]:
    """Read one YAML file.

    Args:
        path: the file.
        shown: its name in messages.

    Returns:
        The document, and problems that did not prevent reading it (duplicate keys).

    Raises:
        Unreadable: it is no YAML, too large, too deep, or uses aliases, anchors or tags.
    """
    try:
        size = path.stat().st_size
        if size > MAX_BYTES:
            message = f"this file has {size} bytes, the limit is {MAX_BYTES}"
            raise Unreadable(Problem(shown, 0, "", message, "split it"))
        text = path.read_text("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "it is not UTF-8 text"
        raise Unreadable(Problem(shown, 0, "", f"cannot read this file: {reason}")) from None
    return parse_document(text, shown)


def parse_document(text: str, shown: str) -> tuple[Node, list[Problem]]:
    """Read one YAML document from text; see `read_document`."""
    problems: list[Problem] = []
    try:
        stream: Iterator[yaml_events.Event] = iter(yaml.parse(text, Loader=_Loader))  # pyright: ignore[reportUnknownMemberType, reportUnknownArgumentType]  PyYAML's stubs leave it untyped
        next(stream)  # stream start
        first = next(stream)
        if not isinstance(first, yaml_events.DocumentStartEvent):
            raise Unreadable(Problem(shown, 1, "", "this file is empty"))
        node = _build(next(stream), stream, shown, problems, 0)
        next(stream)  # document end
        if isinstance(next(stream), yaml_events.DocumentStartEvent):
            raise Unreadable(Problem(shown, 1, "", "a file holds one document; drop the `---`"))
    except yaml.YAMLError as error:
        raise Unreadable(_syntax_problem(error, text, shown)) from None
    return node, problems


_IN_PLAIN_WORDS = {
    "mapping values are not allowed": "a colon stands where none may",
    "could not find expected ':'": "a key stands without its colon",
    "did not find expected key": "this line does not line up with those above it",
    "did not find expected '-'": "this line does not line up with those above it, or lacks its dash",
    "did not find expected ','": "a bracket or brace is not closed",
    "unexpected end of stream": "a quote is not closed",
    "cannot start any token": "text that begins with this sign must be in quotes",
}
"""What the YAML reader says, and what a person may have done."""


def _syntax_problem(error: yaml.YAMLError, text: str, shown: str) -> Problem:
    if isinstance(error, yaml.MarkedYAMLError):
        mark = error.problem_mark or error.context_mark
        what = str(error.problem or error.context)
        if "nesting depth" in what:
            return Problem(shown, 0, "", f"nested more than {MAX_DEPTH} levels deep")
        line = mark.line if mark else -1
        written = text.splitlines()[line : line + 1] if line >= 0 else []
        if ("any token" in what or "tab char" in what) and written and "\t" in written[0]:
            return Problem(
                shown, line + 1, "", "a tab stands here", "indent with spaces, never with tabs"
            )
        plain = next((plain for said, plain in _IN_PLAIN_WORDS.items() if said in what), what)
        hint = "check the indentation here and just above, and put text with a colon in quotes"
        return Problem(shown, line + 1, "", f"this is not YAML: {plain}", hint)
    return Problem(shown, 0, "", f"this is not YAML: {str(error).splitlines()[0]}")


def _build(
    event: yaml_events.Event,
    stream: Iterator[yaml_events.Event],
    shown: str,
    problems: list[Problem],
    depth: int,
) -> Node:
    mark = event.start_mark
    line = 1 if mark is None else mark.line + 1
    if isinstance(event, yaml_events.AliasEvent) or getattr(event, "anchor", None):
        message = "anchors (&) and aliases (*) are not allowed"
        raise Unreadable(Problem(shown, line, "", message, "write the value out, or quote the text"))
    if getattr(event, "tag", None) not in (None, "!"):
        raise Unreadable(Problem(shown, line, "", "tags (!) are not allowed", "quote the text"))
    if depth > MAX_DEPTH:
        raise Unreadable(Problem(shown, line, "", f"nested more than {MAX_DEPTH} levels deep"))
    if isinstance(event, yaml_events.ScalarEvent):
        return Scalar(event.value, line, quoted=bool(event.style), file=shown)
    if isinstance(event, yaml_events.SequenceStartEvent):
        items: list[Node] = []
        while not isinstance(inner := next(stream), yaml_events.SequenceEndEvent):
            items.append(_build(inner, stream, shown, problems, depth + 1))
        return Sequence(tuple(items), line, shown)
    return _build_mapping(stream, shown, problems, depth, line)


def _build_mapping(
    stream: Iterator[yaml_events.Event],
    shown: str,
    problems: list[Problem],
    depth: int,
    line: int,
) -> Mapping:
    entries: list[tuple[Scalar, Node]] = []
    seen: dict[str, int] = {}
    while not isinstance(inner := next(stream), yaml_events.MappingEndEvent):
        key = _build(inner, stream, shown, problems, depth + 1)
        value = _build(next(stream), stream, shown, problems, depth + 1)
        if not isinstance(key, Scalar):
            raise Unreadable(Problem(shown, key.line, "", "a key must be one word"))
        if key.text in seen:
            message = f"the key '{key.text}' stands here twice, first in line {seen[key.text]}"
            problems.append(Problem(shown, key.line, "", message, "keep one"))
            continue
        seen[key.text] = key.line
        entries.append((key, value))
    return Mapping(tuple(entries), line, shown)
