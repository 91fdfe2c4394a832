"""Put facts into words."""

import string
from collections.abc import Callable, Iterator, Mapping
from fractions import Fraction
from math import isfinite

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
from clientfit.ruleset.model import FactSpec, RuleSet
from clientfit.values import End, FactValue, Interval, show_number, show_value


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
