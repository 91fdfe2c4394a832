"""Notes and messages: only what the record holds, in the rules' own words."""

import re
import shutil
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings

from clientfit.case import Case, local_day, zone_of
from clientfit.case_reader import load_case, parse_case
from clientfit.decision import Action, Decision
from clientfit.evaluator import Rules, load_rules
from clientfit.events import Channel
from clientfit.explain.wording import show_fact
from clientfit.facade import default_rules
from clientfit.ruleset.protected import protected_phrase
from clientfit.ruleset.templates import placeholders
from strategies import raw_cases

RULES = default_rules()
EXAMPLES = Path(__file__).parents[2] / "docs" / "examples"
CASES = sorted(EXAMPLES.glob("*.yaml")) + sorted((EXAMPLES / "casebook").glob("*.yaml"))
CHECKS = [HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much]


def patterns() -> list[re.Pattern[str]]:
    """Every text that a note may be made of, with its placeholders open."""
    rules = RULES.rule_set
    texts = [f"{rule.title}." for rule in rules.rows]
    texts += [text for rule in rules.rows for text in rule.notes]
    texts += [text for spec in rules.facts.values() for text in spec.notes]
    found: list[re.Pattern[str]] = []
    for text in texts:
        plain = re.split(r"\{\w+\}", text)
        found.append(re.compile("(.+?)".join(map(re.escape, plain))))
        assert len(plain) == len(list(placeholders(text))) + 1
    return found


PATTERNS = patterns()
OPEN: dict[str, Any] = {
    "id": "c-1",
    "time_zone": "UTC",
    "as_of": "2026-03-31",
    "assigned_at": "2026-03-01",
}
"""A record whose logs may miss anything."""


def evidence(case: Case, rules: Rules) -> set[str]:
    """Every word, number and day that the record holds."""
    facts = rules.timeline.facts(case)
    zone = zone_of(case.time_zone)
    found = {
        show_fact(rules.rule_set.facts[name], value).replace("_", " ")
        for name, value in facts.values.items()
        if name not in facts.assumed
    }
    for event in case.events:
        found.add(local_day(event.at, zone).isoformat())
        for value in dict(event).values():
            if isinstance(value, bool):
                found.add("yes" if value else "no")
            elif isinstance(value, date):
                found.add(local_day(value, zone).isoformat())
            elif isinstance(value, str):
                found.add(value.replace("_", " "))
    return found


def assert_only_evidence(case: Case, decision: Decision) -> None:
    known = evidence(case, RULES)
    channels = {channel.value.replace("_", " ") for channel in Channel}
    used = {
        str(value).replace("_", " ")
        for event in case.events
        for value in dict(event).values()
        if isinstance(value, str)
    }
    for line in decision.notes().splitlines():
        matches = [match for pattern in PATTERNS if (match := pattern.fullmatch(line))]
        assert matches, line
        filled = [value for match in matches for value in match.groups()]
        assert any(set(match.groups()) <= known for match in matches), line
        assert {value for value in filled if value in channels} <= used


@given(raw_cases())
@settings(max_examples=150, deadline=None, suppress_health_check=CHECKS)
def test_every_word_of_the_notes_is_a_text_of_the_rules_or_evidence(raw: dict[str, Any]) -> None:
    case = parse_case(raw)
    assert_only_evidence(case, RULES.decide(case))


@pytest.mark.parametrize("story", CASES, ids=[story.stem for story in CASES])
def test_the_notes_of_every_example_hold_only_evidence(story: Path) -> None:
    case = load_case(story)
    assert_only_evidence(case, RULES.decide(case))


def test_the_notes_tell_days_ways_and_counts(rules: Rules) -> None:
    decision = rules.decide(load_case(EXAMPLES / "lost-touch.yaml"))
    assert decision.notes().splitlines() == [
        "Lost touch.",
        "Answers of the client: 1.",
        "Last answer: 2026-02-20.",
        "Attempts without an answer since: 3, by 3 ways.",
        "Days since the first of these attempts: 17.",
        "2026-02-20: heard from the client (phone).",
        "2026-03-06: tried to reach the client (text).",
        "2026-03-12: tried to reach the client (phone).",
        "2026-03-18: tried to reach the client (email).",
    ]


