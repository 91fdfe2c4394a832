"""Draw facts beside the numbers of a rule, where that one comparison settles whether the rule holds."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from hypothesis import strategies as st

from clientfit.errors import ClientfitError, Problem
from clientfit.evaluator import Rules
from clientfit.language.expression import (
    All,
    AnyOf,
    AtLeast,
    Compare,
    Condition,
    Named,
    Not,
    facts_read,
)
from clientfit.ruleset.model import RuleSet
from clientfit.testing.critical_numbers import turning_points
from clientfit.testing.fact_strategies import GivenValue, as_given, rule_set_of
from clientfit.testing.picking import choosers, pick
from clientfit.testing.solving import (
    Choose,
    Domains,
    Goal,
    Solver,
    TooManySteps,
    all_domains,
)
from clientfit.values import FactValue, Interval


@dataclass(frozen=True, slots=True)
class Edge:
    """One comparison of one fact, and what must hold for it to settle its row."""

    fact: str
    numbers: tuple[FactValue, ...]
    goals: tuple[Goal, ...]


def near_boundary(rules: Rules | RuleSet | None = None) -> st.SearchStrategy[dict[str, GivenValue]]:
    """Facts, for `Rules.decide_facts`, one of which stands at or right beside a rule's number.

    Everything else is chosen so that this one comparison settles whether a row applies.

    Args:
        rules: whose numbers; None is the default rule set.

    Raises:
        ClientfitError: no row of the rule set compares a fact with a number.
    """
    rule_set = rule_set_of(rules)
    domains = all_domains(rule_set, unknowns=False, bounds=False)
    edges = tuple(_edges(rule_set))
    if not edges:
        raise ClientfitError([Problem("", 0, "", "no rule compares a fact with a number")])

    def build(choose: Choose) -> dict[str, FactValue]:
        first = choose(len(edges))
        for edge in (edges[first], *edges[:first], *edges[first + 1 :]):
            known = _beside(rule_set, edge, domains, choose)
            if known is not None:
                return known
        raise ClientfitError([Problem("", 0, "", "no number of this rule set settles anything")])

    return choosers().map(build).map(as_given)


def has_boundaries(rules: Rules | RuleSet) -> bool:
    """Whether some row of a rule set compares a fact with a number."""
    return next(_edges(rule_set_of(rules)), None) is not None


def _beside(
    rules: RuleSet, edge: Edge, domains: Domains, choose: Choose
) -> dict[str, FactValue] | None:
    number = edge.numbers[choose(len(edge.numbers))]
    start = {**domains, edge.fact: (number,)}
    try:
        narrowed = next(Solver(rules, choose).solve(edge.goals, start), None)
    except TooManySteps:
        return None
    if narrowed is None:
        return None
    return {**pick(rules, narrowed, start, choose), edge.fact: number}


def _edges(rules: RuleSet) -> Iterator[Edge]:
    named = rules.conditions
    before: list[Goal] = []
    for row in rules.rows:
        for leaf, goals in _pivots(row.holds_when, (), named):
            yield from _edge(rules, leaf, (*goals, *before))
        passed: list[Goal] = [Goal(row.holds_when, want=True)]
        for branch in row.branches:
            for leaf, goals in _pivots(branch.when, (), named):
                yield from _edge(rules, leaf, (*passed, *goals, *before))
            passed.append(Goal(branch.when, want=False))
        before.append(Goal(row.holds_when, want=False))


def _edge(rules: RuleSet, leaf: Compare, goals: tuple[Goal, ...]) -> Iterator[Edge]:
    names = facts_read(leaf)
    if len(names) == 1:
        numbers = tuple(Interval(number, number) for number in turning_points(leaf, names[0], rules))
        if numbers:
            yield Edge(names[0], numbers, goals)


def _pivots(
    condition: Condition, goals: tuple[Goal, ...], named: Mapping[str, Condition]
) -> Iterator[tuple[Compare, tuple[Goal, ...]]]:
    """Every comparison below, with what must hold beside it so that it settles the whole."""
    match condition:
        case Compare():
            yield condition, goals
        case Named(name=name):
            yield from _pivots(named[name], goals, named)
        case Not(item=item):
            yield from _pivots(item, goals, named)
        case All(items=items) | AnyOf(items=items) | AtLeast(items=items):
            count = condition.count if isinstance(condition, AtLeast) else None
            for index, item in enumerate(items):
                others = items[:index] + items[index + 1 :]
                true = len(others) if isinstance(condition, All) else (count or 1) - 1
                beside = (
                    *(Goal(other, want=True) for other in others[:true]),
                    *(Goal(other, want=False) for other in others[true:]),
                )
                yield from _pivots(item, (*goals, *beside), named)
        case _:
            pass
