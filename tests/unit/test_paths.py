"""What leads to an outcome, and what a path says where none does."""

import shutil
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from clientfit.case import Case
from clientfit.case_reader import parse_case
from clientfit.decision import Decision
from clientfit.errors import UnknownNameError
from clientfit.evaluator import Rules, load_rules
from clientfit.explain.paths import follow

Raw = dict[str, Any]


def case(*events: Raw, **more: Any) -> Case:
    record = {
        "id": "c-1",
        "time_zone": "America/Chicago",
        "as_of": "2026-03-20",
        "assigned_at": "2026-03-10",
        "preferred_channel": "text",
        "complete_channels": "all",
    }
    return parse_case({**record, **more, "events": list(events)})


def out(at: str, channel: str) -> Raw:
    return {
        "kind": "contact",
        "at": at,
        "channel": channel,
        "direction": "outbound",
        "answered": False,
    }


def event(kind: str, at: str = "2026-03-15", **more: Any) -> Raw:
    return {"kind": kind, "at": at, **more}


def test_a_client_who_never_answers_is_tried_by_two_ways_over_a_week(rules: Rules) -> None:
    new = case(assigned_at="2026-03-19")
    path = rules.path_to(new, "remove", reason="no_contact")
    assert path.found
    assert [step.move for step in path.moves] == ["attempt", "wait", "attempt", "attempt"]
    assert [step.on.day for step in path.moves] == [20, 27, 27, 27]
    assert path.moves[1].says == "Wait until 2026-03-27."
    assert path.cost == 5 + 7 + 6 + 5
    assert path.says == (
        "After 4 steps, and if nothing else happens, the decision on 2026-03-27 is remove (no_contact)."
    )
    assert path.case == follow(new, path.moves)


def test_what_is_there_already_is_not_done_again(rules: Rules) -> None:
    tried = case(out("2026-03-12", "text"), out("2026-03-14", "phone"))
    path = rules.path_to(tried, "no_contact")
    assert [step.says for step in path.moves] == ["Try to reach the client by text."]


def test_a_reason_alone_asks_for_a_removal(rules: Rules) -> None:
    assert rules.path_to(case(), "no_contact") == rules.path_to(case(), "remove", reason="no_contact")


def test_the_decision_itself_needs_no_step(rules: Rules) -> None:
    path = rules.path_to(case(event("rental", wants=True)), "remove")
    assert (path.found, path.moves, path.cost) == (True, (), 0)
    assert path.reason == "rental"
    assert path.says == "The decision is remove (rental) already."


def test_proof_is_sent_before_a_prior_client_is_removed(rules: Rules) -> None:
    known = case(event("prior_relationship", existed=True))
    path = rules.path_to(known, "remove", reason="prior_client")
    assert [step.move for step in path.moves] == ["send_proof"]


def test_a_bad_fit_waits_for_the_coordinator(rules: Rules) -> None:
    doubtful = case(
        out("2026-03-18", "text"),
        event("working_relationship", works=False),
        decision_makers=["owner 1", "owner 2"],
        heard_decision_makers=["owner 1"],
    )
    path = rules.path_to(doubtful, "remove", reason="bad_fit")
    assert not path.found
    assert path.case is None
    assert path.waits_for == (
        "the coordinator's agreement that another agent would serve the client better",
    )
    assert path.says.startswith("Not reachable by you alone; it waits for the coordinator's agreement")
    own = {step.move for step in path.moves}
    assert own >= {"hear_decision_maker", "reconfirm_budget", "ask_coordinator_fit"}
    assert {who for step in path.moves for who in step.heard} == {"owner 2"}
    assert path.moves[-1].move != "wait", "what is left is not the agent's"


def test_with_the_coordinators_agreement_the_rest_is_the_agents_own(rules: Rules) -> None:
    agreed = case(
        out("2026-03-18", "text"),
        event("working_relationship", works=False),
        event("coordinator", at="2026-03-17", about="bad_fit", status="agreed"),
        event("complaint", at="2026-03-16", finding="legitimate", id="e-9"),
        decision_makers=["owner 1"],
    )
    path = rules.path_to(agreed, "remove", reason="bad_fit")
    assert path.found
    assert {step.move for step in path.moves} == {
        "hear_decision_maker",
        "reconfirm_budget",
        "repair_complaint",
    }
    repair = next(step for step in path.moves if step.move == "repair_complaint")
    assert repair.says == "Put right the complaint of 2026-03-16."
    assert [e.id for e in repair.replaced] == [e.id for e in repair.events] == ["e-9"]


def test_a_removal_never_rests_on_words_that_the_client_did_not_say(rules: Rules) -> None:
    path = rules.path_to(case(), "remove", reason="changed_mind")
    assert not path.found
    assert path.moves == ()
    assert path.waits_for == ("the client's own word that the search is over",)


