"""What holds of every decision, and of every input however broken."""

import json
import shutil
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from clientfit.case import Case
from clientfit.case_reader import load_case, parse_case
from clientfit.decision import Decision
from clientfit.errors import ClientfitError
from clientfit.evaluator import load_rules
from clientfit.facade import default_rules
from clientfit.facts import complete
from clientfit.language.expression import Place
from clientfit.language.parse import parse_condition
from clientfit.language.vocabulary import Vocabulary
from clientfit.reference import truth
from clientfit.ruleset.documents import Unreadable, parse_document
from clientfit.testing.case_strategies import json_like, raw_cases
from clientfit.testing.fact_strategies import FactStrategies, as_given
from clientfit.values import FactValue

RULES = default_rules()
FACTS = FactStrategies(RULES.rule_set)
KNOWN = FACTS.known()
CHECKS = [
    *(HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much),
    HealthCheck.function_scoped_fixture,
]
RULE_FILES = sorted(
    path.relative_to(Path(__file__).parents[2] / "rules").as_posix()
    for path in (Path(__file__).parents[2] / "rules").rglob("*.yaml")
)
VOCABULARY = Vocabulary(
    {name: spec.type for name, spec in RULES.rule_set.facts.items()},
    {name: spec.value for name, spec in RULES.rule_set.parameters.items()},
    frozenset(rule.id for rule in RULES.rule_set.signals),
)


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory, root: Path) -> Path:
    return Path(shutil.copytree(root / "rules", tmp_path_factory.mktemp("house") / "rules"))


@given(KNOWN, st.data())
@settings(max_examples=1000, deadline=None, suppress_health_check=CHECKS)
def test_learning_a_fact_only_narrows_what_is_possible(
    known: dict[str, FactValue], data: st.DataObject
) -> None:
    more = data.draw(FACTS.learned(known))
    assume(more)
    before = RULES.verdict(complete(RULES.rule_set, known))
    after = RULES.verdict(complete(RULES.rule_set, more))
    assert set(after.possible) <= set(before.possible)
    if not before.provisional:
        assert (after.outcome, after.provisional) == (before.outcome, False)


@given(KNOWN)
@settings(max_examples=400, deadline=None, suppress_health_check=CHECKS)
def test_every_row_of_a_proof_is_as_true_as_the_reference_says(known: dict[str, FactValue]) -> None:
    named = RULES.rule_set.conditions
    words = {True: "true", False: "false", None: "unknown"}
    facts = complete(RULES.rule_set, known)
    rows = RULES.decide_facts(as_given(known)).proof().rows
    for node in (node for row in rows for node in row.walk() if node.about.rule):
        expected = truth(named[str(node.about.rule)], facts.values, named)
        assert node.truth == words[expected], node.about.rule
    assert [row.about.rule for row in rows] == [row.id for row in RULES.rule_set.rows][: len(rows)]


@given(raw_cases(), st.randoms(use_true_random=False))
@settings(max_examples=500, deadline=None, suppress_health_check=CHECKS)
def test_the_order_of_the_events_in_the_file_changes_nothing(raw: dict[str, Any], random: Any) -> None:
    shuffled = list(raw["events"])
    random.shuffle(shuffled)
    case, other = parse_case(raw), parse_case({**raw, "events": shuffled})
    assert RULES.timeline.facts(case).values == RULES.timeline.facts(other).values
    assert RULES.decide(case) == RULES.decide(other)


@given(raw_cases())
@settings(max_examples=300, deadline=None, suppress_health_check=CHECKS)
def test_a_case_decides_the_same_after_a_round_trip_through_json(raw: dict[str, Any]) -> None:
    case = parse_case(raw)
    again = Case.model_validate_json(case.model_dump_json())
    also = parse_case(json.loads(case.model_dump_json()))
    assert RULES.timeline.facts(again) == RULES.timeline.facts(case)
    assert RULES.decide(also) == RULES.decide(again) == RULES.decide(case)


@given(raw_cases())
@settings(max_examples=100, deadline=None, suppress_health_check=CHECKS)
def test_a_decision_keeps_all_its_data_through_json(raw: dict[str, Any]) -> None:
    decision = RULES.decide(parse_case(raw))
    written = decision.model_dump()
    again = Decision.model_validate_json(decision.model_dump_json())
    assert again.model_dump() == written
    assert again == decision
    assert again.model_dump_json() == decision.model_dump_json()


@given(raw_cases())
@settings(max_examples=100, deadline=None, suppress_health_check=CHECKS)
def test_every_decision_has_a_text_a_proof_and_a_reason_or_question(raw: dict[str, Any]) -> None:
    decision = RULES.decide(parse_case(raw))
    assert decision.proof().deciding.about.rule == decision.rule
    assert decision.to_text().endswith("\n")
    assert decision.steps[-1] or decision.questions
    assert not decision.provisional or decision.questions


