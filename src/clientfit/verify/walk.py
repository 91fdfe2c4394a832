"""The walk through the order of a rule set, for a whole set of inputs at once.

A walk stands before a condition and remembers what those before said: the first outcome that is
possible, and the first condition that is open. It goes on as long as that is the same for every input
of the state; where it is not, it tells the question on which the state must be split. It ends as soon
as the decision is certain, so what else is possible is not looked at.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from clientfit.language.expression import Condition
from clientfit.ruleset.model import Action, Branch, Outcome, Rule, RuleSet
from clientfit.verify.formulas import Formula, facts_of, formula_of
from clientfit.verify.space import Asked, Question, Space, State

Words = Mapping[str, tuple[bool | str | None, ...]]


class Decided(NamedTuple):
    """Where a walk ends.

    Attributes:
        outcome: what is decided.
        row: the row that decides, or in which the evaluator is stuck first.
        provisional: something unknown may still change it.
        steps: what the branch that is taken says to do; empty while something is open.
    """

    outcome: Outcome
    row: str
    provisional: bool
    steps: tuple[str, ...] = ()


class NoDecision(NamedTuple):
    """A walk that ends without exactly one outcome; of a sound rule set there is none."""

    possible: tuple[Outcome, ...]


class Standing(NamedTuple):
    """Where a walk stands: before a row, or before a branch of one that is not false.

    Attributes:
        row: the place of the row in the order.
        branch: the place of the branch in it; -1 before the row's own condition.
        holds: the row's condition definitely holds.
        first: the first outcome that is possible, and its row.
        stuck: what is decided if several outcomes are possible; None while nothing is open.
    """

    row: int
    branch: int
    holds: bool
    first: Decided | None
    stuck: Decided | None


START = Standing(0, -1, False, None, None)
End = Decided | NoDecision


@dataclass(frozen=True, slots=True)
class Guard:
    """The two rails of a condition."""

    true: Formula
    false: Formula


@dataclass(frozen=True, slots=True)
class BranchSteps:
    """A branch: its guard, what is decided when it is taken, and what when it is open."""

    guard: Guard
    taken: Decided
    stuck: Decided


@dataclass(frozen=True, slots=True)
class RowSteps:
    """A row: its guard, what is decided when it is open, its branches."""

    row: str
    guard: Guard
    stuck: Decided
    branches: tuple[BranchSteps, ...]

    def formulas(self) -> Iterable[Formula]:
        """Every formula that the row asks about."""
        for guard in (self.guard, *(branch.guard for branch in self.branches)):
            yield guard.true
            yield guard.false


def steps_of(rules: RuleSet, words: Words) -> tuple[RowSteps, ...]:
    """Turn the rows of a rule set into steps."""
    named = rules.conditions

    def guard(condition: Condition) -> Guard:
        return Guard(*(formula_of(condition, want, named, words) for want in (True, False)))

    def branch_steps(row: Rule, branch: Branch) -> BranchSteps:
        outcome = rules.outcome(row, branch.action)
        taken = Decided(outcome, row.id, provisional=False, steps=branch.steps)
        return BranchSteps(guard(branch.when), taken, _meanwhile(rules, row, branch.if_unknown))

    return tuple(
        RowSteps(
            row.id,
            guard(row.holds_when),
            _meanwhile(rules, row, row.if_unknown),
            tuple(branch_steps(row, branch) for branch in row.branches),
        )
        for row in rules.rows
    )


def _meanwhile(rules: RuleSet, row: Rule, action: Action | None) -> Decided:
    if action is None or action is Action.ASK:
        return Decided(Outcome(Action.ASK), row.id, provisional=True)
    return Decided(rules.outcome(row, action), row.id, provisional=True)


@dataclass(frozen=True, slots=True)
class _Row:
    row: str
    stuck: Decided
    true: Asked
    false: Asked
    branches: tuple[tuple[Asked, Asked, Decided, Decided], ...]


class Walk:
    """A rule set prepared for walking."""

    def __init__(self, steps: tuple[RowSteps, ...], space: Space) -> None:
        self.steps = steps
        self.rows = tuple(
            _Row(
                step.row,
                step.stuck,
                space.ask(step.guard.true),
                space.ask(step.guard.false),
                tuple(
                    (space.ask(b.guard.true), space.ask(b.guard.false), b.taken, b.stuck)
                    for b in step.branches
                ),
            )
            for step in steps
        )
        self._places = _places_after(steps, space)
        self._outcomes = _outcomes_after(steps)

    def on(self, at: Standing, state: State) -> "Standing | End | Question":
        """Walk past one condition.

        Returns:
            Where the walk stands then, how it ends, or the question on which it is stuck.
        """
        if at.row == len(self.rows):
            return at.first or NoDecision(())
        row = self.rows[at.row]
        if at.branch < 0:
            return self._into(row, at, state)
        if at.branch == len(row.branches):
            return self._past(at)
        true, false, decided, meanwhile = row.branches[at.branch]
        skipped = false(state)
        if skipped is True:
            return at._replace(branch=at.branch + 1)
        if skipped is not False:
            return skipped
        taken = true(state)
        if not isinstance(taken, bool):
            return taken
        first = at.first or decided
        if first.outcome != decided.outcome:
            return at.stuck or NoDecision((first.outcome, decided.outcome))
        if taken:
            return self._past(at._replace(first=first))
        return at._replace(branch=at.branch + 1, first=first, stuck=at.stuck or meanwhile)

    def _into(self, row: _Row, at: Standing, state: State) -> Standing | Question:
        fails = row.false(state)
        if fails is True:
            return Standing(at.row + 1, -1, False, at.first, at.stuck)
        if fails is not False:
            return fails
        holds = row.true(state)
        if not isinstance(holds, bool):
            return holds
        stuck = at.stuck if holds else at.stuck or row.stuck
        return Standing(at.row, 0, holds, at.first, stuck)

    def _past(self, at: Standing) -> Standing | End:
        """Past a row: its end where the row's condition holds, else the next row."""
        if at.holds:
            return at.first or NoDecision(())
        return Standing(at.row + 1, -1, False, at.first, at.stuck)

    def may_end_with(self, at: Standing) -> frozenset[Outcome | None]:
        """The outcomes with which the walk may still end; None is no decision at all."""
        if at.first is None:
            return self._outcomes[at.row]
        if at.stuck is None:
            return self._outcomes[at.row] | {at.first.outcome}
        return frozenset((at.first.outcome, at.stuck.outcome))

    def places_after(self, at: Standing) -> frozenset[int]:
        """The places of the facts that are still asked about."""
        return self._places[at.row][at.branch + 1]


def _places_after(steps: tuple[RowSteps, ...], space: Space) -> tuple[tuple[frozenset[int], ...], ...]:
    """From each condition on, the places of the facts that are still asked about."""
    rows: list[tuple[frozenset[int], ...]] = [(frozenset(),)]
    for step in reversed(steps):
        found = [rows[-1][0]]
        for guard in reversed((step.guard, *(branch.guard for branch in step.branches))):
            names = facts_of(guard.true) | facts_of(guard.false)
            found.append(found[-1] | {space.places[name] for name in names})
        rows.append(tuple(reversed(found)))
    return tuple(reversed(rows))


def _outcomes_after(steps: tuple[RowSteps, ...]) -> tuple[frozenset[Outcome | None], ...]:
    found: list[frozenset[Outcome | None]] = [frozenset((None,))]
    for step in reversed(steps):
        stuck = (step.stuck.outcome, *(branch.stuck.outcome for branch in step.branches))
        found.append(found[-1].union(stuck, (branch.taken.outcome for branch in step.branches)))
    return tuple(reversed(found))
