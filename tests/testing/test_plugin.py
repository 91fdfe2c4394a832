"""Rule files as tests, fixtures, and the coverage of rules, each in a pytest run of its own."""

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from clientfit.facade import default_rules

RULE_SET = default_rules().rule_set
EXAMPLES = sum(len(rule.examples) for rule in RULE_SET.rules)
IN_REASONS = sum(len(rule.examples) for rule in RULE_SET.rules if rule.family == "reason")
QUIET = ("-p", "no:cacheprovider", "-p", "no:benchmark")


@pytest.fixture
def house(pytester: pytest.Pytester, root: Path) -> Path:
    """A copy of the default rules, where pytest runs."""
    return Path(shutil.copytree(root / "rules", pytester.path / "rules"))


def edit(file: Path, old: str, new: str) -> None:
    text = file.read_text("utf-8")
    assert old in text
    file.write_text(text.replace(old, new, 1), "utf-8")


@pytest.mark.slow
def test_every_example_and_promise_of_a_rule_set_is_one_item(
    pytester: pytest.Pytester, house: Path
) -> None:
    result = pytester.runpytest(house, *QUIET)
    result.assert_outcomes(passed=EXAMPLES + len(RULE_SET.must))


@pytest.mark.slow
def test_a_promise_that_is_broken_shows_a_client_of_whom_it_is(
    pytester: pytest.Pytester, house: Path
) -> None:
    edit(house / "reasons" / "bad_fit.yaml", "not in ['agreed', 'assisting']", "in ['declined']")
    result = pytester.runpytest("rules/ruleset.yaml", *QUIET)
    assert result.parseoutcomes()["failed"] >= 1
    result.stdout.fnmatch_lines(["rules/ruleset.yaml:*: the promise '*' is broken", "*Because:*"])


def test_one_file_and_one_example_can_be_run_alone(pytester: pytest.Pytester, house: Path) -> None:
    result = pytester.runpytest("rules/reasons/rental.yaml", "-v", *QUIET)
    result.assert_outcomes(passed=3)
    result.stdout.fnmatch_lines(["rules/reasons/rental.yaml::looks for a rental PASSED*"])
    alone = pytester.runpytest("rules/reasons/rental.yaml::wants to buy", *QUIET)
    alone.assert_outcomes(passed=1)
    assert house.is_dir()


def test_an_example_that_fails_shows_its_place_and_the_explanation(
    pytester: pytest.Pytester, house: Path
) -> None:
    file = house / "reasons" / "rental.yaml"
    edit(file, "given: {wants_rental: true}", "given: {wants_rental: false}")
    line = 1 + file.read_text("utf-8").splitlines().index("  - name: looks for a rental")
    result = pytester.runpytest("rules/reasons", *QUIET)
    result.assert_outcomes(passed=IN_REASONS - 1, failed=1)
    place = f"rules/reasons/rental.yaml:{line}"
    what = "the example 'looks for a rental' of rental expects 'remove (rental)' but gives 'follow_up'"
    result.stdout.fnmatch_lines([f"{place}: {what}", "*Follow up*"])
    assert "rule_items.py" not in result.stdout.str()


@pytest.mark.parametrize("spoil", ["holds_when: wants_rentals", "holds_when: [{"])
def test_a_file_that_does_not_load_is_one_failed_item_and_the_others_run(
    pytester: pytest.Pytester, house: Path, spoil: str
) -> None:
    edit(house / "reasons" / "rental.yaml", "holds_when: wants_rental", spoil)
    result = pytester.runpytest("rules/reasons", *QUIET)
    outcomes = result.parseoutcomes()
    # Three examples of the broken rule are not run, and those that expected its removal differ.
    assert outcomes["failed"] <= 2
    assert outcomes["passed"] >= IN_REASONS - 5
    result.stdout.fnmatch_lines(
        ["*rules/reasons/rental.yaml:*", "FAILED rules/reasons/rental.yaml::loads*"]
    )


def test_what_rests_on_a_broken_file_is_skipped_and_everything_else_runs(
    pytester: pytest.Pytester, house: Path
) -> None:
    edit(house / "signals" / "worked_together.yaml", "responses >= 1", "responces >= 1")
    result = pytester.runpytest("rules", "-rs", *QUIET)
    outcomes = result.parseoutcomes()
    assert outcomes["failed"] == 1
    assert outcomes["skipped"] == 4  # lost_touch, and the promises that speak of it
    assert outcomes["passed"] > 0.9 * (EXAMPLES + len(RULE_SET.must))
    result.stdout.fnmatch_lines(["rules/signals/worked_together.yaml:*did you mean 'responses'?"])
    why = "it rests on a file that does not load: unknown word 'worked_together'"
    result.stdout.fnmatch_lines([f"SKIPPED * rules/reasons/lost_touch.yaml*: {why}"])


