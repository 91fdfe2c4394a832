"""What is asked: nothing that cannot matter, and something wherever the outcome is open."""

from collections import defaultdict
from fractions import Fraction
from math import inf

import pytest
from hypothesis import HealthCheck, given, settings

from clientfit.decision import Decision, Question
from clientfit.engines.python import PythonEngine, compile_rules
from clientfit.evaluator import Rules
from clientfit.explain.answers import prepare_answers
from clientfit.explain.proof import prepare
from clientfit.explain.questions import Asker
from clientfit.explain.relevance import prepare_relevance
from clientfit.facts import Facts, complete
from clientfit.ruleset.model import RuleSet
from clientfit.values import ANY_NUMBER, Exact, FactValue, Interval
from small_rule_sets import completions, everything, rule_sets, some_facts

CHECKS = [HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much]


def asker_of(rule_set: RuleSet, engine: PythonEngine) -> Asker:
    answers = prepare_answers(rule_set)
    return Asker(rule_set, answers, prepare_relevance(engine, prepare(rule_set), answers))


def matter(engine: PythonEngine, values: dict[str, FactValue]) -> tuple[set[str], set[object]]:
    """By trying every way in which all facts may turn out: what matters, and every outcome."""
    outcomes = {
        tuple(found.values()): engine.verdict(engine.vector(Facts(found))).outcome
        for found in completions(values)
    }
    mattering: set[str] = set()
    for place, name in enumerate(values):
        others: dict[object, set[object]] = defaultdict(set)
        for found, outcome in outcomes.items():
            others[found[:place] + found[place + 1 :]].add(outcome)
        if any(len(led_to) > 1 for led_to in others.values()):
            mattering.add(name)
    return mattering, set(outcomes.values())


def assert_asks_what_matters(rule_set: RuleSet, known: dict[str, FactValue]) -> None:
    engine = compile_rules(rule_set)
    facts = complete(rule_set, known)
    verdict = engine.verdict(engine.vector(facts))
    asked = asker_of(rule_set, engine).questions(facts, verdict)
    mattering, outcomes = matter(engine, dict(facts.values))
    names = [question.fact for question in asked]
    assert len(names) == len(set(names))
    if len(outcomes) > 1:
        assert set(names) == mattering
        assert names
    else:
        assert mattering == set()
        assert len(names) == (1 if verdict.provisional else 0)
    for question in asked:
        assert_leads_are_true(question, engine, dict(facts.values))


def assert_leads_are_true(
    question: Question, engine: PythonEngine, values: dict[str, FactValue]
) -> None:
    """Every answer is covered, and what it leads to is possible by the outcomes told."""
    for value in everything(question.fact, values[question.fact]):
        possible = engine.verdict(engine.vector(Facts({**values, question.fact: value}))).possible
        told = [
            {(outcome.action, outcome.reason) for outcome in lead.outcomes}
            for lead in question.leads_to
        ]
        assert any({(o.action, o.reason) for o in possible} <= outcomes for outcomes in told)


@given(rule_sets(), some_facts())
@settings(max_examples=40, deadline=None, suppress_health_check=CHECKS)
def test_exactly_the_facts_that_matter_are_asked(
    rule_set: RuleSet, known: dict[str, FactValue]
) -> None:
    assert_asks_what_matters(rule_set, known)


@pytest.mark.slow
@given(rule_sets(), some_facts())
@settings(max_examples=250, deadline=None, suppress_health_check=CHECKS)
def test_exactly_the_facts_that_matter_are_asked_by_many_rule_sets(
    rule_set: RuleSet, known: dict[str, FactValue]
) -> None:
    assert_asks_what_matters(rule_set, known)


OPEN = (
    {"wants_rental": None, "rental_days_left": 40, "search_over": None, "works_well": None},
    {"financing_denied": None, "denial_curable": None, "search_active": None, "pause_days_left": 3},
    {"works_well": None, "bad_fit_answer": None, "budget_reconfirmed": None, "contact_allowed": None},
    {"prior_relationship": None, "proof_sent": None, "handoff_status": None, "financing_open": None},
    {"ended_by_client": None, "areas_overlap": None, "looks_elsewhere": None, "wants_rental": None},
)


@pytest.mark.parametrize("known", OPEN)
def test_of_the_default_rules_exactly_what_matters_is_asked(
    rules: Rules, known: dict[str, FactValue]
) -> None:
    given_facts = {
        name: Interval(value, value) if isinstance(value, int) and value is not True else value
        for name, value in known.items()
    }
    facts = complete(rules.rule_set, given_facts)
    verdict = rules.verdict(facts)
    asked = {question.fact for question in rules.asker.questions(facts, verdict)}
    unknown = [name for name, value in known.items() if value is None]

    def every(names: list[str], values: dict[str, FactValue]) -> list[dict[str, FactValue]]:
        if not names:
            return [values]
        spec = rules.rule_set.facts[names[0]]
        choices: tuple[FactValue, ...] = spec.type.words or (True, False)
        return [found for value in choices for found in every(names[1:], {**values, names[0]: value})]

    mattering: set[str] = set()
    for name in unknown:
        spec = rules.rule_set.facts[name]
        for rest in every([other for other in unknown if other != name], dict(facts.values)):
            led_to = {
                rules.verdict(Facts({**rest, name: value})).outcome
                for value in (spec.type.words or (True, False))
            }
            if len(led_to) > 1:
                mattering.add(name)
    assert asked == mattering
    assert asked


