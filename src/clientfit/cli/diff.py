"""`clientfit diff OLD NEW`: who would be decided differently, or that nobody would, proved."""

from pathlib import Path
from typing import Annotated

import typer

from clientfit.cli.console import BAD_INPUT, FINDINGS, load, report, tell
from clientfit.cli.records import existing, with_clock
from clientfit.errors import CaseError, Problem
from clientfit.evaluator import Rules
from clientfit.verify.book import Moved


def diff(
    old: Annotated[Path, typer.Argument(metavar="OLD", help="The rule set as it was.")],
    new: Annotated[Path, typer.Argument(metavar="NEW", help="The rule set as it is now.")],
    cases: Annotated[
        Path | None, typer.Option(help="A book of clients: a file or a directory.")
    ] = None,
    as_of: Annotated[
        str | None, typer.Option(help="The clock for cases without one: a date or time.")
    ] = None,
    markdown: Annotated[
        bool, typer.Option("--markdown", help="Write Markdown, for a pull request.")
    ] = False,
    budget: Annotated[int | None, typer.Option(min=1, help="Steps that the search may spend.")] = None,
) -> None:
    """Show who would be decided differently by NEW than by OLD."""
    from clientfit.verify.diff import DIFF_BUDGET  # noqa: PLC0415  the same
    from clientfit.verify.diff import diff as compare  # noqa: PLC0415  the same
    from clientfit.verify.diff_text import render  # noqa: PLC0415  the same
    from clientfit.verify.vocabulary import clashes  # noqa: PLC0415  the same

    before, after = load(old), load(new)
    clash = clashes(before.rule_set, after.rule_set)
    if clash:
        message = f"{', '.join(clash)}: a number in one rule set, a word or yes/no in the other"
        report([Problem(str(new), 0, "", message, "give the new fact a new id")])
        raise typer.Exit(BAD_INPUT)
    moved: list[Moved] | None = None
    failed: list[Problem] = []
    unread = 0
    if cases is not None:
        moved, failed, unread = _book(cases, as_of, before, after)
        if not moved:
            report(failed or [Problem(str(cases), 0, "", "there is no case here", _NO_CASE)])
            raise typer.Exit(BAD_INPUT)
    found = compare(before.rule_set, after.rule_set, DIFF_BUDGET if budget is None else budget)
    for line in render(found, before, after, moved, unread=unread, markdown=markdown):
        tell(line)
    if failed:
        report(failed)
        raise typer.Exit(BAD_INPUT)
    if not found.is_same or any(one.changes for one in moved or ()):
        raise typer.Exit(FINDINGS)


_NO_CASE = "name a file of cases, or a directory of such files"


def _book(
    path: Path, as_of: str | None, before: Rules, after: Rules
) -> tuple[list[Moved], list[Problem], int]:
    """The clients that both rule sets decide, what is wrong with the others, and how many those are."""
    moved: list[Moved] = []
    failed: list[Problem] = []
    unread = 0
    for read in existing(path):
        try:
            case, _ = with_clock(read, as_of)
            moved.append(Moved(case.id or read.name, before.decide(case), after.decide(case)))
        except CaseError as error:
            failed += map(read.placed, error.problems)
            unread += 1
    return moved, failed, unread