def test_a_promise_that_does_not_read_fails_and_the_others_are_proved(
    pytester: pytest.Pytester, house: Path
) -> None:
    edit(house / "ruleset.yaml", "unless: proof_sent", "unless: prof_sent")
    result = pytester.runpytest("rules/ruleset.yaml", *QUIET)
    result.assert_outcomes(failed=1, passed=len(RULE_SET.must) - 1)
    result.stdout.fnmatch_lines(["rules/ruleset.yaml:*: unknown word 'prof_sent'; did you mean *"])


@pytest.mark.parametrize(
    ("name", "spoil"), [("ruleset.yaml", "x: [{"), ("outcomes/keep.yaml", "holds: never")]
)
def test_no_rule_vanishes_where_nothing_can_be_decided(
    pytester: pytest.Pytester, house: Path, name: str, spoil: str
) -> None:
    file = house / name
    file.write_text(f"{file.read_text('utf-8')}\n{spoil}\n", "utf-8")
    result = pytester.runpytest("rules", "-rs", *QUIET)
    result.assert_outcomes(failed=1, skipped=len(RULE_SET.rules))
    result.stdout.fnmatch_lines([f"SKIPPED * rules/reasons/rental.yaml*: *rules/{name}:*"])


def test_the_places_of_a_partly_loaded_rule_set_are_those_of_its_files(
    pytester: pytest.Pytester, house: Path
) -> None:
    edit(house / "signals" / "broken_commitment.yaml", "commitments_broken >= 1", "commitments >= 1")
    edit(
        house / "reasons" / "rental.yaml", "given: {wants_rental: true}", "given: {wants_rental: false}"
    )
    result = pytester.runpytest("rules/reasons/rental.yaml", *QUIET)
    result.stdout.fnmatch_lines(["*<rules/outcomes/follow_up.yaml:*>"])
    result.stdout.fnmatch_lines(["Note: this was run without rules/signals/broken_commitment.yaml*"])


def test_yaml_files_that_are_no_rules_are_left_alone(pytester: pytest.Pytester) -> None:
    (pytester.path / "deploy").mkdir()
    (pytester.path / "deploy" / "ruleset.yaml").write_text("rules:\n  - be kind\n", "utf-8")
    (pytester.path / "deploy" / "config.yaml").write_text("a: 1\n", "utf-8")
    result = pytester.runpytest("deploy", ".", *QUIET)
    assert result.ret == pytest.ExitCode.NO_TESTS_COLLECTED
    assert result.parseoutcomes() == {}


def test_rule_files_beside_tests_are_collected_only_when_they_were_named(
    pytester: pytest.Pytester, house: Path
) -> None:
    pytester.makepyfile("def test_nothing(): pass")
    pytester.runpytest(*QUIET).assert_outcomes(passed=1)
    found = pytester.runpytest("--clientfit-rules", house, "--collect-only", "-q", *QUIET)
    assert f"{EXAMPLES + len(RULE_SET.must) + 1} tests collected" in found.stdout.str()
    pytester.makeini("[pytest]\nclientfit_rules = rules\n")
    found = pytester.runpytest("--collect-only", "-q", *QUIET)
    assert f"{EXAMPLES + len(RULE_SET.must) + 1} tests collected" in found.stdout.str()


def test_the_fixtures_decide_by_the_named_rules(pytester: pytest.Pytester, house: Path) -> None:
    edit(house / "ruleset.yaml", "ruleset: clientfit/default", "ruleset: my/house")
    pytester.makepyfile(
        """
        from clientfit.testing import assert_decides

        CASE = {"id": "c-1", "time_zone": "UTC", "as_of": "2026-03-20", "facts": {"wants_rental": True}}

        def test_it(decide, clientfit_rules):
            assert decide(CASE).rules.startswith("my/house")
            assert_decides(CASE, "remove", "rental", rules=clientfit_rules)
        """
    )
    result = pytester.runpytest("--clientfit-rules", "rules", "-k", "test_it", *QUIET)
    result.assert_outcomes(passed=1, deselected=EXAMPLES + len(RULE_SET.must))


def test_without_a_name_the_fixtures_decide_by_the_default_rules(pytester: pytest.Pytester) -> None:
    pytester.makepyfile(
        """
        def test_it(decide):
            case = {"id": "c-1", "time_zone": "UTC", "as_of": "2026-03-20"}
            assert decide(case).rules.startswith("clientfit/default")
        """
    )
    pytester.runpytest(*QUIET).assert_outcomes(passed=1)


