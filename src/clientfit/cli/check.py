"""`clientfit check`: load a rule set and look for everything that is wrong with it."""

from collections.abc import Iterator
from pathlib import Path
from typing import Annotated

import typer
from rich.text import Text

from clientfit.cli.console import BAD_INPUT, FINDINGS, load, out, report, tell
from clientfit.cli.prove import ProverName, check_consistency, prove
from clientfit.errors import ClientfitError
from clientfit.lint.case_file import CASE_FILE, compare_cases
from clientfit.lint.check import lint
from clientfit.lint.finding import Finding
from clientfit.lint.overlaps import overlaps
from clientfit.ruleset.model import RuleSet
from clientfit.ruleset.sources import default_rules_path


def check(
    rules: Annotated[
        Path | None, typer.Argument(metavar="[RULES]", help="A rule set's directory.")
    ] = None,
    show_overlaps: Annotated[
        bool, typer.Option("--overlaps", help="Also list the reasons that can hold together.")
    ] = False,
    prove_it: Annotated[
        bool, typer.Option("--prove", help="Prove every promise over every possible client.")
    ] = False,
    prover: Annotated[
        ProverName, typer.Option(help="Who proves: Z3 needs the extra `verify`.")
    ] = ProverName.AUTO,
    budget: Annotated[
        int | None, typer.Option(min=1, help="Steps that the splitter may spend on one promise.")
    ] = None,
) -> None:
    """Load a rule set, run its examples and its boundary suite, and lint it."""
    loaded = load(rules)
    check_consistency(loaded)
    rule_set = loaded.rule_set
    try:
        found = lint(rule_set, _changed_cases(rule_set, rules))
    except ClientfitError as error:
        report(error.problems)
        raise typer.Exit(BAD_INPUT) from None
    report(each.problem() for each in found)
    examples = [example for rule in rule_set.rules for example in rule.examples]
    failed = sum(each.kind == "failed example" for each in found)
    console = out()
    if show_overlaps:
        for overlap in overlaps(rule_set):
            tell(overlap.text(rule_set))
    console.print(
        Text(
            f"{rule_set.name} {rule_set.version}: {len(rule_set.rules)} rules,"
            f" {len(rule_set.facts)} facts, {len(examples)} examples, {failed} failed,"
            f" {len(found)} findings"
        )
    )
    fine = not found
    if prove_it:
        fine = prove(loaded, prover, budget) and fine
    if not fine:
        raise typer.Exit(FINDINGS)


def _changed_cases(rule_set: RuleSet, rules: Path | None) -> Iterator[Finding]:
    """Compare the boundary suite with the rules, where the rule set has one."""
    path = (default_rules_path() if rules is None else rules) / CASE_FILE
    if not path.is_file():
        return iter(())
    return compare_cases(rule_set, path, f"{'rules' if rules is None else rules}/{CASE_FILE}")
