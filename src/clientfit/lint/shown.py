"""Write facts as they stand under `given:` in a rule file, leaving out what is assumed anyway."""

from collections.abc import Mapping
from fractions import Fraction
from math import inf

from clientfit.facts import complete
from clientfit.language.expression import Condition
from clientfit.reference import truth
from clientfit.ruleset.model import FactSpec, RuleSet
from clientfit.values import End, FactValue, Interval, show_number


def plainest(
    rules: RuleSet,
    case: Mapping[str, FactValue],
    condition: Condition,
    named: Mapping[str, Condition],
) -> dict[str, FactValue]:
    """The same case without the facts that need not be given for the condition to hold."""
    kept = {name: case[name] for name in rules.facts if name in case}
    for name, value in tuple(kept.items()):
        fewer = {other: kept[other] for other in kept if other != name}
        if value == rules.unraised[name] and truth(condition, complete(rules, fewer).values, named):
            kept = fewer
    return kept


def show_given(rules: RuleSet, case: Mapping[str, FactValue]) -> str:
    """Write facts as one line of YAML.

    >>> from clientfit.facade import default_rules
    >>> show_given(default_rules().rule_set, {"responses": Interval(1, inf), "wants_rental": None})
    '{responses: {at_least: 1}, wants_rental: unknown}'
    """
    shown = (f"{name}: {show_written(rules.facts[name], value)}" for name, value in case.items())
    return "{" + ", ".join(shown) + "}"


def show_written(spec: FactSpec, value: FactValue) -> str:
    """Write one value as a rule file has it; reading it gives the same value."""
    if value is None:
        return "unknown"
    if isinstance(value, bool):
        return "true" if value else "false"
    if not isinstance(value, Interval):
        return str(value)
    if value.is_exact:
        return _number(spec, value.low)
    if value.is_unbounded:
        return "unknown"
    ends = (("at_least", value.low, -inf), ("at_most", value.high, inf))
    parts = (f"{key}: {_number(spec, end)}" for key, end, none in ends if end != none)
    return "{" + ", ".join(parts) + "}"


def _number(spec: FactSpec, end: End) -> str:
    if spec.unit.startswith("share"):
        return f"{show_number(Fraction(end) * 100)}%"
    return show_number(end)
