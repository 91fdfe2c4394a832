"""The timeline of a report: in the client's time, in order, and marked where the proof rests on it."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from clientfit.case_reader import load_case, parse_case
from clientfit.evaluator import Rules
from clientfit.events import Advice, Contact, ContactPermission, Goal, Obligation
from clientfit.explain.event_wording import describe_event
from clientfit.explain.timeline_report import report_events, report_spans
from clientfit.facts import Facts

DAY = date(2026, 3, 1)


def record(**changes: Any) -> dict[str, Any]:
    return {"id": "c", "time_zone": "America/Chicago", "as_of": "2026-03-23", **changes}


@pytest.mark.parametrize(
    ("event", "words"),
    [
        (
            Contact(at=DAY, channel="phone", direction="inbound"),
            "contact: phone, from the client",
        ),
        (
            Contact(at=DAY, channel="in_person", delivered=False, answered="unknown"),
            "contact: in person, not delivered, answered unknown",
        ),
        (
            Obligation(at=DAY, what="offer", status="done"),
            "obligation: offer, status done",
        ),
        (
            Goal(at=DAY, asked_price="300000", market_source="appraisal", reconfirmed=True),
            "goal: asked price 300000, market source appraisal, reconfirmed",
        ),
        (
            ContactPermission(at=DAY, channel="all", allowed=False),
            "contact permission: all, not allowed",
        ),
        (
            Advice(at=DAY, given_to="owner_1", response="ignored"),
            "advice: given to owner_1, response ignored",
        ),
    ],
)
def test_an_event_is_told_in_its_own_fields(event: Any, words: str) -> None:
    assert describe_event(event) == words


def test_events_stand_in_order_and_in_the_clients_time(rules: Rules) -> None:
    events = [
        {"kind": "contact", "id": "late", "at": "2026-03-02T03:30:00+00:00", "channel": "text"},
        {"kind": "contact", "id": "day", "at": "2026-03-01", "channel": "text"},
        {"kind": "contact", "id": "before", "at": "2026-02-28T10:00:00-06:00", "channel": "in_person"},
    ]
    case = parse_case(record(events=events))
    shown = report_events(case, rules.decide(case).proof())
    assert [(event.number, event.label, event.when, event.lane) for event in shown] == [
        (1, "before", "2026-02-28 10:00", "in_person"),
        (2, "day", "2026-03-01", "text"),
        (3, "late", "2026-03-01 21:30", "text"),
    ]
    assert shown[1].at.hour == 12


def test_the_events_of_the_proof_are_marked_with_the_facts_that_rest_on_them(
    rules: Rules, root: Path
) -> None:
    case = load_case(root / "docs" / "examples" / "lost-touch.yaml")
    shown = {event.label: event.rests for event in report_events(case, rules.decide(case).proof())}
    assert shown == {
        "first-call": ("responses",),
        "agreement 2026-02-21": (),
        "text-1": ("unanswered_streak", "streak_channels", "days_silent"),
        "call-2": ("unanswered_streak", "streak_channels"),
        "out-of-office": (),
        "mail-3": ("unanswered_streak", "streak_channels"),
    }


def test_where_nothing_asks_for_anything_the_marks_tell_what_kept_the_rest_away(rules: Rules) -> None:
    events = [{"kind": "appointment", "id": "visit", "at": "2026-03-22", "status": "held"}]
    working = {"kind": "working_relationship", "at": "2026-03-22", "works": True}
    searching = {"kind": "search_status", "at": "2026-03-22", "status": "searching", "source": "client"}
    case = parse_case(record(complete_channels="all", events=[*events, working, searching]))
    decision = rules.decide(case)
    assert decision.action == "keep"
    assert "responses" in report_events(case, decision.proof())[0].rests


def test_a_silence_is_a_span_up_to_the_clock(rules: Rules, root: Path) -> None:
    case = load_case(root / "docs" / "examples" / "lost-touch.yaml")
    proof, facts = rules.decide(case).proof(), rules.timeline.facts(case)
    (span,) = report_spans(case, facts, proof, rules.rule_set)
    assert (span.fact, span.days) == ("days_silent", 17)
    assert (span.first, span.last) == (date(2026, 3, 6), date(2026, 3, 23))


def test_attempts_that_are_spread_are_a_span_between_them(rules: Rules) -> None:
    calls = [
        {"kind": "contact", "at": f"2026-03-{day}", "channel": channel, "direction": "outbound"}
        for day, channel in ((10, "text"), (13, "email"), (18, "text"))
    ]
    case = parse_case(record(complete_channels="all", preferred_channel="text", events=calls))
    decision = rules.decide(case)
    assert decision.reason == "no_contact"
    spans = report_spans(case, rules.timeline.facts(case), decision.proof(), rules.rule_set)
    (tried,) = [span for span in spans if span.fact == "attempt_span_days"]
    assert (tried.first, tried.last, tried.days) == (date(2026, 3, 10), date(2026, 3, 18), 8)


def test_a_length_that_is_only_bounded_is_no_span(rules: Rules, root: Path) -> None:
    case = load_case(root / "docs" / "examples" / "lost-touch.yaml")
    open_case = case.model_copy(update={"complete_channels": ()})
    facts: Facts = rules.timeline.facts(open_case)
    proof = rules.decide(case).proof()
    assert report_spans(open_case, facts, proof, rules.rule_set) == ()
