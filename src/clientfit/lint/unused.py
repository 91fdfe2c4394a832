"""Facts, parameters and collections that nothing reads, and rules whose examples show one side only.

What an overlay takes over and does not use is no fault of its: cases may still speak of it.
"""

import string
from collections.abc import Iterable, Iterator
from itertools import chain

from clientfit.events import EVENT_TYPES
from clientfit.facts import complete
from clientfit.language.expression import (
    TRUE,
    Condition,
    FactTerm,
    Parameter,
    Term,
    facts_read,
    parameters_read,
    walk_term,
)
from clientfit.language.fold import Calculated, Collection
from clientfit.lint.finding import Finding, finding
from clientfit.reference import truth
from clientfit.ruleset.model import Rule, RuleSet
from clientfit.ruleset.structure import conditions_of


def _conditions(rules: RuleSet) -> Iterator[Condition]:
    for rule in rules.rules:
        yield from conditions_of(rule)
    for step in rules.steps:
        yield step.when


def _texts(rules: RuleSet) -> Iterator[str]:
    for rule in rules.rules:
        yield from (rule.says, rule.advises, rule.message, *rule.notes)
        for branch in rule.branches:
            yield from branch.steps
    for step in rules.steps:
        yield step.text


def _placeholders(texts: Iterable[str]) -> Iterator[str]:
    for text in texts:
        for _, name, _, _ in string.Formatter().parse(text):
            if name is not None:
                yield name


def _calculated_terms(rules: RuleSet) -> Iterator[Term]:
    for spec in rules.facts.values():
        if isinstance(spec.fold, Calculated):
            yield from walk_term(spec.fold.term)


def unused_facts(rules: RuleSet) -> Iterator[Finding]:
    """Facts that no condition, no text and no other fact reads."""
    used = set(chain.from_iterable(facts_read(condition) for condition in _conditions(rules)))
    used.update(_placeholders(_texts(rules)))
    used.update(term.name for term in _calculated_terms(rules) if isinstance(term, FactTerm))
    used.update(spec.raised_by for spec in rules.facts.values() if isinstance(spec.raised_by, str))
    for branch in chain.from_iterable(rule.branches for rule in rules.rules):
        used.update(branch.asks)
    for name, spec in rules.facts.items():
        if name not in used and not rules.is_inherited(spec.place):
            what = f"no rule, step, text or other fact uses the fact '{name}'"
            yield finding("unused fact", name, spec.place, what, "use it, or drop it")


def unused_parameters(rules: RuleSet) -> Iterator[Finding]:
    """Parameters that no condition and no fact reads."""
    used = set(chain.from_iterable(parameters_read(condition) for condition in _conditions(rules)))
    used.update(term.name for term in _calculated_terms(rules) if isinstance(term, Parameter))
    folds = " ".join(spec.fold_text for spec in rules.facts.values())
    used.update(_words(folds))
    for collection in rules.collections.values():
        if collection.where is not None:
            used.update(parameters_read(collection.where))
    for name, spec in rules.parameters.items():
        if name not in used and not rules.is_inherited(spec.place):
            what = f"no rule and no fact uses the parameter '{name}'"
            yield finding("unused parameter", name, spec.place, what, "use it, or drop it")


def unused_collections(rules: RuleSet) -> Iterator[Finding]:
    """Collections of events that no fact is folded from or raised by."""
    used = _words(" ".join(spec.fold_text for spec in rules.facts.values()))
    used.update(
        spec.raised_by.name for spec in rules.facts.values() if isinstance(spec.raised_by, Collection)
    )
    for name, collection in rules.collections.items():
        declared = name not in EVENT_TYPES
        if declared and name not in used and not rules.is_inherited(collection.place):
            what = f"no fact is made from the collection '{name}'"
            yield finding("unused collection", name, collection.place, what, "use it, or drop it")


def _words(text: str) -> set[str]:
    return set("".join(c if c.isalnum() or c == "_" else " " for c in text).split())


def missing_examples(rules: RuleSet) -> Iterator[Finding]:
    """Rules whose own examples do not show both that they hold and that they do not."""
    named = rules.conditions
    for rule in rules.rules:
        shown = {
            truth(rule.holds_when, complete(rules, example.given).values, named)
            for example in rule.examples
        }
        yield from _missing(rule, shown)


def _missing(rule: Rule, shown: set[bool | None]) -> Iterator[Finding]:
    if True not in shown:
        what = "no example shows a case in which this holds"
        yield finding("missing example", rule.id, rule.place, what, "add one under `examples:`")
    if False not in shown and rule.holds_when != TRUE:
        what = "no example shows a case in which this does not hold"
        yield finding("missing example", rule.id, rule.place, what, "add one under `examples:`")
