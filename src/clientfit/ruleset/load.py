"""Load a rule set from its directory, reporting every problem at once.

::

    *.yaml -> documents -> parameters -> collections -> facts -> conditions -> order -> RuleSet
"""

from dataclasses import replace
from pathlib import Path

from clientfit.errors import Problem, RuleSetError
from clientfit.language.expression import Place
from clientfit.language.vocabulary import Vocabulary
from clientfit.ruleset.canonical import rules_hash
from clientfit.ruleset.documents import Mapping, Node, Unreadable, read_document
from clientfit.ruleset.fields import Fields, Report
from clientfit.ruleset.model import Family, Rule, RuleSet
from clientfit.ruleset.rule_files import read_rule, read_steps, read_waivers
from clientfit.ruleset.structure import (
    check_contradictions,
    check_rows_use_earlier_names,
    order_rows,
    sort_facts,
    sort_signals,
)
from clientfit.ruleset.vocabulary_files import (
    FactSource,
    check_identifier,
    read_collections,
    read_facts,
    read_parameters,
)

FAMILIES: dict[str, Family] = {"signals": "signal", "reasons": "reason", "outcomes": "outcome"}
MAX_FILES = 1000


def default_rules_path() -> Path:
    """Where the default rule set lies: inside the installed package, or beside the sources."""
    installed = Path(__file__).parent.parent / "_rules"
    return installed if installed.is_dir() else Path(__file__).parents[3] / "rules"


def load_rule_set(path: Path | str | None = None) -> RuleSet:
    """Load a rule set.

    Args:
        path: its directory; None loads the default rule set.

    Raises:
        RuleSetError: with every problem of every file.
    """
    root = default_rules_path() if path is None else Path(path)
    shown = "rules" if path is None else str(path)
    if not (root / "ruleset.yaml").is_file():
        message = "there is no ruleset.yaml here"
        hint = "name the directory that holds ruleset.yaml, facts/, signals/, reasons/, outcomes/"
        raise RuleSetError([Problem(shown, 0, "", message, hint)])
    report = Report()
    rules = _assemble(_read_all(root, shown, report), shown, report)
    if report.problems:
        raise RuleSetError(report.problems)
    return replace(rules, hash=rules_hash(rules))


def _read_all(root: Path, shown: str, report: Report) -> dict[str, list[FactSource]]:
    sections: dict[str, list[FactSource]] = {}
    folders = ("", "facts", *FAMILIES)
    for folder in folders:
        files = sorted((root / folder).glob("*.yaml")) if folder else [root / "ruleset.yaml"]
        if len(files) > MAX_FILES:
            message = f"{folder}/ holds {len(files)} files, the limit is {MAX_FILES}"
            report.problems.append(Problem(shown, 0, "", message))
            files = files[:MAX_FILES]
        sections[folder] = []
        for file in files:
            name = f"{shown}/{file.relative_to(root).as_posix()}"
            try:
                document, problems = read_document(file, name)
            except Unreadable as unreadable:
                report.problems.append(unreadable.problem)
            else:
                report.problems.extend(problems)
                sections[folder].append(FactSource(name, document))
    return sections


_TOP_KEYS = ("ruleset", "version", "means", "parameters", "order", "steps", "waive")


def _assemble(sections: dict[str, list[FactSource]], shown: str, report: Report) -> RuleSet:
    file = f"{shown}/ruleset.yaml"
    document: Node = sections[""][0].document if sections[""] else Mapping((), 0)
    top = Fields(document, file, "ruleset.yaml", report)
    top.only(_TOP_KEYS)
    parameters = read_parameters(top.mapping("parameters", required=True), file, report)
    numbers = {name: spec.value for name, spec in parameters.items()}
    collections = read_collections(sections["facts"], numbers, report)
    facts = sort_facts(read_facts(sections["facts"], collections, numbers, report), report)
    ids = _ids(sections, set(facts) | set(numbers), report)
    signal_ids = frozenset(name for name, family in ids.items() if family == "signal")
    vocabulary = Vocabulary(
        {name: spec.type for name, spec in facts.items()}, numbers, frozenset(signal_ids)
    )
    signals: list[Rule] = []
    rows: dict[str, Rule] = {}
    for folder, family in FAMILIES.items():
        for source in sections[folder]:
            rule = read_rule(source.document, source.file, family, vocabulary, facts, report)
            check_contradictions(rule, report)
            if family == "signal":
                signals.append(rule)
            else:
                check_rows_use_earlier_names(rule, signal_ids, report)
                rows[rule.id] = rule
    order = [(item.text, Place(file, item.line)) for item in top.scalars("order")]
    return RuleSet(
        name=top.text("ruleset", required=True),
        version=top.text("version", required=True),
        means=top.text("means"),
        parameters=parameters,
        collections=collections,
        facts=facts,
        signals=sort_signals(signals, report),
        rows=order_rows(rows, order, top.at("order"), report),
        steps=read_steps(top, vocabulary, facts, tuple(rows), report),
        waivers=read_waivers(top, report),
    )


def _ids(sections: dict[str, list[FactSource]], taken: set[str], report: Report) -> dict[str, Family]:
    found: dict[str, Family] = {}
    for folder, family in FAMILIES.items():
        for source in sections[folder]:
            fields = Fields(source.document, source.file, f"a {family}", Report())
            name = fields.text(family)
            if not name or not check_identifier(name, fields.at(family), family, report):
                continue
            if name in found or name in taken:
                report.add(fields.at(family), f"'{name}' is declared twice", "rename one")
            found[name] = family
            if name != Path(source.file).stem:
                report.add(
                    fields.at(family),
                    f"this file is called {Path(source.file).name}, the {family} in it '{name}'",
                    "give both the same name",
                )
    return found
