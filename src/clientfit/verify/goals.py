"""What breaks a promise, as a goal of the search."""

from collections.abc import Callable
from itertools import combinations

from clientfit.language.expression import Named
from clientfit.ruleset.model import Outcome, Pattern, Promise, RuleSet
from clientfit.verify.changes import after_changes
from clientfit.verify.formulas import Formula, both, either, negated
from clientfit.verify.problem import Problem, alone
from clientfit.verify.search import Goal
from clientfit.verify.walk import Decided, End, NoDecision

Wanted = frozenset[Outcome | None]


def problem_of(promise: Promise, rules: RuleSet) -> Problem:
    """The rule sets that a promise speaks of: as it is, and after a change."""
    if promise.change:
        later = after_changes(promise.change, rules)
        return Problem((rules, later), tuple(w.condition for w in (*rules.always, *later.always)))
    return alone(rules)


def goal_of(promise: Promise, problem: Problem) -> tuple[Goal, tuple[int, ...]]:
    """What breaks a promise, and the rule sets that must be walked to find it."""
    when = True if promise.when is None else problem.formula(promise.when)
    pattern = promise.pattern
    if promise.kind == "never_both":
        pairs = combinations([problem.formula(Named(name)) for name in promise.names], 2)
        return _needing(either(*(both(one, two) for one, two in pairs)))
    if promise.change:
        return _change_goal(promise, problem, when)
    holds = _holds(pattern, problem, 0)
    if promise.kind == "never":
        kept = False if promise.unless is None else problem.formula(promise.unless)
        bad = both(when, holds, negated(kept, problem.words))
        if not (pattern.actions or pattern.reasons):
            return _needing(bad)
        among = _among(pattern, problem)
        return Goal(lambda ends: _meant(pattern, ends[0]), (among,), needs=bad), (0,)
    other = negated(holds, problem.words)
    wanted = None if pattern.holds else _not_among(pattern, problem)

    def ends(found: tuple[End, ...]) -> Formula:
        return other if _meant(pattern, found[0]) else True

    return Goal(ends, (wanted,), (other,), when), (0,)


def _needing(formula: Formula) -> tuple[Goal, tuple[int, ...]]:
    """A formula alone; nothing is walked for it."""
    return Goal(lambda _: True, (), needs=formula), ()


def _change_goal(promise: Promise, problem: Problem, when: Formula) -> tuple[Goal, tuple[int, ...]]:
    pattern = promise.pattern
    holds = [_holds(pattern, problem, of) for of in (0, 1)]
    # A pattern that has come, or one that has gone.
    without, with_it = (0, 1) if promise.kind == "never_becomes" else (1, 0)
    needs, other = both(when, holds[with_it]), negated(holds[without], problem.words)
    if not (pattern.actions or pattern.reasons):
        return _needing(both(needs, other))

    def ends(found: tuple[End, ...]) -> Formula:
        if not _meant(pattern, found[with_it]):
            return False
        return other if _meant(pattern, found[without]) else True

    wanted: list[Wanted | None] = [None, None]
    wanted[with_it] = _among(pattern, problem)
    if not pattern.holds:
        wanted[without] = _not_among(pattern, problem)
    return Goal(ends, tuple(wanted), (other,), needs, alike=bool(pattern.holds)), (0, 1)


def _holds(pattern: Pattern, problem: Problem, of: int) -> Formula:
    if not pattern.holds:
        return True
    return either(*(problem.formula(Named(name), of=of) for name in pattern.holds))


def _meant(pattern: Pattern, end: End) -> bool:
    return isinstance(end, Decided) and fits(pattern, end.outcome)


def fits(pattern: Pattern, outcome: Outcome) -> bool:
    """Whether an outcome is among those that a pattern means."""
    if pattern.actions and outcome.action not in pattern.actions:
        return False
    return not pattern.reasons or outcome.reason in pattern.reasons


def outcomes_of(problem: Problem) -> frozenset[Outcome]:
    """Every outcome that some rule set can give, also while something is open."""
    return frozenset(
        outcome
        for steps in problem.steps
        for step in steps
        for outcome in (
            step.stuck.outcome,
            *(o for branch in step.branches for o in (branch.taken.outcome, branch.stuck.outcome)),
        )
    )


def _among(pattern: Pattern, problem: Problem) -> Wanted:
    return frozenset(outcome for outcome in outcomes_of(problem) if fits(pattern, outcome))


def _not_among(pattern: Pattern, problem: Problem) -> Wanted:
    return (outcomes_of(problem) | {None}) - _among(pattern, problem)


def reaches(outcome: Outcome) -> tuple[Goal, tuple[int, ...]]:
    """An input on which an outcome is decided."""

    def ends(found: tuple[End, ...]) -> Formula:
        return isinstance(found[0], Decided) and found[0].outcome == outcome

    return Goal(ends, (frozenset((outcome,)),)), (0,)


def no_decision() -> tuple[Goal, tuple[int, ...]]:
    """An input on which there is not exactly one outcome."""
    ends: Callable[[tuple[End, ...]], Formula] = lambda found: isinstance(found[0], NoDecision)  # noqa: E731  one line beside its wish
    return Goal(ends, (frozenset((None,)),)), (0,)
