"""Write a decision as plain text that an agent reads in ten seconds."""

from collections.abc import Iterator
from textwrap import wrap

from clientfit.decision import Action, Decision
from clientfit.proof import Proof, ProofNode

WIDTH = 100
MARKS = {"true": "✓", "false": "✗", "unknown": "?"}
ACTION_WORDS = {
    Action.KEEP: "KEEP WORKING",
    Action.FOLLOW_UP: "FOLLOW UP",
    Action.REPAIR: "REPAIR YOUR OWN LAPSE",
    Action.HOLD: "HOLD",
    Action.ASK: "ASK FIRST",
    Action.ESCALATE: "GO TO THE COORDINATOR",
    Action.STOP_CONTACT: "STOP ALL CONTACT",
    Action.REMOVE: "REQUEST REMOVAL",
}


def render_text(decision: Decision, proof: Proof) -> str:
    """Write a decision with its proof."""
    return "\n".join(_lines(decision, proof)).rstrip() + "\n"


def _lines(decision: Decision, proof: Proof) -> Iterator[str]:
    if decision.case_id is not None:
        yield f"Client {decision.case_id}, as of {decision.as_of}"
        yield ""
    yield headline(decision)
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
    yield from _section("Ask", tuple(question.asks for question in decision.questions))
    yield ""
    yield "Proof"
    yield from proof_lines(proof)
    assumed = "; ".join(assumption.says for assumption in decision.assumptions)
    if assumed:
        yield ""
        yield "Assumed, because nobody raised it"
        yield from _wrapped(assumed, "  ")


def headline(decision: Decision) -> str:
    """The action in words, with the reason."""
    words = ACTION_WORDS[decision.action]
    if decision.reason is not None:
        words = f"{words}: {decision.reason}"
    return f"{words} (for now; something is open)" if decision.provisional else words


def proof_lines(proof: Proof) -> Iterator[str]:
    """The deciding row, then the open rows before it, then one line for the rest."""
    open_rows = [row for row in proof.rows[:-1] if row.truth == "unknown"]
    for row in (*open_rows, proof.deciding):
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
    shown = ", ".join(events[:6])
    return f"{shown} and {len(events) - 6} more" if len(events) > 6 else shown  # noqa: PLR2004  six fit a line


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
