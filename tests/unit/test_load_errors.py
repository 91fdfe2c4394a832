"""Every kind of mistake in a rule set is found, with file, line and mend; all of them at once."""

import shutil
from pathlib import Path

import pytest

from clientfit.errors import RuleSetError
from clientfit.evaluator import load_rules
from clientfit.facts import complete
from clientfit.reference import decide, holding

LOST, WORKED = "reasons/lost_touch.yaml", "signals/worked_together.yaml"
CONTACT, TOP = "facts/contact.yaml", "ruleset.yaml"
HOLDS = "holds_when: responses >= 1"


@pytest.fixture
def house(tmp_path: Path, root: Path) -> Path:
    return Path(shutil.copytree(root / "rules", tmp_path / "rules"))


def change(house: Path, name: str, old: str, new: str) -> None:
    file = house / name
    text = file.read_text("utf-8")
    assert text.count(old) >= 1
    file.write_text(text.replace(old, new, 1), "utf-8")


def refusal(house: Path) -> str:
    with pytest.raises(RuleSetError) as caught:
        load_rules(house)
    return str(caught.value)


@pytest.mark.parametrize(
    ("name", "old", "new", "at", "message"),
    [
        (WORKED, HOLDS, "holds_when: respones >= 1", "respones", "did you mean 'responses'?"),
        (WORKED, HOLDS, "holds_when: responses", "holds_when", "is an integer, not a yes/no"),
        (WORKED, HOLDS, "holds_when: wants_rental >= 1", "holds_when", "'wants_rental' is a yes/no"),
        (WORKED, HOLDS, "holds_when: responses.real >= 1", "holds_when", "a dot is not allowed here"),
        (WORKED, HOLDS, "holds_when: len(responses) >= 1", "holds_when", "calls are not allowed here"),
        (
            WORKED,
            HOLDS,
            "holds_when: '[x for x in responses] == 1'",
            "holds_when",
            "ListComp is not part of the rule language",
        ),
        (WORKED, HOLDS, "holds_when: __class__ >= 1", "holds_when", "unknown word '__class__'"),
        (WORKED, HOLDS, "holds_when: 'lambda: 1'", "holds_when", "functions are not allowed in rules"),
        (WORKED, HOLDS, "holds_when: f'{responses}' == 'x'", "holds_when", "formatted text"),
        (WORKED, HOLDS, "holds_when: responses is None", "holds_when", "may not test whether a fact"),
        (WORKED, HOLDS, "holds_when: responses = 1", "holds_when", "write == with two signs"),
        (WORKED, HOLDS, "holds_when: lost_touch", "holds_when", "unknown word 'lost_touch'"),
        (WORKED, HOLDS, "holds_when: [responses >= 1]", "holds_when", "a list needs `all:`"),
        (WORKED, HOLDS, "holds_when: {al: [responses >= 1]}", "holds_when", "did you mean 'all'?"),
        (WORKED, HOLDS, "holds_when: {all: []}", "holds_when", "this list is empty"),
        (
            WORKED,
            HOLDS,
            "holds_when: {at_least: {n: 3, of: [responses >= 1]}}",
            "holds_when",
            "at least 3 of 1",
        ),
        (
            WORKED,
            HOLDS,
            "holds_when: {at_least: {n: many, of: [responses >= 1]}}",
            "holds_when",
            "write at_least with a number",
        ),
        (
            "facts/advice.yaml",
            "asked_over_market:\n    type: number",
            "asked_over_market:\n    type: integer",
            "from:",
            "this gives number, but the fact is declared integer; declare `type: number`",
        ),
        (WORKED, "kind: condition", "kind: red_flg", "kind:", "did you mean 'red_flag'?"),
        (WORKED, "title:", "titel:", "titel", "has no key 'titel'; did you mean 'title'?"),
        (WORKED, "title: You", "title: x\ntitle: You", "title: You", "stands here twice"),
        (WORKED, HOLDS, "holds_when: &a responses >= 1", "holds_when", "anchors (&)"),
        (WORKED, HOLDS, "holds_when: !!str responses >= 1", "holds_when", "tags (!) are not allowed"),
        (
            WORKED,
            HOLDS,
            "holds_when:\n  all: [responses >= 3, responses < 2]",
            "all:",
            "these lines can never hold together: 'responses >= 3' and 'responses < 2'",
        ),
        (
            WORKED,
            HOLDS,
            "holds_when:\n  all: [wants_rental, not wants_rental]",
            "all:",
            "these lines can never hold together",
        ),
        (
            WORKED,
            "{responses}",
            "{responses:>10}",
            "says:",
            "'{responses}' may not be formatted; write {responses} alone",
        ),
        (WORKED, "{responses}", "{responses!r}", "says:", "'{responses}' may not be formatted"),
        (
            WORKED,
            "{responses}",
            "{responses.__class__}",
            "says:",
            "unknown fact '{responses.__class__}'",
        ),
        (WORKED, "{responses}", "{responses[0]}", "says:", "unknown fact '{responses[0]}'"),
        (WORKED, "{responses}", "{}", "says:", "unknown fact '{}'"),
        (WORKED, "{responses}", "{respones}", "says:", "did you mean 'responses'?"),
        (WORKED, "{responses}", "{responses", "says:", "a { or } stands alone"),
        (WORKED, "given: {responses:", "given: {respones:", "respones", "did you mean 'responses'?"),
        (WORKED, "expect: holds", "expect: hold", "expect: hold", "`expect:` cannot be 'hold'"),
        (WORKED, "signal: worked_together", "signal: working", "signal:", "give both the same name"),
        (WORKED, "signal: worked_together", "signal: responses", "signal:", "'responses' is declared"),
        (LOST, "action: remove", "action: remov", "action: remov", "did you mean 'remove'?"),
        (LOST, "when: service_lapse", "when: servce_lapse", "servce", "did you mean 'service_lapse'?"),
        (TOP, "  - lost_touch\n", "  - lost_tuch\n", "lost_tuch", "did you mean 'lost_touch'?"),
        (TOP, "  - keep\n", "  - rental\n  - keep\n", "  - rental", "'rental' stands twice"),
        (TOP, "value: 15%", "value: much", "value: much", "'much' is not a number"),
        (TOP, "when: agreement_in_force", "when: agrement_in_force", "agrement", "did you mean"),
        (TOP, "for: [lost_touch]", "for: [lost_tuch]", "lost_tuch", "did you mean 'lost_touch'?"),
        (
            LOST,
            "my last {unanswered_streak}",
            "my last {unanswered_strek}",
            "message:",
            "'unanswered_streak'?",
        ),
        (LOST, "my last {unanswered_streak}", "my last {unanswered_streak!r}", "message:", "formatted"),
        (LOST, "Last answer: {last_response}", "Last: {last_respons}", "notes:", "'last_response'?"),
        (LOST, "Last answer: {last_response}", "Your religion: x", "notes:", "'religion' names a"),
        (LOST, "message: >-\n  Hello.", "message: >-\n  Your church.", "message:", "'church' names a"),
        (
            LOST,
            "title:",
            "silent: perhaps\ntitle:",
            "silent:",
            "cannot be 'perhaps'; write one of true",
        ),
        (CONTACT, "client ({channel})", "client ({chanel})", "notes:", "did you mean 'channel'?"),
        (CONTACT, "client ({channel})", "client ({given_to})", "notes:", "unknown field of the event"),
        (CONTACT, "client ({channel})", "religious client ({channel})", "notes:", "protected class"),
        (
            "facts/search.yaml",
            "from: case.areas_overlap",
            "notes: x\n    from: case.areas_overlap",
            "notes:",
            "rests on no events",
        ),
        (CONTACT, "  last_update:\n", "  religion:\n", "  religion:", "about protected classes"),
        (CONTACT, "  last_update:\n", "  first_name:\n", "  first_name:", "about protected classes"),
        (CONTACT, "  last_update:\n", "  __class__:\n", "  __class__:", "cannot name a fact"),
        (CONTACT, "  last_update:\n", "  attempts:\n", "attempts", "stands here twice"),
        (CONTACT, "type: date", "type: dat", "type: dat", "did you mean 'date'?"),
        (CONTACT, "from: count(responses)", "from: cuont(responses)", "cuont", "did you mean 'count'?"),
        (CONTACT, "from: count(responses)", "from: count(respones)", "respones", "did you mean"),
        (CONTACT, "from: count(responses)", "from: any(responses)", "any(responses)", "gives boolean"),
        (
            CONTACT,
            "from: count(responses)",
            "from: count(responses, befor=last(attempts))",
            "befor",
            "has no option 'befor'",
        ),
        (CONTACT, "direction == 'outbound'", "direction == 'outbond'", "outbond", "'outbound'?"),
        (CONTACT, "of: contact", "of: contct", "contct", "did you mean 'contact'?"),
        (
            CONTACT,
            "assumed_as: the client never answered",
            "asks: x",
            "asks: x",
            "the key 'asks' stands here twice",
        ),
    ],
)
def test_a_mistake_is_told_with_its_line_and_mend(
    house: Path, name: str, old: str, new: str, at: str, message: str
) -> None:
    change(house, name, old, new)
    said = refusal(house)
    found = [line for line in said.splitlines() if message in line]
    assert found, said
    lines = (house / name).read_text("utf-8").splitlines()
    expected = [f"{name}:{number}: " for number, line in enumerate(lines, 1) if at in line]
    assert any(place in line for place in expected for line in found), said


