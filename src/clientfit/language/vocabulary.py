"""The words that a condition may use, and their types."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Literal

from clientfit.language.expression import (
    Absolute,
    Arithmetic,
    FactTerm,
    Negate,
    Number,
    Parameter,
    Term,
    Word,
)
from clientfit.values import Exact

TypeName = Literal["boolean", "integer", "number", "enum", "date"]


@dataclass(frozen=True, slots=True)
class FactType:
    """The type of a fact or of an event's field; `words` are an enum's values."""

    name: TypeName
    words: tuple[str, ...] = ()

    @property
    def is_number(self) -> bool:
        """Whether it can be calculated with."""
        return self.name in ("integer", "number")

    def __str__(self) -> str:
        return f"one of {', '.join(self.words)}" if self.words else self.name


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """What names mean inside one condition.

    Attributes:
        facts: facts (or, in a collection, an event's fields) by name.
        parameters: named numbers by name.
        names: signals and reasons that may be mentioned.
        ratios: whether one fact may be divided by another, as a calculated fact may.
    """

    facts: Mapping[str, FactType]
    parameters: Mapping[str, Exact] = field(default_factory=dict[str, Exact])
    names: frozenset[str] = frozenset()
    ratios: bool = False

    def all_words(self) -> Iterable[str]:
        """Every name that could have been meant."""
        return (*self.facts, *self.parameters, *sorted(self.names))


def is_whole(term: Term, facts: Mapping[str, FactType]) -> bool:
    """Whether a term over whole facts and numbers can give whole numbers only."""
    match term:
        case Number(value=value) | Parameter(value=value):
            return isinstance(value, int)
        case FactTerm(name=name):
            return facts[name].name == "integer"
        case Negate(term=inner) | Absolute(term=inner):
            return is_whole(inner, facts)
        case Arithmetic(operator=operator, left=left, right=right):
            return operator != "/" and is_whole(left, facts) and is_whole(right, facts)
        case Word():
            return False
