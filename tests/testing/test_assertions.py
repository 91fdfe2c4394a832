"""The assertion returns the decision, or says why it is otherwise."""

import pytest

from clientfit.testing import assert_decides

CASE = {"id": "c-1", "time_zone": "UTC", "as_of": "2026-03-20", "facts": {"wants_rental": True}}


def test_a_case_that_is_decided_so_gives_its_decision() -> None:
    assert assert_decides(CASE, "remove", "rental").rule == "rental"


@pytest.mark.parametrize(
    ("action", "reason"), [("keep", None), ("remove", None), ("remove", "bad_fit")]
)
def test_a_case_that_is_decided_otherwise_says_why(action: str, reason: str | None) -> None:
    with pytest.raises(AssertionError) as caught:
        assert_decides(CASE, action, reason)
    expected = f"{action} ({reason})" if reason else action
    message = str(caught.value)
    assert message.startswith(f"expected {expected}, but it is remove (rental)\n")
    assert "The client looks for a rental." in message


def test_a_failure_says_why_not_and_what_leads_there() -> None:
    fresh = {
        "id": "c-1",
        "time_zone": "UTC",
        "as_of": "2026-03-20",
        "assigned_at": "2026-03-19",
        "preferred_channel": "text",
        "complete_channels": "all",
    }
    with pytest.raises(AssertionError, match=r"Why not: .*\nHow to get there: .*") as caught:
        assert_decides(fresh, "remove", "no_contact")
    _, _, there = str(caught.value).partition("How to get there: ")
    says, *steps = there.split("\n\n", 1)[0].splitlines()
    assert says.startswith("After 4 steps")
    assert len(steps) == 4
    assert steps[0] == "  1. 2026-03-20: Try to reach the client by text."


def test_an_outcome_that_no_rule_gives_is_named_as_such() -> None:
    with pytest.raises(AssertionError, match="no reason is called 'rentals'"):
        assert_decides(CASE, "remove", "rentals")