def test_what_was_assumed_or_is_unknown_is_not_noted(rules: Rules) -> None:
    decision = rules.decide_facts({"works_well": False, "bad_fit_answer": None})
    assert decision.rule == "bad_fit"
    assert decision.notes() == ""
    decision = rules.decide_facts({"works_well": False, "bad_fit_answer": "agreed"})
    assert decision.notes() == "Bad fit.\nThe coordinator's answer about a bad fit: agreed."


def test_an_event_that_may_not_count_is_not_noted(rules: Rules) -> None:
    event = {"kind": "contact", "at": "2026-03-16", "channel": "phone", "direction": "outbound"}
    record = {"id": "c-1", "time_zone": "UTC", "as_of": "2026-03-20", "complete_channels": "all"}
    sure = parse_case({**record, "events": [{**event, "answered": False}]})
    open_case = parse_case({**record, "events": [{**event, "delivered": "unknown"}]})
    assert "2026-03-16: tried to reach the client (phone)." in rules.decide(sure).notes()
    assert "tried" not in rules.decide(open_case).notes()


def test_the_day_of_a_note_is_the_clients(rules: Rules) -> None:
    event = {"kind": "rental", "at": "2026-03-10T03:00:00+00:00", "wants": True}
    case = {"id": "c-1", "time_zone": "America/Chicago", "as_of": "2026-03-20", "events": [event]}
    assert "2026-03-09: looks for a rental: yes." in rules.decide(parse_case(case)).notes()


def test_nothing_is_noted_of_what_is_still_in_question() -> None:
    asked = RULES.decide(parse_case({**OPEN, "events": []}))
    assert asked.provisional
    assert asked.notes() == ""
    assert "Notes" not in asked.to_text(why_not=True)


def test_every_documented_reason_has_a_message_and_notes(rules: Rules) -> None:
    for rule in rules.rule_set.rows:
        if rule.family == "reason":
            assert rule.message.startswith("Hello. "), rule.id
            assert rule.notes, rule.id
            assert protected_phrase(rule.message) is None


def test_the_message_is_there_for_a_removal_alone(rules: Rules) -> None:
    told: set[str] = set()
    for rule in rules.rule_set.rows:
        for example in rule.examples:
            decision = rules.decide_facts(dict(example.given))  # type: ignore[arg-type]
            message = decision.message()
            assert (message is not None) == (decision.action is Action.REMOVE)
            if message is not None:
                told.add(str(decision.reason))
                assert "{" not in message
                assert "unknown" not in message
    assert told == {rule.id for rule in rules.rule_set.rows if rule.family == "reason"}


def test_a_message_says_what_was_found(rules: Rules) -> None:
    decision = rules.decide(load_case(EXAMPLES / "lost-touch.yaml"))
    message = decision.message()
    assert message is not None
    assert "to my last 3 attempts to reach you" in message


def test_a_house_without_a_message_has_none(tmp_path: Path, root: Path) -> None:
    house = Path(shutil.copytree(root / "rules", tmp_path / "rules"))
    file = house / "reasons" / "rental.yaml"
    text = file.read_text("utf-8")
    file.write_text(re.sub(r"message: >-\n(  .*\n)+", "", text), "utf-8")
    decision = load_rules(house).decide_facts({"wants_rental": True})
    assert decision.action is Action.REMOVE
    assert decision.message() is None


def test_a_decision_that_was_read_back_has_neither(rules: Rules) -> None:
    decision = rules.decide_facts({"wants_rental": True})
    again = Decision.model_validate_json(decision.model_dump_json())
    for call in (again.notes, again.message):
        with pytest.raises(LookupError, match="decide the case again"):
            call()
