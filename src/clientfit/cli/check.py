"""`clientfit check`: load a rule set and look for everything that is wrong with it."""

from pathlib import Path
from typing import Annotated

import typer
from rich.text import Text

from clientfit.cli.console import FINDINGS, load, out, report
from clientfit.lint.check import lint
from clientfit.lint.overlaps import overlaps


def check(
    rules: Annotated[
        Path | None, typer.Argument(metavar="[RULES]", help="A rule set's directory.")
    ] = None,
    show_overlaps: Annotated[
        bool, typer.Option("--overlaps", help="Also list the reasons that can hold together.")
    ] = False,
) -> None:
    """Load a rule set, run every example in it, and lint it."""
    rule_set = load(rules).rule_set
    found = lint(rule_set)
    report(each.problem() for each in found)
    examples = [example for rule in rule_set.rules for example in rule.examples]
    failed = sum(each.kind == "failed example" for each in found)
    console = out()
    if show_overlaps:
        for overlap in overlaps(rule_set):
            console.print(Text(overlap.text(rule_set)))
    console.print(
        Text(
            f"{rule_set.name} {rule_set.version}: {len(rule_set.rules)} rules,"
            f" {len(rule_set.facts)} facts, {len(examples)} examples, {failed} failed,"
            f" {len(found)} findings"
        )
    )
    if found:
        raise typer.Exit(FINDINGS)
