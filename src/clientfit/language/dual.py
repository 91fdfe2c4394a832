"""The dual rail: each condition becomes two ordinary Boolean formulas.

One says *definitely true*, the other *definitely false*; unknown is neither. Conjunction, disjunction
and negation are strong Kleene (Kleene, Introduction to Metamathematics, 1952, section 64). A
comparison looks only at the ends of intervals: ``x >= c`` is definitely true when the low end reaches
c, and definitely false when the high end stays below it. Engines only print what stands here.
"""

from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

from clientfit.language.expression import (
    OPPOSITE,
    Absolute,
    All,
    AnyOf,
    Arithmetic,
    AtLeast,
    BooleanFact,
    Compare,
    Comparison,
    Condition,
    Constant,
    FactTerm,
    Named,
    Negate,
    Not,
    Number,
    OneOf,
    Parameter,
    Term,
    Word,
)
from clientfit.values import Exact


@dataclass(frozen=True, slots=True)
class End:
    """One end of a number fact's interval."""

    fact: str
    side: Literal["low", "high"]


@dataclass(frozen=True, slots=True)
class Literally:
    """A number as it stands."""

    value: Exact


@dataclass(frozen=True, slots=True)
class Combined:
    """Two ends added, subtracted, multiplied or divided."""

    operator: Literal["+", "-", "*", "/"]
    left: "EndTerm"
    right: "EndTerm"


@dataclass(frozen=True, slots=True)
class Greatest:
    """The greatest of several ends."""

    items: tuple["EndTerm", ...]


EndTerm = End | Literally | Combined | Greatest


@dataclass(frozen=True, slots=True)
class RailConstant:
    """Always so, or never so."""

    value: bool


@dataclass(frozen=True, slots=True)
class RailFact:
    """The yes/no fact is known to be this."""

    fact: str
    value: bool


@dataclass(frozen=True, slots=True)
class RailNamed:
    """This rail of a signal or reason holds."""

    name: str
    value: bool


@dataclass(frozen=True, slots=True)
class RailWords:
    """The word is known, and is (or is not) among these."""

    fact: str
    words: tuple[str, ...]
    among: bool


@dataclass(frozen=True, slots=True)
class RailCompare:
    """One end stands so to another."""

    left: EndTerm
    comparison: Literal["<", "<=", ">", ">="]
    right: EndTerm


@dataclass(frozen=True, slots=True)
class RailAll:
    """Every one holds."""

    items: tuple["Rail", ...]


@dataclass(frozen=True, slots=True)
class RailAny:
    """At least one holds."""

    items: tuple["Rail", ...]


@dataclass(frozen=True, slots=True)
class RailAtLeast:
    """At least this many hold."""

    count: int
    items: tuple["Rail", ...]


Rail = RailConstant | RailFact | RailNamed | RailWords | RailCompare | RailAll | RailAny | RailAtLeast


def rail(condition: Condition, want: bool) -> Rail:
    """Turn a condition into one of its two rails.

    Args:
        condition: the condition.
        want: True for *definitely true*, False for *definitely false*.

    >>> rail(BooleanFact("wants_rental"), want=False)
    RailFact(fact='wants_rental', value=False)
    """
    match condition:
        case Constant(value=value):
            return RailConstant(value is want)
        case BooleanFact(name=name):
            return RailFact(name, want)
        case Named(name=name):
            return RailNamed(name, want)
        case OneOf(term=FactTerm(name=name), words=words):
            return RailWords(name, words, want)
        case Not(item=item):
            return rail(item, not want)
        case All(items=items):
            parts = tuple(rail(item, want) for item in items)
            return RailAll(parts) if want else RailAny(parts)
        case AnyOf(items=items):
            parts = tuple(rail(item, want) for item in items)
            return RailAny(parts) if want else RailAll(parts)
        case AtLeast(count=count, items=items):
            needed = count if want else len(items) - count + 1
            return RailAtLeast(needed, tuple(rail(item, want) for item in items))
        case Compare(left=left, comparison=comparison, right=right):
            return _compare(left, comparison, right, want)


def _compare(left: Term, comparison: Comparison, right: Term, want: bool) -> Rail:
    match comparison if want else OPPOSITE[comparison]:
        case ">=" | ">" as above:
            return RailCompare(low(left), above, high(right))
        case "<=" | "<" as below:
            return RailCompare(high(left), below, low(right))
        case "==":
            return RailAll(
                (
                    RailCompare(low(left), ">=", high(right)),
                    RailCompare(high(left), "<=", low(right)),
                )
            )
        case "!=":
            return RailAny(
                (
                    RailCompare(low(left), ">", high(right)),
                    RailCompare(high(left), "<", low(right)),
                )
            )


def low(term: Term) -> EndTerm:
    """The least that a term can be."""
    return _end(term, "low")


def high(term: Term) -> EndTerm:
    """The most that a term can be."""
    return _end(term, "high")


def _end(term: Term, side: Literal["low", "high"]) -> EndTerm:
    other: Literal["low", "high"] = "high" if side == "low" else "low"
    match term:
        case Number(value=value) | Parameter(value=value):
            return Literally(value)
        case FactTerm(name=name):
            return End(name, side)
        case Negate(term=inner):
            return Combined("-", Literally(0), _end(inner, other))
        case Absolute(term=inner):
            mirrored = Combined("-", Literally(0), _end(inner, "high" if side == "low" else "low"))
            ends = (_end(inner, side), mirrored)
            return Greatest((*ends, Literally(0)) if side == "low" else ends)
        case Arithmetic(operator="+", left=one, right=two):
            return Combined("+", _end(one, side), _end(two, side))
        case Arithmetic(operator="-", left=one, right=two):
            return Combined("-", _end(one, side), _end(two, other))
        case Arithmetic(operator=operator, left=one, right=two):
            if not isinstance(two, Number | Parameter):
                one, two = two, one
            factor = two.value if isinstance(two, Number | Parameter) else 0
            if factor == 0:
                return Literally(0)  # an unbounded number is still a number
            if operator == "/":
                factor = Fraction(1) / factor  # Python divides two integers into a rounded float
            return Combined("*", _end(one, side if factor > 0 else other), Literally(factor))
        case Word():
            raise TypeError("a word has no ends")  # the type checker of the language refuses it
