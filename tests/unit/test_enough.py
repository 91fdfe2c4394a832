"""What suffices: a smallest set of facts, checked against every smaller one."""

from itertools import combinations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from clientfit.decision import Decision
from clientfit.engines.python import compile_rules
from clientfit.evaluator import Rules
from clientfit.explain.enough import prepare_enough
from clientfit.explain.proof import prepare
from clientfit.explain.smallest import is_enough, smallest
from clientfit.explain.support import NOTHING, Support, both, either, some
from clientfit.facts import Facts, blank, complete
from clientfit.ruleset.model import RuleSet
from clientfit.values import FactValue
from small_rule_sets import rule_sets, some_facts
from strategies import known_facts

CHECKS = [HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much]


def forgotten(rules: RuleSet, facts: Facts, kept: frozenset[str]) -> Facts:
    """The same facts, all but these forgotten."""
    return Facts(
        {
            name: value if name in kept else blank(rules.facts[name])
            for name, value in facts.values.items()
        }
    )


@given(rule_sets(), some_facts())
@settings(max_examples=60, deadline=None, suppress_health_check=CHECKS)
def test_no_smaller_set_of_facts_fixes_the_decision(
    rule_set: RuleSet, known: dict[str, FactValue]
) -> None:
    assert_smallest(rule_set, known)


@pytest.mark.slow
@given(rule_sets(), some_facts())
@settings(max_examples=600, deadline=None, suppress_health_check=CHECKS)
def test_no_smaller_set_fixes_the_decision_by_many_rule_sets(
    rule_set: RuleSet, known: dict[str, FactValue]
) -> None:
    assert_smallest(rule_set, known)


def assert_smallest(rule_set: RuleSet, known: dict[str, FactValue]) -> None:
    facts = complete(rule_set, known)
    engine = compile_rules(rule_set)
    verdict = engine.verdict(engine.vector(facts))
    enough = prepare_enough(prepare(rule_set)).enough(facts, verdict, lambda _: ())
    if verdict.provisional:
        assert enough.facts == ()
        return
    found = frozenset(fact.fact for fact in enough.facts)
    assert enough.smallest

    def fixes(kept: frozenset[str]) -> bool:
        after = engine.verdict(engine.vector(forgotten(rule_set, facts, kept)))
        return (after.outcome, after.provisional) == (verdict.outcome, False)

    assert fixes(found)
    smaller = (
        frozenset(kept) for size in range(len(found)) for kept in combinations(rule_set.facts, size)
    )
    assert not any(fixes(kept) for kept in smaller)


def assert_smallest_by_the_default_rules(rules: Rules, known: dict[str, FactValue]) -> int:
    """Try every smaller set that holds the facts without which it never does."""
    rule_set = rules.rule_set
    facts = complete(rule_set, known)
    verdict = rules.verdict(facts)
    if verdict.provisional:
        return 0
    enough = rules.sufficer.enough(facts, verdict, lambda _: ())
    found = frozenset(fact.fact for fact in enough.facts)
    assert enough.smallest

    def fixes(kept: frozenset[str]) -> bool:
        after = rules.verdict(forgotten(rule_set, facts, kept))
        return (after.outcome, after.provisional) == (verdict.outcome, False)

    every = frozenset(rule_set.facts)
    needed = frozenset(name for name in every if not fixes(every - {name}))
    others = sorted(every - needed)
    assert fixes(found)
    assert needed <= found
    size = len(found) - len(needed) - 1
    if 0 <= size <= 2:
        assert not any(fixes(needed | set(more)) for more in combinations(others, size))
    return max(size, 0)


@given(st.data())
@settings(max_examples=40, deadline=None, suppress_health_check=CHECKS)
def test_the_default_rules_have_no_smaller_set_either(rules: Rules, data: st.DataObject) -> None:
    assert_smallest_by_the_default_rules(rules, data.draw(known_facts(rules.rule_set)))


@pytest.mark.slow
def test_the_default_rules_have_no_smaller_set_for_any_example(rules: Rules) -> None:
    sizes = {
        assert_smallest_by_the_default_rules(rules, dict(example.given))
        for rule in rules.rule_set.rules
        for example in rule.examples
    }
    assert max(sizes) >= 1


def test_a_decision_at_the_top_of_the_order_needs_one_fact(rules: Rules) -> None:
    enough = rules.decide_facts({"contact_allowed": False, "wants_rental": True}).enough()
    assert [str(fact) for fact in enough.facts] == ["contact_allowed = no"]
    assert enough.says == (
        "One fact is enough, whatever all others are; found:"
        " not so that the client has not told the agent to stop all contact."
    )


def test_what_was_assumed_is_told_apart_from_what_was_found(rules: Rules) -> None:
    enough = rules.decide_facts({"bound_to_other_agent": True}).enough()
    assert [(fact.fact, fact.assumed) for fact in enough.facts] == [
        ("contact_allowed", True),
        ("open_channels", True),
        ("unlawful_requests", True),
        ("bound_to_other_agent", False),
    ]
    assert "; assumed: the client has not told you to stop," in enough.says


def test_nothing_is_enough_while_something_is_open(rules: Rules) -> None:
    enough = rules.decide_facts({"wants_rental": None}).enough()
    assert enough.facts == ()
    assert enough.says.startswith("Nothing fixes it yet")


def test_the_events_of_a_case_stand_beside_its_facts(rules: Rules) -> None:
    decision = rules.decide(_case())
    facts = {fact.fact: fact for fact in decision.enough().facts}
    assert facts["bound_to_other_agent"].events == ("signed",)
    again = Decision.model_validate_json(decision.model_dump_json())
    with pytest.raises(LookupError, match="decide the case again"):
        again.enough()


def _case():  # noqa: ANN202  one record
    from clientfit.case_reader import parse_case  # noqa: PLC0415  used here only

    event = {"kind": "other_agent", "id": "signed", "at": "2026-03-02", "status": "exclusive"}
    return parse_case({"id": "c-1", "time_zone": "UTC", "as_of": "2026-03-20", "events": [event]})


def test_a_search_without_budget_still_gives_a_set_of_which_nothing_can_be_left_out() -> None:
    pairs = [(Support(1 << 2 * n), Support(1 << 2 * n + 1)) for n in range(6)]
    support = Support(0, tuple(pairs))
    facts, exact = smallest(support, budget=1)
    assert not exact
    assert is_enough(facts, support)
    assert all(not is_enough(facts & ~(1 << n), support) for n in range(12) if facts >> n & 1)


def test_a_shared_fact_is_taken_for_two_choices() -> None:
    one, two, shared = Support(1), Support(2), Support(4)
    support = both([either([one, shared]), either([two, shared])])
    assert support is not None
    assert smallest(support) == (4, True)


@given(st.lists(st.integers(0, 6), min_size=1, max_size=6, unique=True), st.integers(1, 6))
def test_some_of_several_need_as_many_facts_as_asked(places: list[int], count: int) -> None:
    support = some(count, [Support(1 << place) for place in places])
    if count > len(places):
        assert support is None
    else:
        assert support is not None
        assert smallest(support)[0].bit_count() == count


def test_what_cannot_be_had_is_none_and_what_needs_nothing_is_nothing() -> None:
    assert both([Support(1), None]) is None
    assert either([None, None]) is None
    assert either([Support(1), NOTHING]) is NOTHING
