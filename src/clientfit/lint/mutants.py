"""Every small edit of a whole rule set: of conditions, branches, parameters, and of the order."""

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Literal

from clientfit.language.expression import (
    TRUE,
    Parameter,
    Place,
    Term,
    parameters_read,
    show,
)
from clientfit.language.rewriting import rewrite_terms
from clientfit.lint.edits import EditKind, edits, step_of
from clientfit.ruleset.model import Branch, ParameterSpec, Rule, RuleSet
from clientfit.ruleset.structure import conditions_of
from clientfit.values import show_number

MutantKind = (
    EditKind
    | Literal["branch dropped", "branches swapped", "if_unknown dropped", "parameter", "order swapped"]
)


@dataclass(frozen=True, slots=True)
class Mutant:
    """A rule set with one small edit in it.

    Attributes:
        id: stays the same as long as the rule, the kind and the edited text do, wherever it stands.
        rule: the rule that was edited; of a parameter, its name.
        old: what stood there, as text.
        new: what stands there instead; "" where it was dropped.
        changed: the rules of which something was edited.
    """

    id: str
    kind: MutantKind
    rule: str
    old: str
    new: str
    place: Place
    rules: RuleSet
    changed: tuple[str, ...]

    def __str__(self) -> str:
        return f"'{self.old}' dropped" if not self.new else f"'{self.old}' becomes '{self.new}'"


def stable_id(*parts: str) -> str:
    """Eight hexadecimal digits that depend on these texts alone, not on lines or spacing."""
    text = "\n".join(" ".join(part.split()) for part in parts)
    return hashlib.sha256(text.encode()).hexdigest()[:8]


def mutants(rules: RuleSet) -> Iterator[Mutant]:
    """Every small edit of every rule and parameter, in the order of the rule set."""
    for rule in rules.rules:
        yield from _condition_mutants(rules, rule)
        yield from _branch_mutants(rules, rule)
    for spec in rules.parameters.values():
        yield from _parameter_mutants(rules, spec)


def order_swaps(rules: RuleSet) -> Iterator[Mutant]:
    """Every swap of two neighbours in the order; the last, which always holds, stays."""
    rows = rules.rows
    for index in range(len(rows) - 2):
        first, second = rows[index], rows[index + 1]
        swapped = replace(rules, rows=(*rows[:index], second, first, *rows[index + 2 :]))
        old, new = f"{first.id}, {second.id}", f"{second.id}, {first.id}"
        yield _mutant("order swapped", first, old, new, first.place, swapped)


def _mutant(kind: MutantKind, rule: Rule, old: str, new: str, place: Place, changed: RuleSet) -> Mutant:
    key = stable_id(rule.id, kind, old, new)
    return Mutant(key, kind, rule.id, old, new, place, changed, (rule.id,))


def with_rule(rules: RuleSet, rule: Rule) -> RuleSet:
    """The same rule set with one rule in the place of the one of that id."""
    if rule.family == "signal":
        signals = tuple(rule if old.id == rule.id else old for old in rules.signals)
        return replace(rules, signals=signals)
    rows = tuple(rule if old.id == rule.id else old for old in rules.rows)
    return replace(rules, rows=rows)


def _condition_mutants(rules: RuleSet, rule: Rule) -> Iterator[Mutant]:
    for edit in edits(rule.holds_when):
        edited = replace(rule, holds_when=edit.condition)
        place = edit.place if edit.place.line else rule.place
        yield _mutant(edit.kind, rule, edit.old, edit.new, place, with_rule(rules, edited))
    for index, branch in enumerate(rule.branches):
        for edit in edits(branch.when):
            edited = _with_branch(rule, index, replace(branch, when=edit.condition))
            place = edit.place if edit.place.line else branch.place
            old = f"then {branch.action.value} when: {edit.old}"
            yield _mutant(edit.kind, rule, old, edit.new, place, with_rule(rules, edited))


def _with_branch(rule: Rule, index: int, branch: Branch) -> Rule:
    return replace(rule, branches=(*rule.branches[:index], branch, *rule.branches[index + 1 :]))


def _branch_text(branch: Branch) -> str:
    return f"{branch.action.value} when {show(branch.when)}"


def _branch_mutants(rules: RuleSet, rule: Rule) -> Iterator[Mutant]:
    branches = rule.branches
    if rule.if_unknown is not None:
        edited = replace(rule, if_unknown=None)
        old = f"if_unknown: {rule.if_unknown.value}"
        yield _mutant("if_unknown dropped", rule, old, "", rule.place, with_rule(rules, edited))
    for index, branch in enumerate(branches):
        if branch.if_unknown is not None:
            edited = _with_branch(rule, index, replace(branch, if_unknown=None))
            old = f"{_branch_text(branch)}, if_unknown: {branch.if_unknown.value}"
            changed = with_rule(rules, edited)
            yield _mutant("if_unknown dropped", rule, old, "", branch.place, changed)
        if branch.when == TRUE:
            continue
        edited = replace(rule, branches=(*branches[:index], *branches[index + 1 :]))
        old = _branch_text(branch)
        yield _mutant("branch dropped", rule, old, "", branch.place, with_rule(rules, edited))
    for index in range(len(branches) - 1):
        first, second = branches[index], branches[index + 1]
        pair = _swapped(first, second)
        edited = replace(rule, branches=(*branches[:index], *pair, *branches[index + 2 :]))
        old = f"{_branch_text(first)}; {_branch_text(second)}"
        new = "; ".join(map(_branch_text, pair))
        changed = with_rule(rules, edited)
        yield _mutant("branches swapped", rule, old, new, first.place, changed)


def _swapped(first: Branch, second: Branch) -> tuple[Branch, Branch]:
    """The last branch has no condition, so there only what is done changes places."""
    if second.when == TRUE:
        return replace(second, when=first.when), replace(first, when=TRUE)
    return second, first


def _parameter_mutants(rules: RuleSet, spec: ParameterSpec) -> Iterator[Mutant]:
    """A parameter that only the folds of facts read is no part of a rule, so it is left alone."""
    used = tuple(rule.id for rule in rules.rules if _reads_parameter(rule, spec.name))
    if not used:
        return
    step = step_of(spec.value)
    for value in (spec.value - step, spec.value + step):
        old = f"{spec.name} = {show_number(spec.value)}"
        new = f"{spec.name} = {show_number(value)}"
        key = stable_id(spec.name, "parameter", old, new)
        changed = with_parameters(rules, {spec.name: replace(spec, value=value)})
        yield Mutant(key, "parameter", spec.name, old, new, spec.place, changed, used)


def _reads_parameter(rule: Rule, name: str) -> bool:
    return any(name in parameters_read(condition) for condition in conditions_of(rule))


def with_parameters(rules: RuleSet, specs: Mapping[str, ParameterSpec]) -> RuleSet:
    """The same rule set with other values of some parameters in every condition."""

    def change(term: Term) -> Term:
        if isinstance(term, Parameter) and term.name in specs:
            return replace(term, value=specs[term.name].value)
        return term

    def changed(rule: Rule) -> Rule:
        branches = tuple(
            replace(branch, when=rewrite_terms(branch.when, change)) for branch in rule.branches
        )
        return replace(rule, holds_when=rewrite_terms(rule.holds_when, change), branches=branches)

    steps = tuple(replace(step, when=rewrite_terms(step.when, change)) for step in rules.steps)
    return replace(
        rules,
        parameters={**rules.parameters, **specs},
        signals=tuple(map(changed, rules.signals)),
        rows=tuple(map(changed, rules.rows)),
        steps=steps,
    )
