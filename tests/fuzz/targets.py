"""What is fuzzed: any bytes are read, or refused with our own error; nothing else ever comes out."""

import json
from collections.abc import Callable
from pathlib import Path

from clientfit.case_reader import parse_case
from clientfit.errors import ClientfitError
from clientfit.facade import default_rules
from clientfit.language.expression import Place
from clientfit.language.parse import parse_condition
from clientfit.language.vocabulary import Vocabulary
from clientfit.ruleset.documents import Unreadable, parse_document
from clientfit.ruleset.fields import Report
from clientfit.ruleset.rule_files import read_rule

CORPUS = Path(__file__).parent / "corpus"
RULES = default_rules()
VOCABULARY = Vocabulary(
    {name: spec.type for name, spec in RULES.rule_set.facts.items()},
    {name: spec.value for name, spec in RULES.rule_set.parameters.items()},
    frozenset(rule.id for rule in RULES.rule_set.signals),
)


def text_of(data: bytes) -> str:
    return data.decode("utf-8", "replace")


def rule_file(data: bytes) -> None:
    """Read a rule file."""
    try:
        document, _ = parse_document(text_of(data), "x.yaml")
    except Unreadable:
        return
    read_rule(document, "x.yaml", "reason", VOCABULARY, RULES.rule_set.facts, Report())


def expression(data: bytes) -> None:
    """Read one line of a condition."""
    try:
        parse_condition(text_of(data), VOCABULARY, Place("x.yaml", 1))
    except ClientfitError as error:
        assert error.problems  # noqa: PT017  either outcome is right


def case(data: bytes) -> None:
    """Read a case from JSON, and decide it."""
    try:
        document = json.loads(text_of(data))
    except (ValueError, RecursionError):
        return
    try:
        assert RULES.decide(parse_case(document)).to_text()
    except ClientfitError as error:
        assert error.problems  # noqa: PT017  either outcome is right


TARGETS: dict[str, Callable[[bytes], None]] = {
    "rule_file": rule_file,
    "expression": expression,
    "case": case,
}
