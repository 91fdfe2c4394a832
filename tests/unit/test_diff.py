"""A semantic diff shows a smallest client for each kind of change, or proves that there is none."""

import json
import re
import shutil
from pathlib import Path

import pytest
from typer.testing import CliRunner

from clientfit.cli import app
from clientfit.evaluator import load_rules
from clientfit.facts import complete
from clientfit.verify import diff
from clientfit.verify.replay import decided

RUNNER = CliRunner()
OLD = str(Path(__file__).parents[2] / "rules")
SILENCE = "    - days_silent >= silence_days\n"


@pytest.fixture
def house(tmp_path: Path) -> Path:
    return Path(shutil.copytree(OLD, tmp_path / "rules"))


def edit(house: Path, name: str, old: str, new: str) -> None:
    file = house / name
    text = file.read_text("utf-8")
    assert text.count(old) >= 1
    file.write_text(text.replace(old, new, 1), "utf-8")


def test_the_same_rules_decide_the_same_proved() -> None:
    result = RUNNER.invoke(app, ["diff", OLD, OLD])
    assert result.exit_code == 0
    assert "Nothing changes: every possible client is decided as before, proved." in result.stdout


def test_wording_alone_changes_no_decision_and_is_listed(house: Path) -> None:
    edit(house, "reasons/rental.yaml", "title: Rental", "title: A rental")
    result = RUNNER.invoke(app, ["diff", OLD, str(house)])
    assert result.exit_code == 0
    assert "Nothing changes" in result.stdout
    assert "rental: another `title:` (wording)" in result.stdout


def test_a_threshold_shows_a_smallest_client_and_the_line_it_is_written_in(house: Path) -> None:
    edit(house, "ruleset.yaml", "  silence_days:\n    value: 14", "  silence_days:\n    value: 21")
    result = RUNNER.invoke(app, ["diff", OLD, str(house)])
    assert result.exit_code == 1
    kind, client, lines = result.stdout.splitlines()[2:5]
    assert kind == "  remove (lost_touch) -> follow_up"
    assert "responses = 1, unanswered_streak = 3, streak_channels = 2, days_silent = 14" in client
    assert f"{house}/ruleset.yaml:31" in lines
    assert f"{house}/signals/repeated_silence.yaml:9" in lines
    edited = result.stdout.partition("What was edited\n")[2]
    assert edited == f"  {house}/ruleset.yaml:31: silence_days: 14 becomes 21\n"


def test_every_difference_replays_and_the_smallest_comes_first(house: Path) -> None:
    edit(house, "outcomes/hold.yaml", "    - away_days_left >= 1\n", "    - away_days_left >= 3\n")
    old, new = load_rules(OLD).rule_set, load_rules(house).rule_set
    found = diff(old, new)
    assert not found.not_proved
    assert found.differences[0].facts.keys() == {"away_days_left"}
    for one in found.differences:
        before, after = (complete(rules, one.facts).values for rules in (old, new))
        assert (decided(old, before), decided(new, after)) == tuple(one.flip)
        assert one.lines[0].place.line == 6
    changing = [len(one.facts) for one in found.differences if one.flip.changes_outcome]
    assert changing == sorted(changing)


def test_a_signal_that_no_outcome_reads_is_still_compared(house: Path) -> None:
    edit(house, "signals/unlawful_request.yaml", "unlawful_requests >= 1", "unlawful_requests >= 2")
    result = RUNNER.invoke(app, ["diff", OLD, str(house)])
    assert result.exit_code == 1
    assert "  unlawful_request: no longer holds" in result.stdout
    assert "      a smallest client: unlawful_requests = 1" in result.stdout


SIGNAL = """\
signal: talks_price
kind: red_flag
title: Talks price
means: The client keeps asking for a lower price.
holds_when: advice_refused >= 2
says: The client refused advice.
advises: Say it once more.
source: house
examples:
  - name: often
    given: {advice_refused: 2}
    expect: holds
  - name: once
    given: {advice_refused: 1}
    expect: does not hold
"""


