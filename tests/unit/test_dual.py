"""The two rails of a condition say together what the three-valued reference says."""

from fractions import Fraction
from math import inf

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from clientfit.engines.python import compile_rules
from clientfit.facade import default_rules
from clientfit.language.dual import End, RailAll, RailAny, RailAtLeast, RailCompare, RailFact, rail
from clientfit.language.expression import (
    Absolute,
    All,
    AnyOf,
    Arithmetic,
    AtLeast,
    BooleanFact,
    Compare,
    Condition,
    Constant,
    FactTerm,
    Negate,
    Not,
    Number,
    OneOf,
    Parameter,
    Term,
)
from clientfit.language.python_source import Leaf, print_rail
from clientfit.reference import truth
from clientfit.values import FactValue, Interval

NUMBERS = ("a", "b")
FLAGS = ("p", "q")
ENDS = st.sampled_from((-2, -1, 0, 1, 2, 3, Fraction(1, 2)))


def intervals() -> st.SearchStrategy[Interval]:
    low = st.one_of(ENDS, st.just(-inf))
    high = st.one_of(ENDS, st.just(inf))
    found = st.tuples(low, high).filter(lambda ends: ends[0] <= ends[1])
    return st.one_of(ENDS.map(lambda end: Interval(end, end)), found.map(lambda ends: Interval(*ends)))


def terms() -> st.SearchStrategy[Term]:
    fixed = st.one_of(ENDS.map(Number), ENDS.map(lambda value: Parameter("limit", value)))
    divisor = fixed.filter(lambda term: term.value != 0)
    leaf = st.one_of(
        fixed, st.sampled_from(NUMBERS).map(FactTerm), st.sampled_from(NUMBERS).map(FactTerm)
    )

    def grow(inner: st.SearchStrategy[Term]) -> st.SearchStrategy[Term]:
        return st.one_of(
            inner.map(Negate),
            inner.map(Absolute),
            st.builds(Arithmetic, st.sampled_from("+-"), inner, inner),
            st.builds(Arithmetic, st.just("*"), inner, fixed),
            st.builds(Arithmetic, st.just("*"), fixed, inner),
            st.builds(Arithmetic, st.just("/"), inner, divisor),
        )

    return st.recursive(leaf, grow, max_leaves=4)


def conditions() -> st.SearchStrategy[Condition]:
    comparisons = st.sampled_from(("<", "<=", ">", ">=", "==", "!="))
    words = st.sampled_from((("x",), ("x", "y"), ("y", "z")))
    leaf = st.one_of(
        st.booleans().map(Constant),
        st.sampled_from(FLAGS).map(BooleanFact),
        st.builds(Compare, terms(), comparisons, terms()),
        words.map(lambda chosen: OneOf(FactTerm("w"), chosen)),
    )

    def grow(inner: st.SearchStrategy[Condition]) -> st.SearchStrategy[Condition]:
        several = st.lists(inner, min_size=1, max_size=3).map(tuple)
        at_least = several.flatmap(
            lambda items: st.integers(1, len(items)).map(lambda count: AtLeast(count, items))
        )
        return st.one_of(inner.map(Not), several.map(All), several.map(AnyOf), at_least)

    return st.recursive(leaf, grow, max_leaves=5)


def valuations() -> st.SearchStrategy[dict[str, FactValue]]:
    flag = st.sampled_from((True, False, None))
    return st.fixed_dictionaries(
        {
            **dict.fromkeys(NUMBERS, intervals()),
            **dict.fromkeys(FLAGS, flag),
            "w": st.sampled_from(("x", "y", "z", None)),
        }
    )


def holds(condition: Condition, values: dict[str, FactValue], *, want: bool) -> bool:
    """Run one rail as printed."""

    def leaf(node: Leaf) -> str:
        if isinstance(node, RailFact):
            return f"(values[{node.fact!r}] is {node.value})"
        words = node.words if node.among else (*node.words, None)
        return f"(values[{node.fact!r}] {'in' if node.among else 'not in'} {words!r})"

    def end(node: End) -> str:
        return f"values[{node.fact!r}].{node.side}"

    printed = print_rail(rail(condition, want), leaf, end, repr)
    return bool(eval(printed, {"values": values, "Fraction": Fraction}))  # noqa: S307  printed just now


