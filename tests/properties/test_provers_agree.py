"""The splitter and Z3 say the same of the default rules, of faulty ones and of small random ones."""

import sys

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from clientfit.examples import run_examples
from clientfit.facade import default_rules
from clientfit.facts import complete
from clientfit.language.expression import Condition
from clientfit.lint.mutants import Mutant, mutants, order_swaps
from clientfit.ruleset.model import RuleSet
from clientfit.verify.diff import diff
from clientfit.verify.goals import outcomes_of, reaches
from clientfit.verify.problem import Nothing, NotProved, alone, first
from clientfit.verify.replay import decided, holds, is_possible
from clientfit.verify.search import Effort
from clientfit.verify.solver import Solver
from clientfit.verify.splitter import Witness, changes, satisfiable
from verify_rules import conditions, rule_sets

DEFAULT = default_rules().rule_set
FAULTS = [*mutants(DEFAULT), *order_swaps(DEFAULT)]
SLOW = [HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much]


def shows_a_change(fault: Mutant, facts: dict) -> bool:
    """Whether the reference decides differently, or some rule holds that did not."""
    old, new = (dict(complete(rules, facts).values) for rules in (DEFAULT, fault.rules))
    assert is_possible(DEFAULT, old)
    if decided(DEFAULT, old) != decided(fault.rules, new):
        return True
    return any(holds(DEFAULT, r.id, old) != holds(fault.rules, r.id, new) for r in DEFAULT.rules)


@pytest.mark.slow
def test_every_seeded_fault_is_found_or_proved_to_change_nothing() -> None:
    found, same, not_proved = 0, list[Mutant](), list[Mutant]()
    for fault in FAULTS:
        answer = changes(DEFAULT, fault.rules)
        if isinstance(answer, Witness):
            assert shows_a_change(fault, dict(answer.facts)), str(fault)
            found += 1
        elif isinstance(answer, Nothing):
            same.append(fault)
        else:
            not_proved.append(fault)
    for fault in same:
        assert isinstance(Solver(DEFAULT).differs(fault.rules), Nothing), str(fault)
        assert all(result.passed for result in run_examples(fault.rules)), str(fault)
    share = found / (len(FAULTS) - len(same))
    sys.stderr.write(
        f"\n{len(FAULTS)} faults: {found} found, {len(same)} proved to change nothing,"
        f" {len(not_proved)} not proved; {share:.1%} of those that may change something\n"
    )
    assert len(FAULTS) - len(same) >= 150
    assert not not_proved
    assert share == 1


@pytest.mark.slow
def test_a_diff_lists_what_each_of_some_faults_does_and_only_that() -> None:
    for fault in FAULTS[5::40]:
        found = diff(DEFAULT, fault.rules)
        assert not found.not_proved, str(fault)
        assert found.is_same == isinstance(changes(DEFAULT, fault.rules), Nothing), str(fault)
        for one in found.differences:
            before, after = (complete(r, one.facts).values for r in (DEFAULT, fault.rules))
            assert decided(DEFAULT, before) != decided(fault.rules, after), str(fault)


@given(rule_sets(), conditions())
@settings(max_examples=60, deadline=None, suppress_health_check=SLOW)
def test_both_say_the_same_of_a_condition(rules: RuleSet, condition: Condition) -> None:
    one, two = satisfiable(rules, condition), Solver(rules).satisfies(condition)
    assert not isinstance(one, NotProved)
    assert not isinstance(two, NotProved)
    assert isinstance(one, Nothing) == isinstance(two, Nothing)


@given(rule_sets(), st.data())
@settings(max_examples=40, deadline=None, suppress_health_check=SLOW)
def test_both_say_the_same_of_every_outcome(rules: RuleSet, data: st.DataObject) -> None:
    outcome = data.draw(st.sampled_from(sorted(outcomes_of(alone(rules)), key=str)))
    goal, walks = reaches(outcome)
    one = first(alone(rules).search(goal, walks), Effort())
    assert isinstance(one, Nothing) == isinstance(Solver(rules).reaches(outcome), Nothing)
