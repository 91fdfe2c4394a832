"""From events to facts: what counts, from when on, and what an incomplete record leaves open."""

from dataclasses import replace
from datetime import date
from math import inf
from typing import Any

import pytest

from clientfit.case import moment_bounds, zone_of
from clientfit.case_reader import parse_case
from clientfit.errors import CaseError
from clientfit.facade import default_rules
from clientfit.language.fold import DaysBetween
from clientfit.timeline.reading import prepare_timeline
from clientfit.values import ANY_NUMBER, DaySpan, FactValue, Interval

RULES = default_rules()
BASE: dict[str, Any] = {
    "id": "c-1",
    "time_zone": "America/Chicago",
    "as_of": "2026-03-31",
    "assigned_at": "2026-02-01",
    "preferred_channel": "text",
    "complete_channels": "all",
}
Raw = dict[str, Any]


def facts(*events: Raw, **case: Any) -> dict[str, FactValue]:
    found = RULES.timeline.facts(parse_case({**BASE, **case, "events": list(events)}))
    return dict(found.values)


def exactly(number: int) -> Interval:
    return Interval(number, number)


def out(at: str, channel: str = "text", **more: Any) -> Raw:
    return {"kind": "contact", "at": at, "channel": channel, "direction": "outbound", **more}


def back(at: str, channel: str = "text", **more: Any) -> Raw:
    return {"kind": "contact", "at": at, "channel": channel, "direction": "inbound", **more}


def event(kind: str, at: str = "2026-03-01", **more: Any) -> Raw:
    return {"kind": kind, "at": at, **more}


def test_the_streak_counts_attempts_after_the_last_response() -> None:
    found = facts(
        out("2026-03-01"),
        out("2026-03-02"),
        back("2026-03-05"),
        out("2026-03-10"),
        out("2026-03-12", "email"),
        out("2026-03-17", "mail"),
    )
    assert found["responses"] == exactly(1)
    assert found["attempts"] == exactly(5)
    assert found["attempts_preferred"] == exactly(3)
    assert found["attempts_alternate"] == exactly(2)
    assert found["attempt_span_days"] == exactly(16)
    assert found["unanswered_streak"] == exactly(3)
    assert found["streak_channels"] == exactly(3)
    assert found["days_silent"] == exactly(21)
    assert found["last_response"] == DaySpan(date(2026, 3, 5), date(2026, 3, 5))


def test_without_any_response_every_attempt_is_in_the_streak() -> None:
    found = facts(out("2026-03-01"), out("2026-03-03"))
    assert found["unanswered_streak"] == exactly(2)
    assert found["days_silent"] == exactly(30)
    assert found["responses"] == exactly(0)


def test_an_attempt_and_a_response_of_the_same_day_are_unordered() -> None:
    found = facts(out("2026-03-10"), back("2026-03-10"))
    assert found["unanswered_streak"] == Interval(0, 1)
    assert found["streak_channels"] == Interval(0, 1)
    assert found["days_silent"] == Interval(0, 21)


def test_an_attempt_and_a_response_with_hours_are_ordered() -> None:
    early, late = "2026-03-10T09:00:00-05:00", "2026-03-10T10:00:00-05:00"
    assert facts(out(early), back(late))["unanswered_streak"] == exactly(0)
    assert facts(out(late), back(early))["unanswered_streak"] == exactly(1)


def test_offsets_are_compared_as_instants() -> None:
    response, attempt = "2026-03-10T23:30:00-05:00", "2026-03-11T03:00:00+00:00"
    assert facts(back(response), out(attempt))["unanswered_streak"] == exactly(0)


def test_an_incomplete_record_gives_bounds() -> None:
    found = facts(out("2026-03-01"), back("2026-03-02"), complete_channels=["text"])
    assert found["responses"] == Interval(1, inf)
    assert found["attempts"] == Interval(1, inf)
    assert found["attempts_preferred"] == exactly(1)
    assert found["unanswered_streak"] == Interval(0, inf)
    assert found["streak_channels"] == Interval(0, 7)


def test_an_incomplete_record_without_events_proves_nothing() -> None:
    found = facts(complete_channels=[])
    assert found["responses"] == Interval(0, inf)
    assert found["days_silent"] == Interval(0, 58)
    assert found["last_response"] is None


