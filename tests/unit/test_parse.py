"""One line of the rule language: what is read, and what is refused with which words."""

from fractions import Fraction

import pytest

from clientfit.errors import RuleSetError
from clientfit.language.dual import rail
from clientfit.language.expression import (
    Absolute,
    Arithmetic,
    BooleanFact,
    Compare,
    Condition,
    FactTerm,
    Named,
    Negate,
    Not,
    Number,
    OneOf,
    Parameter,
    Place,
    show,
)
from clientfit.language.parse import parse_condition
from clientfit.language.python_source import print_rail
from clientfit.language.syntax import MAX_LENGTH
from clientfit.language.vocabulary import FactType, Vocabulary

WORDS = Vocabulary(
    {
        "responses": FactType("integer"),
        "attempts": FactType("integer"),
        "gap": FactType("number"),
        "wants_rental": FactType("boolean"),
        "last_response": FactType("date"),
        "status": FactType("enum", ("none", "pending", "agreed")),
    },
    {"limit": 3, "share": Fraction(3, 20), "nothing": 0},
    frozenset({"overdue"}),
)
PLACE = Place("rules/x.yaml", 7)


def read(text: str) -> Condition:
    return parse_condition(text, WORDS, PLACE)


def refusal(text: str) -> str:
    with pytest.raises(RuleSetError) as caught:
        read(text)
    return str(caught.value)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("wants_rental", BooleanFact("wants_rental")),
        ("  wants_rental  ", BooleanFact("wants_rental")),
        ("not wants_rental", Not(BooleanFact("wants_rental"))),
        ("overdue", Named("overdue")),
        ("responses >= limit", Compare(FactTerm("responses"), ">=", Parameter("limit", 3))),
        ("gap > 0.15", Compare(FactTerm("gap"), ">", Number(Fraction(3, 20)))),
        ("gap > share", Compare(FactTerm("gap"), ">", Parameter("share", Fraction(3, 20)))),
        ("3 < responses", Compare(Number(3), "<", FactTerm("responses"))),
        ("responses == -1", Compare(FactTerm("responses"), "==", Negate(Number(1)))),
        (
            "abs(responses - attempts) != 2 * limit",
            Compare(
                Absolute(Arithmetic("-", FactTerm("responses"), FactTerm("attempts"))),
                "!=",
                Arithmetic("*", Number(2), Parameter("limit", 3)),
            ),
        ),
        ("status == 'agreed'", OneOf(FactTerm("status"), ("agreed",))),
        ("'agreed' == status", OneOf(FactTerm("status"), ("agreed",))),
        ("status != 'agreed'", Not(OneOf(FactTerm("status"), ("agreed",)))),
        ("status in ['none', 'agreed']", OneOf(FactTerm("status"), ("none", "agreed"))),
        ("status not in ('none',)", Not(OneOf(FactTerm("status"), ("none",)))),
    ],
)
def test_a_line_is_read_as_its_tree(text: str, expected: Condition) -> None:
    assert read(text) == expected


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("respones >= 1", "unknown word 'respones'; did you mean 'responses'?"),
        ("overdu", "unknown word 'overdu'; did you mean 'overdue'?"),
        ("responses", "'responses' is an integer, not a yes/no"),
        ("gap", "'gap' is a number, not a yes/no"),
        ("limit", "'limit' is a number, not a yes/no; compare it: ... >= limit"),
        ("wants_rental >= 1", "'wants_rental' is a yes/no"),
        ("wants_rental == True", "not compared with 'True'; write 'wants_rental' alone"),
        ("wants_rental == true", "not compared with 'true'; write 'wants_rental' alone"),
        ("true == wants_rental", "write 'wants_rental' alone"),
        ("wants_rental == yes", "write 'wants_rental' alone"),
        ("wants_rental == false", "write 'not wants_rental' alone"),
        ("wants_rental != true", "write 'not wants_rental' alone"),
        ("wants_rental != false", "write 'wants_rental' alone"),
        ("overdue == true", "write 'overdue' alone"),
        ("(not overdue) == true", "write the yes/no alone, or `not` before it"),
        ("responses == true", "'responses' is no yes/no, so it is never 'true'; compare it with a"),
        ("wants_rentl == true", "unknown word 'wants_rentl'; did you mean 'wants_rental'?"),
        ("true", "unknown word 'true'; write `always`"),
        ("overdue >= 1", "'overdue' is a yes/no"),
        ("status >= 1", "'status' is a word"),
        ("status > 'none'", "words have no order"),
        ("status == 'agred'", "'status' is never 'agred'; did you mean 'agreed'?"),
        ("responses == 'agreed'", "has no words to compare with"),
        ("status in ['none', 'none']", "each once"),
        ("status in []", "at least one word"),
        ("status in 'none'", "`in` takes a list of words"),
        ("1 in ['none']", "`in` asks about one fact"),
        ("status in [1]", "words in quotes"),
        ("'none' == 'none'", "compare a fact with one word"),
        ("last_response > 3", "'last_response' is a date"),
        ("True", "'True' alone is no condition"),
        ("1 < responses < 3", "one line holds one comparison"),
        ("responses >= 1 and attempts >= 1", "write the parts as a list under `all:` or `any:`"),
        ("responses = 1", "to compare, write == with two signs"),
        ("responses => 1", "cannot read 'responses => 1'; write >= instead of =>"),
        ("responses =< 1", "write <= instead of =<"),
        ("responses <> 1", "write != instead of <>"),
        ("responses is None", "a rule may not test whether a fact is known"),
        ("responses.real >= 1", "a dot is not allowed here"),
        ("responses.__class__ == 1", "a dot is not allowed here"),
        ("__import__('os')", "calls are not allowed here"),
        ("__builtins__ >= 1", "unknown word '__builtins__'"),
        ("max(responses, 1) >= 1", "calls are not allowed here"),
        ("abs(responses, 1) >= 1", "calls are not allowed here"),
        ("[x for x in responses] == 1", "ListComp is not part of the rule language"),
        ("{x: 1 for x in responses} == 1", "DictComp is not part of the rule language"),
        ("lambda: 1", "functions are not allowed in rules"),
        ("(lambda: 1) == 1", "functions are not allowed in rules"),
        ("f'{responses}' == 'x'", "formatted text is not allowed"),
        ("responses[0] >= 1", "square brackets after a name are not allowed"),
        ("(x := 3) >= 1", "a condition cannot assign"),
        ("1 if wants_rental else 2", "if/else is not allowed"),
        ("responses ** 2 >= 1", "is not part of the rule language"),
        ("responses // 2 >= 1", "is not part of the rule language"),
        ("responses * attempts >= 1", "one side of * must be a number"),
        ("responses / attempts >= 1", "divides only by a number"),
        ("responses / 0 >= 1", "this divides by zero"),
        ("responses / nothing >= 1", "this divides by zero"),
        ("responses >= 1e999", "is not a number that can be compared"),
        ("responses >= 1j", "is not part of the rule language"),
        ("responses >= b'1'", "is not part of the rule language"),
        ("responses >=", "cannot read"),
        ("", "cannot read"),
        ("await responses", "rules/x.yaml:7: "),
        ("yield", "cannot read"),
        ("*responses", "cannot read"),
    ],
)
def test_a_line_outside_the_language_is_refused_in_plain_words(text: str, message: str) -> None:
    said = refusal(text)
    assert said.startswith("rules/x.yaml:7: ")
    assert message in said


