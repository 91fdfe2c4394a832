"""Check that every example of a rule set gives what it expects."""

from collections.abc import Iterator
from dataclasses import dataclass

from clientfit.facts import complete
from clientfit.language.expression import Place
from clientfit.reference import decide, truth
from clientfit.ruleset.model import Action, Example, Rule, RuleSet

_TRUTH = {True: "holds", False: "does not hold", None: "unknown"}


@dataclass(frozen=True, slots=True)
class ExampleResult:
    """What an example gave."""

    rule: str
    example: str
    expected: str
    found: str
    place: Place

    @property
    def passed(self) -> bool:
        """Whether it gave what it expects."""
        return self.expected == self.found


def run_examples(rules: RuleSet) -> Iterator[ExampleResult]:
    """Run every example of every rule, by the reference semantics."""
    named = rules.conditions
    for rule in rules.rules:
        for example in rule.examples:
            facts = complete(rules, example.given)
            if example.expectation is not None:
                expected = str(example.expectation)
                found = _TRUTH[truth(rule.holds_when, facts.values, named)]
            else:
                expected = _expected(rule, example)
                found = str(decide(rules, facts).outcome)
            yield ExampleResult(rule.id, example.name, expected, found, example.place)


def _expected(rule: Rule, example: Example) -> str:
    """An example of a reason names that reason where the action is about the removal."""
    reason = example.reason
    about_removal = example.action in (Action.REMOVE, Action.ESCALATE)
    if reason is None and rule.family == "reason" and about_removal:
        reason = rule.id
    action = example.action.value if example.action is not None else "nothing"
    return f"{action} ({reason})" if reason else action
