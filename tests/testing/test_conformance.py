"""Our own engines pass the suite, and every way to be wrong is reported with its case."""

import time
from collections.abc import Callable
from dataclasses import replace

import pytest

from clientfit.engines.engine import Engine
from clientfit.engines.python import compile_rules
from clientfit.engines.rete import build_rete
from clientfit.facade import default_rules
from clientfit.facts import Facts
from clientfit.reference import answer
from clientfit.ruleset.model import Action, Outcome, RuleSet
from clientfit.testing import EngineConformance, NotConforming, check_engine, engine_findings
from clientfit.testing.conformance_parts import SECTIONS
from clientfit.values import Interval
from clientfit.verdict import Answer

RULES = default_rules().rule_set


class TestTheCompiledEngine(EngineConformance):
    examples = 100

    @staticmethod
    def make_engine(rules: RuleSet) -> Engine:
        return compile_rules(rules).answer


class TestTheReteEngine(EngineConformance):
    examples = 40

    @staticmethod
    def make_engine(rules: RuleSet) -> Engine:
        return build_rete(rules).answer


class TestTheReference(EngineConformance):
    examples = 30

    @staticmethod
    def make_engine(rules: RuleSet) -> Engine:
        return lambda facts: answer(rules, facts)


def spoiled(change: Callable[[Facts, Answer], object]) -> Callable[[RuleSet], Engine]:
    """An engine that is right except where it is changed."""

    def make(rules: RuleSet) -> Engine:
        def decide(facts: Facts) -> Answer:
            return change(facts, answer(rules, facts))  # type: ignore[return-value]

        return decide

    return make


def found(make: Callable[[RuleSet], Engine], **options: object) -> dict[str, str]:
    options = {"examples": 40, "seconds": 5.0} | options
    return {f.section: str(f) for f in engine_findings(make, **options)}  # type: ignore[arg-type]


def raises_on_rentals(facts: Facts, right: Answer) -> Answer:
    if facts.values["wants_rental"] is True:
        raise ZeroDivisionError("a stray division")
    return right


def test_an_engine_that_raises_is_reported_with_the_smallest_case() -> None:
    sections = ("examples", "random facts")
    findings = list(engine_findings(spoiled(raises_on_rentals), sections=sections))
    assert tuple(finding.section for finding in findings) == sections
    for finding in findings:
        assert finding.what == "it raised while answering: ZeroDivisionError: a stray division"
        assert finding.facts["wants_rental"] == "yes"
    smallest = next(finding for finding in findings if finding.section == "random facts")
    assert smallest.facts == {"wants_rental": "yes"}
    assert smallest.expected == "remove (rental)"


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (lambda _, right: right.verdict, "it returned a Verdict, not an Answer"),
        (lambda *_: None, "it returned a NoneType, not an Answer"),
        (lambda _, right: replace(right, verdict="keep"), "its verdict is a str, not a Verdict"),
        (lambda _, right: replace(right, holding=["keep"]), "`holding` is a list, not a tuple"),
        (
            lambda _, right: replace(right, verdict=replace(right.verdict, outcome="keep")),
            "an outcome is a str, not an Outcome",
        ),
        (
            lambda _, right: replace(right, verdict=replace(right.verdict, row="kept")),
            "its row is 'kept', and no row is called so",
        ),
        (
            lambda _, right: replace(right, verdict=replace(right.verdict, provisional=None)),
            "`provisional` is a NoneType, not a bool",
        ),
    ],
)
def test_an_engine_that_returns_a_wrong_type_is_reported(
    change: Callable[[Facts, Answer], object], says: str
) -> None:
    reports = found(spoiled(change), sections=("examples", "random facts"))
    assert set(reports) == {"examples", "random facts"}
    assert all(says in report for report in reports.values())


