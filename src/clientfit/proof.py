"""The proof of a decision, as data."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Literal

from pydantic import TypeAdapter

Truth = Literal["true", "false", "unknown"]


@dataclass(frozen=True, slots=True)
class ObservedFact:
    """A fact's value as it was found.

    Attributes:
        fact: its name.
        value: its value in words.
        assumed: nobody raised it, so its default was taken.
        events: the events that it rests on.
    """

    fact: str
    value: str
    assumed: bool = False
    events: tuple[str, ...] = ()

    def __str__(self) -> str:
        return f"{self.fact} = {self.value}"


@dataclass(frozen=True, slots=True)
class About:
    """What a step of a proof is about: a condition, a rule, or a branch of a rule.

    Attributes:
        says: the condition as written, or the rule's title.
        rule: the rule's id, where a rule starts here.
        branch: one line of the rule's `then:`; true means taken, false passed over.
        file: where it is written.
        line: the line in it.
        silent: whoever reads it need not see what is below.
    """

    says: str
    rule: str | None = None
    branch: bool = False
    file: str = ""
    line: int = 0
    silent: bool = False


@dataclass(frozen=True, slots=True)
class ProofNode:
    """One step of a proof.

    Only the parts that make it true, false or unknown stand below it.
    """

    truth: Truth
    about: About
    observed: tuple[ObservedFact, ...] = ()
    parts: tuple["ProofNode", ...] = ()

    @property
    def shown(self) -> tuple["ProofNode", ...]:
        """The steps below that a reader is shown: none below a silent one."""
        return () if self.about.silent else self.parts

    def walk(self) -> Iterator["ProofNode"]:
        """This step and all below it."""
        yield self
        for part in self.parts:
            yield from part.walk()

    def events(self) -> tuple[str, ...]:
        """Every event that this step rests on."""
        found = (label for node in self.walk() for fact in node.observed for label in fact.events)
        return tuple(dict.fromkeys(found))


@dataclass(frozen=True, slots=True)
class Proof:
    """Why a decision is what it is.

    The deciding row comes last; before it stands, for every row of higher priority, why it does not
    apply or what is open there.
    """

    action: str
    reason: str | None
    rows: tuple[ProofNode, ...]

    @property
    def deciding(self) -> ProofNode:
        """The row that decided."""
        return self.rows[-1]

    @property
    def higher(self) -> str:
        """One line: nothing of higher priority applies; empty where nothing is of higher priority."""
        passed = sum(row.truth == "false" for row in self.rows[:-1])
        return f"Of higher priority, {passed} {'does' if passed == 1 else 'do'} not apply." * bool(
            passed
        )

    @property
    def shown(self) -> tuple[ProofNode, ...]:
        """What a reader needs first: the open rows, then the row that decided."""
        return (*(row for row in self.rows[:-1] if row.truth == "unknown"), self.rows[-1])

    def to_json(self) -> str:
        """Write the proof as JSON."""
        return _adapter().dump_json(self).decode()

    @staticmethod
    def from_json(text: str) -> "Proof":
        """Read a proof back; it equals the one written."""
        return _adapter().validate_json(text)


@cache
def _adapter() -> TypeAdapter[Proof]:
    return TypeAdapter(Proof)
