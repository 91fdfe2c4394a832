"""`clientfit diff OLD NEW`: who would be decided differently, or that nobody would, proved."""

from pathlib import Path
from typing import Annotated

import typer
from rich.text import Text

from clientfit.case import Case
from clientfit.case_reader import parse_case, read_cases
from clientfit.cli.console import BAD_INPUT, FINDINGS, load, out, report
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
    found = compare(before.rule_set, after.rule_set, DIFF_BUDGET if budget is None else budget)
    moved: list[Moved] | None = None
    failed: list[Problem] = []
    if cases is not None:
        moved, failed = _book(cases, as_of, before, after)
    for line in render(found, before, after, moved, markdown=markdown):
        out().print(Text(line))
    if failed:
        report(failed)
        raise typer.Exit(BAD_INPUT)
    if not found.is_same or any(one.changes for one in moved or ()):
        raise typer.Exit(FINDINGS)


def _book(
    path: Path, as_of: str | None, before: Rules, after: Rules
) -> "tuple[list[Moved], list[Problem]]":
    if not path.exists():
        return [], [Problem(str(path), 0, "", "there is no such file or directory")]
    moved: list[Moved] = []
    failed: list[Problem] = []
    for read in read_cases(path):
        try:
            if read.case is None:
                raise read.error or CaseError([])
            case = _with_clock(read.case, as_of)
            moved.append(Moved(case.id or read.name, before.decide(case), after.decide(case)))
        except CaseError as error:
            failed += [
                p if p.file else Problem(read.name, p.line, p.path, p.message, p.hint)
                for p in error.problems
            ]
    return moved, failed


def _with_clock(case: Case, as_of: str | None) -> Case:
    if case.as_of is not None:
        return case
    if as_of is None:
        message = "this case has no clock"
        raise CaseError([Problem("", 0, "as_of", message, "add as_of, or give --as-of")])
    data = case.model_dump(mode="json", exclude_unset=True)
    return parse_case({**data, "as_of": as_of})
