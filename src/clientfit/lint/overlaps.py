"""Reasons that can hold together; the order says which goes first, so this is to know, not to mend."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import combinations

from clientfit.language.expression import All
from clientfit.lint.reach import find_case
from clientfit.lint.shown import plainest, show_given
from clientfit.ruleset.model import RuleSet
from clientfit.values import FactValue


@dataclass(frozen=True, slots=True)
class Overlap:
    """Two reasons that can hold together.

    Attributes:
        first: the one that goes first.
        witness: a case in which both hold.
    """

    first: str
    second: str
    witness: Mapping[str, FactValue]

    def text(self, rules: RuleSet) -> str:
        """Write it as one line."""
        shown = show_given(rules, self.witness)
        return f"{self.first} goes before {self.second}; both hold with {shown}"


def overlaps(rules: RuleSet) -> Iterator[Overlap]:
    """Every pair of reasons that can hold together, with a case of each."""
    named = rules.conditions
    reasons = [row for row in rules.rows if row.family == "reason"]
    for first, second in combinations(reasons, 2):
        both = All((first.holds_when, second.holds_when))
        found = find_case(rules, both, named)
        if found.case is not None:
            yield Overlap(first.id, second.id, plainest(rules, found.case, both, named))
