"""What stands behind a decision, as far as the decision itself needs to know it."""

from typing import Literal, Protocol, TypeVar

from clientfit.decision_parts import Assumption, Question, StoredFact
from clientfit.explanation import Enough, NextReview, Path, WhyNot
from clientfit.proof import Proof

Format = Literal["text", "text with why not", "markdown", "page", "page without picture", "notebook"]
"""How a decision can be written."""

Decided_contra = TypeVar("Decided_contra", contravariant=True)
"""The decision that is written; its module is above this one."""


class Source(Protocol[Decided_contra]):
    """What a decision was made from; builds on demand what is not needed at once."""

    def because(self) -> str:
        """Say in one line why."""
        ...

    def steps(self) -> tuple[str, ...]:
        """List what to do now."""
        ...

    def questions(self) -> tuple[Question, ...]:
        """List what to find out."""
        ...

    def assumptions(self) -> tuple[Assumption, ...]:
        """List what was assumed and matters."""
        ...

    def facts_hash(self) -> str:
        """Hash the facts."""
        ...

    def stored_facts(self) -> dict[str, StoredFact]:
        """Store the facts."""
        ...

    def proof(self) -> Proof:
        """Build the proof."""
        ...

    def why_not(self, name: str, reason: str | None) -> WhyNot:
        """Tell why an outcome is not the decision."""
        ...

    def why_not_reasons(self) -> tuple[WhyNot, ...]:
        """Tell it of every documented reason."""
        ...

    def enough(self) -> Enough:
        """Find a smallest set of facts that fixes the decision."""
        ...

    def notes(self) -> str:
        """Write notes for the removal request."""
        ...

    def message(self) -> str | None:
        """Write the message to the client."""
        ...

    def next_review(self) -> NextReview | None:
        """Tell when time alone changes the decision."""
        ...

    def path_to(self, action: str, reason: str | None, budget: int) -> Path:
        """Find what leads to an outcome."""
        ...

    def write(self, decision: Decided_contra, form: Format) -> str:
        """Write the decision for a reader."""
        ...