def once_wrong(number: int, wrong: Callable[[Answer], Answer]) -> Callable[[RuleSet], Engine]:
    """An engine that is right except at one call."""

    def make(_: RuleSet) -> Engine:
        calls: list[Facts] = []

        def change(facts: Facts, right: Answer) -> Answer:
            calls.append(facts)
            return wrong(right) if len(calls) == number else right

        return spoiled(change)(RULES)

    return make


def raises(_: Answer) -> Answer:
    raise ZeroDivisionError("a stray division")


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        (raises, "it raised while answering: ZeroDivisionError: a stray division"),
        (lambda right: replace(right, holding=()), "other rules hold than the reference says"),
    ],
)
def test_an_engine_that_is_wrong_only_once_is_reported_in_a_few_lines(
    wrong: Callable[[Answer], Answer], says: str
) -> None:
    with pytest.raises(NotConforming) as caught:
        check_engine(once_wrong(7, wrong), examples=20)
    (finding,) = (found for found in caught.value.findings if found.section == "random cases")
    assert finding.what == f"it does not answer the same each time: {says}"
    assert finding.facts
    assert len(str(finding).splitlines()) <= 4


def hangs_on_rentals(facts: Facts, right: Answer) -> Answer:
    while facts.values["wants_rental"] is True:
        pass
    return right


def test_an_engine_that_hangs_is_reported_and_stopped() -> None:
    start = time.monotonic()
    reports = found(spoiled(hangs_on_rentals), sections=("examples", "random facts"), seconds=0.5)
    assert time.monotonic() - start < 20
    for report in reports.values():
        assert "it hangs: answering took more than 0.5 seconds" in report
        assert "wants_rental = yes" in report


def test_an_engine_that_cannot_be_built_is_reported() -> None:
    def make(_: RuleSet) -> Engine:
        raise RuntimeError("no licence")

    reports = found(make)
    assert set(reports) == set(SECTIONS)
    assert "it raised while building it: RuntimeError: no licence" in reports["examples"]


def one_day_late(facts: Facts, right: Answer) -> Answer:
    late = facts.values["days_since_update"]
    if isinstance(late, Interval) and late.low == 8 and right.verdict.row == "repair":
        return replace(right, verdict=replace(right.verdict, outcome=Outcome(Action.KEEP)))
    return right


def test_an_engine_that_is_one_day_late_is_found_and_shown() -> None:
    with pytest.raises(NotConforming) as caught:
        check_engine(spoiled(one_day_late), examples=20)
    report = str(caught.value)
    assert "it decides otherwise than the reference" in report
    assert "days_since_update = 8" in report
    assert "found:    keep by repair" in report


def forgets_bounds(facts: Facts, right: Answer) -> Answer:
    open_numbers = [v for v in facts.values.values() if isinstance(v, Interval) and not v.is_exact]
    if any(not number.is_unbounded for number in open_numbers):
        return replace(right, verdict=replace(right.verdict, provisional=not right.verdict.provisional))
    return right


def test_an_engine_that_is_wrong_on_bounds_only_is_found_by_that_part() -> None:
    reports = found(spoiled(forgets_bounds), sections=("bounds", "random facts"), examples=200)
    assert set(reports) == {"bounds"}


def forgets_signals(_: Facts, right: Answer) -> Answer:
    return replace(right, holding=tuple(n for n in right.holding if n != "worked_together"))


def test_an_engine_that_hides_what_holds_is_found_by_its_proofs() -> None:
    reports = found(spoiled(forgets_signals), sections=("proofs",), examples=300)
    assert "worked_together" in reports["proofs"]


def forgets_unknowns(_: Facts, right: Answer) -> Answer:
    first = right.verdict.possible[0]
    return replace(right, verdict=replace(right.verdict, outcome=first, possible=(first,)))


def test_an_engine_that_forgets_what_is_unknown_is_found_by_what_is_asked() -> None:
    reports = found(spoiled(forgets_unknowns), sections=("questions", "unknowns"))
    assert set(reports) == {"questions", "unknowns"}
