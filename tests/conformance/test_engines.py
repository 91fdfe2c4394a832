"""What every engine must give: the answer of the reference, whatever the facts.

An engine is any `MakeEngine`; to hold another one to this, add it to `ENGINES`.
"""

from collections import Counter
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from clientfit.case_reader import load_case, parse_case
from clientfit.engines.engine import Engine, MakeEngine
from clientfit.engines.python import compile_rules
from clientfit.engines.rete import build_rete
from clientfit.evaluator import Rules
from clientfit.facade import default_rules
from clientfit.facts import Facts, complete
from clientfit.reference import answer
from clientfit.ruleset.model import RuleSet
from clientfit.values import FactValue
from strategies import known_or_written, raw_cases


def compiled(rules: RuleSet) -> Engine:
    return compile_rules(rules).answer


def rete(rules: RuleSet) -> Engine:
    return build_rete(rules).answer


ENGINES: dict[str, MakeEngine] = {"compiled": compiled, "rete": rete}
MANY = 5000
STORIES = sorted((Path(__file__).parents[2] / "docs" / "examples" / "casebook").glob("*.yaml"))
RULES = default_rules()
KNOWN = known_or_written(RULES.rule_set)
CHECKS = [HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.function_scoped_fixture]


@pytest.fixture(scope="module", params=ENGINES.values(), ids=ENGINES.keys())
def engine(request: pytest.FixtureRequest) -> Engine:
    return request.param(RULES.rule_set)


def assert_agrees(engine: Engine, facts: Facts) -> None:
    assert engine(facts) == answer(RULES.rule_set, facts)


def test_every_example_of_every_rule(engine: Engine) -> None:
    for rule in RULES.rule_set.rules:
        for example in rule.examples:
            assert_agrees(engine, complete(RULES.rule_set, example.given))


def test_every_story_of_the_casebook(engine: Engine, rules: Rules) -> None:
    assert STORIES
    for story in STORIES:
        assert_agrees(engine, rules.timeline.facts(load_case(story)))


@given(known=KNOWN)
@settings(max_examples=200, deadline=None, suppress_health_check=CHECKS)
def test_some_facts_with_unknowns_and_bounds(engine: Engine, known: dict[str, FactValue]) -> None:
    assert_agrees(engine, complete(RULES.rule_set, known))


@given(raw=raw_cases())
@settings(max_examples=50, deadline=None, suppress_health_check=CHECKS)
def test_cases_of_every_kind(engine: Engine, raw: dict[str, object]) -> None:
    assert_agrees(engine, RULES.timeline.facts(parse_case(raw)))


@pytest.mark.slow
def test_very_many_facts_that_reach_every_outcome_and_every_row(engine: Engine) -> None:
    outcomes: Counter[object] = Counter()
    rows: Counter[str] = Counter()
    provisional: Counter[bool] = Counter()

    @given(st.data())
    @settings(
        max_examples=MANY, deadline=None, derandomize=True, database=None, suppress_health_check=CHECKS
    )
    def draw(data: st.DataObject) -> None:
        facts = complete(RULES.rule_set, data.draw(KNOWN))
        found = engine(facts)
        assert found == answer(RULES.rule_set, facts)
        outcomes[found.verdict.outcome] += 1
        rows[found.verdict.row] += 1
        provisional[found.verdict.provisional] += 1

    draw()
    assert rows.total() >= MANY
    assert set(RULES.rule_set.outcomes) <= set(outcomes)
    assert {row.id for row in RULES.rule_set.rows} == set(rows)
    assert min(provisional[True], provisional[False]) > MANY / 20
