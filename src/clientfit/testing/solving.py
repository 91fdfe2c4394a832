"""Find facts under which conditions are true, false or unknown, by construction.

Every fact has a domain: the values it may still take. A wanted truth value narrows the domains of the
facts that a condition reads; where there are several ways, one is chosen, and another one when the
first leads nowhere. Nothing is drawn and thrown away. The choices are the caller's, so Hypothesis can
shrink them: choice 0 is always the simplest.

Source: search with forward checking (Haralick and Elliott, Artificial Intelligence 14, 1980).
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations, product
from math import inf

from clientfit.language.expression import (
    All,
    AnyOf,
    AtLeast,
    Condition,
    Constant,
    Named,
    Not,
    facts_read,
)
from clientfit.reference import truth
from clientfit.ruleset.model import FactSpec, RuleSet
from clientfit.testing.critical_numbers import critical_numbers
from clientfit.values import ANY_NUMBER, Exact, FactValue, Interval

Choose = Callable[[int], int]
"""Picks one of so many ways; 0 is the simplest."""
Domains = Mapping[str, tuple[FactValue, ...]]
"""The values that each fact may still take; the value of nobody having raised it comes first."""
MAX_STEPS = 20_000
"""Far more than any rule set that a person can read needs."""


@dataclass(frozen=True, slots=True)
class Goal:
    """A condition and the truth that it should have; None is unknown."""

    condition: Condition
    want: bool | None


class TooManySteps(Exception):  # noqa: N818  caught by whoever tries the next plan
    """The search was given up."""


def all_domains(rules: RuleSet, *, unknowns: bool, bounds: bool) -> Domains:
    """Everything that each fact may be."""
    critical = critical_numbers(rules)
    return {
        name: _domain(spec, rules.unraised[name], critical.get(name, ()), unknowns, bounds)
        for name, spec in rules.facts.items()
    }


def _domain(
    spec: FactSpec, unraised: FactValue, numbers: Sequence[Exact], unknowns: bool, bounds: bool
) -> tuple[FactValue, ...]:
    found: list[FactValue] = [unraised]
    if spec.type.is_number:
        found += [Interval(number, number) for number in numbers]
        if bounds:
            found += [Interval(number, inf) for number in numbers]
            found += [Interval(-inf, number) for number in numbers]
        unknown: FactValue = ANY_NUMBER
    else:
        found += spec.type.words or ((False, True) if spec.type.name == "boolean" else ())
        unknown = None
    if unknowns:
        found.append(unknown)
    return tuple(dict.fromkeys(found))


class Solver:
    """Narrows domains until every goal is reached.

    Args:
        rules: for the definitions of its signals.
        choose: picks among several ways.
    """

    def __init__(self, rules: RuleSet, choose: Choose) -> None:
        self.named = rules.conditions
        self.unraised = rules.unraised
        self.choose = choose
        self.steps = 0

    def solve(self, goals: Sequence[Goal], domains: Domains) -> Iterator[Domains]:
        """Every way to reach all goals, the chosen one first.

        Raises:
            TooManySteps: the search was given up.
        """
        if not goals:
            yield domains
            return
        for narrowed in self.reach(goals[0], domains):
            yield from self.solve(goals[1:], narrowed)

    def reach(self, goal: Goal, domains: Domains) -> Iterator[Domains]:
        """Every way to reach one goal."""
        want = goal.want
        match goal.condition:
            case Constant(value=value):
                if value is want:
                    yield domains
            case Named(name=name):
                yield from self.reach(Goal(self.named[name], want), domains)
            case Not(item=item):
                yield from self.reach(Goal(item, None if want is None else not want), domains)
            case All(items=items):
                yield from self.combine(items, len(items), want, domains)
            case AnyOf(items=items):
                yield from self.combine(items, 1, want, domains)
            case AtLeast(count=count, items=items):
                yield from self.combine(items, count, want, domains)
            case leaf:
                yield from self.narrow(leaf, want, domains)

    def combine(
        self, items: tuple[Condition, ...], count: int, want: bool | None, domains: Domains
    ) -> Iterator[Domains]:
        """At least so many of the items: choose which, then reach them all."""
        if want is None:
            ways = [
                [
                    *(Goal(item, want=True) for item in items[: count - 1]),
                    Goal(items[index], want=None),
                    *(Goal(item, want=False) for item in items[count:]),
                ]
                for items in _rotations(items, count - 1)
                for index in (count - 1,)
            ]
        else:
            needed = count if want else len(items) - count + 1
            ways = [[Goal(item, want) for item in group] for group in combinations(items, needed)]
        for way in self.in_chosen_order(ways):
            yield from self.solve(way, domains)

    def in_chosen_order(self, ways: list[list[Goal]]) -> Iterator[list[Goal]]:
        """The chosen way first; those that hold when nobody raised anything are the simplest."""
        ordered = sorted(ways, key=lambda way: sum(not self.holds_unraised(goal) for goal in way))
        if len(ordered) > 1:
            first = self.choose(len(ordered))
            ordered.insert(0, ordered.pop(first))
        yield from ordered

    def holds_unraised(self, goal: Goal) -> bool:
        """Whether a goal is reached when nobody raised anything."""
        return truth(goal.condition, self.unraised, self.named) is goal.want

    def narrow(self, leaf: Condition, want: bool | None, domains: Domains) -> Iterator[Domains]:
        """Keep the values under which a single line has the wanted truth."""
        self.steps += 1
        if self.steps > MAX_STEPS:
            raise TooManySteps
        names = facts_read(leaf)
        if len(names) == 1:
            name = names[0]
            kept = tuple(v for v in domains[name] if truth(leaf, {name: v}, self.named) is want)
            if kept:
                yield {**domains, name: kept}
            return
        together = product(*(domains[name] for name in names))
        fitting = [
            values
            for values in together
            if truth(leaf, dict(zip(names, values, strict=True)), self.named) is want
        ]
        if fitting:
            chosen = fitting[self.choose(len(fitting))]
            for values in (chosen, *fitting):
                yield {**domains, **{n: (v,) for n, v in zip(names, values, strict=True)}}


def _rotations(items: tuple[Condition, ...], certain: int) -> Iterator[tuple[Condition, ...]]:
    """Each item once in the place of the open one, with so many before it that are to be true."""
    for index in range(len(items)):
        others = items[:index] + items[index + 1 :]
        yield (*others[:certain], items[index], *others[certain:])
