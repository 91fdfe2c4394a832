"""Draw cases that reach a wanted outcome, by construction from the rules."""

from collections.abc import Iterator, Mapping

from hypothesis import Phase, find, settings
from hypothesis import strategies as st

from clientfit.case import Case
from clientfit.errors import ClientfitError, Problem, UnknownNameError
from clientfit.evaluator import Rules
from clientfit.facts import complete
from clientfit.reference import decide
from clientfit.ruleset.model import Action, Outcome, RuleSet
from clientfit.suggestions import did_you_mean, unknown_name
from clientfit.testing.fact_strategies import GivenValue, as_given, rule_set_of
from clientfit.testing.picking import choosers, pick
from clientfit.testing.plain_cases import as_read, plain_case
from clientfit.testing.realising import realise
from clientfit.testing.solving import Choose, Domains, Goal, Solver, TooManySteps, all_domains
from clientfit.timeline.reading import prepare_timeline
from clientfit.values import FactValue

MAX_TRIES = 50
"""Solutions of one plan that are looked at before the next plan is tried."""

ONE = settings(max_examples=1, deadline=None, database=None, derandomize=True, phases=(Phase.generate,))
Goals = tuple[Goal, ...]
"""What must be true, false or unknown so that one row gives the outcome."""


def decided(
    *,
    action: Action | str,
    reason: str | None = None,
    rules: Rules | RuleSet | None = None,
    provisional: bool | None = None,
) -> st.SearchStrategy[Case]:
    """Cases that the rules decide in a wanted way.

    What can be told by events is told by events; the rest stands under `facts`. Nothing is filtered:
    facts are chosen so that the rule holds and every rule before it does not.

    Args:
        action: the wanted action.
        reason: the wanted reason; None takes any, and outcomes without a reason too.
        rules: whose decision; None is the default rule set.
        provisional: only decisions that something unknown may still change (True), or cannot change
            (False); None draws both.

    Raises:
        UnknownNameError: no rule of the rule set gives such an outcome.

    Example:
        >>> from hypothesis import find
        >>> case = find(decided(action="remove", reason="rental"), lambda case: True)
        >>> [event.kind for event in case.events]
        ['rental']
    """
    rule_set = rule_set_of(rules)
    timeline = prepare_timeline(rule_set)
    known = _known(rule_set, action, reason, provisional)
    return as_read(known.map(lambda facts: plain_case(realise(timeline, facts))))


def decided_facts(
    *,
    action: Action | str,
    reason: str | None = None,
    rules: Rules | RuleSet | None = None,
    provisional: bool | None = None,
) -> st.SearchStrategy[dict[str, GivenValue]]:
    """Facts, for `Rules.decide_facts`, that the rules decide in a wanted way; see `decided`."""
    return _known(rule_set_of(rules), action, reason, provisional).map(as_given)


def is_reachable(rules: Rules | RuleSet, outcome: Outcome, *, provisional: bool | None = None) -> bool:
    """Whether facts are found that lead to an outcome; a rule set may have outcomes that none reach."""
    known = _known(rule_set_of(rules), outcome.action, outcome.reason, provisional)
    try:
        find(known, lambda _: True, settings=ONE)
    except ClientfitError:
        return False
    return True


def _known(
    rules: RuleSet, action: Action | str, reason: str | None, provisional: bool | None
) -> st.SearchStrategy[dict[str, FactValue]]:
    wanted = tuple(_wanted(rules, action, reason))
    plans = tuple(plan for outcome in wanted for plan in _plans(rules, outcome, provisional))
    domains = all_domains(rules, unknowns=provisional is not False, bounds=True)

    def fits(known: Mapping[str, FactValue]) -> bool:
        verdict = decide(rules, complete(rules, known))
        return verdict.outcome in wanted and provisional in (None, verdict.provisional)

    def build(choose: Choose) -> dict[str, FactValue]:
        first = choose(len(plans))
        for plan in (plans[first], *plans[:first], *plans[first + 1 :]):
            for known in _solutions(rules, plan, domains, Solver(rules, choose)):
                if fits(known):
                    return known
        names = ", ".join(map(str, wanted))
        raise ClientfitError([Problem("", 0, "", f"found no facts that lead to {names}")])

    return choosers().map(build)


def _wanted(rules: RuleSet, action: Action | str, reason: str | None) -> Iterator[Outcome]:
    known = [one.value for one in Action]
    if action not in known:
        raise unknown_name(f"no action '{action}'", str(action), known)
    meanwhile = (
        rules.outcome(row, open_action or Action.ASK)
        for row in rules.rows
        for open_action in (row.if_unknown, *(branch.if_unknown for branch in row.branches))
    )
    found = [
        outcome
        for outcome in dict.fromkeys((*rules.outcomes, *meanwhile))
        if outcome.action == action and reason in (None, outcome.reason)
    ]
    if not found:
        reasons = {o.reason for o in rules.outcomes if o.action == action and o.reason}
        near = did_you_mean(reason or "", reasons)
        what = f"{action} ({reason})" if reason else str(action)
        raise UnknownNameError([Problem("", 0, "", f"no rule leads to '{what}'", near)])
    yield from found


def _plans(rules: RuleSet, outcome: Outcome, provisional: bool | None) -> Iterator[Goals]:
    """Every way in which a row, or the open question whether it applies, gives the outcome."""
    before: list[Goal] = []
    for row in rules.rows:
        passed: list[Goal] = []
        row_open = rules.outcome(row, row.if_unknown or Action.ASK)
        if provisional is not False and outcome == row_open:
            yield ((Goal(row.holds_when, None), *before))
        holds = Goal(row.holds_when, want=True)
        for branch in row.branches:
            if provisional is not True and outcome == rules.outcome(row, branch.action):
                yield ((holds, *passed, Goal(branch.when, want=True), *before))
            branch_open = rules.outcome(row, branch.if_unknown or Action.ASK)
            if provisional is not False and outcome == branch_open:
                yield ((holds, *passed, Goal(branch.when, want=None), *before))
            passed.append(Goal(branch.when, want=False))
        before.append(Goal(row.holds_when, want=False))


def _solutions(
    rules: RuleSet, plan: Goals, domains: Domains, solver: Solver
) -> Iterator[dict[str, FactValue]]:
    try:
        for index, narrowed in enumerate(solver.solve(plan, domains)):
            if index == MAX_TRIES:
                return
            yield pick(rules, narrowed, domains, solver.choose)
    except TooManySteps:
        return
