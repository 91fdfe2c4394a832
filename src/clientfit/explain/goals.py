"""Where an outcome can come from: the rows and branches of the order that give it."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from clientfit.explain.bound import Bound
from clientfit.explain.landmarks import Needs
from clientfit.language.expression import Condition, facts_read, names_used
from clientfit.ruleset.model import Action, Outcome, Rule, RuleSet


@dataclass(frozen=True, slots=True)
class Wanted:
    """An outcome that is asked for; without a reason any is right."""

    action: Action
    reason: str | None

    def fits(self, outcome: Outcome) -> bool:
        """Whether an outcome is what is asked for."""
        return outcome.action is self.action and self.reason in (None, outcome.reason)

    def __str__(self) -> str:
        return str(Outcome(self.action, self.reason))


@dataclass(frozen=True, slots=True)
class Goal:
    """A row of the order that can give an outcome.

    Attributes:
        row: its number in the order.
        branch: the number of the branch that gives it; None where the row gives it while it is open.
    """

    row: int
    branch: int | None


def goals_of(rules: RuleSet, wanted: Wanted) -> tuple[Goal, ...]:
    """Every row and branch that can give an outcome, also while something is open."""
    found: dict[Goal, None] = {}
    for number, row in enumerate(rules.rows):
        if wanted.fits(_meanwhile(rules, row, row.if_unknown)):
            found[Goal(number, None)] = None
        for index, branch in enumerate(row.branches):
            given = rules.outcome(row, branch.action)
            if wanted.fits(given) or wanted.fits(_meanwhile(rules, row, branch.if_unknown)):
                found[Goal(number, index)] = None
    return tuple(found)


def _meanwhile(rules: RuleSet, row: Rule, action: Action | None) -> Outcome:
    if action is None or action is Action.ASK:
        return Outcome(Action.ASK)
    return rules.outcome(row, action)


def without_new_questions(
    rules: RuleSet, goals: Iterable[Goal], truth_of: Callable[[Condition], bool | None]
) -> tuple[Goal, ...]:
    """Leave out what only a new question could reach: nobody makes a fact unknown on purpose."""

    def stays(goal: Goal) -> bool:
        row = rules.rows[goal.row]
        if truth_of(row.holds_when) is None:
            return True
        if goal.branch is None:
            return row.if_unknown not in (None, Action.ASK)
        branch = row.branches[goal.branch]
        return branch.action is Action.ASK or truth_of(branch.when) is None

    return tuple(goal for goal in goals if stays(goal))


def needs_of(rules: RuleSet, goals: Iterable[Goal], bound: Bound) -> Iterator[Needs]:
    """What each goal needs until it decides.

    No row before it may definitely hold, the row itself may not be definitely false, and the same is
    so of its branches.
    """
    before: Needs = ()
    done = 0
    for goal in sorted(goals, key=lambda goal: goal.row):
        for row in rules.rows[done : goal.row]:
            before += bound.avoid(row.holds_when, bad=True)
        done = goal.row
        row = rules.rows[goal.row]
        needed = before + bound.avoid(row.holds_when, bad=False)
        if goal.branch is not None:
            for branch in row.branches[: goal.branch]:
                needed += bound.avoid(branch.when, bad=True)
            needed += bound.avoid(row.branches[goal.branch].when, bad=False)
        yield needed


def facts_behind(rules: RuleSet, goals: Iterable[Goal]) -> frozenset[str]:
    """The facts that decide whether a goal is reached: its own, and those of every row before it."""
    last = max((goal.row for goal in goals), default=-1)
    named = rules.conditions
    found: set[str] = set()
    seen: set[str] = set()
    left: list[Condition] = []
    for row in rules.rows[: last + 1]:
        left += [row.holds_when, *(branch.when for branch in row.branches)]
    while left:
        condition = left.pop()
        found |= set(facts_read(condition))
        for name in names_used(condition):
            if name not in seen:
                seen.add(name)
                left.append(named[name])
    return frozenset(found)
