"""Write a report as Markdown, as GitHub and most trackers read it."""

import re
from collections.abc import Iterable, Iterator

from clientfit.decision import Decision
from clientfit.explain.render.characters import printable_line
from clientfit.explain.wording import (
    first_few,
    headline,
    lead_words,
    other_findings,
    outcome_words,
    sentence,
)
from clientfit.proof import ObservedFact, ProofNode, Truth
from clientfit.report import Report, ReportedEvent

_MARKS: dict[Truth, str] = {"true": "✓", "false": "✗", "unknown": "?"}
_SPECIAL = re.compile(r"[\\`*_{}\[\]<#|~&@$]|(?<=\w):(?=//)|(?<=www)\.", re.IGNORECASE)


def render_markdown(report: Report) -> str:
    """Write a decision with its proof, its timeline, and why no other reason applies."""
    return "\n".join(_lines(report)).rstrip() + "\n"


def escape(text: str) -> str:
    r"""Write a text so that Markdown shows it as it is, on one line.

    >>> escape("<b> a_b | c")
    '\\<b> a\\_b \\| c'
    """
    return _SPECIAL.sub(r"\\\g<0>", printable_line(text))


def code(text: str) -> str:
    """Write a text as code, whatever backticks are in it.

    >>> code("responses >= 1")
    '`responses >= 1`'
    """
    text = printable_line(text)
    fence = "`" * (1 + max((len(run) for run in re.findall("`+", text)), default=0))
    return f"{fence} {text} {fence}" if len(fence) > 1 else f"{fence}{text}{fence}"


def _lines(report: Report) -> Iterator[str]:
    decision = report.decision
    yield f"# {escape(headline(decision))}"
    yield ""
    if decision.case_id is not None:
        yield f"Client {escape(decision.case_id)}, as of {decision.as_of}"
        yield ""
    yield f"**Because:** {escape(sentence(decision.because))}"
    if decision.provisional:
        yield ""
        yield "**For now only: something is open.** Still possible:"
        yield ""
        for one in decision.possible:
            yield f"- {escape(outcome_words(one.action, one.reason, report.rules))}"
    yield from _section("Do now", (f"{n}. {escape(step)}" for n, step in enumerate(decision.steps, 1)))
    if report.review is not None:
        yield from _section("Look again", (escape(report.review.says),))
    yield from _section("Ask", _questions(report))
    yield from _section("Notes to paste", (f"- {escape(line)}" for line in report.notes))
    message = (report.message or "").splitlines()
    yield from _section("Message to the client, to adapt", (f"> {escape(line)}" for line in message))
    found = other_findings(decision, report.rules)
    yield from _section("What else holds", (f"- {name}: {escape(words)}" for name, words in found))
    yield from _section("Proof", _proof(report))
    if report.events:
        yield from _section("Timeline", _timeline(report))
    yield from _section("Why not another reason", (f"- {escape(why.says)}" for why in report.why_not))
    says = (f"- {escape(assumption.says)}" for assumption in decision.assumptions)
    yield from _section("Assumed, because nobody raised it", says)
    yield from _origin(decision)


def _section(title: str, lines: Iterable[str]) -> Iterator[str]:
    shown = list(lines)
    if shown:
        yield from ("", f"## {title}", "", *shown)


def _questions(report: Report) -> Iterator[str]:
    for question in report.decision.questions:
        yield f"- {escape(question.asks)}"
        for lead in question.leads_to:
            yield f"  - {escape(lead_words(lead, report.rules))}"


def _proof(report: Report) -> Iterator[str]:
    for row in report.proof.shown:
        yield from _step(row, report, 0)
    if report.proof.higher:
        yield f"- {report.proof.higher}"


def _step(node: ProofNode, report: Report, depth: int) -> Iterator[str]:
    about, lead = node.about, f"{'  ' * depth}- {_MARKS[node.truth]}"
    if node.observed:
        facts = "; ".join(_observed(fact, report) for fact in node.observed)
        yield f"{lead} {facts} {code(about.says)}"
        return
    if about.branch and node.truth == "false":
        causes = ", ".join(part.about.says for part in node.parts)
        yield f"{lead} {escape(about.says)}: {escape(causes)}"
        return
    place = f" {code(f'{about.file}:{about.line}')}" if about.rule is not None else ""
    hidden = " (details hidden)" if about.silent else ""
    yield f"{lead} {escape(about.says)}{place}{hidden}"
    for part in node.shown:
        yield from _step(part, report, depth + 1)


def _observed(fact: ObservedFact, report: Report) -> str:
    means = report.rules.facts[fact.fact].means.rstrip(".")
    assumed = " (assumed)" if fact.assumed else ""
    labels, more = first_few(fact.events)
    events = f" from {', '.join(map(escape, labels))}{more}" if labels else ""
    return f"{escape(means)}: **{escape(fact.value)}**{assumed}{events}"


def _timeline(report: Report) -> Iterator[str]:
    for span in report.spans:
        yield f"- {escape(span.means.rstrip('.'))}: {span.days} (from {span.first} to {span.last})."
    if report.spans:
        yield ""
    yield f"Every event, earliest first; times are those of {escape(report.time_zone)}."
    yield ""
    yield "| No. | When | What happened | Id | In the proof |"
    yield "|---:|---|---|---|---|"
    for event in report.events:
        yield _row(event)


def _row(event: ReportedEvent) -> str:
    source = "" if event.source == "record" else f", by the word of: {event.source}"
    proof = f"**yes**: {escape(', '.join(event.rests))}" if event.rests else "no"
    cells = (str(event.number), event.when, escape(event.says) + source, escape(event.label), proof)
    return f"| {' | '.join(cells)} |"


def _origin(decision: Decision) -> Iterator[str]:
    yield ""
    yield "---"
    yield ""
    rules, facts = code(decision.rules_hash), code(decision.facts_hash)
    yield f"Rules: {escape(decision.rules)}, SHA-256 {rules}; facts: SHA-256 {facts}."
    yield f"clientfit {decision.library_version}. Not legal advice."
