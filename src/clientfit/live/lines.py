"""The lines of a stream: JSON objects that say what to tell a watch.

| line | meaning |
|---|---|
| ``{"register": {"id": "c-1", "time_zone": "UTC", ...}}`` | who a client is |
| ``{"client": "c-1", "event": {"id": "e-1", ...}}`` | what happened |
| ``{"correct": "e-1", "event": {...}}`` | it was otherwise |
| ``{"retract": "e-1"}`` | it never happened |
| ``{"tick": "2026-03-20T08:00:00-05:00"}`` | time has passed |
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import cast

from pydantic import TypeAdapter, ValidationError

from clientfit.case import Case
from clientfit.events import Event, EventBase, Moment
from clientfit.live.messages import read_client, read_event, read_id, refused
from clientfit.suggestions import did_you_mean


@dataclass(frozen=True, slots=True)
class Register:
    """Who a client is."""

    client: Case


@dataclass(frozen=True, slots=True)
class Post:
    """What happened with a client."""

    client: str
    event: Event


@dataclass(frozen=True, slots=True)
class Correct:
    """An event was otherwise than it was posted."""

    event_id: str
    event: Event


@dataclass(frozen=True, slots=True)
class Retract:
    """An event never happened."""

    event_id: str


@dataclass(frozen=True, slots=True)
class Tick:
    """Time has passed."""

    now: Moment


Line = Register | Post | Correct | Retract | Tick

_SHAPES = (
    frozenset({"register"}),
    frozenset({"client", "event"}),
    frozenset({"correct", "event"}),
    frozenset({"retract"}),
    frozenset({"tick"}),
)
_KEYS = frozenset[str]().union(*_SHAPES)


def read_line(text: str) -> Line:
    """Read one line of a stream.

    Raises:
        EventError: with every problem, each with its path and the mend.

    >>> read_line('{"retract": "e-1"}')
    Retract(event_id='e-1')
    """
    if any("\udc80" <= character <= "\udcff" for character in text):
        raise refused("this line is not UTF-8", "write the stream as UTF-8")
    try:
        document = json.loads(text, object_pairs_hook=_without_duplicates)
    except json.JSONDecodeError as error:
        raise refused(f"this is not JSON: {error.msg} at column {error.colno}") from None
    except (ValueError, RecursionError) as error:
        raise refused(f"this is not JSON: {error}") from None
    if not isinstance(document, dict):
        raise refused("a line is a JSON object", 'such as {"client": "c-1", "event": {...}}')
    line = cast("dict[str, object]", document)
    if frozenset(line) not in _SHAPES:
        raise refused(*_stranger(line))
    if "register" in line:
        return Register(read_client(_object(line, "register")))
    if "tick" in line:
        return Tick(read_moment(line["tick"], "tick"))
    if "retract" in line:
        return Retract(read_id(line["retract"], "retract"))
    event = read_event(_object(line, "event"))
    if "client" in line:
        return Post(read_id(line["client"], "client"), event)
    return Correct(read_id(line["correct"], "correct"), event)


def _without_duplicates(pairs: list[tuple[str, object]]) -> dict[str, object]:
    found: dict[str, object] = {}
    for key, value in pairs:
        if key in found:
            raise refused(f"the key '{key}' stands twice in one object", "keep the one that is meant")
        found[key] = value
    return found


def _stranger(line: Mapping[str, object]) -> tuple[str, str]:
    strange = [key for key in line if key not in _KEYS]
    if strange:
        return f"a line has no key '{strange[0]}'", did_you_mean(strange[0], _KEYS)
    wanted = "register, client with event, correct with event, retract, or tick"
    return f"the keys {', '.join(line) or '(none)'} make no message", f"write {wanted}"


def _object(line: Mapping[str, object], key: str) -> Mapping[str, object]:
    value = line[key]
    if not isinstance(value, dict):
        raise refused("an object belongs here", "", key)
    return cast("dict[str, object]", value)


def read_moment(value: object, path: str) -> Moment:
    """Check a time or date.

    Raises:
        EventError: it is none.
    """
    try:
        # By pydantic a number is a time, too: seconds or thousandths since 1970, it guesses which.
        return _moments().validate_python(value if isinstance(value, str) else None)
    except ValidationError:
        hint = "write it as 2026-03-01T10:00:00-06:00 or 2026-03-01"
        raise refused(f"{value!r} is not a time or date", hint, path) from None


@cache
def _moments() -> TypeAdapter[Moment]:
    return TypeAdapter(Moment)


def post_line(client_id: str, event: Event | Mapping[str, object]) -> str:
    """Write a post as a line, whatever the event is."""
    if isinstance(event, EventBase):
        event = {"kind": event.kind, **event.model_dump(mode="json", exclude_defaults=True)}
    document = {"client": client_id, "event": event}
    return json.dumps(document, ensure_ascii=False, default=str, skipkeys=True)
