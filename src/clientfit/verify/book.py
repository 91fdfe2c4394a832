"""What an edit does to a real book of clients."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from clientfit.decision import Decision


@dataclass(frozen=True, slots=True)
class Moved:
    """One client, decided by both rule sets."""

    client: str
    before: Decision
    after: Decision

    @property
    def changes(self) -> bool:
        """Whether another outcome comes out, or it became certain or uncertain."""
        return outcome(self.before) != outcome(self.after)


def outcome(decision: Decision) -> str:
    """The outcome in words, as it stands in a table."""
    words = decision.action.value
    if decision.reason:
        words = f"{words} ({decision.reason})"
    return f"{words}, for now" if decision.provisional else words


def counts(book: Iterable[Moved]) -> list[tuple[str, str, int]]:
    """How many of the clients that change go from which outcome to which, the most first."""
    found = Counter((outcome(one.before), outcome(one.after)) for one in book if one.changes)
    return [(*kind, n) for kind, n in sorted(found.items(), key=lambda item: (-item[1], item[0]))]