@given(json_like())
@settings(max_examples=300, deadline=None, suppress_health_check=CHECKS)
def test_a_record_of_any_shape_is_a_case_or_our_own_error(document: Any) -> None:
    try:
        found = parse_case(document)
    except ClientfitError as error:
        assert error.problems  # noqa: PT017  either outcome is right
    else:
        assert found.id


@given(raw_cases(), st.data())
@settings(max_examples=400, deadline=None, suppress_health_check=CHECKS)
def test_a_good_record_with_something_odd_in_it_is_decided_or_our_own_error(
    raw: dict[str, Any], data: st.DataObject
) -> None:
    odd = data.draw(json_like())
    key = data.draw(st.sampled_from((*Case.model_fields, "event")))
    document = {**raw, key: odd}
    if key == "event":
        del document["event"]
        index = data.draw(st.integers(0, 7))
        assume(index < len(raw["events"]))
        field = data.draw(st.sampled_from(sorted(raw["events"][index])))
        document["events"] = [*raw["events"]]
        document["events"][index] = {**raw["events"][index], field: odd}
    try:
        decision = RULES.decide(parse_case(document))
    except ClientfitError as error:
        assert str(error)  # noqa: PT017  either outcome is right
    else:
        assert decision.rule


@given(st.binary(max_size=300), st.sampled_from((".yaml", ".json", ".jsonl")))
@settings(max_examples=300, deadline=None, suppress_health_check=CHECKS)
def test_a_file_of_any_bytes_is_a_case_or_our_own_error(
    tmp_path: Path, content: bytes, suffix: str
) -> None:
    file = tmp_path / f"case{suffix}"
    file.write_bytes(content or b"\n1")
    with pytest.raises(ClientfitError) as caught:
        load_case(file)
    assert caught.value.problems


YAML_MARKS = (
    *("a", "b: ", "- ", "\n", "\n  ", "{", "}", "[", "]", ": ", "? ", "| ", "> ", "#", "&x ", "*x"),
    *("!t ", "'", '"', "%", "---", "...", "\t", "@", "`", "<<: ", ", "),
)
YAML_PIECES = st.lists(st.one_of(st.sampled_from(YAML_MARKS), st.text(max_size=5)), max_size=30).map(
    "".join
)


@given(YAML_PIECES)
@settings(max_examples=1000, deadline=None, suppress_health_check=CHECKS)
def test_text_of_any_kind_is_a_document_or_unreadable(text: str) -> None:
    try:
        node, _ = parse_document(text, "x.yaml")
    except Unreadable as unreadable:
        assert unreadable.problem.file == "x.yaml"  # noqa: PT017  either outcome is right
    else:
        assert node.line >= 1


@given(st.sampled_from(RULE_FILES), st.data())
@settings(max_examples=200, deadline=None, suppress_health_check=CHECKS)
def test_a_rule_set_with_a_corrupted_file_loads_or_is_our_own_error(
    house: Path, name: str, data: st.DataObject
) -> None:
    file = house / name
    good = file.read_bytes()
    start = data.draw(st.integers(0, len(good) - 1))
    end = data.draw(st.integers(start, min(start + 12, len(good))))
    piece = data.draw(
        st.one_of(
            st.binary(max_size=6),
            st.sampled_from([b"{", b"}", b"[", b": ", b"\n", b"- ", b"not ", b"'", b"1", b"always"]),
        )
    )
    file.write_bytes(good[:start] + piece + good[end:])
    try:
        rules = load_rules(house)
    except ClientfitError as error:
        assert error.problems  # noqa: PT017  either outcome is right
    else:
        assert rules.hash
    finally:
        file.write_bytes(good)


TOKENS = st.lists(
    st.one_of(
        st.sampled_from(
            [
                *("responses", "attempts", "min_attempts", "wants_rental", "handoff_status", "not"),
                *("in", "is", "and", "or", "lambda", "abs", "(", ")", "[", "]", "{", "}", ",", "."),
                *("<", ">=", "==", "!=", "+", "-", "*", "/", "0", "3", "0.15", "1e999", "'none'", ":="),
            ]
        ),
        st.text(max_size=3),
    ),
    max_size=12,
).map(" ".join)


@pytest.mark.filterwarnings("ignore::SyntaxWarning", "ignore::DeprecationWarning")
@given(TOKENS)
@settings(max_examples=1500, deadline=None, suppress_health_check=CHECKS)
def test_a_line_of_any_kind_is_a_condition_or_our_own_error(text: str) -> None:
    try:
        found = parse_condition(text, VOCABULARY, Place("x.yaml", 1))
    except ClientfitError as error:
        assert error.problems[0].line == 1  # noqa: PT017  either outcome is right
    else:
        assert found is not None
