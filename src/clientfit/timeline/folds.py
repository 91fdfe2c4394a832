"""Each `from:` of a rule set prepared once, then folded over sorted cases.

Everything is an interval. A definite event raises the low end of a count, a possible one only the
high end; where a channel's log is incomplete, the high end is open.
"""

from collections.abc import Callable
from datetime import date
from functools import lru_cache
from math import inf

from clientfit.case import Case
from clientfit.language.fold import (
    CaseValue,
    Collection,
    Count,
    DayOf,
    DaysBetween,
    DaysSince,
    DaysUntil,
    Distinct,
    Exists,
    Fold,
    Latest,
)
from clientfit.ruleset.model import FactSpec
from clientfit.timeline.contact import open_channels
from clientfit.timeline.instants import Chosen, Plan, When, day_of
from clientfit.timeline.latest import ABSENT, Absent, Folded, latest, value_of
from clientfit.timeline.sorting import SortedCase
from clientfit.timeline.view import Row, Span, View
from clientfit.values import ANY_NUMBER, DaySpan, Exact, Interval

Read = Callable[[SortedCase], Folded]
"""Folds one fact."""

interval = lru_cache(maxsize=1024, typed=True)(Interval)
"""An interval; the same few are needed again and again."""


def prepare_fold(fold: Fold, spec: FactSpec, plan: Plan) -> Read:
    """Prepare the fold of a fact, with what its declaration adds."""
    read = _prepare(fold, spec, plan)
    if spec.values is not None:
        read = _renamed(read, spec)
    if isinstance(spec.raised_by, Collection):
        read = _raised(read, spec, plan.number(spec.raised_by))
    return read


def _renamed(read: Read, spec: FactSpec) -> Read:
    values = spec.values or {}

    def renamed(case: SortedCase) -> Folded:
        value, evidence = read(case)
        return (values[value] if isinstance(value, str) else value), evidence

    return renamed


def _raised(read: Read, spec: FactSpec, number: int) -> Read:
    """Where an event raised the matter without saying the value, the value is open."""
    open_value = ANY_NUMBER if spec.type.is_number else None

    def raised(case: SortedCase) -> Folded:
        value, evidence = read(case)
        if isinstance(value, Absent) and case.possible[number]:
            return open_value, case.possible[number]
        return value, evidence

    return raised


def _prepare(fold: Fold, spec: FactSpec, plan: Plan) -> Read:
    match fold:
        case Count(select=collection, after=after):
            chosen = plan.after(collection, after)
            if fold.since is not None or fold.within is not None:
                since = None if fold.since is None else plan.when(fold.since)
                chosen = _within(chosen, since, fold.within)
            return _count(collection, plan.number(collection), chosen)
        case Distinct(select=collection, field=name, after=after):
            return _distinct(collection, plan.number(collection), name, plan.after(collection, after))
        case Exists(select=collection):
            return _exists(plan.number(collection))
        case Latest(select=collection, field=name):
            number, fact = plan.number(collection), collection.fields[name]
            return lambda case: latest(case, number, name, fact)
        case DaysSince(instant=instant):
            return _days(plan.when(instant), spec, lambda day, view: (view.today - day).days)
        case DaysUntil(instant=instant):
            return _days(plan.when(instant), spec, lambda day, view: (day - view.today).days)
        case DaysBetween(first=first, last=last):
            return _days_between(plan.when(first), plan.when(last), spec)
        case DayOf(instant=instant):
            return _day_of(plan.when(instant))
        case CaseValue(attribute=name):
            return _CASE_VALUES[name]
        case _:
            return lambda _: (ABSENT, ())  # a calculated fact is no fold; `facts.complete` has it


def _count(collection: Collection, number: int, chosen: Chosen) -> Read:
    contacts = "contact" in collection.kinds

    def read(case: SortedCase) -> Folded:
        unlogged = number in case.unlogged
        if not contacts and not unlogged and not case.possible[number]:
            return ABSENT, ()
        definite, possible = chosen(case)
        return interval(len(definite), inf if unlogged else len(possible)), possible

    return read


def _within(chosen: Chosen, since: When | None, within: Exact | None) -> Chosen:
    """Keep what lies within days of an instant, or of the clock."""
    limit = inf if within is None else within

    def kept(case: SortedCase) -> tuple[list[Row], list[Row]]:
        definite, possible = chosen(case)
        view = case.view
        first = last = view.today
        sign = -1
        if since is not None:
            start = since(case)
            if start is None:
                return [], possible
            first, last, sign = day_of(start.low, view), day_of(start.high, view), 1

        def distance(row: Row) -> tuple[int, int]:
            one = sign * (day_of(row.low, view) - last).days
            other = sign * (day_of(row.high, view) - first).days
            return min(one, other), max(one, other)

        return (
            [row for row in definite if distance(row)[0] >= 0 and distance(row)[1] <= limit],
            [row for row in possible if distance(row)[1] >= 0 and distance(row)[0] <= limit],
        )

    return kept


