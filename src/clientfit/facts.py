"""The facts of one case, complete: every word of the vocabulary has a value, even if unknown."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction
from math import inf, isnan
from numbers import Integral, Rational, Real
from operator import index

from clientfit.case import Bounds, GivenFact
from clientfit.errors import FactError, Problem
from clientfit.language.expression import (
    Absolute,
    Arithmetic,
    FactTerm,
    Negate,
    Number,
    Parameter,
    Term,
    Word,
    walk_term,
)
from clientfit.language.fold import Calculated
from clientfit.ruleset.model import FactSpec, RuleSet
from clientfit.ruleset.scalars import read_word
from clientfit.suggestions import did_you_mean
from clientfit.values import ANY_NUMBER, DaySpan, End, Exact, FactValue, Interval, exact, is_definite


@dataclass(frozen=True, slots=True)
class Facts:
    """Every fact's value.

    Attributes:
        values: by name, in the order of the vocabulary.
        assumed: the facts that nobody raised and that have their assumed value.
        given: the facts that were given directly.
    """

    values: Mapping[str, FactValue]
    assumed: frozenset[str] = frozenset()
    given: frozenset[str] = frozenset()

    def with_value(self, name: str, value: FactValue) -> "Facts":
        """The same facts, one of them changed."""
        return Facts({**self.values, name: value}, self.assumed - {name}, self.given | {name})


def blank(spec: FactSpec) -> FactValue:
    """The value of a fact of which nothing is known."""
    return ANY_NUMBER if spec.type.is_number else None


def complete(
    rules: RuleSet, known: Mapping[str, FactValue], given: frozenset[str] = frozenset()
) -> Facts:
    """Fill in what is calculated, assumed or unknown.

    Args:
        rules: the rule set, for its vocabulary.
        known: the facts that somebody raised; None or an unbounded interval where left open.
        given: those of them that were given directly.
    """
    values = {**rules.unraised, **known}
    assumed = rules.assumable - known.keys()
    for spec in rules.calculated:
        if spec.name not in known and _raised(spec, known):
            assert isinstance(spec.fold, Calculated)  # noqa: S101  the rule set lists only those
            values[spec.name] = calculate(spec.fold.term, values)
            assumed -= {spec.name}
    return Facts(values, assumed, given)


def _raised(spec: FactSpec, known: Mapping[str, FactValue]) -> bool:
    if isinstance(spec.raised_by, str):
        return spec.raised_by in known
    assert isinstance(spec.fold, Calculated)  # noqa: S101  the caller asks about calculated facts only
    return any(isinstance(term, FactTerm) and term.name in known for term in walk_term(spec.fold.term))


def read_facts(
    rules: RuleSet, facts: Mapping[str, GivenFact | Fraction | float | Interval | None]
) -> Facts:
    """Read facts as a user gives them.

    Raises:
        FactError: a name or value does not fit the vocabulary; all problems at once.
    """
    known, problems = given_values(rules, facts)
    if problems:
        raise FactError(problems)
    return complete(rules, known, frozenset(known))


def given_values(
    rules: RuleSet, facts: Mapping[str, GivenFact | Fraction | float | Interval | None]
) -> tuple[dict[str, FactValue], list[Problem]]:
    """Read facts as a user gives them, collecting what is wrong."""
    if not isinstance(facts, Mapping):  # pyright: ignore[reportUnnecessaryIsInstance]  callers need no type checker
        message = f"facts are values by name, not a {type(facts).__name__}"
        return {}, [Problem("", 0, "facts", message, 'give {"responses": 3}')]
    known: dict[str, FactValue] = {}
    problems: list[Problem] = []
    for name, value in facts.items():
        spec = rules.facts.get(name)
        path = f"facts.{name}"
        if spec is None:
            near = _nearest(name, rules.facts)
            problems.append(Problem("", 0, path, f"unknown fact '{name}'", near))
            continue
        try:
            known[name] = _value(value, spec)
        except ValueError as error:
            message, _, hint = str(error).partition("; ")
            problems.append(Problem("", 0, path, message, hint))
    return known, problems


def _nearest(name: object, known: Iterable[str]) -> str:
    if not isinstance(name, str):
        return "a fact's name is text"
    if name.isdigit():
        return "write numbers without a thousands separator, such as 400000"
    return did_you_mean(name, known) or "see `clientfit rules` for the vocabulary"


def _value(value: object, spec: FactSpec) -> FactValue:
    fact = spec.type
    if value is None:
        return blank(spec)
    if isinstance(value, str):
        return read_word(value, fact)
    if isinstance(value, bool) or _is_foreign_boolean(value):
        if fact.name != "boolean":
            raise ValueError(f"a yes/no does not fit; this fact is {fact}")
        return bool(value)
    if isinstance(value, date):
        if fact.name != "date":
            raise ValueError(f"a date does not fit; this fact is {fact}")
        if isinstance(value, datetime):
            raise ValueError("a time does not fit; give its date alone, by the client's time zone")  # noqa: TRY004  one error kind
        return DaySpan(value, value)
    found = _interval(value)
    if not fact.is_number:
        raise ValueError(f"a number does not fit; this fact is {fact}")
    if fact.name == "integer":
        for end in (found.low, found.high):
            if isinstance(end, Fraction) and end.denominator != 1:
                raise ValueError(f"{end} is not a whole number")
    return found


def _is_foreign_boolean(value: object) -> bool:
    """Whether it is a yes/no of numpy, which is neither a bool nor a number; numpy is not imported."""
    return type(value).__module__ == "numpy" and type(value).__name__ in ("bool", "bool_")


def _interval(value: object) -> Interval:
    if isinstance(value, Interval):
        return Interval(_end(value.low, -inf), _end(value.high, inf))
    if isinstance(value, Bounds):
        low = -inf if value.at_least is None else exact(value.at_least)
        high = inf if value.at_most is None else exact(value.at_most)
        return Interval(low, high)
    if isinstance(value, Mapping):
        raise ValueError("this is no number; bounds are written Bounds(at_least=..., at_most=...)")  # noqa: TRY004  one error kind
    try:
        number = _number(value)
    except TypeError:
        name = f"{type(value).__module__}.{type(value).__qualname__}".removeprefix("builtins.")
        raise ValueError(
            f"a value of the type {name} does not fit;"
            " give True, False, a number, a word, a date, Bounds(at_least=...), or None"
        ) from None
    return Interval(number, number)


def _number(value: object) -> Exact:
    """Read a number of any library that registers its types with Python's.

    Raises:
        TypeError: it is none, though it may be registered, as a span of time of numpy is.
    """
    if isinstance(value, Integral):
        return exact(index(value))
    if isinstance(value, Decimal):
        return exact(value)
    if isinstance(value, Rational):
        return exact(Fraction(index(value.numerator), index(value.denominator)))
    if isinstance(value, Real):
        # Its own digits: a number of 32 bits shows fewer of them than the same one with 64.
        return exact(str(value))
    raise TypeError


def _end(end: End, open_end: float) -> End:
    """An end of an interval, exact unless it is open on its own side."""
    return end if end == open_end else exact(end)


def calculate(term: Term, values: Mapping[str, FactValue]) -> Interval:
    """Calculate a term over intervals. What cannot be calculated is unknown.

    >>> calculate(Arithmetic("/", Number(1), Number(0)), {}) == ANY_NUMBER
    True
    """
    match term:
        case Number(value=value) | Parameter(value=value):
            return Interval(value, value)
        case FactTerm(name=name):
            value = values[name]
            return value if isinstance(value, Interval) else ANY_NUMBER
        case Negate(term=inner):
            one = calculate(inner, values)
            return Interval(-one.high, -one.low)
        case Absolute(term=inner):
            one = calculate(inner, values)
            low: End = max(one.low, -one.high, 0)
            return Interval(low, max(one.high, -one.low))
        case Arithmetic(operator=operator, left=left, right=right):
            return _combine(operator, calculate(left, values), calculate(right, values))
        case Word():
            return ANY_NUMBER


def _divide(one: End, two: End) -> End:
    if isinstance(one, int) and isinstance(two, int):
        return Fraction(one, two)
    return Fraction(one) / Fraction(two)


_OPERATIONS: dict[str, Callable[[End, End], End]] = {
    "+": lambda a, b: a + b,
    "-": lambda a, b: a - b,
    "*": lambda a, b: 0 if a == 0 or b == 0 else a * b,  # an unbounded number is still a number
    "/": _divide,
}


def _combine(operator: str, one: Interval, two: Interval) -> Interval:
    divisible = operator != "/" or two.low != 0
    if one.is_exact and two.is_exact and divisible and not isinstance(one.low, float):
        end = _tidy(_OPERATIONS[operator](one.low, two.low))
        return Interval(end, end)
    if operator == "/":
        if two.low <= 0 <= two.high:
            return ANY_NUMBER
        if not (is_definite(two) and abs(one.low) != inf and abs(one.high) != inf):
            return _divide_bounds(one, two)
    operation = _OPERATIONS[operator]
    ends = [operation(a, b) for a in (one.low, one.high) for b in (two.low, two.high)]
    if any(isinstance(end, float) and isnan(end) for end in ends):
        return ANY_NUMBER
    return Interval(_tidy(min(ends)), _tidy(max(ends)))


def _divide_bounds(one: Interval, two: Interval) -> Interval:
    """Divide where some end is infinite, or the divisor is only bounded."""
    ends: list[End] = []
    for a in (one.low, one.high):
        for b in (two.low, two.high):
            if abs(b) == inf:
                if abs(a) == inf:
                    return ANY_NUMBER
                ends.append(0)
            elif abs(a) == inf:
                ends.append(a if b > 0 else -a)
            else:
                ends.append(Fraction(a) / Fraction(b))
    return Interval(_tidy(min(ends)), _tidy(max(ends)))


def _tidy(end: End) -> End:
    if isinstance(end, Fraction) and end.denominator == 1:
        return end.numerator
    return end
