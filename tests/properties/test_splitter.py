"""The splitter says of every small rule set what trying every input says."""

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from clientfit.facade import default_rules
from clientfit.facts import complete
from clientfit.language.expression import Condition
from clientfit.lint.mutants import mutants
from clientfit.reference import truth
from clientfit.ruleset.model import RuleSet
from clientfit.verify.problem import Nothing, NotProved
from clientfit.verify.replay import decided
from clientfit.verify.splitter import Witness, difference, satisfiable
from verify_rules import conditions, inputs, rule_sets

DEFAULT = default_rules().rule_set
SLOW = [HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much]


@given(rule_sets(), conditions(), st.booleans())
@settings(max_examples=40, deadline=None, suppress_health_check=SLOW)
def test_a_condition_can_hold_where_some_input_makes_it_hold(
    rules: RuleSet,
    condition: Condition,
    want: bool,
) -> None:
    named = rules.conditions
    found = satisfiable(rules, condition, want=want)
    tried = any(truth(condition, values, named) is want for values in inputs(rules))
    assert isinstance(found, Witness if tried else Nothing)
    if isinstance(found, Witness):
        assert truth(condition, complete(rules, found.facts).values, named) is want


@given(rule_sets(), st.data())
@settings(max_examples=25, deadline=None, suppress_health_check=SLOW)
def test_two_rule_sets_differ_where_some_input_is_decided_differently(
    rules: RuleSet, data: st.DataObject
) -> None:
    other = data.draw(st.sampled_from(list(mutants(rules)) or [None]))
    if other is None:
        return
    found = difference(rules, other.rules)
    tried = any(decided(rules, v) != decided(other.rules, v) for v in inputs(rules))
    assert isinstance(found, Witness if tried else Nothing), str(other)
    if isinstance(found, Witness):
        values = dict(complete(rules, found.facts).values)
        assert found.ends == (decided(rules, values), decided(other.rules, values))


def test_the_splitter_gives_up_rather_than_guess() -> None:
    other = next(m for m in mutants(DEFAULT) if m.rule == "overdue_update" and m.kind == "line dropped")
    found = difference(DEFAULT, other.rules, budget=10)
    assert isinstance(found, NotProved)
