"""All that was told about one client, folded to the case that it makes. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property

from clientfit.case import Case, local_day, moment_bounds, zone_of
from clientfit.events import Event
from clientfit.live.messages import Entry, moment_of, read_events, refused


@dataclass(frozen=True)
class Record:
    """One client as the messages so far describe it.

    Attributes:
        client: the attributes, without events and without a clock.
        current: the events that stand, by id.
        retracted: the ids of the events that do not stand any more.
        known: by what each message so far is known again.
    """

    client: Case
    current: Mapping[str, Event] = field(default_factory=dict[str, Event])
    retracted: frozenset[str] = frozenset()
    known: frozenset[bytes] = frozenset()

    @property
    def revision(self) -> int:
        """How many messages there were."""
        return len(self.known)

    @cached_property
    def events(self) -> tuple[Event, ...]:
        """The events by the time when they happened, however late they came."""
        zone = zone_of(self.client.time_zone)
        return tuple(
            sorted(self.current.values(), key=lambda event: (moment_bounds(event.at, zone), event.id))
        )

    def case(self, day: date) -> Case:
        """The client's case as of the end of a day in the client's time zone."""
        return self.client.model_copy(update={"as_of": day, "events": self.events})

    def day(self, clock: int) -> date:
        """The client's own day at a time of the store."""
        return local_day(moment_of(clock), zone_of(self.client.time_zone))


def fold(entries: Sequence[Entry]) -> Record:
    """Fold what the store holds about a client, in the order in which it came."""
    with_event = [entry for entry in entries if entry.kind in ("event", "correction")]
    events = dict(
        zip(map(id, with_event), read_events([entry.body for entry in with_event]), strict=True)
    )
    client: Case | None = None
    current: dict[str, Event] = {}
    retracted: set[str] = set()
    for entry in entries:
        if entry.event_id is None:
            client = Case.model_validate_json(entry.body)
        elif entry.kind == "retraction":
            del current[entry.event_id]
            retracted.add(entry.event_id)
        else:
            current[entry.event_id] = events[id(entry)]
    assert client is not None  # noqa: S101  a client's first entry is its attributes
    known = frozenset(entry.digest for entry in entries)
    return Record(client, current, frozenset(retracted), known)


def told(record: Record, entry: Entry, clock: int | None) -> Record | None:
    """Take a new message into a record.

    Args:
        record: the client so far.
        entry: the message.
        clock: the time of the store, after which nothing can have happened; None before it has one.

    Returns:
        The record with it, or None where the message is known already.

    Raises:
        EventError: it does not fit the record.
    """
    if entry.digest in record.known:
        return None
    known = record.known | {entry.digest}
    if entry.event_id is None:
        client = Case.model_validate_json(entry.body)
        return Record(client, record.current, record.retracted, known)
    name, stands = entry.event_id, entry.event_id in record.current
    if entry.kind == "retraction":
        current = {key: event for key, event in record.current.items() if key != name}
        return Record(record.client, current, record.retracted | {name}, known)
    if entry.kind == "event" and (stands or name in record.retracted):
        message = f"event '{name}' came before with another content"
        raise refused(message, "correct it, or give the new event an id of its own", "event.id")
    if entry.kind == "correction" and not stands:
        message = f"event '{name}' was retracted, so it cannot be corrected"
        raise refused(message, "post it anew under another id", "event.id")
    event = read_events([entry.body])[0]
    _check_time(event, record.client, clock)
    return Record(record.client, {**record.current, name: event}, record.retracted, known)


def _check_time(event: Event, client: Case, clock: int | None) -> None:
    if clock is None:
        raise refused("this watch has no clock yet", "tick(now) sets it", "event.at")
    if moment_bounds(event.at, zone_of(client.time_zone))[0] * 1e6 > clock:
        message = f"{event.at} lies after now, which is {moment_of(clock).isoformat()}"
        raise refused(message, "correct the date, or tick the clock on first", "event.at")
