"""Read a scalar of a rule file by the type that it should have."""

import re
from datetime import date
from math import inf

from clientfit.language.vocabulary import FactType
from clientfit.ruleset.documents import Mapping, Node, Scalar, Sequence
from clientfit.suggestions import did_you_mean
from clientfit.values import ANY_NUMBER, DaySpan, Exact, FactValue, Interval, exact

YES, NO = ("true", "yes"), ("false", "no")
_MAX_DIGITS = 40
_NUMBER = re.compile(r"[+-]?\d[\d_]*(\.\d+)?")


def read_number(text: str) -> Exact:
    """Read a number as people write it; `15%` is 3/20.

    Raises:
        ValueError: it is not a number.
    """
    bare = text.strip().removesuffix("%").strip()
    if not _NUMBER.fullmatch(bare) or len(bare) > _MAX_DIGITS:
        raise ValueError(f"'{text}' is not a number")
    number = exact(bare.replace("_", ""))
    return exact(number / exact("100")) if text.strip().endswith("%") else number


def read_value(node: Node, fact: FactType) -> FactValue:
    """Read a fact's value from a rule file.

    Raises:
        ValueError: it does not fit the type; the message says how to write it.
    """
    if isinstance(node, Mapping):
        return _bounds(node, fact)
    if isinstance(node, Sequence):
        raise ValueError("one value is needed here, not a list")  # noqa: TRY004  one error kind
    return read_word(node.text.strip(), fact)


def read_word(text: str, fact: FactType) -> FactValue:
    """Read a fact's value from one word.

    Raises:
        ValueError: it does not fit the type.
    """
    if text == "unknown":
        return ANY_NUMBER if fact.is_number else None
    match fact.name:
        case "boolean":
            if text in YES or text in NO:
                return text in YES
            raise ValueError(f"'{text}' is not yes or no; write true, false or unknown")
        case "enum":
            if text in fact.words:
                return text
            near = did_you_mean(text, fact.words) or f"write one of {', '.join(fact.words)}"
            raise ValueError(f"'{text}' is not among its words; {near}")
        case "date":
            try:
                day = date.fromisoformat(text)
            except ValueError:
                raise ValueError(f"'{text}' is not a date; write it as 2026-03-01") from None
            return DaySpan(day, day)
        case "integer" | "number":
            number = read_number(text)
            if fact.name == "integer" and not isinstance(number, int):
                raise ValueError(f"'{text}' is not a whole number")
            return Interval(number, number)


def _bounds(node: Mapping, fact: FactType) -> Interval:
    if not fact.is_number:
        raise ValueError("bounds are for numbers only")
    low: Exact | float = -inf
    high: Exact | float = inf
    for key, value in node.entries:
        if not isinstance(value, Scalar) or key.text not in ("at_least", "at_most"):
            raise ValueError("write bounds as {at_least: 3} or {at_least: 3, at_most: 5}")
        if key.text == "at_least":
            low = read_number(value.text)
        else:
            high = read_number(value.text)
    if low > high:
        raise ValueError("at_least is above at_most; swap them")
    return Interval(low, high)
