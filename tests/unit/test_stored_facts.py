"""Facts survive being stored: the same facts come back, exactly."""

import json
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from clientfit.decision_parts import StoredFact
from clientfit.errors import FactError
from clientfit.facade import default_rules
from clientfit.facts import complete
from clientfit.stored_facts import restore_facts, store_facts
from clientfit.values import DaySpan
from strategies import known_facts

RULES = default_rules().rule_set


@settings(max_examples=300, deadline=None)
@given(st.data())
def test_facts_come_back_as_they_were(data: st.DataObject) -> None:
    facts = complete(RULES, data.draw(known_facts(RULES)))
    again = restore_facts(RULES, json.loads(json.dumps(store_facts(RULES, facts))))
    assert again.values == facts.values
    assert again.assumed == facts.assumed


def test_a_span_of_days_comes_back() -> None:
    span = DaySpan(date(2026, 3, 1), date(2026, 3, 2))
    facts = complete(RULES, {"last_response": span})
    stored = store_facts(RULES, facts)
    assert stored == {"last_response": {"first": "2026-03-01", "last": "2026-03-02"}}
    assert restore_facts(RULES, stored).values["last_response"] == span


@pytest.mark.parametrize(
    ("stored", "message"),
    [
        ({"responces": 1}, "unknown fact 'responces'; did you mean 'responses'?"),
        ({"responses": True}, "True is not a stored integer"),
        ({"responses": "1/0"}, "'1/0' is not a stored integer"),
        ({"responses": {"least": 3}}, "is not a stored integer"),
        ({"responses": {"at_least": 3, "at_most": 2}}, "is not a stored integer"),
        ({"wants_rental": 1}, "1 is not a stored boolean"),
        ({"wants_rental": {"at_least": 1}}, "is not a stored boolean"),
        ({"handoff_status": "maybe"}, "'maybe' is not a stored one of"),
        ({"last_response": "soon"}, "'soon' is not a stored date"),
    ],
)
def test_what_does_not_fit_the_vocabulary_is_told(stored: dict[str, StoredFact], message: str) -> None:
    with pytest.raises(FactError) as caught:
        restore_facts(RULES, stored)
    assert message in str(caught.value)
