"""What is drawn is valid, shrinks to what a person can read, and is loaded only when it is used."""

import subprocess
import sys

import pytest
from hypothesis import HealthCheck, Phase, find, given, settings
from hypothesis import strategies as st

import clientfit.testing
from clientfit.case import Case
from clientfit.errors import UnknownNameError
from clientfit.events import EVENT_TYPES
from clientfit.facade import default_rules
from clientfit.testing import cases, events, facts, timelines
from clientfit.values import Interval

RULES = default_rules()


def run(code: str) -> str:
    command = [sys.executable, "-c", code]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout.strip()


@pytest.mark.parametrize("name", clientfit.testing.__all__)
def test_every_public_name_is_there_and_says_what_it_is(name: str) -> None:
    assert getattr(clientfit.testing, name).__doc__


@pytest.mark.parametrize("strategy", [cases(), events(), timelines(), facts()], ids=repr)
def test_a_strategy_has_a_name_of_one_line(strategy: st.SearchStrategy[object]) -> None:
    """Hypothesis warns of longer ones, and shows them where nothing is found."""
    assert len(repr(strategy)) < 100


def test_a_name_that_is_not_there_is_an_attribute_error() -> None:
    assert dir(clientfit.testing) == sorted(clientfit.testing.__all__)
    with pytest.raises(AttributeError, match=r"module 'clientfit\.testing' has no attribute 'case'"):
        _ = clientfit.testing.case  # type: ignore[attr-defined]


@given(cases())
@settings(max_examples=100, deadline=None)
def test_every_case_that_is_drawn_can_be_decided(case: Case) -> None:
    assert RULES.decide(case).rule in RULES.by_id


@given(st.sampled_from(sorted(EVENT_TYPES)), st.data())
@settings(max_examples=150, deadline=None)
def test_an_event_is_of_the_kind_that_was_asked_for(kind: str, data: st.DataObject) -> None:
    assert data.draw(events(kind)).kind == kind


def test_an_unknown_kind_of_event_is_our_own_error() -> None:
    with pytest.raises(UnknownNameError, match="did you mean 'contact'"):
        events("contakt")


@given(timelines(max_size=3))
@settings(max_examples=50, deadline=None)
def test_a_timeline_has_so_many_events_and_no_id_twice(timeline: tuple[object, ...]) -> None:
    ids = [event.id for event in timeline]  # type: ignore[attr-defined]
    assert len(ids) == len(set(ids)) <= 3


FACTS = {(u, b): facts(RULES, unknowns=u, bounds=b) for u in (False, True) for b in (False, True)}


@given(st.booleans(), st.booleans(), st.data())
@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_facts_are_unknown_or_bounded_only_where_that_was_asked_for(
    unknowns: bool, bounds: bool, data: st.DataObject
) -> None:
    given_facts = data.draw(FACTS[unknowns, bounds])
    for value in given_facts.values():
        if isinstance(value, Interval):
            assert value.is_exact or (unknowns if value.is_unbounded else bounds)
        else:
            assert value is not None or unknowns
    assert RULES.decide_facts(given_facts).rule


@pytest.mark.parametrize("seen", ["unknown", "bounded"])
def test_facts_of_every_kind_do_occur(seen: str) -> None:
    def occurs(found: dict[str, object]) -> bool:
        values = found.values()
        if seen == "unknown":
            return None in values
        return any(isinstance(v, Interval) and not v.is_exact and not v.is_unbounded for v in values)

    assert len(find(facts(), occurs)) == 1


def test_a_case_shrinks_to_nothing_and_a_contact_to_the_first_channel_on_a_round_day() -> None:
    assert find(cases(), lambda _: True).events == ()
    case = find(cases(), lambda case: any(event.kind == "contact" for event in case.events))
    (contact,) = case.events
    assert (contact.at.isoformat(), contact.channel) == ("2026-03-01", "phone")  # type: ignore[union-attr]


UNSHRUNK = settings(max_examples=20, database=None, derandomize=True, phases=[Phase.generate])
"""Whether something is drawn at all does not need the smallest."""


def test_hypothesis_draws_our_types_without_being_told_how() -> None:
    assert find(st.from_type(Case), lambda case: case.events != (), settings=UNSHRUNK).id == "c-1"
    for kind, model in EVENT_TYPES.items():
        drawn = find(st.from_type(model), lambda _: True, settings=UNSHRUNK)
        assert drawn.kind == kind  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("first", "then", "name"),
    [
        ("from clientfit import Case", "", "Case"),
        ("", "from clientfit import Case", "Case"),
        ("import clientfit.case; from clientfit import Case", "", "Case"),
        ("", "from clientfit.events import Contact", "Contact"),
        ("from clientfit.events import Contact", "", "Contact"),
    ],
)
def test_hypothesis_draws_our_types_however_they_are_imported(first: str, then: str, name: str) -> None:
    code = (
        f"{first}\nfrom hypothesis import Phase, find, settings, strategies as st\n{then}\n"
        "import inspect; few = settings(phases=[Phase.generate], database=None)\n"
        f"drawn = find(st.from_type({name}), lambda _: True, settings=few)\n"
        f"print(type(drawn).__name__, len(inspect.getsource({name})) > 9)"
    )
    assert run(code) == f"{name} True"


def test_importing_hypothesis_loads_no_case_and_no_pydantic() -> None:
    heavy = ("clientfit.case", "clientfit.events", "clientfit.testing.case_strategies", "yaml")
    code = f"import sys, hypothesis.strategies; print([m for m in {heavy} if m in sys.modules])"
    assert run(code) == "[]"


def test_importing_the_kit_loads_neither_hypothesis_nor_pytest() -> None:
    heavy = ("hypothesis", "pytest", "pydantic", "yaml")
    code = f"import sys, clientfit.testing; print([m for m in {heavy} if m in sys.modules])"
    assert run(code) == "[]"
