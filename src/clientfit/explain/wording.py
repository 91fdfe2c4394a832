"""Put facts into words."""

import string
from collections.abc import Callable, Iterator, Mapping
from fractions import Fraction
from math import isfinite

from clientfit.decision import Decision, Lead
from clientfit.language.expression import (
    All,
    AnyOf,
    AtLeast,
    Compare,
    Condition,
    Parameter,
    show,
    terms,
    walk_term,
)
from clientfit.ruleset.model import Action, FactSpec, RuleSet
from clientfit.values import End, FactValue, Interval, show_number, show_value

FEW = 6
"""So many events are named at one place; the timeline has them all."""
ACTION_WORDS: Mapping[Action, str] = {
    Action.KEEP: "Keep working",
    Action.FOLLOW_UP: "Follow up",
    Action.REPAIR: "Repair your own lapse",
    Action.HOLD: "Hold",
    Action.ASK: "Ask first",
    Action.ESCALATE: "Go to the coordinator",
    Action.STOP_CONTACT: "Stop all contact",
    Action.REMOVE: "Request removal",
}


def outcome_words(action: Action, reason: str | None, rules: RuleSet) -> str:
    """Write an action in words, with its reason's title where it has one."""
    titles = {row.id: row.title for row in rules.rows}
    words = ACTION_WORDS[action]
    return words if reason is None else f"{words}: {titles.get(reason, reason)}"


def lead_words(lead: Lead, rules: RuleSet) -> str:
    """Where one answer to a question leads, in words."""
    outcomes = [outcome_words(one.action, one.reason, rules) for one in lead.outcomes]
    return f"{sentence(lead.answer.rstrip('.'))}: {' or '.join(outcomes)}."


def headline(decision: Decision) -> str:
    """What to do, in words."""
    words = ACTION_WORDS[decision.action]
    return words if decision.reason is None else f"{words}: {decision.title}"


def other_findings(decision: Decision, rules: RuleSet) -> Iterator[tuple[str, str]]:
    """What holds beside the decision: the name of each group, and the titles in it."""
    titles = {rule.id: rule.title for rule in rules.rules}
    also = tuple(reason for reason in decision.reasons if reason != decision.reason)
    for name, ids in (
        ("Also true", also),
        ("Red flags", decision.red_flags),
        ("Your lapses", decision.lapses),
        ("Boundaries", decision.boundaries),
    ):
        if ids:
            yield name, "; ".join(titles[one] for one in ids)
    if decision.survey is not None:
        yield "Survey to come", decision.survey.replace("_", " ")


def sentence(text: str) -> str:
    """Begin with a capital letter."""
    return text[:1].upper() + text[1:]


def show_fact(spec: FactSpec, value: FactValue) -> str:
    """Write a fact's value; a share becomes per cent."""
    if isinstance(value, Interval) and is_share(spec.unit) and isfinite(value.low):
        if value.is_exact:
            return per_cent(value.low)
        if isfinite(value.high):
            return f"{per_cent(value.low)} to {per_cent(value.high)}"
        return f"at least {per_cent(value.low)}"
    return show_value(value)


def is_share(unit: str) -> bool:
    """Whether a unit is a share of something, so that it reads best in per cent."""
    return unit.startswith("share")


def per_cent(end: End) -> str:
    """Write a share in per cent, with one digit after the point where it is needed."""
    return f"{show_number(round(Fraction(end) * 100, 1))} %"


def first_few(labels: tuple[str, ...]) -> tuple[tuple[str, ...], str]:
    """As many labels as a reader takes in, and in words how many more there are."""
    more = len(labels) - FEW
    return labels[:FEW], f" and {more} more" if more > 0 else ""


def fill(template: str, rules: RuleSet, values: Mapping[str, FactValue]) -> str:
    """Fill the placeholders of a text with facts.

    The loader has checked that every placeholder is simply the name of a fact.
    """
    return fill_with(
        template, lambda name: show_fact(rules.facts[name], values[name]).replace("_", " ")
    )


def fill_with(template: str, word: Callable[[str], str]) -> str:
    """Fill the placeholders of a text; nothing but plain names stands in its braces."""
    parts: list[str] = []
    for literal, name, _, _ in string.Formatter().parse(template):
        parts.append(literal)
        if name is not None:
            parts.append(word(name))
    return "".join(parts)


def show_condition(condition: Condition, rules: RuleSet) -> str:
    """Write a condition with the values of its parameters."""
    text = show(condition)
    if isinstance(condition, Compare):
        found = [
            f"{term.name} = {show_parameter(term, rules)}"
            for top in terms(condition)
            for term in walk_term(top)
            if isinstance(term, Parameter)
        ]
        if found:
            return f"{text}  ({', '.join(found)})"
    return text


def condition_lines(condition: Condition, rules: RuleSet, depth: int = 0) -> Iterator[str]:
    """Write a condition as a tree, one line a part, as it stands in its file."""
    match condition:
        case All(items=items):
            head, parts = "all of", items
        case AnyOf(items=items):
            head, parts = "any of", items
        case AtLeast(count=count, items=items):
            head, parts = f"at least {count} of", items
        case _:
            yield "  " * depth + show_condition(condition, rules)
            return
    yield "  " * depth + head
    for part in parts:
        yield from condition_lines(part, rules, depth + 1)


def show_parameter(term: Parameter, rules: RuleSet) -> str:
    """Write a parameter's value in its unit."""
    spec = rules.parameters[term.name]
    return per_cent(spec.value) if is_share(spec.unit) else show_number(spec.value)
