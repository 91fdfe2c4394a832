"""What a fact can be: true, false, unknown, a word, a day, or an interval of numbers.

Numbers are exact: integers stay integers, everything else is a `Fraction`, so 15 % of 250,000 is
37,500 and not a neighbour of it. Only the ends of an unbounded interval are floats (infinities).
"""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from math import inf, isfinite

Exact = int | Fraction
"""A number without rounding."""
End = int | Fraction | float
"""The end of an interval; a float there is an infinity."""


MAX_DIGITS = 24
"""No fact needs more digits, and a number with a huge exponent would take for ever."""


@dataclass(frozen=True, slots=True)
class Interval:
    """A number known to lie between two ends, both included.

    Source: interval arithmetic (Moore, 1966).

    >>> str(Interval(3, inf))
    'at least 3'
    """

    low: End
    high: End

    def __post_init__(self) -> None:
        if not self.low <= self.high:
            raise ValueError(f"an interval needs low <= high, not {self.low} and {self.high}")

    @property
    def is_exact(self) -> bool:
        """Whether only one number is left."""
        return self.low == self.high

    @property
    def is_unbounded(self) -> bool:
        """Whether nothing at all is known."""
        return self.low == -inf and self.high == inf

    def __str__(self) -> str:
        if self.is_exact:
            return show_number(self.low)
        if self.is_unbounded:
            return "unknown"
        if self.high == inf:
            return f"at least {show_number(self.low)}"
        if self.low == -inf:
            return f"at most {show_number(self.high)}"
        return f"{show_number(self.low)} to {show_number(self.high)}"


ANY_NUMBER = Interval(-inf, inf)
"""A number of which nothing is known."""


@dataclass(frozen=True, slots=True)
class DaySpan:
    """A calendar day known to lie between two, both included."""

    first: date
    last: date

    def __str__(self) -> str:
        if self.first == self.last:
            return self.first.isoformat()
        return f"{self.first.isoformat()} to {self.last.isoformat()}"


FactValue = bool | str | Interval | DaySpan | None
"""A fact's value; None is unknown."""


def exact(number: float | Decimal | Fraction | str) -> Exact:
    """Turn a number as written into an exact one.

    A float is read as the decimal that Python shows for it: 0.15 is 3/20.

    Raises:
        ValueError: it is not a finite number.

    >>> exact(0.15), exact("20")
    (Fraction(3, 20), 20)
    """
    if isinstance(number, Decimal) and number.is_finite():
        if abs(number.adjusted()) > MAX_DIGITS:
            raise ValueError(f"{number} has more than {MAX_DIGITS} digits")
        numerator, denominator = number.as_integer_ratio()
        return numerator if denominator == 1 else Fraction(numerator, denominator)
    if isinstance(number, int):
        if abs(number) >= 10**MAX_DIGITS:
            raise ValueError(f"this number has more than {MAX_DIGITS} digits")
        return int(number)
    if isinstance(number, float):
        if not isfinite(number):
            raise ValueError(f"{number} is not a finite number")
        number = repr(number)
    try:
        fraction = Fraction(number)
    except (OverflowError, ValueError, ZeroDivisionError):
        raise ValueError(f"{number} is not a finite number") from None
    return fraction.numerator if fraction.denominator == 1 else fraction


def show_number(number: End) -> str:
    """Write a number as people do: exactly where that is short, else with four digits.

    >>> show_number(Fraction(3, 20)), show_number(Fraction(1, 3)), show_number(250000)
    ('0.15', '0.3333', '250000')
    """
    if isinstance(number, int):
        return str(number)
    if isinstance(number, float) and not isfinite(number):
        return "any"
    fraction = Fraction(number)
    if fraction.denominator == 1:
        return str(fraction.numerator)
    text = f"{float(fraction):.6f}".rstrip("0")
    return text if Fraction(text) == fraction else f"{float(fraction):.4f}"


def show_value(value: FactValue) -> str:
    """Write any fact value as people do.

    >>> show_value(None), show_value(True), show_value(Interval(2, 2))
    ('unknown', 'yes', '2')
    """
    if value is None:
        return "unknown"
    if isinstance(value, bool):
        return "yes" if value else "no"
    return str(value)


def is_definite(value: FactValue) -> bool:
    """Whether only one value is left."""
    if isinstance(value, Interval):
        return value.is_exact
    if isinstance(value, DaySpan):
        return value.first == value.last
    return value is not None
