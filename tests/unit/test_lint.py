"""The lint finds what is wrong with a rule set, and nothing in the default rules."""

import re
import shutil
from pathlib import Path

import pytest

from clientfit.evaluator import Rules, load_rules
from clientfit.facts import complete
from clientfit.lint.check import lint
from clientfit.lint.finding import Finding
from clientfit.lint.overlaps import overlaps
from clientfit.reference import truth

RENTAL, LISTING = "reasons/rental.yaml", "reasons/seeking_listing_agent.yaml"


@pytest.fixture
def house(tmp_path: Path, root: Path) -> Path:
    return Path(shutil.copytree(root / "rules", tmp_path / "rules"))


def change(house: Path, name: str, old: str, new: str) -> None:
    file = house / name
    text = file.read_text("utf-8")
    assert text.count(old) >= 1
    file.write_text(text.replace(old, new, 1), "utf-8")


def found(house: Path) -> list[Finding]:
    return list(lint(load_rules(house).rule_set))


def of_kind(house: Path, kind: str) -> list[str]:
    return [each.what for each in found(house) if each.kind == kind]


def test_the_default_rules_have_no_finding_and_no_waiver(rules: Rules) -> None:
    assert [str(each.problem()) for each in lint(rules.rule_set)] == []
    assert rules.rule_set.waivers == ()


def test_a_rule_that_never_holds_is_found(house: Path) -> None:
    condition = "holds_when:\n  all: [wants_rental, abusive_conduct, abuse_recorded == 0]"
    change(house, RENTAL, "holds_when: wants_rental", condition)
    assert of_kind(house, "dead rule") == ["'rental' never holds, whatever the facts are"]


def test_a_rule_that_is_always_outranked_is_found_with_what_outranks_it(house: Path) -> None:
    change(
        house,
        RENTAL,
        "holds_when: wants_rental",
        "holds_when: {all: [wants_rental, wants_listing_agent]}",
    )
    assert of_kind(house, "masked rule") == [
        "'rental' never decides, because 'seeking_listing_agent' always comes before it"
    ]


def test_a_branch_that_is_never_taken_is_found(house: Path) -> None:
    branch = "then:\n  - when: not wants_rental\n    action: escalate\n  - action: remove"
    change(house, RENTAL, "then:\n  - action: remove", branch)
    assert of_kind(house, "dead branch") == [
        "the branch 'escalate when not wants_rental' is never taken"
    ]


def test_a_line_that_changes_nothing_is_found(house: Path) -> None:
    change(
        house,
        RENTAL,
        "holds_when: wants_rental",
        "holds_when: {any: [wants_rental, {all: [wants_rental, proof_sent]}]}",
    )
    what = of_kind(house, "idle condition")
    assert "the line '(wants_rental and proof_sent)' changes nothing" in what
    assert "the line 'proof_sent' changes nothing" in what


def test_a_line_that_matters_once_a_number_is_changed_is_no_finding(rules: Rules) -> None:
    """Both limits of `overdue_update` are 7 by default; a house may lower one of them."""
    parameters = rules.rule_set.parameters
    assert parameters["update_days"].value == parameters["contract_update_days"].value
    assert not [each for each in lint(rules.rule_set) if each.kind == "idle condition"]


def test_facts_parameters_and_collections_that_nothing_uses_are_found(house: Path) -> None:
    fact = "  moon_phase:\n    type: boolean\n    means: The moon is full.\n"
    number = "  spare:\n    value: 3\n    unit: days\n    means: Nothing.\n    source: nobody\n"
    change(house, "facts/search.yaml", "facts:\n", f"facts:\n{fact}")
    change(house, "ruleset.yaml", "parameters:\n", f"parameters:\n{number}")
    events = "  bounced:\n    of: contact\n    means: It came back.\n    where: not delivered\n"
    change(house, "facts/contact.yaml", "events:\n", f"events:\n{events}")
    assert of_kind(house, "unused collection") == ["no fact is made from the collection 'bounced'"]
    assert of_kind(house, "unused fact") == [
        "no rule, step, text or other fact uses the fact 'moon_phase'"
    ]
    assert of_kind(house, "unused parameter") == ["no rule and no fact uses the parameter 'spare'"]


def test_a_rule_whose_examples_show_one_side_only_is_found(house: Path) -> None:
    text = (house / LISTING).read_text("utf-8")
    head, examples = text.split("examples:\n")
    (house / LISTING).write_text(
        head + "examples:\n" + "".join(examples.splitlines(keepends=True)[:3]), "utf-8"
    )
    assert of_kind(house, "missing example") == ["no example shows a case in which this does not hold"]


