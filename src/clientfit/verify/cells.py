"""What a fact can be, cut into finitely many cells that no rule can tell apart inside.

A number is cut at every number that it is compared with. Between the cuts lie regions; an interval is
then no more than the region of its low end and that of its high end. Sets of cells are the bits of an
integer. Infinite ends lie in the outermost regions: no rule tells an infinite end from one that is
far enough out.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from math import ceil, floor, inf
from operator import ge, gt, le, lt

from clientfit.ruleset.model import FactSpec
from clientfit.values import Exact, FactValue, Interval
from clientfit.verify.formulas import Among, Bounded
from clientfit.verify.linear import Bound, nearest

_COMPARE = {"<": lt, "<=": le, ">": gt, ">=": ge}


@dataclass(frozen=True, slots=True)
class Region:
    """Numbers between two cuts, or a cut itself; None is no end."""

    low: Bound | None
    high: Bound | None
    sample: Exact
    """The number in it that is nearest to zero."""


@dataclass(frozen=True)
class Cells:
    """The cells of one fact.

    Attributes:
        fact: its name.
        words: every value where it is no number, unknown (None) among them.
        regions: the regions where it is a number, from the lowest up.
    """

    fact: str
    words: tuple[bool | str | None, ...]
    regions: tuple[Region, ...]
    unraised: FactValue

    @cached_property
    def pairs(self) -> tuple[tuple[int, int], ...]:
        """The cells of a number: the regions of its two ends."""
        count = len(self.regions)
        return tuple((low, high) for low in range(count) for high in range(low, count))

    @cached_property
    def count(self) -> int:
        """How many cells there are."""
        return len(self.pairs) if self.regions else len(self.words)

    @cached_property
    def every(self) -> int:
        """All cells."""
        return (1 << self.count) - 1

    @cached_property
    def every_value(self) -> int:
        """All true values: regions, or words without unknown."""
        return (1 << (len(self.regions) or len(self.words) - 1)) - 1

    def values_of(self, cell: int) -> int:
        """The true values that may lie behind a cell."""
        if self.regions:
            low, high = self.pairs[cell]
            return (1 << high + 1) - (1 << low)
        return self.every_value if self.words[cell] is None else 1 << cell

    def values_behind(self, cells: int) -> int:
        """The true values that may lie behind any of several cells."""
        found = 0
        for cell in bits(cells):
            found |= self.values_of(cell)
        return found

    def cells_of(self, atom: Bounded | Among) -> int:
        """The cells in which an atom holds."""
        if isinstance(atom, Among):
            return sum(1 << i for i, word in enumerate(self.words) if word in atom.values)
        test, end = _COMPARE[atom.comparison], 0 if atom.side == "low" else 1
        holds = [bool(test(region.sample, atom.number)) for region in self.regions]
        return sum(1 << cell for cell, pair in enumerate(self.pairs) if holds[pair[end]])

    def values_in(self, atom: Bounded | Among) -> int:
        """The true values with which an atom about the true value holds."""
        if isinstance(atom, Among):
            return self.cells_of(atom) & self.every_value
        test = _COMPARE[atom.comparison]
        return sum(1 << i for i, r in enumerate(self.regions) if test(r.sample, atom.number))

    @cached_property
    def unraised_cell(self) -> int:
        """The cell of the value that the fact has when nobody raised it."""
        if not self.regions:
            return self.words.index(self.unraised)  # type: ignore[arg-type]  words and yes/no only
        assert isinstance(self.unraised, Interval)  # noqa: S101  the loader types assumptions
        ends = (self.unraised.low, self.unraised.high)
        low, high = (_region_at(self.regions, end) for end in ends)
        return self.pairs.index((low, high))

    @cached_property
    def by_simplicity(self) -> tuple[int, ...]:
        """The cells, the simplest to write down first: unraised, known, then open."""

        def rank(cell: int) -> tuple[int, Exact, Exact]:
            if cell == self.unraised_cell:
                return 0, 0, 0
            if not self.regions:
                return (1 if self.words[cell] is not None else 2), cell, 0
            low, high = self.pairs[cell]
            one, two = self.regions[low].sample, self.regions[high].sample
            if low == high:
                return 1, abs(one), one
            outer = (low == 0) + (high == len(self.regions) - 1)
            return 4 - outer, abs(one) + abs(two), one

        return tuple(sorted(range(self.count), key=rank))

    def value(self, cell: int) -> FactValue:
        """A value in a cell."""
        if cell == self.unraised_cell:
            return self.unraised
        if not self.regions:
            return self.words[cell]
        low, high = self.pairs[cell]
        if low == high:
            return Interval(self.regions[low].sample, self.regions[low].sample)
        first = self.regions[low].sample if low else -inf
        last = self.regions[high].sample if high < len(self.regions) - 1 else inf
        return Interval(first, last)


def bits(mask: int) -> Iterable[int]:
    """The places of the bits that are set, lowest first."""
    while mask:
        lowest = mask & -mask
        yield lowest.bit_length() - 1
        mask ^= lowest


def words_of(spec: FactSpec) -> tuple[bool | str | None, ...]:
    """Every value of a fact that is no number."""
    return (*spec.type.words, None) if spec.type.words else (False, True, None)


def cells_of(spec: FactSpec, unraised: FactValue, numbers: Iterable[Exact]) -> Cells:
    """Cut a fact into cells.

    Args:
        spec: the fact.
        unraised: its value when nobody raised it.
        numbers: what it is compared with.
    """
    if not spec.type.is_number:
        return Cells(spec.name, words_of(spec), (), unraised)
    cuts = set(numbers)
    if isinstance(unraised, Interval):
        cuts.update(end for end in (unraised.low, unraised.high) if not isinstance(end, float))
    return Cells(spec.name, (), _regions(sorted(cuts), whole=spec.type.name == "integer"), unraised)


def _regions(cuts: list[Exact], *, whole: bool) -> tuple[Region, ...]:
    spans: list[tuple[Bound | None, Bound | None]] = []
    before: Bound | None = None
    for cut in cuts:
        spans += [(before, (cut, True)), ((cut, False), (cut, False))]
        before = cut, True
    spans.append((before, None))
    found: list[Region] = []
    for low, high in spans:
        if whole:
            low = None if low is None else (floor(low[0]) + 1 if low[1] else ceil(low[0]), False)  # noqa: PLW2901  made whole
            high = None if high is None else (ceil(high[0]) - 1 if high[1] else floor(high[0]), False)  # noqa: PLW2901  made whole
        sample = nearest(low, high, whole=whole)
        if sample is not None:
            found.append(Region(low, high, sample))
    return tuple(found)


def _region_at(regions: tuple[Region, ...], end: Exact | float) -> int:
    if isinstance(end, float):
        return 0 if end < 0 else len(regions) - 1
    inside = (r.high is None or end < r.high[0] or r.high == (end, False) for r in regions)
    return next(place for place, is_inside in enumerate(inside) if is_inside)
