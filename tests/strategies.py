"""What the property tests draw from: facts near the rules' numbers, cases of every kind."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta, timezone
from fractions import Fraction
from math import inf
from typing import Any, Literal, get_args, get_origin

from hypothesis import strategies as st

from clientfit.events import EVENT_TYPES, Channel, Source
from clientfit.ruleset.model import FactSpec, RuleSet
from clientfit.values import ANY_NUMBER, DaySpan, Exact, FactValue, Interval

WHOLE = (0, 1, 2, 3, 6, 7, 8, 13, 14, 15)
SHARES = (
    *(Fraction(-1, 10), Fraction(0), Fraction(149, 1000), Fraction(3, 20)),
    *(Fraction(151, 1000), Fraction(1, 2)),
)
FIRST_DAY, LAST_DAY = date(2026, 2, 1), date(2026, 3, 30)
OFFSETS = (-600, -360, -300, 0, 60, 330, 345, 540, 780)
"""Minutes east of UTC, whole hours and others."""
ZONES = ("UTC", "America/Chicago", "America/New_York", "Asia/Kathmandu", "Pacific/Auckland")
DECISION_MAKERS = ("owner 1", "owner 2")


def numbers(spec: FactSpec) -> st.SearchStrategy[Exact]:
    """Numbers at and beside those that the rules compare with."""
    if spec.type.name == "integer":
        return st.sampled_from(WHOLE)
    if spec.unit.startswith("share"):
        return st.sampled_from(SHARES)
    return st.sampled_from((200_000, 229_999, 230_000, 230_001, Fraction(460_001, 2), 300_000))


def intervals(spec: FactSpec) -> st.SearchStrategy[Interval]:
    """Exact numbers most often, then bounds on one side, on both, on none."""
    exact = numbers(spec).map(lambda number: Interval(number, number))
    at_least = numbers(spec).map(lambda number: Interval(number, inf))
    at_most = numbers(spec).map(lambda number: Interval(-inf, number))
    both = st.tuples(numbers(spec), numbers(spec)).map(lambda ends: Interval(min(ends), max(ends)))
    return st.one_of(exact, exact, exact, at_least, at_most, both, st.just(ANY_NUMBER))


def values(spec: FactSpec) -> st.SearchStrategy[FactValue]:
    """Any value that a fact can have, unknown among them."""
    if spec.type.is_number:
        return intervals(spec)
    if spec.type.words:
        return st.sampled_from((*spec.type.words, None))
    if spec.type.name == "date":
        return st.one_of(st.none(), st.dates(FIRST_DAY, LAST_DAY).map(lambda day: DaySpan(day, day)))
    return st.sampled_from((True, False, None))


def known_facts(rule_set: RuleSet) -> st.SearchStrategy[dict[str, FactValue]]:
    """Raised facts: few of them, so that late rows are reached, or many, so that rows compete."""
    choices = {name: values(spec) for name, spec in rule_set.facts.items()}
    pairs = st.sampled_from(tuple(choices)).flatmap(
        lambda name: st.tuples(st.just(name), choices[name])
    )
    few = st.lists(pairs, max_size=4, unique_by=lambda pair: pair[0]).map(dict)
    many = st.fixed_dictionaries({}, optional=choices)
    seeds = [example.given for rule in rule_set.rules for example in rule.examples]
    near = st.tuples(st.sampled_from(seeds), few).map(lambda parts: {**parts[0], **parts[1]})
    as_written = st.sampled_from(seeds).map(dict)
    return st.one_of(few, near, near, many, as_written)


def learned(rule_set: RuleSet, known: Mapping[str, FactValue]) -> st.SearchStrategy[dict[str, Any]]:
    """The same facts after one open value was narrowed to one inside it; empty where none is open."""
    open_names = [
        name
        for name, value in known.items()
        if value is None or (isinstance(value, Interval) and not value.is_exact)
    ]
    if not open_names:
        return st.just({})
    return st.sampled_from(open_names).flatmap(
        lambda name: inside(rule_set.facts[name], known[name]).map(lambda value: {**known, name: value})
    )


def inside(spec: FactSpec, value: FactValue) -> st.SearchStrategy[FactValue]:
    """A value inside an open one."""
    if not isinstance(value, Interval):
        return values(spec).filter(lambda found: found is not None)
    ends = [end for end in (value.low, value.high) if not isinstance(end, float)]
    if not ends:
        return intervals(spec).filter(lambda found: not found.is_unbounded)
    points = st.one_of(numbers(spec), st.sampled_from(ends)).filter(
        lambda number: value.low <= number <= value.high
    )
    return st.one_of(
        points.map(lambda number: Interval(number, number)),
        points.map(lambda number: Interval(value.low, number)),
        points.map(lambda number: Interval(number, value.high)),
    )


def days() -> st.SearchStrategy[str]:
    """Bare dates."""
    return st.dates(FIRST_DAY, LAST_DAY).map(date.isoformat)


def times() -> st.SearchStrategy[str]:
    """Times with assorted offsets, at few hours so that some coincide."""
    return st.builds(
        lambda day, hour, offset: datetime(
            day.year, day.month, day.day, hour, tzinfo=timezone(timedelta(minutes=offset))
        ).isoformat(),
        st.dates(FIRST_DAY + timedelta(days=1), LAST_DAY),
        st.sampled_from((0, 3, 12, 23)),
        st.sampled_from(OFFSETS),
    )


def moments() -> st.SearchStrategy[str]:
    """Bare dates and times alike."""
    return st.one_of(days(), times())


MAYBE = st.sampled_from((True, False, "unknown"))
_CHANNELS = st.sampled_from([channel.value for channel in Channel])
_MONEY = st.sampled_from((200_000, "230000", "229999.99", 250_000, "unknown"))
_BY_FIELD: dict[str, st.SearchStrategy[Any]] = {
    "at": moments(),
    "logged_at": moments(),
    "source": st.sampled_from([source.value for source in Source]),
    "channel": _CHANNELS,
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
    "until": st.sampled_from(("2026-03-15", "2026-03-31", "2026-04-01", "2026-06-01")),
    "allowed": st.booleans(),
}
_SPECIAL: dict[tuple[str, str], st.SearchStrategy[Any]] = {
    ("contact_permission", "channel"): st.one_of(_CHANNELS, st.just("all")),
}


def _words(annotation: Any) -> list[str]:
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


def raw_event(kind: str) -> st.SearchStrategy[dict[str, Any]]:
    """One event of a kind as plain data, without an id."""
    required: dict[str, st.SearchStrategy[Any]] = {"kind": st.just(kind)}
    optional: dict[str, st.SearchStrategy[Any]] = {}
    for name, info in EVENT_TYPES[kind].model_fields.items():
        if name in ("kind", "id"):
            continue
        place = required if info.is_required() or name == "direction" else optional
        place[name] = _field(kind, name)
    return st.fixed_dictionaries(required, optional=optional)


def raw_events(max_size: int = 8) -> st.SearchStrategy[list[dict[str, Any]]]:
    """Events of every kind as plain data; contacts most often; ids are unique."""
    often = st.one_of(*(raw_event(kind) for kind in ("contact", "contact", "appointment", "away")))
    event = st.one_of(often, often, st.one_of(*(raw_event(kind) for kind in EVENT_TYPES)))
    return st.lists(event, max_size=max_size).map(
        lambda found: [{**event, "id": f"e-{index}"} for index, event in enumerate(found, 1)]
    )


def raw_facts() -> st.SearchStrategy[dict[str, Any]]:
    """A few facts given directly, as plain data."""
    number = st.sampled_from((0, 1, 3, 14, "unknown", {"at_least": 3}, {"at_least": 1, "at_most": 7}))
    return st.fixed_dictionaries(
        {},
        optional={
            "responses": number,
            "contracts_pending": number,
            "wants_rental": MAYBE,
            "asked_over_market": st.sampled_from((0.15, 0.151, "unknown")),
            "handoff_status": st.sampled_from(("none", "pending", "agreed", "unknown")),
        },
    )


def raw_cases() -> st.SearchStrategy[dict[str, Any]]:
    """Whole cases as plain data."""
    channels = st.lists(_CHANNELS, max_size=4, unique=True)
    people = st.lists(st.sampled_from(DECISION_MAKERS), max_size=2, unique=True)
    areas = st.lists(st.sampled_from(("North", "South", " north ")), max_size=2, unique=True)
    return st.fixed_dictionaries(
        {
            "id": st.just("c-1"),
            "time_zone": st.sampled_from(ZONES),
            "as_of": st.just("2026-03-31"),
            "assigned_at": st.just("2026-01-31"),
            "events": raw_events(),
            "complete_channels": st.one_of(st.just("all"), st.just("all"), channels),
        },
        optional={
            "preferred_channel": _CHANNELS,
            "alternate_channels": channels,
            "side": st.sampled_from(("buyer", "seller", "both", "unknown")),
            "decision_makers": people,
            "heard_decision_makers": people,
            "service_areas": areas,
            "search_areas": areas,
            "facts": st.one_of(st.just({}), st.just({}), raw_facts()),
        },
    )


def json_like() -> st.SearchStrategy[Any]:
    """Anything that a JSON file may hold."""
    leaf = st.one_of(
        st.none(), st.booleans(), st.integers(), st.floats(), st.text(max_size=20), moments()
    )
    return st.recursive(
        leaf,
        lambda inner: st.one_of(
            st.lists(inner, max_size=4), st.dictionaries(st.text(max_size=12), inner, max_size=4)
        ),
        max_leaves=12,
    )
