"""Whether an example, or a case of the boundary suite, sees that a rule set was edited."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from clientfit.facts import Facts, complete
from clientfit.language.expression import Condition
from clientfit.lint.mutants import Mutant
from clientfit.reference import decide, truth
from clientfit.ruleset.model import Outcome, Rule, RuleSet
from clientfit.values import FactValue

Truth = bool | None


@dataclass(frozen=True, slots=True)
class Watch:
    """Facts that are watched, with what the unedited rules say of them.

    Attributes:
        truths: whether each rule's condition holds, by its id.
        rule: the rule of which it is watched whether it holds; "" if of none.
        outcome: the outcome that is watched; None if it is not.
    """

    facts: Facts
    truths: Mapping[str, Truth]
    rule: str
    outcome: Outcome | None


def watch(rules: RuleSet, given: Mapping[str, FactValue], rule: str, *, outcome: bool) -> Watch:
    """Watch some facts."""
    facts = complete(rules, given)
    named = rules.conditions
    truths = {name: truth(condition, facts.values, named) for name, condition in named.items()}
    return Watch(facts, truths, rule, decide(rules, facts).outcome if outcome else None)


def watched_examples(rules: RuleSet) -> Iterator[Watch]:
    """Watch what every example of every rule expects."""
    for rule in rules.rules:
        for example in rule.examples:
            about_itself = example.expectation is not None
            name = rule.id if about_itself else ""
            yield watch(rules, example.given, name, outcome=not about_itself)


def notices(mutant: Mutant, watched: Iterable[Watch]) -> bool:
    """Whether one of these tells the edited rules from the unedited."""
    named = mutant.rules.conditions
    changed = [rule for rule in mutant.rules.rules if rule.id in mutant.changed]
    return any(
        _may_matter(mutant, changed, each, named) and _sees(mutant.rules, each, named)
        for each in watched
    )


def _may_matter(
    mutant: Mutant, changed: list[Rule], each: Watch, named: Mapping[str, Condition]
) -> bool:
    """A cheap look before the whole order is walked: most edits do not touch most facts."""
    if mutant.kind == "order swapped":
        return each.outcome is not None
    for rule in changed:
        before = each.truths[rule.id]
        if truth(rule.holds_when, each.facts.values, named) is not before:
            return True
        if before is not False and rule.branches and each.outcome is not None:
            return True
    return False


def _sees(rules: RuleSet, each: Watch, named: Mapping[str, Condition]) -> bool:
    if each.rule and truth(named[each.rule], each.facts.values, named) is not each.truths[each.rule]:
        return True
    return each.outcome is not None and decide(rules, each.facts).outcome != each.outcome
