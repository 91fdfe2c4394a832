"""The answers that a question may get, as few as tell every case of the rules apart.

The rules compare a number with few others, so its answers fall into few ranges, within which every
line of every rule says the same. Where a line compares several facts with each other, the place where
it turns is worked out where the others are known; else places near its own numbers are tried.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from itertools import pairwise
from math import ceil, floor, inf
from typing import Any

from clientfit.explain.leaf_truth import Values
from clientfit.explain.wording import is_share, per_cent
from clientfit.facts import calculate
from clientfit.language.expression import (
    Absolute,
    Arithmetic,
    Compare,
    Comparison,
    FactTerm,
    Number,
    Parameter,
    facts_read,
    terms,
    walk,
    walk_term,
)
from clientfit.language.fold import CaseValue, Count, DaysBetween, DaysSince, Distinct
from clientfit.ruleset.model import FactSpec, RuleSet
from clientfit.ruleset.structure import conditions_of
from clientfit.values import Exact, FactValue, Interval, show_number

Cut = tuple[Exact, int]
"""A place between two ranges: just before a number (0), or just after it (1)."""
_CUTS: Mapping[Comparison, tuple[int, ...]] = {
    ">=": (0,),
    "<": (0,),
    ">": (1,),
    "<=": (1,),
    "==": (0, 1),
    "!=": (0, 1),
}
_TINY = Fraction(1, 10**6)
_REMEMBERED = 4096


@dataclass(frozen=True, slots=True)
class Answer:
    """Answers that no line of the rules tells apart.

    Attributes:
        value: all of them together.
        point: one of them.
        words: the words of an enum or a yes/no; empty for numbers.
        low: the least, where it ends; and whether that number itself is left out.
        high: the most, likewise.
    """

    value: FactValue
    point: FactValue
    words: tuple[str, ...] = ()
    low: tuple[Exact | float, bool] = (-inf, False)
    high: tuple[Exact | float, bool] = (inf, False)

    def joined(self, other: "Answer") -> "Answer":
        """Both together; for numbers, the other is the range above."""
        return Answer(None, self.point, self.words + other.words, self.low, other.high)

    def label(self, spec: FactSpec) -> str:
        """Write them."""
        return " or ".join(self.words).replace("_", " ") if self.words else self._range(spec)

    def _range(self, spec: FactSpec) -> str:
        show: Callable[[Exact | float], str] = per_cent if is_share(spec.unit) else show_number
        (low, above), (high, below) = self.low, self.high
        if low == high:
            return show(low)
        if spec.type.name == "integer" and low != -inf and high != inf:
            return f"{show(low)} to {show(high)}"
        parts: list[str] = []
        if low != -inf:
            parts.append(f"more than {show(low)}" if above else f"{show(low)} or more")
        if high != inf:
            parts.append(f"less than {show(high)}" if below else f"{show(high)} or less")
        return " and ".join(parts) or "any number"


@dataclass(frozen=True, slots=True)
class Answers:
    """A rule set's comparisons, by fact.

    Attributes:
        rules: the rule set.
        cuts: where a line turns that compares this fact alone.
        joint: the lines that compare it together with others.
        known: what was worked out before, where a fact is compared alone.
    """

    rules: RuleSet
    cuts: Mapping[str, frozenset[Cut]]
    joint: Mapping[str, tuple[Compare, ...]]
    known: dict[tuple[str, FactValue], tuple[Answer, ...]] = field(default_factory=dict[Any, Any])

    def of(self, name: str, values: Values) -> tuple[Answer, ...]:
        """Every answer that a fact may still get, given what is known of all."""
        if self.joint[name]:
            return self._of(name, values)
        key = name, values[name]
        found = self.known.get(key)
        if found is None:
            if len(self.known) >= _REMEMBERED:
                self.known.clear()
            found = self.known[key] = self._of(name, values)
        return found

    def _of(self, name: str, values: Values) -> tuple[Answer, ...]:
        spec, value = self.rules.facts[name], values[name]
        if not spec.type.is_number:
            if value is not None:
                return (Answer(value, value, (_word(value),)),)
            choices: tuple[FactValue, ...] = spec.type.words or (True, False)
            return tuple([Answer(choice, choice, (_word(choice),)) for choice in choices])
        assert isinstance(value, Interval)  # noqa: S101  a number's value always is
        cuts = set(self.cuts[name])
        for line in self.joint[name]:
            cuts |= _turns(line, name, values)
        return tuple(_ranges(spec, value, sorted(cuts)))


def prepare_answers(rules: RuleSet) -> Answers:
    """Collect the comparisons of a rule set."""
    cuts: dict[str, set[Cut]] = {name: set() for name in rules.facts}
    joint: dict[str, list[Compare]] = {name: [] for name in rules.facts}
    for line in _comparisons(rules):
        match line:
            case Compare(
                left=FactTerm(name=name), right=Number(value=number) | Parameter(value=number)
            ):
                cuts[name] |= {(number, side) for side in _CUTS[line.comparison]}
            case _:
                for name in facts_read(line):
                    joint[name].append(line)
    return Answers(
        rules,
        {name: frozenset(found) for name, found in cuts.items()},
        {name: tuple(dict.fromkeys(found)) for name, found in joint.items()},
    )


def _comparisons(rules: RuleSet) -> Iterator[Compare]:
    for rule in rules.rules:
        for condition in conditions_of(rule):
            yield from (node for node in walk(condition) if isinstance(node, Compare))


def _word(value: FactValue) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return str(value)


def _turns(line: Compare, name: str, values: Values) -> set[Cut]:
    """Where a line turns that compares a fact together with others, as far as can be told."""
    difference = Arithmetic("-", line.left, line.right)

    def at(number: Exact) -> Interval:
        return calculate(difference, {**values, name: Interval(number, number)})

    inside = [term for top in terms(line) for term in walk_term(top)]
    zero, one = at(0), at(1)
    straight = not any(isinstance(term, Absolute) for term in inside)
    if straight and zero.is_exact and one.is_exact and zero.low != one.low:
        turn = Fraction(zero.low) / (Fraction(zero.low) - Fraction(one.low))
        return {(turn, 0), (turn, 1)}
    numbers: set[Exact] = {0}
    numbers |= {term.value for term in inside if isinstance(term, Number | Parameter)}
    for other in facts_read(line):
        known = values[other]
        if isinstance(known, Interval):
            numbers |= {end for end in (known.low, known.high) if not isinstance(end, float)}
    near = {number + step for number in numbers for step in (-1, 0, 1)}
    return {(number, side) for number in near for side in (0, 1)}


def _ranges(spec: FactSpec, value: Interval, cuts: list[Cut]) -> Iterator[Answer]:
    least = max(value.low, 0) if _counts(spec) and value.high >= 0 else value.low
    edges: list[tuple[Exact | float, int]] = [(-inf, 0), *cuts, (inf, 1)]
    for (low, after), (high, before) in pairwise(edges):
        bottom = (low, bool(after)) if low >= least else (least, False)
        top = (high, not before) if high <= value.high else (value.high, False)
        if spec.type.name == "integer":
            bottom, top = (_up(*bottom), False), (_down(*top), False)
        if bottom[0] < top[0] or (bottom[0] == top[0] and not bottom[1] and not top[1]):
            inner = _inside(bottom, top)
            yield Answer(inner, _point(inner), (), bottom, top)


def _counts(spec: FactSpec) -> bool:
    """Whether a fact counts something, so that it is never negative."""
    return isinstance(spec.fold, Count | Distinct | DaysSince | DaysBetween | CaseValue)


def _up(low: Exact | float, left_out: bool) -> Exact | float:
    if isinstance(low, float):
        return low
    return floor(low) + 1 if left_out else ceil(low)


def _down(high: Exact | float, left_out: bool) -> Exact | float:
    if isinstance(high, float):
        return high
    return ceil(high) - 1 if left_out else floor(high)


def _inside(bottom: tuple[Exact | float, bool], top: tuple[Exact | float, bool]) -> Interval:
    """The range without the ends that are left out, by a very little."""
    (low, above), (high, below) = bottom, top
    width = _TINY if isinstance(low, float) or isinstance(high, float) else (high - low) * _TINY
    return Interval(low + width if above else low, high - width if below else high)


def _point(value: Interval) -> Interval:
    ends = [end for end in (value.low, value.high) if not isinstance(end, float)]
    return Interval(ends[0], ends[0]) if ends else Interval(0, 0)
