"""A decision is confirmed by the second engine, or it is not made."""

import json
import pickle
import subprocess
import sys
from dataclasses import replace
from functools import partial
from importlib import import_module
from pathlib import Path

import pytest
from typer.testing import CliRunner

import clientfit
from clientfit.cli import app
from clientfit.decision import Decision
from clientfit.derivation import Derived
from clientfit.engines.python import compile_rules
from clientfit.engines.rete import build_rete
from clientfit.engines.rete_network import Limits
from clientfit.errors import ClientfitError, EngineDisagreement, EngineError, MissingExtraError
from clientfit.evaluator import Rules, load_rules
from clientfit.language.expression import Constant
from clientfit.proof import Proof
from clientfit.ruleset.model import Rule, RuleSet

ROOT = Path(__file__).parents[2]
EXAMPLE = ROOT / "docs" / "examples" / "lost-touch.yaml"
LOST = {"responses": 1, "unanswered_streak": 3, "streak_channels": 2, "days_silent": 21}
RUNNER = CliRunner()


def never(rule_set: RuleSet, rule: str) -> RuleSet:
    """The rule set with one rule that never holds."""

    def change(found: tuple[Rule, ...]) -> tuple[Rule, ...]:
        return tuple(
            replace(one, holds_when=Constant(False)) if one.id == rule else one for one in found
        )

    return replace(rule_set, signals=change(rule_set.signals), rows=change(rule_set.rows))


def miscompiled(rules: Rules, rule: str) -> Rules:
    """Rules whose compiled engine never lets one rule hold."""
    return Rules(rules.rule_set, compile_rules(never(rules.rule_set, rule)), rules.by_id)


def test_a_confirmed_decision_is_the_same_as_an_unconfirmed_one(rules: Rules) -> None:
    assert rules.decide_facts(LOST, confirm=True) == rules.decide_facts(LOST)
    case = clientfit.load_case(EXAMPLE)
    assert rules.decide(case, confirm=True) == rules.decide(case)
    assert clientfit.decide(case, confirm=True) == clientfit.decide(case)


def test_a_decision_tells_whether_it_was_confirmed(rules: Rules) -> None:
    for confirm in (True, False):
        decision = rules.decide_facts(LOST, confirm=confirm)
        assert decision.confirmed is confirm
        assert Decision.model_validate_json(decision.model_dump_json()).confirmed is confirm
    older = json.loads(rules.decide_facts(LOST, confirm=True).model_dump_json())
    del older["confirmed"]
    assert Decision.model_validate(older).confirmed is False


