"""Every day on which a comparison of moving numbers changes is found."""

from fractions import Fraction
from math import inf
from typing import get_args

from hypothesis import given, settings
from hypothesis import strategies as st

from clientfit.explain.crossings import Courses, comparison_days, sign_changes, straight
from clientfit.facts import calculate
from clientfit.language.expression import (
    Absolute,
    Arithmetic,
    Comparison,
    FactTerm,
    Negate,
    Number,
    Operator,
    Term,
)
from clientfit.reference import compare
from clientfit.values import FactValue, Interval

DAYS = 60
COEFFICIENTS = st.one_of(st.integers(-40, 40), st.fractions(-9, 9, max_denominator=4))
LINES = st.tuples(st.integers(-30, 30), st.sampled_from((-1, 0, 1)))
TERMS: st.SearchStrategy[Term] = st.recursive(
    st.one_of(
        st.sampled_from((FactTerm("a"), FactTerm("b"), FactTerm("c"))),
        st.integers(-20, 20).map(Number),
        st.just(Number(Fraction(1, 2))),
    ),
    lambda inner: st.one_of(
        inner.map(Negate),
        inner.map(Absolute),
        st.builds(Arithmetic, st.sampled_from(get_args(Operator)), inner, inner),
    ),
    max_leaves=5,
)


class Moving:
    """A number between two lines, or one that is open above."""

    def __init__(self, one: tuple[int, int], other: tuple[int, int], unbounded: bool) -> None:
        self.lines, self.unbounded = (one, other), unbounded

    def on(self, day: int) -> Interval:
        ends = [start + growth * day for start, growth in self.lines]
        return Interval(min(ends), inf if self.unbounded else max(ends))

    def courses(self) -> Courses:
        return frozenset(course for line in self.lines for course in straight(*line))


MOVING = st.one_of(
    st.builds(Moving, LINES, LINES, st.booleans()),
    LINES.map(lambda line: Moving(line, line, unbounded=False)),
)


@given(st.lists(COEFFICIENTS, max_size=5))
@settings(max_examples=500, deadline=None)
def test_every_change_of_sign_is_found_and_nothing_else(coefficients: list[Fraction]) -> None:
    while coefficients and coefficients[-1] == 0:
        coefficients.pop()
    signs: list[int] = []
    for day in range(DAYS + 1):
        value = sum(c * day**power for power, c in enumerate(coefficients))
        signs.append((value > 0) - (value < 0))
    expected = [day for day in range(1, DAYS + 1) if signs[day] != signs[day - 1]]
    assert sorted(sign_changes(tuple(coefficients), DAYS)) == expected


@given(TERMS, st.sampled_from(get_args(Comparison)), TERMS, st.tuples(MOVING, MOVING, MOVING))
@settings(max_examples=1500, deadline=None)
def test_a_comparison_changes_on_no_other_day(
    left: Term, comparison: str, right: Term, facts: tuple[Moving, Moving, Moving]
) -> None:
    named = dict(zip("abc", facts, strict=True))
    found = comparison_days(left, right, lambda name: named[name].courses(), DAYS)

    def truth(day: int) -> bool | None:
        values: dict[str, FactValue] = {name: moving.on(day) for name, moving in named.items()}
        return compare(calculate(left, values), comparison, calculate(right, values))

    truths = [truth(day) for day in range(DAYS + 1)]
    assert {day for day in range(1, DAYS + 1) if truths[day] != truths[day - 1]} <= found


def test_a_change_in_the_far_future_is_found_at_once() -> None:
    tenth = Arithmetic("/", FactTerm("a"), Number(10))
    days = comparison_days(
        Arithmetic("*", tenth, tenth), Number(10**9), lambda _: straight(0, 1), 2_000_000
    )
    assert 316_228 in days
    assert len(days) <= 4
