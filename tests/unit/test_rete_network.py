"""A program is fitted into the core, whatever its size, or refused before anything runs."""

import pytest

from clientfit.derivation import Finding
from clientfit.engines import rete_core
from clientfit.engines.rete import ReteEngine, build_rete
from clientfit.engines.rete_core import BOOT, SESSION, STAGE, Session, fact, load_core, stage_fact
from clientfit.engines.rete_network import Limits, Network, fit
from clientfit.engines.rete_program import Production
from clientfit.errors import ClientfitError, EngineError, MissingExtraError
from clientfit.facts import Facts
from clientfit.language.expression import (
    TRUE,
    All,
    AtLeast,
    BooleanFact,
    Compare,
    Condition,
    FactTerm,
    Number,
)
from clientfit.reference import answer
from clientfit.ruleset.model import Action, RuleSet
from clientfit.values import FactValue, Interval
from rule_sets import branch, rule, rule_set

LAST = rule("last", TRUE, (branch(TRUE, Action.KEEP),))
A, B, C = (Finding("condition", name) for name in "abc")


def at_least(number: int) -> Condition:
    return Compare(FactTerm("a"), ">=", Number(number))


def values(number: int, **others: FactValue) -> Facts:
    known: dict[str, FactValue] = {"a": Interval(number, number), "b": Interval(0, 0)}
    return Facts({**known, "p": True, "q": None, "w": None, **others})


def assert_agrees(engine: ReteEngine, rules: RuleSet, *numbers: int) -> None:
    for number in numbers:
        facts = values(number)
        assert engine.answer(facts) == answer(rules, facts)


def test_a_condition_of_more_lines_than_the_core_matches_is_cut_into_parts() -> None:
    lines = tuple(at_least(number) for number in range(40))
    rules = rule_set((), (rule("long", All(lines), (branch(TRUE, Action.HOLD),)), LAST))
    engine = build_rete(rules)
    assert_agrees(engine, rules, 38, 39)
    (way,) = engine.derive(values(39)).ways(Finding("rule", "long"))
    assert len(way.needs) == 40


def test_enough_of_many_is_counted_and_not_written_out() -> None:
    lines = tuple(at_least(number) for number in range(20))
    rules = rule_set((), (rule("some", AtLeast(10, lines), (branch(TRUE, Action.HOLD),)), LAST))
    engine = build_rete(rules)
    assert len(engine.program.productions) < 1000  # the choices of 10 out of 20 are 184,756
    assert_agrees(engine, rules, 8, 9, 10, 19)
    (way,) = engine.derive(values(9)).ways(Finding("rule", "some"))
    assert len(way.needs) == 10


def test_a_rule_set_of_more_conditions_than_the_core_holds_goes_into_several_networks() -> None:
    rows = [
        rule(f"row_{n}", All((at_least(n), BooleanFact("p"))), (branch(TRUE, Action.HOLD),))
        for n in range(600, 0, -1)
    ]
    rules = rule_set((), (*rows, LAST))
    engine = build_rete(rules)
    assert len(engine.networks) > 2
    assert_agrees(engine, rules, 0, 1, 300, 599, 600)


def test_one_line_in_more_rules_than_the_core_links_goes_into_several_networks() -> None:
    rows = [
        rule(f"row_{n}", All((BooleanFact("q"), at_least(n))), (branch(TRUE, Action.HOLD),))
        for n in range(300)
    ]
    rules = rule_set((), (*rows, LAST))
    engine = build_rete(rules)
    assert len(engine.networks) > 1
    for truth in (True, False, None):
        facts = values(299, q=truth)
        assert engine.answer(facts) == answer(rules, facts)


@pytest.mark.parametrize(
    ("productions", "says"),
    [
        ([Production(1, (C,), (), B), Production(1, (A,), (), C)], "stands before what it needs"),
        ([Production(1, (A,), (A,), B)], "needs what prevents it"),
        ([Production(1, (A,), (), B), Production(1, (), (B,), C)], "what is not yet known"),
        (
            [Production(1, tuple(Finding("condition", f"c{n}") for n in range(15)), (), B)],
            "more premises than the core matches",
        ),
    ],
)
def test_a_program_that_the_core_would_not_run_soundly_is_refused(
    productions: list[Production], says: str
) -> None:
    with pytest.raises(EngineError, match=says):
        fit(load_core(), productions, {})


def test_no_two_names_in_a_network_have_one_hash() -> None:
    """The core compares names and ids by this hash alone (FNV-1a, 32 bits)."""
    names = [f"p{number}" for number in range(1, 513)]
    ids = [f"{name}={word}" for name in names for word in "tf"]
    stages = [f"{STAGE}={number}" for number in range(1, 10)]
    of_the_core = [f"sid-{SESSION}", "sid", "id", "$s", BOOT, STAGE, f"{BOOT}=y"]
    every = [*names, *ids, *stages, *of_the_core]
    assert len({fnv(one) for one in every}) == len(every)
    assert Limits().conditions <= len(names)


def fnv(text: str) -> int:
    found = 2166136261
    for byte in text.encode():
        found = ((found ^ byte) * 16777619) % 2**32
    return found


def network() -> Network:
    productions = [Production(1, (A,), (), B)]
    (found,) = fit(load_core(), productions, {A: 1, B: 2}, Limits())
    return found


def test_what_the_core_refuses_is_an_error_of_ours() -> None:
    with pytest.raises(EngineError, match="failed to build the network"):
        Session(load_core(), "broken", "{")


def test_a_fact_given_twice_is_an_error_and_no_answer() -> None:
    found = network()
    found.prepare()
    session = found.idle.pop()
    with pytest.raises(EngineError, match="a fact that it has already"):
        session.run([fact("p1", "t")] * 2, [stage_fact(1)], lambda _: None)


def test_a_match_that_no_production_has_is_an_error_and_no_answer() -> None:
    found = network()
    other = Network(found.core, found.rules, found.inputs, found.stages, {})
    with pytest.raises(EngineError, match="a match that no production has"):
        other.run({1}, [])
    assert other.idle == []


def test_after_a_failed_run_the_next_one_is_right() -> None:
    found = network()
    found.prepare()
    broken = Network(found.core, found.rules, found.inputs, found.stages, {}, found.idle)
    with pytest.raises(EngineError):
        broken.run({1}, [])
    known, fired = {1}, list[int]()
    found.run(known, fired)
    assert (known, fired) == ({1, 2}, [0])


def test_an_extension_that_does_not_load_names_the_command_that_builds_it_anew(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def refuse(_: str) -> object:
        raise ImportError("undefined symbol: PyEval_CallObject")

    monkeypatch.setattr(rete_core, "import_module", refuse)
    with pytest.raises(MissingExtraError, match="PyEval_CallObject=PyObject_CallObject") as caught:
        load_core.__wrapped__()
    assert isinstance(caught.value, ClientfitError)
