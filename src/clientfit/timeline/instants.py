"""When something happened: each instant of a rule set prepared once, then read from sorted cases.

An instant is a span of seconds, because a date without an hour is its whole day, and because what
was not logged may have happened at any time.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime
from math import inf
from operator import itemgetter

from clientfit.case import moment_bounds
from clientfit.language.fold import CaseMoment, Collection, FirstOf, Instant, LastOf, LatestDate
from clientfit.timeline.latest import latest
from clientfit.timeline.sorting import SortedCase
from clientfit.timeline.view import Row, Span, View
from clientfit.values import DaySpan

When = Callable[[SortedCase], Span | None]
"""Tells when an instant was; None where it does not exist."""
Chosen = Callable[[SortedCase], tuple[list[Row], list[Row]]]
"""Chooses events: those that definitely count, and all that possibly do."""


@dataclass(frozen=True, slots=True)
class Plan:
    """What is prepared for a rule set so far: its collections by number, and its instants."""

    numbers: dict[Collection, int] = field(default_factory=dict[Collection, int])
    whens: dict[Instant, When] = field(default_factory=dict[Instant, When])

    def number(self, collection: Collection) -> int:
        """The number of a collection; a new one for a new collection."""
        return self.numbers.setdefault(collection, len(self.numbers))

    def when(self, instant: Instant) -> When:
        """An instant, prepared once, and worked out once for each case."""
        if instant not in self.whens:
            work_out = _prepare(instant, self)
            self.whens[instant] = _remembered(work_out, len(self.whens))
        return self.whens[instant]

    def after(self, collection: Collection, instant: Instant | None) -> Chosen:
        """The events of a collection that come after an instant, or all where there is none."""
        number = self.number(collection)
        if instant is None:
            return lambda case: (case.definite[number], case.possible[number])
        when = self.when(instant)
        own = self.number(instant.select) if isinstance(instant, LastOf) else None

        def chosen(case: SortedCase) -> tuple[list[Row], list[Row]]:
            definite, possible = case.definite[number], case.possible[number]
            limit = when(case)
            if limit is None:
                return definite, possible
            low, high = limit.low, limit.high
            sure = [row for row in definite if row.low > high]
            maybe = [row for row in possible if row.high > low] if limit.certain else possible
            if own is not None and len(maybe) > len(sure):
                # None of the events among which the instant is the last comes after it.
                before = {id(row) for row in case.definite[own]}
                maybe = [row for row in maybe if id(row) not in before]
            return sure, maybe

        return chosen


def _remembered(work_out: When, number: int) -> When:
    def when(case: SortedCase) -> Span | None:
        spans = case.spans
        if number not in spans:
            spans[number] = work_out(case)
        return spans[number]

    return when


def _prepare(instant: Instant, plan: Plan) -> When:
    match instant:
        case CaseMoment():
            return _assigned
        case LatestDate(select=collection, field=name):
            return _latest_date(collection, name, plan)
        case LastOf(select=collection, default=default):
            return _last(plan.number(collection), None if default is None else plan.when(default))
        case FirstOf(select=collection, after=after):
            limit = None if after is None else plan.when(after)
            return _first(plan.number(collection), plan.after(collection, after), limit)


def _assigned(case: SortedCase) -> Span | None:
    view = case.view
    if view.case.assigned_at is None:
        return None
    low, high = moment_bounds(view.case.assigned_at, view.zone)
    return Span(low, high, certain=True)


def _latest_date(collection: Collection, name: str, plan: Plan) -> When:
    number, fact = plan.number(collection), collection.fields[name]

    def when(case: SortedCase) -> Span | None:
        value, evidence = latest(case, number, name, fact)
        if not isinstance(value, DaySpan):
            return None
        low = moment_bounds(value.first, case.view.zone)[0]
        high = moment_bounds(value.last, case.view.zone)[1]
        return Span(low, high, True, tuple(evidence))

    return when


_LOW_HIGH = itemgetter(Row._fields.index("low"), Row._fields.index("high"))
_HIGH_LOW = itemgetter(Row._fields.index("high"), Row._fields.index("low"))
_LOW, _HIGH = itemgetter(Row._fields.index("low")), itemgetter(Row._fields.index("high"))


def _last(number: int, default: When | None) -> When:
    def when(case: SortedCase) -> Span | None:
        possible, unlogged = case.possible[number], number in case.unlogged
        fallback = None if default is None else default(case)
        if not possible and not unlogged:
            return fallback
        high = case.view.now_high if unlogged else max(map(_HIGH, possible))
        definite = case.definite[number]
        if definite:
            last = max(definite, key=_LOW_HIGH)
            return Span(last.low, high, True, (last,))
        if fallback is not None:
            return Span(fallback.low, max(high, fallback.high), fallback.certain)
        low = -inf if unlogged else min(map(_LOW, possible))
        return Span(low, high, certain=False)

    return when


def _first(number: int, chosen: Chosen, limit: When | None) -> When:
    def when(case: SortedCase) -> Span | None:
        definite, possible = chosen(case)
        unlogged = number in case.unlogged
        if not possible and not unlogged:
            return None
        if unlogged:
            after = None if limit is None else limit(case)
            start = _assigned(case)
            low = max(
                after.low if after is not None and after.certain else -inf,
                -inf if start is None else start.low,
            )
        else:
            low = min(map(_LOW, possible))
        if definite:
            first = min(definite, key=_HIGH_LOW)
            return Span(min(low, first.low), first.high, True, (first,))
        high = case.view.now_high if unlogged else max(map(_HIGH, possible))
        return Span(low, high, False, tuple(possible))

    return when


def day_of(instant: float, view: View) -> date:
    """The calendar day of an instant in the client's time zone."""
    if instant == -inf:
        return date.min
    try:
        return datetime.fromtimestamp(instant, view.zone).date()
    except (OverflowError, ValueError):  # the first or last day of all, seen from another zone
        return date.min if instant < 0 else date.max
