"""The numbers at which something changes: what the rules compare each fact with, and its neighbours."""

from collections.abc import Iterator, Mapping
from fractions import Fraction
from itertools import product

from clientfit.facts import calculate
from clientfit.language.expression import (
    Absolute,
    Arithmetic,
    Compare,
    Condition,
    FactTerm,
    Negate,
    Number,
    Term,
    walk,
    walk_term,
)
from clientfit.language.fold import Calculated, Count, Distinct
from clientfit.ruleset.model import FactSpec, RuleSet
from clientfit.values import Exact, FactValue, Interval, exact

ROUND = {"integer": (0, 1, 2, 3, 7, 14, 30), "number": (0, 1, 200_000, 250_000)}
"""Numbers that a person reads at a glance."""
DECIMALS = 6
"""A number that no decimal hits is met by its neighbours."""
SMALL = (0, 1, 2)
REFERENCE = 200_000
"""The other figure, where two are put in relation."""
_STEPS = {"integer": 1, "number": Fraction(1, 1000)}


def conditions_of(rules: RuleSet) -> Iterator[Condition]:
    """Every condition of a rule set and all below it; names are not followed."""
    for rule in rules.rules:
        yield from walk(rule.holds_when)
        for branch in rule.branches:
            yield from walk(branch.when)


def critical_numbers(rules: RuleSet) -> Mapping[str, tuple[Exact, ...]]:
    """For each number fact the numbers at which some comparison turns, each with its neighbours.

    Round numbers come first, so that what Hypothesis shrinks to is easy to read.
    """
    turning: dict[str, set[Exact]] = {n: set() for n, s in rules.facts.items() if s.type.is_number}
    for condition in conditions_of(rules):
        if isinstance(condition, Compare):
            for name in _facts_in(condition):
                turning[name].update(_turns_at(condition, name, rules, SMALL))
    for spec in rules.calculated:
        assert isinstance(spec.fold, Calculated)  # noqa: S101  the rule set lists only those
        for number in tuple(turning.get(spec.name, ())):
            reached = Compare(spec.fold.term, "==", Number(number))
            for name in _facts_in(reached):
                turning[name].update(_turns_at(reached, name, rules, (REFERENCE,)))
    return {name: _with_neighbours(rules.facts[name], found) for name, found in turning.items()}


def turning_points(condition: Compare, name: str, rules: RuleSet) -> tuple[Exact, ...]:
    """The numbers at which one comparison turns, each between its neighbours."""
    step = _STEPS[rules.facts[name].type.name]
    turning = dict.fromkeys(_turns_at(condition, name, rules, SMALL))
    return tuple(number + change for number in turning for change in (0, -step, step))


def _facts_in(condition: Compare) -> tuple[str, ...]:
    terms = (*walk_term(condition.left), *walk_term(condition.right))
    return tuple(dict.fromkeys(term.name for term in terms if isinstance(term, FactTerm)))


def _turns_at(
    condition: Compare, name: str, rules: RuleSet, rest_at: tuple[Exact, ...]
) -> Iterator[Exact]:
    """Solve left == right for one fact, all others at given numbers; linear between its bends."""
    others = [other for other in _facts_in(condition) if other != name]
    for signs in product((1, -1), repeat=sum(isinstance(t, Absolute) for t in _terms(condition))):
        side = iter(signs)
        difference = Arithmetic("-", _unbent(condition.left, side), _unbent(condition.right, side))
        for rest in product(rest_at, repeat=len(others)):
            at = {other: Interval(n, n) for other, n in zip(others, rest, strict=True)}
            zero, one = (_exact_at(difference, {**at, name: Interval(n, n)}) for n in (0, 1))
            if zero is not None and one is not None and zero != one:
                root = Fraction(zero) / (Fraction(zero) - Fraction(one))
                whole = rules.facts[name].type.name == "integer"
                yield round(root) if whole else exact(round(root, DECIMALS))


def _terms(condition: Compare) -> tuple[Term, ...]:
    return (*walk_term(condition.left), *walk_term(condition.right))


def _unbent(term: Term, signs: Iterator[int]) -> Term:
    """Take one side of each absolute value."""
    match term:
        case Absolute(term=inner):
            straight = _unbent(inner, signs)
            return straight if next(signs) > 0 else Negate(straight)
        case Negate(term=inner):
            return Negate(_unbent(inner, signs))
        case Arithmetic(operator=operator, left=left, right=right):
            return Arithmetic(operator, _unbent(left, signs), _unbent(right, signs))
        case _:
            return term


def _exact_at(term: Term, values: Mapping[str, FactValue]) -> Exact | None:
    found = calculate(term, values)
    return found.low if found.is_exact and not isinstance(found.low, float) else None


def _with_neighbours(spec: FactSpec, turning: set[Exact]) -> tuple[Exact, ...]:
    step = _STEPS[spec.type.name]
    near = {number + change for number in turning for change in (-step, 0, step)}
    assumed = spec.assume.low if isinstance(spec.assume, Interval) else 0
    first = () if isinstance(assumed, float) else (assumed,)
    readable = (0, Fraction(1, 2)) if spec.unit.startswith("share") else ROUND[spec.type.name]
    counted = isinstance(spec.fold, Count | Distinct)
    ordered = dict.fromkeys((*first, *readable, *sorted(near)))
    return tuple(number for number in ordered if number >= 0 or not counted)