def test_a_signal_that_only_one_rule_set_has_holds_of_other_clients(house: Path) -> None:
    """A decision lists it, though no outcome reads it."""
    file = house / "signals/talks_price.yaml"
    file.write_text(SIGNAL, "utf-8")
    for pair, says in (((OLD, str(house)), "holds now"), ((str(house), OLD), "no longer holds")):
        result = RUNNER.invoke(app, ["diff", *pair])
        assert result.exit_code == 1
        assert "Nothing changes" not in result.stdout
        assert f"Rules that hold of other clients\n  talks_price: {says}\n" in result.stdout
        assert "      a smallest client: advice_refused = 2\n" in result.stdout
        assert f"      because of: {file}:1\n" in result.stdout


def test_a_condition_that_gets_a_name_of_its_own_changes_nothing(house: Path) -> None:
    """No decision names a mere condition."""
    text = SIGNAL.replace("red_flag", "condition")
    (house / "signals/talks_price.yaml").write_text(text, "utf-8")
    result = RUNNER.invoke(app, ["diff", OLD, str(house)])
    assert result.exit_code == 0
    assert "Nothing changes" in result.stdout
    assert "signal talks_price is new" in result.stdout


def test_a_reason_that_only_one_rule_set_has_holds_of_other_clients(house: Path) -> None:
    edit(house, "ruleset.yaml", "  - rental\n", "")
    edit(house, "reasons/rental.yaml", "reason: rental", "reason: rents")
    (house / "reasons/rental.yaml").rename(house / "reasons/rents.yaml")
    edit(house, "ruleset.yaml", "  - cant_qualify\n", "  - rents\n  - cant_qualify\n")
    result = RUNNER.invoke(app, ["diff", OLD, str(house)])
    assert result.exit_code == 1
    assert "  rental: no longer holds\n" in result.stdout
    assert "  rents: holds now\n" in result.stdout


def test_a_signal_of_another_kind_is_named_otherwise(house: Path) -> None:
    edit(house, "signals/unlawful_request.yaml", "kind: boundary", "kind: red_flag")
    result = RUNNER.invoke(app, ["diff", OLD, str(house)])
    assert result.exit_code == 1
    assert "  unlawful_request: is a red flag now\n" in result.stdout
    assert "      a smallest client: unlawful_requests = 1\n" in result.stdout


def test_a_book_of_clients_is_counted_and_listed(house: Path, tmp_path: Path) -> None:
    edit(house, "signals/repeated_silence.yaml", SILENCE, "    - days_silent >= 30\n")
    gone = {"responses": 1, "unanswered_streak": 3, "streak_channels": 2, "days_silent": 21}
    whole = {"time_zone": "UTC", "complete_channels": "all"}
    base = {**whole, "as_of": "2026-03-20"}
    lines = [
        json.dumps({**base, "id": "c-1", "facts": gone}),
        json.dumps({**base, "id": "c-2", "facts": {**gone, "days_silent": 40}}),
        json.dumps({**whole, "id": "c-3", "facts": gone}),
    ]
    book = tmp_path / "book.jsonl"
    book.write_text("\n".join(lines), "utf-8")
    result = RUNNER.invoke(app, ["diff", OLD, str(house), "--cases", str(book)])
    assert result.exit_code == 2
    assert "as_of: this case has no clock; add as_of, or give --as-of" in result.stderr
    assert "This book: 1 of 2 clients change; 1 more could not be read\n" in result.stdout
    assert "follow_up  follow_up" not in result.stdout
    clocked = ["diff", OLD, str(house), "--cases", str(book), "--as-of", "2026-03-20", "--markdown"]
    result = RUNNER.invoke(app, clocked)
    assert result.exit_code == 1
    assert "#### This book: 2 of 3 clients change" in result.stdout
    assert "| remove (lost_touch) | follow_up | 2 |" in result.stdout
    assert "| c-1 | remove (lost_touch) | follow_up |" in result.stdout


def test_a_missing_book_is_bad_input() -> None:
    result = RUNNER.invoke(app, ["diff", OLD, OLD, "--cases", "nowhere"])
    assert result.exit_code == 2
    assert "nowhere: there is no such file or directory" in result.stderr
    assert not result.stdout


