"""Exact systems of linear inequalities, over whole numbers and fractions.

Variables are eliminated one by one (Fourier, 1826; Motzkin, 1936), then a solution is read back in
reverse, each variable as near to zero as it can be. Where a whole number comes out as a fraction, the
system is branched: it lies below or above (Land and Doig, 1960). "No solution" is always right. Where
the branches go too deep or the system grows too large, the answer is that it is undecided.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import reduce
from math import ceil, floor, gcd, lcm
from typing import Literal

from clientfit.values import Exact

Side = Literal["low", "high", "value"]
Variable = tuple[str, Side]
"""A fact, and which number of it: an end of its interval, or its true value."""

LIMIT = 600
"""With more inequalities than this a system is left undecided."""
MAX_BRANCHES = 200
"""With more branches than this a system is left undecided."""


@dataclass(frozen=True, slots=True)
class Linear:
    """``sum of coefficient x variable <= bound`` (or ``<``); variables in order, none twice."""

    terms: tuple[tuple[Variable, Exact], ...]
    bound: Exact
    strict: bool = False

    def opposite(self) -> "Linear":
        """What holds exactly where this does not."""
        flipped = tuple((name, -factor) for name, factor in self.terms)
        return Linear(flipped, -self.bound, not self.strict)


@dataclass(frozen=True, slots=True)
class Undecided:
    """Neither a solution nor a proof that there is none was found."""


Solution = Mapping[Variable, Exact]


def linear(terms: Mapping[Variable, Exact], bound: Exact, *, strict: bool = False) -> Linear:
    """Build an inequality from its terms in any order."""
    return Linear(tuple(sorted((n, f) for n, f in terms.items() if f != 0)), bound, strict)


def solve(system: Iterable[Linear], whole: frozenset[str]) -> Solution | Undecided | None:
    """Find numbers that satisfy every inequality.

    Args:
        system: the inequalities.
        whole: the facts that have whole values only.

    Returns:
        A solution, None where there is certainly none, or `Undecided`.

    >>> solve([linear({("x", "value"): -1}, -3), linear({("x", "value"): 1}, 2)], frozenset()) is None
    True
    """
    todo = [tuple(system)]
    undecided = False
    for _ in range(MAX_BRANCHES):
        if not todo:
            return Undecided() if undecided else None
        rows = todo.pop()
        found = _relaxed(rows, whole)
        if isinstance(found, Undecided):
            undecided = True
        elif found is not None:
            broken = _fraction(found, whole)
            if broken is None:
                return found
            name, number = broken
            below, above = floor(number), floor(number) + 1
            todo += [(*rows, linear({name: -1}, -above)), (*rows, linear({name: 1}, below))]
    return Undecided()


def _fraction(found: Solution, whole: frozenset[str]) -> tuple[Variable, Exact] | None:
    """A variable that should be whole and is not."""
    return next(
        ((n, number) for n, number in found.items() if n[0] in whole and not isinstance(number, int)),
        None,
    )


def _relaxed(system: Iterable[Linear], whole: frozenset[str]) -> Solution | Undecided | None:
    """Solve a system; what should be whole may come out as a fraction."""
    rows = {_tight(row, whole) for row in system}
    stages: list[tuple[Variable, tuple[Linear, ...]]] = []
    while True:
        if any(_is_false(row) for row in rows):
            return None
        rows = {row for row in rows if row.terms}
        if not rows:
            return _read_back(stages, whole)
        if len(rows) > LIMIT:
            return Undecided()
        name = _cheapest(rows)
        with_name = tuple(row for row in rows if any(n == name for n, _ in row.terms))
        stages.append((name, with_name))
        rows -= set(with_name)
        rows |= {_tight(row, whole) for row in _without(name, with_name)}


def _is_false(row: Linear) -> bool:
    return not row.terms and (row.bound < 0 or (row.strict and row.bound == 0))


def _tight(row: Linear, whole: frozenset[str]) -> Linear:
    """Scale to whole factors; over whole numbers alone the bound becomes whole too."""
    if not row.terms:
        return row
    scale = reduce(lcm, (Fraction(factor).denominator for _, factor in row.terms), 1)
    factors = [int(factor * scale) for _, factor in row.terms]
    shared = reduce(gcd, factors, 0)
    bound: Exact = Fraction(row.bound * scale) / shared
    names = (name for name, _ in row.terms)
    terms = tuple((name, factor // shared) for name, factor in zip(names, factors, strict=True))
    if any(name[0] not in whole for name, _ in terms):
        return Linear(terms, _plain(bound), row.strict)
    return Linear(terms, ceil(bound) - 1 if row.strict else floor(bound))


def _plain(number: Exact) -> Exact:
    return number.numerator if isinstance(number, Fraction) and number.denominator == 1 else number


def _cheapest(rows: set[Linear]) -> Variable:
    """The variable whose elimination makes the fewest new inequalities."""
    up: dict[Variable, int] = {}
    down: dict[Variable, int] = {}
    for row in rows:
        for name, factor in row.terms:
            side = up if factor > 0 else down
            side[name] = side.get(name, 0) + 1
    return min(up.keys() | down.keys(), key=lambda n: (up.get(n, 0) * down.get(n, 0), n))


def _without(name: Variable, rows: Iterable[Linear]) -> Iterable[Linear]:
    lower = [row for row in rows if dict(row.terms)[name] < 0]
    upper = [row for row in rows if dict(row.terms)[name] > 0]
    for one in lower:
        for two in upper:
            a, b = dict(two.terms)[name], -dict(one.terms)[name]
            terms: dict[Variable, Exact] = {}
            for row, scale in ((one, a), (two, b)):
                for variable, factor in row.terms:
                    terms[variable] = terms.get(variable, 0) + factor * scale
            yield linear(terms, one.bound * a + two.bound * b, strict=one.strict or two.strict)


def _read_back(stages: list[tuple[Variable, tuple[Linear, ...]]], whole: frozenset[str]) -> Solution:
    found: dict[Variable, Exact] = {}
    for name, rows in reversed(stages):
        low: tuple[Exact, bool] | None = None
        high: tuple[Exact, bool] | None = None
        for row in rows:
            factors = dict(row.terms)
            factor = factors.pop(name)
            # A variable that was eliminated together with another is free; zero will do.
            rest = sum(found.setdefault(other, 0) * f for other, f in factors.items())
            bound = _plain(Fraction(row.bound - rest) / factor)
            if factor < 0 and (low is None or (bound, row.strict) > low):
                low = bound, row.strict
            if factor > 0 and (high is None or (bound, not row.strict) < (high[0], not high[1])):
                high = bound, row.strict
        number = nearest(low, high, whole=name[0] in whole)
        if number is None:
            number = nearest(low, high, whole=False)
        assert number is not None  # noqa: S101  elimination leaves a range that is not empty
        found[name] = number
    return found


Bound = tuple[Exact, bool]
"""An end, and whether it is left out."""


def nearest(low: Bound | None, high: Bound | None, *, whole: bool) -> Exact | None:
    """The number nearest to zero between two ends; with as few digits as will do.

    >>> nearest((3, True), None, whole=True), nearest((Fraction(3, 20), True), (1, True), whole=False)
    (4, Fraction(1, 5))
    """
    return _nearest_whole(low, high) if whole else _nearest_fraction(low, high)


def _nearest_whole(low: Bound | None, high: Bound | None) -> Exact | None:
    number = 0
    if low is not None:
        number = max(number, floor(low[0]) + 1 if low[1] else ceil(low[0]))
    if high is not None:
        most = ceil(high[0]) - 1 if high[1] else floor(high[0])
        if low is not None and number > most:
            least = floor(low[0]) + 1 if low[1] else ceil(low[0])
            return most if most >= least else None
        number = min(number, most)
    return number


def _nearest_fraction(low: Bound | None, high: Bound | None) -> Exact | None:
    def inside(number: Exact) -> bool:
        above = low is None or number > low[0] or (number == low[0] and not low[1])
        return above and (high is None or number < high[0] or (number == high[0] and not high[1]))

    if low and high and (low[0] > high[0] or (low[0] == high[0] and (low[1] or high[1]))):
        return None
    closed = [end[0] for end in (low, high) if end is not None and not end[1]]
    for number in (0, *sorted(closed, key=abs)):
        if inside(number):
            return number
    scale = 1
    while True:  # an open range that is not empty holds a decimal with enough digits
        ends = [end[0] for end in (low, high) if end is not None]
        tries = [Fraction(floor(end * scale) + step, scale) for end in ends for step in (-1, 0, 1)]
        for number in sorted(tries, key=abs):
            if inside(number):
                return _plain(number)
        scale *= 10
