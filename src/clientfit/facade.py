"""The one-line call."""

from collections.abc import Mapping
from functools import cache

from clientfit.case import Case
from clientfit.case_reader import parse_case
from clientfit.decision import Decision
from clientfit.errors import Problem, RuleSetError
from clientfit.evaluator import Rules, load_rules


@cache
def default_rules() -> Rules:
    """The default rule set, loaded once; it is immutable."""
    return load_rules()


def decide(
    case: Case | Mapping[str, object], *, rules: Rules | None = None, confirm: bool = False
) -> Decision:
    """Decide about one client.

    Args:
        case: a `Case`, or the same as a plain mapping (parsed JSON, say).
        rules: what to decide by; None is the default rule set.
        confirm: have the second engine derive the decision again; needs the extra `rete`.

    Raises:
        CaseError: the record does not read.
        RuleSetError: `rules` is no loaded rule set.
        EngineDisagreement: the second engine says anything else; nothing is decided.
        EngineError: the second engine failed; nothing is decided.
        MissingExtraError: the extra is not installed, or does not load.

    >>> decide({"id": "c-1", "time_zone": "UTC", "as_of": "2026-03-20"}).action
    <Action.ASK: 'ask'>
    """
    if rules is not None and not isinstance(rules, Rules):  # pyright: ignore[reportUnnecessaryIsInstance]  callers need no type checker
        message = f"rules are what load_rules gives, not a {type(rules).__name__}"
        raise RuleSetError([Problem("", 0, "", message, "give clientfit.load_rules(path)")])
    record = case if isinstance(case, Case) else parse_case(case)
    return (rules or default_rules()).decide(record, confirm=confirm)
