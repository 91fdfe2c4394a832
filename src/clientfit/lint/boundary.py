"""The boundary suite: cases on both sides of every line of every rule, with what the rules say today.

Source of the idea: boundary value analysis (Myers, The Art of Software Testing, 1979, chapter 4), with
each line decisive for its rule as in modified condition/decision coverage (RTCA DO-178C).
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise

from clientfit.facts import blank, complete
from clientfit.language.expression import TRUE, All, Condition, Not, facts_read
from clientfit.lint.equivalence import reached
from clientfit.lint.noticing import Truth
from clientfit.lint.points import unfolded
from clientfit.lint.reach import find_case
from clientfit.lint.shown import plainest
from clientfit.lint.sides import leaves, sides
from clientfit.reference import decide, truth
from clientfit.ruleset.model import Action, Outcome, Rule, RuleSet
from clientfit.values import FactValue


@dataclass(frozen=True, slots=True)
class BoundaryCase:
    """Facts, and what the rules say of them.

    Attributes:
        rule: the rule whose limit this is.
        what: which line of it, and on which side.
        holds: whether that rule holds.
        outcome: what is decided.
    """

    rule: str
    what: str
    given: Mapping[str, FactValue]
    holds: Truth
    outcome: Outcome


def boundary_cases(rules: RuleSet) -> tuple[BoundaryCase, ...]:
    """The boundary suite of a rule set; the same rules give the same cases in the same order."""
    named = rules.conditions
    found: dict[tuple[str, tuple[object, ...]], BoundaryCase] = {}
    for rule in rules.rules:
        done: set[str] = set()
        for what, wanted in _wanted(rules, rule):
            if what in done:
                continue
            case = _find(rules, rule, wanted, named)
            if case is not None:
                done.add(what)
                _keep(found, judge(rules, rule.id, what, plainest(rules, case[0], case[1], named)))
        for what, given in _open(rules, rule, named):
            _keep(found, judge(rules, rule.id, what, given))
    return tuple(found.values())


def judge(rules: RuleSet, rule: str, what: str, given: Mapping[str, FactValue]) -> BoundaryCase:
    """Ask the rules what they say of some facts."""
    facts = complete(rules, given)
    named = rules.conditions
    holds = truth(named[rule], facts.values, named)
    return BoundaryCase(rule, what, given, holds, decide(rules, facts).outcome)


def _keep(found: dict[tuple[str, tuple[object, ...]], BoundaryCase], case: BoundaryCase) -> None:
    """Two lines may have the same case; one of them is enough."""
    found.setdefault((case.rule, tuple(case.given.items())), case)


def _find(
    rules: RuleSet, rule: Rule, wanted: Condition, named: Mapping[str, Condition]
) -> tuple[Mapping[str, FactValue], Condition] | None:
    """A case that reaches the rule, so that its outcome shows too; if there is none, any case."""
    conditions = (wanted,)
    if rule.family != "signal":
        conditions = (All((reached(rules, rule), wanted)), wanted)
    for condition in conditions:
        found = find_case(rules, condition, named)
        if found.case is not None:
            return found.case, condition
    return None


def _wanted(rules: RuleSet, rule: Rule) -> Iterator[tuple[str, Condition]]:
    for leaf, pivot in leaves(rule.holds_when):
        for what, side in sides(leaf, rules.facts):
            yield what, All((side, pivot))
    for index, branch in enumerate(rule.branches):
        earlier = tuple(Not(other.when) for other in rule.branches[:index])
        here = (rule.holds_when, *earlier)
        for leaf, pivot in leaves(branch.when):
            for what, side in sides(leaf, rules.facts):
                name, wanted = f"then {branch.action.value}: {what}", All((side, pivot, *here))
                yield name, All((wanted, *_nothing_else_does_it(rule, index)))
                yield name, wanted
    for first, second in pairwise(rule.branches):
        if second.when != TRUE:
            what = f"then {first.action.value} before {second.action.value}"
            yield what, All((*_before(rule, first), first.when, second.when))
    for before, after in pairwise(rules.rows[:-1]):
        if before.id == rule.id:
            yield f"before {after.id}", All((before.holds_when, after.holds_when))


def _nothing_else_does_it(rule: Rule, index: int) -> tuple[Condition, ...]:
    """No later branch does the same, so that the outcome shows whether this one was taken."""
    action = rule.branches[index].action
    later = rule.branches[index + 1 :]
    return tuple(Not(other.when) for other in later if other.action is action)


def _before(rule: Rule, branch: object) -> tuple[Condition, ...]:
    """The rule holds, and no branch before this one does."""
    index = next(place for place, other in enumerate(rule.branches) if other is branch)
    return (rule.holds_when, *(Not(other.when) for other in rule.branches[:index]))


def _open(
    rules: RuleSet, rule: Rule, named: Mapping[str, Condition]
) -> Iterator[tuple[str, dict[str, FactValue]]]:
    """Cases in which something is unknown and the rule says what is done meanwhile."""
    questions = [(rule.if_unknown, rule.holds_when, TRUE)]
    questions += [
        (branch.if_unknown, branch.when, All(_before(rule, branch))) for branch in rule.branches
    ]
    for meanwhile, condition, here in questions:
        if meanwhile is None or meanwhile is Action.ASK:
            continue
        found = _find(rules, rule, All((Not(condition), here)), named)
        if found is None:
            continue
        given = plainest(rules, found[0], found[1], named)
        names = (name for node in unfolded([condition], named) for name in facts_read(node))
        for name in dict.fromkeys(names):
            unknown = {**given, name: blank(rules.facts[name])}
            verdict = decide(rules, complete(rules, unknown))
            if verdict.provisional and verdict.row == rule.id:
                yield f"{name} is unknown, so {meanwhile.value} meanwhile", unknown
                break
