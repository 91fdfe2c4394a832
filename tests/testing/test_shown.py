"""What Hypothesis shows of our strategies: short names, and cases that can be pasted."""

import re
import warnings
from typing import Any

import pytest
from hypothesis import Phase, find, given, settings
from hypothesis import strategies as st

from clientfit.case import Case
from clientfit.case_reader import parse_case
from clientfit.evaluator import Rules
from clientfit.testing import cases, decided, facts, near_boundary, raw_cases, rule_sets
from clientfit.testing.event_strategies import raw_events
from clientfit.testing.plain_cases import plain_case
from clientfit.testing.properties import PROPERTIES

FEW = settings(
    max_examples=30,
    deadline=None,
    database=None,
    derandomize=True,
    phases=[Phase.generate, Phase.shrink],
)


def case_shown_by(strategy: st.SearchStrategy[Case], rejected: Any) -> tuple[Case, str]:
    """The case on which a property fails, and what Hypothesis shows of it."""
    last: list[Case] = []

    @given(strategy)
    @FEW
    def fails(case: Case) -> None:
        last.append(case)
        assert not rejected(case)

    with pytest.raises(AssertionError) as caught:
        fails()
    return last[-1], "\n".join(caught.value.__notes__)


@pytest.mark.parametrize(
    ("strategy", "rejected"),
    [
        (cases(), lambda case: len(case.events) > 1),
        (cases(), lambda case: case.facts),
        (decided(action="remove", reason="lost_touch"), lambda case: case.events),
        (decided(action="ask", provisional=True), lambda _: True),
        (decided(action="remove", reason="bad_fit"), lambda case: case.facts),
    ],
)
def test_a_failing_case_is_shown_so_that_it_can_be_pasted(
    strategy: st.SearchStrategy[Case], rejected: Any
) -> None:
    case, shown = case_shown_by(strategy, rejected)
    found = re.search(r"case=(parse_case\(.*\)),", shown, re.DOTALL)
    assert found, shown
    pasted = eval(found[1], {"__builtins__": {}, "parse_case": parse_case})  # noqa: S307  our own words
    assert pasted == case


@given(cases())
@FEW
def test_a_case_in_plain_form_is_the_same_case(case: Case) -> None:
    assert parse_case(plain_case(case)) == case


def test_no_strategy_has_a_name_that_nobody_reads(rules: Rules) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        ours = (cases(), raw_cases(), raw_events(), facts(), near_boundary(), rule_sets())
        named = (*ours, decided(action="keep"), *(wanted.draws(rules) for wanted in PROPERTIES))
        assert max(len(repr(strategy)) for strategy in named) < 200
        assert find(raw_cases(), lambda _: True, settings=FEW)["id"] == "c-1"
