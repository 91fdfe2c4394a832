"""Whether two rule sets that differ by one edit can ever decide complete facts differently."""

from collections.abc import Mapping

from clientfit.language.expression import TRUE, All, AnyOf, Condition, Constant, Not
from clientfit.lint.mutants import Mutant
from clientfit.lint.reach import NEVER, Found, find_case
from clientfit.ruleset.model import Action, Outcome, Rule, RuleSet

FALSE = Constant(value=False)


def differ(one: Condition, two: Condition) -> Condition:
    """One holds and the other does not."""
    return AnyOf((All((one, Not(two))), All((Not(one), two))))


def reached(rules: RuleSet, row: Rule) -> Condition:
    """No rule before this one holds."""
    before = rows_before(rules, row)
    return All(tuple(Not(other.holds_when) for other in before)) if before else TRUE


def rows_before(rules: RuleSet, row: Rule) -> tuple[Rule, ...]:
    """The rules that are tried before this one."""
    return rules.rows[: [other.id for other in rules.rows].index(row.id)]


def taken(row: Rule, index: int) -> Condition:
    """A rule holds, and this branch of it is the first that does."""
    earlier = tuple(Not(branch.when) for branch in row.branches[:index])
    return All((row.holds_when, *earlier, row.branches[index].when))


def outcomes_differ(rules: RuleSet, one: Rule, two: Rule) -> Condition:
    """Two rules do not do the same."""
    found = dict.fromkeys(
        rules.outcome(row, branch.action) for row in (one, two) for branch in row.branches
    )
    pairs = ((_gives(rules, one, outcome), _gives(rules, two, outcome)) for outcome in found)
    return AnyOf(tuple(differ(first, second) for first, second in pairs if first != second) or (FALSE,))


def _gives(rules: RuleSet, row: Rule, outcome: Outcome) -> Condition:
    ways = tuple(
        taken(row, index)
        for index, branch in enumerate(row.branches)
        if rules.outcome(row, branch.action) == outcome
    )
    return AnyOf(ways) if ways else FALSE


def difference(rules: RuleSet, mutant: Mutant) -> Found:
    """Find complete facts of which a mutant says something else, or prove that there are none.

    A rule that is edited must hold in the same cases and do the same in those that reach it.
    """
    if mutant.kind == "if_unknown dropped":
        return _missing_answer(rules, mutant)
    if mutant.kind == "order swapped":
        return _swap_difference(rules, mutant)
    before = {rule.id: rule for rule in rules.rules}
    proved = True
    for new in mutant.rules.rules:
        if new.id in mutant.changed:
            found = _rule_difference(rules, before[new.id], new)
            if found.case is not None:
                return found
            proved = proved and found.proved
    return Found(None, proved)


def _rule_difference(rules: RuleSet, old: Rule, new: Rule) -> Found:
    named = rules.conditions
    if old.holds_when != new.holds_when:
        found = find_case(rules, differ(old.holds_when, new.holds_when), named)
        if not found.never:
            return found
    if old.branches == new.branches or _same_actions_swapped(old, new):
        return NEVER
    return _reached_case(rules, old, outcomes_differ(rules, old, new), named)


def _same_actions_swapped(old: Rule, new: Rule) -> bool:
    """Neighbours that do the same may change places."""
    actions = [branch.action for branch in old.branches]
    swapped = [branch.action for branch in new.branches]
    conditions = [branch.when for branch in old.branches]
    return actions == swapped and sorted(map(repr, conditions)) == sorted(
        repr(branch.when) for branch in new.branches
    )


def _reached_case(
    rules: RuleSet, row: Rule, condition: Condition, named: Mapping[str, Condition]
) -> Found:
    """The plain question first: it is small, and where the answer is never, the order is no matter."""
    alone = find_case(rules, condition, named)
    return alone if alone.never else find_case(rules, All((reached(rules, row), condition)), named)


def _swap_difference(rules: RuleSet, mutant: Mutant) -> Found:
    index = [row.id for row in rules.rows].index(mutant.rule)
    one, two = rules.rows[index], rules.rows[index + 1]
    both = All((one.holds_when, two.holds_when, outcomes_differ(rules, one, two)))
    return _reached_case(rules, one, both, rules.conditions)


def _missing_answer(rules: RuleSet, mutant: Mutant) -> Found:
    """Without `if_unknown:` the answer is to ask, so `if_unknown: ask` says nothing more."""
    (old,) = (rule for rule in rules.rows if rule.id == mutant.rule)
    (new,) = (rule for rule in mutant.rules.rows if rule.id == mutant.rule)
    pairs: list[tuple[Action | None, Action | None]] = [(old.if_unknown, new.if_unknown)]
    for one, two in zip(old.branches, new.branches, strict=True):
        pairs.append((one.if_unknown, two.if_unknown))
    same = all(before is after or before is Action.ASK for before, after in pairs)
    return Found(None, proved=same)
