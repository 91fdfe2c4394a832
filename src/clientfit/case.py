"""One client's record: attributes, a timeline of events, and the clock."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from functools import lru_cache
from typing import Annotated, Literal, Self
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, model_validator
from pydantic_core import PydanticCustomError

from clientfit.events import Channel, Event, Moment, Unknown
from clientfit.suggestions import did_you_mean

FactNumber = (
    Annotated[int, Field(strict=True, gt=-(10**24), lt=10**24)]
    | Annotated[Decimal, Field(max_digits=24, allow_inf_nan=False)]
)


class Bounds(BaseModel):
    """A number of which only a bound is known.

    Attributes:
        at_least: the least it can be, or None.
        at_most: the most it can be, or None.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    at_least: FactNumber | None = None
    at_most: FactNumber | None = None

    @model_validator(mode="after")
    def _ordered(self) -> Self:
        if self.at_least is None and self.at_most is None:
            raise ValueError("bounds need at_least or at_most; where nothing is known, write unknown")
        if self.at_least is not None and self.at_most is not None and self.at_least > self.at_most:
            raise ValueError("at_least is above at_most; swap them")
        return self


GivenFact = Annotated[bool, Field(strict=True)] | FactNumber | Bounds | date | str
"""A fact as a user writes it: yes/no, a number, bounds, a date, a word, or ``unknown``."""


@lru_cache(maxsize=256)
def zone_of(name: str) -> ZoneInfo:
    """Look a time zone up by its IANA name.

    Raises:
        ValueError: there is no such zone on this machine.
    """
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise ValueError(
            f"no time zone '{name}'; write an IANA name such as America/Chicago"
            " (on a machine without zone data: pip install tzdata)"
        ) from None


def _known_zone(name: str) -> str:
    zone_of(name)
    return name


class Case(BaseModel):
    """One client's record.

    Nothing ever reads the wall clock: `as_of` is the clock. A list of complete channels says where
    the absence of a record proves that nothing happened; without it counts are only lower bounds.

    Example:
        >>> Case.model_validate({"id": "c-1", "time_zone": "UTC", "as_of": "2026-03-20"}).id
        'c-1'
    """

    model_config = ConfigDict(extra="forbid", frozen=True, use_attribute_docstrings=True)

    id: Annotated[str, Field(min_length=1, max_length=200)]
    """The client's id in your system; never a name."""
    time_zone: Annotated[str, AfterValidator(_known_zone)]
    """The client's time zone, an IANA name."""
    as_of: Moment | None = None
    """The clock: the moment for which to decide. A date means the end of that day."""
    assigned_at: Moment | None = None
    """When the program gave the client to the agent."""
    side: Literal["buyer", "seller", "both"] | Unknown = "unknown"
    """What the client wants to do."""
    preferred_channel: Channel | None = None
    """How the client likes to be reached."""
    alternate_channels: tuple[Channel, ...] = ()
    """Other ways that reach the client; empty means every other channel."""
    complete_channels: tuple[Channel, ...] | Literal["all"] = ()
    """Channels whose log holds everything that happened on them."""
    service_areas: frozenset[str] = frozenset()
    """Where the agent works."""
    search_areas: frozenset[str] = frozenset()
    """Where the client searches or sells."""
    decision_makers: tuple[str, ...] = ()
    """Labels of those who decide, such as `owner 1`; never a name."""
    heard_decision_makers: tuple[str, ...] = ()
    """Those of them whom the agent has spoken with."""
    events: tuple[Event, ...] = ()
    """What happened, in any order."""
    facts: dict[str, GivenFact] = {}
    """Facts given directly; they win over what the events say."""

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        self._check_the_clock()
        strangers = set(self.heard_decision_makers).difference(self.decision_makers)
        for index, heard in enumerate(self.heard_decision_makers):
            if heard in strangers:
                near = did_you_mean(heard, self.decision_makers) or "list it there too"
                raise _misplaced(
                    f"heard_decision_makers[{index}]", f"'{heard}' is not among decision_makers", near
                )
        seen: dict[str, int] = {}
        for index, event in enumerate(self.events):
            if event.id is None:
                continue
            first = seen.setdefault(event.id, index)
            if first != index:
                message = f"event id '{event.id}' is used twice, first by events[{first}]"
                raise _misplaced(f"events[{index}].id", message, "give each its own")
        return self

    def _check_the_clock(self) -> None:
        """Refuse a clock that certainly lies before the assignment; a date is its whole day."""
        if self.as_of is None or self.assigned_at is None:
            return
        zone = zone_of(self.time_zone)
        if moment_bounds(self.as_of, zone)[1] < moment_bounds(self.assigned_at, zone)[0]:
            message = f"as_of ({self.as_of}) lies before assigned_at ({self.assigned_at})"
            raise _misplaced("as_of", message, "correct one of the two")


def _misplaced(path: str, message: str, hint: str) -> PydanticCustomError:
    """What is wrong between the parts of a case, with the place that a user would correct."""
    context = {"path": path, "message": message, "hint": hint}
    return PydanticCustomError("misplaced", "{message}; {hint}", context)


def moment_bounds(moment: datetime | date, zone: ZoneInfo) -> tuple[float, float]:
    """Tell the earliest and latest instant of a moment, in seconds since 1970.

    A time is one instant. A date is its whole day in the zone.

    >>> moment_bounds(date(1970, 1, 1), ZoneInfo("UTC"))
    (0.0, 86399.999999)
    """
    if isinstance(moment, datetime):
        instant = moment.timestamp()
        return instant, instant
    return _day_bounds(moment, zone)


@lru_cache(maxsize=4096)
def _day_bounds(moment: date, zone: ZoneInfo) -> tuple[float, float]:
    start = datetime(moment.year, moment.month, moment.day, tzinfo=zone)
    if moment == date.max:
        return start.timestamp(), datetime.max.replace(tzinfo=UTC).timestamp()
    after = moment + timedelta(days=1)
    end = datetime(after.year, after.month, after.day, tzinfo=zone)
    return start.timestamp(), end.timestamp() - 1e-6


def local_day(moment: datetime | date, zone: ZoneInfo) -> date:
    """Tell the calendar day of a moment in the client's time zone.

    >>> local_day(datetime(2026, 3, 1, 3, tzinfo=UTC), ZoneInfo("America/Chicago"))
    datetime.date(2026, 2, 28)
    """
    return local_time(moment, zone).date() if isinstance(moment, datetime) else moment


def local_time(moment: datetime, zone: ZoneInfo) -> datetime:
    """Tell the clock time of a moment in the client's time zone, without the zone."""
    try:
        return moment.astimezone(zone).replace(tzinfo=None)
    except OverflowError:  # the first or last day of all, seen from another zone
        return moment.replace(tzinfo=None)
