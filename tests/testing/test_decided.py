"""Cases that reach a wanted outcome do reach it, and shrink to a few events."""

import sys
from collections import Counter
from dataclasses import replace

import pytest
from hypothesis import Phase, find, given, settings
from hypothesis import strategies as st

from clientfit.case import Case
from clientfit.errors import ClientfitError, UnknownNameError
from clientfit.facade import default_rules
from clientfit.facts import complete
from clientfit.language.expression import TRUE
from clientfit.reference import decide
from clientfit.ruleset.model import Outcome
from clientfit.testing import decided, decided_facts, near_boundary
from clientfit.testing.fact_strategies import FactStrategies, GivenValue
from clientfit.testing.reaching import is_reachable
from clientfit.testing.realising import give, realise
from clientfit.values import FactValue, Interval

RULES = default_rules()
OUTCOMES = RULES.rule_set.outcomes
MAX_EVENTS = 6
PLAIN = settings(
    max_examples=100, deadline=None, database=None, derandomize=True, phases=[Phase.generate]
)


@pytest.mark.parametrize("outcome", OUTCOMES, ids=str)
def test_a_case_reaches_the_wanted_outcome(outcome: Outcome) -> None:
    """No health check is suppressed: nothing is filtered, and nothing is slow."""
    reached: Counter[bool] = Counter()

    @given(decided(action=outcome.action, reason=outcome.reason))
    @PLAIN
    def count(case: Case) -> None:
        decision = RULES.decide(case)
        wanted = outcome.reason is None or decision.reason == outcome.reason
        reached[decision.action == outcome.action and wanted] += 1

    count()
    rate = reached[True] / reached.total()
    sys.stderr.write(f"\ndecided({outcome}): {rate:.0%} of {reached.total()}\n")
    assert rate >= 0.95


@pytest.mark.parametrize("outcome", OUTCOMES, ids=str)
def test_a_case_shrinks_to_a_few_events(outcome: Outcome) -> None:
    case = find(decided(action=outcome.action, reason=outcome.reason), lambda _: True)
    assert len(case.events) + len(case.facts) <= MAX_EVENTS


@pytest.mark.parametrize("provisional", [True, False])
def test_the_decision_is_provisional_where_that_was_asked_for(provisional: bool) -> None:
    @given(decided(action="ask", provisional=provisional))
    @PLAIN
    def check(case: Case) -> None:
        decision = RULES.decide(case)
        assert (decision.action, decision.provisional) == ("ask", provisional)

    check()


@given(decided_facts(action="remove"))
@settings(max_examples=100, deadline=None)
def test_facts_reach_the_wanted_action_with_any_reason(facts: dict[str, GivenValue]) -> None:
    assert RULES.decide_facts(facts).action == "remove"


def test_removals_of_every_reason_are_among_the_removals() -> None:
    reasons: set[str | None] = set()

    @given(decided(action="remove"))
    @settings(PLAIN, max_examples=300)
    def collect(case: Case) -> None:
        reasons.add(RULES.decide(case).reason)

    collect()
    assert reasons == {outcome.reason for outcome in OUTCOMES if outcome.action == "remove"}


@pytest.mark.parametrize(
    ("action", "reason", "says"),
    [
        ("removed", None, "did you mean 'remove'"),
        ("remove", "lost_tuch", "did you mean 'lost_touch'"),
        ("keep", "rental", "no rule leads to 'keep"),
    ],
)
def test_an_outcome_that_no_rule_gives_is_our_own_error(
    action: str, reason: str | None, says: str
) -> None:
    with pytest.raises(UnknownNameError, match=says):
        decided(action=action, reason=reason)


@given(FactStrategies(RULES.rule_set).known())
@settings(max_examples=200, deadline=None)
def test_a_record_of_facts_decides_as_the_facts(known: dict[str, FactValue]) -> None:
    timeline = RULES.timeline
    case = realise(timeline, known)
    expected = decide(RULES.rule_set, complete(RULES.rule_set, known))
    assert decide(RULES.rule_set, timeline.facts(case)) == expected


@given(st.integers(-5, 5), st.integers(0, 5))
def test_a_number_is_given_as_it_is(low: int, more: int) -> None:
    given_value = give(Interval(low, low + more))
    assert given_value == low if more == 0 else given_value.at_least == low  # type: ignore[union-attr]


def test_facts_near_a_boundary_settle_a_row() -> None:
    """At the number and at its neighbour on one side the decisions differ."""
    settled: Counter[bool] = Counter()

    @given(near_boundary())
    @PLAIN
    def count(facts: dict[str, GivenValue]) -> None:
        settled[any(_differs(facts, name) for name in facts)] += 1

    count()
    assert settled[True] / settled.total() >= 0.6  # a number, one below it, one above: two of three


def _differs(facts: dict[str, GivenValue], name: str) -> bool:
    value = facts[name]
    if not isinstance(value, Interval):
        return False
    step = 1 if RULES.rule_set.facts[name].type.name == "integer" else 0.001
    beside = (Interval(value.low + s, value.low + s) for s in (-step, step))
    before = RULES.decide_facts(facts)
    return any(RULES.decide_facts({**facts, name: other}) != before for other in beside)


def test_a_rule_set_without_numbers_has_no_boundary() -> None:
    bare = type(RULES.rule_set)("house/bare", "1", "", {}, {}, {}, (), (RULES.rule_set.rows[-1],), ())
    with pytest.raises(ClientfitError, match="no rule compares"):
        near_boundary(bare)


def test_an_outcome_behind_a_rule_that_always_holds_first_is_not_reachable() -> None:
    rule_set = RULES.rule_set
    always = replace(rule_set.rows[0], holds_when=TRUE)
    blocked = replace(rule_set, rows=(always, *rule_set.rows[1:]))
    rental = next(outcome for outcome in OUTCOMES if outcome.reason == "rental")
    assert is_reachable(RULES, rental)
    assert not is_reachable(blocked, rental)
