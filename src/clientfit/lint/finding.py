"""One thing that the lint found."""

from dataclasses import dataclass
from typing import Literal

from clientfit.errors import Problem
from clientfit.language.expression import Place
from clientfit.lint.mutants import stable_id

FindingKind = Literal[
    "dead rule",
    "masked rule",
    "dead branch",
    "idle condition",
    "unused fact",
    "unused parameter",
    "unused collection",
    "missing example",
    "unnoticed edit",
    "stale waiver",
    "failed example",
    "changed case",
    "stale case",
    "missing case",
]


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that the lint found.

    Attributes:
        id: what a waiver names; it depends on the rule, the kind and the text, not on lines.
        subject: the rule, fact or parameter that it is about.
        what: what is wrong, in one sentence.
        mend: how to mend it.
    """

    id: str
    kind: FindingKind
    subject: str
    place: Place
    what: str
    mend: str

    def problem(self) -> Problem:
        """The same as one line of output."""
        place, what = self.place, f"{self.what} [{self.id}]"
        return Problem(place.file, place.line, self.subject, what, self.mend)


def finding(kind: FindingKind, subject: str, place: Place, what: str, mend: str) -> Finding:
    """Make a finding whose id follows from its subject, kind and sentence."""
    return Finding(stable_id(subject, kind, what), kind, subject, place, what, mend)
