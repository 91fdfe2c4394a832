"""A rule set laid over another: what changes, what stays, where each part stands, what is refused."""

import re
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import pytest

from clientfit.errors import RuleSetError
from clientfit.evaluator import Rules, load_rules
from clientfit.lint.check import lint
from clientfit.ruleset.canonical import rules_hash

HOUSES = Path(__file__).parents[2] / "docs" / "examples" / "houses"
HEAD = 'ruleset: my/house\nversion: "1"\nextends: clientfit/default\n'
REASON = """\
reason: moved_abroad
title: Moved abroad
means: The client left the country.
holds_when: looks_elsewhere
then:
  - action: remove
says: The client left the country.
source: house
examples:
  - name: left
    given: {looks_elsewhere: true}
    expect: {action: remove}
"""


def house(tmp_path: Path, body: str, files: dict[str, str] | None = None) -> Path:
    root = tmp_path / "house"
    for name, text in {"ruleset.yaml": HEAD + body, **(files or {})}.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(text, "utf-8")
    return root


def refusal(root: Path) -> str:
    with pytest.raises(RuleSetError) as caught:
        load_rules(root)
    return str(caught.value)


def test_an_overlay_that_changes_nothing_decides_by_the_same_rules(
    tmp_path: Path, rules: Rules
) -> None:
    mine = load_rules(house(tmp_path, "")).rule_set
    assert (mine.name, mine.version) == ("my/house", "1")
    same = replace(mine, name="clientfit/default", version="1.0", means=rules.rule_set.means)
    assert rules_hash(same) == rules.hash
    assert mine.hash != rules.hash


