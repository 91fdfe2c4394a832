"""Events to draw: every kind, few fields, days before times, so that they shrink to what one reads."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta, timezone
from functools import cache
from typing import Any, Literal, get_args, get_origin

from hypothesis import strategies as st
from pydantic import TypeAdapter

from clientfit.events import EVENT_TYPES, Channel, Event, Source
from clientfit.suggestions import unknown_name
from clientfit.testing.fact_strategies import FIRST_DAY, LAST_DAY

Raw = dict[str, Any]
"""An event or a case as plain data, as JSON holds it."""
OFFSETS = (0, -600, -360, -300, 60, 330, 345, 540, 780)
"""Minutes east of UTC, whole hours and others."""
DECISION_MAKERS = ("owner 1", "owner 2")
ROUND_DAYS = (date(2026, 3, 1), date(2026, 2, 15), FIRST_DAY, LAST_DAY)


def days() -> st.SearchStrategy[str]:
    """Bare dates, round ones first."""
    return st.one_of(st.sampled_from(ROUND_DAYS), st.dates(FIRST_DAY, LAST_DAY)).map(date.isoformat)


def times() -> st.SearchStrategy[str]:
    """Times with assorted offsets, at few hours so that some coincide."""
    return st.builds(
        _time,
        st.dates(FIRST_DAY + timedelta(days=1), LAST_DAY),
        st.sampled_from((12, 0, 3, 23)),
        st.sampled_from(OFFSETS),
    )


def _time(day: date, hour: int, offset: int) -> str:
    zone = timezone(timedelta(minutes=offset))
    return datetime(day.year, day.month, day.day, hour, tzinfo=zone).isoformat()


def moments() -> st.SearchStrategy[str]:
    """Bare dates and times alike."""
    return st.one_of(days(), times())


MAYBE = st.sampled_from((False, True, "unknown"))
CHANNELS = st.sampled_from([channel.value for channel in Channel])
_MONEY = st.sampled_from((200_000, "230000", "229999.99", 250_000, "unknown"))
_BY_FIELD: dict[str, st.SearchStrategy[Any]] = {
    "at": moments(),
    "logged_at": moments(),
    "source": st.sampled_from([source.value for source in Source]),
    "channel": CHANNELS,
    "delivered": MAYBE,
    "automatic": MAYBE,
    "answered": MAYBE,
    "asks_for_update": st.booleans(),
    "scheduled_for": moments(),
    "given_to": st.sampled_from((*DECISION_MAKERS, "a cousin")),
    "asked_price": _MONEY,
    "budget": _MONEY,
    "market_price": _MONEY,
    "open_to_education": MAYBE,
    "reconfirmed": st.booleans(),
    "until": st.sampled_from(("2026-06-01", "2026-03-15", "2026-03-31", "2026-04-01")),
    "allowed": st.booleans(),
}
_SPECIAL: dict[tuple[str, str], st.SearchStrategy[Any]] = {
    ("contact_permission", "channel"): st.one_of(CHANNELS, st.just("all")),
}


def _words(annotation: Any) -> list[str]:  # noqa: ANN401  a type annotation is any object
    if get_origin(annotation) is Literal:
        return list(get_args(annotation))
    return [word for part in get_args(annotation) for word in _words(part)]


def _field(kind: str, name: str) -> st.SearchStrategy[Any]:
    if (kind, name) in _SPECIAL:
        return _SPECIAL[kind, name]
    if name in _BY_FIELD:
        return _BY_FIELD[name]
    words = _words(EVENT_TYPES[kind].model_fields[name].annotation)
    return st.sampled_from(words) if words else MAYBE


def raw_event(kind: str) -> st.SearchStrategy[Raw]:
    """One event of a kind as plain data, without an id.

    Raises:
        UnknownNameError: there is no such kind.
    """
    if kind not in EVENT_TYPES:
        raise unknown_name(f"no event kind '{kind}'", kind, EVENT_TYPES)
    required: dict[str, st.SearchStrategy[Any]] = {"kind": st.just(kind)}
    optional: dict[str, st.SearchStrategy[Any]] = {}
    for name, info in EVENT_TYPES[kind].model_fields.items():
        if name in ("kind", "id"):
            continue
        place = required if info.is_required() or name == "direction" else optional
        place[name] = _field(kind, name)
    return st.fixed_dictionaries(required, optional=optional)


def raw_events(max_size: int = 8) -> st.SearchStrategy[list[Raw]]:
    """Events of every kind as plain data; contacts most often; ids are unique."""
    often = st.one_of(*(raw_event(kind) for kind in ("contact", "contact", "appointment", "away")))
    event = st.one_of(often, often, st.one_of(*(raw_event(kind) for kind in EVENT_TYPES)))
    found = st.lists(event, max_size=max_size).map(_with_ids)
    return st.deferred(lambda: found)  # keeps the name of the strategy short


def _with_ids(found: list[Raw]) -> list[Raw]:
    return [{**event, "id": f"e-{index}"} for index, event in enumerate(found, 1)]


def events(kind: str | None = None) -> st.SearchStrategy[Event]:
    """One event.

    Args:
        kind: of this kind; None draws any.

    Raises:
        UnknownNameError: there is no such kind.

    Example:
        >>> from hypothesis import find
        >>> find(events("away"), lambda event: True).until.isoformat()
        '2026-06-01'
    """
    raw = raw_event(kind) if kind is not None else st.one_of(*(raw_event(k) for k in EVENT_TYPES))
    any_event = raw.map(read_event)
    return st.deferred(lambda: any_event)  # a name of one line in Hypothesis's messages


def timelines(max_size: int = 8) -> st.SearchStrategy[tuple[Event, ...]]:
    """What happened with one client: up to so many events, each with an id of its own."""
    some_events = raw_events(max_size).map(lambda found: tuple(map(read_event, found)))
    return st.deferred(lambda: some_events)  # the same


def read_event(raw: Mapping[str, object]) -> Event:
    """Make plain data an event."""
    return _reader().validate_python(raw)


@cache
def _reader() -> TypeAdapter[Event]:
    return TypeAdapter(Event)
