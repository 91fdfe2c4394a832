"""Notes for a removal request and the message to the client, from the rules' own texts.

A note says only what the record holds. A line about facts is left out where one of them was assumed
or is unknown; an event is noted only where it certainly counts, with its day and its own words.
"""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal

from clientfit.case import local_day
from clientfit.explain.wording import fill, fill_with
from clientfit.facts import Facts, blank
from clientfit.proof import ProofNode
from clientfit.ruleset.model import Action, FactSpec, Rule, RuleSet
from clientfit.ruleset.templates import DAY, collection_of, placeholders
from clientfit.timeline.latest import value_of
from clientfit.timeline.predicates import predicate
from clientfit.timeline.reading import Timeline
from clientfit.timeline.sorting import SortedCase
from clientfit.timeline.view import Row, View
from clientfit.values import exact, show_number
from clientfit.verdict import Verdict


def message(rule: Rule, verdict: Verdict, rules: RuleSet, facts: Facts) -> str | None:
    """Write the message to the client; None where nothing is to be told to the client yet."""
    if verdict.provisional or verdict.outcome.action is not Action.REMOVE or not rule.message:
        return None
    return fill(rule.message, rules, facts.values)


def notes(
    rule: Rule,
    row: ProofNode,
    facts: Facts,
    timeline: Timeline,
    ready: SortedCase | None,
) -> str:
    """Write the notes, a line each; empty where the record holds nothing to note.

    Args:
        rule: the rule that decided.
        row: its proof.
        facts: the facts of the case.
        timeline: the rule set prepared for reading cases.
        ready: the case, or None where only facts were given.
    """
    lines = list(_fact_lines(rule, facts, timeline.rules))
    if ready is not None:
        lines += _event_lines(row, facts, timeline, ready)
    return "\n".join([f"{rule.title}.", *lines]) if lines else ""


def _fact_lines(rule: Rule, facts: Facts, rules: RuleSet) -> Iterator[str]:
    for text in rule.notes:
        names = tuple(placeholders(text))
        found = [
            name not in facts.assumed and facts.values[name] != blank(rules.facts[name])
            for name in names
        ]
        if names and all(found):
            yield fill(text, rules, facts.values)


def _event_lines(row: ProofNode, facts: Facts, timeline: Timeline, ready: SortedCase) -> list[str]:
    found: dict[str, tuple[float, str]] = {}
    for name in dict.fromkeys(_rests_on(row)):
        spec = timeline.rules.facts[name]
        for event in timeline.rows(name, ready, facts.given):
            line = _line(spec, event, ready.view)
            if line is not None:
                found.setdefault(f"{line} {event.label}", (event.low, line))
    return [line for _, line in sorted(found.values())]


def _rests_on(row: ProofNode) -> Iterator[str]:
    """The facts that a row rests on; what was merely passed over is left out."""
    for fact in row.observed:
        yield fact.fact
    for part in row.parts:
        if not (part.about.branch and part.truth == "false"):
            yield from _rests_on(part)


def _line(spec: FactSpec, row: Row, view: View) -> str | None:
    """How an event is noted: by the first text of which it has every field."""
    collection = None if spec.fold is None else collection_of(spec.fold)
    if collection is None or row.kind not in collection.kinds:
        return None
    if predicate(collection, row.kind)(row.event, row.derived) is not True:
        return None
    for text in spec.notes:
        names = tuple(placeholders(text))
        words = {name: word for name in names if (word := _word(name, row, view)) is not None}
        if len(words) == len(set(names)):
            return fill_with(text, words.__getitem__)
    return None


def _word(name: str, row: Row, view: View) -> str | None:
    value = local_day(row.event.at, view.zone) if name == DAY else value_of(row, name)
    match value:
        case None | "unknown":
            return None
        case bool():
            return "yes" if value else "no"
        case date():
            return local_day(value, view.zone).isoformat()
        case Decimal():
            return show_number(exact(value))
        case _:
            return str(value).replace("_", " ")