def test_a_complete_record_without_events_counts_from_the_assignment() -> None:
    found = facts()
    assert found["responses"] == exactly(0)
    assert found["attempts"] == exactly(0)
    assert found["days_since_update"] == exactly(58)


@pytest.mark.parametrize(
    ("fields", "attempts"),
    [
        ({}, exactly(1)),
        ({"delivered": False}, exactly(0)),
        ({"automatic": True}, exactly(0)),
        ({"delivered": "unknown"}, Interval(0, 1)),
        ({"automatic": "unknown"}, Interval(0, 1)),
        ({"direction": "unknown"}, Interval(0, 1)),
        ({"direction": "inbound"}, exactly(0)),
    ],
)
def test_only_what_the_agent_sent_and_what_arrived_is_an_attempt(
    fields: Raw, attempts: Interval
) -> None:
    assert facts(out("2026-03-01", **fields))["attempts"] == attempts


@pytest.mark.parametrize(
    ("raw", "responses"),
    [
        (back("2026-03-01", "phone", answered=False), exactly(1)),
        (back("2026-03-01"), exactly(1)),
        (back("2026-03-01", automatic=True), exactly(0)),
        (back("2026-03-01", automatic="unknown"), Interval(0, 1)),
        (out("2026-03-01", "phone", answered=True), exactly(1)),
        (out("2026-03-01", "phone", answered=False), exactly(0)),
        (out("2026-03-01", "phone"), Interval(0, 1)),
        (out("2026-03-01", "video"), Interval(0, 1)),
        (out("2026-03-01", "email"), exactly(0)),
        (out("2026-03-01", "in_person"), exactly(1)),
        (event("appointment", status="held"), exactly(1)),
        (event("appointment", status="missed", missed_by="client"), exactly(0)),
        (event("appointment", status="pending"), exactly(0)),
        (event("advice", response="declined"), exactly(1)),
        (event("advice", response="followed"), exactly(1)),
        (event("advice", response="ignored"), exactly(0)),
        (event("advice", response="unknown"), Interval(0, 1)),
        (event("complaint", finding="contradicted"), exactly(1)),
        (event("conduct", what="dishonest"), exactly(1)),
        (event("out_of_scope_request", topic="legal"), exactly(1)),
        (event("unlawful_request"), exactly(1)),
        (event("goal", budget=300000, source="client"), exactly(0)),
        (event("contact_permission", channel="email", allowed=False), exactly(0)),
    ],
)
def test_a_response_is_what_the_client_did(raw: Raw, responses: Interval) -> None:
    assert facts(raw)["responses"] == responses


def test_a_calculated_fact_rests_on_the_events_of_the_facts_behind_it() -> None:
    wish = event("goal", id="wish", budget=300_000, market_price=400_000, market_source="appraisal")
    case = parse_case({**BASE, "events": [wish]})
    sorted_case = RULES.timeline.sort(case)
    assert RULES.timeline.evidence("budget_under_market", sorted_case) == ("wish",)
    given = {"buying_budget", "market_price"}
    assert RULES.timeline.evidence("budget_under_market", sorted_case, given) == ()


def test_a_call_that_was_answered_is_never_unanswered_itself() -> None:
    assert facts(out("2026-03-10", "phone", answered=True))["unanswered_streak"] == exactly(0)
    two = facts(out("2026-03-10", "phone", answered=True), out("2026-03-10"))
    assert two["unanswered_streak"] == Interval(0, 1)


def test_attempts_during_an_announced_absence_do_not_count() -> None:
    away = event("away", "2026-03-01T08:00:00-06:00", until="2026-03-20")
    found = facts(away, out("2026-03-05"), out("2026-03-19"), out("2026-03-20"), out("2026-03-25"))
    assert found["attempts"] == exactly(2)
    assert found["unanswered_streak"] == exactly(2)
    assert found["days_silent"] == exactly(11)
    assert found["away_days_left"] == exactly(-11)


def test_an_attempt_before_the_absence_was_announced_counts() -> None:
    away = event("away", "2026-03-10", until="2026-03-20")
    assert facts(away, out("2026-03-09"))["attempts"] == exactly(1)