def test_deciding_loads_the_second_engine_only_when_it_is_to_confirm() -> None:
    code = (
        "import sys, clientfit; case = {'id': 'c-1', 'time_zone': 'UTC', 'as_of': '2026-03-20'}\n"
        "for confirm in (False, True):\n"
        "    clientfit.decide(case, confirm=confirm); print('durable_rules_engine' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["False", "True"]


def test_another_outcome_is_a_disagreement_with_both_proofs(rules: Rules) -> None:
    wrong = miscompiled(rules, "lost_touch")
    assert wrong.decide_facts(LOST).action != "remove"
    with pytest.raises(EngineDisagreement, match="the engines disagree") as caught:
        wrong.decide_facts(LOST, confirm=True)
    error = caught.value
    assert "the Rete engine says 'remove (lost_touch)' by lost_touch" in str(error)
    compiled, rete = error.proofs["compiled"], error.proofs["rete"]
    assert isinstance(compiled, Proof)
    assert isinstance(rete, Derived)
    assert Proof.from_json(compiled.to_json()) == compiled
    assert Derived.from_json(rete.to_json()) == rete
    assert any(one.concludes.name == "lost_touch" for one in rete.derivations)


def test_another_signal_is_a_disagreement_even_where_the_outcome_is_the_same(rules: Rules) -> None:
    wrong = miscompiled(rules, "yes_man_expected")
    facts = {"contact_allowed": False, "agreement_demands": 1, "open_to_education": False}
    assert wrong.decide_facts(facts).action == rules.decide_facts(facts).action
    says = "only the Rete engine finds bad_fit, fit_in_doubt, yes_man_expected"
    with pytest.raises(EngineDisagreement, match=says):
        wrong.decide_facts(facts, confirm=True)


def test_the_error_survives_pickling(rules: Rules) -> None:
    with pytest.raises(EngineDisagreement) as caught:
        miscompiled(rules, "lost_touch").decide_facts(LOST, confirm=True)
    again = pickle.loads(pickle.dumps(caught.value))  # noqa: S301  our own bytes
    assert again.problems == caught.value.problems
    assert dict(again.proofs) == dict(caught.value.proofs)


def test_the_errors_of_engines_belong_to_the_tree() -> None:
    for error in (EngineDisagreement, EngineError, MissingExtraError):
        assert issubclass(error, ClientfitError)


def test_the_command_line_confirms_and_says_nothing_of_it() -> None:
    result = RUNNER.invoke(app, ["decide", str(EXAMPLE)])
    assert result.exit_code == 0
    assert result.stderr == ""


def test_the_command_line_decides_nothing_where_the_engines_disagree(
    rules: Rules, monkeypatch: pytest.MonkeyPatch
) -> None:
    command = import_module("clientfit.cli.decide")
    monkeypatch.setattr(command, "load", lambda _: miscompiled(rules, "lost_touch"))
    result = RUNNER.invoke(app, ["decide", "--json", str(EXAMPLE)])
    assert result.exit_code == 1
    assert result.stdout == ""
    assert f"{EXAMPLE}: the engines disagree" in result.stderr
    unconfirmed = RUNNER.invoke(app, ["decide", "--json", "--no-confirm", str(EXAMPLE)])
    assert unconfirmed.exit_code == 0
    assert '"action":"remove"' not in unconfirmed.stdout


def test_the_command_line_explains_nothing_where_the_engines_disagree(
    rules: Rules, monkeypatch: pytest.MonkeyPatch
) -> None:
    command = import_module("clientfit.cli.explain")
    monkeypatch.setattr(command, "load", lambda _: miscompiled(rules, "lost_touch"))
    result = RUNNER.invoke(app, ["explain", str(EXAMPLE)])
    assert (result.exit_code, result.stdout) == (1, "")
    assert f"{EXAMPLE}: the engines disagree" in result.stderr
    assert RUNNER.invoke(app, ["explain", "--no-confirm", str(EXAMPLE)]).exit_code == 0


def test_where_the_core_refuses_the_rules_the_command_line_says_so_and_goes_on(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    narrow = partial(build_rete, limits=Limits(patterns=2))
    monkeypatch.setattr("clientfit.prepared.build_rete", narrow)
    fresh = load_rules()
    stream = tmp_path / "stream.jsonl"
    stream.write_text('{"register": {"id": "c-1", "time_zone": "UTC"}}\n', "utf-8")
    watching = ["watch", str(stream), "--store", ":memory:"]
    for words in (["decide", "--json", str(EXAMPLE)], ["explain", str(EXAMPLE)], watching):
        command = import_module(f"clientfit.cli.{words[0]}")
        monkeypatch.setattr(command, "load", lambda _: fresh)
        result = RUNNER.invoke(app, words)
        assert result.exit_code == 0
        assert "not confirmed by the second engine: " in result.stderr
        assert "has more premises than the core matches" in result.stderr
        assert '"confirmed":true' not in result.stdout.replace(" ", "")
        assert result.stdout


def run_without_the_extra(*words: str) -> subprocess.CompletedProcess[str]:
    """Run the command line where the extra is hidden, in the way that Python itself offers."""
    code = (
        "import sys; sys.modules['durable_rules_engine'] = None\n"
        f"sys.argv = {['clientfit', *words]!r}\n"
        "from clientfit.__main__ import main; main()"
    )
    command = [sys.executable, "-c", code]
    return subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)


def test_without_the_extra_the_command_line_says_so_once_and_goes_on() -> None:
    done = run_without_the_extra("decide", "--json", str(EXAMPLE), str(EXAMPLE))
    assert done.returncode == 0
    made = [json.loads(line) for line in done.stdout.splitlines()]
    assert [(one["reason"], one["confirmed"]) for one in made] == [("lost_touch", False)] * 2
    assert done.stderr.count("not confirmed by the second engine") == 1
    assert 'run: python -m pip install "clientfit[rete]"' in done.stderr


def test_without_the_extra_and_without_confirming_it_says_nothing() -> None:
    done = run_without_the_extra("decide", "--json", "--no-confirm", str(EXAMPLE))
    assert (done.returncode, done.stderr) == (0, "")


def test_without_the_extra_a_program_gets_an_error_that_names_the_command() -> None:
    code = (
        "import sys; sys.modules['durable_rules_engine'] = None\n"
        "import clientfit\n"
        "try: clientfit.load_rules().decide_facts({}, confirm=True)\n"
        "except clientfit.ClientfitError as error: print(type(error).__name__, error)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.startswith("MissingExtraError the Rete engine needs durable-rules")
    assert 'python -m pip install "clientfit[rete]"' in done.stdout
