"""Read cases from files: YAML, JSON, JSON Lines, and directories of them.

Bad input loses nothing: each record is either a case or the error that says what is wrong with it.
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from decimal import Context, Decimal
from fractions import Fraction
from pathlib import Path

from pydantic import ValidationError

from clientfit.case import Case
from clientfit.case_places import line_of, unwritable
from clientfit.case_problems import problems_of
from clientfit.errors import CaseError, Problem
from clientfit.event_fields import fields_of
from clientfit.events import EVENT_TYPES
from clientfit.ruleset.documents import MAX_BYTES, Node, Scalar, Unreadable, parse_document
from clientfit.ruleset.documents import Mapping as MappingNode
from clientfit.ruleset.scalars import read_number
from clientfit.suggestions import did_you_mean
from clientfit.values import MAX_DIGITS

MAX_CASE_BYTES = 256 * 1024 * 1024
STORY_KEYS = frozenset(
    {"story", "source", "about", "label", "accept", "expect", "disagreement", "inferred", "case"}
)
"""A file may hold a story around its case, as the casebook does."""


@dataclass(frozen=True, slots=True)
class Read:
    """One record of a file: a case, or what is wrong with it."""

    name: str
    case: Case | None
    error: CaseError | None
    record: Node | None = field(default=None, repr=False, compare=False)
    """The record with its lines, where it was YAML."""

    def placed(self, problem: Problem) -> Problem:
        """Name the file of a problem that names none, and the line where it is known."""
        if problem.file:
            return problem
        line = 0
        if self.record is not None and problem.path:  # what is about the whole record has no line
            line = line_of(self.record, problem.path)
        return replace(problem, file=self.name, line=line)


def load_case(path: Path | str) -> Case:
    """Load one case from a YAML or JSON file.

    Raises:
        CaseError: with every problem, each with its path inside the file and the mend.
    """
    read = next(read_cases(Path(path)))
    if read.error is not None:
        raise read.error
    assert read.case is not None  # noqa: S101  a record without an error has a case
    return read.case


def read_cases(path: Path) -> Iterator[Read]:
    """Read every case of a file or directory.

    A directory gives its ``*.yaml``, ``*.yml``, ``*.json`` and ``*.jsonl`` files, sorted by name.
    """
    if path.is_dir():
        files = sorted(
            file for file in path.rglob("*") if file.suffix in (".yaml", ".yml", ".json", ".jsonl")
        )
        if not files:
            yield _failed(str(path), "there is no case file in this directory")
        for file in files:
            yield from read_cases(file)
        return
    name = str(path)
    try:
        if path.stat().st_size > MAX_CASE_BYTES:
            yield _failed(name, f"this file is larger than {MAX_CASE_BYTES} bytes", "split it")
            return
        if path.suffix == ".jsonl":
            found = False
            with path.open(encoding="utf-8") as stream:
                for number, line in enumerate(stream, 1):
                    if line.strip():
                        found = True
                        yield _read_json(line, name, number)
            if not found:
                yield _failed(name, "there is no case in this file")
            return
        text = path.read_text("utf-8")
    except OSError as error:
        yield _failed(name, f"cannot read this file: {error.strerror}")
        return
    except UnicodeDecodeError:
        yield _failed(name, "this file is not UTF-8 text")
        return
    yield _read_json(text, name, 0) if path.suffix == ".json" else _read_yaml(text, name)


def _failed(name: str, message: str, hint: str = "", line: int = 0) -> Read:
    return Read(name, None, CaseError([Problem(name, line, "", message, hint)]))


def _read_json(text: str, name: str, line: int) -> Read:
    shown = f"{name}:{line}" if line else name
    try:
        document = json.loads(text)
    except json.JSONDecodeError as error:
        where = line or error.lineno
        return _failed(name, f"this is not JSON: {error.msg}", "", where)
    except ValueError:  # Python reads no number of thousands of digits
        return _failed(name, f"a number here has more than {MAX_DIGITS} digits", "", line)
    except RecursionError as error:
        return _failed(name, f"this is not JSON: {error}", "", line)
    return _checked(document, Read(shown, None, None), name, line)


def _read_yaml(text: str, name: str) -> Read:
    try:
        if len(text) > MAX_BYTES * 64:
            return _failed(name, "this YAML file is too large", "write it as JSON")
        node, problems = parse_document(text, name)
    except Unreadable as unreadable:
        return Read(name, None, CaseError([unreadable.problem]))
    if problems:
        return Read(name, None, CaseError(problems))
    story = node.get("case") if isinstance(node, MappingNode) else None
    return _checked(_plain(node, ()), Read(name, None, None, story or node), name, 0)


def _plain(node: Node, path: tuple[str, ...]) -> object:
    """Turn a YAML node into plain data, typing a scalar by the place where it stands."""
    if isinstance(node, MappingNode):
        return {key.text: _plain(value, (*path, key.text)) for key, value in node.entries}
    if isinstance(node, Scalar):
        return _scalar(node, path)
    return [_plain(item, path) for item in node.items]


def _scalar(node: Scalar, path: tuple[str, ...]) -> object:
    if node.quoted or not path or path[-1] in _TEXT_FIELDS:
        return node.text
    if node.text in ("true", "false"):
        return node.text == "true"
    if node.text in ("null", "~", ""):
        return None
    if "facts" in path or path[-1] in _NUMBER_FIELDS:
        try:
            number = read_number(node.text)
        except ValueError:
            return node.text
        return number if isinstance(number, int) else _decimal(number)
    return node.text


def _decimal(number: Fraction) -> str:
    """Write a number with all its digits; a float would lose some."""
    digits = Context(prec=MAX_DIGITS + 6)
    return str(digits.divide(Decimal(number.numerator), Decimal(number.denominator)))


_NUMBER_FIELDS = frozenset(
    name for kind in EVENT_TYPES for name, fact in fields_of(kind).items() if fact.is_number
)
_TEXT_FIELDS = frozenset({"id", "given_to"})


def _checked(document: object, read: Read, name: str, line: int) -> Read:
    record = document
    if isinstance(document, Mapping) and "case" in document:
        wrapper: Mapping[str, object] = document  # pyright: ignore[reportUnknownVariableType]  any JSON
        strangers = [key for key in wrapper if key not in STORY_KEYS]
        if strangers:
            near = did_you_mean(strangers[0], STORY_KEYS)
            return _failed(name, f"a story has no key '{strangers[0]}'", near, line)
        record = wrapper["case"]
    try:
        return replace(read, case=parse_case(record))
    except CaseError as error:
        problems = [
            read.placed(problem) if read.record else replace(problem, file=name, line=line)
            for problem in error.problems
        ]
        return replace(read, error=CaseError(problems))


def parse_case(document: object) -> Case:
    """Check plain data, such as parsed JSON, and make it a case.

    Raises:
        CaseError: with every problem, each with its path and the mend.
    """
    if not isinstance(document, Mapping):
        message = "a case is an object with id, time_zone, as_of and events"
        hint = "a file is read by load_case(path)" if isinstance(document, str | Path) else ""
        raise CaseError([Problem("", 0, "", message, hint)])
    record: Mapping[str, object] = document  # pyright: ignore[reportUnknownVariableType]  any JSON
    try:
        return Case.model_validate_json(json.dumps(dict(record), default=_as_json, allow_nan=False))
    except ValidationError as error:
        raise CaseError(problems_of(error)) from None
    except (TypeError, ValueError, RecursionError) as error:
        message = f"this record holds something that JSON cannot: {error}"
        raise CaseError(_unwritable(record) or [Problem("", 0, "", message)]) from None


def _unwritable(record: object) -> list[Problem]:
    try:
        return list(unwritable(record))
    except RecursionError:  # it holds itself
        return []


def _as_json(value: object) -> object:
    if isinstance(value, date | datetime):
        return value.isoformat()
    if isinstance(value, set | frozenset | tuple):
        return list(value)  # pyright: ignore[reportUnknownArgumentType, reportUnknownVariableType]  any collection
    return str(value)
