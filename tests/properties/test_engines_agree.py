"""The compiled engine says what the reference says, whatever the facts."""

from collections import Counter

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from clientfit.case_reader import parse_case
from clientfit.facade import default_rules
from clientfit.facts import Facts, complete
from clientfit.reference import answer, decide
from clientfit.testing.case_strategies import raw_cases
from clientfit.values import FactValue
from strategies import known_or_written

RULES = default_rules()
KNOWN = known_or_written(RULES.rule_set)
CHECKS = [HealthCheck.too_slow, HealthCheck.data_too_large]


def assert_both_agree(facts: Facts) -> None:
    assert RULES.engine.answer(facts) == answer(RULES.rule_set, facts)


@given(KNOWN)
@settings(max_examples=500, deadline=None, suppress_health_check=CHECKS)
def test_the_engine_and_the_reference_agree_on_some_facts(known: dict[str, FactValue]) -> None:
    assert_both_agree(complete(RULES.rule_set, known))


@pytest.mark.slow
@given(KNOWN)
@settings(max_examples=20_000, deadline=None, suppress_health_check=CHECKS)
def test_the_engine_and_the_reference_agree_on_very_many_facts(known: dict[str, FactValue]) -> None:
    assert_both_agree(complete(RULES.rule_set, known))


@given(raw_cases())
@settings(max_examples=150, deadline=None, suppress_health_check=CHECKS)
def test_the_engine_and_the_reference_agree_on_cases(raw: dict[str, object]) -> None:
    assert_both_agree(RULES.timeline.facts(parse_case(raw)))


@pytest.mark.slow
def test_the_drawn_facts_reach_every_outcome_and_every_row() -> None:
    outcomes: Counter[object] = Counter()
    rows: Counter[str] = Counter()

    @given(st.data())
    @settings(max_examples=4000, deadline=None, database=None, derandomize=True)
    def draw(data: st.DataObject) -> None:
        verdict = decide(RULES.rule_set, complete(RULES.rule_set, data.draw(KNOWN)))
        outcomes[verdict.outcome] += 1
        rows[verdict.row] += 1

    draw()
    assert set(RULES.rule_set.outcomes) <= set(outcomes)
    assert {row.id for row in RULES.rule_set.rows} == set(rows)
