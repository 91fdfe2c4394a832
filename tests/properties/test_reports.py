"""Whatever the record, its report can be written in every form, whole and well-formed."""

from html.parser import HTMLParser
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings

from clientfit.case_reader import parse_case
from clientfit.decision import Decision
from clientfit.errors import CaseError
from clientfit.evaluator import Rules
from clientfit.explain.render.characters import printable, printable_line
from strategies import raw_cases

EMPTY = frozenset({"meta", "br", "hr", "img", "link", "input"})


class Nesting(HTMLParser):
    """Checks that every element is closed where it must be."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.words: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        del attrs
        if tag not in EMPTY:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.words.append(data)


def decided(rules: Rules, raw: dict[str, Any]) -> Decision | None:
    try:
        return rules.decide(parse_case(raw))
    except CaseError:
        return None


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(raw=raw_cases())
def test_every_record_has_its_page_its_markdown_and_its_text(rules: Rules, raw: dict[str, Any]) -> None:
    decision = decided(rules, raw)
    if decision is None:
        return
    page = Nesting()
    page.feed(decision.to_html(picture=False))
    page.close()
    assert page.open == []
    markdown = decision.to_markdown().splitlines()
    rows = [line for line in markdown if line.startswith("| ")]
    assert len(rows) == len(raw["events"]) + bool(raw["events"])
    for event in raw["events"]:
        if event.get("id"):
            assert printable(event["id"]) in page.words
    assert printable_line(raw["id"]) in decision.to_text()


@pytest.mark.slow
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(raw=raw_cases())
def test_every_timeline_can_be_drawn(rules: Rules, raw: dict[str, Any]) -> None:
    decision = decided(rules, raw)
    if decision is None:
        return
    assert ("<svg" in decision.to_html()) == bool(raw["events"])
