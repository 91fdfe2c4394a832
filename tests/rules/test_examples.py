"""Every example of every rule, by the reference and by the compiled engine."""

import pytest

from clientfit.examples import run_examples
from clientfit.facade import default_rules
from clientfit.facts import complete
from clientfit.reference import answer
from clientfit.ruleset.model import Action, Reason

RULES = default_rules()
RESULTS = list(run_examples(RULES.rule_set))


@pytest.mark.parametrize("result", RESULTS, ids=[f"{r.rule}: {r.example}" for r in RESULTS])
def test_an_example_gives_what_it_expects(result) -> None:  # noqa: ANN001  parametrized
    assert result.found == result.expected, f"{result.place.file}:{result.place.line}"


def test_the_compiled_engine_agrees_on_every_example() -> None:
    for rule in RULES.rule_set.rules:
        for example in rule.examples:
            facts = complete(RULES.rule_set, example.given)
            assert RULES.engine.answer(facts) == answer(RULES.rule_set, facts), example.name


def test_every_documented_reason_is_a_rule_and_can_remove() -> None:
    removable = {o.reason for o in RULES.rule_set.outcomes if o.action is Action.REMOVE}
    assert removable == {reason.value for reason in Reason}


def test_the_signals_of_the_documents_are_there_with_their_kind() -> None:
    kinds = {rule.id: rule.kind for rule in RULES.rule_set.signals if rule.kind != "condition"}
    assert kinds == {
        "advice_ignored": "red_flag",
        "unrealistic_goal": "red_flag",
        "not_open_to_education": "red_flag",
        "yes_man_expected": "red_flag",
        "repeated_silence": "red_flag",
        "broken_commitment": "red_flag",
        "abusive_conduct": "red_flag",
        "overdue_update": "lapse",
        "client_chased_for_update": "lapse",
        "early_bad_impression": "lapse",
        "legitimate_complaints": "lapse",
        "missed_by_agent": "lapse",
        "out_of_scope_request": "boundary",
        "unlawful_request": "boundary",
    }


def test_every_rule_has_an_example_that_holds_and_one_that_does_not() -> None:
    for rule in RULES.rule_set.rules:
        found = {example.expectation for example in rule.examples}
        decided = any(example.action is not None for example in rule.examples)
        assert decided or "holds" in found, rule.id
        if rule.id != "keep":
            assert "does not hold" in found, rule.id


def test_every_fact_that_is_asked_about_has_a_question() -> None:
    for spec in RULES.rule_set.facts.values():
        assert spec.asks or spec.type.name == "date" or spec.name.startswith("complaints_"), spec.name
