"""`clientfit check`: load a rule set and run every example in it."""

from pathlib import Path
from typing import Annotated

import typer
from rich.text import Text

from clientfit.cli.console import FINDINGS, load, out, report
from clientfit.errors import Problem
from clientfit.examples import run_examples


def check(
    rules: Annotated[
        Path | None, typer.Argument(metavar="[RULES]", help="A rule set's directory.")
    ] = None,
) -> None:
    """Load a rule set and run every example in it."""
    loaded = load(rules)
    results = list(run_examples(loaded.rule_set))
    failed = [result for result in results if not result.passed]
    for result in failed:
        problem = Problem(
            result.place.file,
            result.place.line,
            result.rule,
            f"example '{result.example}' expects '{result.expected}' but gives '{result.found}'",
            "correct the rule or the example",
        )
        report([problem])
    rule_set = loaded.rule_set
    out().print(
        Text(
            f"{rule_set.name} {rule_set.version}: {len(rule_set.rules)} rules,"
            f" {len(rule_set.facts)} facts, {len(results)} examples, {len(failed)} failed"
        )
    )
    if failed:
        raise typer.Exit(FINDINGS)
