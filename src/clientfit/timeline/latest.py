"""What was said last: the value of a field in the latest event that has it."""

from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from math import inf

from clientfit.case import local_day, moment_bounds
from clientfit.language.vocabulary import FactType
from clientfit.timeline.sorting import SortedCase
from clientfit.timeline.view import Derived, Row, View
from clientfit.values import ANY_NUMBER, DaySpan, FactValue, Interval, exact


class Absent:
    """Nobody raised it."""


ABSENT = Absent()
Folded = tuple[FactValue | Absent, Sequence[Row]]
"""A fact's value, and the events that it rests on."""


def value_of(row: Row, name: str) -> object:
    """The value of a field, be it the event's own or derived from the case around it."""
    return getattr(row.derived if name in Derived._fields else row.event, name, None)


def latest(case: SortedCase, number: int, name: str, fact: FactType) -> Folded:
    """The value of a field in the latest event of a collection that has it.

    Where several may be the latest, the value is open between theirs; an explicit `unknown` shadows
    what was said before it.
    """
    possible = [row for row in case.possible[number] if value_of(row, name) is not None]
    if not possible:
        return ABSENT, ()
    if len(possible) == 1 and case.definite[number] == possible:
        value = value_of(possible[0], name)
        if value != "unknown":
            return _as_value(value, case.view), possible
    definite = {id(row) for row in case.definite[number]}
    last = latest_rows(possible, definite, case.view)
    values = {value_of(row, name) for row in last}
    if "unknown" in values or not any(id(row) in definite for row in last):
        return (ANY_NUMBER if fact.is_number else None), last
    if len(values) == 1:
        return _as_value(next(iter(values)), case.view), last
    numbers = [exact(value) for value in values if isinstance(value, Decimal)]
    if fact.is_number and numbers:
        return Interval(min(numbers), max(numbers)), last
    days = [_day(value, case.view) for value in values if isinstance(value, date)]
    if fact.name == "date" and days:
        return DaySpan(min(days), max(days)), last
    return None, last


def latest_rows(rows: list[Row], definite: set[int], view: View) -> list[Row]:
    """Those that may be the latest: by when they happened, and where that is open, when logged."""
    last = max((row.low for row in rows if id(row) in definite), default=-inf)
    left = [row for row in rows if row.high >= last]
    if len(left) < 2 or any(row.event.logged_at is None for row in left):  # noqa: PLR2004  one is the latest
        return left
    logged = [(row, *moment_bounds(row.event.logged_at or row.event.at, view.zone)) for row in left]
    last = max((low for row, low, _ in logged if id(row) in definite), default=-inf)
    return [row for row, _, high in logged if high >= last]


def _as_value(value: object, view: View) -> FactValue:
    if isinstance(value, bool):
        return value
    if isinstance(value, Decimal):
        number = exact(value)
        return Interval(number, number)
    if isinstance(value, date):
        day = _day(value, view)
        return DaySpan(day, day)
    return str(value)


def _day(value: date | datetime, view: View) -> date:
    return local_day(value, view.zone)
