"""Rules and decisions go to another process and back."""

import copy
import pickle
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from typing import Any

import pytest

from clientfit.case_reader import parse_case
from clientfit.decision import Decision
from clientfit.errors import ClientfitError, FactError, NoRecordError
from clientfit.evaluator import Rules
from clientfit.facade import decide

CASE: dict[str, Any] = {
    "id": "c-1",
    "time_zone": "UTC",
    "as_of": "2026-03-20",
    "complete_channels": "all",
    "facts": {"search_over": "unknown"},
}


def test_rules_are_the_same_after_a_pickle(rules: Rules) -> None:
    again = pickle.loads(pickle.dumps(rules))  # noqa: S301  our own bytes
    assert again == rules
    assert hash(again) == hash(rules)
    assert again.hash == rules.hash
    case = parse_case(CASE)
    assert again.decide(case) == rules.decide(case)
    assert again.decide(case).proof() == rules.decide(case).proof()
    assert rules != "rules"


def test_a_copy_of_rules_is_the_same_thing(rules: Rules) -> None:
    assert copy.copy(rules) is rules
    assert copy.deepcopy(rules) is rules


def test_rules_are_named_in_one_line(rules: Rules) -> None:
    count = len(rules.rule_set.rules)
    version = f"{rules.rule_set.name} {rules.rule_set.version}"
    assert repr(rules) == str(rules) == f"<Rules {version} ({rules.hash[:8]}): {count} rules>"


def test_a_decision_says_all_that_it_said_after_a_pickle() -> None:
    decision = decide(CASE)
    bare = decide(CASE)
    data = pickle.dumps(bare)
    again: Decision = pickle.loads(data)  # noqa: S301  our own bytes
    assert len(data) < 20_000
    assert again == decision
    assert hash(again) == hash(decision)
    assert again.model_dump_json() == decision.model_dump_json()
    assert again.questions
    with pytest.raises(NoRecordError, match="decide the case again"):
        again.proof()
    assert pickle.loads(pickle.dumps(again)) == again  # noqa: S301  our own bytes
    assert bare.proof() == decision.proof()


def test_a_copy_of_a_decision_keeps_its_proof() -> None:
    decision = decide(CASE)
    for again in (copy.copy(decision), copy.deepcopy(decision), decision.model_copy()):
        assert again == decision
        assert again.proof() == decision.proof()


def test_another_process_decides(rules: Rules) -> None:
    cases = [parse_case({**CASE, "id": f"c-{number}"}) for number in range(3)]
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
        assert list(pool.map(rules.decide, cases)) == [rules.decide(case) for case in cases]


def test_what_has_no_record_is_an_error_of_ours_and_a_lookup_error(rules: Rules) -> None:
    again = Decision.model_validate_json(decide(CASE).model_dump_json())
    for kind in (NoRecordError, ClientfitError, LookupError):
        with pytest.raises(kind, match="decide the case again for its proof"):
            _ = again.next_review
        with pytest.raises(kind, match="a path needs the client's record"):
            rules.decide_facts({}).path_to("remove")
    with pytest.raises(NoRecordError) as caught:
        again.proof()
    assert pickle.loads(pickle.dumps(caught.value)).problems == caught.value.problems  # noqa: S301  our own bytes


@pytest.mark.parametrize(
    "facts",
    [
        {"responses": {"at_least": 3}},
        {"responses": {"at_least": 1, "at_most": 7}, "search_over": "unknown"},
        {"asked_over_market": "3/20", "handoff_status": "agreed"},
        {"asked_over_market": {"at_most": "3/20"}, "wants_rental": False},
    ],
)
def test_the_facts_of_a_decision_are_taken_back(rules: Rules, facts: dict[str, Any]) -> None:
    decision = rules.decide_facts(facts)
    assert decision.facts == facts
    assert rules.decide_facts(decision.facts) == decision
    assert rules.decide_facts(decision.facts).facts_hash == decision.facts_hash


@pytest.mark.parametrize(
    ("facts", "says"),
    [
        ({"responses": {"at_leats": 3}}, "facts.responses: "),
        ({"responses": {"at_least": 5, "at_most": 3}}, "facts.responses: "),
        ({"responses": {"at_least": "1/2"}}, "1/2 is not a whole number"),
        ({"responses": "many"}, "facts.responses: "),
        ({"wants_rental": {"at_least": 1}}, "facts.wants_rental: "),
        ({"respones": {"at_least": 1}}, "unknown fact 'respones'"),
    ],
)
def test_facts_that_no_decision_stores_are_refused(rules: Rules, facts: Any, says: str) -> None:
    with pytest.raises(FactError, match=says):
        rules.decide_facts(facts)