def test_an_attempt_on_the_day_of_an_announcement_without_an_hour_is_open() -> None:
    away = event("away", "2026-03-10", until="2026-03-20")
    timed = out("2026-03-10T09:00:00-05:00")
    assert facts(away, timed)["attempts"] == Interval(0, 1)
    assert facts(away, out("2026-03-10"))["attempts"] == Interval(0, 1)


@pytest.mark.parametrize("turned", [False, True])
def test_two_absences_excuse_the_same_attempts_in_either_order(turned: bool) -> None:
    early = event("away", "2026-03-01", until="2026-03-20")
    late = event("away", "2026-03-10T12:00:00-05:00", until="2026-03-20")
    attempt = out("2026-03-10T10:00:00-05:00")
    absences = [late, early] if turned else [early, late]
    assert facts(*absences, attempt)["attempts"] == exactly(0)


@pytest.mark.parametrize(("day", "outcome"), [("2026-03-17", "remove"), ("2026-03-18", "follow_up")])
def test_fourteen_days_of_silence_are_enough_and_thirteen_are_not(day: str, outcome: str) -> None:
    raw = {
        **BASE,
        "events": [
            back("2026-03-10"),
            out(day),
            out("2026-03-25", "email"),
            out("2026-03-30", "mail"),
        ],
    }
    decision = RULES.decide(parse_case(raw))
    assert decision.action == outcome
    assert not decision.provisional


def test_days_are_counted_on_the_clients_calendar() -> None:
    late = out("2026-03-18T04:30:00+00:00")
    assert facts(late)["days_silent"] == exactly(14)
    assert facts(late, time_zone="UTC")["days_silent"] == exactly(13)
    assert facts(late, time_zone="Asia/Kathmandu")["days_silent"] == exactly(13)


def test_the_clock_has_a_day_in_the_clients_zone_too() -> None:
    clock = "2026-04-01T03:00:00+00:00"
    assert facts(out("2026-03-17"), as_of=clock)["days_silent"] == exactly(14)
    assert facts(out("2026-03-17"), as_of=clock, time_zone="UTC")["days_silent"] == exactly(15)


@pytest.mark.parametrize(
    ("first", "clock", "days"),
    [
        ("2026-03-01", "2026-03-15", 14),
        ("2026-03-07", "2026-03-08", 1),
        ("2026-03-08", "2026-03-09", 1),
    ],
)
def test_a_change_of_the_clocks_does_not_change_the_days(first: str, clock: str, days: int) -> None:
    assert facts(out(first), as_of=clock)["days_silent"] == exactly(days)
    timed = f"{first}T23:59:00-06:00" if first < "2026-03-08" else f"{first}T23:59:00-05:00"
    assert facts(out(timed), as_of=clock)["days_silent"] == exactly(days)


def test_the_day_on_which_the_clocks_change_is_shorter() -> None:
    low, high = moment_bounds(date(2026, 3, 8), zone_of("America/Chicago"))
    assert round((high - low) / 3600) == 23


def test_a_later_explicit_unknown_shadows_what_was_said_before() -> None:
    said = event("rental", "2026-03-01", wants=True)
    assert facts(said)["wants_rental"] is True
    assert facts(said, event("rental", "2026-03-02", wants="unknown"))["wants_rental"] is None
    assert facts(said, event("rental", "2026-03-02", wants=False))["wants_rental"] is False
    assert facts(event("rental", "2026-02-27", wants="unknown"), said)["wants_rental"] is True


def test_nobody_raised_it_is_not_the_same_as_unknown() -> None:
    assert facts()["wants_rental"] is False
    assert facts(event("rental", wants="unknown"))["wants_rental"] is None


def test_two_statements_of_one_day_are_open_until_one_was_logged_later() -> None:
    yes, no = event("rental", wants=True), event("rental", wants=False)
    assert facts(yes, no)["wants_rental"] is None
    assert facts(yes, yes)["wants_rental"] is True
    logged = {**no, "logged_at": "2026-03-03"}
    assert facts({**yes, "logged_at": "2026-03-02"}, logged)["wants_rental"] is False
    assert facts(logged, {**yes, "logged_at": "2026-03-02"})["wants_rental"] is False


