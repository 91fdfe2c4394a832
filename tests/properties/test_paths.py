"""What a path promises, it keeps; and no cheaper one was there."""

from dataclasses import replace
from datetime import date, timedelta
from heapq import heappop, heappush
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from clientfit.case import Case, local_day, zone_of
from clientfit.case_reader import load_case, parse_case
from clientfit.events import Away, ContactPermission, Event
from clientfit.explain.acts import possible_acts
from clientfit.explain.goals import Wanted
from clientfit.explain.paths import Pathfinder, follow
from clientfit.explanation import Path as Way
from clientfit.facade import default_rules
from clientfit.ruleset.model import Action, Outcome
from clientfit.testing.case_strategies import raw_cases

RULES = default_rules()
OUTCOMES = RULES.rule_set.outcomes
NAMED = RULES.rule_set.conditions
CHECKS = [HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much]
BUDGET = 150
STORIES = sorted((Path(__file__).parents[2] / "docs" / "examples" / "casebook").glob("*.yaml"))

SMALL_BYS = {"text": 2, "phone": 3, "email": 3}
"""Cheap moves and few ways, so that every way can be tried."""
CHEAP = replace(
    RULES.rule_set.moves,
    others=(),
    moves=tuple(
        replace(spec, cost=0 if spec.by else 2, by=SMALL_BYS if spec.by else {})
        for spec in RULES.rule_set.moves.moves
    ),
)
CHEAP_RULES = replace(RULES.rule_set, moves=CHEAP)
FINDER = Pathfinder(CHEAP_RULES, RULES.timeline, RULES.verdict, RULES.asker.questions, RULES.reviewer)
LIMIT = 7


def near_cases() -> st.SearchStrategy[dict[str, Any]]:
    """Clients who do not answer, near the numbers that the rules name."""
    contact = st.fixed_dictionaries(
        {
            "kind": st.just("contact"),
            "at": st.dates(date(2026, 3, 14), date(2026, 3, 31)).map(date.isoformat),
            "channel": st.sampled_from(sorted(SMALL_BYS)),
            "direction": st.sampled_from(("outbound", "outbound", "outbound", "inbound")),
            "answered": st.just(False),
        }
    )
    other = st.sampled_from(
        (
            {"kind": "away", "at": "2026-03-20", "until": "2026-04-03"},
            {"kind": "complaint", "at": "2026-03-05", "finding": "legitimate"},
            {"kind": "contact_permission", "at": "2026-03-10", "channel": "phone", "allowed": False},
            {"kind": "working_relationship", "at": "2026-03-29", "works": False},
            {"kind": "coordinator", "at": "2026-03-30", "about": "bad_fit", "status": "agreed"},
            {"kind": "prior_relationship", "at": "2026-03-02", "existed": True},
            {"kind": "out_of_scope_request", "at": "2026-03-28", "topic": "legal"},
            {"kind": "search_status", "at": "2026-03-28", "status": "paused", "until": "2026-04-02"},
        )
    )
    return st.fixed_dictionaries(
        {
            "id": st.just("c-1"),
            "time_zone": st.just("America/Chicago"),
            "as_of": st.sampled_from(("2026-03-31", "2026-03-31T23:30:00-05:00")),
            "assigned_at": st.just("2026-03-01"),
            "complete_channels": st.just("all"),
            "preferred_channel": st.sampled_from(("text", "phone")),
            "events": st.tuples(st.lists(contact, max_size=4), st.lists(other, max_size=2)).map(
                lambda parts: [*parts[0], *parts[1]]
            ),
        },
        optional={"decision_makers": st.just(["owner 1"])},
    )


def agents_own(event: Event) -> bool:
    """Whether an event is the agent's act alone, told anew."""
    match event.kind:
        case "contact":
            return event.direction == "outbound" and event.answered is False
        case "coordinator":
            return event.status == "pending"
        case "goal":
            said = event.model_dump(exclude={"kind", "at", "id", "logged_at", "source"})
            return event.reconfirmed and not any(
                value for name, value in said.items() if name not in ("reconfirmed", "market_source")
            )
        case "complaint":
            return event.repaired is True
        case kind:
            return kind in ("final_notice", "referral", "written_proof")


def closed(case: Case, event: Event) -> bool:
    """Whether the record holds nothing but stops about the way that an event goes."""
    about = [
        said.allowed
        for said in case.events
        if isinstance(said, ContactPermission) and said.channel in ("all", event.channel)  # type: ignore[union-attr]
    ]
    return bool(about) and not any(about)


