"""The HTML page as people meet it: with a keyboard, a screen reader, a phone, a dark room, on paper."""

import re
from datetime import date
from itertools import pairwise

import pytest

from browser.page import CONTRASTS, Page
from clientfit.case_reader import parse_case
from clientfit.decision import Decision
from clientfit.evaluator import Rules

HOSTILE = (
    "<script>document.title='run'</script>",
    '"><img src=x onerror="document.title=\'run\'">',
    "]]><!-- </style></title></details> &lt;b&gt; '\"",
    "\u202egnp.exe\u202c \u200fאבג\u200f",
    "x" * 190,
)


@pytest.fixture(scope="module")
def hostile(rules: Rules) -> Decision:
    calls = [
        {
            "kind": "contact",
            "id": text,
            "at": f"2026-03-0{day}",
            "channel": "text",
            "direction": "outbound",
        }
        for day, text in enumerate(HOSTILE, start=1)
    ]
    heard = [
        {"kind": "advice", "at": "2026-02-20", "given_to": text, "response": "followed"}
        for text in HOSTILE
    ]
    record = {
        "id": "".join(HOSTILE)[:200],
        "time_zone": "UTC",
        "as_of": date(2026, 3, 30),
        "complete_channels": "all",
        "facts": {"responses": 1},
        "events": [*heard, *calls],
    }
    return rules.decide(parse_case(record))


def test_a_case_full_of_markup_is_read_as_text_and_runs_nothing(page: Page, hostile: Decision) -> None:
    page.open(hostile.to_html())
    assert page.driver.title.startswith("Client <script>document.title='run'</script>")
    for kind in ("script", "img", "iframe", "link", "object", "embed"):
        assert page.run(f"return document.querySelectorAll('{kind}').length") == 0
    assert (
        page.run(
            "return [...document.querySelectorAll('*')].flatMap(e => e.getAttributeNames())"
            ".filter(n => n.startsWith('on')).length"
        )
        == 0
    )
    assert page.run("return performance.getEntriesByType('resource').length") == 0
    assert page.run("return document.querySelectorAll('header, main, footer').length") == 3
    shown = page.run("return document.body.textContent")
    for text in HOSTILE:
        assert text in shown
        assert f"to {text}" in shown


@pytest.mark.parametrize("width", [320, 400, 1000])
def test_nothing_runs_off_the_screen(page: Page, hostile: Decision, lost: Decision, width: int) -> None:
    for decision in (hostile, lost):
        page.open(decision.to_html(), width=width)
        page.run("document.querySelectorAll('details').forEach(d => d.open = true)")
        assert page.run("return document.documentElement.scrollWidth") <= width


def test_the_proof_opens_and_closes_by_keyboard(page: Page, lost: Decision) -> None:
    page.open(lost.to_html())
    asked = "return document.activeElement.textContent.startsWith('Of higher priority')"
    for _ in range(40):
        if page.run(asked):
            break
        page.press("\ue004")  # Tab
    assert page.run(asked)
    assert page.run("return getComputedStyle(document.activeElement).outlineStyle") != "none"
    is_open = "return document.activeElement.parentElement.open"
    assert page.run(is_open) is False
    page.press("\ue007")  # Enter
    assert page.run(is_open) is True
    page.press(" ")
    assert page.run(is_open) is False


def test_headings_go_down_one_level_at_a_time(page: Page, decision: Decision) -> None:
    page.open(decision.to_html())
    levels = page.run("return [...document.querySelectorAll('h1,h2,h3,h4')].map(h => +h.tagName[1])")
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after - before <= 1 for before, after in pairwise(levels))