def test_a_closed_way_is_not_used(rules: Rules) -> None:
    stop = event("contact_permission", channel="text", allowed=False)
    path = rules.path_to(case(stop), "follow_up")
    assert path.found
    assert not any("text" in step.says for step in rules.path_to(case(stop), "no_contact").moves)
    everything = event("contact_permission", channel="all", allowed=False)
    assert not any(step.events for step in rules.path_to(case(everything), "follow_up").moves)


def test_an_absent_client_is_left_in_peace_until_the_return(rules: Rules) -> None:
    gone = case(
        event("away", until="2026-03-25"), out("2026-03-12", "text"), out("2026-03-12", "phone")
    )
    path = rules.path_to(gone, "remove", reason="no_contact")
    assert path.found
    assert all(step.on >= date(2026, 3, 25) for step in path.moves if step.events)


def test_a_dead_address_is_not_tried_again(rules: Rules) -> None:
    bounced = case({**out("2026-03-18", "email"), "delivered": False}, alternate_channels=["email"])
    path = rules.path_to(bounced, "remove", reason="no_contact")
    assert not any("e-mail" in step.says for step in path.moves)


def test_what_is_open_is_to_be_found_out_first(rules: Rules) -> None:
    path = rules.path_to(case(event("other_agent", status="talking")), "remove", reason="other_agent")
    assert not path.found
    assert path.says == (
        "Not reachable by steps alone; first find out: Has the client signed an exclusive agreement or"
        " a contract with another agent?"
    )


def test_a_search_that_gives_up_says_so(rules: Rules) -> None:
    path = rules.path_to(case(), "remove", reason="no_contact", budget=2)
    assert path.says == "Not found within 2 states of the search; a greater budget may find it."
    assert not path.found


def test_a_clock_with_an_hour_puts_the_first_step_at_that_hour(rules: Rules) -> None:
    answered = {**out("2026-03-20T09:00:00-05:00", "text"), "direction": "inbound", "answered": True}
    late = case(answered, as_of="2026-03-20T17:00:00-05:00")
    path = rules.path_to(late, "follow_up")
    assert [step.on for step in path.moves] == [date(2026, 3, 20)]
    assert path.moves[0].events[0].at == late.as_of


@pytest.mark.parametrize(
    ("action", "reason", "message"),
    [
        ("remov", None, "no action is called 'remov'; did you mean 'remove'?"),
        ("no_contct", None, "did you mean 'no_contact'?"),
        ("remove", "lost_tuch", "no reason is called 'lost_tuch'; did you mean 'lost_touch'?"),
        ("keep", "lost_touch", "no rule gives keep (lost_touch)"),
        ("zzz", None, "known are keep, follow_up"),
    ],
)
def test_an_unknown_name_is_told_with_the_nearest(
    rules: Rules, action: str, reason: str | None, message: str
) -> None:
    with pytest.raises(UnknownNameError) as caught:
        rules.path_to(case(), action, reason=reason)
    assert message in str(caught.value)


def test_a_decision_from_facts_alone_has_no_path(rules: Rules) -> None:
    with pytest.raises(LookupError, match="needs the client's record"):
        rules.decide_facts({"responses": 0}).path_to("remove")
    read_back = Decision.model_validate_json(rules.decide(case()).model_dump_json())
    with pytest.raises(LookupError, match="read from JSON"):
        read_back.path_to("remove")


def test_a_house_without_moves_can_only_wait(tmp_path: Path, root: Path) -> None:
    house = Path(shutil.copytree(root / "rules", tmp_path / "rules"))
    (house / "moves.yaml").unlink()
    rules = load_rules(house)
    away = case(event("away", until="2026-03-25"), out("2026-03-12", "text"))
    assert [step.move for step in rules.path_to(away, "repair").moves] == ["wait"]
    path = rules.path_to(case(), "remove", reason="no_contact")
    assert path.says.startswith("Not reachable by you alone, and no act of others")


def test_the_moves_are_part_of_what_the_hash_covers(rules: Rules, tmp_path: Path, root: Path) -> None:
    house = Path(shutil.copytree(root / "rules", tmp_path / "rules"))
    assert load_rules(house).hash == rules.hash
    file = house / "moves.yaml"
    file.write_text(file.read_text("utf-8").replace("cost: 60", "cost: 61"), "utf-8")
    assert load_rules(house).hash != rules.hash


def test_a_tie_is_broken_the_same_way_each_time(rules: Rules) -> None:
    one, other = (rules.path_to(case(), "remove", reason="no_contact") for _ in range(2))
    assert one == other
    again = Rules(replace(rules.rule_set), rules.engine, rules.by_id)
    assert again.path_to(case(), "remove", reason="no_contact") == one
