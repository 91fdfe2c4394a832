"""Write a report as HTML: one self-contained page, or the same as a piece of a notebook.

The page needs no script and nothing from elsewhere. What folds is `details`, so it opens by keyboard;
headings and landmarks say what is what; no meaning rests on colour alone.
"""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from xml.etree.ElementTree import Element

from clientfit.decision import Decision, Question
from clientfit.explain.picture import timeline_picture
from clientfit.explain.render.html_elements import Child, element, quoted, style, write
from clientfit.explain.render.html_proof import LinkEvent, proof_tree
from clientfit.explain.render.html_timeline import event_id, timeline
from clientfit.explain.wording import headline, lead_words, other_findings, outcome_words, sentence
from clientfit.explanation import WhyNot
from clientfit.report import Report


@dataclass(frozen=True, slots=True)
class _Setting:
    """Where a report is shown.

    Attributes:
        heading: the level of its headline; its sections are one below.
        prefix: what the ids in it begin with, so that two reports may share a page.
        picture: the drawn timeline, or None.
    """

    heading: int
    prefix: str
    picture: Element | None


def render_page(report: Report) -> str:
    """Write a whole page, with the timeline drawn where the packages for pictures are installed."""
    return _page(report, timeline_picture(report))


def render_plain_page(report: Report) -> str:
    """Write a whole page without a picture."""
    return _page(report, None)


def _page(report: Report, picture: Element | None) -> str:
    decision = report.decision
    setting = _Setting(1, "", picture)
    name = f"Client {decision.case_id}: " if decision.case_id is not None else ""
    page = element(
        "html",
        element(
            "head",
            element("meta", charset="utf-8"),
            element("meta", name="viewport", content="width=device-width, initial-scale=1"),
            element("meta", name="color-scheme", content="light dark"),
            element("title", name + headline(report.decision)),
            style(_sheet() + _BODY),
        ),
        element(
            "body",
            element(
                "div",
                element("header", *_answer(report, setting)),
                element("main", *_sections(report, setting)),
                element("footer", *_origin(decision)),
                class_="clientfit",
            ),
        ),
        lang="en",
    )
    return "<!doctype html>\n" + write(page)


def render_fragment(report: Report) -> str:
    """Write what a notebook shows: no page around it, and headings below the notebook's own."""
    digest = hashlib.sha256(repr((report.decision.case_id, report.decision.facts_hash)).encode())
    setting = _Setting(3, f"c{digest.hexdigest()[:8]}-", timeline_picture(report))
    shown = [
        *_answer(report, setting),
        *_sections(report, setting),
        element("footer", *_origin(report.decision)),
    ]
    return write(element("div", style(_sheet()), *shown, class_="clientfit", lang="en"))


_BODY = """:root { color-scheme: light dark; }
body { margin: 0; background: light-dark(#ffffff, #0f1419); }
@media print { body { background: #ffffff; } }
"""


@cache
def _sheet() -> str:
    return "\n" + files("clientfit.explain.render").joinpath("page.css").read_text("utf-8")


def _answer(report: Report, setting: _Setting) -> Iterator[Element]:
    """What is read in ten seconds: the action, why, and what is still open."""
    decision = report.decision
    if decision.case_id is not None:
        yield element(
            "p", "Client ", quoted(decision.case_id), f", as of {decision.as_of}", class_="client"
        )
    yield element(f"h{setting.heading}", headline(report.decision), class_="headline")
    yield element("p", sentence(decision.because), class_="because")
    if decision.provisional:
        left = [outcome_words(one.action, one.reason, report.rules) for one in decision.possible]
        yield element(
            "div",
            element("p", element("strong", "For now only: something is open."), " Still possible:"),
            element("ul", *(element("li", words) for words in left)),
            class_="provisional",
        )


def _sections(report: Report, setting: _Setting) -> Iterator[Element]:
    decision = report.decision
    link = _links(report, setting)
    if decision.steps:
        steps = element("ol", *(element("li", step) for step in decision.steps))
        yield _section("Do now", "do", setting, steps)
    if report.review is not None:
        yield _section("Look again", "review", setting, element("p", report.review.says))
    if decision.questions:
        asked = element("ul", *(_question(question, report) for question in decision.questions))
        yield _section("Ask", "ask", setting, asked)
    if report.notes:
        lines = (element("p", line) for line in report.notes)
        yield _section("Notes to paste", "notes", setting, element("div", *lines, class_="paste"))
    if report.message is not None:
        lines = (element("p", line) for line in report.message.splitlines())
        text = element("div", *lines, class_="paste")
        yield _section("Message to the client, to adapt", "message", setting, text)
    signals = list(_signals(report))
    if signals:
        yield _section("What else holds", "else", setting, element("dl", *signals))
    yield _section("Proof", "proof", setting, *_proof(report, link))
    if report.events:
        yield _section(
            "Timeline", "timeline", setting, *timeline(report, setting.picture, setting.prefix)
        )
    if report.why_not:
        folds = (_why_not(one, report, link) for one in report.why_not)
        yield _section("Why not another reason", "why-not", setting, *folds)
    if decision.assumptions:
        says = element("ul", *(element("li", one.says) for one in decision.assumptions))
        summary = element(
            "summary", f"{len(decision.assumptions)} assumptions that the decision rests on"
        )
        folded = element("details", summary, says, class_="fold")
        yield _section("Assumed, because nobody raised it", "assumed", setting, folded)


def _question(question: Question, report: Report) -> Element:
    leads = [element("li", lead_words(lead, report.rules)) for lead in question.leads_to]
    return element("li", question.asks, element("ul", *leads) if leads else None)


def _section(title: str, name: str, setting: _Setting, *children: Child) -> Element:
    label = f"{setting.prefix}{name}"
    heading = element(f"h{setting.heading + 1}", title, id=label, class_="topic")
    return element("section", heading, *children, aria_labelledby=label)


def _links(report: Report, setting: _Setting) -> LinkEvent:
    numbers = {event.label: event.number for event in reversed(report.events)}

    def link(label: str) -> Element:
        if label not in numbers:
            return quoted(label)
        return element("a", quoted(label), href=f"#{event_id(numbers[label], setting.prefix)}")

    return link


def _signals(report: Report) -> Iterator[Element]:
    for name, words in other_findings(report.decision, report.rules):
        yield element("dt", name)
        yield element("dd", words)


def _proof(report: Report, link: LinkEvent) -> Iterator[Element]:
    """The deciding row and the open rows before it; the rest is folded away."""
    proof = report.proof
    yield proof_tree(proof.shown, report.rules, link, opened=True)
    passed = [row for row in proof.rows if row not in proof.shown]
    if passed:
        summary = element("summary", proof.higher)
        tree = proof_tree(passed, report.rules, link, opened=False)
        yield element("details", summary, tree, class_="fold")


def _why_not(why: WhyNot, report: Report, link: LinkEvent) -> Element:
    """One reason: the nearest miss in a sentence, and its whole proof below."""
    nearest = why.misses[0]
    summary = element("summary", element("strong", f"{nearest.title}."), f" {nearest.says}")
    proofs = [miss.proof for miss in why.misses]
    tree = proof_tree(proofs, report.rules, link, opened=True)
    return element("details", summary, tree, class_="fold")


def _origin(decision: Decision) -> Iterator[Element]:
    yield element(
        "p", f"Rules: {decision.rules}. clientfit {decision.library_version}. Not legal advice."
    )
    yield element("p", "SHA-256 of the rules ", element("code", decision.rules_hash))
    yield element("p", "SHA-256 of the facts ", element("code", decision.facts_hash))