def away(case: Case, day: date) -> bool:
    zone = zone_of(case.time_zone)
    return any(
        local_day(event.at, zone) <= day < event.until
        for event in case.events
        if isinstance(event, Away)
    )


def check_moves(case: Case, path: Way) -> None:
    """Every step is the agent's own, by an open way, on a day that comes no earlier than the last."""
    zone = zone_of(case.time_zone)
    assert case.as_of is not None
    day = local_day(case.as_of, zone)
    for move in path.moves:
        assert move.cost >= 1
        assert move.on >= day
        day = move.on
        for event in move.events:
            assert agents_own(event)
            if event.kind in ("contact", "final_notice"):
                assert not closed(case, event)
                assert not away(case, move.on)
                assert local_day(event.at, zone) == move.on
        assert set(move.replaced) <= set(case.events)
        assert all(event.kind == "complaint" for event in move.replaced)
        assert set(move.heard) <= set(case.decision_makers)
    assert path.cost == sum(move.cost for move in path.moves)


def check_promise(case: Case, path: Way, wanted: Outcome) -> None:
    check_moves(case, path)
    if path.found:
        assert path.case is not None
        assert not path.waits_for
        after = follow(case, path.moves)
        assert after == path.case
        decision = RULES.decide(after)
        assert decision.action == path.action == wanted.action
        assert decision.reason == path.reason
        assert wanted.reason in (None, decision.reason)
    else:
        assert path.case is None
        assert "impossible" not in path.says


@given(st.one_of(raw_cases(), near_cases()), st.sampled_from(OUTCOMES))
@settings(max_examples=150, deadline=None, suppress_health_check=CHECKS)
def test_taking_the_steps_gives_the_promised_decision(raw: dict[str, Any], wanted: Outcome) -> None:
    case = parse_case(raw)
    path = RULES.path_to(case, wanted.action.value, reason=wanted.reason, budget=BUDGET)
    check_promise(case, path, wanted)


@pytest.mark.slow
@pytest.mark.parametrize("story", STORIES, ids=[story.stem for story in STORIES])
def test_every_path_of_the_casebook_keeps_its_promise(story: Path) -> None:
    case = load_case(story)
    for wanted in OUTCOMES:
        path = RULES.path_to(case, wanted.action.value, reason=wanted.reason, budget=BUDGET)
        check_promise(case, path, wanted)


def by_trying_everything(case: Case) -> dict[Outcome, int]:
    """The cheapest cost of every outcome that the agent's moves reach, one day after the other."""
    found: dict[Outcome, int] = {}
    heap: list[tuple[int, int, Case, tuple[Any, ...]]] = [(0, 0, case, ())]
    seen: set[object] = set()
    numbers = count(1)
    while heap:
        cost, _, at, done = heappop(heap)
        known = FINDER.timeline.known(at)
        today = known.case.view.today
        if (today, done) in seen:
            continue
        seen.add((today, done))
        facts = known.facts()
        found.setdefault(RULES.verdict(facts).outcome, cost)
        for act in possible_acts(CHEAP.moves, known.case.view, facts, NAMED, alike=False):
            if cost + act.cost <= LIMIT:
                more = tuple(sorted((*done, (today, act.key))))
                heappush(heap, (cost + act.cost, next(numbers), act.done(at), more))
        if cost + 1 <= LIMIT:
            later = at.model_copy(update={"as_of": today + timedelta(days=1)})
            heappush(heap, (cost + 1, next(numbers), later, done))
    return found


@given(st.one_of(near_cases(), raw_cases()))
@settings(max_examples=40, deadline=None, suppress_health_check=CHECKS)
def test_no_cheaper_path_is_there(raw: dict[str, Any]) -> None:
    case = parse_case(raw)
    tried = by_trying_everything(case)
    for outcome in OUTCOMES:
        if outcome.action is Action.ASK:
            continue  # nobody makes a fact unknown on purpose, so the search does not look for that
        wanted = Wanted(outcome.action, outcome.reason)
        path = FINDER.path(case, wanted, 500)
        fits = [cost for found, cost in tried.items() if wanted.fits(found)]
        if fits:
            assert path.found, (outcome, min(fits))
            assert path.cost == min(fits), outcome
        elif path.found:
            assert path.cost > LIMIT, outcome
