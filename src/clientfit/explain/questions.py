"""What to ask: the unknown facts that can change the outcome, first stuck first."""

from collections.abc import Callable, Iterator
from fractions import Fraction
from math import inf

from clientfit.decision import Question
from clientfit.facts import Facts
from clientfit.language.expression import (
    Compare,
    Condition,
    Named,
    Number,
    Parameter,
    children,
    facts_read,
    terms,
    walk,
    walk_term,
)
from clientfit.language.fold import Calculated
from clientfit.reference import truth
from clientfit.ruleset.model import FactSpec, RuleSet
from clientfit.ruleset.structure import conditions_of
from clientfit.values import Exact, FactValue, Interval, is_definite
from clientfit.verdict import Verdict

Decide = Callable[[Facts], Verdict]


def questions(rules: RuleSet, facts: Facts, verdict: Verdict, decide: Decide) -> tuple[Question, ...]:
    """List the questions whose answers can change the outcome.

    An unknown fact matters if some answer to it leaves other outcomes possible than now. Where no
    single answer does, because only several together can, all facts that the evaluator is stuck on
    are asked.
    """
    if not verdict.provisional:
        return _asked_by_rule(rules, verdict)
    stuck = tuple(dict.fromkeys(_stuck(rules, facts)))
    matter = [
        name
        for name in stuck
        if any(
            decide(facts.with_value(name, answer)).possible != verdict.possible
            for answer in answers(rules, name, facts.values[name])
        )
    ]
    return tuple(_question(rules.facts[name]) for name in matter or stuck)


def _asked_by_rule(rules: RuleSet, verdict: Verdict) -> tuple[Question, ...]:
    row = next(row for row in rules.rows if row.id == verdict.row)
    return tuple(
        _question(rules.facts[name])
        for branch in row.branches
        if branch.action is verdict.outcome.action
        for name in branch.asks
    )


def _question(spec: FactSpec) -> Question:
    return Question(fact=spec.name, asks=spec.asks or f"{spec.means} Is it so?")


def _stuck(rules: RuleSet, facts: Facts) -> Iterator[str]:
    """The unknown facts in conditions that are open, in the order of the walk."""
    named = {rule.id: rule.holds_when for rule in rules.rules}

    def open_facts(condition: Condition) -> Iterator[str]:
        if truth(condition, facts.values, named) is not None:
            return
        if isinstance(condition, Named):
            yield from open_facts(named[condition.name])
        for child in children(condition):
            yield from open_facts(child)
        if not children(condition):
            for name in facts_read(condition):
                if not is_definite(facts.values[name]):
                    yield name

    for row in rules.rows:
        holds = truth(row.holds_when, facts.values, named)
        yield from open_facts(row.holds_when)
        if holds is False:
            continue
        for branch in row.branches:
            yield from open_facts(branch.when)
            if truth(branch.when, facts.values, named) is True:
                break
        if holds is True:
            return


def answers(rules: RuleSet, name: str, value: FactValue) -> list[FactValue]:
    """Answers on every side of every number that the rules compare a fact with."""
    spec = rules.facts[name]
    if spec.type.name == "boolean":
        return [True, False]
    if spec.type.words:
        return list(spec.type.words)
    if not isinstance(value, Interval):
        return []
    step = 1 if spec.type.name == "integer" else Fraction(1, 1000)
    points: set[Exact] = set()
    for number in {0, *_compared_with(rules, name), *_finite(value)}:
        points |= {number - step, number, number + step}
    return [Interval(point, point) for point in sorted(points) if value.low <= point <= value.high]


def _finite(value: Interval) -> list[Exact]:
    return [end for end in (value.low, value.high) if not isinstance(end, float)]


def _compared_with(rules: RuleSet, name: str) -> Iterator[Exact]:
    for rule in rules.rules:
        for condition in conditions_of(rule):
            for node in walk(condition):
                if isinstance(node, Compare) and name in facts_read(node):
                    for top in terms(node):
                        for term in walk_term(top):
                            if isinstance(term, Number | Parameter):
                                yield term.value


def decision_rests_on(rules: RuleSet, facts: Facts, verdict: Verdict, decide: Decide) -> list[str]:
    """The assumed facts without which the decision would be another."""
    found: list[str] = []
    for name in rules.facts:
        if name not in facts.assumed or isinstance(rules.facts[name].fold, Calculated):
            continue
        spec = rules.facts[name]
        unknown: FactValue = Interval(-inf, inf) if spec.type.is_number else None
        if decide(facts.with_value(name, unknown)).outcome != verdict.outcome:
            found.append(name)
    return found
