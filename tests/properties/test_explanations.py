"""What holds of every explanation, whatever the facts."""

from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from clientfit.case_reader import parse_case
from clientfit.decision import Action, Decision
from clientfit.explained import Explained
from clientfit.facade import default_rules
from clientfit.facts import Facts, complete
from clientfit.language.expression import All, Condition, Not
from clientfit.reference import truth
from clientfit.ruleset.model import Outcome, Rule
from clientfit.values import FactValue
from strategies import known_facts, raw_cases, values

RULES = default_rules()
RULE_SET = RULES.rule_set
NAMED = RULE_SET.conditions
KNOWN = known_facts(RULE_SET)
CHECKS = [HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much]


def decided(facts: Facts) -> Decision:
    verdict = RULES.verdict(facts)
    pattern = RULES.pattern(verdict, RULES.engine.holding(RULES.engine.vector(facts)))
    return pattern.model_copy().with_source(Explained(RULES, facts, verdict, None))


def ways(row: Rule) -> list[tuple[Outcome, Condition]]:
    """Each outcome of a row with the condition that the reference would need for it."""
    found: list[tuple[Outcome, Condition]] = []
    before: list[Condition] = [row.holds_when]
    for branch in row.branches:
        found.append((RULE_SET.outcome(row, branch.action), All((*before, branch.when))))
        before.append(Not(branch.when))
    return found


@given(KNOWN)
@settings(max_examples=300, deadline=None, suppress_health_check=CHECKS)
def test_why_not_agrees_with_the_reference(known: dict[str, FactValue]) -> None:
    facts = complete(RULE_SET, known)
    decision = decided(facts)
    walk = [truth(row.holds_when, facts.values, NAMED) for row in RULE_SET.rows]
    stop = walk.index(True)
    for action in Action:
        for miss in decision.why_not(action).misses:
            index = [row.id for row in RULE_SET.rows].index(miss.rule)
            row = RULE_SET.rows[index]
            truths = {
                truth(condition, facts.values, NAMED)
                for outcome, condition in ways(row)
                if outcome.action is action
            }
            best = True if True in truths else None if None in truths else False
            first = RULE_SET.rows[stop].id if stop < index else None
            assert miss.outranked_by == first
            assert miss.met + len(miss.missing) == miss.needed
            assert miss.open_before == tuple(
                row.id
                for row, held in zip(RULE_SET.rows[: min(index, stop)], walk, strict=False)
                if held is None
            )
            if miss.standing == "decided":
                assert (decision.action, decision.rule) == (action, miss.rule)
                continue
            assert (miss.standing == "false") == (best is False)
            assert (miss.missing == ()) == (best is True)
            if best is not False:
                assert miss.standing == ("unknown" if first is None else "outranked")
                assert {node.truth for node in miss.missing} <= {"unknown"}
                if first is None and not miss.missing:
                    assert miss.open_before


@given(KNOWN)
@settings(max_examples=200, deadline=None, suppress_health_check=CHECKS)
def test_exactly_the_decision_is_told_to_be_the_decision(known: dict[str, FactValue]) -> None:
    decision = decided(complete(RULE_SET, known))
    for action in Action:
        misses = decision.why_not(action).misses
        is_it = bool(misses) and misses[0].standing == "decided"
        assert is_it == (action is decision.action)
    for why in decision.why_not_reasons():
        assert (why.misses[0].standing == "decided") == (why.reason == decision.reason)


@given(raw_cases())
@settings(max_examples=60, deadline=None, suppress_health_check=CHECKS)
def test_why_not_of_a_case_tells_the_same_however_often_it_is_asked(raw: dict[str, Any]) -> None:
    decision = RULES.decide(parse_case(raw))
    first = decision.why_not_reasons()
    assert decision.why_not_reasons() == first
    assert [decision.why_not(why.reason or "") for why in first] == list(first)


@given(KNOWN, st.data())
@settings(max_examples=200, deadline=None, suppress_health_check=CHECKS)
def test_replacing_one_fact_in_the_flat_tuple_is_as_turning_all_anew(
    known: dict[str, FactValue], data: st.DataObject
) -> None:
    facts = complete(RULE_SET, known)
    name = data.draw(st.sampled_from(tuple(RULE_SET.facts)))
    value = data.draw(values(RULE_SET.facts[name]))
    vector = RULES.engine.vector(facts)
    changed = RULES.engine.vector(facts.with_value(name, value))
    assert RULES.engine.replaced(vector, name, value) == changed


@given(KNOWN)
@settings(max_examples=200, deadline=None, suppress_health_check=CHECKS)
def test_a_decision_for_now_asks_first_what_its_because_asks(known: dict[str, FactValue]) -> None:
    decision = decided(complete(RULE_SET, known))
    if decision.provisional:
        assert decision.because.endswith(decision.questions[0].asks)