def test_two_prices_of_one_day_are_an_interval() -> None:
    found = facts(
        event("goal", asked_price=300_000),
        event("goal", asked_price="290000"),
        event("goal", market_price=250_000, market_source="comparables"),
    )
    assert str(found["asked_price"]) == "290000 to 300000"
    assert str(found["asked_over_market"]) == "0.16 to 0.2"


def test_a_guess_is_no_figure_of_the_market() -> None:
    guess = event("goal", market_price=250_000, market_source="guess")
    assert facts(guess)["market_price"] == ANY_NUMBER


@pytest.mark.parametrize(
    ("day", "early"),
    [("2026-02-01", 1), ("2026-02-14", 1), ("2026-02-15", 1), ("2026-02-16", 0), ("2026-03-31", 0)],
)
def test_a_complaint_is_early_up_to_the_fourteenth_day(day: str, early: int) -> None:
    complaint = event("complaint", day, finding="legitimate")
    assert facts(complaint)["complaints_early"] == exactly(early)
    assert facts(complaint)["complaints_legitimate"] == exactly(1)


def test_a_complaint_is_perhaps_early_where_the_assignment_is_not_known() -> None:
    complaint = event("complaint", finding="legitimate")
    assert facts(complaint, assigned_at=None)["complaints_early"] == Interval(0, 1)


def test_a_complaint_that_is_put_right_or_contradicted_is_no_lapse() -> None:
    found = facts(
        event("complaint", finding="legitimate", repaired=True),
        event("complaint", finding="contradicted"),
        event("complaint", finding="legitimate", repaired="unknown"),
    )
    assert found["complaints_legitimate"] == exactly(2)
    assert found["complaints_unrepaired"] == Interval(0, 1)
    assert found["complaints_contradicted"] == exactly(1)


def test_those_who_decide_and_were_not_heard_are_counted() -> None:
    people = {"decision_makers": ["owner 1", "owner 2"]}
    assert facts(**people)["unheard_decision_makers"] == exactly(2)
    assert facts(**people, heard_decision_makers=["owner 2"])["unheard_decision_makers"] == exactly(1)
    heard = facts(**people, heard_decision_makers=["owner 2", "owner 1"])
    assert heard["unheard_decision_makers"] == exactly(0)
    assert facts()["unheard_decision_makers"] == exactly(0)


def test_advice_counts_only_when_somebody_who_decides_heard_it() -> None:
    def refused(**more: Any) -> Raw:
        return event("advice", response="declined", **more)

    assert facts(refused())["advice_refused"] == exactly(1)
    assert facts(refused(given_to="a cousin"))["advice_refused"] == Interval(0, 1)
    people = {"decision_makers": ["owner 1"]}
    assert facts(refused(given_to="a cousin"), **people)["advice_refused"] == exactly(0)
    assert facts(refused(given_to="owner 1"), **people)["advice_refused"] == exactly(1)


def permission(channel: str, *, allowed: bool, at: str = "2026-03-01") -> Raw:
    return event("contact_permission", at, channel=channel, allowed=allowed)


def test_closed_channels_leave_the_others_open() -> None:
    assert facts()["open_channels"] == exactly(1)
    assert facts(permission("text", allowed=False))["open_channels"] == exactly(6)
    one = {"alternate_channels": ["email"]}
    assert facts(permission("text", allowed=False), **one)["open_channels"] == exactly(1)
    both = (permission("text", allowed=False), permission("email", allowed=False))
    assert facts(*both, **one)["open_channels"] == exactly(0)
    again = permission("email", allowed=True, at="2026-03-02")
    assert facts(*both, again, **one)["open_channels"] == exactly(1)


def test_a_stop_on_all_channels_is_its_own_fact() -> None:
    stop = permission("all", allowed=False)
    assert facts(stop)["contact_allowed"] is False
    assert facts(stop, permission("all", allowed=True, at="2026-03-02"))["contact_allowed"] is True
    assert facts(stop, permission("phone", allowed=False))["contact_allowed"] is False
    assert facts(stop, permission("phone", allowed=True, at="2026-03-02"))["contact_allowed"] is True
    assert facts(stop, permission("phone", allowed=True))["contact_allowed"] is None


