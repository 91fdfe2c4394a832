"""Rails as plain Boolean formulas over atoms: of one fact each, or linear between several.

A rail compares ends of intervals. Here each comparison is taken apart until every part either
bounds one end of one fact by a number, or is one linear inequality between several ends. Both are
exact, so nothing is lost on the way.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

from clientfit.language.dual import (
    Combined,
    End,
    EndTerm,
    Greatest,
    Literally,
    Rail,
    RailAll,
    RailAny,
    RailAtLeast,
    RailCompare,
    RailConstant,
    RailFact,
    RailNamed,
    RailWords,
    rail,
)
from clientfit.language.expression import Condition
from clientfit.values import Exact
from clientfit.verify.linear import Linear, Side, Variable, linear


@dataclass(frozen=True, slots=True)
class Bounded:
    """One end of a fact (or its true value) lies at most, or below, or at least, or above a number."""

    fact: str
    side: Side
    comparison: Literal["<", "<=", ">", ">="]
    number: Exact


@dataclass(frozen=True, slots=True)
class Among:
    """The yes/no or word of a fact is one of these; None is unknown."""

    fact: str
    values: tuple[bool | str | None, ...]


Atom = Bounded | Among | Linear


@dataclass(frozen=True, slots=True)
class Both:
    """Every part holds."""

    items: tuple["Formula", ...]


@dataclass(frozen=True, slots=True)
class Either:
    """Some part holds."""

    items: tuple["Formula", ...]


@dataclass(frozen=True, slots=True)
class Several:
    """At least this many parts hold."""

    count: int
    items: tuple["Formula", ...]


Formula = bool | Atom | Both | Either | Several


def both(*items: Formula) -> Formula:
    """Every one holds; what is always so is left out."""
    if any(item is False for item in items):
        return False
    kept = tuple(item for item in items if item is not True)
    return True if not kept else kept[0] if len(kept) == 1 else Both(kept)


def either(*items: Formula) -> Formula:
    """Some hold; what is never so is left out."""
    if any(item is True for item in items):
        return True
    kept = tuple(item for item in items if item is not False)
    return False if not kept else kept[0] if len(kept) == 1 else Either(kept)


def several(count: int, *items: Formula) -> Formula:
    """At least this many hold; what is always or never so is counted at once."""
    needed = count - sum(item is True for item in items)
    open_items = tuple(item for item in items if not isinstance(item, bool))
    if needed <= 0:
        return True
    return Several(needed, open_items) if needed <= len(open_items) else False


def negated(formula: Formula, words: Mapping[str, tuple[bool | str | None, ...]]) -> Formula:
    """What holds exactly where this does not.

    Args:
        formula: any formula.
        words: every value of each fact that is no number, unknown (None) among them.
    """
    match formula:
        case bool():
            return not formula
        case Bounded(fact=fact, side=side, comparison=comparison, number=number):
            return Bounded(fact, side, _OPPOSITE[comparison], number)
        case Among(fact=fact, values=values):
            return Among(fact, tuple(word for word in words[fact] if word not in values))
        case Linear():
            return formula.opposite()
        case Both(items=items):
            return either(*(negated(item, words) for item in items))
        case Either(items=items):
            return both(*(negated(item, words) for item in items))
        case Several(count=count, items=items):
            return several(len(items) - count + 1, *(negated(item, words) for item in items))


_OPPOSITE: dict[Literal["<", "<=", ">", ">="], Literal["<", "<=", ">", ">="]] = {
    "<": ">=",
    "<=": ">",
    ">": "<=",
    ">=": "<",
}


def formula_of(
    condition: Condition,
    want: bool,
    named: Mapping[str, Condition],
    words: Mapping[str, tuple[bool | str | None, ...]],
) -> Formula:
    """One rail of a condition as a formula; names are followed.

    Args:
        condition: the condition.
        want: True for *definitely true*, False for *definitely false*.
        named: what each signal or reason stands for.
        words: every value of each fact that is no number.
    """

    def go(node: Rail) -> Formula:
        match node:
            case RailConstant(value=value):
                return value
            case RailFact(fact=fact, value=value):
                return Among(fact, (value,))
            case RailWords(fact=fact, words=among, among=True):
                return Among(fact, among)
            case RailWords(fact=fact, words=among):
                return Among(fact, tuple(w for w in words[fact] if w is not None and w not in among))
            case RailNamed(name=name, value=value):
                return go(rail(named[name], value))
            case RailAll(items=items):
                return both(*map(go, items))
            case RailAny(items=items):
                return either(*map(go, items))
            case RailAtLeast(count=count, items=items):
                return several(count, *map(go, items))
            case RailCompare(left=left, comparison=comparison, right=right):
                difference = _plus(_piece(left), _scaled(_piece(right), -1))
                return _compared(difference, comparison)

    return go(rail(condition, want))


def exactly(formula: Formula) -> Formula:
    """The same formula about true values: both ends of every interval are the value itself."""
    match formula:
        case Bounded(fact=fact, comparison=comparison, number=number):
            return Bounded(fact, "value", comparison, number)
        case Linear(terms=terms, bound=bound, strict=strict):
            summed: dict[Variable, Exact] = {}
            for (fact, _), factor in terms:
                summed[(fact, "value")] = summed.get((fact, "value"), 0) + factor
            return _linear_atom(linear(summed, bound, strict=strict))
        case Both(items=items):
            return both(*map(exactly, items))
        case Either(items=items):
            return either(*map(exactly, items))
        case Several(count=count, items=items):
            return several(count, *map(exactly, items))
        case _:
            return formula


def atoms_of(formula: Formula) -> frozenset[Atom]:
    """Every atom of a formula."""
    match formula:
        case bool():
            return frozenset()
        case Both(items=items) | Either(items=items) | Several(items=items):
            return frozenset[Atom]().union(*map(atoms_of, items))
        case _:
            return frozenset((formula,))


def facts_of(formula: Formula) -> frozenset[str]:
    """Every fact that a formula speaks of."""
    return frozenset(
        name
        for atom in atoms_of(formula)
        for name in ([v[0] for v, _ in atom.terms] if isinstance(atom, Linear) else [atom.fact])
    )


@dataclass(frozen=True, slots=True)
class _Sum:
    """A constant and multiples of ends."""

    terms: tuple[tuple[Variable, Exact], ...]
    constant: Exact


@dataclass(frozen=True, slots=True)
class _Pick:
    """The greatest, or the least, of several."""

    greatest: bool
    items: tuple["_Piece", ...]


_Piece = _Sum | _Pick


def _piece(term: EndTerm) -> _Piece:
    match term:
        case End(fact=fact, side=side):
            return _Sum((((fact, side), 1),), 0)
        case Literally(value=value):
            return _Sum((), value)
        case Greatest(items=items):
            return _Pick(True, tuple(map(_piece, items)))
        case Combined(operator="+", left=left, right=right):
            return _plus(_piece(left), _piece(right))
        case Combined(operator="-", left=left, right=right):
            return _plus(_piece(left), _scaled(_piece(right), -1))
        case Combined(operator="*", left=left, right=Literally(value=value)):
            return _scaled(_piece(left), value)
        case Combined(operator="/", left=left, right=Literally(value=value)):
            return _scaled(_piece(left), Fraction(1) / value)
        case Combined():
            raise TypeError("a rail multiplies and divides by numbers only")  # the language sees to it


def _scaled(piece: _Piece, factor: Exact) -> _Piece:
    match piece:
        case _Sum(terms=terms, constant=constant):
            return _Sum(tuple((name, f * factor) for name, f in terms), constant * factor)
        case _Pick(greatest=greatest, items=items):
            return _Pick(greatest is (factor > 0), tuple(_scaled(item, factor) for item in items))


def _plus(one: _Piece, two: _Piece) -> _Piece:
    if isinstance(one, _Pick):
        return _Pick(one.greatest, tuple(_plus(item, two) for item in one.items))
    if isinstance(two, _Pick):
        return _Pick(two.greatest, tuple(_plus(one, item) for item in two.items))
    summed = dict(one.terms)
    for name, factor in two.terms:
        summed[name] = summed.get(name, 0) + factor
    return _Sum(tuple(summed.items()), one.constant + two.constant)


def _compared(piece: _Piece, comparison: Literal["<", "<=", ">", ">="]) -> Formula:
    """How a piece stands to zero."""
    if isinstance(piece, _Pick):
        join = either if piece.greatest is (comparison in (">", ">=")) else both
        return join(*(_compared(item, comparison) for item in piece.items))
    sign = 1 if comparison in ("<", "<=") else -1
    terms = {name: factor * sign for name, factor in piece.terms}
    return _linear_atom(linear(terms, -piece.constant * sign, strict=comparison in ("<", ">")))


def _linear_atom(row: Linear) -> Formula:
    """An inequality of one end is a bound, of none a truth."""
    if len(row.terms) > 1:
        return row
    for (fact, side), factor in row.terms:
        return _bound(fact, side, factor, row)
    return row.bound > 0 or (row.bound == 0 and not row.strict)


def _bound(fact: str, side: Side, factor: Exact, row: Linear) -> Bounded:
    number = Fraction(row.bound) / factor
    comparison: Literal["<", ">"] = "<" if factor > 0 else ">"
    exact = number.numerator if number.denominator == 1 else number
    if row.strict:
        return Bounded(fact, side, comparison, exact)
    return Bounded(fact, side, "<=" if comparison == "<" else ">=", exact)
