"""Check that something holds of a rule set and of your own way to decide by it."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from hypothesis.errors import HypothesisException

from clientfit.case import Case
from clientfit.decision import Decision
from clientfit.evaluator import Rules
from clientfit.facade import default_rules

Decide = Callable[[Case], Decision]
"""Your own way to decide a case; what it returns needs an action and a reason."""


@dataclass(frozen=True, slots=True)
class Subject:
    """What is tested.

    Attributes:
        rules: the rule set.
        decide: the way to decide a case by it.
    """

    rules: Rules
    decide: Decide


@dataclass(frozen=True, slots=True)
class Property:
    """Something that must hold.

    Attributes:
        name: what it is, as a sentence.
        draws: what to draw.
        check: raises AssertionError where it does not hold.
    """

    name: str
    draws: Callable[[Rules], st.SearchStrategy[Any]]
    check: Callable[[Subject, Any], None]


class PropertyFails(AssertionError):  # noqa: N818  it is a verdict, not an error of ours
    """A property does not hold.

    Attributes:
        name: the property.
        example: the smallest thing that was found on which it fails.
    """

    def __init__(self, name: str, example: object, why: str) -> None:
        self.name, self.example = name, example
        super().__init__(f"{name}: {why}\n{_shown(example)}")


def _shown(example: object) -> str:
    if isinstance(example, Case):
        return example.model_dump_json(indent=1, exclude_unset=True)
    if isinstance(example, tuple):
        parts: tuple[object, ...] = example  # pyright: ignore[reportUnknownVariableType]  anything may be drawn
        return "\n".join(map(_shown, parts))
    return repr(example)


def check_property(
    wanted: Property, rules: Rules | None = None, decide: Decide | None = None, *, examples: int = 200
) -> None:
    """Check one property.

    Args:
        wanted: the property.
        rules: what to decide by; None is the default rule set.
        decide: your own way to decide a case; None is the rules' own.
        examples: how many are drawn.

    Raises:
        PropertyFails: it does not hold; with the smallest example that was found.
    """
    __tracebackhide__ = True
    by = rules or default_rules()
    subject = Subject(by, decide or by.decide)
    last: list[tuple[object, str]] = []

    @given(wanted.draws(by))
    @settings(
        max_examples=examples,
        deadline=None,
        database=None,
        derandomize=True,
        report_multiple_bugs=False,
        phases=(Phase.generate, Phase.shrink),
        suppress_health_check=(HealthCheck.too_slow, HealthCheck.nested_given),
    )
    def run(drawn: object) -> None:
        try:
            wanted.check(subject, drawn)
        except AssertionError as error:
            last.append((drawn, str(error)))
            raise

    try:
        run()
    except (AssertionError, HypothesisException):
        if not last:
            raise
        raise PropertyFails(wanted.name, *last[-1]) from None


def require(holds: object, why: str) -> None:
    """Fail with a reason; unlike `assert` under every switch of Python."""
    if not holds:
        raise AssertionError(why)


def same_outcome(one: Decision, two: Decision) -> bool:
    """Whether two decisions say to do the same, for the same reason."""
    return (one.action, one.reason) == (two.action, two.reason)


def shown_outcome(decision: Decision) -> str:
    """The action and its reason, in words."""
    return f"{decision.action} ({decision.reason})" if decision.reason else str(decision.action)
