"""What the Rete engine found: the answer, and every way in which it follows, as data."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, cached_property
from itertools import product
from typing import Literal

from pydantic import TypeAdapter

from clientfit.verdict import Answer

FindingKind = Literal[
    "condition", "part", "rule", "branch", "earlier", "applies", "gives", "open", "possible"
]
_SAYS: dict[FindingKind, str] = {
    "condition": "{name}",
    "part": "part {name}",
    "rule": "{name}",
    "branch": "branch {name}",
    "earlier": "one of the {name}",
    "applies": "{name} may apply",
    "gives": "{name} is given",
    "open": "{name} is open",
    "possible": "the outcome {name} is possible",
}


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that is definitely so.

    Attributes:
        kind: what it is about: a line of a rule, a rule, a branch of its `then:`, or a step of the
            walk through the order.
        name: the line as written, or the rule's id.
        holds: definitely true; False is definitely false. What is unknown is no finding.
    """

    kind: FindingKind
    name: str
    holds: bool = True

    def __str__(self) -> str:
        says = _SAYS[self.kind].format(name=self.name)
        return says if self.holds else f"not ({says})"


@dataclass(frozen=True, slots=True)
class Derivation:
    """One way in which a conclusion follows.

    Attributes:
        concludes: what follows.
        needs: what was found, and is enough.
        unless: what would have prevented it, and was not found.
    """

    concludes: Finding
    needs: tuple[Finding, ...]
    unless: tuple[Finding, ...] = ()

    def __str__(self) -> str:
        because = " and ".join(map(str, self.needs)) or "nothing else"
        absent = f", without {' or '.join(map(str, self.unless))}" if self.unless else ""
        return f"{self.concludes}: by {because}{absent}"


@dataclass(frozen=True)
class Derived:
    """An answer with every derivation that the engine made on its way there.

    Attributes:
        answer: what it comes to.
        findings: the conditions of which the facts tell the truth.
        derivations: every match of every production, in the order in which they are printed.
    """

    answer: Answer
    findings: tuple[Finding, ...]
    derivations: tuple[Derivation, ...]

    def ways(self, conclusion: Finding) -> Iterator[Derivation]:
        """Every way in which a conclusion follows, the parts of a nested condition written out.

        There may be many: as many as the alternatives in its parts multiplied.
        """
        for found in self._by_conclusion.get(conclusion, ()):
            for needs in product(*map(self._written_out, found.needs)):
                flat = tuple(dict.fromkeys(need for part in needs for need in part))
                yield Derivation(conclusion, flat, found.unless)

    def _written_out(self, finding: Finding) -> Iterator[tuple[Finding, ...]]:
        if finding.kind == "part":
            for way in self.ways(finding):
                yield way.needs
        else:
            yield (finding,)

    @cached_property
    def _by_conclusion(self) -> dict[Finding, list[Derivation]]:
        found: dict[Finding, list[Derivation]] = {}
        for derivation in self.derivations:
            found.setdefault(derivation.concludes, []).append(derivation)
        return found

    def to_json(self) -> str:
        """Write it as JSON."""
        return _adapter().dump_json(self).decode()

    @staticmethod
    def from_json(text: str) -> "Derived":
        """Read it back; it equals the one written."""
        return _adapter().validate_json(text)


@cache
def _adapter() -> TypeAdapter[Derived]:
    return TypeAdapter(Derived)
