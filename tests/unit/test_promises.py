"""Promises and facts about the world are read strictly, and must make sense together."""

import shutil
from pathlib import Path

import pytest
from typer.testing import CliRunner

from clientfit.cli import app
from clientfit.errors import RuleSetError
from clientfit.evaluator import load_rules

RUNNER = CliRunner()
PROMISE = "  - name: a bad-fit removal has the coordinator's agreement\n"
NEVER = "    never: {action: remove, reason: bad_fit}\n"
RESPONSES = "  - responses >= 0\n"


@pytest.fixture
def house(tmp_path: Path, root: Path) -> Path:
    return Path(shutil.copytree(root / "rules", tmp_path / "rules"))


def change(house: Path, old: str, new: str) -> int:
    """Change ruleset.yaml; tells the line of the change."""
    file = house / "ruleset.yaml"
    text = file.read_text("utf-8")
    assert text.count(old) >= 1
    file.write_text(text.replace(old, new, 1), "utf-8")
    return text[: text.index(old)].count("\n") + 1


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        (RESPONSES, "  - respones >= 0\n", "unknown word 'respones'; did you mean 'responses'?"),
        (
            RESPONSES,
            "  - not service_lapse\n",
            "`always:` is about facts, and 'service_lapse' is a rule",
        ),
        (NEVER, "    never: {acton: remove}\n", "has no key 'acton'; did you mean 'action'?"),
        (
            NEVER,
            "    never: {action: removed}\n",
            "no action is called 'removed'; did you mean 'remove'?",
        ),
        (
            NEVER,
            "    never: {reason: bad_fitt}\n",
            "no rule is called 'bad_fitt'; did you mean 'bad_fit'?",
        ),
        (NEVER, "    never: {reason: hold}\n", "no rule is called 'hold'"),
        (NEVER, "    never: {}\n", "`never:` says of no decision"),
        (NEVER, "    neve: {action: remove}\n", "a promise has no key 'neve'; did you mean 'never'?"),
        (NEVER, NEVER + "    always: {action: keep}\n", "a promise has exactly one of never, always"),
        (NEVER, NEVER + "    change: {responses: +1}\n", "`change:` does not go with `never:`"),
        (NEVER, "    never_both: [bad_fit]\n", "`never_both:` needs two different rules"),
        (NEVER, "    never_becomes: {action: remove}\n", "`never_becomes:` needs `change:`"),
        (NEVER, "    always: {action: remove}\n", "`always:` needs `when:`"),
        ("{responses: +1}", "{respones: +1}", "unknown fact 'respones'; did you mean 'responses'?"),
        ("{responses: +1}", "{responses: +0.5}", "'+0.5' is not a whole number"),
        ("{responses: +1}", "{responses: unknown}", "unknown and bounds do not go here"),
        ("{responses: +1}", "{last_response: 2026-03-01}", "change a number of days instead"),
        ("{responses: +1}", "{}", "`change:` changes nothing"),
        (
            PROMISE,
            "  - name: no client is refused for religion\n",
            "'religion' names a protected class",
        ),
        (PROMISE, "  - name: seniors are never removed\n", "'seniors' names a protected class"),
        (
            PROMISE,
            "  - name: a prior-client removal has written proof\n",
            " too; rename one",
        ),
    ],
)
def test_a_mistake_in_a_promise_is_told_with_its_line_and_mend(
    house: Path, old: str, new: str, message: str
) -> None:
    change(house, old, new)
    with pytest.raises(RuleSetError) as caught:
        load_rules(house)
    problem = next(p for p in caught.value.problems if message in str(p))
    assert problem.file.endswith("ruleset.yaml")
    assert problem.line > 0


def test_promises_are_part_of_the_identity_of_a_rule_set(house: Path) -> None:
    before = load_rules(house).hash
    change(house, NEVER, "    never: {reason: bad_fit}\n")
    assert load_rules(house).hash != before


def test_facts_about_the_world_that_exclude_each_other_are_bad_input(house: Path) -> None:
    line = change(house, "  - attempts >= 0\n", "  - attempts >= 0\n  - responses < 0\n")
    result = RUNNER.invoke(app, ["check", str(house)])
    assert result.exit_code == 2
    assert f"ruleset.yaml:{line + 1}: always: 'responses < 0' and 'responses >= 0'" in result.stderr
    assert "can never hold together; correct one of them" in result.stderr


def test_promises_that_no_rule_set_can_keep_are_bad_input(house: Path) -> None:
    line = change(
        house,
        PROMISE,
        "  - name: whoever said stop is kept\n    always: {action: keep}\n"
        "    when: not contact_allowed\n" + PROMISE,
    )
    result = RUNNER.invoke(app, ["check", str(house)])
    assert result.exit_code == 2
    assert (
        f"'a client who said stop is left alone' contradicts 'whoever said stop is kept' in line {line}"
        in result.stderr
    )
    assert "narrow one with `when:` or `unless:`" in result.stderr


def test_a_promise_about_nobody_is_bad_input(house: Path) -> None:
    change(house, "    when: contracts_pending >= 1\n", "    when: contracts_pending < 0\n")
    result = RUNNER.invoke(app, ["check", str(house)])
    assert result.exit_code == 2
    assert "its `when:` can never be so, so it promises nothing" in result.stderr


def test_a_promise_about_a_fact_that_no_rule_reads_names_the_one_to_change(house: Path) -> None:
    change(house, "{days_since_update: +1}", "{asked_price: +1}")
    result = RUNNER.invoke(app, ["check", str(house)])
    assert result.exit_code == 2
    assert (
        "no rule reads 'asked_price', so it promises nothing; change 'asked_over_market'"
        in result.stderr
    )


HEAD = 'ruleset: our/rules\nversion: "1.0"\nextends: clientfit/default\n'
AGREED = "a bad-fit removal has the coordinator's agreement"


@pytest.mark.parametrize(
    ("body", "line", "message"),
    [
        (
            "always:\n  - responses < 0\n",
            5,
            "'responses < 0' and 'responses >= 0' in clientfit/default/ruleset.yaml:117 can never",
        ),
        (
            "must:\n  - name: odd\n    always: {action: keep}\n    when: not contact_allowed\n",
            5,
            "'odd' contradicts 'a client who said stop is left alone' in clientfit/default/ruleset",
        ),
        (
            f"must:\n  - name: {AGREED}\n    never: {{action: remove}}\n",
            5,
            f"a promise is called '{AGREED}' in clientfit/default/ruleset.yaml:149 too; rename",
        ),
    ],
)
def test_what_contradicts_what_is_taken_over_is_told_in_the_file_of_the_house(
    tmp_path: Path, body: str, line: int, message: str
) -> None:
    (tmp_path / "ruleset.yaml").write_text(HEAD + body, "utf-8")
    result = RUNNER.invoke(app, ["check", str(tmp_path)])
    assert result.exit_code == 2
    assert result.stderr.startswith(f"{tmp_path}/ruleset.yaml:{line}: ")
    assert message in result.stderr
    assert len(result.stderr.splitlines()) == 1


def test_a_promise_is_put_in_place_of_the_one_that_is_dropped(tmp_path: Path) -> None:
    body = f"drop: [must/{AGREED}]\nmust:\n  - name: {AGREED}\n    never: {{action: remove}}\n"
    (tmp_path / "ruleset.yaml").write_text(HEAD + body, "utf-8")
    (mine,) = [one for one in load_rules(tmp_path).rule_set.must if one.name == AGREED]
    assert mine.unless is None
