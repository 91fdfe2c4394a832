"""From a case to its facts: each `from:` folded over the timeline, with the events it rests on.

Everything is an interval. A definite event raises the low end of a count, a possible one only the
high end; where a channel's log is incomplete, phantom events may have happened, so the high end is
open. An instant is a span of seconds, because a date without an hour is its whole day.
"""

from collections.abc import Callable, Iterable, Sequence
from datetime import date, datetime
from decimal import Decimal
from functools import lru_cache
from math import inf

from clientfit.case import Case, moment_bounds
from clientfit.errors import CaseError
from clientfit.events import Channel
from clientfit.facts import Facts, complete, given_values
from clientfit.language.fold import (
    Calculated,
    CaseMoment,
    CaseValue,
    Collection,
    Count,
    DayOf,
    DaysBetween,
    DaysSince,
    DaysUntil,
    Distinct,
    Exists,
    FirstOf,
    Fold,
    Instant,
    LastOf,
    Latest,
    LatestDate,
)
from clientfit.predicates import predicate
from clientfit.ruleset.model import FactSpec, RuleSet
from clientfit.values import ANY_NUMBER, DaySpan, FactValue, Interval, exact
from clientfit.view import Derived, Row, Span, View, known_channels, view_of


class Absent:
    """Nobody raised it."""


ABSENT = Absent()
_ASSIGNED = CaseMoment("assigned_at")
interval = lru_cache(maxsize=1024, typed=True)(Interval)
"""An interval; the same few are needed again and again."""
Folded = tuple[FactValue | Absent, Sequence[Row]]
"""A fact's value, and the events that it rests on."""


def read_case(rules: RuleSet, case: Case) -> Facts:
    """Fold a case into its facts.

    Raises:
        CaseError: the case has no clock, misplaced events, or facts that do not fit the vocabulary.
    """
    view = view_of(case)
    given, problems = given_values(rules, case.facts)
    if problems:
        raise CaseError(problems)
    known = dict(given)
    kinds = None if view.phantoms else frozenset(view.rows)
    for spec in rules.folded(kinds):
        if spec.name not in given:
            value = fold_fact(spec, view)[0]
            if not isinstance(value, Absent):
                known[spec.name] = value
    return complete(rules, known, frozenset(given))


def evidence_of(spec: FactSpec, view: View) -> tuple[str, ...]:
    """The labels of the events that a fact rests on."""
    if spec.fold is None or isinstance(spec.fold, Calculated):
        return ()
    rows = fold_fact(spec, view)[1]
    return tuple(dict.fromkeys(row.label for row in rows if row.label))


def fold_fact(spec: FactSpec, view: View) -> Folded:
    """Fold one fact."""
    assert spec.fold is not None  # noqa: S101  the caller asks about folded facts only
    value, evidence = _fold(spec.fold, spec, view)
    if spec.values is not None and isinstance(value, str):
        value = spec.values[value]
    if isinstance(value, Absent) and isinstance(spec.raised_by, Collection):
        raised = select(spec.raised_by, view)
        if raised:
            open_value = ANY_NUMBER if spec.type.is_number else None
            return open_value, [row for row, _ in raised]
    return value, evidence


def select(collection: Collection, view: View) -> list[tuple[Row, bool]]:
    """The events of a collection; True with those that definitely belong to it."""
    found = view.selected.get(id(collection))
    if found is None:
        found = view.selected[id(collection)] = []
        for kind in collection.kinds:
            if kind in view.rows:
                found += _matching(collection, kind, view.rows[kind])
    return found


def _matching(collection: Collection, kind: str, rows: Iterable[Row]) -> list[tuple[Row, bool]]:
    if collection.where is None:
        return [(row, True) for row in rows]
    test = predicate(collection, kind)
    return [
        (row, member is True) for row in rows if (member := test(row.event, row.derived)) is not False
    ]


