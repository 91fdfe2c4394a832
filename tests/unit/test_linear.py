"""Systems of inequalities are solved as trying every small whole number solves them."""

from fractions import Fraction
from itertools import product

from hypothesis import given, settings
from hypothesis import strategies as st

from clientfit.verify.linear import Linear, Undecided, Variable, linear, nearest, solve

X, Y, Z = ("x", "value"), ("y", "value"), ("z", "value")
NAMES: tuple[Variable, ...] = (X, Y, Z)
WHOLE = frozenset(("x", "y", "z"))
REACH = range(-4, 5)
BOX = [linear({name: sign}, 4) for name in NAMES for sign in (1, -1)]


def rows() -> st.SearchStrategy[Linear]:
    factors = st.sampled_from((-2, -1, 0, 1, 2))
    return st.builds(
        lambda a, b, c, bound, strict: linear({X: a, Y: b, Z: c}, bound, strict=strict),
        *(factors, factors, factors),
        st.integers(-5, 5),
        st.booleans(),
    )


def keeps(row: Linear, found: dict[Variable, int | Fraction]) -> bool:
    total = sum(found.get(name, 0) * factor for name, factor in row.terms)
    return total < row.bound if row.strict else total <= row.bound


@given(st.lists(rows(), min_size=1, max_size=5))
@settings(max_examples=300, deadline=None)
def test_whole_solutions_are_found_where_there_are_some(system: list[Linear]) -> None:
    found = solve([*system, *BOX], WHOLE)
    cases = (dict(zip(NAMES, values, strict=True)) for values in product(REACH, repeat=3))
    tried = any(all(keeps(row, case) for row in system) for case in cases)
    assert not isinstance(found, Undecided)
    assert (found is not None) == tried
    if found is not None:
        assert all(isinstance(number, int) for number in found.values())
        assert all(keeps(row, dict(found)) for row in system)


@given(st.lists(rows(), min_size=1, max_size=5))
@settings(max_examples=300, deadline=None)
def test_a_solution_in_fractions_keeps_every_inequality(system: list[Linear]) -> None:
    found = solve([*system, *BOX], frozenset())
    whole = solve([*system, *BOX], WHOLE)
    assert not isinstance(found, Undecided)
    assert found is not None or whole is None
    if found is not None:
        assert all(keeps(row, dict(found)) for row in [*system, *BOX])


def test_odd_and_even_at_once_has_no_whole_solution() -> None:
    one = [linear({X: sign, Y: sign}, sign) for sign in (1, -1)]
    equal = [linear({X: sign, Y: -sign}, 0) for sign in (1, -1)]
    assert solve([*one, *equal, *BOX], WHOLE) is None
    assert solve([*one, *equal], frozenset()) == {X: Fraction(1, 2), Y: Fraction(1, 2)}


def test_the_nearest_number_has_few_digits() -> None:
    assert nearest((Fraction(3, 20), True), None, whole=False) == 1
    assert nearest((Fraction(3, 20), True), (Fraction(4, 25), True), whole=False) == Fraction(151, 1000)
    assert nearest((2, True), (3, True), whole=True) is None
    assert nearest(None, (-3, True), whole=True) == -4
