"""Promises are proved, broken with a case that the reference replays, or said not to be proved."""

import shutil
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from typer.testing import CliRunner

from clientfit.cli import app
from clientfit.evaluator import Rules, load_rules
from clientfit.facts import complete
from clientfit.language.expression import NOWHERE, BooleanFact, Not
from clientfit.reference import decide
from clientfit.ruleset.model import Action, Change, Pattern, Promise
from clientfit.verify import Nothing, NotProved, prove
from clientfit.verify.prove import Proving
from clientfit.verify.replay import breaks_possibly, is_possible
from clientfit.verify.solver import Solver

RUNNER = CliRunner()


@pytest.fixture
def house(tmp_path: Path, root: Path) -> Path:
    """The default rules without the two promises that take longest."""
    copy = Path(shutil.copytree(root / "rules", tmp_path / "rules"))
    text = (copy / "ruleset.yaml").read_text("utf-8")
    for name in ("a question for a specialist never counts against", "an agent who writes later"):
        start = text.index(f"  - name: {name}")
        end = text.find("  - name:", start + 1)
        text = text[:start] + (text[end:] if end > 0 else "")
    (copy / "ruleset.yaml").write_text(text, "utf-8")
    return copy


def edit(house: Path, name: str, old: str, new: str) -> None:
    file = house / name
    text = file.read_text("utf-8")
    assert text.count(old) == 1
    file.write_text(text.replace(old, new), "utf-8")


@pytest.mark.slow
def test_splitter_and_z3_prove_every_promise_and_reach_every_outcome(rules: Rules) -> None:
    report = prove(rules.rule_set, "both")
    assert report.is_proved
    assert len(report.results) == len(rules.rule_set.must) + 2
    assert len(rules.rule_set.must) >= 12
    for one in report.reached:
        assert one.witness is not None
        facts = complete(rules.rule_set, one.witness)
        assert decide(rules.rule_set, facts).outcome == one.outcome
        assert is_possible(rules.rule_set, facts.values)


BAD_FIT, NO_CONTACT = "reasons/bad_fit.yaml", "reasons/no_contact.yaml"
PRIOR, CANT = "reasons/prior_client.yaml", "reasons/cant_qualify.yaml"
NOT_AGREED = "bad_fit_answer not in ['agreed', 'assisting']"
PROOF = "  - when: proof_sent\n"
LIMIT = "    - advice_refused >= advice_limit\n"
BREAKING = [
    (BAD_FIT, NOT_AGREED, "bad_fit_answer == 'pending'", "agreement"),
    (BAD_FIT, "  - when: service_lapse\n", "  - when: works_well\n", "own lapse"),
    (PRIOR, PROOF, "  - when: prior_relationship\n", "written proof"),
    (NO_CONTACT, "    - responses == 0\n", "    - responses <= 2\n", "answered"),
    (NO_CONTACT, "    - attempts_alternate >= min_alternate_attempts\n", "", "both ways"),
    ("reasons/lost_touch.yaml", "    - worked_together\n", "", "never both"),
    (CANT, "    - financing_denied\n", "    - financing_open\n", "lender's or the client's"),
    (
        "outcomes/stop_contact.yaml",
        "    - open_channels == 0\n",
        "    - open_channels == 5\n",
        "every way",
    ),
    ("signals/advice_ignored.yaml", LIMIT, "    - unlawful_requests >= 1\n", "ignored advice"),
]


@pytest.mark.parametrize(("name", "old", "new", "promise"), BREAKING, ids=[b[3] for b in BREAKING])
def test_a_broken_promise_is_shown_as_a_case_that_the_reference_replays(
    house: Path, name: str, old: str, new: str, promise: str
) -> None:
    edit(house, name, old, new)
    rules = load_rules(house).rule_set
    chosen = replace(rules, must=tuple(p for p in rules.must if promise in p.name))
    for prover in ("splitter", "z3"):
        found = Proving(chosen, prover).results()  # type: ignore[arg-type]  both are provers
        broken = [result for result in found if result.standing == "broken"]
        assert broken, prover
        for result in broken:
            assert result.witness is not None
            assert result.promise is not None
            values = complete(rules, result.witness).values
            assert breaks_possibly(result.promise, rules, values)
            assert len(result.witness) <= 8


@pytest.mark.slow
def test_check_prints_what_is_proved_and_every_outcome_with_a_client() -> None:
    result = RUNNER.invoke(app, ["check", "--prove"])
    assert result.exit_code == 0
    assert "proved     a bad-fit removal has the coordinator's agreement" in result.stdout
    assert "reached    remove (rental): wants_rental = yes" in result.stdout
    assert "0 broken, 0 not proved; 25 of 25 outcomes reached" in result.stdout


def test_check_shows_the_client_of_whom_a_promise_is_broken_with_the_explanation(house: Path) -> None:
    edit(house, "reasons/prior_client.yaml", "  - when: proof_sent\n", "  - when: prior_relationship\n")
    result = RUNNER.invoke(app, ["check", "--prove", str(house)])
    assert result.exit_code == 1
    assert "BROKEN     a prior-client removal has written proof" in result.stdout
    assert "a client of whom is known: prior_relationship = yes" in result.stdout
    assert "| REQUEST REMOVAL: prior_client" in result.stdout


