"""Whether one input keeps the promises of a rule set (`must:`)."""

from collections.abc import Mapping

from clientfit.decision import Decision
from clientfit.language.expression import Condition
from clientfit.reference import truth
from clientfit.ruleset.model import Outcome, Promise, RuleSet
from clientfit.values import FactValue
from clientfit.verify.goals import fits
from clientfit.verify.replay import breaks_possibly, is_possible

Values = Mapping[str, FactValue]


def broken_by_facts(rules: RuleSet, values: Values) -> str:
    """Say which promise is broken by what the rules decide of these facts, or ""."""
    for promise in rules.must:
        if breaks_possibly(promise, rules, values):
            return f"the promise '{promise.name}' is broken"
    return ""


def broken_by_case(rules: RuleSet, values: Values, decision: Decision) -> str:
    """Say which promise is broken by what somebody decides of a case, or "".

    Args:
        rules: whose promises.
        values: the facts of the case.
        decision: what was decided of it, by the rules or by another system.
    """
    for promise in rules.must:
        if promise.kind in ("never", "always") and not promise.pattern.holds:
            broken = _breaks(promise, rules, values, decision) and is_possible(rules, values)
        else:
            broken = breaks_possibly(promise, rules, values)
        if broken:
            return f"the promise '{promise.name}' is broken"
    return ""


def _breaks(promise: Promise, rules: RuleSet, values: Values, decision: Decision) -> bool:
    def holds(condition: Condition) -> bool:
        return truth(condition, values, rules.conditions) is True

    if promise.when is not None and not holds(promise.when):
        return False
    meant = fits(promise.pattern, Outcome(decision.action, decision.reason))
    if promise.kind == "always":
        return not meant
    return meant and not (promise.unless is not None and holds(promise.unless))
