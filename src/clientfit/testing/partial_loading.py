"""Load what loads of a rule set: a broken file fails alone, and the rules beside it are still run."""

import os
from collections.abc import Iterable
from collections.abc import Mapping as AbstractMapping
from dataclasses import dataclass, field, replace
from functools import cache, cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from clientfit.engines.python import compile_rules
from clientfit.errors import Problem
from clientfit.evaluator import Rules
from clientfit.examples import ExampleResult, run_examples
from clientfit.ruleset.documents import Mapping
from clientfit.ruleset.fields import Report
from clientfit.ruleset.load import assemble, read_sources
from clientfit.ruleset.orphans import explain_orphans
from clientfit.ruleset.sources import MOVES
from clientfit.testing.leaving_out import LeftOutItem, last_in_order, without

if TYPE_CHECKING:
    from clientfit.verify.prove import Result

TOP = "ruleset.yaml"
NOTHING = Mapping((), 0)
"""What stands for a document that does not read."""


@dataclass(frozen=True)
class Loaded:
    """A rule set as far as it loads.

    Attributes:
        rules: the rules of what loads; None where nothing can be run without what does not.
        root: the directory from which they were loaded, as places name it.
        problems: what is wrong, by the path inside the rule set.
        orphans: files that are left out because they rest on something broken, and why.
        items: the promises that are left out for the same reason.
        stuck: why nothing can be run; "" where something can.
    """

    rules: Rules | None
    root: str
    problems: AbstractMapping[str, tuple[Problem, ...]]
    orphans: AbstractMapping[str, str] = field(default_factory=dict[str, str])
    items: tuple[LeftOutItem, ...] = ()
    stuck: str = ""

    @cached_property
    def results(self) -> AbstractMapping[tuple[str, str], ExampleResult]:
        """What each example gives, by its rule and its name."""
        if self.rules is None:
            return {}
        return {(result.rule, result.example): result for result in run_examples(self.rules.rule_set)}

    @cached_property
    def promises(self) -> "AbstractMapping[str, Result]":
        """What is proved of each promise, by its name; found when the first is asked about."""
        from clientfit.verify.prove import Proving  # noqa: PLC0415  only promises pay for the prover

        if self.rules is None:
            return {}
        return {found.says: found for found in Proving(self.rules.rule_set).results()}

    @property
    def missing(self) -> str:
        """Which files are left out, in a sentence; "" where none is."""
        files = [f"{self.root}/{file}" for file in (*self.problems, *self.orphans)]
        if not files:
            return ""
        return f"Note: this was run without {', '.join(files)}, because of what does not load."

    def inside(self, file: str) -> str:
        """The path inside the rule set of a file; one from outside counts as its `ruleset.yaml`."""
        start = f"{self.root}/"
        return file.removeprefix(start) if file.startswith(start) else TOP


@cache
def load_what_loads(root: Path) -> Loaded:
    """Load a rule set once for all its files."""
    shown = Path(os.path.relpath(root)).as_posix()
    report = Report()
    sources = read_sources(root, shown, report)
    named = Loaded(None, shown, {})
    unreadable = _by_cause(report.problems, named)
    if report.stops or (TOP in unreadable and sources.top == NOTHING):
        return replace(named, problems=unreadable, stuck=str(report.problems[0]))
    last = last_in_order(sources)
    rules = assemble(sources, shown, report)
    own = _by_cause(explain_orphans(report.problems, sources.dropped, sources.changed), named)
    orphans: dict[str, str] = {}
    items: list[LeftOutItem] = []
    found: Iterable[Problem] = report.problems
    while found:
        left_out = without(sources, found)
        gone = {named.inside(file): why for file, why in left_out.files.items()}
        orphans |= {file: why for file, why in gone.items() if file not in own}
        items += [item for item in left_out.items if not _is_own(item, own)]
        if left_out.sources == sources or any(Path(file).stem == last for file in (*own, *gone)):
            return replace(named, problems=own, stuck=str(next(iter(own.values()))[0]))
        sources = left_out.sources
        again = Report()
        rules = assemble(sources, shown, again)
        found = again.problems
    by_id = {rule.id: rule for rule in rules.rules}
    return Loaded(
        Rules(rules, compile_rules(rules), by_id), shown, own, orphans, tuple(dict.fromkeys(items))
    )


def _is_own(item: LeftOutItem, own: AbstractMapping[str, tuple[Problem, ...]]) -> bool:
    return any(problem == item.problem for problem in own.get(TOP, ()))


def _by_cause(problems: Iterable[Problem], named: Loaded) -> dict[str, tuple[Problem, ...]]:
    """Sort problems by file; one that only says that a broken file is missing belongs to that file."""
    files = {problem: named.inside(problem.file) for problem in problems}
    broken = {Path(file).stem: file for file in files.values() if file not in (TOP, MOVES)}
    found: dict[str, tuple[Problem, ...]] = {}
    for problem, file in files.items():
        cause = next((broken[stem] for stem in broken if f"'{stem}'" in problem.message), file)
        found[cause] = (*found.get(cause, ()), problem)
    return found
