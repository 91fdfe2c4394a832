"""What every renderer must keep: the words of others stay words, and nothing else moves."""

import re
import sys
from datetime import date, timedelta
from html.parser import HTMLParser
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from clientfit.case_reader import parse_case
from clientfit.decision import Decision
from clientfit.evaluator import Rules
from clientfit.explain.render.characters import printable, printable_line
from clientfit.facade import default_rules

ANY_TEXT = st.text(
    st.one_of(
        st.sampled_from("<>&\"'`*_[]()|\\#!~$@:/.- \n\r\t\x00\x1b\x7f\u202e\u2066\u200f\u2028"),
        st.characters(exclude_categories=["Cs"]),
    ),
    min_size=1,
    max_size=40,
)
FORMS: dict[str, Any] = {
    "text": Decision.to_text,
    "markdown": Decision.to_markdown,
    "html": lambda decision: decision.to_html(picture=False),
    "page": Decision.to_html,
    "notebook": lambda decision: decision._repr_html_(),
}


def told(client: str, label: str, heard_by: str) -> Decision:
    """A decision about a client, with words of somebody else's in every place that takes some."""
    call = {"kind": "contact", "at": "2026-03-02", "channel": "text", "direction": "outbound"}
    record = {
        "id": client,
        "time_zone": "America/Chicago",
        "as_of": "2026-03-20",
        "complete_channels": "all",
        "events": [
            {**call, "id": label},
            {"kind": "advice", "at": "2026-03-04", "given_to": heard_by, "response": "declined"},
        ],
    }
    return default_rules().decide(parse_case(record))


class Reader(HTMLParser):
    """Takes a page apart into its tags and its words."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: list[tuple[str, tuple[str, ...]]] = []
        self.words: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, tuple(name for name, _ in attrs)))

    def handle_data(self, data: str) -> None:
        self.words.append(data)


def read(page: str) -> Reader:
    reader = Reader()
    reader.feed(page)
    reader.close()
    return reader


@given(ANY_TEXT, ANY_TEXT, ANY_TEXT)
def test_no_text_changes_the_tags_of_a_page(client: str, label: str, heard_by: str) -> None:
    page = read(told(client, label, heard_by).to_html(picture=False))
    assert page.tags == read(told("c", "e", "o").to_html(picture=False)).tags
    for text in (client, label):
        assert printable(text) in page.words
    assert any(printable(f"given to {heard_by}") in words for words in page.words)


@given(ANY_TEXT, ANY_TEXT, ANY_TEXT)
def test_markdown_shows_every_text_as_it_is(client: str, label: str, heard_by: str) -> None:
    parser = MarkdownIt("commonmark", {"html": True}).enable("table")
    markdown = told(client, label, heard_by).to_markdown()
    page, plain = read(parser.render(markdown)), read(parser.render(told("c", "e", "o").to_markdown()))
    assert page.tags == plain.tags
    shown = " ".join("".join(page.words).split())
    for text in (client, label, heard_by):
        assert " ".join(printable_line(text).split()) in shown


@given(ANY_TEXT, ANY_TEXT)
def test_plain_text_keeps_its_lines_and_steers_no_terminal(client: str, label: str) -> None:
    decision = told(client, label, "o")
    for text in (decision.to_text(why_not=True), decision.to_markdown()):
        assert not re.search("[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]", text)
    assert len(decision.to_text().splitlines()) >= len(told("c", "e", "o").to_text().splitlines())
    assert len(repr(decision).splitlines()) == 1


@pytest.mark.parametrize("form", FORMS)
def test_the_same_report_gives_the_same_bytes(form: str) -> None:
    assert FORMS[form](told("c", "e", "o")) == FORMS[form](told("c", "e", "o"))


def test_a_picture_survives_texts_that_end_the_drawing_library() -> None:
    page = told("c\x01", "e\x02\x00", "o\x03").to_html()
    assert "<svg" in page


@pytest.mark.parametrize("missing", ["altair", "vl_convert"])
def test_a_page_without_the_packages_for_pictures_has_the_table(
    missing: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    decision = told("c", "e", "o")
    assert "<svg" in decision.to_html()
    monkeypatch.setitem(sys.modules, missing, None)
    assert decision.to_html() == decision.to_html(picture=False)
    assert "<svg" not in decision.to_html()
    assert "<table" in decision.to_html()


def test_a_theme_of_the_notebook_does_not_change_the_picture() -> None:
    alt = pytest.importorskip("altair")
    before = told("c", "e", "o").to_html()
    with alt.theme.enable("dark"):
        assert told("c", "e", "o").to_html() == before


def test_facts_alone_give_a_page_without_a_timeline(rules: Rules) -> None:
    decision = rules.decide_facts({"wants_rental": True})
    page = decision.to_html()
    assert "Timeline" not in read(page).words
    assert "Why not another reason" in read(page).words
    assert "Client" not in decision.to_markdown()


def test_a_decision_read_back_from_json_has_its_plain_form_only() -> None:
    decision = Decision.model_validate_json(told("c", "e", "o").model_dump_json())
    assert decision._repr_html_() is None
    assert repr(decision).startswith("<Decision 'c' as of 2026-03-20: ")
    with pytest.raises(LookupError, match="decide the case again"):
        decision.to_html()


def test_every_other_reason_is_answered_once(rules: Rules) -> None:
    decision = rules.decide_facts({"wants_rental": True})
    reasons = {row.title for row in rules.rule_set.rows if row.family == "reason"}
    shown = decision.to_markdown().split("## Why not another reason")[1].split("##")[0]
    titles = [line[2:].split(". ")[0] for line in shown.strip().splitlines()]
    assert sorted(titles) == sorted(reasons - {"Rental"})


def test_there_is_no_picture_without_events(rules: Rules) -> None:
    case = parse_case({"id": "c", "time_zone": "UTC", "as_of": "2026-03-20"})
    page = rules.decide(case).to_html()
    assert "<svg" not in page


def test_a_long_timeline_is_whole_and_folds_what_does_not_count(rules: Rules) -> None:
    calls = [
        {
            "kind": "contact",
            "id": f"call-{number}",
            "at": (date(2025, 9, 1) + timedelta(days=number)).isoformat(),
            "channel": ("phone", "text")[number % 2],
            "direction": "inbound" if number == 20 else "outbound",
            "answered": False,
        }
        for number in range(150)
    ]
    record = {"id": "c", "time_zone": "UTC", "as_of": "2026-02-01", "complete_channels": "all"}
    page = rules.decide(parse_case({**record, "events": calls})).to_html()
    lines = re.findall(r'id="event-(\d+)"', page)
    assert sorted(map(int, lines)) == list(range(1, 151))
    first = page.split("other events</summary>")[0]
    assert re.findall(r'id="event-(\d+)"', first) == [str(number) for number in range(21, 151)]
    assert " and 123 more" in first
