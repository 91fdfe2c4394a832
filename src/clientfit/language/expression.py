"""The one intermediate representation of conditions; every engine prints or walks this tree.

::

    Condition = All | AnyOf | Not | AtLeast | Constant | BooleanFact | Named | Compare | OneOf
    Term      = Number | Word | FactTerm | Parameter | Arithmetic | Negate | Absolute
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Literal

from clientfit.values import Exact

Comparison = Literal["<", "<=", ">", ">=", "==", "!="]
Operator = Literal["+", "-", "*", "/"]

OPPOSITE: Mapping[Comparison, Comparison] = {
    "<": ">=",
    "<=": ">",
    ">": "<=",
    ">=": "<",
    "==": "!=",
    "!=": "==",
}
"""The comparison that holds of two numbers exactly where this one does not."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a node was written."""

    file: str = ""
    line: int = 0


NOWHERE = Place()


@dataclass(frozen=True, slots=True)
class Number:
    """A literal number."""

    value: Exact


@dataclass(frozen=True, slots=True)
class Word:
    """A literal word, one of an enum's values."""

    value: str


@dataclass(frozen=True, slots=True)
class FactTerm:
    """The value of a number or enum fact."""

    name: str


@dataclass(frozen=True, slots=True)
class Parameter:
    """A named number that a house may change; the value is the one in force."""

    name: str
    value: Exact


@dataclass(frozen=True, slots=True)
class Arithmetic:
    """Two numbers combined. Division by something that may be zero is unknown."""

    operator: Operator
    left: "Term"
    right: "Term"


@dataclass(frozen=True, slots=True)
class Negate:
    """A number with its sign changed."""

    term: "Term"


@dataclass(frozen=True, slots=True)
class Absolute:
    """A number without its sign."""

    term: "Term"


Term = Number | Word | FactTerm | Parameter | Arithmetic | Negate | Absolute


@dataclass(frozen=True, slots=True)
class Constant:
    """Always true, or always false."""

    value: bool
    place: Place = field(default=NOWHERE, compare=False)


@dataclass(frozen=True, slots=True)
class BooleanFact:
    """A yes/no fact."""

    name: str
    place: Place = field(default=NOWHERE, compare=False)


@dataclass(frozen=True, slots=True)
class Named:
    """A signal or a reason's definition, by its name."""

    name: str
    place: Place = field(default=NOWHERE, compare=False)


@dataclass(frozen=True, slots=True)
class Compare:
    """One comparison of two terms."""

    left: Term
    comparison: Comparison
    right: Term
    place: Place = field(default=NOWHERE, compare=False)


@dataclass(frozen=True, slots=True)
class OneOf:
    """An enum fact's word is among these."""

    term: FactTerm
    words: tuple[str, ...]
    place: Place = field(default=NOWHERE, compare=False)


@dataclass(frozen=True, slots=True)
class Not:
    """The condition does not hold."""

    item: "Condition"
    place: Place = field(default=NOWHERE, compare=False)


@dataclass(frozen=True, slots=True)
class All:
    """Every one holds."""

    items: tuple["Condition", ...]
    place: Place = field(default=NOWHERE, compare=False)


@dataclass(frozen=True, slots=True)
class AnyOf:
    """At least one holds."""

    items: tuple["Condition", ...]
    place: Place = field(default=NOWHERE, compare=False)


@dataclass(frozen=True, slots=True)
class AtLeast:
    """At least this many hold."""

    count: int
    items: tuple["Condition", ...]
    place: Place = field(default=NOWHERE, compare=False)


Condition = Constant | BooleanFact | Named | Compare | OneOf | Not | All | AnyOf | AtLeast

TRUE = Constant(True)


def children(condition: Condition) -> tuple[Condition, ...]:
    """The conditions directly below this one."""
    match condition:
        case Not(item=item):
            return (item,)
        case All(items=items) | AnyOf(items=items) | AtLeast(items=items):
            return items
        case _:
            return ()


def walk(condition: Condition) -> Iterator[Condition]:
    """This condition and all below it, parents first; names are not followed."""
    yield condition
    for child in children(condition):
        yield from walk(child)


def walk_term(term: Term) -> Iterator[Term]:
    """This term and all below it."""
    yield term
    match term:
        case Arithmetic(left=left, right=right):
            yield from walk_term(left)
            yield from walk_term(right)
        case Negate(term=inner) | Absolute(term=inner):
            yield from walk_term(inner)
        case _:
            pass


def terms(condition: Condition) -> tuple[Term, ...]:
    """The terms directly in this condition."""
    match condition:
        case Compare(left=left, right=right):
            return (left, right)
        case OneOf(term=term):
            return (term,)
        case _:
            return ()


def facts_read(condition: Condition) -> tuple[str, ...]:
    """The facts that this condition itself reads, in the order written; names are not followed."""
    found: dict[str, None] = {}
    for node in walk(condition):
        if isinstance(node, BooleanFact):
            found[node.name] = None
        for top in terms(node):
            for term in walk_term(top):
                if isinstance(term, FactTerm):
                    found[term.name] = None
    return tuple(found)


def parameters_read(condition: Condition) -> frozenset[str]:
    """The parameters that a condition itself reads."""
    return frozenset(
        term.name
        for node in walk(condition)
        for top in terms(node)
        for term in walk_term(top)
        if isinstance(term, Parameter)
    )


def names_used(condition: Condition) -> tuple[str, ...]:
    """The signals and reasons that this condition mentions, in the order written."""
    return tuple(dict.fromkeys(n.name for n in walk(condition) if isinstance(n, Named)))


def show_term(term: Term) -> str:
    """Write a term back as text; a parameter keeps its name."""
    match term:
        case Number(value=value):
            return str(value)
        case Word(value=value):
            return repr(value)
        case FactTerm(name=name) | Parameter(name=name):
            return name
        case Negate(term=inner):
            return f"-{show_term(inner)}"
        case Absolute(term=inner):
            return f"abs({show_term(inner)})"
        case Arithmetic(operator=operator, left=left, right=right):
            return f"({show_term(left)} {operator} {show_term(right)})"


def _show_side(term: Term) -> str:
    """A whole side of a comparison needs no parentheses around it."""
    text = show_term(term)
    return text[1:-1] if isinstance(term, Arithmetic) else text


def show(condition: Condition) -> str:
    """Write a condition back as one line of the rule language."""
    match condition:
        case Constant(value=value):
            return "always" if value else "never"
        case BooleanFact(name=name) | Named(name=name):
            return name
        case Compare(left=left, comparison=comparison, right=right):
            return f"{_show_side(left)} {comparison} {_show_side(right)}"
        case OneOf(term=term, words=(word,)):
            return f"{term.name} == {word!r}"
        case OneOf(term=term, words=words):
            return f"{term.name} in {list(words)}"
        case Not(item=OneOf(term=term, words=(word,))):
            return f"{term.name} != {word!r}"
        case Not(item=OneOf(term=term, words=words)):
            return f"{term.name} not in {list(words)}"
        case Not(item=item):
            return f"not {show(item)}"
        case All(items=items):
            return "(" + " and ".join(map(show, items)) + ")"
        case AnyOf(items=items):
            return "(" + " or ".join(map(show, items)) + ")"
        case AtLeast(count=count, items=items):
            return f"at least {count} of (" + ", ".join(map(show, items)) + ")"
