"""Facts given directly, what is assumed, and arithmetic over intervals."""

from datetime import UTC, date, datetime
from decimal import Decimal
from fractions import Fraction
from math import inf

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from clientfit.case import Bounds
from clientfit.errors import FactError
from clientfit.evaluator import Rules
from clientfit.facts import Facts, calculate, complete, read_facts
from clientfit.language.expression import (
    Absolute,
    Arithmetic,
    FactTerm,
    Negate,
    Number,
    Parameter,
    Term,
    Word,
)
from clientfit.values import ANY_NUMBER, DaySpan, Exact, FactValue, Interval

NAMES = ("a", "b", "c")
POINTS = st.sampled_from((-3, -1, Fraction(-1, 2), 0, Fraction(1, 3), 1, 2, 250_000))


def terms() -> st.SearchStrategy[Term]:
    leaf = st.one_of(
        POINTS.map(Number),
        POINTS.map(lambda value: Parameter("k", value)),
        st.sampled_from(NAMES).map(FactTerm),
    )
    return st.recursive(
        leaf,
        lambda inner: st.one_of(
            inner.map(Negate),
            inner.map(Absolute),
            st.builds(Arithmetic, st.sampled_from("+-*/"), inner, inner),
        ),
        max_leaves=5,
    )


def evaluate(term: Term, values: dict[str, Exact]) -> Exact | None:
    """Calculate with plain exact numbers; None where it divides by zero."""
    match term:
        case Number(value=value) | Parameter(value=value):
            return value
        case FactTerm(name=name):
            return values[name]
        case Negate(term=inner) | Absolute(term=inner):
            found = evaluate(inner, values)
            if found is None:
                return None
            return -found if isinstance(term, Negate) else abs(found)
        case Arithmetic(operator=operator, left=left, right=right):
            one, other = evaluate(left, values), evaluate(right, values)
            if one is None or other is None or (operator == "/" and other == 0):
                return None
            if operator == "/":
                return Fraction(one) / Fraction(other)
            return {"+": one + other, "-": one - other, "*": one * other}[operator]
        case Word():
            return None


@given(terms(), st.fixed_dictionaries(dict.fromkeys(NAMES, POINTS)), st.data())
@settings(max_examples=3000, deadline=None, suppress_health_check=list(HealthCheck))
def test_an_interval_holds_every_result_of_the_numbers_inside(
    term: Term, points: dict[str, Exact], data: st.DataObject
) -> None:
    around: dict[str, FactValue] = {}
    for name, point in points.items():
        low = data.draw(st.one_of(st.just(point), POINTS, st.just(-inf)))
        high = data.draw(st.one_of(st.just(point), POINTS, st.just(inf)))
        around[name] = Interval(min(low, point), max(high, point))
    result = evaluate(term, points)
    assume(result is not None)
    found = calculate(term, around)
    assert result is not None
    assert found.low <= result <= found.high


@given(terms(), st.fixed_dictionaries(dict.fromkeys(NAMES, POINTS)))
@settings(max_examples=500, deadline=None, suppress_health_check=list(HealthCheck))
def test_exact_numbers_give_an_exact_result(term: Term, points: dict[str, Exact]) -> None:
    result = evaluate(term, points)
    assume(result is not None)
    assert result is not None
    found = calculate(term, {name: Interval(point, point) for name, point in points.items()})
    assert found == Interval(result, result)


def test_what_divides_by_something_that_may_be_zero_is_unknown() -> None:
    values: dict[str, FactValue] = {"a": Interval(1, 1), "b": Interval(-1, 1)}
    assert calculate(Arithmetic("/", FactTerm("a"), FactTerm("b")), values) == ANY_NUMBER


def test_a_gap_of_fifteen_per_cent_is_exact(rules: Rules) -> None:
    facts = read_facts(rules.rule_set, {"asked_price": Decimal(287_500), "market_price": 250_000})
    assert facts.values["asked_over_market"] == Interval(Fraction(3, 20), Fraction(3, 20))


def test_a_calculated_fact_is_assumed_while_nobody_raised_what_it_rests_on(rules: Rules) -> None:
    nobody = read_facts(rules.rule_set, {"market_price": 250_000})
    raised = read_facts(rules.rule_set, {"asked_price": 250_000})
    assert nobody.values["asked_over_market"] == Interval(0, 0)
    assert "asked_over_market" in nobody.assumed
    assert raised.values["asked_over_market"] == ANY_NUMBER
    assert "asked_over_market" not in raised.assumed


def test_every_word_of_the_vocabulary_gets_a_value(rules: Rules) -> None:
    facts = complete(rules.rule_set, {})
    assert list(facts.values) == list(rules.rule_set.facts)
    assert facts.values["open_to_education"] is True
    assert facts.values["agreement_in_force"] is None
    assert "agreement_in_force" not in facts.assumed
    assert facts.given == frozenset()


