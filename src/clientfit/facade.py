"""The one-line call."""

from collections.abc import Mapping
from functools import cache

from clientfit.case import Case
from clientfit.case_reader import parse_case
from clientfit.decision import Decision
from clientfit.evaluator import Rules, load_rules


@cache
def default_rules() -> Rules:
    """The default rule set, loaded once; it is immutable."""
    return load_rules()


def decide(case: Case | Mapping[str, object], *, rules: Rules | None = None) -> Decision:
    """Decide about one client.

    Args:
        case: a `Case`, or the same as a plain mapping (parsed JSON, say).
        rules: what to decide by; None is the default rule set.

    Raises:
        CaseError: the record does not read.

    >>> decide({"id": "c-1", "time_zone": "UTC", "as_of": "2026-03-20"}).action
    <Action.ASK: 'ask'>
    """
    record = case if isinstance(case, Case) else parse_case(case)
    return (rules or default_rules()).decide(record)
