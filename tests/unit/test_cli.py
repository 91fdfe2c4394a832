"""The command line, as an agent and a team lead use it."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner

import clientfit
from clientfit.cli import app
from clientfit.cli.console import READER_GONE
from clientfit.facade import default_rules

ROOT = Path(__file__).parents[2]
EXAMPLE = ROOT / "docs" / "examples" / "lost-touch.yaml"
RUNNER = CliRunner()


@pytest.fixture
def house(tmp_path: Path) -> Path:
    return Path(shutil.copytree(ROOT / "rules", tmp_path / "rules"))


def test_the_version_names_the_rules_too() -> None:
    result = RUNNER.invoke(app, ["--version"])
    assert result.exit_code == 0
    rules = default_rules().rule_set
    version = f"clientfit {clientfit.__version__}, rules {rules.name} {rules.version}"
    assert result.stdout == f"{version} ({rules.hash[:12]})\n"


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
    case_with_a_clock = str(EXAMPLE)
    for command, file in (("decide", str(case)), ("decide", case_with_a_clock), ("explain", str(case))):
        result = RUNNER.invoke(app, [command, "--as-of", "yesterday", file])
        assert result.exit_code == 2
        assert result.stderr.startswith("--as-of: 'yesterday' is not a time or date; write it as")
        assert result.stdout == ""


def test_the_own_clock_of_a_case_is_kept_and_that_is_said() -> None:
    result = RUNNER.invoke(app, ["decide", "--as-of", "2030-05-01", str(EXAMPLE)])
    assert result.exit_code == 0
    assert result.stderr == "1 with an as_of of its own: kept, not 2030-05-01\n"
    assert result.stdout == RUNNER.invoke(app, ["decide", str(EXAMPLE)]).stdout
    explained = RUNNER.invoke(app, ["explain", "--as-of", "2030-05-01", str(EXAMPLE)])
    assert "The case's own as_of was kept: " in explained.stderr


@pytest.mark.parametrize("command", [["decide", "--json"], ["decide"], ["explain"]])
def test_a_reader_who_has_seen_enough_ends_a_command_without_a_word(command: list[str]) -> None:
    read, written = os.pipe()
    os.close(read)
    whole = [sys.executable, "-m", "clientfit", *command, "--no-confirm", str(EXAMPLE)]
    done = subprocess.run(whole, stdout=written, stderr=subprocess.PIPE, text=True, check=False)
    os.close(written)
    assert (done.returncode, done.stderr) == (READER_GONE, "")


@pytest.mark.skipif(
    not Path("/dev/full").exists(), reason="this system has no disk that is always full"
)
@pytest.mark.parametrize("command", [["decide", "--json"], ["explain"]])
def test_results_that_cannot_be_written_are_one_clear_line(command: list[str]) -> None:
    whole = [sys.executable, "-m", "clientfit", *command, "--no-confirm", str(EXAMPLE)]
    with Path("/dev/full").open("w", encoding="utf-8") as full:
        done = subprocess.run(whole, stdout=full, stderr=subprocess.PIPE, text=True, check=False)
    assert done.returncode == 2
    assert done.stderr.splitlines() == [
        "the results cannot be written: No space left on device; write them to another place"
    ]


@pytest.mark.skipif(os.geteuid() == 0, reason="root reads every file")
@pytest.mark.parametrize("command", ["decide", "explain"])
def test_a_file_that_may_not_be_read_is_told_like_any_other_problem(
    command: str, tmp_path: Path
) -> None:
    case = tmp_path / "case.json"
    case.touch(mode=0)
    result = RUNNER.invoke(app, [command, str(case)])
    assert result.exit_code == 2
    assert f"{case}: cannot read this file: Permission denied" in result.stderr


@pytest.mark.parametrize("command", ["decide", "explain"])
def test_the_reader_and_no_check_before_it_tells_what_cannot_be_read(
    command: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object, **__: object) -> bool:
        return False

    monkeypatch.setattr(os, "access", refuse)
    assert RUNNER.invoke(app, [command, str(EXAMPLE)]).exit_code == 0


def test_many_cases_take_one_line_each(tmp_path: Path) -> None:
    case = {"time_zone": "UTC", "as_of": "2026-03-20", "facts": {"wants_rental": True}}
    book = tmp_path / "book.jsonl"
    book.write_text("\n".join(json.dumps({**case, "id": f"c-{n}"}) for n in range(30)), "utf-8")
    result = RUNNER.invoke(app, ["decide", str(book)])
    assert result.exit_code == 0
    assert len(result.stdout.splitlines()) == 30
    assert "c-7  REQUEST REMOVAL: rental" in result.stdout.splitlines()


def test_of_many_cases_the_open_ones_are_marked_and_those_of_one_id_are_told_apart(
    tmp_path: Path,
) -> None:
    case = {"time_zone": "UTC", "as_of": "2026-03-20", "facts": {"wants_rental": "unknown"}}
    book = tmp_path / "book.jsonl"
    book.write_text("\n".join(json.dumps({**case, "id": f"c-{n % 29}"}) for n in range(30)), "utf-8")
    lines = RUNNER.invoke(app, ["decide", str(book)]).stdout.splitlines()
    assert lines[0] == f"c-0 ({book}:1)  ASK FIRST (for now)"
    assert lines[1] == "c-1  ASK FIRST (for now)"
    assert lines[29] == f"c-0 ({book}:30)  ASK FIRST (for now)"


def test_rules_are_listed_and_shown() -> None:
    assert "lost_touch" in RUNNER.invoke(app, ["rules"]).stdout
    shown = RUNNER.invoke(app, ["rules", "show", "lost_touch"]).stdout
    assert "worked_together" in shown
    number = RUNNER.invoke(app, ["rules", "show", "silence_days"]).stdout
    assert "silence_days = 14 days" in number
    assert "Source: Market Leader" in number
    fact = RUNNER.invoke(app, ["rules", "show", "days_silent"]).stdout
    assert "From: days_since(" in fact
    assert "Where nobody raised it: 0, there is no silence" in fact
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


def test_explain_shows_the_decision_and_why_no_other_reason_applies() -> None:
    result = RUNNER.invoke(app, ["explain", str(EXAMPLE)])
    assert result.exit_code == 0
    assert "REQUEST REMOVAL: lost_touch" in result.stdout
    assert "Why not\n" in result.stdout
    assert "- No contact. 5 of 7 conditions hold" in result.stdout
    assert "This is the decision" not in result.stdout


def test_explain_answers_only_what_is_asked() -> None:
    asked = ["--why-not", "no_contact", "--why-not", "keep", "--enough"]
    result = RUNNER.invoke(app, ["explain", str(EXAMPLE), *asked])
    assert result.exit_code == 0
    heads = [line for line in result.stdout.splitlines() if not line.startswith(" ")]
    assert heads == ["Why not", "Enough"]
    assert "Keep working." in result.stdout
    assert "- days_silent = 17 [text-1]" in result.stdout


@pytest.mark.parametrize("option", ["--why-not"])
def test_an_unknown_reason_is_bad_input_with_the_nearest_word(option: str) -> None:
    result = RUNNER.invoke(app, ["explain", str(EXAMPLE), option, "no_contct"])
    assert result.exit_code == 2
    assert result.stderr.startswith(
        "no reason or action is called 'no_contct'; did you mean 'no_contact'?"
    )
    assert result.stdout == ""


def test_explain_writes_a_page_and_says_where(tmp_path: Path) -> None:
    page = tmp_path / "page.html"
    result = RUNNER.invoke(app, ["explain", str(EXAMPLE), "--html", str(page), "--markdown"])
    assert result.exit_code == 0
    assert page.read_text("utf-8").startswith("<!doctype html>")
    assert result.stdout.startswith("# Request removal: Lost touch\n")
    assert f"Written: {page}" in result.stderr


def test_a_page_that_cannot_be_written_is_bad_input_without_a_traceback(tmp_path: Path) -> None:
    result = RUNNER.invoke(app, ["explain", str(EXAMPLE), "--html", str(tmp_path / "no" / "page.html")])
    assert result.exit_code == 2
    assert "page.html: this file cannot be written" in result.stderr


def test_explain_takes_one_case(tmp_path: Path) -> None:
    case = {"id": "c-1", "time_zone": "UTC", "as_of": "2026-03-20"}
    book = tmp_path / "book.jsonl"
    book.write_text(json.dumps(case) + "\n" + json.dumps(case), "utf-8")
    result = RUNNER.invoke(app, ["explain", str(book)])
    assert result.exit_code == 2
    assert f"{book}: 2 cases are in it" in result.stderr
    missing = RUNNER.invoke(app, ["explain", "nowhere.yaml"])
    assert missing.exit_code == 2
    assert "nowhere.yaml: there is no such file or directory" in missing.stderr


def test_explain_says_which_clock_was_taken(tmp_path: Path) -> None:
    case = tmp_path / "case.json"
    case.write_text(json.dumps({"id": "c-1", "time_zone": "UTC"}), "utf-8")
    result = RUNNER.invoke(app, ["explain", "--as-of", "2026-03-20", str(case)])
    assert result.exit_code == 0
    assert "decided as of 2026-03-20" in result.stderr


def test_a_path_is_told_with_its_days_or_with_whom_it_waits_for() -> None:
    story = ROOT / "docs" / "examples" / "casebook" / "re-24-one-showing-and-gone.yaml"
    found = RUNNER.invoke(app, ["explain", str(story), "--path-to", "lost_touch"])
    assert found.exit_code == 0
    assert "1. 2026-03-24: Try to reach the client by" in found.stdout
    assert "is remove (lost_touch)" in " ".join(found.stdout.split())
    waits = RUNNER.invoke(app, ["explain", str(EXAMPLE), "--path-to", "keep"])
    assert "waits for: the client's answer" in waits.stdout
    wrong = RUNNER.invoke(app, ["explain", str(EXAMPLE), "--path-to", "lost_tuch"])
    assert wrong.exit_code == 2
    assert "did you mean 'lost_touch'?" in wrong.stderr


def test_a_result_is_never_written_over_something_else(house: Path, tmp_path: Path) -> None:
    record = tmp_path / "case.yaml"
    record.write_text(EXAMPLE.read_text("utf-8"), "utf-8")
    for command, target in (
        (["explain", str(record), "--html", str(record)], record),
        (["cases", str(house), "--write", str(house / "ruleset.yaml")], house / "ruleset.yaml"),
        (["decide", str(record), "--log", str(record)], record),
    ):
        before = target.read_bytes()
        result = RUNNER.invoke(app, command)
        assert result.exit_code == 2
        assert target.name in result.stderr
        assert target.read_bytes() == before
    page = tmp_path / "page.html"
    for _ in range(2):
        assert RUNNER.invoke(app, ["explain", str(record), "--html", str(page)]).exit_code == 0
    suite = ["cases", str(house), "--write", str(house / "cases.yaml")]
    assert RUNNER.invoke(app, suite).exit_code == 0


def test_the_search_for_a_path_takes_a_budget() -> None:
    command = ["explain", str(EXAMPLE), "--path-to", "follow_up", "--budget", "1"]
    shown = " ".join(RUNNER.invoke(app, command).stdout.split())
    assert "Not found within 1 states of the search; a greater budget may find it." in shown


def test_the_text_says_when_to_look_again() -> None:
    story = ROOT / "docs" / "examples" / "casebook" / "re-24-one-showing-and-gone.yaml"
    shown = RUNNER.invoke(app, ["decide", str(story)]).stdout
    assert "On 2026-03-28, if nothing happens, the decision becomes repair" in shown


def test_an_interrupt_while_the_command_line_loads_ends_without_a_traceback() -> None:
    code = (
        "import sys\n"
        "class Interrupting:\n"
        "    def find_spec(self, name, *_):\n"
        "        if name == 'clientfit.cli': raise KeyboardInterrupt\n"
        "sys.meta_path.insert(0, Interrupting())\n"
        "from clientfit.__main__ import main\n"
        "main()"
    )
    command = [sys.executable, "-c", code]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout, done.stderr) == (130, "", "")
