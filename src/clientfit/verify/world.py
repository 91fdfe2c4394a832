"""Which sets of inputs are possible: some true case lies in them that keeps every fact about the world.

Facts that are joined by an inequality or a fact about the world form a group; groups do not touch
each other, so each is looked at alone, and what was found about it is kept.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from itertools import product

from clientfit.values import Exact, FactValue, Interval
from clientfit.verify.cells import Cells, Region, bits
from clientfit.verify.formulas import Formula, atoms_of, both, exactly, facts_of
from clientfit.verify.linear import Linear, Side, Solution, Undecided, Variable, linear, solve
from clientfit.verify.space import Asked, Space, State, split

MAX_SPLITS = 5000
"""Splits of one group after which it is left undecided."""


@dataclass(frozen=True, slots=True)
class Group:
    """Facts that hang together.

    Attributes:
        places: where they stand in the space.
        keeps: what the world says of them, about true values.
    """

    places: tuple[int, ...]
    keeps: Asked


@dataclass
class World:
    """The possible inputs of a space."""

    space: Space
    always: tuple[Formula, ...]
    joined: tuple[Formula, ...]
    memo: dict[object, "Solution | Undecided | None"] = field(default_factory=dict[object, object])  # type: ignore[assignment]  filled as groups are met

    @cached_property
    def start(self) -> State:
        """Every possible input, as far as one fact alone can tell."""
        return State(tuple(map(_possible, self.space.cells, self._allowed)))

    @cached_property
    def _allowed(self) -> tuple[int, ...]:
        """The true values of each fact, as far as one fact alone can tell."""
        allowed = [cells.every_value for cells in self.space.cells]
        for formula in self.always:
            names = facts_of(formula)
            if len(names) == 1:
                place = self.space.places[next(iter(names))]
                asked = self.space.ask(formula, exactly=True)
                for value in bits(allowed[place]):
                    cells = [0] * len(allowed)
                    cells[place] = 1 << value
                    if asked(State(tuple(cells))) is not True:
                        allowed[place] &= ~(1 << value)
            elif not names and formula is False:
                allowed = [0] * len(allowed)
        return tuple(allowed)

    @cached_property
    def groups(self) -> tuple[Group, ...]:
        """The facts that hang together; those that stand alone are in none."""
        sets = [names for names in map(facts_of, self.always) if len(names) > 1]
        sets += [frozenset(name for (name, _), _ in row.terms) for row in self._rows]
        merged: list[frozenset[str]] = []
        for names in sets:
            touched = [old for old in merged if old & names]
            merged = [old for old in merged if not old & names]
            merged.append(names.union(*touched))
        return tuple(self._group(names) for names in merged)

    @cached_property
    def _rows(self) -> tuple[Linear, ...]:
        atoms = (atom for formula in self.joined for atom in atoms_of(formula))
        return tuple(atom for atom in atoms if isinstance(atom, Linear))

    def _group(self, names: frozenset[str]) -> Group:
        mine = [f for f in self.always if len(facts_of(f)) > 1 and facts_of(f) <= names]
        places = tuple(sorted(self.space.places[name] for name in names))
        return Group(places, self.space.ask(both(*mine), exactly=True))

    @cached_property
    def group_of(self) -> Mapping[int, Group]:
        """The group of each fact that is in one."""
        return {place: group for group in self.groups for place in group.places}

    def possible(self, state: State, touched: int | None = None) -> bool | None:
        """Whether a possible input lies in a state.

        Args:
            state: the inputs.
            touched: the fact that has changed since the last time; None looks at all.

        Returns:
            None where that is undecided.
        """
        if touched is None:
            groups = self.groups
        else:
            group = self.group_of.get(touched)
            groups = () if group is None else (group,)
        sure = True
        for group in groups:
            found = self._inside(group, state)
            if found is None:
                return False
            sure = sure and not isinstance(found, Undecided)
        return True if sure else None

    def _inside(self, group: Group, state: State) -> "Solution | Undecided | None":
        names = {self.space.cells[place].fact for place in group.places}
        assumed = frozenset(row for row in state.assumed if row.terms[0][0][0] in names)
        key = group.places, tuple(state.cells[place] for place in group.places), assumed
        if key not in self.memo:
            self.memo[key] = self._search(group, state, assumed)
        return self.memo[key]

    def _search(
        self, group: Group, state: State, assumed: frozenset[Linear]
    ) -> "Solution | Undecided | None":
        """Look for true values, and for intervals around them."""
        allowed = [0] * len(self.space.cells)
        for place in group.places:
            allowed[place] = (
                self.space.cells[place].values_behind(state.cells[place]) & self._allowed[place]
            )
        todo = [State(tuple(allowed))]
        undecided = False
        for _ in range(MAX_SPLITS):
            if not todo:
                return Undecided() if undecided else None
            values = todo.pop()
            found = group.keeps(values)
            if found is False:
                continue
            if found is not True:
                todo += reversed(split(values, found))
                continue
            solution = self._numbers(group, state, values, assumed)
            if isinstance(solution, Undecided):
                undecided = True
            elif solution is not None:
                return solution
        return Undecided()

    def _numbers(
        self, group: Group, state: State, values: State, assumed: frozenset[Linear]
    ) -> "Solution | Undecided | None":
        rows = assumed | values.assumed
        if not rows:
            return {}
        with_ends = {name for row in assumed for (name, side), _ in row.terms if side != "value"}
        names = {name for row in rows for (name, _), _ in row.terms}
        choices: list[list[tuple[Linear, ...]]] = []
        for place in group.places:
            cells = self.space.cells[place]
            if cells.fact in names:
                inner = list(_runs(cells, values.cells[place]))
                if cells.fact in with_ends:
                    outer = list(_boxes(cells, state.cells[place]))
                    choices.append([one + two for one in inner for two in outer])
                else:
                    choices.append(inner)
        undecided = False
        for choice in product(*choices):
            system = [*rows, *(row for part in choice for row in part)]
            found = solve(system, self.space.whole)
            if isinstance(found, Undecided):
                undecided = True
            elif found is not None:
                return found
        return Undecided() if undecided else None

    def witness(self, state: State) -> dict[str, FactValue] | None:
        """The simplest input in a state; only what differs from an unraised fact is told.

        Returns:
            Values by fact, or None where no input could be found.
        """
        if self.possible(state) is not True:
            return None
        for place, cells in enumerate(self.space.cells):
            state = self._simplest(state, place, cells)
        numbers: dict[Variable, Exact] = {}
        for group in self.groups:
            found = self._inside(group, state)
            assert isinstance(found, Mapping)  # noqa: S101  it was possible with each step
            numbers.update(found)
        told: dict[str, FactValue] = {}
        for place, cells in enumerate(self.space.cells):
            (cell,) = bits(state.cells[place])
            value = _told(cells, cell, numbers)
            if value != cells.unraised:
                told[cells.fact] = value
        return told

    def _simplest(self, state: State, place: int, cells: Cells) -> State:
        now = state.cells[place]
        group = self.group_of.get(place)
        for cell in cells.by_simplicity:
            if now >> cell & 1:
                parts = (*state.cells[:place], 1 << cell, *state.cells[place + 1 :])
                tried = State(parts, state.assumed)
                if group is None or isinstance(self._inside(group, tried), Mapping):
                    return tried
        raise AssertionError("a possible state has a possible cell of every fact")  # pragma: no cover


def make_world(space: Space, always: Iterable[Formula], formulas: Iterable[Formula]) -> World:
    """Say which inputs of a space are possible.

    Args:
        space: the facts.
        always: what the world says; formulas about true values.
        formulas: everything that will be asked, for the inequalities in it.
    """
    return World(space, tuple(map(exactly, always)), tuple(formulas))


def _possible(cells: Cells, allowed: int) -> int:
    return sum(1 << cell for cell in range(cells.count) if cells.values_of(cell) & allowed)


def _between(fact: str, side: Side, first: Region, last: Region) -> Iterator[Linear]:
    name = (fact, side)
    if first.low is not None:
        yield linear({name: -1}, -first.low[0], strict=first.low[1])
    if last.high is not None:
        yield linear({name: 1}, last.high[0], strict=last.high[1])


def _runs(cells: Cells, values: int) -> Iterator[tuple[Linear, ...]]:
    """The true values as ranges without a gap."""
    start: int | None = None
    for place in range(len(cells.regions) + 1):
        inside = bool(values >> place & 1)
        if inside and start is None:
            start = place
        if not inside and start is not None:
            first, last = cells.regions[start], cells.regions[place - 1]
            yield tuple(_between(cells.fact, "value", first, last))
            start = None


def _boxes(cells: Cells, state: int) -> Iterator[tuple[Linear, ...]]:
    """Where the two ends may lie, with the true value between them."""
    low, high, value = _variables(cells.fact)
    order = (linear({low: 1, value: -1}, 0), linear({value: 1, high: -1}, 0))
    pairs = {cells.pairs[cell] for cell in bits(state)}
    lows, highs = [{pair[end] for pair in pairs} for end in (0, 1)]
    box = {pair for pair in cells.pairs if min(lows) <= pair[0] <= max(lows)}
    box = {pair for pair in box if min(highs) <= pair[1] <= max(highs)}
    parts = [(lows, highs)] if box == pairs else [({one}, {two}) for one, two in sorted(pairs)]
    for some_lows, some_highs in parts:
        regions = cells.regions
        yield (
            *order,
            *_between(cells.fact, "low", regions[min(some_lows)], regions[max(some_lows)]),
            *_between(cells.fact, "high", regions[min(some_highs)], regions[max(some_highs)]),
        )


def _variables(fact: str) -> tuple[Variable, Variable, Variable]:
    return (fact, "low"), (fact, "high"), (fact, "value")


def _told(cells: Cells, cell: int, numbers: Mapping[Variable, Exact]) -> FactValue:
    simplest = cells.value(cell)
    low, high, value = (numbers.get(name) for name in _variables(cells.fact))
    if low is not None and high is not None:
        return Interval(low, high)
    if value is None or not isinstance(simplest, Interval):
        return simplest
    if simplest.is_exact:
        return Interval(value, value)
    return Interval(min(simplest.low, value), max(simplest.high, value))