def test_a_book_without_clients_is_bad_input(tmp_path: Path) -> None:
    empty = tmp_path / "book.jsonl"
    empty.write_text("", "utf-8")
    for book, says in ((tmp_path / "empty", "there is no case file"), (empty, "there is no case")):
        (tmp_path / "empty").mkdir(exist_ok=True)
        result = RUNNER.invoke(app, ["diff", OLD, OLD, "--cases", str(book)])
        assert result.exit_code == 2
        assert f"{book}: {says}" in result.stderr
        assert not result.stdout


def test_a_book_of_whom_nobody_changes_has_no_table() -> None:
    book = str(Path(OLD).parent / "docs" / "examples" / "casebook")
    result = RUNNER.invoke(app, ["diff", OLD, OLD, "--cases", book])
    assert result.exit_code == 0
    assert re.search(r"\nThis book: 0 of \d+ clients change\n$", result.stdout)


OVERLAY = """\
ruleset: my/house
version: "1"
extends: clientfit/default
parameters:
  silence_days: 10
change:
  bad_fit:
    title: No fit
    step:
      remove: Say it in person.
  responses:
    asks: How often did they answer?
  abusive_conduct:
    kind: lapse
"""


def test_an_edit_stands_where_the_overlay_writes_it(tmp_path: Path) -> None:
    (tmp_path / "ruleset.yaml").write_text(OVERLAY, "utf-8")
    old, new = load_rules(OLD).rule_set, load_rules(tmp_path).rule_set
    edited = {one.what: f"{one.place.file}:{one.place.line}" for one in diff(old, new, 10).edits}
    top = f"{tmp_path}/ruleset.yaml"
    assert edited == {
        "silence_days: 14 becomes 10": f"{top}:5",
        "abusive_conduct: kind: red_flag becomes lapse; decisions name it otherwise": f"{top}:14",
        "bad_fit: other steps with 'remove'": f"{top}:9",
        "bad_fit: another `title:`": f"{top}:8",
        "fact responses: another `asks:`": f"{top}:12",
    }


def test_markdown_has_one_row_for_each_kind(house: Path) -> None:
    edit(house, "reasons/rental.yaml", "  - action: remove", "  - action: hold")
    result = RUNNER.invoke(app, ["diff", OLD, str(house), "--markdown"])
    assert result.exit_code == 1
    assert "| was | becomes | a smallest client | because of |" in result.stdout
    assert "| remove (rental) | hold | wants_rental = yes |" in result.stdout


def test_a_new_fact_may_make_a_difference(house: Path) -> None:
    facts = house / "facts" / "search.yaml"
    new = (
        "  moved_abroad:\n    type: boolean\n    means: The client moved abroad.\n"
        "    asks: Has the client moved abroad?\n    assume: false\n"
        "    assumed_as: the client lives here\n"
    )
    facts.write_text(facts.read_text("utf-8") + new, "utf-8")
    edit(
        house,
        "reasons/out_of_area.yaml",
        "    - looks_elsewhere\n",
        "    - looks_elsewhere\n    - moved_abroad\n",
    )
    result = RUNNER.invoke(app, ["diff", OLD, str(house)])
    assert result.exit_code == 1
    assert "  follow_up -> remove (out_of_area)" in result.stdout
    assert "      a smallest client: moved_abroad = yes" in result.stdout
    assert "fact moved_abroad is new (wording)" in result.stdout


def test_a_fact_that_comes_about_differently_is_not_passed_over(house: Path) -> None:
    edit(
        house,
        "facts/search.yaml",
        "    assume: true\n    assumed_as: the client searches in your areas",
        "    assume: false\n    assumed_as: the client searches elsewhere",
    )
    result = RUNNER.invoke(app, ["diff", OLD, str(house)])
    assert result.exit_code == 1
    why = "not proved: fact areas_overlap: where nobody raised it, yes becomes no; of such clients"
    assert why in result.stdout
    assert "  follow_up -> remove (out_of_area)" in result.stdout
    assert "      a smallest client: nothing at all" in result.stdout
    old, new = load_rules(OLD).rule_set, load_rules(house).rule_set
    found = diff(old, new)
    for one in found.differences:
        before, after = (complete(rules, one.facts).values for rules in (old, new))
        assert (decided(old, before), decided(new, after)) == tuple(one.flip)
    assert not found.is_same


