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
