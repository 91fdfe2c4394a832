"""A case made ready for folding: its clock, its events by kind, and what depends on the case."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal, NamedTuple
from zoneinfo import ZoneInfo

from clientfit.case import Case, local_day, moment_bounds, zone_of
from clientfit.errors import CaseError, Problem
from clientfit.events import (
    Advice,
    Away,
    Channel,
    Contact,
    EventBase,
    Maybe,
)

Method = Literal["preferred", "alternate", "other", "unknown"]
_MAY_PREDATE_ASSIGNMENT = frozenset({"prior_relationship", "written_proof", "agreement", "away"})
_SPOKEN = frozenset({Channel.PHONE, Channel.VIDEO})


class Derived(NamedTuple):
    """The fields of an event that depend on the case around it."""

    method: Method = "unknown"
    during_absence: Maybe | None = None
    answered: Maybe | None = None
    to_decision_maker: Maybe | None = None


_NOTHING = Derived()
Absence = tuple[float, float, date]
"""When it was announced, at the earliest and at the latest, and the day of the return."""


class Row(NamedTuple):
    """One event with its instants in seconds and its derived fields.

    A phantom row stands for an event that may have happened without being logged.
    """

    event: EventBase
    kind: str
    low: float
    high: float
    derived: Derived

    @property
    def label(self) -> str:
        """How proofs call the event."""
        return event_label(self.event)


def event_label(event: EventBase) -> str:
    """How proofs and tables call an event: by its id, else by its kind and its moment."""
    return event.id or f"{type(event).model_fields['kind'].default} {event.at}"


class Span(NamedTuple):
    """An instant between two, in seconds; not certain where it may not exist at all."""

    low: float
    high: float
    certain: bool
    evidence: tuple[Row, ...] = ()


@dataclass(frozen=True, slots=True)
class View:
    """A case made ready: its clock, its events by kind, and what may have gone unlogged."""

    case: Case
    zone: ZoneInfo
    now_low: float
    now_high: float
    today: date
    rows: dict[str, list[Row]]
    phantoms: tuple[Row, ...]


def view_of(case: Case) -> View:
    """Make a case ready.

    Raises:
        CaseError: it has no clock, or an event lies after it or before the assignment.
    """
    if case.as_of is None:
        message = "as_of is missing, so there is no clock to decide by"
        raise CaseError([Problem("", 0, "as_of", message, "add as_of, or give --as-of")])
    zone = zone_of(case.time_zone)
    now_low, now_high = moment_bounds(case.as_of, zone)
    start = None if case.assigned_at is None else moment_bounds(case.assigned_at, zone)[0]
    absences = [
        (*moment_bounds(event.at, zone), event.until)
        for event in case.events
        if isinstance(event, Away)
    ]
    rows: dict[str, list[Row]] = {}
    problems: list[Problem] = []
    shared: dict[tuple[Channel, object], Derived] = {}
    for index, event in enumerate(case.events):
        at, kind = event.at, event.kind
        if isinstance(at, datetime):
            low = high = at.timestamp()  # as moment_bounds does; this line runs for every event
        else:
            low, high = moment_bounds(at, zone)
        if low > now_high:
            problems.append(_misplaced(index, event, f"after as_of ({case.as_of})"))
        elif start is not None and high < start and kind not in _MAY_PREDATE_ASSIGNMENT:
            problems.append(_misplaced(index, event, f"before assigned_at ({case.assigned_at})"))
        if isinstance(event, Contact) and not absences:
            key = event.channel, event.answered
            derived = shared.get(key)
            if derived is None:
                derived = shared[key] = Derived(method_of(event.channel, case), False, _answered(event))
        else:
            derived = _derived(event, low, high, absences, case, zone)
        row = Row(event, kind, low, high, derived)
        if kind in rows:
            rows[kind].append(row)
        else:
            rows[kind] = [row]
    if problems:
        raise CaseError(problems)
    today = local_day(case.as_of, zone)
    return View(case, zone, now_low, now_high, today, rows, _phantoms(case, start, now_high))


def _misplaced(index: int, event: EventBase, where: str) -> Problem:
    return Problem(
        "", 0, f"events[{index}].at", f"{event.at} lies {where}", "correct the date or the clock"
    )


def _derived(
    event: EventBase,
    low: float,
    high: float,
    absences: list[Absence],
    case: Case,
    zone: ZoneInfo,
) -> Derived:
    if isinstance(event, Contact):
        return Derived(
            method=method_of(event.channel, case),
            during_absence=_during_absence(event.at, low, high, absences, zone),
            answered=_answered(event),
        )
    if isinstance(event, Advice):
        return Derived(to_decision_maker=_to_decision_maker(event, case))
    return _NOTHING


def method_of(channel: Channel, case: Case) -> Method:
    """Whether a channel is the client's preferred way, an alternate one, or neither."""
    if case.preferred_channel is None:
        return "unknown"
    if channel is case.preferred_channel:
        return "preferred"
    if case.alternate_channels and channel not in case.alternate_channels:
        return "other"
    return "alternate"


def _during_absence(
    at: datetime | date, low: float, high: float, absences: list[Absence], zone: ZoneInfo
) -> Maybe:
    """Whether the client was away; open where it may have been before the client said so."""
    day = local_day(at, zone)
    running = [absence for absence in absences if day < absence[2]]
    if any(low >= announced for _, announced, _ in running):
        return True
    return "unknown" if any(high >= announced for announced, _, _ in running) else False


def _answered(event: Contact) -> Maybe:
    if event.answered is not None:
        return event.answered
    if event.channel is Channel.IN_PERSON:
        return True
    return "unknown" if event.channel in _SPOKEN else False


def _to_decision_maker(event: Advice, case: Case) -> Maybe:
    if event.given_to is None:
        return True
    return event.given_to in case.decision_makers if case.decision_makers else "unknown"


def incomplete_channels(case: Case) -> tuple[Channel, ...]:
    """The channels on which something may have happened without being logged."""
    if case.complete_channels == "all":
        return ()
    return tuple(channel for channel in Channel if channel not in case.complete_channels)


def _phantoms(case: Case, start: float | None, now: float) -> tuple[Row, ...]:
    low = float("-inf") if start is None else start
    return tuple(
        Row(
            Contact.model_construct(
                at=case.as_of,
                channel=channel,
                direction="unknown",
                delivered="unknown",
                automatic="unknown",
                asks_for_update="unknown",
            ),
            "contact",
            low,
            now,
            Derived(method_of(channel, case), "unknown", "unknown"),
        )
        for channel in incomplete_channels(case)
    )


def known_channels(case: Case) -> frozenset[Channel]:
    """The ways that reach the client; every one where no alternate way is named."""
    if not case.alternate_channels:
        return frozenset(Channel)
    preferred = () if case.preferred_channel is None else (case.preferred_channel,)
    return frozenset((*preferred, *case.alternate_channels))