def test_a_line_that_is_too_long_is_refused() -> None:
    assert f"the limit is {MAX_LENGTH}" in refusal("responses >= " + "1" * MAX_LENGTH)


@pytest.mark.parametrize("text", ["(" * 240 + "1" + ")" * 240, "\0", "responses \ud800 1", "a" * 100])
def test_nested_and_odd_lines_are_refused(text: str) -> None:
    assert "rules/x.yaml:7" in refusal(text)


def test_a_condition_is_shown_as_it_was_written() -> None:
    words = ("status == 'none'", "status != 'none'", "status in ['none', 'agreed']")
    for text in ("responses >= limit", "not wants_rental", "gap + 1 < 2", *words):
        assert show(read(text)) == text
    assert show(read("status not in ['none', 'agreed']")) == "status not in ['none', 'agreed']"


def test_nested_calls_of_abs_do_not_explode() -> None:
    condition = read("abs(" * 9 + "responses" + ")" * 9 + " >= 1")
    printed = print_rail(rail(condition, want=True), str, lambda end: end.fact, repr)
    assert len(printed) < 5000


@pytest.mark.parametrize("text", ["-" * 300 + "responses >= 1", "responses" + "+1" * 220 + ">= 1"])
def test_whatever_is_accepted_can_also_be_compiled(text: str) -> None:
    try:
        condition = read(text)
    except RuleSetError as error:
        assert error.problems  # noqa: PT017  refusing it is right too
        return
    printed = print_rail(rail(condition, want=True), str, lambda end: end.fact, repr)
    assert compile(printed, "<test>", "eval")


def test_every_unknown_word_of_a_line_is_told_at_once() -> None:
    said = refusal("reponses + limt >= 1")
    assert "unknown word 'reponses'; did you mean 'responses'?" in said
    assert "unknown word 'limt'; did you mean 'limit'?" in said
