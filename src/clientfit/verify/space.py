"""Sets of inputs, and how a formula is asked about one of them.

A state is a set of inputs: for each fact the cells that it may lie in, and the inequalities between
facts that are taken to hold. A formula is true of all of them, false of all of them, or stuck on an
atom; then the state is split by that atom.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from clientfit.ruleset.model import FactSpec
from clientfit.values import Exact, FactValue
from clientfit.verify.cells import Cells, cells_of
from clientfit.verify.formulas import Among, Both, Bounded, Either, Formula, Several, atoms_of
from clientfit.verify.linear import Linear


class State(NamedTuple):
    """A set of inputs.

    Attributes:
        cells: for each fact, by its place, the cells that it may lie in.
        assumed: inequalities between facts that hold.
    """

    cells: tuple[int, ...]
    assumed: frozenset[Linear] = frozenset()


class OneFact(NamedTuple):
    """A question about one fact: does it lie in these cells?"""

    fact: int
    cells: int


Question = OneFact | Linear
Asked = Callable[[State], bool | Question]
"""Whether a formula holds in a state, or the question that it is stuck on."""


@dataclass(frozen=True, slots=True)
class Space:
    """The facts that formulas speak of, each with its cells.

    Attributes:
        cells: the facts in order.
        places: where each fact stands in that order.
        whole: the facts with whole numbers only.
    """

    cells: tuple[Cells, ...]
    places: Mapping[str, int]
    whole: frozenset[str]

    def ask(self, formula: Formula, *, exactly: bool = False) -> Asked:
        """Prepare a formula for being asked.

        Args:
            formula: the formula.
            exactly: it speaks of true values; states then hold sets of those instead of cells.
        """
        match formula:
            case bool():
                return _constant(formula)
            case Bounded() | Among():
                place = self.places[formula.fact]
                cells = self.cells[place]
                mask = cells.values_in(formula) if exactly else cells.cells_of(formula)
                return _one_fact(OneFact(place, mask))
            case Linear():
                return _linear(formula)
            case Both(items=items):
                return _joined([self.ask(item, exactly=exactly) for item in items], decisive=False)
            case Either(items=items):
                return _joined([self.ask(item, exactly=exactly) for item in items], decisive=True)
            case Several(count=count, items=items):
                return _several(count, [self.ask(item, exactly=exactly) for item in items])


def make_space(
    facts: Mapping[str, FactSpec], unraised: Mapping[str, FactValue], formulas: Iterable[Formula]
) -> Space:
    """Cut every fact that the formulas speak of."""
    numbers: dict[str, set[Exact]] = {}
    for formula in formulas:
        for atom in atoms_of(formula):
            match atom:
                case Bounded(fact=fact, number=number):
                    numbers.setdefault(fact, set()).add(number)
                case Among(fact=fact):
                    numbers.setdefault(fact, set())
                case Linear(terms=terms):
                    for (fact, _), _ in terms:
                        numbers.setdefault(fact, set())
    names = [name for name in facts if name in numbers]
    cells = tuple(cells_of(facts[name], unraised[name], numbers[name]) for name in names)
    whole = frozenset(name for name in names if facts[name].type.name == "integer")
    return Space(cells, {name: place for place, name in enumerate(names)}, whole)


def split(state: State, question: Question) -> list[State]:
    """The two parts of a state in which the answer is yes and no."""
    if isinstance(question, Linear):
        return [State(state.cells, state.assumed | {q}) for q in (question, question.opposite())]
    place, mask = question
    cells, now = state.cells, state.cells[place]
    return [
        State((*cells[:place], part, *cells[place + 1 :]), state.assumed)
        for part in (now & mask, now & ~mask)
        if part
    ]


def _constant(value: bool) -> Asked:
    return lambda _: value


def _one_fact(question: OneFact) -> Asked:
    place, mask = question

    def ask(state: State) -> bool | Question:
        now = state.cells[place]
        if not now & ~mask:
            return True
        return question if now & mask else False

    return ask


def _linear(row: Linear) -> Asked:
    opposite = row.opposite()

    def ask(state: State) -> bool | Question:
        return True if row in state.assumed else row if opposite not in state.assumed else False

    return ask


def _joined(parts: list[Asked], *, decisive: bool) -> Asked:
    """Parts that hold all together (one false decides), or of which one suffices (one true decides)."""

    def ask(state: State) -> bool | Question:
        stuck: Question | None = None
        for part in parts:
            found = part(state)
            if found is decisive:
                return decisive
            if not isinstance(found, bool) and stuck is None:
                stuck = found
        return (not decisive) if stuck is None else stuck

    return ask


def _several(count: int, parts: list[Asked]) -> Asked:
    def ask(state: State) -> bool | Question:
        found = [part(state) for part in parts]
        sure = sum(1 for one in found if one is True)
        if sure >= count:
            return True
        open_parts = [one for one in found if not isinstance(one, bool)]
        return open_parts[0] if sure + len(open_parts) >= count else False

    return ask
