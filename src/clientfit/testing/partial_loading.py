"""Load what loads of a rule set: a broken file fails alone, and the rules beside it are still run."""

import os
import re
import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from clientfit.errors import Problem, RuleSetError
from clientfit.evaluator import Rules, load_rules
from clientfit.examples import ExampleResult, run_examples

if TYPE_CHECKING:
    from clientfit.verify.prove import Result


@dataclass(frozen=True)
class Loaded:
    """A rule set as far as it loads.

    Attributes:
        rules: the rules of the files that load; None where `ruleset.yaml` itself is broken.
        root: the directory from which they were loaded, as places name it.
        problems: what is wrong, by the path inside the rule set.
        orphans: files that are left out because they rest on a broken one, and why.
    """

    rules: Rules | None
    root: str
    problems: Mapping[str, tuple[Problem, ...]]
    orphans: Mapping[str, str]

    @cached_property
    def results(self) -> Mapping[tuple[str, str], ExampleResult]:
        """What each example gives, by its rule and its name."""
        if self.rules is None:
            return {}
        return {(result.rule, result.example): result for result in run_examples(self.rules.rule_set)}

    @cached_property
    def promises(self) -> "Mapping[str, Result]":
        """What is proved of each promise, by its name; found when the first is asked about."""
        from clientfit.verify.prove import Proving  # noqa: PLC0415  only promises pay for the prover

        if self.rules is None:
            return {}
        return {found.says: found for found in Proving(self.rules.rule_set).results()}

    def inside(self, file: str) -> str:
        """The path inside the rule set of a file that a place names."""
        return file.removeprefix(self.root).lstrip("/\\")


@cache
def load_what_loads(root: Path) -> Loaded:
    """Load a rule set once for all its files."""
    shown = os.path.relpath(root)
    try:
        return Loaded(load_rules(shown), shown, {}, {})
    except RuleSetError as error:
        problems = _by_cause(error, shown)
    with TemporaryDirectory() as directory:
        copy = Path(directory) / "rules"
        shutil.copytree(root, copy)
        _leave_out(copy, problems)
        orphans: dict[str, str] = {}
        for _ in range(len(list(root.rglob("*.yaml")))):
            try:
                return Loaded(load_rules(copy), str(copy), problems, orphans)
            except RuleSetError as error:
                found = _by_cause(error, str(copy))
            if any(Path(file).name == "ruleset.yaml" for file in found):
                break
            orphans |= {file: inner[0].message for file, inner in found.items()}
            _leave_out(copy, found)
    return Loaded(None, shown, problems, orphans)


def _by_cause(error: RuleSetError, shown: str) -> dict[str, tuple[Problem, ...]]:
    """Sort problems by file; one that only says that a broken file is missing belongs to that file."""
    files = {problem: problem.file.removeprefix(shown).lstrip("/\\") for problem in error.problems}
    broken = {Path(file).stem: file for file in files.values() if file != "ruleset.yaml"}
    found: dict[str, tuple[Problem, ...]] = {}
    for problem, file in files.items():
        cause = next((broken[stem] for stem in broken if f"'{stem}'" in problem.message), file)
        found[cause] = (*found.get(cause, ()), problem)
    return found


def _leave_out(copy: Path, files: Mapping[str, object]) -> None:
    """Remove files, and their lines in `order:`."""
    top = copy / "ruleset.yaml"
    text = top.read_text("utf-8", "replace")
    for file in files:
        if file != "ruleset.yaml":
            (copy / file).unlink(missing_ok=True)
            text = re.sub(rf"(?m)^\s*- {re.escape(Path(file).stem)}\s*\n", "", text)
    top.write_text(text, "utf-8")
