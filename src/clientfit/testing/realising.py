"""Tell facts as a record: events where a fact is folded from events, given facts for the rest."""

from collections.abc import Mapping
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from typing import Any

from clientfit.case import Bounds, Case, GivenFact
from clientfit.facts import complete
from clientfit.language.expression import facts_read
from clientfit.language.fold import (
    Count,
    DaysBetween,
    DaysSince,
    DaysUntil,
    Distinct,
    Exists,
    FirstOf,
    Latest,
    LatestDate,
)
from clientfit.reference import decide
from clientfit.ruleset.model import FactSpec, RuleSet
from clientfit.testing.critical_numbers import conditions_of
from clientfit.testing.event_writing import Raw, write_event
from clientfit.testing.repeated_events import Repeated, least
from clientfit.timeline.reading import Timeline
from clientfit.values import ANY_NUMBER, DaySpan, FactValue, Interval

AS_OF = date(2026, 3, 31)


def realise(timeline: Timeline, known: Mapping[str, FactValue]) -> Case:
    """Write a record on which the rules decide as on these facts.

    Args:
        timeline: the rule set prepared for reading cases.
        known: the facts that somebody raised.
    """
    rules = timeline.rules
    target = complete(rules, known)
    verdict = decide(rules, target)
    told = _tell(timeline, known)
    given: dict[str, GivenFact] = {}
    record = _record(told, given)
    found = timeline.facts(record)
    if decide(rules, found) == verdict:
        return record
    for name in dict.fromkeys((*known, *facts_in_use(rules))):
        if found.values[name] != target.values[name]:
            given[name] = give(target.values[name])
            record = _record(told, given)
            found = timeline.facts(record)
            if decide(rules, found) == verdict:
                break
    return record


def facts_in_use(rules: RuleSet) -> tuple[str, ...]:
    """The facts on which a decision can rest."""
    read = (name for condition in conditions_of(rules) for name in facts_read(condition))
    return tuple(dict.fromkeys(read))


def give(value: FactValue) -> GivenFact:
    """Write a value as a user gives it.

    >>> give(Interval(3, 3)), give(None)
    (3, 'unknown')
    """
    match value:
        case Interval(low=low, high=high):
            if value.is_unbounded:
                return "unknown"
            if value.is_exact:
                return _number(low)
            at_least = None if isinstance(low, float) else _number(low)
            at_most = None if isinstance(high, float) else _number(high)
            return Bounds(at_least=at_least, at_most=at_most)
        case DaySpan(first=first):
            return first
        case None:
            return "unknown"
        case _:
            return value


def _number(number: float | Fraction) -> int | Decimal:
    if isinstance(number, int):
        return number
    fraction = Fraction(number)
    return Decimal(fraction.numerator) / Decimal(fraction.denominator)


def _record(told: list[Raw], given: Mapping[str, GivenFact]) -> Case:
    return Case.model_validate(
        {
            "id": "c-1",
            "time_zone": "UTC",
            "as_of": AS_OF,
            "preferred_channel": "phone",
            "complete_channels": "all",
            "events": [{**event, "id": f"e-{index}"} for index, event in enumerate(told, 1)],
            "facts": dict(given),
        }
    )


def _tell(timeline: Timeline, known: Mapping[str, FactValue]) -> list[Raw]:
    """Write the events that give as many of the facts as events can give."""
    specs = timeline.rules.facts
    groups: dict[str, Repeated] = {}
    statements: dict[str, list[Raw]] = {}
    for name, value in known.items():
        match specs[name].fold:
            case Latest() | Exists() | DaysUntil(instant=LatestDate()):
                _state(statements, specs[name], value)
            case (
                Count(select=select)
                | Distinct(select=select)
                | DaysSince(instant=FirstOf(select=select))
                | DaysBetween(first=FirstOf(select=select))
            ) as fold:
                groups.setdefault(select.name, Repeated()).add(fold, least(value))
            case _:
                pass
    found = [event for group in statements.values() for event in group]
    for place, group in enumerate(groups.values()):
        found += group.events(AS_OF, place)
    return sorted(found, key=lambda event: str(event["at"]))


def _state(statements: dict[str, list[Raw]], spec: FactSpec, value: FactValue) -> None:
    """Write one statement, or add to one of the same kind that says nothing else of it."""
    said: Any
    match spec.fold:
        case Exists(select=select) if value is True:
            fields: Raw = {}
        case Latest(select=select, field=field):
            said = _word(spec, value)
            if said is None:
                return
            fields = {field: said}
        case DaysUntil(instant=LatestDate(select=select, field=field)):
            if not isinstance(value, Interval) or not value.is_exact:
                return
            fields = {field: AS_OF + timedelta(days=int(value.low))}
        case _:
            return
    event = write_event(select, AS_OF - timedelta(days=30), fields)
    if event is None:
        return
    group = statements.setdefault(select.kinds[0], [])
    for earlier in group:
        wanted = fields.keys() | event.keys() & earlier.keys()
        if all(earlier.get(name, event.get(name)) == event.get(name) for name in wanted):
            earlier.update(event)
            return
    group.append(event)


def _word(spec: FactSpec, value: FactValue) -> object:
    """What an event says so that the fact has this value; None where nothing does."""
    if spec.values is not None:
        words = [word for word, meaning in spec.values.items() if meaning is value]
        return words[0] if words else "unknown" if value is None else None
    if value is None or value == ANY_NUMBER:
        return "unknown"
    if isinstance(value, Interval):
        return _number(value.low) if value.is_exact else None
    return value if isinstance(value, bool | str) else None
