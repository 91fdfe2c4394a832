"""`clientfit cases`: write the boundary suite of a rule set."""

import sys
from pathlib import Path
from typing import Annotated

import typer
from rich.text import Text

from clientfit.cli.console import BAD_INPUT, err, load, report
from clientfit.cli.writing import write_file
from clientfit.errors import ClientfitError
from clientfit.lint.boundary import boundary_cases
from clientfit.lint.case_file import write_cases


def cases(
    rules: Annotated[
        Path | None, typer.Argument(metavar="[RULES]", help="A rule set's directory.")
    ] = None,
    write: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="Write here; RULES/cases.yaml is what `check` reads."),
    ] = None,
) -> None:
    """Write cases on both sides of every line of every rule, with what the rules say of each."""
    rule_set = load(rules).rule_set
    found = boundary_cases(rule_set)
    text = write_cases(rule_set, found)
    if write is None:
        sys.stdout.write(text)
        return
    try:
        write_file(write, text)
    except ClientfitError as error:
        report(error.problems)
        raise typer.Exit(BAD_INPUT) from None
    err().print(Text(f"{len(found)} cases written to {write}"))
