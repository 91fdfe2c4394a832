"""Read the tree of a condition: `all`, `any`, `not`, `at_least`, and leaves of one line."""

from clientfit.errors import RuleSetError
from clientfit.language.expression import (
    TRUE,
    All,
    AnyOf,
    AtLeast,
    Condition,
    Not,
)
from clientfit.language.parse import parse_condition
from clientfit.language.vocabulary import Vocabulary
from clientfit.ruleset.documents import Mapping, Node, Scalar, Sequence
from clientfit.ruleset.fields import Fields, Report, place_of
from clientfit.suggestions import did_you_mean

_WORDS = ("all", "any", "not", "at_least")


def read_condition(node: Node, vocabulary: Vocabulary, file: str, report: Report) -> Condition:
    """Read a condition; what is wrong is reported, and read as always true."""
    place = place_of(node, file)
    if isinstance(node, Scalar):
        if node.text == "always":
            return TRUE
        try:
            return parse_condition(node.text, vocabulary, place)
        except RuleSetError as error:
            report.problems.extend(error.problems)
            return TRUE
    if isinstance(node, Sequence):
        report.add(place, "a list needs `all:`, `any:` or `at_least:` above it")
        return TRUE
    if len(node.entries) != 1:
        report.add(place, "write one of all, any, not, at_least, then its parts below it")
        return TRUE
    key, inner = node.entries[0]
    match key.text:
        case "all" | "any" | "not":
            parts = _parts(inner, vocabulary, file, report)
            if key.text == "all":
                return All(parts, place)
            if key.text == "any":
                return AnyOf(parts, place)
            return Not(parts[0] if len(parts) == 1 else AnyOf(parts, place), place)
        case "at_least":
            return _at_least(inner, vocabulary, file, report)
        case other:
            near = did_you_mean(other, _WORDS) or f"write one of {', '.join(_WORDS)}"
            report.add(place_of(key, file), f"unknown word '{other}' in a condition", near)
            return TRUE


def _parts(node: Node, vocabulary: Vocabulary, file: str, report: Report) -> tuple[Condition, ...]:
    items = node.items if isinstance(node, Sequence) else (node,)
    if not items:
        report.add(place_of(node, file), "this list is empty")
        return (TRUE,)
    return tuple(read_condition(item, vocabulary, file, report) for item in items)


_MAX_DIGITS = 9


def _at_least(node: Node, vocabulary: Vocabulary, file: str, report: Report) -> Condition:
    fields = Fields(node if isinstance(node, Mapping) else None, file, "`at_least:`", report)
    place = place_of(node, file)
    fields.only(("n", "of"))
    of = fields.entries.get("of")
    written = fields.text("n")
    if of is None or not written.isdecimal() or len(written) > _MAX_DIGITS:
        report.add(place, "write at_least with a number and a list", "at_least: {n: 2, of: [...]}")
        return TRUE
    parts = _parts(of, vocabulary, file, report)
    count = int(written)
    if not 1 <= count <= len(parts):
        report.add(
            place, f"at least {count} of {len(parts)} can never be told apart from always or never"
        )
        return TRUE
    return AtLeast(count, parts, place)
