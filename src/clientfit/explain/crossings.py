"""On which days a comparison of numbers that move with the clock may change.

Each end of a number runs along one of finitely many rational functions of the day: straight lines for
what the timeline gives, quotients of polynomials for what is calculated from them. A comparison can
change only where one function meets another, or where a divisor or factor changes its sign. These
days are found exactly, over all days that a calendar has; nothing is sampled.
"""

from collections.abc import Callable, Iterable
from fractions import Fraction
from itertools import pairwise, product
from math import inf

from clientfit.language.expression import (
    Absolute,
    Arithmetic,
    FactTerm,
    Negate,
    Number,
    Parameter,
    Term,
    Word,
)
from clientfit.values import Exact

Polynomial = tuple[Exact, ...]
"""Coefficients, the constant one first; empty is zero."""
Course = tuple[Polynomial, Polynomial]
"""A quotient of two polynomials in the number of days from today."""
Courses = frozenset[Course]
"""Every course that an end of a number may take; an infinite end takes none."""
Fact = Callable[[str], Courses | Term]
"""Tells the courses of a fact, or the term from which it is calculated."""

ONE: Polynomial = (1,)


def straight(value: Exact | float, growth: int = 0) -> Courses:
    """The course of a number that grows evenly; an infinity has none."""
    if isinstance(value, float):
        if abs(value) == inf:
            return frozenset()
        value = Fraction(value)
    return frozenset({(_trim((value, growth)), ONE)})


def comparison_days(left: Term, right: Term, fact: Fact, last: int) -> set[int]:
    """In how many days, up to the last, a comparison of two terms may change."""
    critical: set[Polynomial] = set()
    one, other = _courses(left, fact, critical), _courses(right, fact, critical)
    for (top, bottom), (over, under) in product(one, other):
        critical.add(_minus(_times(top, under), _times(over, bottom)))
    return {day for polynomial in critical for day in sign_changes(polynomial, last)}


def _courses(term: Term, fact: Fact, critical: set[Polynomial]) -> Courses:
    match term:
        case Number(value=value) | Parameter(value=value):
            return straight(value)
        case FactTerm(name=name):
            found = fact(name)
            return found if isinstance(found, frozenset) else _courses(found, fact, critical)
        case Word():
            return frozenset()
        case Negate(term=inner):
            return _negated(_courses(inner, fact, critical))
        case Absolute(term=inner):
            found = _courses(inner, fact, critical)
            return found | _negated(found) | straight(0)
        case Arithmetic(operator=operator, left=left, right=right):
            one, other = _courses(left, fact, critical), _courses(right, fact, critical)
            if operator in ("*", "/"):
                # Where a factor or divisor changes its sign, ends change places or become unknown.
                critical |= {part for course in one | other for part in course}
            return _combined(operator, one, other)


def _negated(courses: Courses) -> Courses:
    return frozenset((_times((-1,), top), bottom) for top, bottom in courses)


def _combined(operator: str, one: Courses, other: Courses) -> Courses:
    found: set[Course] = set()
    for (top, bottom), (over, under) in product(one, other):
        if operator == "*":
            found.add((_times(top, over), _times(bottom, under)))
        elif operator == "/":
            found.add((_times(top, under), _times(bottom, over)))
        else:
            change = _times(over, bottom)
            added = _times((-1,), change) if operator == "+" else change
            found.add((_minus(_times(top, under), added), _times(bottom, under)))
    # A product or quotient with an unbounded number is unbounded, or nothing at all.
    if operator in ("*", "/"):
        found |= straight(0)
    return frozenset(found)


def _trim(coefficients: Iterable[Exact]) -> Polynomial:
    found = list(coefficients)
    while found and found[-1] == 0:
        found.pop()
    return tuple(found)


def _minus(one: Polynomial, other: Polynomial) -> Polynomial:
    length = max(len(one), len(other))
    padded = [(*item, *(0,) * (length - len(item))) for item in (one, other)]
    return _trim(a - b for a, b in zip(*padded, strict=True))


def _times(one: Polynomial, other: Polynomial) -> Polynomial:
    found: list[Exact] = [0] * max(len(one) + len(other) - 1, 0)
    for index, a in enumerate(one):
        for shift, b in enumerate(other):
            found[index + shift] += a * b
    return _trim(found)


def sign_changes(polynomial: Polynomial, last: int) -> list[int]:
    """Every whole number from 1 to the last where the sign differs from the one just before.

    A polynomial runs monotonely between the sign changes of its difference, which has one degree
    less; so each stretch is searched by halving. (Differences in place of derivatives keep this exact
    at whole numbers.)

    >>> sign_changes((-14, 1), 100)
    [14, 15]
    >>> sign_changes((6, -5, 1), 100)
    [2, 3, 4]
    """
    if len(polynomial) <= 1:
        return []
    if len(polynomial) == 2:  # noqa: PLR2004  a straight line meets zero once
        root = Fraction(-polynomial[0], 1) / polynomial[1]
        after = root.numerator // root.denominator + 1
        days = (after - 1, after) if root.denominator == 1 else (after,)
        return [day for day in days if 1 <= day <= last]
    edges = [0, *sign_changes(_difference(polynomial), last), last]
    found: list[int] = []
    for start, end in pairwise(edges):
        day = start
        while (change := _first_change(polynomial, day, end)) is not None:
            found.append(change)
            day = change
    return found


def _first_change(polynomial: Polynomial, start: int, end: int) -> int | None:
    """The first whole number up to the end with another sign than the start, in a monotone stretch."""
    sign = _sign(polynomial, start)
    if _sign(polynomial, end) == sign:
        return None
    while end - start > 1:
        middle = (start + end) // 2
        if _sign(polynomial, middle) == sign:
            start = middle
        else:
            end = middle
    return end


def _sign(polynomial: Polynomial, day: int) -> int:
    value: Exact = 0
    for coefficient in reversed(polynomial):
        value = value * day + coefficient
    return (value > 0) - (value < 0)


def _difference(polynomial: Polynomial) -> Polynomial:
    """The polynomial of p(day + 1) - p(day)."""
    shifted: Polynomial = ()
    for coefficient in reversed(polynomial):
        shifted = _minus(_times(shifted, (1, 1)), (-coefficient,))
    return _minus(shifted, polynomial)