def test_signals_that_rest_on_each_other_are_told_as_a_cycle(house: Path) -> None:
    change(house, WORKED, HOLDS, "holds_when: service_lapse")
    change(
        house,
        "signals/overdue_update.yaml",
        "    - days_since_update",
        "    - worked_together\n    - days_since_update",
    )
    said = refusal(house)
    assert "these rest on each other: " in said
    assert "worked_together" in said
    assert ".yaml:" in said


def test_facts_that_rest_on_each_other_are_told_as_a_cycle(house: Path) -> None:
    change(house, "facts/advice.yaml", "from: latest(goal.asked_price)", "from: asked_over_market + 1")
    said = refusal(house)
    assert "these rest on each other: " in said
    assert "asked_over_market" in said


def test_a_rule_without_a_place_in_the_order_is_told(house: Path) -> None:
    change(house, TOP, "  - lost_touch\n", "")
    said = refusal(house)
    assert f"{TOP}:67: 'lost_touch' has no place in `order:`; add what lacks" in said


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("reasons/extra.yml", "does not end in .yaml; call it extra.yaml"),
        ("facts/ours/extra.yaml", "lies in a folder of its own; move it to facts/"),
        ("reason/extra.yaml", "the files in it are not read; did you mean 'reasons'?"),
    ],
)
def test_a_file_that_would_be_missed_without_a_word_is_told(
    house: Path, name: str, message: str
) -> None:
    (house / name).parent.mkdir(exist_ok=True)
    (house / name).write_text("topic: Ours\n", "utf-8")
    assert message in refusal(house)