def may_be_unlogged(collection: Collection, view: View) -> bool:
    """Whether an event of the collection may have happened without being logged."""
    if not view.phantoms or "contact" not in collection.kinds:
        return False
    found = view.unlogged.get(id(collection))
    if found is None:
        found = bool(_matching(collection, "contact", view.phantoms))
        view.unlogged[id(collection)] = found
    return found


def _fold(fold: Fold, spec: FactSpec, view: View) -> Folded:
    match fold:
        case Count():
            return _count(fold, view)
        case Distinct():
            return _distinct(fold, view)
        case Exists(select=collection):
            return _exists(collection, view)
        case Latest(select=collection, field=field):
            return _latest(collection, field, view)
        case DaysSince(instant=instant):
            return _days(span(instant, view), spec, view, lambda day: (view.today - day).days)
        case DaysUntil(instant=instant):
            return _days(span(instant, view), spec, view, lambda day: (day - view.today).days)
        case DaysBetween(first=first, last=last):
            return _days_between(span(first, view), span(last, view), spec, view)
        case DayOf(instant=instant):
            return _day_of(span(instant, view), view)
        case CaseValue(attribute=name):
            return _case_value(name, view)
        case Calculated():
            return ABSENT, ()


def span(instant: Instant, view: View) -> Span | None:
    """When an instant was; None where it does not exist."""
    key = id(instant)
    if key not in view.spans:
        view.spans[key] = _span(instant, view)
    return view.spans[key]


def _span(instant: Instant, view: View) -> Span | None:
    match instant:
        case CaseMoment():
            if view.case.assigned_at is None:
                return None
            low, high = moment_bounds(view.case.assigned_at, view.zone)
            return Span(low, high, certain=True)
        case LatestDate(select=collection, field=field):
            value, evidence = _latest(collection, field, view)
            if not isinstance(value, DaySpan):
                return None
            low = moment_bounds(value.first, view.zone)[0]
            return Span(low, moment_bounds(value.last, view.zone)[1], True, tuple(evidence))
        case LastOf(select=collection, default=default):
            return _last(collection, default, view)
        case FirstOf(select=collection, after=after):
            return _first(collection, after, view)


def _last(collection: Collection, default: Instant | None, view: View) -> Span | None:
    rows = select(collection, view)
    unlogged = may_be_unlogged(collection, view)
    fallback = None if default is None else span(default, view)
    if not rows and not unlogged:
        return fallback
    definite = [row for row, member in rows if member]
    high = view.now_high if unlogged else max(row.high for row, _ in rows)
    if definite:
        last = max(definite, key=lambda row: (row.low, row.high))
        return Span(last.low, high, True, (last,))
    if fallback is not None:
        return Span(fallback.low, max(high, fallback.high), fallback.certain)
    low = -inf if unlogged else min(row.low for row, _ in rows)
    return Span(low, high, certain=False)


def _first(collection: Collection, after: Instant | None, view: View) -> Span | None:
    definite, possible = _after(select(collection, view), after, view)
    unlogged = may_be_unlogged(collection, view)
    if not possible and not unlogged:
        return None
    low = -inf
    if unlogged:
        limit = None if after is None else span(after, view)
        start = span(_ASSIGNED, view)
        low = max(
            limit.low if limit is not None and limit.certain else -inf,
            -inf if start is None else start.low,
        )
    else:
        low = min(row.low for row in possible)
    if definite:
        first = min(definite, key=lambda row: (row.high, row.low))
        return Span(min(low, first.low), first.high, True, (first,))
    high = view.now_high if unlogged else max(row.high for row in possible)
    return Span(low, high, False, tuple(possible))


def _after(
    rows: list[tuple[Row, bool]], after: Instant | None, view: View
) -> tuple[list[Row], list[Row]]:
    """Those definitely and those possibly after an instant; the first are among the second."""
    limit = None if after is None else span(after, view)
    if limit is None:
        return [row for row, member in rows if member], [row for row, _ in rows]
    definite = [row for row, member in rows if member and row.low > limit.high]
    own = _own_rows(after, view)
    if not limit.certain:
        return definite, [row for row, _ in rows if id(row) not in own]
    return definite, [row for row, _ in rows if row.high > limit.low and id(row) not in own]


