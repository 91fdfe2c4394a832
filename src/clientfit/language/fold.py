"""How a fact is folded from the timeline: the nodes of `from:`, and their reader.

::

    Fold    = Count | Distinct | Exists | Latest | DaysSince | DaysUntil | DaysBetween | DayOf
            | CaseValue | Calculated
    Instant = FirstOf | LastOf | LatestDate | CaseMoment

Every fold is a filter and an aggregation over one client's events: nothing depends on the order of
the file, and nothing runs user code. So the same folds can be printed for a whole book of clients.
"""

import ast
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from clientfit.language.expression import NOWHERE, All, Condition, Place, Term
from clientfit.language.parse import Refused, condition_from, read_syntax, term_from
from clientfit.language.vocabulary import FactType, Vocabulary
from clientfit.suggestions import did_you_mean
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


@dataclass(frozen=True, slots=True)
class FoldWords:
    """The names that a `from:` may use."""

    collections: Mapping[str, Collection]
    facts: Mapping[str, FactType]
    parameters: Mapping[str, Exact]


def parse_fold(text: str, words: FoldWords, place: Place) -> Fold:
    """Read the `from:` of a fact.

    Raises:
        Refused: it is outside the language.
    """
    return _Reader(words, place).fold(read_syntax(text))


_FOLDS = (
    "count",
    "distinct",
    "any",
    "latest",
    "days_since",
    "days_until",
    "days_between",
    "day_of",
)
_INSTANTS = ("first", "last", "latest")


class _Reader:
    """Walks one `from:`; holds only the words it may use."""

    def __init__(self, words: FoldWords, place: Place) -> None:
        self.words, self.place = words, place

    def fold(self, node: ast.expr) -> Fold:
        match node:
            case ast.Attribute(value=ast.Name(id="case"), attr=name):
                if name not in CASE_VALUES:
                    raise Refused(
                        f"the case has no value '{name}'",
                        did_you_mean(name, CASE_VALUES) or f"it has {', '.join(CASE_VALUES)}",
                    )
                return CaseValue(name)
            case ast.Call(func=ast.Name(id=name), args=args, keywords=keywords) if name != "abs":
                options = self.options(keywords)
                return self.call(name, args, options)
            case _:
                return Calculated(term_from(node, self.numbers()))

    def numbers(self) -> Vocabulary:
        return Vocabulary(self.words.facts, self.words.parameters, ratios=True)

    def options(self, keywords: list[ast.keyword]) -> dict[str, ast.expr]:
        return {str(keyword.arg): keyword.value for keyword in keywords}

    def call(self, name: str, args: list[ast.expr], options: dict[str, ast.expr]) -> Fold:
        match name, args:
            case "count", [first, *where]:
                fold: Fold = Count(
                    self.select(first, where),
                    self.instant_option(options, "after"),
                    self.instant_option(options, "since"),
                    self.days(options),
                )
            case "distinct", [first, *where]:
                select, field = self.select_field(first, where)
                fold = Distinct(select, field, self.instant_option(options, "after"))
            case "any", [first, *where]:
                fold = Exists(self.select(first, where))
            case "latest", [first, *where]:
                fold = Latest(*self.select_field(first, where))
            case "days_since", [one]:
                fold = DaysSince(self.instant(one))
            case "days_until", [one]:
                fold = DaysUntil(self.instant(one))
            case "day_of", [one]:
                fold = DayOf(self.instant(one))
            case "days_between", [one, two]:
                fold = DaysBetween(self.instant(one), self.instant(two))
            case _:
                near = did_you_mean(name, _FOLDS) or f"known are {', '.join(_FOLDS)}"
                raise Refused(f"'{name}(...)' with {len(args)} arguments is not a fold", near)
        self.none_left(name, options)
        return fold

    def none_left(self, name: str, options: dict[str, ast.expr]) -> None:
        for word in options:
            raise Refused(
                f"{name}(...) has no option '{word}'",
                did_you_mean(word, ("after", "since", "within", "default")),
            )

    def select(self, node: ast.expr, where: list[ast.expr]) -> Collection:
        if not isinstance(node, ast.Name):
            raise Refused("a fold starts with a collection of events")
        found = self.words.collections.get(node.id)
        if found is None:
            near = did_you_mean(node.id, self.words.collections)
            raise Refused(f"unknown collection '{node.id}'", near or "declare it under `events:`")
        if not where:
            return found
        vocabulary = Vocabulary(found.fields, self.words.parameters)
        extra = tuple(condition_from(item, vocabulary, self.place) for item in where)
        parts = (found.where, *extra) if found.where is not None else extra
        return replace(found, where=parts[0] if len(parts) == 1 else All(parts, self.place))

    def select_field(self, node: ast.expr, where: list[ast.expr]) -> tuple[Collection, str]:
        if not isinstance(node, ast.Attribute):
            raise Refused("name a field, such as `attempts.channel`")
        select = self.select(node.value, where)
        if node.attr not in select.fields:
            near = did_you_mean(node.attr, select.fields)
            raise Refused(f"'{select.name}' has no field '{node.attr}'", near)
        return select, node.attr

    def days(self, options: dict[str, ast.expr]) -> Exact | None:
        node = options.pop("within", None)
        if node is None:
            return None
        match node:
            case ast.Name(id=name) if name in self.words.parameters:
                return self.words.parameters[name]
            case ast.Constant(value=int() as value) if not isinstance(value, bool):
                return value
            case _:
                raise Refused("`within=` takes a number of days or a parameter")

    def instant_option(self, options: dict[str, ast.expr], name: str) -> Instant | None:
        node = options.pop(name, None)
        return None if node is None else self.instant(node)

    def instant(self, node: ast.expr) -> Instant:
        match node:
            case ast.Attribute(value=ast.Name(id="case"), attr=name):
                if name not in CASE_MOMENTS:
                    raise Refused(f"the case has no moment '{name}'", "it has assigned_at")
                return CaseMoment(name)
            case ast.Call(func=ast.Name(id="first"), args=[one, *where], keywords=keywords):
                options = self.options(keywords)
                found: Instant = FirstOf(self.select(one, where), self.instant_option(options, "after"))
                self.none_left("first", options)
                return found
            case ast.Call(func=ast.Name(id="last"), args=[one, *where], keywords=keywords):
                options = self.options(keywords)
                found = LastOf(self.select(one, where), self.instant_option(options, "default"))
                self.none_left("last", options)
                return found
            case ast.Call(func=ast.Name(id="latest"), args=[one, *where], keywords=[]):
                select, field = self.select_field(one, where)
                if select.fields[field].name != "date":
                    raise Refused(f"'{field}' is not a date")
                return LatestDate(select, field)
            case _:
                raise Refused("a moment is first(...), last(...), latest(x.date) or case.assigned_at")


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