def test_other_folders_beside_the_rules_are_left_alone(house: Path) -> None:
    (house / "notes").mkdir()
    (house / "notes" / "plan.yaml").write_text("a: 1\n", "utf-8")
    (house / "reasons" / "notes.txt").write_text("later", "utf-8")
    assert load_rules(house).rule_set.rules


def test_a_condition_that_does_not_read_is_not_said_to_hold_always(house: Path) -> None:
    change(house, "reasons/rental.yaml", "holds_when: wants_rental", "holds_when: yes")
    said = refusal(house)
    assert "unknown word 'yes'; write `always`" in said
    assert "always holds" not in said


@pytest.mark.parametrize("name", [TOP, CONTACT])
def test_a_file_on_which_the_others_rest_is_told_alone_when_it_cannot_be_read(
    house: Path, name: str
) -> None:
    file = house / name
    file.write_text(file.read_text("utf-8") + "\tmore: 1\n", "utf-8")
    with pytest.raises(RuleSetError) as caught:
        load_rules(house)
    (problem,) = caught.value.problems
    assert problem.message == "a tab stands here"
    assert problem.hint == "indent with spaces, never with tabs"
    assert problem.line == len(file.read_text("utf-8").splitlines())


def test_the_last_in_the_order_must_hold_always(house: Path) -> None:
    change(house, TOP, "  - keep\n", "")
    change(house, TOP, "  - stop_contact\n", "  - keep\n  - stop_contact\n")
    said = refusal(house)
    assert "'keep' always holds, so nothing after it is ever tried" in said
    assert "the last in `order:` must hold always" in said