def test_closing_and_opening_a_channel_on_one_day_does_not_depend_on_the_order_in_the_file() -> None:
    events = (permission("text", allowed=False), permission("text", allowed=True))
    assert facts(*events)["open_channels"] == facts(*reversed(events))["open_channels"]


def test_areas_are_compared_without_case_and_spaces() -> None:
    assert facts(service_areas=["North  Side"], search_areas=["north side", "x"])["areas_overlap"]
    assert facts(service_areas=["North"], search_areas=["South"])["areas_overlap"] is False
    assert facts(service_areas=["North"])["areas_overlap"] is True


def test_a_paused_search_is_open_and_its_date_is_counted() -> None:
    found = facts(event("search_status", status="paused", until="2026-04-10"))
    assert found["search_over"] is None
    assert found["search_active"] is False
    assert found["pause_days_left"] == exactly(10)


def test_a_message_waits_until_the_agent_is_in_touch() -> None:
    asked = back("2026-03-10", asks_for_update=True)
    assert facts(asked)["messages_open"] == exactly(1)
    assert facts(asked)["update_requests_open"] == exactly(1)
    assert facts(asked, out("2026-03-11"))["messages_open"] == exactly(0)
    assert facts(asked, out("2026-03-10"))["messages_open"] == Interval(0, 1)


def test_without_a_preferred_channel_the_method_is_open() -> None:
    found = facts(out("2026-03-01"), out("2026-03-02"), preferred_channel=None)
    assert found["attempts_preferred"] == Interval(0, 2)
    assert found["attempts_alternate"] == Interval(0, 2)


def test_facts_given_directly_win_over_the_events() -> None:
    found = facts(out("2026-03-01"), facts={"attempts": 9})
    assert found["attempts"] == exactly(9)
    assert found["unanswered_streak"] == exactly(1)


@pytest.mark.parametrize(
    ("case", "events", "message"),
    [
        ({"as_of": None}, [], "as_of is missing"),
        ({}, [out("2026-04-01")], "events[0].at: 2026-04-01 lies after as_of (2026-03-31)"),
        ({}, [out("2026-01-31")], "events[0].at: 2026-01-31 lies before assigned_at (2026-02-01)"),
        ({"facts": {"respones": 1}}, [], "facts.respones: unknown fact 'respones'"),
    ],
)
def test_a_case_that_cannot_be_folded_says_why(case: Raw, events: list[Raw], message: str) -> None:
    with pytest.raises(CaseError) as caught:
        facts(*events, **case)
    assert message in str(caught.value)


def test_what_is_older_than_the_assignment_by_nature_may_be() -> None:
    found = facts(event("prior_relationship", "2020-01-01", existed=True))
    assert found["prior_relationship"] is True


@pytest.mark.parametrize("zone", ["UTC", "America/Chicago", "Asia/Tokyo", "Pacific/Kiritimati"])
def test_the_last_day_of_all_is_a_date_like_any_other(zone: str) -> None:
    found = facts(event("away", until="9999-12-31"), time_zone=zone)
    away = found["away_days_left"]
    assert isinstance(away, Interval)
    assert away.low > 2_900_000


@pytest.mark.parametrize("zone", ["UTC", "America/Chicago", "Asia/Tokyo"])
def test_the_first_day_of_all_is_a_date_like_any_other(zone: str) -> None:
    found = facts(out("0001-01-01"), time_zone=zone, assigned_at=None)
    silent = found["days_silent"]
    assert isinstance(silent, Interval)
    assert silent.low > 700_000


def test_days_between_never_run_backwards() -> None:
    spec = RULES.rule_set.facts["attempt_span_days"]
    assert isinstance(spec.fold, DaysBetween)
    backwards = replace(spec, fold=DaysBetween(spec.fold.last, spec.fold.first))
    rule_set = replace(RULES.rule_set, facts={**RULES.rule_set.facts, spec.name: backwards})
    case = parse_case({**BASE, "events": [out("2026-03-01"), out("2026-03-09")]})
    assert prepare_timeline(rule_set).facts(case).values[spec.name] == exactly(0)
