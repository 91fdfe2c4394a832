"""Make a stored decision again, and say whether it is the same."""

from collections.abc import Mapping
from dataclasses import dataclass

from pydantic import TypeAdapter, ValidationError

from clientfit.decision import Decision
from clientfit.decision_parts import StoredFact
from clientfit.errors import LogError, Problem
from clientfit.evaluator import Rules
from clientfit.stored_facts import restore_facts

STORE = "store what `clientfit decide --json` or `--log` writes"
_FACTS: TypeAdapter[dict[str, StoredFact]] = TypeAdapter(dict[str, StoredFact])
_COMPARED = (
    *("facts_hash", "action", "reason", "rule", "title", "provisional", "possible", "reasons"),
    *("red_flags", "lapses", "boundaries", "survey", "because", "questions", "assumptions"),
)
"""What follows from facts and rules alone; a step may also rest on the case."""


@dataclass(frozen=True, slots=True)
class Replayed:
    """A stored decision, made again.

    Attributes:
        stored: the decision as it was stored.
        again: the same facts decided now.
        differences: what is not the same, by name.
        same_rules: whether it was made by these very rules.
    """

    stored: Decision
    again: Decision
    differences: tuple[str, ...]
    same_rules: bool

    @property
    def is_same(self) -> bool:
        """Whether the same rules said the same of the same facts."""
        return self.same_rules and not self.differences


def replay(rules: Rules, stored: Mapping[str, object], place: tuple[str, int]) -> Replayed:
    """Make a stored decision again.

    Args:
        rules: what to decide by.
        stored: a decision as JSON holds it, with its facts.
        place: the file and line that it was read from.

    Raises:
        LogError: it is no decision, or holds no facts.
        FactError: its facts do not fit the rules' vocabulary.
    """
    file, line = place
    if "facts" not in stored or "rules_hash" not in stored:
        message = "this is no decision with its facts, so it cannot be made again"
        raise LogError([Problem(file, line, "", message, STORE)])
    try:
        decision = Decision.model_validate(stored)
        facts = _FACTS.validate_python(stored["facts"])
    except ValidationError as error:
        first = error.errors()[0]
        path = ".".join(map(str, first["loc"]))
        raise LogError([Problem(file, line, path, f"this is no decision: {first['msg']}")]) from None
    again = rules.decide_complete(restore_facts(rules.rule_set, facts))
    differences = tuple(name for name in _COMPARED if getattr(decision, name) != getattr(again, name))
    return Replayed(decision, again, differences, decision.rules_hash == rules.hash)