COVERED = """
import pytest

CASE = {"id": "c-1", "time_zone": "UTC", "as_of": "2026-03-20"}

@pytest.mark.parametrize("wants", [True, False])
def test_it(decide, wants):
    assert decide({**CASE, "facts": {"wants_rental": wants}}).rule
"""


def test_the_coverage_of_rules_says_what_was_seen_and_what_was_not(pytester: pytest.Pytester) -> None:
    pytester.makepyfile(COVERED)
    options = ("--clientfit-cov-report", "cov.json", "--clientfit-cov-report", "cov.html")
    result = pytester.runpytest(*options, *QUIET)
    result.assert_outcomes(passed=2)
    result.stdout.fnmatch_lines(["*coverage of rules*", "clientfit/default 1.0: * % in 2 decisions"])
    result.stdout.fnmatch_lines(
        ["rules/reasons/lost_touch.yaml:*: lost_touch: never decided: then remove"]
    )
    (found,) = json.loads((pytester.path / "cov.json").read_text("utf-8"))["rule_sets"]
    rental = [line for line in found["lines"] if line["rule"] == "rental"]
    assert [(line["says"], line["seen"]) for line in rental] == [
        ("wants_rental", {"true": 1, "false": 1}),
        ("then remove", {"decided": 1}),
    ]
    page = (pytester.path / "cov.html").read_text("utf-8")
    assert page.startswith("<!doctype html>")
    assert "<code>wants_rental</code>" in page


def test_every_line_and_what_was_seen_of_it_is_listed_when_asked_for(
    pytester: pytest.Pytester,
) -> None:
    pytester.makepyfile(COVERED)
    result = pytester.runpytest("--clientfit-cov", "-v", *QUIET)
    result.stdout.fnmatch_lines(
        [
            "rules/reasons/rental.yaml:*: rental: true 1, false 1, unknown 0: wants_rental",
            "rules/reasons/rental.yaml:*: rental: decided 1: then remove",
            "rules/reasons/lost_touch.yaml:*: lost_touch: decided 0 (never decided): then remove",
        ]
    )


def test_the_examples_of_the_rules_count_and_the_report_may_go_to_a_new_directory(
    pytester: pytest.Pytester, house: Path
) -> None:
    result = pytester.runpytest(
        house / "reasons" / "rental.yaml", "--clientfit-cov-report", "new/cov.html", *QUIET
    )
    result.stdout.fnmatch_lines(["clientfit/default 1.0: * % in 3 decisions"])
    assert (pytester.path / "new" / "cov.html").is_file()


def test_too_little_coverage_fails_the_run(pytester: pytest.Pytester) -> None:
    pytester.makepyfile(COVERED)
    assert pytester.runpytest("--clientfit-cov-fail-under", "5", *QUIET).ret == 0
    result = pytester.runpytest("--clientfit-cov-fail-under", "99", *QUIET)
    assert result.ret == 1
    result.stdout.fnmatch_lines(["the coverage of rules is * %, below 99 %"])


def test_a_run_without_a_decision_has_no_coverage(pytester: pytest.Pytester) -> None:
    pytester.makepyfile("def test_nothing(): pass")
    result = pytester.runpytest("--clientfit-cov", *QUIET)
    result.stdout.fnmatch_lines(["no decision was made in this run"])


def test_a_report_of_another_kind_is_a_usage_error(pytester: pytest.Pytester) -> None:
    result = pytester.runpytest("--clientfit-cov-report", "cov.pdf", *QUIET)
    assert result.ret == pytest.ExitCode.USAGE_ERROR
    result.stderr.fnmatch_lines(["*writes .json or .html, not cov.pdf*"])


def test_the_coverage_is_merged_from_the_workers_of_xdist(pytester: pytest.Pytester) -> None:
    pytester.makepyfile(COVERED)
    result = pytester.runpytest_subprocess("-n2", "--clientfit-cov", *QUIET)
    result.assert_outcomes(passed=2)
    result.stdout.fnmatch_lines(["clientfit/default 1.0: * % in 2 decisions"])


def test_rule_files_run_under_xdist(pytester: pytest.Pytester, house: Path) -> None:
    result = pytester.runpytest_subprocess(house / "reasons", "-n2", *QUIET)
    assert result.parseoutcomes()["passed"] >= 40


def test_a_run_that_has_nothing_to_do_with_rules_loads_nothing(pytester: pytest.Pytester) -> None:
    pytester.makepyfile("import sys\ndef test_it(): assert 'clientfit.case' not in sys.modules")
    command = [sys.executable, "-m", "pytest", *QUIET, "-q"]
    done = subprocess.run(command, cwd=pytester.path, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout
