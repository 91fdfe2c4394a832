"""What the Rete engine derives is sound and complete, against the reference."""

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import combinations, product

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from clientfit.derivation import Derived, Finding
from clientfit.engines.python import compile_rules
from clientfit.engines.rete import ReteEngine, build_rete
from clientfit.engines.rete_network import Limits
from clientfit.facade import default_rules
from clientfit.facts import Facts, complete
from clientfit.language.dual import Rail, RailNamed, rail
from clientfit.language.expression import (
    All,
    AnyOf,
    AtLeast,
    Condition,
    Constant,
    Named,
    Not,
    children,
    show,
    walk,
)
from clientfit.reference import answer, truth
from clientfit.ruleset.model import RuleSet
from clientfit.values import FactValue
from rule_sets import rule_sets, valuations
from strategies import known_facts

DEFAULT = default_rules().rule_set
ENGINE = build_rete(DEFAULT)
CHECKS = [HealthCheck.too_slow, HealthCheck.data_too_large]
NARROW = Limits(conditions=12, uses=4)
Ways = set[frozenset[Rail]]


@dataclass(frozen=True)
class Meaning:
    """What a rule set means for some facts, without any engine."""

    named: Mapping[str, Condition]
    about: Mapping[Finding, Condition]
    lines: Mapping[str, Condition]
    rails: frozenset[Rail]
    values: Mapping[str, FactValue]

    def truth(self, condition: Condition) -> bool | None:
        return truth(condition, self.values, self.named)

    def ways(self, condition: Condition, *, want: bool) -> Ways:
        """Every way in which a condition is definitely this: the lines and rules that make it so."""
        said = rail(condition, want)
        if isinstance(condition, Named) or said in self.rails:
            return {frozenset([said])} if self.truth(condition) is want else set()
        if isinstance(condition, Constant):
            return {frozenset()} if condition.value is want else set()
        if isinstance(condition, Not):
            return self.ways(condition.item, want=not want)
        items = children(condition)
        count = {All: len(items), AnyOf: 1}.get(type(condition))
        if isinstance(condition, AtLeast):
            count = condition.count
        assert count is not None
        inner = [self.ways(item, want=want) for item in items]
        enough = combinations(inner, count if want else len(items) - count + 1)
        return {frozenset().union(*choice) for some in enough for choice in product(*some)}

    def said(self, finding: Finding) -> Rail:
        if finding.kind == "rule":
            return RailNamed(finding.name, finding.holds)
        return rail(self.lines[finding.name], finding.holds)


def meaning(rules: RuleSet, facts: Facts) -> Meaning:
    about = {Finding("rule", rule.id): rule.holds_when for rule in rules.rules}
    for row in rules.rows:
        for number, branch in enumerate(row.branches, 1):
            about[Finding("branch", f"{row.id} {number}")] = branch.when
    lines = {
        show(node): node
        for condition in about.values()
        for node in walk(condition)
        if not children(node) and not isinstance(node, Named | Constant)
    }
    rails = frozenset(rail(line, want) for line in lines.values() for want in (True, False))
    named = rules.conditions
    return Meaning(named, about, lines, rails, facts.values)


def assert_sound(derived: Derived, means: Meaning) -> None:
    """Every line, rule and branch is as said, and every step stands on what was found before."""
    for line in derived.findings:
        assert means.truth(means.lines[line.name]) is line.holds
    known = set(derived.findings)
    concluded = {one.concludes for one in derived.derivations}
    for one in derived.derivations:
        assert known.issuperset(one.needs)
        assert (known | concluded).isdisjoint(one.unless)
        known.add(one.concludes)
        if one.concludes.kind in ("rule", "branch"):
            condition = means.about[Finding(one.concludes.kind, one.concludes.name)]
            assert means.truth(condition) is one.concludes.holds


def assert_complete(engine: ReteEngine, derived: Derived, means: Meaning) -> int:
    """Every way in which a rule or branch is so is there, and no other; returns how many."""
    can_be_concluded = {one.concludes for one in engine.program.productions}
    total = 0
    for about, condition in means.about.items():
        for want in (True, False):
            finding = Finding(about.kind, about.name, want)
            if finding in can_be_concluded:
                found = {
                    frozenset(means.said(need) for need in way.needs) for way in derived.ways(finding)
                }
                assert found == means.ways(condition, want=want)
                total += len(found)
    return total


def check(engine: ReteEngine, rules: RuleSet, facts: Facts) -> int:
    derived = engine.derive(facts)
    assert derived.answer == answer(rules, facts)
    means = meaning(rules, facts)
    assert_sound(derived, means)
    return assert_complete(engine, derived, means)


def test_everything_that_the_reference_finds_true_has_a_derivation() -> None:
    for rule in DEFAULT.rules:
        for example in rule.examples:
            facts = complete(DEFAULT, example.given)
            derived = ENGINE.derive(facts)
            for name in answer(DEFAULT, facts).holding:
                assert list(derived.ways(Finding("rule", name))), name
            check(ENGINE, DEFAULT, facts)


@given(known_facts(DEFAULT))
@settings(max_examples=150, deadline=None, suppress_health_check=CHECKS)
def test_the_derivations_of_some_facts(known: dict[str, FactValue]) -> None:
    assert check(ENGINE, DEFAULT, complete(DEFAULT, known)) > 0


@pytest.mark.slow
@given(known_facts(DEFAULT))
@settings(max_examples=1000, deadline=None, suppress_health_check=CHECKS)
def test_the_derivations_of_very_many_facts(known: dict[str, FactValue]) -> None:
    assert check(ENGINE, DEFAULT, complete(DEFAULT, known)) > 0


def check_a_drawn_rule_set(rules: RuleSet, drawn: list[dict[str, FactValue]]) -> None:
    compiled, wide, narrow = compile_rules(rules), build_rete(rules), build_rete(rules, NARROW)
    for values in drawn:
        facts = Facts(values)
        assert compiled.answer(facts) == answer(rules, facts)
        check(wide, rules, facts)
        assert narrow.derive(facts) == wide.derive(facts)


DRAWN = st.lists(valuations(), min_size=1, max_size=5)


@given(rule_sets(), DRAWN)
@settings(max_examples=60, deadline=None, suppress_health_check=CHECKS)
def test_rule_sets_of_every_shape(rules: RuleSet, drawn: list[dict[str, FactValue]]) -> None:
    check_a_drawn_rule_set(rules, drawn)


@pytest.mark.slow
@given(rule_sets(), DRAWN)
@settings(max_examples=300, deadline=None, suppress_health_check=CHECKS)
def test_very_many_rule_sets(rules: RuleSet, drawn: list[dict[str, FactValue]]) -> None:
    check_a_drawn_rule_set(rules, drawn)
