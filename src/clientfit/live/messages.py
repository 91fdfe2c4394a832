"""What may be told to a watch, and how it is written down.

A message is known again by its content: told twice, it counts once. So the written form is canonical.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import cache
from hashlib import sha256
from typing import Literal

from pydantic import TypeAdapter

from clientfit.case import Case
from clientfit.case_reader import parse_case
from clientfit.errors import CaseError, EventError, Problem
from clientfit.events import Event, EventBase, Moment

EntryKind = Literal["client", "event", "correction", "retraction"]


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing that was told about a client.

    Attributes:
        kind: the client's attributes, an event, a correction of one, or its retraction.
        event_id: the event that it is about; None for attributes.
        body: the content in canonical JSON.
    """

    kind: EntryKind
    event_id: str | None
    body: str

    @property
    def digest(self) -> bytes:
        """By what the same message is known again."""
        return sha256(f"{self.kind} {self.body}".encode()).digest()[:16]


def client_entry(client: Case) -> Entry:
    """Write a client's attributes down.

    Raises:
        EventError: events or a clock are with them; a watch has its own.
    """
    for name in ("events", "as_of"):
        if getattr(client, name):
            hint = "post each event" if name == "events" else "leave it out; the watch has a clock"
            raise refused(f"a client is registered without {name}", hint, name)
    read_id(client.id, "id")
    document = client.model_dump(mode="json", exclude_defaults=True)
    for name in ("service_areas", "search_areas"):
        if name in document:
            document[name] = sorted(document[name])
    return Entry("client", None, _canonical(document))


def event_entry(event: Event) -> Entry:
    """Write an event down.

    Raises:
        EventError: it has no id.
    """
    if event.id is None:
        raise refused("this event has no id", "give it the id that your system knows it by", "event.id")
    return Entry("event", read_id(event.id, "event.id"), _event_body(event))


def correction_entry(event_id: str, event: Event) -> Entry:
    """Write the correction of an event down.

    Raises:
        EventError: the corrected event has another id.
    """
    read_id(event_id, "event.id")
    if event.id not in (None, event_id):
        message = f"event '{event_id}' cannot become '{event.id}'"
        raise refused(message, "leave the id out; to replace an event, retract it", "event.id")
    return Entry("correction", event_id, _event_body(event.model_copy(update={"id": event_id})))


def retraction_entry(event_id: str) -> Entry:
    """Write the retraction of an event down.

    Raises:
        EventError: this is no id.
    """
    read_id(event_id, "event.id")
    return Entry("retraction", event_id, _canonical(event_id))


def _event_body(event: Event) -> str:
    return _canonical({"kind": event.kind, **event.model_dump(mode="json", exclude_defaults=True)})


def _canonical(document: object) -> str:
    return json.dumps(document, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def refused(message: str, hint: str = "", path: str = "") -> EventError:
    """An error of one problem."""
    return EventError([Problem("", 0, path, message, hint)])


def read_id(value: object, path: str) -> str:
    """Check an id: a text that every store can hold.

    Raises:
        EventError: it is none.

    >>> read_id("c-7", "client")
    'c-7'
    """
    if not isinstance(value, str) or not value:
        shown = "" if value is None or value == "" else f', such as "{value}"'
        raise refused("an id belongs here", f"write it as text{shown}", path)
    if "\0" in value or (not value.isascii() and _has_half_characters(value)):
        raise refused(f"{value!r} is no id", "leave out NUL and halves of characters", path)
    return value


def _has_half_characters(text: str) -> bool:
    return any("\ud800" <= character <= "\udfff" for character in text)


def read_event(document: Event | Mapping[str, object]) -> Event:
    """Check an event that is plain data, such as parsed JSON.

    Raises:
        EventError: with every problem, each with its path and the mend.
    """
    if isinstance(document, EventBase):
        return document
    if not isinstance(document, Mapping):  # pyright: ignore[reportUnnecessaryIsInstance]  what a webhook sends is not checked before
        raise refused("an event is an object with id, kind and at", "", "event")
    try:
        return _event_adapter().validate_json(json.dumps(document))
    except (TypeError, ValueError):  # a ValidationError is a ValueError
        # As part of a case it is read again for the words of what is wrong, and for Python's dates.
        record = {"id": "any", "time_zone": "UTC", "events": [dict(document)]}
        return _parsed(record, "events[0]", "event").events[0]


@cache
def _event_adapter() -> TypeAdapter[Event]:
    return TypeAdapter(Event)


def read_events(bodies: Sequence[str]) -> list[Event]:
    """Read many written events at once."""
    return _events_adapter().validate_json(f"[{','.join(bodies)}]")


@cache
def _events_adapter() -> TypeAdapter[list[Event]]:
    return TypeAdapter(list[Event])


def read_client(document: Case | Mapping[str, object]) -> Case:
    """Check a client's attributes that are plain data.

    Raises:
        EventError: with every problem, each with its path and the mend.
    """
    return document if isinstance(document, Case) else _parsed(document, "", "")


def _parsed(document: Mapping[str, object], place: str, shown: str) -> Case:
    try:
        return parse_case(document)
    except CaseError as error:
        raise EventError(
            [
                Problem("", 0, problem.path.replace(place, shown, 1), problem.message, problem.hint)
                for problem in error.problems
            ]
        ) from None


def microseconds(now: Moment) -> int:
    """A moment as the store counts; a date is its end in UTC.

    Raises:
        EventError: it is no time, or has no offset from UTC.

    >>> microseconds(date(1970, 1, 1))
    86399999999
    """
    if not isinstance(now, date):  # pyright: ignore[reportUnnecessaryIsInstance]  a time as text is an easy slip
        raise refused(f"{now!r} is no time", "give a datetime with its offset from UTC, or a date")
    if not isinstance(now, datetime):
        if now == date.max:
            raise refused(f"{now} is too far ahead", "write the day that it is")
        midnight = datetime(now.year, now.month, now.day, tzinfo=UTC)
        return _since_epoch(midnight + timedelta(days=1)) - 1
    if now.tzinfo is None:
        raise refused(f"{now} has no offset from UTC", "write it as 2026-03-01T10:00:00-06:00")
    return _since_epoch(now)


def _since_epoch(moment: datetime) -> int:
    return (moment - datetime(1970, 1, 1, tzinfo=UTC)) // timedelta(microseconds=1)


def moment_of(microsecond: int) -> datetime:
    """The store's count as a time in UTC."""
    return datetime(1970, 1, 1, tzinfo=UTC) + timedelta(microseconds=microsecond)
