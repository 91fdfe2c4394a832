"""The two questions that others ask of the splitter: can these hold together, and is that the same?"""

from collections.abc import Mapping
from dataclasses import dataclass

from clientfit.language.expression import Condition, Named
from clientfit.ruleset.model import RuleSet
from clientfit.values import FactValue
from clientfit.verify.formulas import both, either, negated
from clientfit.verify.problem import Nothing, NotProved, Problem, alone, beside, first
from clientfit.verify.search import DEFAULT_BUDGET, Effort, Found, Goal
from clientfit.verify.walk import End


@dataclass(frozen=True, slots=True)
class Witness:
    """An input that shows it.

    Attributes:
        facts: what is raised in it, by name; every other fact has its unraised value.
        ends: what is decided there, by each rule set that was asked.
    """

    facts: Mapping[str, FactValue]
    ends: tuple[End, ...] = ()


def satisfiable(
    rules: RuleSet, *conditions: Condition, want: bool = True, budget: int = DEFAULT_BUDGET
) -> Witness | Nothing | NotProved:
    """Whether conditions can definitely hold together on some possible input.

    Args:
        rules: whose vocabulary and signals the conditions use.
        conditions: the conditions.
        want: False asks whether all can definitely not hold together.
        budget: how many steps may be spent.
    """
    problem = alone(rules)
    needs = both(*(problem.formula(condition, want) for condition in conditions))
    goal = Goal(lambda _: True, (), needs=needs)
    return _answer(problem, goal, (), budget)


def difference(
    old: RuleSet, new: RuleSet, budget: int = DEFAULT_BUDGET
) -> Witness | Nothing | NotProved:
    """Whether two rule sets over one vocabulary decide some possible input differently.

    The outcome, the row that decides (or is open first) and whether it is provisional are compared.
    """
    goal = Goal(lambda ends: ends[0] != ends[1], (None, None), alike=False)
    return _answer(beside(old, new), goal, (0, 1), budget)


def changes(old: RuleSet, new: RuleSet, budget: int = DEFAULT_BUDGET) -> Witness | Nothing | NotProved:
    """Whether anything changes between two rule sets over one vocabulary.

    Besides what `difference` compares, every rule of both must hold of the same inputs.
    """
    decided = difference(old, new, budget)
    if not isinstance(decided, Nothing):
        return decided
    problem = beside(old, new)
    for rule in old.rules:
        if all(other.id != rule.id for other in new.rules):
            continue
        one, two = (problem.formula(Named(rule.id), of=of) for of in (0, 1))
        if one != two:
            lost, gained = (negated(formula, problem.words) for formula in (two, one))
            goal = Goal(lambda _: True, (), needs=either(both(one, lost), both(two, gained)))
            found = _answer(problem, goal, (), budget)
            if not isinstance(found, Nothing):
                return found
    return Nothing()


def _answer(
    problem: Problem, goal: Goal, walks: tuple[int, ...], budget: int
) -> Witness | Nothing | NotProved:
    search = problem.search(goal, walks)
    found = first(search, Effort(budget))
    if not isinstance(found, Found):
        return found
    facts = search.world.witness(found.state)
    assert facts is not None  # noqa: S101  `first` gives possible states only
    return Witness(facts, found.ends)
