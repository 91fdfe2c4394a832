"""The search: split only the fact on which a walk is stuck, until an input is found or none is left."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

from clientfit.ruleset.model import Outcome
from clientfit.verify.formulas import Formula, facts_of
from clientfit.verify.space import Asked, OneFact, Question, State, split
from clientfit.verify.walk import START, Decided, End, NoDecision, Standing, Walk
from clientfit.verify.world import World

DEFAULT_BUDGET = 200_000
"""States after which a search gives up; the default rules need a few thousand."""


class OutOfBudget(Exception):  # noqa: N818  it never leaves the package
    """The search gave up: nothing is proved."""


@dataclass(frozen=True, slots=True)
class Goal:
    """What is looked for.

    Attributes:
        ends: whether walks that end so are looked for, and under which further formula.
        wanted: for each walk, the outcomes that it must end with (None in it: no decision); None for
            any.
        asked: every formula that `ends` may give.
        needs: what must hold anyway; it is looked at first.
        alike: two walks that end alike may still be looked for.
    """

    ends: Callable[[tuple[End, ...]], Formula]
    wanted: tuple[frozenset[Outcome | None] | None, ...]
    asked: tuple[Formula, ...] = ()
    needs: Formula = True
    alike: bool = True


class Found(NamedTuple):
    """A set of inputs that are all as was looked for."""

    state: State
    ends: tuple[End, ...]


@dataclass
class Effort:
    """How much was spent, and how much may be."""

    budget: int = DEFAULT_BUDGET
    states: int = 0
    undecided: bool = field(default=False)

    def spend(self) -> None:
        """Count one state.

        Raises:
            OutOfBudget: there is nothing left to spend.
        """
        self.states += 1
        if self.states > self.budget:
            raise OutOfBudget


Position = Standing | Decided | NoDecision


class Search:
    """A search through the possible inputs, along one walk or several side by side."""

    def __init__(self, world: World, walks: tuple[Walk, ...], goal: Goal) -> None:
        self.world, self.walks, self.goal = world, walks, goal
        self._asked: dict[Formula, Asked] = {}
        self._tails = _Tails(walks)
        self._lives: dict[object, tuple[int, ...]] = {}
        names = frozenset[str]().union(*map(facts_of, goal.asked))
        self._asked_places = frozenset(world.space.places[name] for name in names)

    def run(self, effort: Effort) -> Iterator[Found]:
        """Every kind of input that is looked for; the same input is never in two.

        Raises:
            OutOfBudget: the search gave up.
        """
        start = self.world.start
        if not all(start.cells) or self._impossible(start, effort):
            return
        seen: set[object] = set()
        before = (START,) * len(self.walks)
        todo: list[tuple[State, tuple[Position, ...]]] = [
            (state, before) for state in self._narrowed(start, effort)
        ]
        while todo:
            state, positions = todo.pop()
            effort.spend()
            place = _next(positions)
            if place is None:
                ends = tuple(p for p in positions if not isinstance(p, Standing))
                answer = self._ask(self.goal.ends(ends))(state)
                if answer is True:
                    yield Found(state, ends)
                elif answer is not False:
                    todo += [(part, positions) for part in self._split(state, answer, effort)]
                continue
            at = positions[place]
            assert isinstance(at, Standing)  # noqa: S101  only those are next
            step = self.walks[place].on(at, state)
            if not isinstance(step, Standing | Decided | NoDecision):
                todo += [(part, positions) for part in self._split(state, step, effort)]
                continue
            moved = (*positions[:place], step, *positions[place + 1 :])
            if self._hopeless(moved):
                continue
            key = self._key(state, moved)
            if key not in seen:
                seen.add(key)
                todo.append((state, moved))

    def _narrowed(self, start: State, effort: Effort) -> Iterator[State]:
        """The parts of a state in which holds what is needed anyway."""
        todo, needs = [start], self._ask(self.goal.needs)
        while todo:
            state = todo.pop()
            effort.spend()
            answer = needs(state)
            if answer is True:
                yield state
            elif answer is not False:
                todo += self._split(state, answer, effort)

    def _split(self, state: State, question: Question, effort: Effort) -> list[State]:
        parts = split(state, question)
        if isinstance(question, OneFact):
            touched = question.fact
        else:
            touched = self.world.space.places[question.terms[0][0][0]]
        return [part for part in reversed(parts) if not self._impossible(part, effort, touched)]

    def _impossible(self, state: State, effort: Effort, touched: int | None = None) -> bool:
        possible = self.world.possible(state, touched)
        if possible is None:
            effort.undecided = True
        return possible is False

    def _ask(self, formula: Formula) -> Asked:
        if formula not in self._asked:
            self._asked[formula] = self.world.space.ask(formula)
        return self._asked[formula]

    def _hopeless(self, positions: tuple[Position, ...]) -> bool:
        for walk, at, wanted in zip(self.walks, positions, self.goal.wanted, strict=True):
            if wanted is None:
                continue
            if isinstance(at, Standing):
                if not walk.may_end_with(at) & wanted:
                    return True
            elif (at.outcome if isinstance(at, Decided) else None) not in wanted:
                return True
        return not self.goal.alike and self._tails.same(positions)

    def _key(self, state: State, positions: tuple[Position, ...]) -> object:
        """What the rest of the search depends on; what is not asked about any more is left out."""
        ahead = tuple(p[:2] if isinstance(p, Standing) else None for p in positions)
        places = self._lives.get(ahead)
        if places is None:
            places = self._lives[ahead] = self._live(positions)
        return positions, tuple([state.cells[place] for place in places]), state.assumed

    def _live(self, positions: tuple[Position, ...]) -> tuple[int, ...]:
        found = set(self._asked_places)
        for walk, at in zip(self.walks, positions, strict=True):
            if isinstance(at, Standing):
                found |= walk.places_after(at)
        for group in self.world.groups:
            if found.intersection(group.places):
                found.update(group.places)
        return tuple(sorted(found))


class _Tails:
    """Two walks that stand alike before the same remaining rows end alike."""

    def __init__(self, walks: tuple[Walk, ...]) -> None:
        self.pair = len(walks) == 2  # noqa: PLR2004  only pairs are compared
        self.numbers: list[list[int]] = []
        known: dict[object, int] = {}
        for walk in walks:
            tail, numbers = -1, [-1]
            for step in reversed(walk.steps):
                tail = known.setdefault((step, tail), len(known))
                numbers.append(tail)
            self.numbers.append(numbers[::-1])

    def same(self, positions: tuple[Position, ...]) -> bool:
        """Whether both walks are sure to end alike."""
        if not self.pair:
            return False
        one, two = positions
        if not isinstance(one, Standing) or not isinstance(two, Standing):
            return False
        return one[1:] == two[1:] and self.numbers[0][one.row] == self.numbers[1][two.row]


def _next(positions: tuple[Position, ...]) -> int | None:
    """The walk that is furthest behind."""
    ahead = [(p[:2], place) for place, p in enumerate(positions) if isinstance(p, Standing)]
    return min(ahead)[1] if ahead else None
