"""Facts as a decision stores them, so that it can be made again: plain JSON, without rounding."""

from collections.abc import Mapping
from datetime import date
from fractions import Fraction
from math import inf

from clientfit.case import GivenFact
from clientfit.decision_parts import StoredFact
from clientfit.errors import FactError, Problem
from clientfit.facts import Facts, complete, given_values
from clientfit.ruleset.model import FactSpec, RuleSet
from clientfit.ruleset.scalars import read_word
from clientfit.suggestions import did_you_mean
from clientfit.values import ANY_NUMBER, DaySpan, End, FactValue, Interval

UNKNOWN = "unknown"
GivenOrStored = GivenFact | Fraction | float | Interval | Mapping[str, int | str] | None
"""A fact as a user gives it, or as a decision stores it."""


def store_facts(rules: RuleSet, facts: Facts) -> dict[str, StoredFact]:
    """Store what somebody raised; what is assumed or never was raised follows from the rules.

    >>> from clientfit.facade import default_rules
    >>> from clientfit.facts import read_facts
    >>> rules = default_rules().rule_set
    >>> store_facts(rules, read_facts(rules, {"responses": 2, "search_over": None}))
    {'responses': 2, 'search_over': 'unknown'}
    """
    return {
        name: _stored(value)
        for name, value in facts.values.items()
        if name not in facts.assumed and (name in rules.assumable or value != rules.unraised[name])
    }


def _stored(value: FactValue) -> StoredFact:
    if value is None:
        return UNKNOWN
    if isinstance(value, bool | str):
        return value
    if isinstance(value, DaySpan):
        if value.first == value.last:
            return value.first.isoformat()
        return {"first": value.first.isoformat(), "last": value.last.isoformat()}
    if value.is_unbounded:
        return UNKNOWN
    if value.is_exact:
        return _number(value.low)
    ends = (("at_least", value.low), ("at_most", value.high))
    return {key: _number(end) for key, end in ends if abs(end) != inf}


def _number(end: End) -> int | str:
    return end if isinstance(end, int) else str(Fraction(end))


def restore_facts(rules: RuleSet, stored: Mapping[str, StoredFact]) -> Facts:
    """Make facts again from what was stored.

    Raises:
        FactError: a name or value does not fit the vocabulary; all problems at once.
    """
    known: dict[str, FactValue] = {}
    problems: list[Problem] = []
    for name, value in stored.items():
        spec = rules.facts.get(name)
        if spec is None:
            near = did_you_mean(name, rules.facts)
            problems.append(Problem("", 0, f"facts.{name}", f"unknown fact '{name}'", near))
            continue
        try:
            known[name] = _restored(value, spec)
        except (ValueError, ZeroDivisionError):
            message = f"{value!r} is not a stored {spec.type}"
            problems.append(Problem("", 0, f"facts.{name}", message))
    if problems:
        raise FactError(problems)
    return complete(rules, known)


def read_given_or_stored(rules: RuleSet, facts: Mapping[str, GivenOrStored]) -> Facts:
    """Read facts as a user gives them; the forms in which a decision stores facts are read too.

    Raises:
        FactError: a name or value does not fit the vocabulary; all problems at once.

    >>> from clientfit.facade import default_rules
    >>> rules = default_rules().rule_set
    >>> read_given_or_stored(rules, {"responses": {"at_least": 3}}).values["responses"]
    Interval(low=3, high=inf)
    """
    given: dict[str, GivenFact | Fraction | float | Interval | None] = {}
    spans: dict[str, FactValue] = {}
    if not isinstance(facts, Mapping):  # pyright: ignore[reportUnnecessaryIsInstance]  callers need no type checker
        raise FactError(given_values(rules, facts)[1])
    for name, value in facts.items():
        read = _read_stored(value, rules.facts.get(name))
        if isinstance(read, DaySpan):
            spans[name] = read
        else:
            given[name] = read
    known, problems = given_values(rules, given)
    if problems:
        raise FactError(problems)
    return complete(rules, {**known, **spans}, frozenset(facts))


def _read_stored(
    value: GivenOrStored, spec: FactSpec | None
) -> GivenFact | Fraction | float | Interval | DaySpan | None:
    """Read what only a decision writes; anything else, right or wrong, is left as it is."""
    stored: StoredFact | None = None
    if isinstance(value, Mapping):
        stored = dict(value)
    elif isinstance(value, str) and spec is not None and spec.type.is_number:
        stored = value
    if spec is not None and stored is not None:
        try:
            read = _restored(stored, spec)
        except (KeyError, TypeError, ValueError, ZeroDivisionError):
            return value  # pyright: ignore[reportReturnType]  it is refused with the others
        if isinstance(read, DaySpan) or (isinstance(read, Interval) and read.low <= read.high):
            return read
    return value  # pyright: ignore[reportReturnType]  a mapping of an unknown fact is refused by its name


def _restored(value: StoredFact, spec: FactSpec) -> FactValue:
    if isinstance(value, dict):
        return _restored_ends(value, spec)
    if value == UNKNOWN:
        return ANY_NUMBER if spec.type.is_number else None
    if isinstance(value, bool) != (spec.type.name == "boolean"):
        raise ValueError
    if isinstance(value, bool):
        return value
    if spec.type.is_number:
        number = _read_number(value)
        return Interval(number, number)
    return read_word(str(value), spec.type)


def _restored_ends(value: Mapping[str, int | str], spec: FactSpec) -> FactValue:
    if spec.type.name == "date" and set(value) == {"first", "last"}:
        first, last = (date.fromisoformat(str(value[key])) for key in ("first", "last"))
        return DaySpan(first, last)
    if not spec.type.is_number or not value or not set(value) <= {"at_least", "at_most"}:
        raise ValueError
    low: End = _read_number(value["at_least"]) if "at_least" in value else -inf
    high: End = _read_number(value["at_most"]) if "at_most" in value else inf
    return Interval(low, high)


def _read_number(value: int | str) -> int | Fraction:
    number = Fraction(value)
    return number.numerator if number.denominator == 1 else number
