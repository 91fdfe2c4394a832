"""Clients' records as the commands take them: from files, with a clock."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import typer

from clientfit.case import Case
from clientfit.case_reader import Read, parse_case, read_cases
from clientfit.cli.console import BAD_INPUT, report
from clientfit.errors import CaseError, Problem


def now() -> str:
    """Read the clock on the wall; nothing but a command does."""
    return datetime.now().astimezone().isoformat(timespec="seconds")


def existing(path: Path) -> Iterator[Read]:
    """Read the cases of a file or directory; a missing one is a case that did not read."""
    try:
        if path.exists():
            return read_cases(path)
        message = "there is no such file or directory"
    except OSError as error:
        message = f"cannot read this file: {error.strerror}"
    return iter([Read(str(path), None, CaseError([Problem(str(path), 0, "", message)]))])


def check_clock(as_of: str | None) -> None:
    """Check what was given as the clock; what is wrong is reported and ends the command."""
    if as_of is None:
        return
    try:
        parse_case({"id": "any", "time_zone": "UTC", "as_of": as_of})
    except CaseError as error:
        report(replace(problem, path="--as-of") for problem in error.problems)
        raise typer.Exit(BAD_INPUT) from None


def with_clock(read: Read, clock: str | None) -> tuple[Case, bool]:
    """Give a case a clock where it has none, and tell whether it had one.

    Raises:
        CaseError: the case did not read, or there is no clock to give.
    """
    if read.case is None:
        raise read.error or CaseError([])
    if read.case.as_of is not None:
        return read.case, True
    if clock is None:
        message = "this case has no clock"
        raise CaseError([Problem("", 0, "as_of", message, "add as_of, or give --as-of")])
    data = read.case.model_dump(mode="json", exclude_unset=True)
    return parse_case({**data, "as_of": clock}), False
