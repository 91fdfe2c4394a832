"""The ready properties hold of our own rules, and each of them can fail."""

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from clientfit.case import Case
from clientfit.decision import Action, Decision, PossibleOutcome, Question
from clientfit.engines.python import compile_rules
from clientfit.evaluator import Rules, load_rules
from clientfit.facade import decide, default_rules
from clientfit.ruleset.model import RuleSet
from clientfit.testing import (
    PropertyFails,
    PropertySuite,
    check_properties,
    check_property,
    check_protected_attributes,
    rule_sets,
)
from clientfit.testing.checking import Property
from clientfit.testing.documented import DEFINITIONS
from clientfit.testing.properties import (
    A_CLOSED_CHANNEL_LEADS_NOWHERE,
    A_CLOSED_CHANNEL_STAYS_CLOSED,
    A_RESPONSE_IS_CONTACT,
    DEFINITIONS_OF_CASES,
    ORDER_DOES_NOT_MATTER,
    PROMISES_OF_CASES,
    PROMISES_OF_FACTS,
    SAME_FACTS_SAME_QUESTIONS,
    WHAT_IS_OPEN_IS_ASKED,
)

RULES = default_rules()


class TestOurOwnRules(PropertySuite):
    examples = 100

    def decide(self, case: Case) -> Decision:
        return decide(case)


class Misspelt(PropertySuite):
    def decides(self, case: Case) -> Decision:
        return decide(case)


@pytest.mark.parametrize("suite", [PropertySuite, Misspelt])
def test_a_suite_without_a_way_to_decide_fails_in_every_test(suite: type[PropertySuite]) -> None:
    tests = [name for name in dir(suite) if name.startswith("test_")]
    assert len(tests) >= 8
    for name in tests:
        with pytest.raises(NotImplementedError, match=r"write `decide\(self, case\)`: your own way"):
            getattr(suite(), name)()


@pytest.mark.parametrize("house", ["lakeside", "search-portal"])
def test_the_ready_properties_hold_of_the_worked_houses(root: Path, house: str) -> None:
    check_properties(load_rules(root / "docs" / "examples" / "houses" / house), examples=25)


@given(rule_sets())
@settings(
    max_examples=3,
    deadline=None,
    database=None,
    derandomize=True,
    phases=[Phase.generate],
    suppress_health_check=list(HealthCheck),
)
def test_the_ready_properties_hold_of_rules_with_words_of_their_own(own: RuleSet) -> None:
    """No fact and no reason that the documents speak of is there."""
    by_id = {rule.id: rule for rule in own.rules}
    check_properties(Rules(own, compile_rules(own), by_id), examples=8)


@pytest.mark.parametrize("wanted", [PROMISES_OF_FACTS, PROMISES_OF_CASES], ids=lambda it: it.name)
def test_rules_that_break_a_promise_are_found(tmp_path: Path, root: Path, wanted: Property) -> None:
    house = shutil.copytree(root / "rules", tmp_path / "rules")
    file = house / "reasons" / "bad_fit.yaml"
    text = file.read_text("utf-8")
    file.write_text(text.replace("not in ['agreed', 'assisting']", "in ['declined']"), "utf-8")
    with pytest.raises(PropertyFails, match=r"the promise 'a bad-fit removal .*' is broken"):
        check_property(wanted, load_rules(house), examples=1000)


def keeps(_: Case) -> Decision:
    return RULES.decide_facts({"attempts": 1, "responses": 1})


def follows_the_first_event(case: Case) -> Decision:
    first = case.events[0].kind if case.events else ""
    return RULES.decide_facts({"wants_rental": first == "rental"})


def asks_by_the_client(case: Case) -> Decision:
    decision = RULES.decide(case)
    vars(decision)["questions"] = (Question(fact="", asks=f"What about {case.id}?"),)
    return decision


def loses_contact(_: Case) -> Decision:
    facts = {"attempts": 3, "attempts_preferred": 2, "attempts_alternate": 1, "attempt_span_days": 7}
    return RULES.decide_facts(facts)


def removes_everybody_else(case: Case) -> Decision:
    decision = RULES.decide(case)
    return decision if decision.action is Action.STOP_CONTACT else loses_contact(case)


def keeps_instead_of_asking(case: Case) -> Decision:
    decision = RULES.decide(case)
    guess = {"action": Action.KEEP, "rule": "keep"}
    return decision.model_copy(update=guess) if decision.action is Action.ASK else decision


def keeps_and_hides_it(case: Case) -> Decision:
    decision = keeps_instead_of_asking(case)
    return decision.model_copy(update={"provisional": False})