def test_what_an_event_counts_for_is_part_of_how_a_fact_comes_about(house: Path) -> None:
    edit(house, "facts/contact.yaml", "        - not during_absence\n", "")
    result = RUNNER.invoke(app, ["diff", OLD, str(house)])
    assert result.exit_code == 1
    assert "No kind of change was found, but it is not proved that there is none:" in result.stdout
    assert "not proved: fact attempts: comes about otherwise" in result.stdout
    assert "a book of clients (`--cases`) tells" in result.stdout


def test_what_was_found_before_the_search_gave_up_is_counted(house: Path) -> None:
    edit(house, "reasons/rental.yaml", "  - action: remove", "  - action: hold")
    result = RUNNER.invoke(app, ["diff", OLD, str(house), "--budget", "300"])
    assert result.exit_code == 1
    assert "1 kind of change found, and there may be more:" in result.stdout
    assert (
        "not proved: the search for kinds of change gave up after 300 steps (`--budget`"
        in result.stdout
    )


def test_a_promise_that_is_dropped_or_edited_is_listed(house: Path) -> None:
    edit(house, "ruleset.yaml", "    unless: proof_sent\n", "    when: not proof_sent\n")
    edit(house, "ruleset.yaml", "name: a handoff removal has", "name: an active handoff has")
    edit(house, "ruleset.yaml", "  - referrals >= 0\n", "")
    result = RUNNER.invoke(app, ["diff", OLD, str(house)])
    assert result.exit_code == 0
    for line in (
        "the promise 'a prior-client removal has written proof' is edited (a promise)",
        "the promise 'a handoff removal has the coordinator's help' is dropped (a promise)",
        "the promise 'an active handoff has the coordinator's help' is new (a promise)",
        "always: 'referrals >= 0' is dropped (the world)",
    ):
        assert line in result.stdout
    assert "the promise 'a bad-fit removal" not in result.stdout


def test_a_rule_that_moved_is_listed_once(house: Path) -> None:
    edit(house, "ruleset.yaml", "  - rental\n", "")
    edit(house, "ruleset.yaml", "  - no_contact\n  - client", "  - no_contact\n  - rental\n  - client")
    old, new = load_rules(OLD).rule_set, load_rules(house).rule_set
    moved = [one.what for one in diff(old, new, 10).edits if one.what.startswith("order:")]
    assert moved == ["order: 'rental' now stands before 'client_ended'"]


def test_a_fact_of_another_kind_is_bad_input(house: Path) -> None:
    edit(
        house,
        "facts/financing.yaml",
        "    type: boolean\n    means: What the lender objected to",
        "    type: integer\n    unit: days\n    means: What the lender objected to",
    )
    told = '    notes: "{day}: what the lender objected to can be mended: {curable}."\n'
    edit(house, "facts/financing.yaml", "    from: latest(denials.curable)\n" + told, "")
    for name in ("outcomes/hold.yaml", "reasons/cant_qualify.yaml"):
        text = (house / name).read_text("utf-8")
        text = text.replace("- not denial_curable", "- denial_curable == 0").replace(
            "- denial_curable\n", "- denial_curable >= 1\n"
        )
        text = text.replace("denial_curable: true", "denial_curable: 1").replace(
            "denial_curable: false", "denial_curable: 0"
        )
        (house / name).write_text(text, "utf-8")
    edit(house, "ruleset.yaml", "    when: denial_curable\n", "    when: denial_curable >= 1\n")
    result = RUNNER.invoke(app, ["diff", OLD, str(house)])
    assert result.exit_code == 2
    assert "denial_curable: a number in one rule set, a word or yes/no in the other" in result.stderr
