"""The command line, as an agent and a team lead use it."""

import json
import shutil
from pathlib import Path

import pytest
from typer.testing import CliRunner

from clientfit.cli import app

ROOT = Path(__file__).parents[2]
EXAMPLE = ROOT / "docs" / "examples" / "lost-touch.yaml"
RUNNER = CliRunner()


@pytest.fixture
def house(tmp_path: Path) -> Path:
    return Path(shutil.copytree(ROOT / "rules", tmp_path / "rules"))


def test_a_case_is_decided_with_its_proof() -> None:
    result = RUNNER.invoke(app, ["decide", str(EXAMPLE)])
    assert result.exit_code == 0
    assert "REQUEST REMOVAL: lost_touch" in result.stdout
    assert "text-1, call-2, mail-3" in result.stdout


def test_json_gives_one_object_a_line() -> None:
    result = RUNNER.invoke(app, ["decide", "--json", str(EXAMPLE), str(EXAMPLE)])
    lines = [json.loads(line) for line in result.stdout.splitlines()]
    assert [line["reason"] for line in lines] == ["lost_touch", "lost_touch"]


def test_a_bad_case_does_not_take_the_good_ones_with_it(tmp_path: Path) -> None:
    good = {"id": "c-1", "time_zone": "UTC", "as_of": "2026-03-20", "facts": {"wants_rental": True}}
    lines = [json.dumps(good), "{not json", json.dumps({**good, "time_zone": "Mars"})]
    book = tmp_path / "book.jsonl"
    book.write_text("\n".join(lines), "utf-8")
    result = RUNNER.invoke(app, ["decide", "--json", str(book)])
    assert result.exit_code == 2
    assert [json.loads(line)["action"] for line in result.stdout.splitlines()] == ["remove"]
    assert f"{book}:2: this is not JSON" in result.stderr
    assert f"{book}:3: time_zone: no time zone 'Mars'" in result.stderr


def test_a_missing_file_is_bad_input_without_a_traceback() -> None:
    result = RUNNER.invoke(app, ["decide", "nowhere.yaml"])
    assert result.exit_code == 2
    assert "nowhere.yaml: there is no such file or directory" in result.stderr


def test_a_case_without_a_clock_says_which_clock_was_taken(tmp_path: Path) -> None:
    case = tmp_path / "case.json"
    case.write_text(json.dumps({"id": "c-1", "time_zone": "UTC"}), "utf-8")
    result = RUNNER.invoke(app, ["decide", "--as-of", "2026-03-20", str(case)])
    assert result.exit_code == 0
    assert "decided as of 2026-03-20" in result.stderr


def test_an_impossible_clock_is_bad_input(tmp_path: Path) -> None:
    case = tmp_path / "case.json"
    case.write_text(json.dumps({"id": "c-1", "time_zone": "UTC"}), "utf-8")
    result = RUNNER.invoke(app, ["decide", "--as-of", "soon", str(case)])
    assert result.exit_code == 2
    assert "as_of" in result.stderr


def test_many_cases_take_one_line_each(tmp_path: Path) -> None:
    case = {"time_zone": "UTC", "as_of": "2026-03-20", "facts": {"wants_rental": True}}
    book = tmp_path / "book.jsonl"
    book.write_text("\n".join(json.dumps({**case, "id": f"c-{n}"}) for n in range(30)), "utf-8")
    result = RUNNER.invoke(app, ["decide", str(book)])
    assert result.exit_code == 0
    assert len(result.stdout.splitlines()) == 30


def test_rules_are_listed_and_shown() -> None:
    assert "lost_touch" in RUNNER.invoke(app, ["rules"]).stdout
    shown = RUNNER.invoke(app, ["rules", "show", "lost_touch"]).stdout
    assert "worked_together" in shown
    missing = RUNNER.invoke(app, ["rules", "show", "lost_tuch"])
    assert missing.exit_code == 2
    assert "did you mean 'lost_touch'?" in missing.stderr


def test_check_is_content_with_the_default_rules() -> None:
    result = RUNNER.invoke(app, ["check"])
    assert result.exit_code == 0
    assert "0 failed" in result.stdout


def test_check_finds_an_example_that_no_longer_holds(house: Path) -> None:
    file = house / "ruleset.yaml"
    file.write_text(file.read_text("utf-8").replace("value: 14\n", "value: 15\n"), "utf-8")
    result = RUNNER.invoke(app, ["check", str(house)])
    assert result.exit_code == 1
    assert "example 'exactly the limits' expects" in result.stderr


def test_a_mistake_in_a_rule_names_file_line_and_mend(house: Path) -> None:
    file = house / "signals" / "worked_together.yaml"
    file.write_text(file.read_text("utf-8").replace("responses >= 1", "respones >= 1"), "utf-8")
    result = RUNNER.invoke(app, ["check", str(house)])
    assert result.exit_code == 2
    assert "worked_together.yaml:5: unknown word 'respones'; did you mean 'responses'?" in result.stderr
