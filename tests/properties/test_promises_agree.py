"""Of a promise the splitter, Z3 and trying many inputs by the reference say the same."""

from random import Random

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from clientfit.facts import complete
from clientfit.ruleset.model import Promise, RuleSet
from clientfit.values import FactValue
from clientfit.verify.changes import after_changes
from clientfit.verify.goals import goal_of, problem_of
from clientfit.verify.problem import Nothing, NotProved, first
from clientfit.verify.replay import breaks, breaks_possibly
from clientfit.verify.search import Effort, Found
from clientfit.verify.solver import Solver
from verify_rules import is_possible_by_trying, promises, rule_sets, whole_inputs

SLOW = [HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much]


def by_splitting(promise: Promise, rules: RuleSet) -> dict[str, FactValue] | Nothing | NotProved:
    problem = problem_of(promise, rules)
    goal, walks = goal_of(promise, problem)
    search = problem.search(goal, walks)
    found = first(search, Effort())
    return dict(search.world.witness(found.state) or {}) if isinstance(found, Found) else found


def some_input(rules: RuleSet, random: Random) -> dict[str, FactValue]:
    """An input at random, possible or not."""
    numbers = whole_inputs()
    return {
        name: random.choice(
            numbers if spec.type.is_number else (*(spec.type.words or (True, False)), None)
        )
        for name, spec in rules.facts.items()
    }


@given(rule_sets(), promises())
@settings(max_examples=120, deadline=None, suppress_health_check=SLOW)
def test_the_splitter_and_z3_say_the_same_of_a_promise(rules: RuleSet, promise: Promise) -> None:
    one, two = by_splitting(promise, rules), Solver(rules).breaks(promise)
    assert not isinstance(one, NotProved)
    assert isinstance(one, Nothing) == isinstance(two, Nothing)
    for witness in (one, two):
        if isinstance(witness, dict):
            assert breaks_possibly(promise, rules, {**rules.unraised, **witness})


@given(rule_sets(), promises(), st.randoms(use_true_random=True))
@settings(max_examples=60, deadline=None, suppress_health_check=SLOW)
def test_no_input_that_is_tried_breaks_a_proved_promise(
    rules: RuleSet, promise: Promise, random: Random
) -> None:
    if not isinstance(by_splitting(promise, rules), Nothing):
        return
    for _ in range(200):
        values = dict(complete(rules, some_input(rules, random)).values)
        if breaks(promise, rules, values):
            always = rules.always + after_changes(promise.change, rules).always
            assert not is_possible_by_trying(rules, always, values)
