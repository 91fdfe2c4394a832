"""`clientfit explain`: one client's decision, with all that stands behind it."""

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Annotated

import typer
from rich.text import Text

from clientfit.cli.console import (
    BAD_INPUT,
    FINDINGS,
    ConfirmOption,
    RulesOption,
    all_written,
    can_confirm,
    err,
    load,
    report,
    tell,
)
from clientfit.cli.records import check_clock, existing, now, with_clock
from clientfit.cli.writing import write_file
from clientfit.decision import Decision
from clientfit.errors import CaseError, ClientfitError, EngineDisagreement, EngineError, Problem
from clientfit.evaluator import Rules
from clientfit.explain.render.text import enough_lines, path_lines, why_not_lines


def explain(  # noqa: PLR0913, PLR0917  options are arguments to Typer
    case: Annotated[
        Path, typer.Argument(metavar="CASE", help="A record: YAML or JSON.", readable=False)
    ],
    why_not: Annotated[
        list[str] | None,
        typer.Option("--why-not", metavar="X", help="Why not this reason or action? Repeat at will."),
    ] = None,
    path_to: Annotated[
        list[str] | None,
        typer.Option("--path-to", metavar="X", help="Your cheapest steps to this reason or action."),
    ] = None,
    enough: Annotated[
        bool, typer.Option("--enough", help="A smallest set of facts that fixes the decision.")
    ] = False,
    html: Annotated[
        Path | None, typer.Option("--html", metavar="FILE", help="Write one HTML page to a file.")
    ] = None,
    markdown: Annotated[bool, typer.Option("--markdown", help="Write Markdown.")] = False,
    confirm: ConfirmOption = True,
    budget: Annotated[
        int, typer.Option(min=1, help="States that the search of --path-to may look at.")
    ] = 1000,
    rules: RulesOption = None,
    as_of: Annotated[
        str | None, typer.Option(help="The clock for a case without one: a date or time.")
    ] = None,
) -> None:
    """Explain one client's decision: the proof, and why no other reason applies."""
    check_clock(as_of)
    loaded = load(rules)
    try:
        decision = _decide(case, as_of, loaded, confirm=confirm and can_confirm(loaded))
        asked = list(_asked(decision, why_not or [], path_to or [], enough=enough, budget=budget))
        if html is not None:
            write_file(html, decision.to_html())
            err().print(Text(f"Written: {html}"))
    except (CaseError, EngineDisagreement, EngineError) as error:
        report(error.problems)
        raise typer.Exit(BAD_INPUT if isinstance(error, CaseError) else FINDINGS) from None
    except ClientfitError as error:
        report(error.problems)
        raise typer.Exit(BAD_INPUT) from None
    with all_written():
        if markdown:
            tell(decision.to_markdown().rstrip("\n"))
        if asked:
            tell("\n".join(asked))
        if not (markdown or asked or html):
            tell(decision.to_text(why_not=True).rstrip("\n"))


def _decide(path: Path, as_of: str | None, rules: Rules, *, confirm: bool) -> Decision:
    reads = list(existing(path))
    if len(reads) != 1:
        message = f"{len(reads)} cases are in it, and one can be explained at a time"
        raise CaseError([Problem(str(path), 0, "", message, "give a file with one case")])
    clock = as_of or now()
    try:
        found, had_clock = with_clock(reads[0], clock)
        decision = rules.decide(found, confirm=confirm)
    except (CaseError, EngineDisagreement, EngineError) as error:
        raise type(error)([reads[0].placed(problem) for problem in error.problems]) from None
    if not had_clock:
        err().print(Text(f"No as_of in the case: decided as of {clock}"))
    elif as_of:
        err().print(Text(f"The case's own as_of was kept: {found.as_of}, not {as_of}"))
    return decision


def _asked(
    decision: Decision, why_not: Iterable[str], path_to: Iterable[str], *, enough: bool, budget: int
) -> Iterator[str]:
    """Answer what was asked, in the order of the options."""
    answers = [decision.why_not(name) for name in why_not]
    if answers:
        yield from why_not_lines(answers)
    for name in path_to:
        yield from path_lines(decision.path_to(name, budget=budget))
    if enough:
        yield from enough_lines(decision.enough())
