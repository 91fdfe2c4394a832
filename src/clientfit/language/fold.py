"""How a fact is folded from the timeline: the nodes of `from:`.

::

    Fold    = Count | Distinct | Exists | Latest | DaysSince | DaysUntil | DaysBetween | DayOf
            | CaseValue | Calculated
    Instant = FirstOf | LastOf | LatestDate | CaseMoment

Every fold is a filter and an aggregation over one client's events: nothing depends on the order of
the file, and nothing runs user code. So the same folds can be printed for a whole book of clients.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from clientfit.language.expression import NOWHERE, Condition, Place, Term
from clientfit.language.vocabulary import FactType
from clientfit.values import Exact


@dataclass(frozen=True, slots=True)
class Collection:
    """Events that count as something, such as an attempt or a response.

    Attributes:
        name: what they are called in `from:`.
        kinds: the kinds of event that are looked at.
        where: what each must satisfy; None takes all.
        means: one sentence for the reader.
    """

    name: str
    kinds: tuple[str, ...]
    where: Condition | None
    fields: Mapping[str, FactType] = field(compare=False)
    means: str = field(default="", compare=False)
    place: Place = field(default=NOWHERE, compare=False)

    def __hash__(self) -> int:
        return hash((self.name, self.kinds))  # cheap; equality tells the rest


@dataclass(frozen=True, slots=True)
class FirstOf:
    """When the earliest event happened, if there is one."""

    select: Collection
    after: "Instant | None" = None


@dataclass(frozen=True, slots=True)
class LastOf:
    """When the latest event happened; `default` when there is none."""

    select: Collection
    default: "Instant | None" = None


@dataclass(frozen=True, slots=True)
class LatestDate:
    """The date that the latest event names."""

    select: Collection
    field: str


@dataclass(frozen=True, slots=True)
class CaseMoment:
    """A moment that is an attribute of the case."""

    attribute: str


Instant = FirstOf | LastOf | LatestDate | CaseMoment


@dataclass(frozen=True, slots=True)
class Count:
    """How many events; only those after an instant, or within days of one."""

    select: Collection
    after: Instant | None = None
    since: Instant | None = None
    within: Exact | None = None


@dataclass(frozen=True, slots=True)
class Distinct:
    """How many different values of a field."""

    select: Collection
    field: str
    after: Instant | None = None


@dataclass(frozen=True, slots=True)
class Exists:
    """Whether there is such an event."""

    select: Collection


@dataclass(frozen=True, slots=True)
class Latest:
    """The value of a field in the latest event that has it."""

    select: Collection
    field: str


@dataclass(frozen=True, slots=True)
class DaysSince:
    """Calendar days from an instant to the clock, in the client's time zone."""

    instant: Instant


@dataclass(frozen=True, slots=True)
class DaysUntil:
    """Calendar days from the clock to an instant; negative once it has passed."""

    instant: Instant


@dataclass(frozen=True, slots=True)
class DaysBetween:
    """Calendar days from one instant to another."""

    first: Instant
    last: Instant


@dataclass(frozen=True, slots=True)
class DayOf:
    """The calendar day of an instant, for the reader."""

    instant: Instant


@dataclass(frozen=True, slots=True)
class CaseValue:
    """A value that the case itself gives."""

    attribute: str


@dataclass(frozen=True, slots=True)
class Calculated:
    """A number calculated from other facts."""

    term: Term


Fold = (
    Count
    | Distinct
    | Exists
    | Latest
    | DaysSince
    | DaysUntil
    | DaysBetween
    | DayOf
    | CaseValue
    | Calculated
)

CASE_MOMENTS = ("assigned_at",)
CASE_VALUES: dict[str, FactType] = {
    "areas_overlap": FactType("boolean"),
    "open_channels": FactType("integer"),
    "unheard_decision_makers": FactType("integer"),
    "preferred_channel_known": FactType("boolean"),
}
"""What a case gives besides its events; `timeline` says how."""


def kinds_of(fold: Fold) -> frozenset[str]:
    """The kinds of event without which a fold has no value; empty where the case itself gives one."""
    match fold:
        case Count(select=select) | Distinct(select=select) | Exists(select=select):
            return frozenset(select.kinds)
        case Latest(select=select):
            return frozenset(select.kinds)
        case DaysSince(instant=instant) | DaysUntil(instant=instant) | DayOf(instant=instant):
            return _instant_kinds(instant)
        case DaysBetween(first=first):
            return _instant_kinds(first)
        case CaseValue() | Calculated():
            return frozenset()


def _instant_kinds(instant: Instant) -> frozenset[str]:
    match instant:
        case CaseMoment() | LastOf(default=CaseMoment()):
            return frozenset()
        case FirstOf(select=select) | LastOf(select=select) | LatestDate(select=select):
            return frozenset(select.kinds)


def fold_type(fold: Fold) -> FactType:
    """The type of the facts that a fold gives."""
    match fold:
        case Exists():
            return FactType("boolean")
        case Latest(select=select, field=field):
            return select.fields[field]
        case CaseValue(attribute=name):
            return CASE_VALUES[name]
        case DayOf():
            return FactType("date")
        case Calculated():
            return FactType("number")
        case _:
            return FactType("integer")
