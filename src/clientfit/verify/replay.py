"""What the reference semantics says of one input; every witness is replayed here before it is shown."""

from collections.abc import Mapping
from dataclasses import replace
from itertools import combinations

from clientfit.facts import Facts
from clientfit.language.expression import Condition
from clientfit.reference import decide, truth
from clientfit.ruleset.model import Pattern, Promise, RuleSet
from clientfit.values import FactValue, Interval
from clientfit.verify.cells import words_of
from clientfit.verify.changes import after_changes, change_values
from clientfit.verify.formulas import Among, Bounded, Formula, exactly, facts_of, formula_of
from clientfit.verify.space import make_space
from clientfit.verify.walk import Decided
from clientfit.verify.world import make_world

Values = Mapping[str, FactValue]


def decided(rules: RuleSet, values: Values) -> Decided:
    """What the reference decides."""
    verdict = decide(rules, Facts(values))
    outcome = verdict.outcome
    if verdict.provisional:
        return Decided(outcome, verdict.row, provisional=True)
    named = rules.conditions
    row = next(row for row in rules.rows if row.id == verdict.row)
    taken = (b for b in row.branches if b.action is outcome.action)
    steps = next(b.steps for b in taken if truth(b.when, values, named) is not False)
    return Decided(outcome, verdict.row, provisional=False, steps=steps)


def holds(rules: RuleSet, name: str, values: Values) -> bool:
    """Whether a rule definitely holds; one that is not there does not."""
    named = rules.conditions
    return name in named and truth(named[name], values, named) is True


def breaks(promise: Promise, rules: RuleSet, values: Values) -> bool:
    """Whether an input breaks a promise."""
    named = rules.conditions

    def holds(condition: Condition) -> bool:
        return truth(condition, values, named) is True

    if promise.when is not None and not holds(promise.when):
        return False
    if promise.kind == "never_both":
        found = [name for name in promise.names if holds(named[name])]
        return any(one != two for one, two in combinations(found, 2))
    now = matches(promise.pattern, rules, values)
    if promise.kind == "never":
        return now and not (promise.unless is not None and holds(promise.unless))
    if promise.kind == "always":
        return not now
    after = matches(promise.pattern, rules, change_values(values, promise.change))
    return (not now and after) if promise.kind == "never_becomes" else (now and not after)


def breaks_possibly(promise: Promise, rules: RuleSet, values: Values) -> bool:
    """Whether a possible input breaks a promise; its true case is possible after a change too."""
    always = rules.always + after_changes(promise.change, rules).always
    return breaks(promise, rules, values) and is_possible(replace(rules, always=always), values)


def matches(pattern: Pattern, rules: RuleSet, values: Values) -> bool:
    """Whether what is decided of an input is among the decisions that a pattern means."""
    outcome = decided(rules, values).outcome
    if pattern.actions and outcome.action not in pattern.actions:
        return False
    if pattern.reasons and outcome.reason not in pattern.reasons:
        return False
    named = rules.conditions
    return not pattern.holds or any(truth(named[name], values, named) is True for name in pattern.holds)


def is_possible(rules: RuleSet, values: Values) -> bool:
    """Whether some true case that keeps every `always:` lies in an input."""
    words = {name: words_of(s) for name, s in rules.facts.items() if not s.type.is_number}
    always = [formula_of(world.condition, True, {}, words) for world in rules.always]
    always = [exactly(formula) for formula in always]
    spoken_of = {name for formula in always for name in facts_of(formula)}
    inside = [f for name, value in values.items() if name in spoken_of for f in _inside(name, value)]
    space = make_space(rules.facts, rules.unraised, (*always, *inside))
    world = make_world(space, (*always, *inside), ())
    return all(world.start.cells) and world.possible(world.start) is True


def _inside(name: str, value: FactValue) -> list[Formula]:
    """The true value of a fact lies in what is known of it."""
    if isinstance(value, Interval):
        low, high = value.low, value.high
        found: list[Formula] = []
        if not isinstance(low, float):
            found.append(Bounded(name, "value", ">=", low))
        if not isinstance(high, float):
            found.append(Bounded(name, "value", "<=", high))
        return found
    if isinstance(value, bool | str):
        return [Among(name, (value,))]
    return []
