"""Assert what a case is decided to be; a failure says why it is otherwise."""

from collections.abc import Mapping

from clientfit.case import Case
from clientfit.decision import Decision
from clientfit.errors import UnknownNameError
from clientfit.evaluator import Rules
from clientfit.facade import decide
from clientfit.ruleset.model import Action, Reason

PATH_BUDGET = 200
"""States that a search for the nearest path looks at; a failing test should not be slow too."""


def assert_decides(
    case: Case | Mapping[str, object],
    action: Action | str,
    reason: Reason | str | None = None,
    *,
    rules: Rules | None = None,
) -> Decision:
    """Assert that a case is decided so; returns the decision.

    Args:
        case: a `Case`, or the same as a plain mapping.
        action: the expected action.
        reason: the expected reason; None expects none.
        rules: what to decide by; None is the default rule set, whatever the ini file names. The
            fixture `clientfit_rules` is the one that it names.

    Raises:
        AssertionError: it is decided otherwise; the message says why.
        CaseError: the record does not read.

    Example:
        >>> case = {"id": "c-1", "time_zone": "UTC", "as_of": "2026-03-20"}
        >>> assert_decides({**case, "facts": {"wants_rental": True}}, "remove", "rental").rule
        'rental'
    """
    __tracebackhide__ = True
    decision = decide(case, rules=rules)
    if decision.action != action or decision.reason != reason:
        expected = f"{action} ({reason})" if reason else str(action)
        found = f"{decision.action} ({decision.reason})" if decision.reason else str(decision.action)
        why = _why_not(decision, action, reason)
        raise AssertionError(f"expected {expected}, but it is {found}\n{why}\n{explain(decision)}")
    return decision


def _why_not(decision: Decision, action: str, reason: str | None) -> str:
    """Say why it is not the expected outcome and what leads there, or that no rule gives it at all."""
    try:
        found = decision.why_not(action, reason=reason)
    except UnknownNameError as error:
        return f"\n{error}\n"
    path = decision.path_to(action, reason=reason, budget=PATH_BUDGET)
    steps = "".join(f"  {n}. {move.on}: {move.says}\n" for n, move in enumerate(path.moves, 1))
    return f"\nWhy not: {found.says}\nHow to get there: {path.says}\n{steps}"


def explain(decision: Decision) -> str:
    """Say why a decision is what it is."""
    return decision.to_text().rstrip()
