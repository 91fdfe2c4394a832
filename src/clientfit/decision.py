"""The decision as data: what to do, and everything that stands beside it."""

from functools import cached_property
from typing import Any, Self

from pydantic import (
    ModelWrapValidatorHandler,
    PrivateAttr,
    TypeAdapter,
    computed_field,
    model_validator,
)

from clientfit.decision_parts import (
    Assumption,
    Frozen,
    Lead,
    PossibleOutcome,
    Question,
    ReasonName,
    StoredFact,
)
from clientfit.errors import NoRecordError, Problem
from clientfit.explanation import Enough, NextReview, Path, WhyNot
from clientfit.proof import Proof
from clientfit.ruleset.model import Action, Reason
from clientfit.source import Source


class Decision(Frozen):
    """What to do about one client, and why.

    It can be pickled, and so come back from another process; like one that is read back from JSON it
    then says all that it said, but what is built from the facts (the proof, say) needs a new decision.

    Example:
        >>> import clientfit
        >>> rules = clientfit.load_rules()
        >>> decision = rules.decide_facts({"wants_rental": True})
        >>> decision.action == "remove", decision.reason == "rental"
        (True, True)
    """

    case_id: str | None
    """The client's id; None where only facts were given."""
    as_of: str | None
    """The clock."""
    action: Action
    """What to do."""
    reason: ReasonName | None
    """The documented reason, where the action is about a removal."""
    rule: str
    """The rule that decided, or in which the evaluator is stuck first."""
    title: str
    """That rule's title."""
    provisional: bool
    """Something unknown may still change this."""
    possible: tuple[PossibleOutcome, ...]
    """The outcomes that the unknown facts leave open, by priority."""
    reasons: tuple[ReasonName, ...]
    """Every documented reason that holds, by priority; the first need not be the action's."""
    red_flags: tuple[str, ...]
    """Signals on the client's side that hold."""
    lapses: tuple[str, ...]
    """Signals on the agent's side that hold; they stand beside any outcome, for coaching."""
    boundaries: tuple[str, ...]
    """Requests beyond the agent's task; never a mark against the client."""
    survey: str | None
    """The survey that the client will get after a removal."""
    rules: str
    """Name and version of the rule set."""
    rules_hash: str
    """SHA-256 of the rule set's canonical form."""
    library_version: str
    confirmed: bool = False
    """The second engine derived the same. Equality leaves it out: it is no part of what is decided."""

    _source: "Source[Decision] | None" = PrivateAttr(default=None)

    @computed_field
    @cached_property
    def because(self) -> str:
        """Why, in one line."""
        return self._from().because()

    @computed_field
    @cached_property
    def steps(self) -> tuple[str, ...]:
        """What to do now; always ends with leaving notes."""
        return self._from().steps()

    @computed_field
    @cached_property
    def questions(self) -> tuple[Question, ...]:
        """What to find out, in the order in which the evaluator is stuck on it."""
        return self._from().questions()

    @computed_field
    @cached_property
    def assumptions(self) -> tuple[Assumption, ...]:
        """What nobody raised and the decision rests on."""
        return self._from().assumptions()

    @computed_field
    @cached_property
    def facts_hash(self) -> str:
        """SHA-256 over the facts, in canonical form."""
        return self._from().facts_hash()

    @computed_field
    @cached_property
    def facts(self) -> dict[str, StoredFact]:
        """The facts that somebody raised, so that the decision can be made again."""
        return self._from().stored_facts()

    @cached_property
    def next_review(self) -> NextReview | None:
        """The first day on which time alone changes the decision, and to what.

        None where time alone never changes it, and where the decision was made from facts alone, which
        have no clock.

        Raises:
            NoRecordError: the decision was read back from JSON or a pickle, so the facts are gone.
        """
        return self._from().next_review()

    def path_to(self, action: str, *, reason: str | None = None, budget: int = 1000) -> Path:
        """Find the cheapest steps of the agent after which an outcome is the decision.

        Every step is the agent's own; where one of somebody else is needed, the path says for whom it
        waits, and proposes no more than the agent's part.

        Args:
            action: an action such as `remove`; a reason such as `no_contact` alone asks for a removal.
            reason: with an action, the reason; None takes any.
            budget: how many states a search looks at before it gives up.

        Raises:
            UnknownNameError: there is no such action or reason, or no rule gives the two together.
            NoRecordError: the decision was made from facts alone, or read back from JSON or a pickle.

        Example:
            >>> import clientfit
            >>> record = {"id": "c-1", "time_zone": "UTC", "as_of": "2026-03-20",
            ...           "assigned_at": "2026-03-19", "preferred_channel": "text",
            ...           "complete_channels": "all"}
            >>> path = clientfit.decide(record).path_to("remove", reason="no_contact")
            >>> [step.move for step in path.moves]
            ['attempt', 'attempt', 'wait', 'attempt']
        """
        return self._from().path_to(action, reason, budget)

    def proof(self) -> Proof:
        """Build the proof; nothing of it exists before.

        Raises:
            NoRecordError: the decision was read back from JSON or a pickle, so the facts are gone.
        """
        return self._from().proof()

    def why_not(self, name: str, *, reason: str | None = None) -> WhyNot:
        """Tell why an outcome is not the decision; of the decision itself, that it is.

        Args:
            name: a reason such as `no_contact`, an action such as `escalate`, or another rule.
            reason: with an action, the reason: ``why_not("remove", reason="no_contact")``.

        Raises:
            UnknownNameError: there is no such action, reason or rule; the message names the nearest.
            NoRecordError: the decision was read back from JSON or a pickle, so the facts are gone.

        Example:
            >>> import clientfit
            >>> decision = clientfit.load_rules().decide_facts({"responses": 1, "attempts": 1})
            >>> decision.why_not("changed_mind").says
            'Changed mind. 1 of 2 conditions hold; missing: ... (it is no).'
        """
        return self._from().why_not(name, reason)

    def why_not_reasons(self) -> tuple[WhyNot, ...]:
        """Tell of every documented reason why it is not the decision, the nearest miss first.

        Raises:
            NoRecordError: the decision was read back from JSON or a pickle, so the facts are gone.
        """
        return self._from().why_not_reasons()

    def enough(self) -> Enough:
        """Find a smallest set of facts that fixes the decision, whatever all others are.

        All others may be forgotten, what was assumed about them too. No set with fewer facts does
        it; there may be others with as many.

        Raises:
            NoRecordError: the decision was read back from JSON or a pickle, so the facts are gone.

        Example:
            >>> import clientfit
            >>> decision = clientfit.load_rules().decide_facts({"contact_allowed": False})
            >>> [str(fact) for fact in decision.enough().facts]
            ['contact_allowed = no']
        """
        return self._from().enough()

    def notes(self) -> str:
        """Write notes ready to paste into the removal request, a line each.

        They say what the record holds: days, ways, counts, and answers. What was assumed is left out,
        and every line is a text of the rules. Empty where there is nothing to note.

        Raises:
            NoRecordError: the decision was read back from JSON or a pickle, so the facts are gone.
        """
        return self._from().notes()

    def message(self) -> str | None:
        """Write a message to the client for the reason, to adapt before it is sent.

        None unless the decision is a removal for a reason that has one.

        Raises:
            NoRecordError: the decision was read back from JSON or a pickle, so the facts are gone.

        Example:
            >>> import clientfit
            >>> message = clientfit.load_rules().decide_facts({"wants_rental": True}).message()
            >>> message.startswith("Hello. You are looking for a rental")
            True
        """
        return self._from().message()

    def to_text(self, *, why_not: bool = False) -> str:
        """Write the decision as text that is read in ten seconds.

        Args:
            why_not: say of every other documented reason, too, why it is not the decision.

        Raises:
            NoRecordError: the decision was read back from JSON or a pickle, so the facts are gone.
        """
        return self._from().write(self, "text with why not" if why_not else "text")

    def to_markdown(self) -> str:
        """Write the decision as Markdown, with the timeline and why no other reason applies.

        Raises:
            NoRecordError: the decision was read back from JSON or a pickle, so the facts are gone.
        """
        return self._from().write(self, "markdown")

    def to_html(self, *, picture: bool = True) -> str:
        """Write the decision as one HTML page that needs nothing else, not even a script.

        Args:
            picture: draw the timeline, where the extra `notebook` is installed; the table of events is
                always there.

        Raises:
            NoRecordError: the decision was read back from JSON or a pickle, so the facts are gone.

        >>> import clientfit
        >>> page = clientfit.load_rules().decide_facts({"wants_rental": True}).to_html()
        >>> page.startswith("<!doctype html>"), "<script" in page
        (True, False)
        """
        return self._from().write(self, "page" if picture else "page without picture")

    def _repr_html_(self) -> str | None:
        """What a notebook shows; None, and so the plain form, where the facts are gone."""
        return None if self._source is None else self._source.write(self, "notebook")

    def __repr__(self) -> str:
        """Say who, when and what, in one line."""
        client = "" if self.case_id is None else f" {self.case_id!r} as of {self.as_of}"
        outcome = f"{self.action.value} ({self.reason})" if self.reason else self.action.value
        return f"<Decision{client}: {outcome}{', provisional' if self.provisional else ''}>"

    __str__ = __repr__

    def __eq__(self, other: object) -> bool:
        """Two decisions are equal when they say the same, wherever they come from."""
        if not isinstance(other, Decision):
            return NotImplemented
        return all(getattr(self, name) == getattr(other, name) for name in _SAID)

    def __hash__(self) -> int:
        return hash(tuple(getattr(self, name) for name in _SAID))

    def __getstate__(self) -> dict[Any, Any]:
        """Write all that JSON holds; with the rules each pickle would be a hundred times as large."""
        if self._source is not None:
            for name in _COMPUTED:
                getattr(self, name)
        return {**super().__getstate__(), "__pydantic_private__": {"_source": None}}

    def with_source(self, source: "Source[Decision]") -> Self:
        """Attach what the decision was made from."""
        self._source = source
        return self

    def _from(self) -> "Source[Decision]":
        if self._source is None:
            message, hint = (
                "this decision was read from JSON or a pickle",
                "decide the case again for its proof",
            )
            raise NoRecordError([Problem("", 0, "", message, hint)])
        return self._source

    @model_validator(mode="wrap")
    @classmethod
    def _restore(cls, data: Any, handler: ModelWrapValidatorHandler[Self]) -> Self:  # noqa: ANN401  pydantic passes any input
        """Read computed parts back as they were written."""
        if not isinstance(data, dict) or not _COMPUTED.keys() & data.keys():
            return handler(data)
        written: dict[str, Any] = dict(data)  # pyright: ignore[reportUnknownArgumentType]  any input
        parts = {name: written.pop(name) for name in _COMPUTED if name in written}
        decision = handler(written)
        for name, value in parts.items():
            vars(decision)[name] = _COMPUTED[name].validate_python(value)
        return decision


_SAID = tuple(name for name in Decision.model_fields if name != "confirmed")

_COMPUTED: dict[str, TypeAdapter[Any]] = {
    "because": TypeAdapter(str),
    "steps": TypeAdapter(tuple[str, ...]),
    "questions": TypeAdapter(tuple[Question, ...]),
    "assumptions": TypeAdapter(tuple[Assumption, ...]),
    "facts_hash": TypeAdapter(str),
    "facts": TypeAdapter(dict[str, StoredFact]),
}

__all__ = [
    "Action",
    "Assumption",
    "Decision",
    "Lead",
    "PossibleOutcome",
    "Proof",
    "Question",
    "Reason",
]
