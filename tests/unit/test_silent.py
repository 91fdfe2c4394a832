"""A silent rule hides what is below it from readers, and changes nothing else."""

import shutil
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings

from clientfit.engines.python import compile_rules
from clientfit.evaluator import Rules, load_rules
from clientfit.explain.proof import prepare
from clientfit.facade import default_rules
from clientfit.facts import complete
from clientfit.proof import Proof, ProofNode
from clientfit.reference import answer
from clientfit.ruleset.model import RuleSet
from clientfit.values import FactValue
from strategies import known_facts

SILENT = {"responses": 1, "unanswered_streak": 3, "streak_channels": 2, "days_silent": 21}
RULES = default_rules()
CHECKS = [HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much]


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory, root: Path) -> Rules:
    """The default rules, with two signals marked silent."""
    rules = Path(shutil.copytree(root / "rules", tmp_path_factory.mktemp("house") / "rules"))
    for name in ("repeated_silence", "service_lapse"):
        file = rules / "signals" / f"{name}.yaml"
        file.write_text(file.read_text("utf-8").replace("title:", "silent: true\ntitle:"), "utf-8")
    return load_rules(rules)


def all_silent(rules: RuleSet) -> RuleSet:
    signals = tuple(replace(rule, silent=True) for rule in rules.signals)
    rows = tuple(replace(rule, silent=True) for rule in rules.rows)
    return replace(rules, signals=signals, rows=rows)


QUIET = all_silent(RULES.rule_set)
QUIET_ENGINE = compile_rules(QUIET)
QUIET_PROVER = prepare(QUIET)


def loud(node: ProofNode) -> ProofNode:
    """The same step without its marks."""
    about = replace(node.about, silent=False)
    return replace(node, about=about, parts=tuple(map(loud, node.parts)))


@given(known_facts(RULES.rule_set))
@settings(max_examples=200, deadline=None, suppress_health_check=CHECKS)
def test_silence_changes_no_truth_no_decision_and_no_step(known: dict[str, FactValue]) -> None:
    facts = complete(RULES.rule_set, known)
    said = QUIET_ENGINE.answer(facts)
    assert said == RULES.engine.answer(facts) == answer(QUIET, facts)
    quiet = QUIET_PROVER.prove(facts, said.verdict, lambda _: ())
    spoken = RULES.prover.prove(facts, said.verdict, lambda _: ())
    assert all(node.about.silent for row in quiet.rows for node in row.walk() if node.about.rule)
    assert tuple(map(loud, quiet.rows)) == spoken.rows


def test_the_text_hides_what_is_below(house: Rules) -> None:
    decision = house.decide_facts(SILENT)
    text = decision.to_text()
    (line,) = [line for line in text.splitlines() if "Silence again and again" in line]
    assert line.endswith("(details hidden)")
    assert "unanswered_streak >=" not in text
    assert "responses >= 1" in text


def test_the_data_keep_and_mark_what_is_below(house: Rules) -> None:
    proof = house.decide_facts(SILENT).proof()
    silent = [node for node in proof.deciding.walk() if node.about.silent]
    assert [node.about.rule for node in silent] == ["repeated_silence", "service_lapse"]
    assert silent[0].shown == ()
    first = next(str(fact) for part in silent[0].parts for fact in part.observed)
    assert first == "unanswered_streak = 3"
    assert Proof.from_json(proof.to_json()) == proof


def test_why_not_counts_a_silent_rule_as_one_condition(house: Rules) -> None:
    (miss,) = house.decide_facts({"responses": 1}).why_not("lost_touch").misses
    assert (miss.met, miss.needed) == (3, 4)
    assert miss.says == "3 of 4 conditions hold; missing: 'Silence again and again'."
