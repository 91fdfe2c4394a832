"""What is open is asked about: while something unknown may change the action, nobody guesses."""

from collections.abc import Iterator

from hypothesis import strategies as st

from clientfit.case import Case
from clientfit.decision import Decision
from clientfit.evaluator import Rules
from clientfit.ruleset.model import Action, Outcome, RuleSet
from clientfit.testing.checking import Subject, require, shown_outcome
from clientfit.testing.reaching import decided, is_reachable


def open_cases(rules: Rules, others: st.SearchStrategy[Case]) -> st.SearchStrategy[Case]:
    """What `check_open` draws: as often as any other, a case in which something matters and is open."""
    found = [
        decided(action=outcome.action, reason=outcome.reason, rules=rules, provisional=True)
        for outcome in _meanwhile(rules.rule_set)
        if is_reachable(rules, outcome, provisional=True)
    ]
    either = st.one_of(st.one_of(*found), others) if found else others
    return st.deferred(lambda: either)  # keeps the name of the strategy short


def check_open(subject: Subject, case: Case) -> None:
    """What the rules leave open is left open, and no decision contradicts itself."""
    by_rules, found = subject.rules.decide(case), subject.decide(case)
    if by_rules.provisional:
        require(
            found.action == by_rules.action,
            f"it says {shown_outcome(found)} while this is open: {_asked(by_rules)}",
        )
    if found.provisional and len({outcome.action for outcome in found.possible}) > 1:
        allowed = {outcome.action for outcome in _meanwhile(subject.rules.rule_set)}
        require(
            found.action in allowed,
            f"it calls itself provisional and asks {_asked(found)}, yet says {shown_outcome(found)}",
        )


def _asked(decision: Decision) -> str:
    return "; ".join(question.asks for question in decision.questions) or "nothing"


def _meanwhile(rules: RuleSet) -> tuple[Outcome, ...]:
    """What a decision may say while its row is open."""
    return tuple(dict.fromkeys(_while_open(rules)))


def _while_open(rules: RuleSet) -> Iterator[Outcome]:
    yield Outcome(Action.ASK)
    for row in rules.rows:
        for action in (row.if_unknown, *(branch.if_unknown for branch in row.branches)):
            if action is not None and action is not Action.ASK:
                yield rules.outcome(row, action)
