"""The stories of the casebook, told to a watch event by event, then left to themselves for months."""

import random
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from clientfit import reference
from clientfit.case import Case, local_day, moment_bounds, zone_of
from clientfit.case_reader import load_case
from clientfit.evaluator import Rules
from clientfit.live import Change, Watch

STORIES = sorted((Path(__file__).parents[2] / "docs" / "examples" / "casebook").glob("*.yaml"))
MONTHS = 120
"""How many days to let pass."""


def expected(rules: Rules, case: Case, day: date) -> tuple[str, str]:
    facts = rules.timeline.facts(case.model_copy(update={"as_of": day}))
    verdict = reference.decide(rules.rule_set, facts)
    return str(verdict.outcome), verdict.row


@pytest.mark.parametrize("story", STORIES, ids=[story.stem for story in STORIES])
def test_a_story_ends_as_its_timeline_says_day_after_day(
    story: Path, rules: Rules, tmp_path: Path
) -> None:
    case = load_case(story)
    zone = zone_of(case.time_zone)
    assert case.as_of is not None
    start = datetime.fromtimestamp(moment_bounds(case.as_of, zone)[1], UTC)
    events = [
        event.model_copy(update={"id": event.id or f"e-{number}"})
        for number, event in enumerate(case.events)
    ]
    case = case.model_copy(update={"events": tuple(events)})
    random.Random(story.stem).shuffle(events)  # noqa: S311  no secret
    changes: list[Change] = []
    with Watch(rules, tmp_path / "watch.sqlite") as watch:
        watch.subscribe(changes.append)
        watch.tick(start)
        watch.register(case.model_copy(update={"events": (), "as_of": None}))
        for event in events:
            watch.post(case.id, event)
        assert (str(changes[-1].after), changes[-1].after.rule) == expected(
            rules, case, local_day(start, zone)
        )
        told = len(changes)
        watch.tick(start + timedelta(days=MONTHS))
    passed = {change.why.on: change for change in changes[told:]}
    before = expected(rules, case, local_day(start, ZoneInfo(case.time_zone)))
    for ahead in range(1, MONTHS + 1):
        day = local_day(start, zone) + timedelta(days=ahead)
        after = expected(rules, case, day)
        change = passed.pop(day, None)
        assert (change is not None) == (after != before), day
        if change is not None:
            assert (str(change.after), change.after.rule) == after
        before = after
    # A day more may have begun where the clocks were changed.
    assert all(day > local_day(start, zone) + timedelta(days=MONTHS) for day in passed)