def test_a_screen_reader_finds_its_way(page: Page, decision: Decision) -> None:
    page.open(decision.to_html())
    assert page.run("return document.documentElement.lang") == "en"
    nodes = page.command("Accessibility.getFullAXTree")["nodes"]
    said = [
        (node["role"]["value"], node.get("name", {}).get("value", ""))
        for node in nodes
        if not node["ignored"]
    ]
    roles = [role for role, _ in said]
    assert roles.count("banner") == roles.count("main") == roles.count("contentinfo") == 1
    assert ("region", "Proof") in said
    assert ("image", "Timeline of the client") in said
    assert "table" in roles
    assert all(name for role, name in said if role in ("region", "image", "link", "columnheader"))
    summaries = [name for role, name in said if role == "DisclosureTriangle"]
    assert any(re.match(r"(holds|is open): ", name) for name in summaries)


def test_what_is_pointed_at_exists_once(page: Page, decision: Decision) -> None:
    page.open(decision.to_html())
    ids = page.run("return [...document.querySelectorAll('[id]')].map(e => e.id)")
    assert len(set(ids)) == len(ids)
    targets = page.run(
        "return [...document.querySelectorAll('a')].map(a => a.getAttribute('href').slice(1))"
        ".concat([...document.querySelectorAll('[aria-labelledby]')]"
        ".map(e => e.getAttribute('aria-labelledby')))"
    )
    assert targets
    assert set(targets) <= set(ids)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_text_stands_out_from_what_is_behind_it(
    page: Page, decision: Decision, scheme: str
) -> None:
    page.open(decision.to_html(), scheme=scheme)
    page.run("document.querySelectorAll('details').forEach(d => d.open = true)")
    contrasts = page.run(CONTRASTS)
    assert len(contrasts) > 10
    assert {text: found for text, found in contrasts.items() if found < 4.5} == {}


def test_dark_is_dark(page: Page, lost: Decision) -> None:
    grounds: list[str] = []
    for scheme in ("light", "dark"):
        page.open(lost.to_html(), scheme=scheme)
        grounds.append(page.run("return getComputedStyle(document.body).backgroundColor"))
    assert grounds == ["rgb(255, 255, 255)", "rgb(15, 20, 25)"]


def test_paper_shows_what_the_screen_folds_away(page: Page, lost: Decision) -> None:
    folded = "return document.querySelector('details:not([open]) > :last-child').checkVisibility()"
    page.open(lost.to_html())
    assert page.run(folded) is False
    page.open(lost.to_html(), media="print")
    assert page.run(folded) is True


def test_the_picture_shows_every_event_and_fills_those_of_the_proof(page: Page, lost: Decision) -> None:
    page.open(lost.to_html())
    marks = page.run(
        "return [...document.querySelectorAll('svg .mark-symbol path')]"
        ".map(p => [p.getAttribute('fill'), p.getAttribute('stroke')])"
    )
    filled = [fill for fill, _ in marks if fill not in (None, "transparent", "none")]
    assert (len(marks), len(filled)) == (6, 4)
    numbers = page.run(
        "return [...document.querySelectorAll('svg .mark-text text')].map(t => t.textContent)"
    )
    assert {"1", "3", "4", "6", "17 days"} <= set(numbers)


@pytest.mark.parametrize(("theme", "ground"), [("true", "255, 255, 255"), ("false", "15, 20, 25")])
def test_a_notebook_chooses_light_or_dark_itself(
    page: Page, lost: Decision, theme: str, ground: str
) -> None:
    for scheme in ("light", "dark"):
        page.open(f"<body data-jp-theme-light='{theme}'>{lost._repr_html_()}", scheme=scheme)
        block = "getComputedStyle(document.querySelector('.clientfit'))"
        assert page.run(f"return {block}.backgroundColor") == f"rgb({ground})"


def test_two_decisions_may_share_a_notebook(page: Page, lost: Decision, hostile: Decision) -> None:
    pieces = [decision._repr_html_() for decision in (lost, hostile)]
    page.open("<!doctype html><title>Notebook</title>" + "".join(filter(None, pieces)))
    ids = page.run("return [...document.querySelectorAll('[id]')].map(e => e.id)")
    assert len(set(ids)) == len(ids) > 10