def contradicts_itself(case: Case) -> Decision:
    decision = RULES.decide(case)
    if decision.provisional:
        return decision
    still = RULES.decide_facts({"search_over": None})
    return still.model_copy(update={"action": Action.KEEP, "rule": "keep"})


def calls_anyway(case: Case) -> Decision:
    decision = RULES.decide(case)
    vars(decision)["steps"] = ("Try again by phone.",)
    return decision


def forgets_what_was_closed(case: Case) -> Decision:
    kept = tuple(e for e in case.events if e.kind != "contact_permission" or e.at != case.as_of)
    return RULES.decide(case.model_copy(update={"events": kept}))


def test_a_path_over_a_closed_channel_is_found() -> None:
    with pytest.raises(
        PropertyFails, match=r"\w+ is closed, and the path to \w+.* says: .* by"
    ) as caught:
        check_property(A_CLOSED_CHANNEL_LEADS_NOWHERE, RULES, forgets_what_was_closed, examples=100)
    assert "as_of" in str(caught.value)


@pytest.mark.parametrize(
    ("wanted", "wrong", "says"),
    [
        (ORDER_DOES_NOT_MATTER, follows_the_first_event, "in another order"),
        (SAME_FACTS_SAME_QUESTIONS, asks_by_the_client, "another"),
        (A_RESPONSE_IS_CONTACT, loses_contact, "no contact with a client who answered"),
        (WHAT_IS_OPEN_IS_ASKED, keeps_instead_of_asking, "it says keep while this is open: "),
        (WHAT_IS_OPEN_IS_ASKED, keeps_and_hides_it, "it says keep while this is open: "),
        (WHAT_IS_OPEN_IS_ASKED, contradicts_itself, "provisional and asks .*, yet says keep"),
        (A_CLOSED_CHANNEL_STAYS_CLOSED, calls_anyway, "phone is closed, and proposed"),
        (A_CLOSED_CHANNEL_STAYS_CLOSED, keeps, "all is closed, yet keep"),
        (DEFINITIONS_OF_CASES, keeps, "while the client closed every way of contact"),
        (DEFINITIONS_OF_CASES, removes_everybody_else, "definition does not hold"),
        (PROMISES_OF_CASES, removes_everybody_else, "the promise '.*' is broken"),
    ],
)
def test_a_property_finds_who_breaks_it_and_shows_a_small_case(
    wanted: Property, wrong: Callable[[Case], Decision], says: str
) -> None:
    with pytest.raises(PropertyFails, match=says) as caught:
        check_property(wanted, RULES, wrong, examples=300)
    assert isinstance(caught.value.example, Case)
    assert len(caught.value.example.events) <= 3
    assert wanted.name in str(caught.value)
    assert all(f'"{event.kind}"' in str(caught.value) for event in caught.value.example.events)


def test_an_error_of_the_integration_is_not_hidden() -> None:
    def broken(_: Case) -> Decision:
        raise KeyError("stage")

    with pytest.raises(KeyError, match="stage"):
        check_property(ORDER_DOES_NOT_MATTER, RULES, broken)


def test_every_documented_reason_has_a_definition() -> None:
    removals = {o.reason for o in RULES.rule_set.outcomes if o.action is Action.REMOVE}
    assert set(DEFINITIONS) == removals
    assert PossibleOutcome(action=Action.KEEP).reason is None


RECORDS = st.fixed_dictionaries(
    {
        "stage": st.sampled_from(("active", "renting")),
        "person": st.fixed_dictionaries({"name": st.just("A"), "language": st.just("en")}),
    }
)
ATTRIBUTES: dict[str, tuple[object, ...]] = {"name": ("B", ""), "language": ("es", None)}


def by_stage(record: dict[str, Any]) -> Decision:
    facts = {"wants_rental": record["stage"] == "renting"}
    return decide({"id": "c-1", "time_zone": "UTC", "as_of": "2026-03-20", "facts": facts})


def by_language(record: dict[str, Any]) -> Decision:
    facts = {"wants_rental": record["person"]["language"] == "es"}
    return decide({"id": "c-1", "time_zone": "UTC", "as_of": "2026-03-20", "facts": facts})


def test_an_integration_that_looks_at_the_stage_only_passes() -> None:
    check_protected_attributes(by_stage, RECORDS, ATTRIBUTES)


def test_an_integration_that_looks_at_the_language_is_found() -> None:
    with pytest.raises(PropertyFails, match="with language = 'es'"):
        check_protected_attributes(by_language, RECORDS, ATTRIBUTES)


def test_an_attribute_that_no_record_has_is_not_passed_over() -> None:
    with pytest.raises(ValueError, match="has family; nothing was tested there"):
        check_protected_attributes(by_stage, RECORDS, {"family": ("large",)})
