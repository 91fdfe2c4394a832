"""Random rule sets load, have every shape, and are decided alike by engine and reference."""

from collections import Counter

import pytest
from hypothesis import HealthCheck, find, given, settings
from hypothesis import strategies as st

from clientfit.engines.python import compile_rules
from clientfit.errors import ClientfitError
from clientfit.examples import run_examples
from clientfit.facade import default_rules
from clientfit.facts import complete
from clientfit.language.expression import AtLeast, Not
from clientfit.reference import answer
from clientfit.ruleset.model import RuleSet
from clientfit.testing import decided_facts, overlays, rule_sets
from clientfit.testing.critical_numbers import conditions_of
from clientfit.testing.fact_strategies import FactStrategies
from clientfit.testing.rule_set_strategies import Files, load_files

SLOWLY = settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])


@given(rule_sets(), st.data())
@SLOWLY
def test_the_compiled_engine_agrees_on_random_rule_sets(rules: RuleSet, data: st.DataObject) -> None:
    known = data.draw(FactStrategies(rules).known())
    facts = complete(rules, known)
    assert compile_rules(rules).answer(facts) == answer(rules, facts)


@given(rule_sets(), st.data())
@SLOWLY
def test_the_outcomes_of_a_random_rule_set_are_reached_or_nothing_reaches_them(
    rules: RuleSet, data: st.DataObject
) -> None:
    outcome = data.draw(st.sampled_from(rules.outcomes))
    wanted = decided_facts(action=outcome.action, reason=outcome.reason, rules=rules, provisional=False)
    try:
        found = data.draw(wanted)
    except ClientfitError as error:
        assert "found no facts" in str(error)  # noqa: PT017  either is right
    else:
        verdict = answer(rules, complete(rules, dict(found))).verdict  # type: ignore[arg-type]
        assert verdict.outcome.action == outcome.action


def test_random_rule_sets_have_every_shape() -> None:
    always = settings(max_examples=2000, database=None, derandomize=True)
    assert find(rule_sets(), lambda _: True, settings=always).rows[-1].id == "otherwise"
    for shape in (Not, AtLeast):

        def has_it(rules: RuleSet, shape: type = shape) -> bool:
            return any(isinstance(c, shape) for c in conditions_of(rules))

        found = find(rule_sets(), has_it, settings=always)
        assert len(found.rules) <= 2
    families: Counter[str] = Counter()

    @given(rule_sets())
    @settings(SLOWLY, max_examples=50, database=None, derandomize=True)
    def count(rules: RuleSet) -> None:
        families.update(rule.family for rule in rules.rules)

    count()
    assert set(families) == {"signal", "reason", "outcome"}


@given(rule_sets())
@SLOWLY
def test_the_examples_of_a_random_rule_set_hold(rules: RuleSet) -> None:
    results = list(run_examples(rules))
    assert len(results) == len(rules.rules)
    assert all(result.passed for result in results)


def test_texts_that_are_no_rule_set_are_our_own_error() -> None:
    with pytest.raises(ClientfitError, match=r"no ruleset\.yaml"):
        load_files({})


@given(overlays())
@settings(max_examples=5, deadline=None)
def test_an_overlay_loads_and_changes_nothing_but_some_parameters(files: Files) -> None:
    base, found = default_rules().rule_set, load_files(files)
    assert [row.id for row in found.rows] == [row.id for row in base.rows]
    changed = {n for n, spec in found.parameters.items() if spec.value != base.parameters[n].value}
    assert all(f'"{name}"' in files["ruleset.yaml"] for name in changed)
    assert bool(changed) == ("parameters" in files["ruleset.yaml"])