def _own_rows(after: Instant | None, view: View) -> set[int]:
    """The events among which the instant is the last: none of them comes after it."""
    if not isinstance(after, LastOf):
        return set()
    return {id(row) for row, member in select(after.select, view) if member}


def _count(fold: Count, view: View) -> Folded:
    rows = select(fold.select, view)
    definite, possible = _after(rows, fold.after, view)
    if fold.since is not None or fold.within is not None:
        definite, possible = _within(fold, definite, possible, view)
    unlogged = may_be_unlogged(fold.select, view)
    if not rows and not unlogged and "contact" not in fold.select.kinds:
        return ABSENT, ()
    high = inf if unlogged else len(possible)
    return interval(len(definite), high), possible


def _within(
    fold: Count, definite: list[Row], possible: list[Row], view: View
) -> tuple[list[Row], list[Row]]:
    start = None if fold.since is None else span(fold.since, view)
    if fold.since is not None and start is None:
        return [], possible
    if start is None:
        first = last = view.today
        sign = -1
    else:
        first, last = _day(start.low, view), _day(start.high, view)
        sign = 1

    def distance(row: Row) -> tuple[int, int]:
        days = sorted(
            (
                sign * (_day(row.low, view) - last).days,
                sign * (_day(row.high, view) - first).days,
            )
        )
        return days[0], days[1]

    limit = inf if fold.within is None else fold.within
    return (
        [row for row in definite if distance(row)[0] >= 0 and distance(row)[1] <= limit],
        [row for row in possible if distance(row)[1] >= 0 and distance(row)[0] <= limit],
    )


def _distinct(fold: Distinct, view: View) -> Folded:
    definite, possible = _after(select(fold.select, view), fold.after, view)
    low = len({value for row in definite if (value := _value(row, fold.field)) not in _OPEN})
    values = [_value(row, fold.field) for row in possible]
    high = len({value for value in values if value not in _OPEN}) + values.count("unknown")
    unlogged = may_be_unlogged(fold.select, view)
    if not possible and not unlogged and "contact" not in fold.select.kinds:
        return ABSENT, ()
    if unlogged:
        words = fold.select.fields[fold.field].words
        return interval(low, len(words) or inf), possible
    return interval(low, high), possible


_OPEN = (None, "unknown")


def _value(row: Row, field: str) -> object:
    return getattr(row.derived if field in Derived._fields else row.event, field, None)


def _exists(collection: Collection, view: View) -> Folded:
    rows = select(collection, view)
    if any(member for _, member in rows):
        return True, [row for row, member in rows if member]
    if rows or may_be_unlogged(collection, view):
        return None, [row for row, _ in rows]
    return ABSENT, ()


def _latest(collection: Collection, field: str, view: View) -> Folded:
    rows = [(row, member) for row, member in select(collection, view) if _value(row, field) is not None]
    if not rows:
        return ABSENT, ()
    last = _latest_rows(rows, view)
    evidence = [row for row, _ in last]
    values = {_value(row, field) for row, _ in last}
    fact = collection.fields[field]
    if "unknown" in values or not any(member for _, member in last):
        return (ANY_NUMBER if fact.is_number else None), evidence
    if len(values) == 1:
        return _as_value(next(iter(values))), evidence
    numbers = [exact(value) for value in values if isinstance(value, Decimal)]
    if fact.is_number and numbers:
        return Interval(min(numbers), max(numbers)), evidence
    days = [value for value in values if isinstance(value, date)]
    if fact.name == "date" and days:
        return DaySpan(min(days), max(days)), evidence
    return None, evidence


def _latest_rows(rows: list[tuple[Row, bool]], view: View) -> list[tuple[Row, bool]]:
    """Those that may be the latest: by when they happened, and where that is open, when logged."""
    latest = max((row.low for row, member in rows if member), default=-inf)
    left = [(row, member) for row, member in rows if row.high >= latest]
    if len(left) < 2 or any(row.event.logged_at is None for row, _ in left):  # noqa: PLR2004  one is the latest
        return left
    logged = [
        (row, member, *moment_bounds(row.event.logged_at or row.event.at, view.zone))
        for row, member in left
    ]
    last = max((low for _, member, low, _ in logged if member), default=-inf)
    return [(row, member) for row, member, _, high in logged if high >= last]


