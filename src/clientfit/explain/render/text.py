"""Write a decision as plain text that an agent reads in ten seconds."""

from collections.abc import Iterable, Iterator
from textwrap import wrap

from clientfit.decision import Decision
from clientfit.explain.render.characters import printable_line
from clientfit.explain.wording import ACTION_WORDS, first_few, lead_words
from clientfit.explanation import Enough, Path, WhyNot
from clientfit.proof import Proof, ProofNode
from clientfit.report import Report

WIDTH = 80
MARKS = {"true": "✓", "false": "✗", "unknown": "?"}


def render_text(report: Report) -> str:
    """Write a decision with its proof."""
    lines = [*_lines(report)]
    if report.why_not:
        lines += ["", *why_not_lines(report.why_not)]
    return "\n".join(map(printable_line, lines)).rstrip() + "\n"


def _lines(report: Report) -> Iterator[str]:
    decision = report.decision
    if decision.case_id is not None:
        yield f"Client {decision.case_id}, as of {decision.as_of}"
        yield ""
    yield _action(decision)
    yield from _wrapped(f"Because: {decision.because}", "  ")
    if decision.provisional and decision.possible:
        open_words = ", ".join(
            f"{o.action.value} ({o.reason})" if o.reason else o.action.value for o in decision.possible
        )
        yield from _wrapped(f"Still possible: {open_words}", "  ")
    others = [reason for reason in decision.reasons if reason != decision.reason]
    if others:
        yield f"  Also true: {', '.join(others)}"
    for name, ids in (
        ("Red flags", decision.red_flags),
        ("Your lapses", decision.lapses),
        ("Boundaries", decision.boundaries),
    ):
        if ids:
            yield f"  {name}: {', '.join(ids)}"
    yield from _section("Do now", decision.steps, numbered=True)
    if report.review is not None:
        yield from _section("Look again", (report.review.says,))
    yield from _questions(report)
    yield from _section("Notes to paste", report.notes)
    yield from _section("Message to the client, to adapt", tuple((report.message or "").splitlines()))
    yield ""
    yield "Proof"
    yield from proof_lines(report.proof)
    assumed = "; ".join(assumption.says for assumption in decision.assumptions)
    if assumed:
        yield ""
        yield "Assumed, because nobody raised it"
        yield from _wrapped(assumed, "  ")


def _questions(report: Report) -> Iterator[str]:
    """What to ask; in a whole report, with where each answer leads."""
    if report.decision.questions:
        yield from ("", "Ask")
    for question in report.decision.questions:
        yield from _wrapped(question.asks, "  - ")
        for lead in question.leads_to if report.why_not else ():
            yield from _wrapped(lead_words(lead, report.rules), "    → ")


def why_not_lines(asked: Iterable[WhyNot]) -> Iterator[str]:
    """Why other outcomes are not the decision, each in a few lines."""
    yield "Why not"
    for why in asked:
        yield from _wrapped(printable_line(why.says), "  - ")


def enough_lines(enough: Enough) -> Iterator[str]:
    """What suffices for the decision."""
    yield "Enough"
    yield from _wrapped(printable_line(enough.says), "  ")
    for fact in enough.facts:
        if fact.events:
            yield f"  - {fact} [{printable_line(_short(fact.events))}]"


def path_lines(path: Path) -> Iterator[str]:
    """The steps that lead to an outcome, each with its day."""
    yield "Path"
    yield from _wrapped(printable_line(path.says), "  ")
    for index, move in enumerate(path.moves, 1):
        yield from _wrapped(printable_line(f"{move.on}: {move.says}"), f"  {index}. ")
    for waiting in path.waits_for:
        yield from _wrapped(printable_line(f"waits for: {waiting}"), "  - ")


def _action(decision: Decision) -> str:
    """The action in words, with the id of its reason."""
    words = ACTION_WORDS[decision.action].upper()
    if decision.reason is not None:
        words = f"{words}: {decision.reason}"
    return f"{words} (for now; something is open)" if decision.provisional else words


def proof_lines(proof: Proof) -> Iterator[str]:
    """The deciding row, then the open rows before it, then one line for the rest."""
    for row in proof.shown:
        yield from node_lines(row, 1)
    if proof.higher:
        yield f"  {proof.higher}"


def node_lines(node: ProofNode, depth: int) -> Iterator[str]:
    """One step and what is below it, indented."""
    about = node.about
    text = about.says
    if node.observed and not (about.says == node.observed[0].fact and node.truth != "unknown"):
        text += ": " + ", ".join(map(str, node.observed))
    if node.observed and all(fact.assumed for fact in node.observed):
        text += " (assumed)"
    events = tuple(dict.fromkeys(label for fact in node.observed for label in fact.events))
    if events:
        text += f" [{_short(events)}]"
    if about.rule is not None:
        text += f"  <{about.file}:{about.line}>"
    if about.silent:
        text += "  (details hidden)"
    yield f"{'  ' * depth}{MARKS[node.truth]} {text}"
    for part in node.shown:
        if part.about.branch and part.truth == "false":
            yield branch_line(part, depth + 1)
        else:
            yield from node_lines(part, depth + 1)


def branch_line(node: ProofNode, depth: int) -> str:
    """A branch that was passed over, in one line."""
    inner = node.parts[0]
    return f"{'  ' * depth}{MARKS[node.truth]} {node.about.says}: {inner.about.says}"


def _short(events: tuple[str, ...]) -> str:
    shown, more = first_few(events)
    return ", ".join(shown) + more


def _section(title: str, lines: tuple[str, ...], *, numbered: bool = False) -> Iterator[str]:
    if not lines:
        return
    yield ""
    yield title
    for index, line in enumerate(lines, 1):
        yield from _wrapped(line, f"  {index}. " if numbered else "  - ")


def _wrapped(text: str, lead: str) -> Iterator[str]:
    lines = wrap(text, WIDTH - len(lead), break_on_hyphens=False) or [""]
    for index, line in enumerate(lines):
        yield (lead if index == 0 else " " * len(lead)) + line
