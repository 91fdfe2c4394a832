"""Load a rule set from its directory, reporting every problem at once.

::

    *.yaml -> documents -> parameters -> collections -> facts -> conditions -> order -> RuleSet
"""

from collections.abc import Mapping as AbstractMapping
from dataclasses import replace
from pathlib import Path

from clientfit.errors import RuleSetError
from clientfit.language.vocabulary import Vocabulary
from clientfit.ruleset.canonical import rules_hash
from clientfit.ruleset.fact_files import read_facts
from clientfit.ruleset.fields import Fields, Report, place_of
from clientfit.ruleset.model import Family, Rule, RuleSet
from clientfit.ruleset.move_files import read_moves
from clientfit.ruleset.orphans import explain_orphans
from clientfit.ruleset.overlay import OVERLAY_KEYS, overlay
from clientfit.ruleset.promises import read_always, read_promises
from clientfit.ruleset.rule_files import read_rule, read_steps, read_waivers
from clientfit.ruleset.sources import (
    DEFAULT_NAME,
    FAMILIES,
    MOVES,
    Sources,
    base_of,
    default_rules_path,
    extended,
    has_rules,
    no_rule_set,
    read_directory,
)
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
    read_parameters,
)


def load_rule_set(path: Path | str | None = None) -> RuleSet:
    """Load a rule set.

    Args:
        path: its directory; `clientfit/default` and None load the default rule set.

    Raises:
        RuleSetError: with every problem of every file.
    """
    root = default_rules_path() if path is None else Path(path)
    shown = "rules" if path is None else str(path)
    if shown == DEFAULT_NAME and not has_rules(root):
        root = default_rules_path()
    if not has_rules(root):
        raise RuleSetError([no_rule_set(root, shown)])
    report = Report()
    sources = read_sources(root, shown, report)
    if report.stops:
        raise RuleSetError(report.problems)
    rules = assemble(sources, shown, report)
    if report.problems:
        raise RuleSetError(explain_orphans(report.problems, sources.dropped, sources.changed))
    return rules


def read_sources(root: Path, shown: str, report: Report, above: tuple[Path, ...] = ()) -> Sources:
    """Read the documents of a rule set, laid over those that it extends.

    Args:
        root: its directory.
        shown: the directory's name in messages.
        report: takes what is wrong.
        above: the rule sets that extend it.
    """
    own = read_directory(root, shown, report)
    name = extended(own)
    found = None if name is None else base_of(name, root, shown, report)
    if name is None or found is None:
        return own
    base, base_shown = found
    if base.resolve() in (root.resolve(), *above):
        place = place_of(name, shown)
        report.add(place, f"'{name.text}' extends this rule set, so it cannot be extended by it")
        report.stops = True
        return own
    below = read_sources(base, base_shown, report, (*above, root.resolve()))
    merged = overlay(below, own, f"{shown}/ruleset.yaml", report)
    return replace(merged, bases=(base_shown, *below.bases))


_TOP_KEYS = (
    *("ruleset", "version", "means", "parameters", "order", "steps"),
    *("always", "must", "waive"),
)


def assemble(sources: Sources, shown: str, report: Report) -> RuleSet:
    """Make a rule set of its documents; of no use where anything is reported."""
    file = f"{shown}/ruleset.yaml"
    sections = sources.folders
    top = Fields(sources.top, file, "ruleset.yaml", report)
    top.only((*_TOP_KEYS, *OVERLAY_KEYS))
    for key in OVERLAY_KEYS[1:]:
        if key in top.entries and "extends" not in top.entries:
            report.add(top.at(key), f"`{key}:` needs `extends:`", "name the rule set that is changed")
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
    order = [(item.text, place_of(item, file)) for item in top.scalars("order")]
    rules = RuleSet(
        name=top.text("ruleset", required=True),
        version=top.text("version", required=True),
        means=top.text("means"),
        parameters=parameters,
        collections=collections,
        facts=facts,
        signals=sort_signals(signals, report),
        rows=order_rows(rows, order, top.at("order"), report, fails=sources.order_fails),
        steps=read_steps(top, vocabulary, facts, tuple(rows), report),
        moves=read_moves(sources.moves, f"{shown}/{MOVES}", vocabulary, report),
        always=read_always(top, vocabulary, report),
        must=read_promises(top, vocabulary, facts, ids, report),
        waivers=read_waivers(top, report),
        bases=sources.bases,
        changed=sources.changed,
    )
    return rules if report.problems else replace(rules, hash=rules_hash(rules))


def _ids(
    sections: AbstractMapping[str, tuple[FactSource, ...]], taken: set[str], report: Report
) -> dict[str, Family]:
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
