"""Facts to draw: near the numbers that the rules compare with, unknown and bounded ones among them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from math import inf

from hypothesis import strategies as st

from clientfit.evaluator import Rules
from clientfit.facade import default_rules
from clientfit.ruleset.model import FactSpec, RuleSet
from clientfit.testing.critical_numbers import critical_numbers
from clientfit.values import ANY_NUMBER, DaySpan, Exact, FactValue, Interval

FIRST_DAY, LAST_DAY = date(2026, 2, 1), date(2026, 3, 30)
"""Between these days everything that is drawn happens; the clock stands right after them."""
GivenValue = bool | str | date | Interval | None
"""A fact's value as `Rules.decide_facts` takes it."""


@dataclass(frozen=True)
class FactStrategies:
    """What the facts of one rule set can be; the critical numbers are found once.

    Attributes:
        rules: the rule set.
        unknowns: whether a fact may be unknown.
        bounds: whether a number may be known only by its bounds.
    """

    rules: RuleSet
    unknowns: bool = True
    bounds: bool = True

    @cached_property
    def critical(self) -> Mapping[str, tuple[Exact, ...]]:
        """The numbers at and beside those that the rules compare with."""
        return critical_numbers(self.rules)

    def numbers(self, spec: FactSpec) -> st.SearchStrategy[Exact]:
        """Numbers at and beside those that the rules compare with."""
        return st.sampled_from(self.critical[spec.name])

    def intervals(self, spec: FactSpec) -> st.SearchStrategy[Interval]:
        """Exact numbers most often, then bounds on one side, on both, on none."""
        numbers = self.numbers(spec)
        exact = numbers.map(_exactly)
        choices: list[st.SearchStrategy[Interval]] = [exact, exact, exact]
        if self.bounds:
            choices += [
                numbers.map(lambda number: Interval(number, inf)),
                numbers.map(lambda number: Interval(-inf, number)),
                st.tuples(numbers, numbers).map(lambda ends: Interval(min(ends), max(ends))),
            ]
        if self.unknowns:
            choices.append(st.just(ANY_NUMBER))
        return st.one_of(*choices)

    def values(self, spec: FactSpec) -> st.SearchStrategy[FactValue]:
        """Any value that a fact can have."""
        if spec.type.is_number:
            return self.intervals(spec)
        unknown: tuple[None, ...] = (None,) if self.unknowns else ()
        if spec.type.words:
            return st.sampled_from((*spec.type.words, *unknown))
        if spec.type.name == "date":
            days = st.dates(FIRST_DAY, LAST_DAY).map(lambda day: DaySpan(day, day))
            return st.one_of(days, st.none()) if self.unknowns else days
        return st.sampled_from((False, True, *unknown))

    def known(self) -> st.SearchStrategy[dict[str, FactValue]]:
        """Raised facts: few, so that late rows are reached, or many, so that rows compete."""
        choices = {name: self.values(spec) for name, spec in self.rules.facts.items()}
        pairs = st.sampled_from(tuple(choices)).flatmap(
            lambda name: st.tuples(st.just(name), choices[name])
        )
        few = st.lists(pairs, max_size=4, unique_by=lambda pair: pair[0]).map(dict)
        many = st.fixed_dictionaries({}, optional=choices)
        seeds = [e.given for rule in self.rules.rules for e in rule.examples if self._allows(e.given)]
        nothing: st.SearchStrategy[Mapping[str, FactValue]] = st.just({})
        start = st.one_of(nothing, st.sampled_from(seeds)) if seeds else nothing
        near = st.tuples(start, few).map(lambda parts: {**parts[0], **parts[1]})
        return st.one_of(near, near, near, many)

    def learned(self, known: Mapping[str, FactValue]) -> st.SearchStrategy[dict[str, FactValue]]:
        """The same facts, one open value narrowed to a part of it; empty where none is open."""
        open_names = [
            name
            for name, value in known.items()
            if value is None or (isinstance(value, Interval) and not value.is_exact)
        ]
        if not open_names:
            return st.just({})
        return st.sampled_from(open_names).flatmap(
            lambda name: self.inside(self.rules.facts[name], known[name]).map(
                lambda value: {**known, name: value}
            )
        )

    def inside(self, spec: FactSpec, value: FactValue) -> st.SearchStrategy[FactValue]:
        """A value inside an open one."""
        if not isinstance(value, Interval) or value.is_unbounded:
            return self.definite.values(spec)
        ends = [end for end in (value.low, value.high) if not isinstance(end, float)]
        within = [n for n in self.critical[spec.name] if value.low <= n <= value.high]
        points = st.sampled_from((*ends, *within))
        return st.one_of(
            points.map(_exactly),
            points.map(lambda number: Interval(value.low, number)),
            points.map(lambda number: Interval(number, value.high)),
        )

    @cached_property
    def definite(self) -> "FactStrategies":
        """The same without unknown values."""
        return FactStrategies(self.rules, unknowns=False)

    def _allows(self, given: Mapping[str, FactValue]) -> bool:
        return all(allowed(v, unknowns=self.unknowns, bounds=self.bounds) for v in given.values())


def allowed(value: FactValue, *, unknowns: bool, bounds: bool) -> bool:
    """Whether a value is one of the kinds that were asked for."""
    if isinstance(value, Interval):
        return value.is_exact or (unknowns if value.is_unbounded else bounds)
    return value is not None or unknowns


def facts(
    rules: Rules | RuleSet | None = None, *, unknowns: bool = True, bounds: bool = True
) -> st.SearchStrategy[dict[str, GivenValue]]:
    """Facts as `Rules.decide_facts` takes them.

    Args:
        rules: whose vocabulary; None is the default rule set.
        unknowns: whether a fact may be raised and left open.
        bounds: whether a number may be known only by its bounds.

    Example:
        >>> from hypothesis import find
        >>> find(facts(), lambda given: "wants_rental" in given)
        {'wants_rental': False}
    """
    known = FactStrategies(rule_set_of(rules), unknowns=unknowns, bounds=bounds).known()
    given_facts = known.map(as_given)
    return st.deferred(lambda: given_facts)  # a name of one line in Hypothesis's messages


def as_given(known: Mapping[str, FactValue]) -> dict[str, GivenValue]:
    """Write facts as `Rules.decide_facts` takes them; what it cannot take is left out."""
    return {
        name: value.first if isinstance(value, DaySpan) else value
        for name, value in known.items()
        if not isinstance(value, DaySpan) or value.first == value.last
    }


def rule_set_of(rules: Rules | RuleSet | None) -> RuleSet:
    """The rule set that is meant."""
    if rules is None:
        return default_rules().rule_set
    return rules.rule_set if isinstance(rules, Rules) else rules


def _exactly(number: Exact) -> Interval:
    return Interval(number, number)