def test_a_broken_change_is_shown_before_and_after(house: Path) -> None:
    edit(house, "reasons/no_contact.yaml", "    - responses == 0\n", "    - responses >= 1\n")
    result = RUNNER.invoke(app, ["check", "--prove", str(house)])
    assert result.exit_code == 1
    assert "and after the change: responses = 1" in result.stdout


def test_what_the_budget_does_not_reach_is_not_proved() -> None:
    result = RUNNER.invoke(app, ["check", "--prove", "--prover", "splitter", "--budget", "3"])
    assert result.exit_code == 1
    assert "not proved a bad-fit removal has the coordinator's agreement" in result.stdout
    assert "after 3 steps nothing was certain" in result.stdout
    assert "`--budget` gives the splitter more steps" in result.stdout.splitlines()[-1]


def test_without_z3_the_extra_is_named_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "z3", None)
    monkeypatch.delitem(sys.modules, "clientfit.engines.smt", raising=False)
    monkeypatch.delattr("clientfit.engines.smt", raising=False)
    result = RUNNER.invoke(app, ["check", "--prove", "--budget", "3"])
    assert result.exit_code == 1
    assert result.stdout.count("pip install 'clientfit[verify]'") == 1
    result = RUNNER.invoke(app, ["check", "--prove", "--prover", "z3"])
    assert result.exit_code == 2
    assert "the solver Z3 is not installed; pip install 'clientfit[verify]'" in result.stderr


def test_what_is_printed_of_a_proof_is_the_same_every_time(house: Path) -> None:
    one, two = (RUNNER.invoke(app, ["check", str(house), "--prove"]) for _ in range(2))
    assert one.stdout == two.stdout
    assert "seconds" in one.stderr


def test_a_change_that_leaves_a_calculated_fact_behind_is_not_proved(house: Path) -> None:
    promise = """must:
  - name: a higher wish never goes beyond the limit
    change: {asked_price: +1}
    never_becomes: {holds: unrealistic_goal}
"""
    edit(house, "ruleset.yaml", "must:\n", promise)
    line = "    - asked_over_market > price_gap_limit\n"
    edit(house, "signals/unrealistic_goal.yaml", line, f"{line}    - asked_price < 0\n")
    few = replace(load_rules(house).rule_set, must=load_rules(house).rule_set.must[:1])
    (result,) = [r for r in Proving(few, "both").results() if r.promise is not None]
    assert result.standing == "not proved"
    assert "'asked_over_market' is calculated from 'asked_price'" in result.why
    told = replace(few.must[0], change=(*few.must[0].change, Change("asked_over_market", 1, None)))
    (result,) = [
        r for r in Proving(replace(few, must=(told,)), "both").results() if r.promise is not None
    ]
    assert result.standing == "broken"


def test_z3_goes_on_where_the_splitter_gives_up(rules: Rules) -> None:
    few = replace(rules.rule_set, must=rules.rule_set.must[:3])
    results = [r for r in Proving(few, "auto", budget=3).results() if r.promise is not None]
    assert all(r.standing == "proved" and r.by == ("splitter", "z3") for r in results)
    assert len(results) == 3


def test_a_time_out_of_z3_is_not_a_proof(rules: Rules) -> None:
    assert isinstance(Solver(rules.rule_set, seconds=20).no_decision(), Nothing)
    assert isinstance(Solver(rules.rule_set, seconds=0.001).no_decision(), NotProved)


def test_an_outcome_that_nobody_gets_is_a_finding(house: Path) -> None:
    text = (house / "outcomes" / "hold.yaml").read_text("utf-8")
    start, end = text.index("holds_when:"), text.index("action: hold")
    never = "holds_when:\n  all:\n    - abuse_recorded >= 1\n    - unlawful_requests < 0\n"
    (house / "outcomes" / "hold.yaml").write_text(text[:start] + never + text[end:], "utf-8")
    result = RUNNER.invoke(app, ["check", "--prove", str(house)])
    assert result.exit_code == 1
    assert "NEVER      hold: no input leads to it" in result.stdout


def test_a_promise_may_be_about_rules_that_hold(rules: Rules) -> None:
    pattern = Pattern(holds=("fit_in_doubt",))
    wrong = Promise("nobody is in doubt", "never", pattern, None, None, (), (), NOWHERE)
    when = Not(BooleanFact("works_well"))
    right = Promise("doubt is doubt", "always", pattern, None, when, (), (), NOWHERE)
    results = Proving(replace(rules.rule_set, must=(wrong, right)), "both").results()
    standing = {result.says: result.standing for result in results}
    assert (standing[wrong.name], standing[right.name]) == ("broken", "proved")


def test_a_promise_may_be_about_what_is_never_lost(rules: Rules) -> None:
    change = Change("abuse_recorded", 1, None)
    stopped = Pattern((Action.STOP_CONTACT,))
    working = Pattern((Action.KEEP,))
    right = Promise("stop stays", "never_loses", stopped, None, None, (), (change,), NOWHERE)
    wrong = Promise("keep stays", "never_loses", working, None, None, (), (change,), NOWHERE)
    for prover in ("splitter", "z3"):
        chosen = replace(rules.rule_set, must=(right, wrong))
        results = Proving(chosen, prover).results()  # type: ignore[arg-type]  both are provers
        standing = {result.says: result.standing for result in results}
        assert (standing[right.name], standing[wrong.name]) == ("proved", "broken")