@pytest.mark.parametrize(
    ("name", "given_value", "expected"),
    [
        ("wants_rental", True, True),
        ("wants_rental", "yes", True),
        ("wants_rental", None, None),
        ("wants_rental", "unknown", None),
        ("responses", 3, Interval(3, 3)),
        ("responses", 3.0, Interval(3, 3)),
        ("responses", "3", Interval(3, 3)),
        ("responses", None, ANY_NUMBER),
        ("responses", "unknown", ANY_NUMBER),
        ("responses", Interval(1, inf), Interval(1, inf)),
        ("responses", Bounds(at_least=3), Interval(3, inf)),
        ("responses", Bounds(at_most=3), Interval(-inf, 3)),
        ("asked_over_market", 0.15, Interval(Fraction(3, 20), Fraction(3, 20))),
        ("asked_over_market", "15%", Interval(Fraction(3, 20), Fraction(3, 20))),
        ("handoff_status", "agreed", "agreed"),
        ("last_response", "2026-03-01", DaySpan(date(2026, 3, 1), date(2026, 3, 1))),
        ("last_response", date(2026, 3, 1), DaySpan(date(2026, 3, 1), date(2026, 3, 1))),
    ],
)
def test_a_fact_is_read_by_its_type(
    rules: Rules, name: str, given_value: object, expected: FactValue
) -> None:
    facts = read_facts(rules.rule_set, {name: given_value})  # type: ignore[dict-item]
    assert facts.values[name] == expected
    assert facts.given == {name}


@pytest.mark.parametrize(
    ("name", "value", "message"),
    [
        ("respones", 3, "facts.respones: unknown fact 'respones'; did you mean 'responses'?"),
        ("responses", True, "a yes/no does not fit; this fact is integer"),
        ("responses", 1.5, "3/2 is not a whole number"),
        ("responses", "1.5", "is not a whole number"),
        ("responses", "many", "'many' is not a number"),
        ("responses", inf, "is not a finite number"),
        ("responses", float("nan"), "is not a finite number"),
        ("responses", Bounds(at_least=Decimal("0.5")), "is not a whole number"),
        ("responses", Interval(2.5, 3), "5/2 is not a whole number"),
        ("responses", Interval(inf, inf), "is not a finite number"),
        ("responses", {"at_leats": 3}, "bounds are written Bounds(at_least=..., at_most=...)"),
        ("wants_rental", 1, "a number does not fit; this fact is boolean"),
        ("wants_rental", "maybe", "'maybe' is not yes or no"),
        ("handoff_status", "agred", "did you mean 'agreed'?"),
        ("handoff_status", 3, "a number does not fit; this fact is one of none"),
        ("last_response", "soon", "'soon' is not a date; write it as 2026-03-01"),
        ("responses", date(2026, 3, 1), "a date does not fit; this fact is integer"),
        ("last_response", datetime(2026, 3, 1, tzinfo=UTC), "a time does not fit; give its date alone"),
        ("responses", 1j, "a value of the type complex does not fit; give True, False, a number,"),
        ("wants_rental", b"yes", "a value of the type bytes does not fit; give True, False, a number,"),
        ("000", 3, "write numbers without a thousands separator"),
        (3, 3, "unknown fact '3'; a fact's name is text"),
    ],
)
def test_a_fact_that_does_not_fit_is_refused(
    rules: Rules, name: str, value: object, message: str
) -> None:
    with pytest.raises(FactError) as caught:
        rules.decide_facts({name: value})  # type: ignore[dict-item]
    assert message in str(caught.value)
    assert len(caught.value.problems) == 1


class Incomparable:
    """What cannot be compared, such as the missing value of a table."""

    __hash__ = None  # type: ignore[assignment]

    def __eq__(self, other: object) -> bool:
        raise TypeError("this is neither true nor false")


@pytest.mark.parametrize("name", ["responses", "wants_rental", "handoff_status", "last_response"])
def test_a_value_that_cannot_be_compared_is_our_own_error(rules: Rules, name: str) -> None:
    with pytest.raises(FactError, match="Incomparable does not fit; give True, False"):
        rules.decide_facts({name: Incomparable()})  # type: ignore[dict-item]


@pytest.mark.parametrize("facts", [[1], "responses", None, 3])
def test_facts_that_are_no_mapping_are_our_own_error(rules: Rules, facts: object) -> None:
    with pytest.raises(FactError, match="facts are values by name, not a"):
        rules.decide_facts(facts)  # type: ignore[arg-type]


def test_values_of_numpy_are_read_as_what_they_are(rules: Rules) -> None:
    numpy = pytest.importorskip("numpy")
    facts = {
        "responses": numpy.int64(3),
        "asked_over_market": numpy.float32(0.15),
        "wants_rental": numpy.bool_(True),
    }
    found = read_facts(rules.rule_set, facts).values
    assert found["responses"] == Interval(3, 3)
    assert found["asked_over_market"] == Interval(Fraction(3, 20), Fraction(3, 20))
    assert found["wants_rental"] is True
    same = read_facts(rules.rule_set, {"asked_over_market": numpy.float64(0.15)})
    assert same.values["asked_over_market"] == found["asked_over_market"]
    for name, value in (
        ("responses", numpy.float64("nan")),
        ("responses", numpy.array([1, 2])),
        ("responses", numpy.timedelta64(3, "D")),
        ("responses", numpy.bool_(True)),
    ):
        with pytest.raises(FactError):
            read_facts(rules.rule_set, {name: value})


def test_all_facts_that_do_not_fit_are_told_at_once(rules: Rules) -> None:
    with pytest.raises(FactError) as caught:
        rules.decide_facts({"respones": 1, "wants_rental": 2, "responses": "x"})
    assert [problem.path for problem in caught.value.problems] == [
        *("facts.respones", "facts.responses", "facts.wants_rental"),
    ]


def test_a_changed_fact_is_given_and_no_longer_assumed() -> None:
    facts = Facts({"p": False}, frozenset({"p"}))
    changed = facts.with_value("p", True)
    assert (changed.values["p"], changed.assumed, changed.given) == (True, frozenset(), {"p"})
    assert facts.values["p"] is False
