"""THE semantics: a tiny plain interpreter. Every engine is tested against it.

A condition is true, false, or unknown (None), by strong Kleene logic. The order is walked; an outcome
is possible unless an earlier one is definitely true or its own condition is definitely false. One
possible outcome is the decision; several are a question.
"""

from collections.abc import Mapping

from clientfit.facts import Facts, calculate
from clientfit.language.expression import (
    All,
    AnyOf,
    AtLeast,
    BooleanFact,
    Compare,
    Condition,
    Constant,
    Named,
    Not,
    OneOf,
)
from clientfit.ruleset.model import Action, Outcome, RuleSet
from clientfit.values import FactValue, Interval
from clientfit.verdict import Answer, Verdict


def truth(
    condition: Condition, values: Mapping[str, FactValue], named: Mapping[str, Condition]
) -> bool | None:
    """Whether a condition holds: True, False, or None for unknown."""
    match condition:
        case Constant(value=value):
            return value
        case BooleanFact(name=name):
            value = values[name]
            return value if isinstance(value, bool) else None
        case OneOf(term=term, words=words):
            word = values[term.name]
            return None if word is None else word in words
        case Named(name=name):
            return truth(named[name], values, named)
        case Compare(left=left, comparison=comparison, right=right):
            return compare(calculate(left, values), comparison, calculate(right, values))
        case Not(item=item):
            inner = truth(item, values, named)
            return None if inner is None else not inner
        case All(items=items):
            found = [truth(item, values, named) for item in items]
            return False if False in found else None if None in found else True
        case AnyOf(items=items):
            found = [truth(item, values, named) for item in items]
            return True if True in found else None if None in found else False
        case AtLeast(count=count, items=items):
            found = [truth(item, values, named) for item in items]
            if found.count(True) >= count:
                return True
            return False if found.count(True) + found.count(None) < count else None


def compare(one: Interval, comparison: str, two: Interval) -> bool | None:
    """Compare two intervals: None where they overlap so that it could be either."""
    match comparison:
        case "<":
            return True if one.high < two.low else False if one.low >= two.high else None
        case "<=":
            return True if one.high <= two.low else False if one.low > two.high else None
        case ">":
            return compare(two, "<", one)
        case ">=":
            return compare(two, "<=", one)
        case "==":
            if one.high < two.low or one.low > two.high:
                return False
            return True if one.is_exact and one == two else None
        case _:
            same = compare(one, "==", two)
            return None if same is None else not same


def decide(rules: RuleSet, facts: Facts) -> Verdict:
    """Walk the order and choose."""
    named = rules.conditions
    possible: dict[Outcome, str] = {}
    stuck: tuple[str, Action | None] | None = None
    for row in rules.rows:
        holds = truth(row.holds_when, facts.values, named)
        if holds is False:
            continue
        if holds is None and stuck is None:
            stuck = row.id, row.if_unknown
        for branch in row.branches:
            taken = truth(branch.when, facts.values, named)
            if taken is False:
                continue
            possible.setdefault(rules.outcome(row, branch.action), row.id)
            if taken is True:
                break
            if stuck is None:
                stuck = row.id, branch.if_unknown
        if holds is True:
            break
    return settle(rules, possible, stuck)


def settle(
    rules: RuleSet, possible: Mapping[Outcome, str], stuck: tuple[str, Action | None] | None
) -> Verdict:
    """Choose among the outcomes that are still possible."""
    outcomes = tuple(outcome for outcome in rules.outcomes if outcome in possible)
    if len(outcomes) == 1:
        return Verdict(outcomes[0], possible[outcomes[0]], outcomes, provisional=False)
    assert stuck is not None  # noqa: S101  several outcomes are possible only where something is unknown
    row_id, meanwhile = stuck
    if meanwhile is None or meanwhile is Action.ASK:
        return Verdict(Outcome(Action.ASK), row_id, outcomes, provisional=True)
    row = next(row for row in rules.rows if row.id == row_id)
    return Verdict(rules.outcome(row, meanwhile), row_id, outcomes, provisional=True)


def holding(rules: RuleSet, facts: Facts) -> tuple[str, ...]:
    """The signals, reasons and outcomes whose condition definitely holds."""
    named = rules.conditions
    return tuple(rule.id for rule in rules.rules if truth(rule.holds_when, facts.values, named) is True)


def answer(rules: RuleSet, facts: Facts) -> Answer:
    """Say everything at once, as every engine does."""
    return Answer(decide(rules, facts), holding(rules, facts))
