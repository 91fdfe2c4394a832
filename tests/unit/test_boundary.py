"""The boundary suite: both sides of every line, the same bytes each time, and a change shows."""

import shutil
from pathlib import Path

import pytest
from typer.testing import CliRunner

from clientfit.cli import app
from clientfit.evaluator import Rules, load_rules
from clientfit.language.expression import All, BooleanFact, Compare, FactTerm, Not, Number, show
from clientfit.lint.boundary import BoundaryCase, boundary_cases, judge
from clientfit.lint.case_file import CASE_FILE, compare_cases, write_cases
from clientfit.lint.sides import leaves, sides
from clientfit.values import Interval

ROOT = Path(__file__).parents[2]
RUNNER = CliRunner()


@pytest.fixture(scope="module")
def cases(rules: Rules) -> tuple[BoundaryCase, ...]:
    return boundary_cases(rules.rule_set)


@pytest.fixture
def house(tmp_path: Path) -> Path:
    return Path(shutil.copytree(ROOT / "rules", tmp_path / "rules"))


def change(house: Path, name: str, old: str, new: str) -> None:
    file = house / name
    text = file.read_text("utf-8")
    assert text.count(old) >= 1
    file.write_text(text.replace(old, new, 1), "utf-8")


def test_a_number_is_put_on_its_limit_and_beside_it(rules: Rules) -> None:
    leaf = Compare(FactTerm("days_silent"), ">=", Number(14))
    found = [(what, show(side)) for what, side in sides(leaf, rules.rule_set.facts)]
    assert found == [
        ("days_silent >= 14, exactly", "days_silent == 14"),
        ("days_silent >= 14, just below", "days_silent == 13"),
    ]


def test_a_line_decides_where_the_whole_turns_on_it() -> None:
    one, two = BooleanFact("one"), BooleanFact("two")
    assert [show(leaf) for leaf, _ in leaves(All((one, Not(two))))] == ["one", "two"]


def test_every_rule_has_a_case_in_which_it_holds_and_one_in_which_it_does_not(
    rules: Rules, cases: tuple[BoundaryCase, ...]
) -> None:
    for rule in rules.rule_set.rows[:-1] + rules.rule_set.signals:
        shown = {case.holds for case in cases if case.rule == rule.id}
        assert {True, False} <= shown, rule.id


def test_both_sides_of_a_limit_are_there(cases: tuple[BoundaryCase, ...]) -> None:
    days = {
        case.given["days_silent"]: case.holds
        for case in cases
        if case.rule == "repeated_silence"
        and case.given["unanswered_streak"] == Interval(3, 3)
        and case.given["streak_channels"] == Interval(2, 2)
        and "appointments_pending" not in case.given
    }
    assert days == {Interval(14, 14): True, Interval(13, 13): False}


def test_a_case_says_what_the_rules_say(rules: Rules, cases: tuple[BoundaryCase, ...]) -> None:
    for case in cases:
        assert judge(rules.rule_set, case.rule, case.what, case.given) == case
        assert rules.decide_facts(dict(case.given)).action == case.outcome.action  # type: ignore[arg-type]


def test_the_shipped_suite_is_what_the_rules_give_today(
    rules: Rules, cases: tuple[BoundaryCase, ...], request: pytest.FixtureRequest
) -> None:
    text = write_cases(rules.rule_set, cases)
    if request.config.getoption("--reset-golden"):
        (ROOT / "rules" / CASE_FILE).write_text(text, "utf-8")
    assert (ROOT / "rules" / CASE_FILE).read_text("utf-8") == text


def test_a_changed_rule_shows_as_changed_cases_with_their_lines(house: Path) -> None:
    change(house, "signals/repeated_silence.yaml", "days_silent >= silence", "days_silent > silence")
    result = RUNNER.invoke(app, ["check", str(house)])
    assert result.exit_code == 1
    lines = [line for line in result.stderr.splitlines() if "cases.yaml:" in line]
    assert any(
        "repeated_silence: " in line and "holds was 'yes' and is now 'no'" in line for line in lines
    )


def test_a_limit_that_is_newer_than_the_file_is_found(house: Path) -> None:
    text = (house / CASE_FILE).read_text("utf-8")
    first, second = text.index("  - rule: advice_ignored"), text.index("  - rule: broken_commitment")
    (house / CASE_FILE).write_text(text[:first] + text[second:], "utf-8")
    result = RUNNER.invoke(app, ["check", str(house)])
    assert result.exit_code == 1
    (line,) = result.stderr.splitlines()
    assert line.startswith(f"{house}/{CASE_FILE}:4: advice_ignored: the file has no case of ")
    assert "'advice_refused >= advice_limit, exactly', and 2 more" in line
    assert "write the file anew with `clientfit cases`" in line


def test_a_case_of_a_rule_or_fact_that_is_gone_is_stale(house: Path, rules: Rules) -> None:
    change(house, CASE_FILE, "rule: abusive_conduct", "rule: abusive_conducts")
    change(house, CASE_FILE, "{advice_refused: 3}", "{advice_refusd: 3}")
    found = list(compare_cases(rules.rule_set, house / CASE_FILE, CASE_FILE))
    assert [(each.kind, each.mend) for each in found] == [
        ("stale case", "did you mean 'abusive_conduct'?"),
        ("stale case", "did you mean 'advice_refused'?"),
        ("missing case", "write the file anew with `clientfit cases`"),
    ]


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("cases:\n", "cases: [\n", "this is not YAML"),
        ("  - rule: abusive_conduct\n", "  - rul: abusive_conduct\n", "a case has no key 'rul'"),
    ],
)
def test_a_suite_that_does_not_read_is_bad_input(house: Path, old: str, new: str, message: str) -> None:
    change(house, CASE_FILE, old, new)
    result = RUNNER.invoke(app, ["check", str(house)])
    assert result.exit_code == 2
    assert f"{CASE_FILE}:" in result.stderr
    assert message in result.stderr


def test_the_command_writes_the_suite(house: Path, tmp_path: Path) -> None:
    target = tmp_path / "new.yaml"
    result = RUNNER.invoke(app, ["cases", str(house), "--write", str(target)])
    assert result.exit_code == 0
    assert target.read_text("utf-8") == (ROOT / "rules" / CASE_FILE).read_text("utf-8")
    assert list(compare_cases(load_rules(house).rule_set, target, "new.yaml")) == []


def test_a_place_that_cannot_be_written_is_bad_input(house: Path) -> None:
    result = RUNNER.invoke(app, ["cases", str(house), "--write", str(house)])
    assert result.exit_code == 2
    assert "this file cannot be written" in result.stderr
