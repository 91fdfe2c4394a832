"""Intervals, days and exact numbers."""

from datetime import date
from decimal import Decimal
from fractions import Fraction
from math import inf, nan

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clientfit.values import (
    ANY_NUMBER,
    DaySpan,
    FactValue,
    Interval,
    exact,
    is_definite,
    show_number,
    show_value,
)


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (Interval(2, 2), "2"),
        (Interval(3, inf), "at least 3"),
        (Interval(-inf, 5), "at most 5"),
        (Interval(3, 5), "3 to 5"),
        (ANY_NUMBER, "unknown"),
        (DaySpan(date(2026, 3, 1), date(2026, 3, 1)), "2026-03-01"),
        (DaySpan(date(2026, 3, 1), date(2026, 3, 2)), "2026-03-01 to 2026-03-02"),
        (None, "unknown"),
        (True, "yes"),
        (False, "no"),
        ("agreed", "agreed"),
    ],
)
def test_a_value_is_written_as_people_do(value: FactValue, text: str) -> None:
    assert show_value(value) == text


@pytest.mark.parametrize(("low", "high"), [(3, 2), (inf, 0), (nan, 1), (0, nan)])
def test_an_interval_whose_ends_are_not_in_order_is_refused(low: float, high: float) -> None:
    with pytest.raises(ValueError, match="low <= high"):
        Interval(low, high)


def test_a_float_is_read_as_the_decimal_that_it_shows() -> None:
    assert exact(0.15) == Fraction(3, 20)
    assert exact(0.1) + exact(0.2) == exact(0.3)
    assert exact(Decimal("0.15")) == exact("0.15") == exact(0.15)


def test_a_whole_number_stays_an_integer() -> None:
    assert [type(exact(number)) for number in (3, 3.0, "3", Decimal("3.00"), Fraction(6, 2))] == [
        int
    ] * 5
    assert type(exact(True)) is int


@pytest.mark.parametrize(
    "number", [inf, -inf, nan, "x", "", "1/0", Decimal("NaN"), Decimal("Infinity")]
)
def test_what_is_no_finite_number_is_refused(number: float | str | Decimal) -> None:
    with pytest.raises(ValueError, match="is not a finite number"):
        exact(number)


def test_long_numbers_are_shown_with_four_digits_and_short_ones_exactly() -> None:
    assert show_number(Fraction(2, 3)) == "0.6667"
    assert show_number(Fraction(-3, 20)) == "-0.15"
    assert show_number(inf) == "any"


@given(st.integers(), st.integers())
def test_an_interval_is_exact_only_where_one_number_is_left(one: int, other: int) -> None:
    found = Interval(min(one, other), max(one, other))
    assert found.is_exact == is_definite(found) == (one == other)
    assert not found.is_unbounded


def test_definite_is_whatever_leaves_one_value() -> None:
    day, next_day = date(2026, 3, 1), date(2026, 3, 2)
    assert is_definite(False)
    assert is_definite("agreed")
    assert is_definite(DaySpan(day, day))
    assert not is_definite(None)
    assert not is_definite(ANY_NUMBER)
    assert not is_definite(DaySpan(day, next_day))