@pytest.mark.parametrize("name", [WORKED, LOST, "outcomes/keep.yaml"])
def test_a_rule_without_examples_is_told(house: Path, name: str) -> None:
    text = (house / name).read_text("utf-8")
    (house / name).write_text(text[: text.index("examples:")], "utf-8")
    said = refusal(house)
    assert f"{name}:1: " in said
    assert "needs `examples:`; add one that holds, one that does not" in said


@pytest.mark.parametrize("key", ["title", "means", "says", "source", "holds_when"])
def test_a_rule_without_a_needed_key_is_told(house: Path, key: str) -> None:
    change(house, WORKED, f"{key}:", "examples_of:")
    assert f"needs `{key}:`" in refusal(house)


def test_a_branch_that_is_not_the_last_needs_a_condition(house: Path) -> None:
    change(house, LOST, "  - when: service_lapse\n    action", "  - action")
    assert "the last branch, and only the last, has no `when:`" in refusal(house)


def test_a_file_that_is_too_large_is_told(house: Path) -> None:
    file = house / WORKED
    file.write_text(file.read_text("utf-8") + "#" * 300_000, "utf-8")
    said = refusal(house)
    assert f"{WORKED}: this file has" in said
    assert "the limit is" in said


def test_an_alias_bomb_is_told(house: Path) -> None:
    lines = ["a0: &a0 [x, x]"]
    lines += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]" for n in range(1, 20)]
    (house / WORKED).write_text("\n".join(lines), "utf-8")
    assert f"{WORKED}:1: anchors (&) and aliases (*) are not allowed" in refusal(house)


@pytest.mark.parametrize("text", ["", "- a\n", "just text\n", "a: [\n", "\x00"])
def test_a_file_of_another_shape_is_told(house: Path, text: str) -> None:
    (house / WORKED).write_text(text, "utf-8")
    assert WORKED in refusal(house)


def test_all_mistakes_of_several_files_are_told_at_once(house: Path) -> None:
    change(house, WORKED, HOLDS, "holds_when: respones >= 1")
    change(house, WORKED, "title:", "titel:")
    change(house, LOST, "when: service_lapse", "when: servce_lapse")
    change(house, TOP, "value: 15%", "value: much")
    change(house, CONTACT, "of: contact", "of: contct")
    (house / "outcomes/hold.yaml").write_text("a: [\n", "utf-8")
    with pytest.raises(RuleSetError) as caught:
        load_rules(house)
    files = {problem.file.partition("/rules/")[2] for problem in caught.value.problems}
    assert {WORKED, LOST, TOP, CONTACT, "outcomes/hold.yaml"} <= files
    said = str(caught.value)
    for part in ("respones", "titel", "servce_lapse", "'much'", "contct", "this is not YAML"):
        assert part in said
    assert list(caught.value.problems) == sorted(caught.value.problems)


def test_a_directory_without_rules_says_what_should_be_there(tmp_path: Path) -> None:
    assert "there is no ruleset.yaml here; name the directory" in refusal(tmp_path)


