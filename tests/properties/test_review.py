"""When to look again is the same as trying one day after the other."""

import shutil
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from functools import cache
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from clientfit.case import Case, local_day, zone_of
from clientfit.case_reader import parse_case
from clientfit.decision import Decision
from clientfit.evaluator import Rules, load_rules
from clientfit.facade import default_rules
from clientfit.testing.case_strategies import raw_cases
from clientfit.testing.event_strategies import moments

CHECKS = [HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.function_scoped_fixture]
HORIZON = 120
FACTS = """
topic: Clocks

facts:
  recent_attempts:
    type: integer
    unit: attempts
    means: Attempts of the last ten days.
    from: count(attempts, within=10)
    assume: 0
    assumed_as: none
  attempts_soon_after:
    type: integer
    unit: attempts
    means: Attempts within ten days of the last answer.
    from: count(attempts, since=last(responses), within=10)
    assume: 0
    assumed_as: none
  days_to_meeting:
    type: integer
    unit: days
    means: Days until the meeting.
    from: days_until(latest(appointment.scheduled_for))
    assume: 0
    assumed_as: none
  gap:
    type: integer
    unit: days
    means: From the first attempt to the last answer.
    from: days_between(first(attempts), last(responses))
  pace:
    type: number
    unit: share
    means: How densely the agent tries.
    from: recent_attempts * 5 / (days_silent - 12)
  patience:
    type: number
    unit: days
    means: A product of what moves.
    from: (days_silent - 40) * (days_since_update - 25) / 10
  scaled:
    type: number
    unit: days
    means: Calculated from what is calculated.
    from: patience * (gap - 20)
"""
OUTCOME = """
outcome: clocked
title: Clocked
means: For the tests.
holds_when: days_since_update + days_silent > 3
then:
  - when: recent_attempts >= 2
    action: follow_up
  - when: abs(days_to_meeting - 3) <= 1
    action: hold
  - when: attempts_soon_after >= 1
    action: escalate
  - when: pace > 1
    action: repair
  - when: patience < 8
    action: ask
    asks: [gap]
  - when: scaled > 2
    action: stop_contact
  - when: gap > days_silent
    action: repair
  - action: keep
says: Clocked.
source: tests
examples:
  - name: nothing
    given: {days_silent: 0}
    expect: does not hold
"""


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory, root: Path) -> Path:
    """A house whose rules look at the clock in every way there is."""
    house = Path(shutil.copytree(root / "rules", tmp_path_factory.mktemp("clocks") / "rules"))
    (house / "facts" / "clocks.yaml").write_text(FACTS)
    (house / "outcomes" / "clocked.yaml").write_text(OUTCOME)
    file = house / "ruleset.yaml"
    file.write_text(file.read_text().replace("order:\n", "order:\n  - clocked\n"))
    return house


@cache
def rules_of(house: Path) -> Rules:
    return load_rules(house)


def essence(decision: Decision) -> tuple[object, ...]:
    return (
        decision.action,
        decision.reason,
        decision.rule,
        decision.provisional,
        decision.possible,
    )


def clock_on(case: Case, day: date) -> Case:
    return case.model_copy(update={"as_of": day})


def today_of(case: Case) -> date:
    assert case.as_of is not None
    return local_day(case.as_of, zone_of(case.time_zone))


def days_after(case: Case) -> Iterator[date]:
    yield from (today_of(case) + timedelta(days=ahead) for ahead in range(1, HORIZON + 1))


def check(rules: Rules, case: Case) -> None:
    now = rules.decide(case)
    review = now.next_review
    scanned = ((day, rules.decide(clock_on(case, day))) for day in days_after(case))
    first = next(((day, d) for day, d in scanned if essence(d) != essence(now)), None)
    if first is None:
        assert review is None or review.on > today_of(case) + timedelta(days=HORIZON)
    else:
        day, then = first
        assert review is not None
        assert (review.on, review.action, review.reason, review.rule) == (
            day,
            then.action,
            then.reason,
            then.rule,
        )
        assert str(day) in review.says
    if review is None:
        for far in (date(2031, 5, 17), date(2199, 1, 1), date.max - timedelta(days=1), date.max):
            assert essence(rules.decide(clock_on(case, far))) == essence(now)
    else:
        eve = rules.decide(clock_on(case, review.on - timedelta(days=1)))
        assert essence(eve) == essence(now)
        assert essence(rules.decide(clock_on(case, review.on))) != essence(now)


@given(raw_cases())
@settings(max_examples=200, deadline=None, suppress_health_check=CHECKS)
def test_the_next_review_is_the_first_day_of_a_scan(raw: dict[str, Any]) -> None:
    check(default_rules(), parse_case(raw))


@given(raw=raw_cases())
@settings(max_examples=300, deadline=None, suppress_health_check=CHECKS)
def test_it_is_so_whatever_in_the_rules_looks_at_the_clock(house: Path, raw: dict[str, Any]) -> None:
    check(rules_of(house), parse_case(raw))


@given(raw_cases(), moments())
@settings(max_examples=150, deadline=None, suppress_health_check=CHECKS)
def test_it_is_so_whether_the_clock_is_a_day_or_a_time(raw: dict[str, Any], as_of: str) -> None:
    until = datetime.fromisoformat(as_of).date() - timedelta(days=3)
    kept = [e for e in raw["events"] if datetime.fromisoformat(e["at"]).date() < until]
    check(default_rules(), parse_case({**raw, "as_of": as_of, "events": kept}))


@given(raw_cases(), st.times(), st.integers(0, 40))
@settings(max_examples=150, deadline=None, suppress_health_check=CHECKS)
def test_the_hour_of_a_later_day_changes_nothing(raw: dict[str, Any], hour: time, ahead: int) -> None:
    case = parse_case(raw)
    day = today_of(case) + timedelta(days=1 + ahead)
    moment = datetime.combine(day, hour, ZoneInfo(case.time_zone))
    rules = default_rules()
    at_the_hour = rules.decide(case.model_copy(update={"as_of": moment}))
    assert essence(at_the_hour) == essence(rules.decide(clock_on(case, day)))
