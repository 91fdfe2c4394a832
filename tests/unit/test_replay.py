"""A stored decision is made again from its facts, and is the same."""

import json
import shutil
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from typer.testing import CliRunner

from clientfit.cli import app
from clientfit.facade import default_rules
from clientfit.facts import complete
from clientfit.replay import replay
from strategies import known_facts

ROOT = Path(__file__).parents[2]
EXAMPLE = ROOT / "docs" / "examples" / "lost-touch.yaml"
RULES = default_rules()
RUNNER = CliRunner()


@pytest.fixture
def stored(tmp_path: Path) -> Path:
    result = RUNNER.invoke(app, ["decide", "--json", str(EXAMPLE)])
    file = tmp_path / "decision.json"
    file.write_text(result.stdout, "utf-8")
    return file


def edited(file: Path, **changes: object) -> Path:
    file.write_text(json.dumps({**json.loads(file.read_text("utf-8")), **changes}), "utf-8")
    return file


@settings(max_examples=150, deadline=None)
@given(st.data())
def test_any_decision_is_the_same_when_made_again(data: st.DataObject) -> None:
    facts = complete(RULES.rule_set, data.draw(known_facts(RULES.rule_set)))
    record = json.loads(RULES.decide_complete(facts).model_dump_json())
    assert replay(RULES, record, ("decision.json", 1)).is_same


def test_the_casebook_is_the_same_when_made_again(tmp_path: Path) -> None:
    log = tmp_path / "log.jsonl"
    book = ROOT / "docs" / "examples" / "casebook"
    assert RUNNER.invoke(app, ["decide", str(book), "--log", str(log)]).exit_code == 0
    result = RUNNER.invoke(app, ["replay", str(log)])
    assert result.exit_code == 0
    assert f"{len(list(book.glob('*.yaml')))} the same, 0 not the same" in result.stdout


def test_a_decision_that_was_tampered_with_is_told(stored: Path) -> None:
    result = RUNNER.invoke(app, ["replay", str(edited(stored, action="keep", reason=None))])
    assert result.exit_code == 1
    assert "NOT the same: was keep, now remove (lost_touch); differs in action, reason" in result.stdout


def test_facts_that_were_tampered_with_are_told(stored: Path) -> None:
    facts = json.loads(stored.read_text("utf-8"))["facts"]
    result = RUNNER.invoke(app, ["replay", str(edited(stored, facts={**facts, "responses": 9}))])
    assert result.exit_code == 1
    assert "differs in facts_hash" in result.stdout


def test_other_rules_are_told_with_what_they_say_now(stored: Path, tmp_path: Path) -> None:
    house = Path(shutil.copytree(ROOT / "rules", tmp_path / "rules"))
    top = house / "ruleset.yaml"
    top.write_text(top.read_text("utf-8").replace("value: 14", "value: 30", 1), "utf-8")
    result = RUNNER.invoke(app, ["replay", str(stored), "--rules", str(house)])
    assert result.exit_code == 1
    assert "made by other rules, clientfit/default 1.0" in result.stdout
    assert "was remove (lost_touch), now follow_up" in result.stdout


def test_a_decision_laid_out_over_many_lines_is_read(stored: Path) -> None:
    stored.write_text(json.dumps(json.loads(stored.read_text("utf-8")), indent=2), "utf-8")
    result = RUNNER.invoke(app, ["replay", str(stored)])
    assert result.exit_code == 0
    assert "c-1042: the same, remove (lost_touch)" in result.stdout


def test_a_decision_without_its_facts_is_bad_input(stored: Path) -> None:
    record = json.loads(stored.read_text("utf-8"))
    del record["facts"]
    stored.write_text(json.dumps(record), "utf-8")
    result = RUNNER.invoke(app, ["replay", str(stored)])
    assert result.exit_code == 2
    assert "decision.json:1: this is no decision with its facts" in result.stderr


@pytest.mark.parametrize("text", ["", "nonsense", "[1]", "{}", '{"facts": 3, "rules_hash": "x"}'])
def test_what_is_no_decision_is_bad_input_without_a_traceback(tmp_path: Path, text: str) -> None:
    file = tmp_path / "decision.json"
    file.write_text(text, "utf-8")
    result = RUNNER.invoke(app, ["replay", str(file)])
    assert result.exit_code == 2
    assert not isinstance(result.exception, Exception) or isinstance(result.exception, SystemExit)


def test_bad_records_do_not_take_the_good_ones_with_them(stored: Path) -> None:
    good = stored.read_text("utf-8")
    bad = json.dumps({**json.loads(good), "facts": {"responces": 1}})
    stored.write_text(f"{good}{bad}\n{good}{good[:40]}", "utf-8")
    result = RUNNER.invoke(app, ["replay", str(stored)])
    assert result.exit_code == 2
    assert "2 the same, 0 not the same, 1 not readable" in result.stdout
    assert "decision.json:2: facts.responces: unknown fact 'responces'" in result.stderr
    assert "decision.json:4: the last line is torn" in result.stderr


def test_a_line_in_the_middle_that_is_no_record_is_bad_input(stored: Path) -> None:
    good = stored.read_text("utf-8")
    stored.write_text(f"{good}nonsense\n{good}", "utf-8")
    result = RUNNER.invoke(app, ["replay", str(stored)])
    assert result.exit_code == 2
    assert "2 the same, 0 not the same, 1 not readable" in result.stdout


def test_a_torn_last_line_alone_is_no_mistake(stored: Path) -> None:
    good = stored.read_text("utf-8")
    stored.write_text(f"{good}{good[:40]}", "utf-8")
    result = RUNNER.invoke(app, ["replay", str(stored)])
    assert result.exit_code == 0
    assert "decision.json:2: the last line is torn" in result.stderr


def test_an_empty_log_says_that_it_is_empty(tmp_path: Path) -> None:
    log = tmp_path / "log.jsonl"
    log.touch()
    result = RUNNER.invoke(app, ["replay", str(log)])
    assert result.exit_code == 2
    assert "log.jsonl: there is no decision in this file; store what" in result.stderr


def test_a_bad_case_is_not_logged_but_the_good_ones_are(tmp_path: Path) -> None:
    bad = tmp_path / "bad.json"
    bad.write_text("{", "utf-8")
    log = tmp_path / "log.jsonl"
    result = RUNNER.invoke(app, ["decide", str(EXAMPLE), str(bad), "--log", str(log)])
    assert result.exit_code == 2
    assert len(log.read_text("utf-8").splitlines()) == 1


def test_a_log_that_cannot_be_written_is_bad_input(tmp_path: Path) -> None:
    result = RUNNER.invoke(app, ["decide", str(EXAMPLE), "--log", str(tmp_path)])
    assert result.exit_code == 2
    assert "cannot write this log" in result.stderr
