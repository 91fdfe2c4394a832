"""A rule set as it looks after facts have changed: the change is written into its conditions.

What the changed rules say of the facts as they were is what the rules say of the changed facts.
"""

from collections.abc import Mapping
from dataclasses import replace

from clientfit.language.expression import (
    All,
    AnyOf,
    Arithmetic,
    AtLeast,
    BooleanFact,
    Condition,
    Constant,
    FactTerm,
    Not,
    Number,
    OneOf,
    Term,
    facts_read,
    walk_term,
)
from clientfit.language.fold import Calculated
from clientfit.language.rewriting import rewrite_terms
from clientfit.ruleset.model import Change, Rule, RuleSet
from clientfit.ruleset.structure import conditions_of
from clientfit.values import FactValue, Interval


def after_changes(changes: tuple[Change, ...], rules: RuleSet) -> RuleSet:
    """Write changes of facts into every condition of a rule set."""

    def rule(old: Rule) -> Rule:
        branches = tuple(replace(b, when=changed(b.when, changes)) for b in old.branches)
        return replace(old, holds_when=changed(old.holds_when, changes), branches=branches)

    return replace(
        rules,
        signals=tuple(map(rule, rules.signals)),
        rows=tuple(map(rule, rules.rows)),
        always=tuple(replace(w, condition=changed(w.condition, changes)) for w in rules.always),
    )


def changed(condition: Condition, changes: tuple[Change, ...]) -> Condition:
    """Write changes of facts into one condition."""
    by_fact = {change.fact: change for change in changes}

    def number(term: Term) -> Term:
        change = by_fact.get(term.name) if isinstance(term, FactTerm) else None
        if change is None:
            return term
        if change.by is not None:
            return Arithmetic("+", term, Number(change.by))
        assert isinstance(change.to, Interval)  # noqa: S101  the loader gave a number one value
        assert not isinstance(change.to.low, float)  # noqa: S101  the same
        return Number(change.to.low)

    return rewrite_terms(_words(condition, by_fact), number)


def _words(condition: Condition, by_fact: Mapping[str, Change]) -> Condition:
    match condition:
        case BooleanFact(name=name) if name in by_fact:
            return Constant(by_fact[name].to is True, condition.place)
        case OneOf(term=term, words=words) if term.name in by_fact:
            return Constant(by_fact[term.name].to in words, condition.place)
        case Not(item=item):
            return replace(condition, item=_words(item, by_fact))
        case All(items=items) | AnyOf(items=items) | AtLeast(items=items):
            return replace(condition, items=tuple(_words(item, by_fact) for item in items))
        case _:
            return condition


def change_values(values: Mapping[str, FactValue], changes: tuple[Change, ...]) -> dict[str, FactValue]:
    """The facts of a case after the changes."""
    found = dict(values)
    for change in changes:
        old = found[change.fact]
        if change.by is None:
            found[change.fact] = change.to
        elif isinstance(old, Interval):
            found[change.fact] = Interval(old.low + change.by, old.high + change.by)
    return found


def left_behind(changes: tuple[Change, ...], rules: RuleSet) -> tuple[str, str] | None:
    """A calculated fact that would change too and that a rule reads, and the fact that moves it.

    A proof takes facts as they are given, so it would hold such a fact still.
    """
    moved_by = {change.fact: change.fact for change in changes}
    conditions = [c for rule in rules.rules for c in conditions_of(rule)]
    conditions += [world.condition for world in rules.always]
    read = {name for condition in conditions for name in facts_read(condition)}
    for spec in rules.calculated:
        assert isinstance(spec.fold, Calculated)  # noqa: S101  the rule set lists only those
        names = [term.name for term in walk_term(spec.fold.term) if isinstance(term, FactTerm)]
        cause = next((moved_by[name] for name in names if name in moved_by), None)
        if cause is not None and spec.name not in moved_by:
            if spec.name in read:
                return spec.name, cause
            moved_by[spec.name] = cause
    return None