def test_a_rule_set_that_is_not_where_it_is_looked_for_is_told_by_what_is_there(house: Path) -> None:
    said = refusal(house / "nosuch")
    assert "/nosuch: there is no such directory; name the directory that holds" in said
    said = refusal(house / TOP)
    assert f"this is a file, and a rule set is a directory; write {house.as_posix()}" in said
    assert "a rule set is a directory; name the directory" in refusal(house / LOST)
    (house / TOP).rename(house / "ruleset.yml")
    said = refusal(house)
    assert "there is no ruleset.yaml here; rename ruleset.yml to ruleset.yaml" in said


@pytest.mark.parametrize(
    ("name", "text", "message"),
    [
        (
            "reason_bad.yaml",
            "reason: bad\n",
            "no rule is read from here; put it into reasons/, or move it out of the rule set",
        ),
        ("new.yml", "# mine\nsignal: new\n", "no rule is read from here; put it into signals/, or"),
        ("quiet.yaml", "outcome: quiet\n", "no rule is read from here; put it into outcomes/"),
        ("words.yaml", "topic: words\nfacts: {}\n", "no rule is read from here; put it into facts/"),
        (
            "pipeline.yaml",
            "steps: []\n",
            "no rule is read from here; put it into signals/, reasons/ or outcomes/, or move it out",
        ),
        ("moves.yml", "moves: {}\n", "this file is not read; rename it moves.yaml"),
        (
            "case.yaml",
            "cases: []\n",
            "this file is not read; did you mean 'cases'? If not, move it",
        ),
    ],
)
def test_a_file_beside_the_rule_set_that_is_not_read_is_told(
    house: Path, name: str, text: str, message: str
) -> None:
    (house / name).write_text(text, "utf-8")
    assert f"/{name}: {message}" in refusal(house)


def test_a_file_beside_the_rule_set_that_is_no_rule_is_let_be(house: Path) -> None:
    (house / "README.md").write_text("# Ours\n", "utf-8")
    (house / ".tool.yaml").write_text("reason: none\n", "utf-8")
    (house / "notes").mkdir()
    (house / "notes" / "plan.yaml").write_text("reason: later\n", "utf-8")
    assert load_rules(house).hash == load_rules("clientfit/default").hash


def test_a_signal_may_have_any_name_that_is_not_taken(house: Path) -> None:
    """A name of the compiled source must never be mistaken for another."""
    name = "responses_low"
    text = (house / WORKED).read_text("utf-8").replace("worked_together", name)
    text = text.replace("holds_when: responses >= 1", "holds_when: wants_rental")
    (house / f"signals/{name}.yaml").write_text(text, "utf-8")
    change(house, LOST, "    - repeated_silence", f"    - repeated_silence\n    - not {name}")
    rules = load_rules(house)
    for rule in rules.rule_set.rules:
        for example in rule.examples:
            facts = complete(rules.rule_set, example.given)
            assert rules.verdict(facts) == decide(rules.rule_set, facts), example.name
            vector = rules.engine.vector(facts)
            assert rules.engine.holding(vector) == holding(rules.rule_set, facts), example.name


@pytest.mark.parametrize(
    "line",
    [
        "responses" + "+1" * 220 + " >= 1",
        "-" * 300 + "responses >= 1",
        "not " * 100 + "wants_rental",
    ],
)
def test_a_line_that_cannot_be_compiled_is_our_own_error(house: Path, line: str) -> None:
    change(house, WORKED, HOLDS, f'holds_when: "{line}"')
    try:
        rules = load_rules(house)
    except RuleSetError as error:
        assert WORKED in str(error)  # noqa: PT017  refusing it is right too
    else:
        assert rules.decide_facts({}).rule


def test_a_count_of_very_many_digits_is_our_own_error(house: Path) -> None:
    digits = "9" * 5000
    change(house, WORKED, HOLDS, f"holds_when: {{at_least: {{n: {digits}, of: [responses >= 1]}}}}")
    assert WORKED in refusal(house)


@pytest.mark.parametrize("option", ["**{'a': 1}", "after=first(attempts), **{'a': 1}"])
def test_an_option_without_a_name_is_our_own_error(house: Path, option: str) -> None:
    change(house, CONTACT, "from: count(responses)", f'from: "count(responses, {option})"')
    assert CONTACT in refusal(house)