def test_the_built_in_rule_set_has_a_name_wherever_one_is_named(
    tmp_path: Path, rules: Rules, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    built_in = load_rules("clientfit/default")
    assert built_in.hash == rules.hash
    assert built_in.rule("lost_touch").place.file == "clientfit/default/reasons/lost_touch.yaml"
    assert "clientfit/default is the built-in one" in refusal(Path("clientfit/nowhere"))


def test_a_parameter_may_be_one_number_or_a_whole_entry(tmp_path: Path) -> None:
    body = "parameters:\n  silence_days: 10\n  update_days: {value: 5, source: our habit}\n"
    mine = load_rules(house(tmp_path, body)).rule_set.parameters
    assert (mine["silence_days"].value, mine["update_days"].value) == (10, 5)
    assert mine["update_days"].source == "our habit"
    assert mine["silence_days"].means == "Days without an answer before a client is lost."
    assert mine["silence_days"].place.file.endswith("house/ruleset.yaml")
    assert mine["early_days"].place.file == "clientfit/default/ruleset.yaml"


@pytest.mark.parametrize(
    ("written", "value"),
    [("10%", Fraction(1, 10)), ("0.1", Fraction(1, 10)), ("1", 1), ("150%", Fraction(3, 2)), ("0", 0)],
)
def test_a_share_is_written_in_percent_or_as_a_part(
    tmp_path: Path, written: str, value: Fraction
) -> None:
    mine = load_rules(house(tmp_path, f"parameters:\n  price_gap_limit: {written}\n")).rule_set
    assert mine.parameters["price_gap_limit"].value == value


def test_a_number_that_counts_nothing_may_be_below_zero(tmp_path: Path) -> None:
    entry = "{value: -2.5, unit: euros, means: Too little., source: house}"
    mine = load_rules(house(tmp_path, f"parameters:\n  least_gain: {entry}\n")).rule_set
    assert mine.parameters["least_gain"].value == Fraction(-5, 2)


def test_a_changed_number_changes_decisions_and_the_hash(tmp_path: Path, rules: Rules) -> None:
    mine = load_rules(house(tmp_path, "parameters:\n  silence_days: 10\n"))
    facts = {"responses": 1, "unanswered_streak": 3, "streak_channels": 2, "days_silent": 10}
    assert mine.decide_facts(facts).reason == "lost_touch"
    assert rules.decide_facts(facts).reason is None
    assert mine.hash != load_rules(house(tmp_path, "parameters:\n  silence_days: 11\n")).hash


def test_the_hash_does_not_depend_on_how_a_change_is_written(tmp_path: Path) -> None:
    short = load_rules(house(tmp_path / "a", "parameters:\n  silence_days: 10\n"))
    long = load_rules(house(tmp_path / "b", "# a remark\nparameters:\n  silence_days: {value: 10}\n"))
    assert short.hash == long.hash


def test_examples_that_contradict_a_changed_number_are_found(tmp_path: Path) -> None:
    found = lint(load_rules(house(tmp_path, "parameters:\n  silence_days: 10\n")).rule_set)
    failed = [each for each in found if each.kind == "failed example"]
    assert any("thirteen days are too few" in each.what for each in failed)
    assert all(each.place.file.startswith("clientfit/default/") for each in failed)


def test_wording_is_changed_in_place_and_knows_its_file(tmp_path: Path) -> None:
    body = "change:\n  rental:\n    title: Wants to rent\n  repair:\n    step: Call at once.\n"
    body += "  days_silent:\n    asks: Since when?\n  lost_touch:\n    step: {remove: Let go.}\n"
    mine = load_rules(house(tmp_path, body))
    assert mine.rule("rental").title == "Wants to rent"
    assert mine.rule("repair").branches[0].steps == ("Call at once.",)
    assert mine.rule_set.facts["days_silent"].asks == "Since when?"
    branches = mine.rule("lost_touch").branches
    assert branches[-1].steps == ("Let go.",)
    assert branches[0].steps[0].startswith("Put your own lapse right first")
    assert mine.rule("rental").place.file == "clientfit/default/reasons/rental.yaml"


def test_a_mistake_in_a_change_is_told_where_the_overlay_makes_it(tmp_path: Path) -> None:
    text = refusal(house(tmp_path, "change:\n  rental:\n    says: Since {day_silent}.\n"))
    assert "house/ruleset.yaml:6: unknown fact '{day_silent}'" in text
    assert "did you mean 'days_silent'?" in text


def test_a_rule_is_added_replaced_and_moved(tmp_path: Path, rules: Rules) -> None:
    replaced = REASON.replace("moved_abroad", "out_of_area").replace("Moved abroad", "Elsewhere")
    files = {"reasons/moved_abroad.yaml": REASON, "reasons/out_of_area.yaml": replaced}
    body = "order:\n  - {put: moved_abroad, before: other_agent}\n  - {put: rental, after: keep_not}\n"
    assert "no reason or outcome is called 'keep_not'" in refusal(house(tmp_path, body, files))
    body = "order:\n  - {put: moved_abroad, before: other_agent}\n  - {put: rental, after: bad_fit}\n"
    mine = load_rules(house(tmp_path, body, files))
    order = [row.id for row in mine.rule_set.rows]
    assert order.index("moved_abroad") == order.index("other_agent") - 1
    assert order.index("rental") == order.index("bad_fit") + 1
    assert mine.rule("out_of_area").title == "Elsewhere"
    decision = mine.decide_facts({"looks_elsewhere": True})
    assert (decision.action, decision.reason) == ("remove", "moved_abroad")
    assert type(decision.reason) is str
    assert len(order) == len(rules.rule_set.rows) + 1


def test_a_fact_and_a_signal_are_added_and_replaced(tmp_path: Path) -> None:
    facts = "topic: Ours\nfacts:\n  has_dog:\n    type: boolean\n    means: A dog lives there.\n"
    facts += "    assume: false\n    assumed_as: no dog\n"
    facts += "  works_well:\n    type: boolean\n    means: It works.\n"
    facts += "    assume: true\n    assumed_as: it works\n"
    signal = "signal: worked_together\nkind: condition\ntitle: T\nmeans: M.\nholds_when: has_dog\n"
    signal += (
        "says: S.\nsource: house\nexamples:\n  - {name: n, given: {has_dog: true}, expect: holds}\n"
    )
    files = {"facts/ours.yaml": facts, "signals/worked_together.yaml": signal}
    mine = load_rules(house(tmp_path, "", files)).rule_set
    assert mine.facts["works_well"].means == "It works."
    assert mine.facts["has_dog"].place.file.endswith("house/facts/ours.yaml")
    (own,) = (rule for rule in mine.signals if rule.id == "worked_together")
    assert own.title == "T"


def test_what_is_dropped_is_gone_from_the_order_too(tmp_path: Path) -> None:
    mine = load_rules(house(tmp_path, "drop: [rental, ask_financing, steps]\n")).rule_set
    assert {"rental", "ask_financing"} & {row.id for row in mine.rows} == set()
    assert mine.steps == ()


def test_a_step_for_dropped_rules_only_goes_with_them(tmp_path: Path, rules: Rules) -> None:
    mine = load_rules(house(tmp_path, "drop: [lost_touch, must]\n")).rule_set
    assert len(mine.steps) == len(rules.rule_set.steps) - 1


def test_a_promise_about_what_is_dropped_is_an_orphan(tmp_path: Path) -> None:
    """Each is told once, at the line that drops, with the text that mends it."""
    root = house(tmp_path, "drop: [lost_touch]\n")
    lines = refusal(root).splitlines()
    promises = [
        "a client is never both no_contact and lost_touch",
        "nobody is removed for silence or fit before the agent's own lapse is put right",
        "nobody is removed from an open contract for what the coordinator should settle",
    ]
    assert lines == [
        f"{root}/ruleset.yaml:4: 'lost_touch' is dropped, and the promise '{name}' speaks of it;"
        f' write "must/{name}" under `drop:` too'
        for name in promises
    ]


@pytest.mark.parametrize("name", ["bad_fit", "lost_touch", "prior_client", "active_handoff", "rental"])
def test_what_is_told_of_orphaned_promises_mends_them(tmp_path: Path, name: str, rules: Rules) -> None:
    said = refusal(house(tmp_path, f"drop: [{name}]\n")) if name != "rental" else ""
    mends = re.findall(r'write (".*") under `drop:` too', said)
    assert len(mends) == len(set(mends)) == len(said.splitlines())
    mine = load_rules(house(tmp_path, f"drop: [{', '.join([name, *mends])}]\n")).rule_set
    assert len(mine.must) == len(rules.rule_set.must) - len(mends)


def test_a_promise_about_a_rule_that_the_overlay_writes_anew_stays(tmp_path: Path) -> None:
    text = REASON.replace("moved_abroad", "bad_fit")
    body = "drop: [bad_fit]\norder: {put: bad_fit, before: lost_touch}\n"
    mine = load_rules(house(tmp_path, body, {"reasons/bad_fit.yaml": text})).rule_set
    assert any("bad-fit removal" in promise.name for promise in mine.must)


def test_a_new_reason_without_a_place_is_told_in_the_overlay(tmp_path: Path) -> None:
    files = {"reasons/moved_abroad.yaml": REASON}
    root = house(tmp_path, "", files)
    mend = "add what lacks, or in an overlay move single rules: {put: x, before: y}"
    assert refusal(root) == (f"{root}/ruleset.yaml:1: 'moved_abroad' has no place in `order:`; {mend}")
    root = house(tmp_path, "order:\n  - {put: rental, before: keep}\n", files)
    assert f"{root}/ruleset.yaml:4: 'moved_abroad' has no place in" in refusal(root)


@pytest.mark.parametrize(
    "order", ["{put: moved_abroad, before: losst_touch}", "{put: moved_abrod, before: lost_touch}"]
)
def test_a_mistake_in_the_order_is_told_alone(tmp_path: Path, order: str) -> None:
    root = house(tmp_path, f"order:\n  - {order}\n", {"reasons/moved_abroad.yaml": REASON})
    (only,) = refusal(root).splitlines()
    assert f"{root}/ruleset.yaml:5: no reason or outcome is called" in only


def test_one_promise_is_dropped_by_its_name(tmp_path: Path, rules: Rules) -> None:
    gone = rules.rule_set.must[0].name
    mine = load_rules(house(tmp_path, f"drop:\n  - must/{gone}\n")).rule_set
    assert [promise.name for promise in mine.must] == [p.name for p in rules.rule_set.must[1:]]


def test_steps_of_an_overlay_come_before_those_that_it_takes_over(tmp_path: Path, rules: Rules) -> None:
    mine = load_rules(house(tmp_path, "steps:\n  - {for: [any], step: Wave.}\n")).rule_set
    assert [step.text for step in mine.steps] == ["Wave.", *(s.text for s in rules.rule_set.steps)]


@pytest.mark.parametrize(
    ("body", "message"),
    [
        ("drop: [rentall]\n", ":4: there is no 'rentall' to drop; did you mean 'rental'?"),
        (
            "drop: [worked_together]\n",
            "reasons/lost_touch.yaml:6: unknown word 'worked_together'; it is dropped in {root}/rul",
        ),
        ("drop: [days_silent]\n", "it is dropped in {root}/ruleset.yaml:4"),
        ("drop: [silence_days]\n", "unknown word 'silence_days'; it is dropped in {root}"),
        ("drop: [keep]\n", "the last in `order:` must hold always"),
        ("change:\n  rentall: {title: x}\n", "there is no 'rentall' to change; did you mean 'rental'?"),
        ("drop: [rental]\nchange:\n  rental: {title: x}\n", "'rental' is both changed and dropped"),
        ("change:\n  rental: {titel: x}\n", "a reason has no key 'titel'; did you mean 'title'?"),
        ("change:\n  lost_touch: {step: {kepe: x}}\n", "a reason has no key 'kepe'"),
        ("change:\n  rental: title\n", "write the keys to change below it"),
        ("parameters:\n  silence_day: 3\n", "there is no parameter 'silence_day' to change; did"),
        ("parameters:\n  silence_days: soon\n", "house/ruleset.yaml:5: 'soon' is not a number"),
        (
            "parameters:\n  price_gap_limit: 10\n",
            "house/ruleset.yaml:5: 10 is 1000 %; write 10% or 0.1",
        ),
        ("parameters: {price_gap_limit: 1.5}\n", "1.5 is 150 %; write 1.5% or 0.015"),
        (
            "parameters: {price_gap_limit: -5%}\n",
            "-5% cannot be: share of the market price cannot be below 0",
        ),
        ("parameters: {silence_days: -3}\n", "-3 cannot be: days cannot be below 0"),
        ("parameters: {advice_limit: {value: -1}}\n", "pieces of advice cannot be below 0"),
        ("order: {put: rental}\n", "write a move as {{put: x, before: y}} or {{put: x, after: y}}"),
        ("order: {put: rentl, before: keep}\n", "no reason or outcome is called 'rentl'; did"),
        ("order: [keep]\n", "ruleset.yaml:4: 'active_handoff', 'bad_fit',"),
        (
            "drop: [rental]\norder: [rental, keep]\n",
            "house/ruleset.yaml:5: no reason or outcome is called 'rental'; it is dropped in",
        ),
        ("order: {put: rental, before: rental}\n", "'rental' cannot stand beside itself"),
        ("parameters:\n  silence_days 3\n", "house/ruleset.yaml:5: `parameters:` must be keys with"),
        (
            "change:\n  responses: {type: boolean}\n",
            "follow_up.yaml:12: 'responses' is a yes/no; 'responses' is changed in {root}/ruleset.",
        ),
        ("chnage: {}\n", "ruleset.yaml has no key 'chnage'; did you mean 'change'?"),
    ],
)  # fmt: skip
def test_conflicts_and_orphans_are_told_with_file_line_and_mend(
    tmp_path: Path, body: str, message: str
) -> None:
    root = house(tmp_path, body)
    assert message.format(root=root) in refusal(root)


def test_a_base_may_be_a_directory_and_an_overlay_itself(tmp_path: Path) -> None:
    first = house(tmp_path, "parameters:\n  silence_days: 10\n")
    second = tmp_path / "second"
    second.mkdir()
    text = HEAD.replace("clientfit/default", "../house") + "parameters:\n  update_days: 3\n"
    (second / "ruleset.yaml").write_text(text, "utf-8")
    mine = load_rules(second).rule_set
    assert (mine.parameters["silence_days"].value, mine.parameters["update_days"].value) == (10, 3)
    assert mine.bases == (f"{second.as_posix()}/../house", "clientfit/default")
    assert first.is_dir()


def test_a_base_that_is_not_there_is_told(tmp_path: Path) -> None:
    root = house(tmp_path, "")
    (root / "ruleset.yaml").write_text(HEAD.replace("clientfit/default", "../nowhere"), "utf-8")
    assert "house/ruleset.yaml:3: `extends:` finds no ruleset.yaml in '../nowhere'" in refusal(root)


@pytest.mark.parametrize(
    ("written", "mend"),
    [("clientfit/defualt", "did you mean 'clientfit/default'?"), ("", "`extends:` is empty; write")],
)
def test_a_base_that_is_misspelt_or_left_out_is_the_only_thing_told(
    tmp_path: Path, written: str, mend: str
) -> None:
    root = house(tmp_path, "")
    (root / "ruleset.yaml").write_text(HEAD.replace("clientfit/default", written), "utf-8")
    said = refusal(root)
    assert mend in said
    assert len(said.splitlines()) == 1


def test_a_rule_set_that_extends_itself_is_refused(tmp_path: Path) -> None:
    root = house(tmp_path, "")
    (root / "ruleset.yaml").write_text(HEAD.replace("clientfit/default", "."), "utf-8")
    assert "extends this rule set, so it cannot be extended by it" in refusal(root)


def test_changes_without_a_base_are_refused(tmp_path: Path) -> None:
    root = house(tmp_path, "drop: [rental]\n")
    (root / "ruleset.yaml").write_text('ruleset: a\nversion: "1"\ndrop: [rental]\n', "utf-8")
    assert "`drop:` needs `extends:`" in refusal(root)


@pytest.mark.parametrize("name", ["lakeside", "search-portal"])
def test_the_houses_of_the_docs_load_and_have_no_finding(name: str) -> None:
    mine = load_rules(HOUSES / name).rule_set
    assert [str(each.problem()) for each in lint(mine)] == []
    assert mine.waivers == ()


def test_a_second_program_has_reasons_of_its_own() -> None:
    mine = load_rules(HOUSES / "search-portal")
    reasons = {row.id for row in mine.rule_set.rows if row.family == "reason"}
    assert reasons == {
        *("existing_connection", "rental_inquiry", "not_within_six_months"),
        *("not_interested", "unresponsive"),
    }
    assert mine.decide_facts({"wants_rental": True}).reason == "rental_inquiry"
