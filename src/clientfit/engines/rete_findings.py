"""The findings: which lines of the rules are definitely true or false of a case's facts.

This is the only arithmetic of the Rete engine, and it is plain Python: the core is given findings that
are already evaluated, because its own comparisons are not exact.
"""

from collections.abc import Callable, Mapping
from fractions import Fraction
from operator import ge, gt, le, lt

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
)
from clientfit.values import End as Number
from clientfit.values import FactValue, Interval

Values = Mapping[str, FactValue]
Test = Callable[[Values], bool]
Measure = Callable[[Values], Number]


_OPERATIONS: dict[str, Callable[[Number, Number], Number]] = {
    "+": lambda one, other: one + other,
    "-": lambda one, other: one - other,
    "*": lambda one, other: one * other,
    "/": lambda one, other: one / Fraction(other),  # two integers would give a float
}
_COMPARISONS: dict[str, Callable[[Number, Number], bool]] = {"<": lt, "<=": le, ">": gt, ">=": ge}


def line_test(line: Rail) -> Test:
    """Prepare one rail of one line of a rule."""
    match line:
        case RailConstant(value=value):
            return lambda _: value
        case RailFact(fact=name, value=value):
            return lambda values: values[name] is value
        case RailWords(fact=name, words=words, among=True):
            return lambda values: values[name] in words
        case RailWords(fact=name, words=words):
            return lambda values: values[name] is not None and values[name] not in words
        case RailCompare(left=left, comparison=comparison, right=right):
            return _comparison(left, _COMPARISONS[comparison], right)
        case RailAll(items=items):
            tests = [line_test(item) for item in items]
            return lambda values: all(test(values) for test in tests)
        case RailAny(items=items):
            tests = [line_test(item) for item in items]
            return lambda values: any(test(values) for test in tests)
        case RailNamed() | RailAtLeast():
            raise TypeError(f"{line} is more than one line")


def _comparison(left: EndTerm, compares: Callable[[Number, Number], bool], right: EndTerm) -> Test:
    if isinstance(left, End) and isinstance(right, Literally):
        read, number = _end(left), right.value
        return lambda values: compares(read(values), number)
    one, other = _measure(left), _measure(right)
    return lambda values: compares(one(values), other(values))


def _measure(term: EndTerm) -> Measure:
    match term:
        case End():
            return _end(term)
        case Literally(value=value):
            return lambda _: value
        case Combined(operator=operator, left=left, right=right):
            combine, one, other = _OPERATIONS[operator], _measure(left), _measure(right)
            return lambda values: combine(one(values), other(values))
        case Greatest(items=items):
            measures = [_measure(item) for item in items]
            return lambda values: max(measure(values) for measure in measures)


def _end(end: End) -> Measure:
    name, is_low = end.fact, end.side == "low"

    def read(values: Values) -> Number:
        value = values[name]
        if not isinstance(value, Interval):
            raise TypeError(f"the number '{name}' has the value {value}")
        return value.low if is_low else value.high

    return read
