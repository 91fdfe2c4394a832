"""The proof of a decision: what made it so, where that is written, and on which events it rests."""

from pathlib import Path
from typing import Any

import pytest

from clientfit.case_reader import load_case
from clientfit.decision import Decision
from clientfit.evaluator import Rules
from clientfit.facts import complete
from clientfit.proof import Proof
from clientfit.reference import decide, truth

SILENT: dict[str, Any] = {
    "responses": 1,
    "unanswered_streak": 3,
    "streak_channels": 2,
    "days_silent": 14,
    "days_since_update": 2,
}


@pytest.fixture
def lost(rules: Rules, root: Path) -> Decision:
    return rules.decide(load_case(root / "docs" / "examples" / "lost-touch.yaml"))


def test_a_proof_keeps_all_its_data_through_json(lost: Decision) -> None:
    proof = lost.proof()
    assert Proof.from_json(proof.to_json()) == proof
    assert Proof.from_json(proof.to_json()).to_json() == proof.to_json()


def test_a_proof_ends_with_the_row_that_decided(lost: Decision) -> None:
    proof = lost.proof()
    assert (proof.action, proof.reason) == (lost.action, lost.reason)
    assert proof.deciding.about.rule == lost.rule == "lost_touch"
    assert proof.deciding.truth == "true"
    assert {row.truth for row in proof.rows[:-1]} == {"false"}


def test_rows_stand_in_their_order(lost: Decision, rules: Rules) -> None:
    shown = [row.about.rule for row in lost.proof().rows]
    assert shown == [row.id for row in rules.rule_set.rows][: len(shown)]


def test_every_leaf_names_an_existing_line_and_what_was_observed(lost: Decision, root: Path) -> None:
    leaves = [node for row in lost.proof().rows for node in row.walk() if not node.parts]
    assert len(leaves) > 10
    for leaf in leaves:
        file = root / leaf.about.file
        assert file.is_file(), leaf
        assert 1 <= leaf.about.line <= len(file.read_text("utf-8").splitlines())
        assert leaf.observed
        fact = leaf.observed[0].fact
        assert fact in file.read_text("utf-8").splitlines()[leaf.about.line - 1]


def test_every_rule_names_the_line_where_it_starts(lost: Decision, root: Path) -> None:
    named = [node for row in lost.proof().rows for node in row.walk() if node.about.rule]
    for node in named:
        line = (root / node.about.file).read_text("utf-8").splitlines()[node.about.line - 1]
        assert line.endswith(f": {node.about.rule}")


def test_the_events_that_a_decision_rests_on_are_named(lost: Decision) -> None:
    assert {"text-1", "call-2", "mail-3"} <= set(lost.proof().deciding.events())


def test_a_condition_shows_the_numbers_of_its_parameters(lost: Decision) -> None:
    says = [node.about.says for node in lost.proof().deciding.walk()]
    assert any("days_silent >= silence_days  (silence_days = 14)" in text for text in says)


def test_what_was_assumed_is_marked(rules: Rules) -> None:
    proof = rules.decide_facts(SILENT).proof()
    leaves = [node for row in proof.rows for node in row.walk() if node.observed]
    marked = {fact.fact: fact.assumed for node in leaves for fact in node.observed}
    assert marked["contact_allowed"] is True
    assert marked["days_silent"] is False


def test_branches_that_are_passed_over_stand_below_the_row(rules: Rules) -> None:
    removed = rules.decide_facts(SILENT).proof().deciding
    assert [part.truth for part in removed.parts if part.about.branch] == ["false", "false"]
    late = rules.decide_facts({**SILENT, "days_since_update": 8})
    assert late.action == "repair"
    assert [part.truth for part in late.proof().deciding.parts if part.about.branch] == ["true"]


def test_an_open_row_shows_only_what_is_open(rules: Rules) -> None:
    decision = rules.decide_facts({**SILENT, "days_silent": None})
    row = decision.proof().deciding
    assert decision.provisional
    assert row.about.rule == "lost_touch"
    assert row.truth == "unknown"
    leaves = [node for node in row.walk() if not node.parts and node.truth == "unknown"]
    assert [str(fact) for leaf in leaves for fact in leaf.observed] == ["days_silent = unknown"]


def test_one_failing_part_is_enough_to_show_why_a_row_does_not_apply(rules: Rules) -> None:
    proof = rules.decide_facts({"responses": 1, "attempts": 1}).proof()
    row = next(row for row in proof.rows if row.about.rule == "no_contact")
    assert [(part.about.says, part.truth) for part in row.parts] == [("responses == 0", "false")]


def test_the_proof_of_every_example_ends_where_the_reference_decides(rules: Rules) -> None:
    named = rules.rule_set.conditions
    words = {True: "true", False: "false", None: "unknown"}
    for rule in rules.rule_set.rules:
        for example in rule.examples:
            facts = complete(rules.rule_set, example.given)
            verdict = decide(rules.rule_set, facts)
            proof = rules.decide_facts(dict(example.given)).proof()  # type: ignore[arg-type]
            assert proof.deciding.about.rule == verdict.row
            for row in proof.rows:
                expected = truth(named[str(row.about.rule)], facts.values, named)
                assert row.truth == words[expected], (example.name, row.about.rule)


def test_a_decision_that_was_read_back_has_no_proof(lost: Decision) -> None:
    again = Decision.model_validate_json(lost.model_dump_json())
    assert again.because == lost.because
    with pytest.raises(LookupError, match="decide the case again"):
        again.proof()
    with pytest.raises(LookupError, match="decide the case again"):
        again.to_text()


def test_a_line_with_not_is_one_step(rules: Rules) -> None:
    proof = rules.decide_facts({"works_well": False, "bad_fit_answer": "not_asked"}).proof()
    steps = {node.about.says: node for node in proof.deciding.walk()}
    assert steps["not works_well"].truth == "true"
    assert [fact.value for fact in steps["not works_well"].observed] == ["no"]
    assert steps["bad_fit_answer != 'declined'"].truth == "true"
    assert steps["bad_fit_answer not in ['agreed', 'assisting']"].parts == ()


def test_one_line_tells_that_nothing_of_higher_priority_applies(rules: Rules) -> None:
    assert rules.decide_facts({"contact_allowed": False}).proof().higher == ""
    assert rules.decide_facts(SILENT).proof().higher == "Of higher priority, 12 do not apply."
    second = rules.decide_facts({"unlawful_requests": 2}).proof()
    assert second.higher == "Of higher priority, 1 does not apply."
