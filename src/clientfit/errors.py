"""Every error that clientfit raises on purpose.

::

    ClientfitError
    ├── RuleSetError      a rule set does not load; all problems at once
    ├── CaseError         a client's record does not read; all problems at once
    ├── FactError         facts given directly do not fit the vocabulary
    ├── LogError          a decision log or a stored decision does not read or write
    ├── NoRecordError     a decision has no record behind it; also a LookupError
    ├── UnknownNameError  no rule, reason, action, fact or client of that name
    ├── EventError        a message to a watch does not fit what the watch knows
    ├── StoreError        the store of a watch cannot be opened, read or written
    ├── MissingExtraError an optional package is not installed, or does not load
    ├── VerificationError a proof cannot be tried, or two proofs contradict each other
    ├── EngineError       an engine failed, or does not take a rule set
    └── EngineDisagreement  two engines say different things; nothing is decided

Each carries `problems`: what is wrong, where, and how to mend it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, slots=True, order=True)
class Problem:
    """One thing that is wrong.

    Attributes:
        file: the file as the user named it, or "" when there is none.
        line: the line in it, counted from 1, or 0 when not known.
        path: the place inside the document, such as ``events[3].channel``.
        message: what is wrong, in one sentence.
        hint: how to mend it, or "".
    """

    file: str
    line: int
    path: str
    message: str
    hint: str = ""

    def __str__(self) -> str:
        place = f"{self.file}:{self.line}" if self.line else self.file
        inside = f"{self.path}: " if self.path else ""
        prefix = f"{place}: " if place else ""
        tail = f"; {self.hint}" if self.hint else ""
        return f"{prefix}{inside}{self.message}{tail}"


class ClientfitError(Exception):
    """The root of the tree: catch this to catch everything of ours.

    Attributes:
        problems: every problem found, in the order of file and line.
    """

    def __init__(self, problems: Sequence[Problem]) -> None:
        self.problems: tuple[Problem, ...] = tuple(sorted(set(problems)))
        super().__init__("\n".join(map(str, self.problems)))

    def __reduce__(self) -> tuple[type["ClientfitError"], tuple[object, ...]]:
        return type(self), (self.problems,)


class RuleSetError(ClientfitError):
    """A rule set does not load."""


class CaseError(ClientfitError):
    """A client's record does not read."""


class FactError(ClientfitError):
    """Facts given directly do not fit the vocabulary."""


class LogError(ClientfitError):
    """A decision log or a stored decision does not read or write."""


class EventError(ClientfitError):
    """A message to a watch does not fit what the watch knows."""


class StoreError(ClientfitError):
    """The store of a watch cannot be opened, read or written; what it acknowledged is still there."""


class NoRecordError(ClientfitError, LookupError):
    """A decision has no record, or no longer, from which to build what was asked of it."""


class UnknownNameError(ClientfitError):
    """There is no rule, reason, action, fact or client of that name."""


class VerificationError(ClientfitError):
    """A proof cannot be tried, or two proofs contradict each other."""


class MissingExtraError(ClientfitError):
    """An optional package is not installed, or does not load; the hint is the command to run."""


class EngineError(ClientfitError):
    """An engine failed, or does not take a rule set."""


class WrittenProof(Protocol):
    """A proof that can be written down, of whichever engine."""

    def to_json(self) -> str:
        """Write it as JSON."""
        ...


class EngineDisagreement(ClientfitError):  # noqa: N818  it is no mistake of anybody; the name says what it is
    """Two engines say different things of one case, so nothing is decided.

    ::

        facts --+-- compiled engine --> answer, proof --+-- the same --> the decision
                |                                       |
                +-- second engine  ---> answer, proof --+-- different --> this error, with both proofs

    Attributes:
        proofs: by the engine's name.
    """

    def __init__(
        self, problems: Sequence[Problem], proofs: Mapping[str, WrittenProof] | None = None
    ) -> None:
        super().__init__(problems)
        self.proofs: Mapping[str, WrittenProof] = proofs or {}

    def __reduce__(self) -> tuple[type["EngineDisagreement"], tuple[object, ...]]:
        return type(self), (self.problems, self.proofs)
