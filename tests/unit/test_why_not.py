"""Why not: what lacks, what is open, what comes first, and the decision itself."""

import pytest

from clientfit.decision import Action, Decision
from clientfit.errors import UnknownNameError
from clientfit.evaluator import Rules

ALMOST = {
    "responses": 0,
    "attempts": 3,
    "attempts_preferred": 3,
    "attempts_alternate": 0,
    "attempt_span_days": 7,
}


@pytest.fixture
def almost(rules: Rules) -> Decision:
    return rules.decide_facts(ALMOST)


def test_a_near_miss_says_how_many_conditions_hold_and_what_lacks(almost: Decision) -> None:
    why = almost.why_not("no_contact")
    (miss,) = why.misses
    assert (miss.standing, miss.met, miss.needed) == ("false", 6, 7)
    assert why.says == (
        "No contact. 6 of 7 conditions hold; missing: attempts by another way: 0, needs at least 1."
    )
    (missing,) = miss.missing
    assert missing.about.says.startswith("attempts_alternate >= min_alternate_attempts")
    assert [str(fact) for fact in missing.observed] == ["attempts_alternate = 0"]
    assert miss.proof.about.rule == "no_contact"
    assert miss.proof.truth == "false"


def test_the_nearest_miss_of_all_reasons_comes_first(almost: Decision) -> None:
    every = almost.why_not_reasons()
    assert len(every) == 11
    assert every[0].reason == "no_contact"
    lacking = [len(why.misses[0].missing) for why in every]
    assert lacking == sorted(lacking)


def test_asking_why_not_of_the_decision_says_that_it_is_the_decision(rules: Rules) -> None:
    rental = rules.decide_facts({"wants_rental": True})
    for why in (
        rental.why_not("rental"),
        rental.why_not("remove"),
        rental.why_not("remove", reason="rental"),
        rental.why_not(Action.REMOVE),
    ):
        assert why.misses[0].standing == "decided"
        assert why.says == "This is the decision."
    assert rental.why_not_reasons()[0].reason == "rental"


def test_a_decision_for_now_is_told_as_one(rules: Rules) -> None:
    decision = rules.decide_facts({"prior_relationship": True, "proof_sent": None})
    assert decision.provisional
    assert decision.why_not("escalate").says == "This is the decision for now; something is open."


def test_what_holds_but_comes_later_is_outranked(rules: Rules) -> None:
    decision = rules.decide_facts({"wants_rental": True, "rental_days_left": 40})
    assert decision.action == "hold"
    (miss,) = decision.why_not("rental").misses
    assert (miss.standing, miss.outranked_by, miss.missing) == ("outranked", "hold", ())
    assert miss.says == "Its one condition holds, but 'Hold until a date' comes first and holds."


def test_what_lacks_something_and_comes_later_says_both(rules: Rules) -> None:
    decision = rules.decide_facts({"bound_to_other_agent": True, **ALMOST})
    (miss,) = decision.why_not("no_contact").misses
    assert (miss.standing, miss.outranked_by) == ("false", "other_agent")
    assert miss.says.endswith("needs at least 1, and besides 'Other agent' comes first and holds.")


def test_what_is_open_is_told_as_open(rules: Rules) -> None:
    decision = rules.decide_facts({"wants_rental": None})
    (miss,) = decision.why_not("rental").misses
    assert (miss.standing, miss.met, miss.needed) == ("unknown", 0, 1)
    assert miss.says == "Open: the client looks for a lease or rental (it is unknown)."
    later = decision.why_not("follow_up").misses[0]
    assert (later.standing, later.open_before) == ("unknown", ("rental",))
    assert later.says == "All 2 conditions hold, but what comes first is open: 'Rental'."


def test_an_earlier_branch_that_is_taken_is_what_lacks(rules: Rules) -> None:
    silent = {"responses": 1, "unanswered_streak": 3, "streak_channels": 2, "days_silent": 21}
    decision = rules.decide_facts({**silent, "days_since_update": 8})
    assert decision.action == "repair"
    (miss,) = decision.why_not("remove", reason="lost_touch").misses
    assert (miss.standing, len(miss.missing)) == ("false", 1)
    assert miss.says.endswith("missing: not 'Something of your own is to be put right'.")
    (missing,) = miss.missing
    assert (missing.about.says, missing.truth) == ("not", "false")
    assert missing.parts[0].about.rule == "service_lapse"
    assert missing.parts[0].truth == "true"


