"""How facts move with the clock alone.

Nothing in a fold looks at the time of day: two clocks on one day of the client's give the same facts.
From day to day a number moves along straight lines (days since something, days until something), or it
jumps on days that are known beforehand (a count of the last 30 days). A motion lists those lines and
days. One too many does no harm, because whoever uses it evaluates there; one too few would.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from math import floor, inf

from clientfit.case import moment_bounds
from clientfit.language.fold import Count, DaysBetween, DaysSince, DaysUntil, Fold
from clientfit.ruleset.model import FactSpec
from clientfit.timeline.instants import Chosen, Plan, When, day_of
from clientfit.timeline.sorting import SortedCase
from clientfit.timeline.view import View
from clientfit.values import Exact, Interval

Line = tuple[int, int]
"""A number today, and by how much it grows a day."""


@dataclass(frozen=True, slots=True)
class Motion:
    """How a number may move.

    Attributes:
        lines: every line along which an end of it may run; level ones among them.
        jumps: in how many days from today it may jump.
    """

    lines: frozenset[Line] = frozenset()
    jumps: frozenset[int] = frozenset()


Moves = Callable[[SortedCase], Motion]
"""Tells how a fact of this case moves."""


def on_day(case: SortedCase, day: date) -> SortedCase:
    """The same case with its clock at a later day, nothing having happened in between."""
    view = case.view
    low, high = moment_bounds(day, view.zone)
    record = view.case.model_copy(update={"as_of": day})
    later = replace(view, case=record, now_low=low, now_high=high, today=day)
    return replace(case, view=later, spans={})


def prepare_motion(fold: Fold, spec: FactSpec, plan: Plan) -> Moves | None:
    """Prepare how a fact moves; None where the clock does not matter to it."""
    match fold:
        case DaysSince(instant=instant):
            return _days(plan.when(instant), spec, 1)
        case DaysUntil(instant=instant):
            return _days(plan.when(instant), spec, -1)
        case DaysBetween(first=first, last=last):
            return _days_between(plan.when(first), plan.when(last), spec)
        case Count(select=select, after=after, since=since, within=within):
            if since is None and within is None:
                return None
            start = None if since is None else plan.when(since)
            return _window(plan.after(select, after), start, within)
        case _:
            return None


def _distance(instant: float, view: View) -> tuple[Line, ...]:
    """Days from an instant to the clock; one that may be the clock itself stays at none."""
    line = (view.today - day_of(instant, view)).days, 1
    return (line, (0, 0)) if instant == view.now_high else (line,)


def _assumed(spec: FactSpec) -> frozenset[Line]:
    """Where an instant may not exist, an end may also rest at what is assumed."""
    if not isinstance(spec.assume, Interval):
        return frozenset({(0, 0)})
    return frozenset((int(end), 0) for end in (spec.assume.low, spec.assume.high) if abs(end) != inf)


def _days(when: When, spec: FactSpec, sign: int) -> Moves:
    rest = _assumed(spec)

    def moves(case: SortedCase) -> Motion:
        found = when(case)
        if found is None:
            return Motion()
        ends = (found.low, found.high) if found.low != found.high else (found.low,)
        lines = [line for end in ends for line in _distance(end, case.view)]
        return Motion(rest.union((sign * days, sign * growth) for days, growth in lines))

    return moves


def _days_between(first: When, last: When, spec: FactSpec) -> Moves:
    rest = _assumed(spec) | {(0, 0)}

    def moves(case: SortedCase) -> Motion:
        one, two = first(case), last(case)
        if one is None or two is None:
            return Motion()
        pairs = [(two.low, one.high), (two.high, one.low)]
        return Motion(
            rest.union(
                (start[0] - end[0], start[1] - end[1])
                for later, earlier in pairs
                for start in _distance(earlier, case.view)
                for end in _distance(later, case.view)
            )
        )

    return moves


def _window(chosen: Chosen, since: When | None, within: Exact | None) -> Moves:
    """A count within days of the clock jumps when an event leaves the window.

    Within days of an instant it jumps only where that instant may be the clock itself.
    """

    def moves(case: SortedCase) -> Motion:
        view = case.view
        start = None if since is None else since(case)
        if since is not None and (start is None or start.high != view.now_high):
            return Motion()
        limit = 0 if within is None else floor(within)
        possible = chosen(case)[1]
        ends = {end for row in possible for end in (row.low, row.high)}
        days = {(day_of(end, view) - view.today).days for end in ends}
        reach = limit if since is None else -limit
        return Motion(
            frozenset((count, 0) for count in range(len(possible) + 1)),
            frozenset(day + more for day in days for more in (0, 1, reach, reach + 1)),
        )

    return moves