@given(conditions(), valuations())
@settings(max_examples=3000, deadline=None, suppress_health_check=list(HealthCheck))
def test_the_rails_agree_with_the_reference(condition: Condition, values: dict[str, FactValue]) -> None:
    expected = truth(condition, values, {})
    assert holds(condition, values, want=True) == (expected is True)
    assert holds(condition, values, want=False) == (expected is False)


@given(conditions(), valuations(), st.data())
@settings(max_examples=1500, deadline=None, suppress_health_check=list(HealthCheck))
def test_what_is_known_of_bounds_holds_of_every_number_inside(
    condition: Condition, values: dict[str, FactValue], data: st.DataObject
) -> None:
    inside = dict(values)
    for name in NUMBERS:
        found = values[name]
        assert isinstance(found, Interval)
        point = data.draw(ENDS.filter(lambda end, found=found: found.low <= end <= found.high))
        inside[name] = Interval(point, point)
    known = truth(condition, values, {})
    assert known in (None, truth(condition, inside, {}))


@pytest.mark.parametrize("bounds", [Interval(3, inf), Interval(-inf, 3), Interval(-inf, inf)])
@pytest.mark.parametrize("comparison", ["<", "<=", ">", ">=", "==", "!="])
def test_a_bounded_number_times_zero_is_the_same_for_both(bounds: Interval, comparison: str) -> None:
    product = Arithmetic("*", FactTerm("a"), Parameter("weight", 0))
    condition = Compare(product, comparison, Number(1))  # type: ignore[arg-type]
    expected = truth(condition, {"a": bounds}, {})
    assert holds(condition, {"a": bounds}, want=True) == (expected is True)
    assert holds(condition, {"a": bounds}, want=False) == (expected is False)


@pytest.mark.parametrize("comparison", ["<", "<=", ">", ">=", "==", "!="])
def test_a_third_is_exactly_a_third(comparison: str) -> None:
    third = Arithmetic("/", FactTerm("a"), Number(3))
    condition = Compare(third, comparison, Number(Fraction(1, 3)))  # type: ignore[arg-type]
    values: dict[str, FactValue] = {"a": Interval(1, 1)}
    expected = truth(condition, values, {})
    assert holds(condition, values, want=True) == (expected is True)
    assert holds(condition, values, want=False) == (expected is False)


def test_negation_changes_the_rail_and_nothing_else() -> None:
    fact = BooleanFact("p")
    assert rail(Not(fact), want=True) == rail(fact, want=False) == RailFact("p", value=False)


def test_all_is_false_when_any_is_false() -> None:
    both = All((BooleanFact("p"), BooleanFact("q")))
    assert isinstance(rail(both, want=True), RailAll)
    assert isinstance(rail(both, want=False), RailAny)


def test_at_least_two_of_three_is_false_when_two_are_false() -> None:
    found = rail(AtLeast(2, (BooleanFact("p"), BooleanFact("q"), BooleanFact("r"))), want=False)
    assert isinstance(found, RailAtLeast)
    assert found.count == 2


def test_a_comparison_looks_at_the_ends_only() -> None:
    found = rail(Compare(FactTerm("a"), ">=", Number(3)), want=True)
    assert isinstance(found, RailCompare)
    assert found.left == End("a", "low")


@pytest.mark.parametrize("comparison", ["<", "<=", ">", ">=", "==", "!="])
def test_nothing_is_known_of_an_unknown_number(comparison: str) -> None:
    condition = Compare(FactTerm("a"), comparison, Number(0))  # type: ignore[arg-type]
    values: dict[str, FactValue] = {"a": Interval(-inf, inf)}
    assert not holds(condition, values, want=True)
    assert not holds(condition, values, want=False)


def test_the_printed_source_holds_no_text_of_a_rule_file() -> None:
    rules = default_rules().rule_set
    source = compile_rules(rules).source
    assert "def decide(facts):" in source
    assert not any(rule.says in source or rule.means in source for rule in rules.rules)
    assert "__" not in source
