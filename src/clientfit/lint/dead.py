"""Rules and branches that never act, and conditions that change nothing."""

from collections.abc import Iterator, Mapping
from dataclasses import replace

from clientfit.language.expression import All, Condition, parameters_read, show
from clientfit.lint.edits import step_of
from clientfit.lint.equivalence import difference, reached, rows_before, taken
from clientfit.lint.finding import Finding, finding
from clientfit.lint.mutants import Mutant, mutants, with_parameters
from clientfit.lint.points import unfolded
from clientfit.lint.reach import find_case
from clientfit.ruleset.model import Rule, RuleSet
from clientfit.ruleset.structure import conditions_of


def dead_parts(rules: RuleSet) -> Iterator[Finding]:
    """Rules that never hold, rules that are always outranked, branches that are never taken."""
    named = rules.conditions
    for rule in rules.rules:
        if find_case(rules, rule.holds_when, named).never:
            what = f"'{rule.id}' never holds, whatever the facts are"
            mend = "correct `holds_when:` or drop the rule"
            yield finding("dead rule", rule.id, rule.place, what, mend)
        elif rule.branches:
            yield from _dead_row(rules, rule, named)


def _dead_row(rules: RuleSet, row: Rule, named: Mapping[str, Condition]) -> Iterator[Finding]:
    if find_case(rules, All((reached(rules, row), row.holds_when)), named).never:
        what = f"'{row.id}' never decides, because {_blockers(rules, row, named)} before it"
        mend = "move it up in `order:`, or drop it"
        yield finding("masked rule", row.id, row.place, what, mend)
        return
    for index, branch in enumerate(row.branches):
        if find_case(rules, All((reached(rules, row), taken(row, index))), named).never:
            shown = f"{branch.action.value} when {show(branch.when)}"
            what = f"the branch '{shown}' is never taken"
            mend = "drop it, or correct it or what stands before it"
            yield finding("dead branch", row.id, branch.place, what, mend)


def _blockers(rules: RuleSet, row: Rule, named: Mapping[str, Condition]) -> str:
    """The one rule that always comes first, or all of them together."""
    for other in rows_before(rules, row):
        alone = replace(rules, rows=(other, row))
        if find_case(alone, All((reached(alone, row), row.holds_when)), named).never:
            return f"'{other.id}' always comes"
    return "some other rule always comes"


def idle_conditions(rules: RuleSet) -> Iterator[Finding]:
    """Lines that can be dropped without a change, at these numbers and one step beside each.

    A line that says nothing only because two parameters happen to be equal is not idle: a house that
    changes one of them needs it.
    """
    for index, mutant in enumerate(mutants(rules)):
        if mutant.kind != "line dropped" or not difference(rules, mutant).never:
            continue
        if not _matters_nearby(rules, mutant, index):
            what = f"the line '{mutant.old}' changes nothing"
            yield finding("idle condition", mutant.rule, mutant.place, what, "drop it, or correct it")


def _matters_nearby(rules: RuleSet, mutant: Mutant, index: int) -> bool:
    """Whether the same edit matters once a parameter is moved by a step."""
    named = rules.conditions
    (rule,) = (rule for rule in rules.rules if rule.id == mutant.rule)
    read = {name for node in unfolded(conditions_of(rule), named) for name in parameters_read(node)}
    for name in sorted(read):
        spec = rules.parameters[name]
        for value in (spec.value - step_of(spec.value), spec.value + step_of(spec.value)):
            moved = with_parameters(rules, {name: replace(spec, value=value)})
            # The same rules with other numbers have the same edits in the same order.
            twin = next(one for place, one in enumerate(mutants(moved)) if place == index)
            if not difference(moved, twin).never:
                return True
    return False
