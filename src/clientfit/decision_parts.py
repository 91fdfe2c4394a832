"""The parts of a decision: what is still possible, what to find out, and what was assumed."""

from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict

from clientfit.ruleset.model import Action, Reason

_REASONS = {reason.value: reason for reason in Reason}


def _known_reason(word: str | None) -> str | None:
    return word if word is None else _REASONS.get(word, word)


ReasonName = Annotated[str, AfterValidator(_known_reason)]
"""A `Reason` where the default rules document it; another house may have reasons of its own."""


class Frozen(BaseModel):
    """Closed and frozen, as every part of a decision is."""

    model_config = ConfigDict(extra="forbid", frozen=True, use_attribute_docstrings=True)


StoredFact = bool | int | str | dict[str, int | str]
"""A fact as JSON: yes/no, a whole number, a word, `3/20`, a day, `unknown`, or the ends of a range."""


class PossibleOutcome(Frozen):
    """An outcome that the unknown facts still leave open."""

    action: Action
    reason: ReasonName | None = None


class Lead(Frozen):
    """Where one possible answer to a question leads."""

    value: str
    """The value that the fact then has: `yes`, `agreed`, `3 or more`."""
    answer: str
    """The same as a sentence, for a question need not ask the way round that the fact is told."""
    outcomes: tuple[PossibleOutcome, ...]
    """What is possible then, by priority; one outcome is the decision."""


class Question(Frozen):
    """Something to find out; worded once, the same for every client."""

    fact: str
    asks: str
    leads_to: tuple[Lead, ...] = ()
    """Where each possible answer leads; answers that lead to the same stand together."""


class Assumption(Frozen):
    """Something that nobody raised, so that its default was taken, and that the decision rests on."""

    fact: str
    value: str
    says: str