def leads(decision: Decision) -> dict[str, list[tuple[str, list[str]]]]:
    return {
        question.fact: [
            (lead.value, [f"{o.action.value} {o.reason or ''}".strip() for o in lead.outcomes])
            for lead in question.leads_to
        ]
        for question in decision.questions
    }


def test_each_question_says_where_its_answers_lead(rules: Rules) -> None:
    decision = rules.decide_facts({"bound_to_other_agent": None})
    assert leads(decision) == {
        "bound_to_other_agent": [("yes", ["remove other_agent"]), ("no", ["follow_up"])]
    }
    (question,) = decision.questions
    assert question.leads_to[1].answer == (
        "It is not so that the client has an exclusive agreement or a contract with another agent."
    )


def test_answers_that_lead_to_the_same_stand_together(rules: Rules) -> None:
    decision = rules.decide_facts(
        {"works_well": False, "bad_fit_answer": None, "budget_reconfirmed": True, "responses": 1}
    )
    assert leads(decision) == {
        "bad_fit_answer": [
            ("not asked or pending", ["escalate bad_fit"]),
            ("agreed or assisting", ["remove bad_fit"]),
            ("declined", ["keep"]),
        ]
    }


def test_numbers_are_asked_in_the_ranges_that_the_rules_tell_apart(rules: Rules) -> None:
    silent = {"responses": 1, "unanswered_streak": 3, "streak_channels": 2}
    decision = rules.decide_facts({**silent, "days_silent": None})
    assert leads(decision) == {
        "days_silent": [("0 to 13", ["follow_up"]), ("14 or more", ["remove lost_touch"])]
    }
    decision = rules.decide_facts({"asked_over_market": None, "advice_refused": 3})
    assert leads(decision) == {
        "asked_over_market": [
            ("15 % or less", ["follow_up"]),
            ("more than 15 %", ["escalate bad_fit"]),
        ]
    }


def test_a_number_of_which_bounds_are_known_is_asked_within_them(rules: Rules) -> None:
    silent = {"responses": 1, "unanswered_streak": 3, "streak_channels": 2}
    decision = rules.decide_facts({**silent, "days_silent": Interval(10, 20)})
    assert [value for value, _ in leads(decision)["days_silent"]] == ["10 to 13", "14 to 20"]


def test_what_is_settled_by_something_else_is_not_asked(rules: Rules) -> None:
    decision = rules.decide_facts({"wants_rental": True, "search_over": None, "works_well": None})
    assert not decision.provisional
    assert decision.questions == ()


def test_two_facts_that_only_matter_together_are_both_asked(rules: Rules) -> None:
    decision = rules.decide_facts({"advice_refused": None, "asked_over_market": None})
    assert set(leads(decision)) == {"advice_refused", "asked_over_market"}
    assert all(
        outcomes in (["escalate bad_fit", "follow_up"], ["follow_up"])
        for found in leads(decision).values()
        for _, outcomes in found
    )


def test_what_a_rule_asks_itself_says_where_it_leads(rules: Rules) -> None:
    decision = rules.decide_facts({"financing_open": True, "responses": 1, "attempts": 1})
    assert not decision.provisional
    assert leads(decision) == {"financing_open": [("yes", ["ask"]), ("no", ["keep"])]}


def test_a_comparison_of_two_facts_turns_where_the_known_one_says(rules: Rules) -> None:
    answers = prepare_answers(rules.rule_set)
    values = complete(rules.rule_set, {"referrals": Interval(5, 5)}).values
    found = answers.of("out_of_scope_requests", {**values, "out_of_scope_requests": ANY_NUMBER})
    labels = [answer.label(rules.rule_set.facts["out_of_scope_requests"]) for answer in found]
    assert labels == ["0 to 4", "5", "6 or more"]


@pytest.mark.parametrize("name", ["asked_over_market", "responses", "away_days_left", "referrals"])
@pytest.mark.parametrize("low", [-inf, -3, Fraction(-1, 2), 0, 5])
@pytest.mark.parametrize("high", [inf, 7])
def test_ranges_follow_each_other_and_each_holds_its_point(
    rules: Rules, name: str, low: Exact | float, high: Exact | float
) -> None:
    answers = prepare_answers(rules.rule_set)
    values = complete(rules.rule_set, {}).values
    found = answers.of(name, {**values, name: Interval(low, high)})
    assert found
    for answer in found:
        assert isinstance(answer.value, Interval)
        assert isinstance(answer.point, Interval)
        assert answer.value.low <= answer.point.low <= answer.value.high
    ends = [end for answer in found for end in (answer.low[0], answer.high[0])]
    assert ends == sorted(ends)
    assert ends[-1] == high


def test_questions_survive_a_round_trip_through_json(rules: Rules) -> None:
    decision = rules.decide_facts({"bad_fit_answer": None, "works_well": False})
    again = Decision.model_validate_json(decision.model_dump_json())
    assert again.questions == decision.questions
    assert again.questions[0].leads_to
