"""What an engine says of a case's facts."""

from dataclasses import dataclass

from clientfit.ruleset.model import Outcome


@dataclass(frozen=True, slots=True)
class Verdict:
    """The outcome, and what else was possible.

    Attributes:
        outcome: what to do.
        row: the rule that decided, or in which the evaluator is stuck first.
        possible: every outcome that the unknown facts leave open, in order.
        provisional: something is unknown that may still change the outcome.
    """

    outcome: Outcome
    row: str
    possible: tuple[Outcome, ...]
    provisional: bool


@dataclass(frozen=True, slots=True)
class Answer:
    """Everything that an engine says, so that two engines can be compared.

    Attributes:
        verdict: the outcome, and what else was possible.
        holding: the signals, reasons and outcomes whose condition definitely holds.
    """

    verdict: Verdict
    holding: tuple[str, ...]
