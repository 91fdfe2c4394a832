"""The truth of one line of a rule, prepared as a function of the facts' values."""

from collections.abc import Callable, Mapping

from clientfit.facts import calculate
from clientfit.language.expression import (
    BooleanFact,
    Compare,
    Comparison,
    Condition,
    Constant,
    FactTerm,
    Not,
    Number,
    OneOf,
    Parameter,
)
from clientfit.values import End, FactValue, Interval

Values = Mapping[str, FactValue]
TruthOf = Callable[[Values], bool | None]


def leaf_truth(condition: Condition) -> TruthOf:
    """Prepare the truth of one line; it says what `reference.truth` says."""
    match condition:
        case Not(item=item):
            return opposite(leaf_truth(item))
        case Constant(value=value):
            return lambda _: value
        case BooleanFact(name=name):
            return lambda values: values[name]  # type: ignore[return-value]  the loader gave it the type
        case OneOf(term=FactTerm(name=name), words=words):
            return lambda values: None if values[name] is None else values[name] in words
        case Compare(left=FactTerm(name=name), comparison=how, right=Number(value=number)):
            return _against(name, how, number)
        case Compare(left=FactTerm(name=name), comparison=how, right=Parameter(value=number)):
            return _against(name, how, number)
        case Compare(left=left, comparison=how, right=right):

            def general(values: Values) -> bool | None:
                one, two = calculate(left, values), calculate(right, values)
                return _compare(one.low, one.high, how, two.low, two.high)

            return general
        case _:
            raise TypeError(f"{condition} is no leaf")


def opposite(truth: TruthOf) -> TruthOf:
    """Prepare the truth of `not` something."""

    def turned(values: Values) -> bool | None:
        found = truth(values)
        return None if found is None else not found

    return turned


def _against(name: str, how: Comparison, number: End) -> TruthOf:
    """Compare one fact with a fixed number, by far the most frequent line of a rule."""

    def truth(values: Values) -> bool | None:
        value = values[name]
        if not isinstance(value, Interval):
            return None
        return _compare(value.low, value.high, how, number, number)

    return truth


def _compare(low: End, high: End, how: Comparison, least: End, most: End) -> bool | None:
    match how:
        case ">=":
            return True if low >= most else False if high < least else None
        case ">":
            return True if low > most else False if high <= least else None
        case "<=":
            return True if high <= least else False if low > most else None
        case "<":
            return True if high < least else False if low >= most else None
        case "==":
            return True if low >= most and high <= least else _apart(low, high, least, most)
        case "!=":
            same = True if low >= most and high <= least else _apart(low, high, least, most)
            return None if same is None else not same


def _apart(low: End, high: End, least: End, most: End) -> bool | None:
    return False if high < least or low > most else None