@pytest.mark.parametrize(
    ("name", "dropped", "what"),
    [
        (
            "reasons/no_contact.yaml",
            "two attempts are too few",
            "'attempts >= min_attempts' dropped",
        ),
        (
            "reasons/no_contact.yaml",
            "a meeting is still to come",
            "'appointments_pending == 0' dropped",
        ),
        ("reasons/prior_client.yaml", "nobody knows whether", "if_unknown: escalate' dropped"),
        (
            "reasons/lost_touch.yaml",
            "an own lapse comes first, an open",
            "becomes 'escalate when contracts_pending >= 1; repair",
        ),
        (
            "signals/unrealistic_goal.yaml",
            "exactly the limit is still",
            "becomes 'asked_over_market >= price_gap_limit'",
        ),
        (
            "signals/advice_ignored.yaml",
            "one followed shows",
            "'advice_followed == 0' dropped",
        ),
        ("outcomes/hold.yaml", "searching again", "'not search_active' dropped"),
    ],
)
def test_an_edit_that_no_example_notices_is_found_once_its_example_is_gone(
    house: Path, name: str, dropped: str, what: str
) -> None:
    file = house / name
    kept = re.sub(rf"  - name: {dropped}.*\n    given.*\n    expect.*\n", "", file.read_text("utf-8"))
    file.write_text(kept, "utf-8")
    edits = [each for each in found(house) if each.kind == "unnoticed edit"]
    assert any(what in each.what for each in edits), [each.what for each in edits]
    assert all(each.place.line for each in edits)


def test_the_mend_of_an_unnoticed_edit_is_an_example_that_notices_it(house: Path) -> None:
    file = house / "reasons/no_contact.yaml"
    text = re.sub(
        r"  - name: all within six days\n    given.*\n    expect.*\n", "", file.read_text("utf-8")
    )
    file.write_text(text, "utf-8")
    before = [each for each in found(house) if each.kind == "unnoticed edit"]
    given = before[0].mend.split("given: ")[1]
    file.write_text(f"{text}  - name: new\n    given: {given}\n    expect: does not hold\n", "utf-8")
    after = {each.id for each in found(house) if each.kind == "unnoticed edit"}
    assert before[0].id not in after


def with_waiver(house: Path, name: str) -> None:
    change(
        house,
        "ruleset.yaml",
        "\norder:",
        f"\nwaive:\n  - id: {name}\n    because: it is known\n\norder:",
    )


def test_a_waiver_takes_a_finding_away_and_does_not_change_the_hash(house: Path, rules: Rules) -> None:
    change(
        house,
        "facts/search.yaml",
        "facts:\n",
        "facts:\n  moon:\n    type: boolean\n    means: Full moon.\n",
    )
    (only,) = found(house)
    before = load_rules(house).hash
    with_waiver(house, only.id)
    assert found(house) == []
    assert load_rules(house).hash == before != rules.hash


def test_a_waiver_that_matches_nothing_is_a_finding(house: Path) -> None:
    with_waiver(house, "0000abcd")
    (only,) = found(house)
    assert only.kind == "stale waiver"
    assert only.place.file.endswith("ruleset.yaml")
    assert "0000abcd" in only.what


def test_an_id_survives_lines_that_move(house: Path) -> None:
    change(
        house,
        "facts/search.yaml",
        "facts:\n",
        "facts:\n  moon:\n    type: boolean\n    means: Full moon.\n",
    )
    (before,) = found(house)
    change(house, "facts/search.yaml", "facts:\n", "# a remark\n\nfacts:\n")
    (after,) = found(house)
    assert (after.id, after.place.line) == (before.id, before.place.line + 2)


def test_a_failed_example_is_found_and_cannot_be_waived(house: Path) -> None:
    change(house, LISTING, "given: {wants_listing_agent: false}", "given: {wants_listing_agent: true}")
    failed = [each for each in found(house) if each.kind == "failed example"]
    assert [each.what.split(" expects")[0] for each in failed] == [
        "example 'does not care who lists it'"
    ]
    with_waiver(house, failed[0].id)
    after = found(house)
    assert failed[0].id in {each.id for each in after}
    (stale,) = (each for each in after if each.kind == "stale waiver")
    assert stale.what == f"the waiver of '{failed[0].id}': a failed example cannot be waived"
    assert stale.mend == "drop the waiver; correct the rule or the example"


def test_reasons_that_can_hold_together_are_told_with_a_case(rules: Rules) -> None:
    named = rules.rule_set.conditions
    pairs = list(overlaps(rules.rule_set))
    for overlap in pairs:
        values = complete(rules.rule_set, overlap.witness).values
        assert truth(named[overlap.first], values, named) is True
        assert truth(named[overlap.second], values, named) is True
    assert ("lost_touch", "no_contact") not in {(one.first, one.second) for one in pairs}