_OPEN = (None, "unknown")


def _distinct(collection: Collection, number: int, name: str, chosen: Chosen) -> Read:
    contacts = "contact" in collection.kinds
    most = len(collection.fields[name].words) or inf

    def read(case: SortedCase) -> Folded:
        definite, possible = chosen(case)
        unlogged = number in case.unlogged
        if not contacts and not unlogged and not possible:
            return ABSENT, ()
        low = len({value for row in definite if (value := value_of(row, name)) not in _OPEN})
        if unlogged:
            return interval(low, most), possible
        values = [value_of(row, name) for row in possible]
        high = len({value for value in values if value not in _OPEN}) + values.count("unknown")
        return interval(low, high), possible

    return read


def _exists(number: int) -> Read:
    def read(case: SortedCase) -> Folded:
        if case.definite[number]:
            return True, case.definite[number]
        if case.possible[number] or number in case.unlogged:
            return None, case.possible[number]
        return ABSENT, ()

    return read


def _days(when: When, spec: FactSpec, measure: Callable[[date, View], int]) -> Read:
    def read(case: SortedCase) -> Folded:
        found = when(case)
        if found is None:
            return ABSENT, ()
        view = case.view
        one = measure(day_of(found.low, view), view)
        other = one if found.low == found.high else measure(day_of(found.high, view), view)
        high: float = inf if found.low == -inf else max(one, other)
        return _or_assumed(min(one, other), high, found.certain, spec), found.evidence

    return read


def _or_assumed(low: float, high: float, certain: bool, spec: FactSpec) -> Interval:
    """Where an instant may not exist, the fact may also be what is assumed without it."""
    if not certain:
        if not isinstance(spec.assume, Interval):
            return ANY_NUMBER
        low, high = min(low, float(spec.assume.low)), max(high, float(spec.assume.high))
    return interval(_whole(low), _whole(high))


def _whole(end: float) -> int | float:
    return end if abs(end) == inf else int(end)


def _days_between(first: When, last: When, spec: FactSpec) -> Read:
    def read(case: SortedCase) -> Folded:
        one, two = first(case), last(case)
        if one is None or two is None:
            return ABSENT, ()
        view = case.view
        shortest = max((day_of(two.low, view) - day_of(one.high, view)).days, 0)
        longest: float = max((day_of(two.high, view) - day_of(one.low, view)).days, 0)
        if one.low == -inf:
            longest = inf
        evidence = (*one.evidence, *two.evidence)
        return _or_assumed(shortest, longest, one.certain and two.certain, spec), evidence

    return read


def _day_of(when: When) -> Read:
    def read(case: SortedCase) -> Folded:
        found: Span | None = when(case)
        if found is None:
            return ABSENT, ()
        if not found.certain:
            return None, found.evidence
        view = case.view
        return DaySpan(day_of(found.low, view), day_of(found.high, view)), found.evidence

    return read


def _areas_overlap(case: SortedCase) -> Folded:
    record = case.view.case
    if not record.service_areas or not record.search_areas:
        return ABSENT, ()
    return not _plain(record.service_areas).isdisjoint(_plain(record.search_areas)), ()


def _plain(areas: frozenset[str]) -> set[str]:
    return {" ".join(area.casefold().split()) for area in areas}


def _unheard_decision_makers(case: SortedCase) -> Folded:
    record: Case = case.view.case
    if not record.decision_makers:
        return ABSENT, ()
    unheard = len(set(record.decision_makers) - set(record.heard_decision_makers))
    return interval(unheard, unheard), ()


def _preferred_channel_known(case: SortedCase) -> Folded:
    return case.view.case.preferred_channel is not None, ()


def _open_channels(case: SortedCase) -> Folded:
    """How many known ways to reach the client are open; absent where none was ever closed."""
    view = case.view
    rows = view.rows.get("contact_permission", [])
    if all(value_of(row, "allowed") for row in rows):
        return ABSENT, ()
    sure, maybe = open_channels(view)
    return interval(len(sure), len(sure) + len(maybe)), rows


_CASE_VALUES: dict[str, Read] = {
    "areas_overlap": _areas_overlap,
    "open_channels": _open_channels,
    "unheard_decision_makers": _unheard_decision_makers,
    "preferred_channel_known": _preferred_channel_known,
}
