"""A few values of each fact that stand for all: numbers it is compared with, and those beside them."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise

from clientfit.language.expression import (
    Compare,
    Condition,
    FactTerm,
    Named,
    Number,
    Parameter,
    Term,
    walk,
    walk_term,
)
from clientfit.language.fold import CaseValue, Count, DaysBetween, DaysSince, Distinct
from clientfit.reference import truth
from clientfit.ruleset.model import FactSpec, RuleSet
from clientfit.values import Exact, FactValue, Interval, exact


@dataclass(frozen=True, slots=True)
class Points:
    """The values of each fact that a search tries.

    Attributes:
        values: by fact, the assumed value first, so that the first case found is the plainest.
        exact: whether they stand for every value there is; not so where facts are calculated with.
    """

    values: Mapping[str, tuple[FactValue, ...]]
    exact: bool


def unfolded(roots: Iterable[Condition], named: Mapping[str, Condition]) -> Iterable[Condition]:
    """These conditions and all below them, names followed, each name once."""
    seen: set[str] = set()
    todo = list(roots)
    while todo:
        for node in walk(todo.pop()):
            if isinstance(node, Named) and node.name not in seen:
                seen.add(node.name)
                todo.append(named[node.name])
            yield node


def points(rules: RuleSet, roots: Iterable[Condition], named: Mapping[str, Condition]) -> Points:
    """The values to try for conditions: one of each region that their comparisons tell apart.

    Facts that are compared with one another share their numbers, and get as many values between two
    of them as there are such facts, so that every order of theirs is among the values.
    """
    constants: dict[str, set[Exact]] = {}
    friends: dict[str, set[str]] = {}
    compared: dict[str, list[Compare]] = {}
    plain_all = True
    for node in unfolded(roots, named):
        if not isinstance(node, Compare):
            continue
        facts, numbers, plain = _sides(node)
        plain_all = plain_all and plain
        for name in facts:
            compared.setdefault(name, []).append(node)
            constants.setdefault(name, set()).update(numbers)
            friends.setdefault(name, {name}).update(facts)
    found: dict[str, tuple[FactValue, ...]] = {}
    for name, spec in rules.facts.items():
        group = _group(name, friends)
        shared = set[Exact]().union(*(constants.get(other, set()) for other in group))
        values = _assumed_first(_values(spec, sorted(shared), len(group)), spec.assume)
        if len(group) == 1:
            values = _told_apart(name, values, compared.get(name, []))
        found[name] = values
    return Points(found, plain_all)


def _told_apart(
    name: str, values: tuple[FactValue, ...], compared: list[Compare]
) -> tuple[FactValue, ...]:
    """One value of each region: those on which every comparison answers the same are one."""
    if not compared:
        return values
    regions: dict[tuple[bool | None, ...], FactValue] = {}
    for value in values:
        answers = tuple(truth(node, {name: value}, {}) for node in compared)
        regions.setdefault(answers, value)
    return tuple(regions.values())


def _sides(node: Compare) -> tuple[set[str], set[Exact], bool]:
    """The facts and numbers of a comparison, and whether it is one fact against one fact or number."""
    parts: list[Term] = [part for side in (node.left, node.right) for part in walk_term(side)]
    facts = {part.name for part in parts if isinstance(part, FactTerm)}
    numbers = {part.value for part in parts if isinstance(part, Number | Parameter)}
    bare = all(isinstance(side, FactTerm | Number | Parameter) for side in (node.left, node.right))
    return facts, numbers, bare


def _group(name: str, friends: Mapping[str, set[str]]) -> set[str]:
    group, todo = {name}, [name]
    while todo:
        new = friends.get(todo.pop(), set()) - group
        group |= new
        todo += new
    return group


def _values(spec: FactSpec, constants: Sequence[Exact], count: int) -> list[FactValue]:
    if spec.type.name == "boolean":
        return [True, False]
    if spec.type.words:
        return list(spec.type.words)
    if not spec.type.is_number:
        return []
    found: set[Exact] = set()
    for number in constants or (0,):
        for step in range(-count, count + 1):
            found.add(number + step * smallest_step(spec))
    if spec.type.name == "number":
        for low, high in pairwise(constants):
            found.update(low + Fraction(part, count + 1) * (high - low) for part in range(1, count + 1))
    if isinstance(spec.assume, Interval) and spec.assume.is_exact:
        found.add(exact(spec.assume.low))
    if isinstance(spec.fold, _NEVER_NEGATIVE):
        found = {number for number in found if number >= 0}
    return [Interval(number, number) for number in sorted(found)]


_NEVER_NEGATIVE = (Count, Distinct, DaysSince, DaysBetween, CaseValue)


def smallest_step(spec: FactSpec) -> Exact:
    """How far beside a number the next value of a fact is tried: 1, or a tenth of a per cent."""
    return 1 if spec.type.name == "integer" else Fraction(1, 1000)


def _assumed_first(values: list[FactValue], assumed: FactValue) -> tuple[FactValue, ...]:
    return tuple(sorted(values, key=lambda value: value != assumed))