def test_of_several_alternatives_the_nearest_counts(rules: Rules) -> None:
    decision = rules.decide_facts({"asked_over_market": 0.2, "open_to_education": False})
    (miss,) = decision.why_not("bad_fit").misses
    assert [node.about.says.split(" ")[0] for node in miss.missing] == ["not"]
    decision = rules.decide_facts({"agreement_demands": 1, "works_well": None})
    (miss,) = decision.why_not("bad_fit").misses
    assert miss.standing == "unknown"


def test_what_must_not_be_so_is_told_in_the_words_of_the_vocabulary(rules: Rules) -> None:
    decision = rules.decide_facts({"responses": 1, "attempts": 1})
    (miss,) = decision.why_not("bad_fit").misses
    assert miss.says.endswith(
        "missing: not so that the agent and the client work well together (it is yes)."
    )
    declined = rules.decide_facts({"works_well": False, "bad_fit_answer": "declined"})
    (miss,) = declined.why_not("bad_fit").misses
    assert "the coordinator's answer about a bad fit: declined, needs anything but" in miss.says


def test_an_action_has_one_miss_for_each_rule_that_could_give_it(rules: Rules) -> None:
    decision = rules.decide_facts({"responses": 1, "attempts": 1})
    could = {
        row.id
        for row in rules.rule_set.rows
        if any(branch.action is Action.ESCALATE for branch in row.branches)
    }
    why = decision.why_not("escalate")
    assert {miss.rule for miss in why.misses} == could
    assert why.says.startswith("Nearest is: ")


def test_asking_why_not_ask_says_that_nothing_relevant_is_unknown(rules: Rules) -> None:
    decision = rules.decide_facts({"responses": 1, "attempts": 1})
    says = decision.why_not("ask").says
    assert says.startswith("Nothing that could change the decision is unknown. Ask about financing.")


def test_another_rule_of_the_order_may_be_asked_about(rules: Rules) -> None:
    decision = rules.decide_facts({"ended_by_client": None})
    assert decision.provisional
    (miss,) = decision.why_not("client_ended").misses
    assert (miss.rule, miss.standing) == ("client_ended", "unknown")
    ended = rules.decide_facts({"ended_by_client": True})
    assert ended.why_not("client_ended").says == "This is the decision."


def test_what_no_rule_leads_to_is_said_so(almost: Decision) -> None:
    why = almost.why_not("hold", reason="no_contact")
    assert why.misses == ()
    assert why.says == "No rule leads to hold (no_contact)."


@pytest.mark.parametrize(
    ("name", "reason", "message"),
    [
        ("no_contct", None, "no reason or action is called 'no_contct'; did you mean 'no_contact'?"),
        ("remov", None, "did you mean 'remove'?"),
        ("remove", "lost_tuch", "no reason is called 'lost_tuch'; did you mean 'lost_touch'?"),
        ("remov", "lost_touch", "no action is called 'remov'; did you mean 'remove'?"),
        ("remove", "keep", "no reason is called 'keep'"),
        ("xyzzy", None, "known are keep, follow_up"),
        ("", None, "no reason or action is called ''"),
    ],
)
def test_an_unknown_name_is_refused_with_the_nearest(
    almost: Decision, name: str, reason: str | None, message: str
) -> None:
    with pytest.raises(UnknownNameError) as caught:
        almost.why_not(name, reason=reason)
    assert message in str(caught.value)


def test_a_decision_that_was_read_back_cannot_say_why_not(almost: Decision) -> None:
    again = Decision.model_validate_json(almost.model_dump_json())
    with pytest.raises(LookupError, match="decide the case again"):
        again.why_not("no_contact")
    with pytest.raises(LookupError, match="decide the case again"):
        again.why_not_reasons()
