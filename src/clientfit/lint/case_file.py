"""The boundary suite as a YAML file that people review: written, read, and compared with the rules."""

from collections.abc import Iterable, Iterator
from pathlib import Path

from clientfit.errors import RuleSetError
from clientfit.language.expression import Place
from clientfit.lint.boundary import BoundaryCase, boundary_cases, judge
from clientfit.lint.finding import Finding, finding
from clientfit.lint.noticing import Truth
from clientfit.lint.shown import show_given
from clientfit.ruleset.documents import Mapping, Unreadable, read_document
from clientfit.ruleset.fields import Fields, Report, place_of
from clientfit.ruleset.model import RuleSet
from clientfit.ruleset.scalars import read_value
from clientfit.suggestions import did_you_mean
from clientfit.values import FactValue

CASE_FILE = "cases.yaml"
_HEAD = """\
# Cases on both sides of every line of every rule, with what the rules say today.
# `clientfit cases` writes this file, `clientfit check` compares it with the rules.
"""
_SHOWN: dict[Truth, str] = {True: "yes", False: "no", None: "unknown"}
_MEND = "if that is meant, write the file anew with `clientfit cases`; review the difference"


def write_cases(rules: RuleSet, cases: Iterable[BoundaryCase]) -> str:
    """Write the boundary suite as YAML."""
    lines = [_HEAD + f"rules: {rules.name}", "cases:"]
    for case in cases:
        lines += [
            f"  - rule: {case.rule}",
            f'    what: "{case.what}"',
            f"    given: {show_given(rules, case.given)}",
            f"    holds: {_SHOWN[case.holds]}",
            f"    outcome: {case.outcome}",
        ]
    return "\n".join(lines) + "\n"


def compare_cases(rules: RuleSet, path: Path, shown: str) -> Iterator[Finding]:
    """Compare a file of cases with what the rules say now.

    Args:
        rules: the rules.
        path: the file.
        shown: its name in messages.

    Raises:
        RuleSetError: it does not read.
    """
    try:
        document, problems = read_document(path, shown)
    except Unreadable as unreadable:
        raise RuleSetError([unreadable.problem]) from None
    report = Report()
    report.problems.extend(problems)
    top = Fields(document, shown, "a file of cases", report)
    top.only(("rules", "cases"))
    found: list[Finding] = []
    written: set[tuple[str, str]] = set()
    for item in top.items("cases"):
        fields = Fields(item, shown, "a case", report)
        fields.only(("rule", "what", "given", "holds", "outcome"))
        written.add((fields.text("rule"), fields.text("what")))
        found += _compared(rules, fields)
    if report.problems:
        raise RuleSetError(report.problems)
    known = {each.subject for each in found}
    found += (each for each in _missing(rules, written, top.at("cases")) if each.subject not in known)
    return iter(found)


def _missing(rules: RuleSet, written: set[tuple[str, str]], place: Place) -> Iterator[Finding]:
    """Limits that came into the rules after the file was written, one finding for each rule."""
    lacks: dict[str, list[str]] = {}
    for case in boundary_cases(rules):
        if (case.rule, case.what) not in written:
            lacks.setdefault(case.rule, []).append(case.what)
    for rule, (first, *others) in lacks.items():
        more = f", and {len(others)} more" if others else ""
        sentence = f"the file has no case of '{first}'{more}"
        yield finding(
            "missing case", rule, place, sentence, "write the file anew with `clientfit cases`"
        )


def _compared(rules: RuleSet, fields: Fields) -> Iterator[Finding]:
    rule, what = fields.text("rule", required=True), fields.text("what", required=True)
    ids = [each.id for each in rules.rules]
    if rule not in ids:
        yield _stale(rule, fields.at("rule"), f"no rule is called '{rule}'", did_you_mean(rule, ids))
        return
    given = _given(rules, fields)
    if isinstance(given, Finding):
        yield given
        return
    case = judge(rules, rule, what, given)
    now = (("holds", _SHOWN[case.holds]), ("outcome", str(case.outcome)))
    for key, value in now:
        before = fields.text(key, required=True)
        if before != value:
            sentence = f"{what}: {key} was '{before}' and is now '{value}'"
            yield finding("changed case", rule, fields.at(key), sentence, _MEND)


def _given(rules: RuleSet, fields: Fields) -> dict[str, FactValue] | Finding:
    node = fields.mapping("given", required=True) or Mapping((), 0)
    found: dict[str, FactValue] = {}
    for key, value in node.entries:
        spec = rules.facts.get(key.text)
        place = place_of(key, fields.file)
        if spec is None:
            near = did_you_mean(key.text, rules.facts)
            return _stale(fields.text("rule"), place, f"no fact is called '{key.text}'", near)
        try:
            found[key.text] = read_value(value, spec.type)
        except ValueError as error:
            return _stale(fields.text("rule"), place, f"'{key.text}': {error}", "")
    return found


def _stale(rule: str, place: Place, what: str, near: str) -> Finding:
    return finding("stale case", rule, place, what, near or _MEND)
