"""The search for a case: what it finds makes the condition true; what it rules out never happens."""

from hypothesis import given, settings
from hypothesis import strategies as st

from clientfit.evaluator import Rules
from clientfit.facade import default_rules
from clientfit.facts import Facts, complete
from clientfit.language.expression import (
    All,
    Arithmetic,
    BooleanFact,
    Compare,
    FactTerm,
    Named,
    Not,
    Number,
    OneOf,
)
from clientfit.lint.equivalence import differ, difference
from clientfit.lint.mutants import mutants
from clientfit.lint.reach import NEVER, find_case
from clientfit.reference import truth
from clientfit.ruleset.model import RuleSet
from strategies import known_facts

RULES: RuleSet = default_rules().rule_set
NAMED = RULES.conditions
EQUIVALENT = [one for one in mutants(RULES) if difference(RULES, one).never]
SILENT, TRIED = FactTerm("days_silent"), FactTerm("attempts")


def test_what_is_found_makes_the_condition_true(rules: Rules) -> None:
    for rule in rules.rule_set.rules:
        for wanted in (rule.holds_when, Not(rule.holds_when)):
            found = find_case(rules.rule_set, wanted, NAMED)
            if found.case is not None:
                assert truth(wanted, complete(rules.rule_set, found.case).values, NAMED) is True


def test_a_condition_and_its_opposite_never_hold_together() -> None:
    for item in (BooleanFact("wants_rental"), Named("service_lapse"), Named("fit_in_doubt")):
        assert find_case(RULES, All((item, Not(item))), NAMED) == NEVER


def test_a_count_is_never_below_zero() -> None:
    assert find_case(RULES, Compare(TRIED, "<", Number(0)), NAMED) == NEVER
    assert find_case(RULES, Compare(FactTerm("pause_days_left"), "<", Number(0)), NAMED).case


def test_whole_numbers_have_nothing_between_them() -> None:
    between = All((Compare(TRIED, ">", Number(1)), Compare(TRIED, "<", Number(2))))
    assert find_case(RULES, between, NAMED) == NEVER


def test_facts_that_are_compared_with_each_other_can_stand_in_every_order() -> None:
    for comparison in ("<", "==", ">"):
        wanted = All(
            (
                Compare(TRIED, comparison, SILENT),
                Compare(TRIED, ">", Number(2)),
                Compare(SILENT, "<", Number(5)),
                Compare(SILENT, ">", Number(2)),
            )
        )
        assert find_case(RULES, wanted, NAMED).case is not None


def test_what_is_calculated_is_not_proved_to_be_impossible() -> None:
    total = Compare(Arithmetic("+", TRIED, SILENT), "==", Number(70))
    found = find_case(RULES, All((total, Compare(TRIED, "==", Number(20)))), NAMED)
    assert found.case is None
    assert not found.proved


def test_words_are_told_apart() -> None:
    fact = FactTerm("handoff_status")
    both = All((OneOf(fact, ("agreed",)), OneOf(fact, ("declined", "pending"))))
    assert find_case(RULES, both, NAMED) == NEVER
    assert differ(OneOf(fact, ("agreed",)), OneOf(fact, ("agreed",))) != NEVER


def definite(facts: Facts) -> Facts:
    """The same facts where each unknown has become something definite."""
    plain = complete(RULES, {})
    return Facts(
        {
            name: value
            if value is not None and getattr(value, "is_exact", True)
            else plain.values[name]
            for name, value in facts.values.items()
        }
    )


@settings(max_examples=200, deadline=None)
@given(st.data())
def test_an_edit_that_is_proved_to_change_nothing_changes_nothing(data: st.DataObject) -> None:
    facts = definite(complete(RULES, data.draw(known_facts(RULES))))
    mutant = data.draw(st.sampled_from(EQUIVALENT))
    changed = mutant.rules.conditions
    for name in mutant.changed:
        before = truth(NAMED[name], facts.values, NAMED)
        assert truth(changed[name], facts.values, changed) is before