def _as_value(value: object) -> FactValue:
    if isinstance(value, Decimal):
        number = exact(value)
        return Interval(number, number)
    if isinstance(value, datetime):
        return DaySpan(value.date(), value.date())
    if isinstance(value, date):
        return DaySpan(value, value)
    if isinstance(value, bool):
        return value
    return str(value)


def _day(instant: float, view: View) -> date:
    if instant == -inf:
        return date.min
    try:
        return datetime.fromtimestamp(instant, view.zone).date()
    except (OverflowError, ValueError):  # the first or last day of all, seen from another zone
        return date.min if instant < 0 else date.max


def _days(found: Span | None, spec: FactSpec, view: View, measure: Callable[[date], int]) -> Folded:
    if found is None:
        return ABSENT, ()
    earliest = measure(_day(found.low, view))
    latest = earliest if found.low == found.high else measure(_day(found.high, view))
    low: float = min(earliest, latest)
    high: float = inf if found.low == -inf else max(earliest, latest)
    return _or_assumed(low, high, found.certain, spec), found.evidence


def _or_assumed(low: float, high: float, certain: bool, spec: FactSpec) -> Interval:
    """Where an instant may not exist, the fact may also be what is assumed without it."""
    if not certain:
        if not isinstance(spec.assume, Interval):
            return ANY_NUMBER
        low, high = min(low, float(spec.assume.low)), max(high, float(spec.assume.high))
    return interval(_whole(low), _whole(high))


def _whole(end: float) -> int | float:
    return end if abs(end) == inf else int(end)


def _days_between(one: Span | None, two: Span | None, spec: FactSpec, view: View) -> Folded:
    if one is None or two is None:
        return ABSENT, ()
    evidence = (*one.evidence, *two.evidence)
    shortest = max((_day(two.low, view) - _day(one.high, view)).days, 0)
    longest: float = (_day(two.high, view) - _day(one.low, view)).days
    if one.low == -inf:
        longest = inf
    return _or_assumed(shortest, longest, one.certain and two.certain, spec), evidence


def _day_of(found: Span | None, view: View) -> Folded:
    if found is None:
        return ABSENT, ()
    if not found.certain:
        return None, found.evidence
    return DaySpan(_day(found.low, view), _day(found.high, view)), found.evidence


def _case_value(name: str, view: View) -> Folded:
    case = view.case
    match name:
        case "areas_overlap":
            if not case.service_areas or not case.search_areas:
                return ABSENT, ()
            served = {" ".join(area.casefold().split()) for area in case.service_areas}
            wanted = {" ".join(area.casefold().split()) for area in case.search_areas}
            return bool(served & wanted), ()
        case "open_channels":
            return _open_channels(view)
        case "preferred_channel_known":
            return case.preferred_channel is not None, ()
        case _:
            if not case.decision_makers:
                return ABSENT, ()
            unheard = len(set(case.decision_makers) - set(case.heard_decision_makers))
            return interval(unheard, unheard), ()


def _open_channels(view: View) -> Folded:
    """How many known ways to reach the client are open; absent where none was ever closed."""
    rows = [(row, True) for row in view.rows.get("contact_permission", ())]
    if all(_value(row, "allowed") for row, _ in rows):
        return ABSENT, ()
    sure = maybe = 0
    for channel in known_channels(view.case):
        about = [(row, member) for row, member in rows if _about_channel(row, channel)]
        allowed = {_value(row, "allowed") for row, _ in _latest_rows(about, view)}
        sure += allowed <= {True}
        maybe += allowed == {True, False}
    return interval(sure, sure + maybe), [row for row, _ in rows]


def _about_channel(row: Row, channel: Channel) -> bool:
    return _value(row, "channel") in (channel, "all")
