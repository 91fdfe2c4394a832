"""`clientfit decide`: decide about one client or many."""

import sys
from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from typing import Annotated

import typer
from rich.progress import track
from rich.text import Text

from clientfit.case_reader import Read
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
from clientfit.decision import Action, Decision
from clientfit.decision_log import append_decisions
from clientfit.errors import (
    CaseError,
    EngineDisagreement,
    EngineError,
    LogError,
    Problem,
)
from clientfit.explain.wording import ACTION_WORDS

MANY = 20


def decide(
    cases: Annotated[
        list[Path],
        typer.Argument(metavar="CASE", help="YAML, JSON, JSON Lines, or a directory.", readable=False),
    ],
    rules: RulesOption = None,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object a line.")] = False,
    as_of: Annotated[
        str | None, typer.Option(help="The clock for cases without one: a date or time.")
    ] = None,
    log: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="Append every decision to this log (JSON Lines)."),
    ] = None,
    confirm: ConfirmOption = True,
) -> None:
    """Decide about one client or many."""
    check_clock(as_of)
    loaded = load(rules)
    confirms = confirm and can_confirm(loaded)
    clock = as_of or now()
    reads = [read for path in cases for read in existing(path)]
    many = len(reads) > MANY
    ids = Counter(read.case.id for read in reads if read.case is not None)
    failed: list[Problem] = []
    unconfirmed: list[Problem] = []
    clockless = 0
    made: list[Decision] = []
    shown: Iterable[Read] = reads
    if many and sys.stderr.isatty():
        shown = track(reads, "Deciding", console=err(), transient=True)
    try:
        with all_written():
            for read in shown:
                try:
                    case, had_clock = with_clock(read, clock)
                    decision = loaded.decide(case, confirm=confirms)
                except CaseError as error:
                    failed += map(read.placed, error.problems)
                    continue
                except (EngineDisagreement, EngineError) as error:
                    unconfirmed += map(read.placed, error.problems)
                    continue
                clockless += not had_clock
                made.append(decision)
                name = f"{case.id} ({read.name})" if ids[case.id] > 1 else case.id
                _print_decision(decision, name, as_json=as_json, brief=many)
    finally:  # what was decided is logged, whether or not anybody reads it
        if log is not None:
            _append(log, made)
    if clockless:
        default = "" if as_of else ", which is now; choose with --as-of"
        err().print(Text(f"{clockless} without as_of: decided as of {clock}{default}"))
    if as_of and len(made) > clockless:
        err().print(Text(f"{len(made) - clockless} with an as_of of its own: kept, not {as_of}"))
    undecided = failed + unconfirmed
    if undecided:
        err().print(Text(f"{len(reads) - len(made)} not decided:"))
        report(undecided)
        raise typer.Exit(BAD_INPUT if failed else FINDINGS)


def _append(log: Path, made: list[Decision]) -> None:
    try:
        repaired = append_decisions(log, made)
    except LogError as error:
        report(error.problems)
        raise typer.Exit(BAD_INPUT) from None
    if repaired:
        report([Problem(str(log), 0, "", "a torn last line of this log was repaired")])


_STYLES = {
    Action.KEEP: "bold green",
    Action.FOLLOW_UP: "bold cyan",
    Action.REPAIR: "bold yellow",
    Action.HOLD: "bold blue",
    Action.ASK: "bold magenta",
    Action.ESCALATE: "bold yellow",
    Action.STOP_CONTACT: "bold red",
    Action.REMOVE: "bold red",
}


def _print_decision(decision: Decision, name: str, *, as_json: bool, brief: bool) -> None:
    if as_json:
        sys.stdout.write(decision.model_dump_json() + "\n")
        return
    if brief:
        words = ACTION_WORDS[decision.action].upper()
        reason = f": {decision.reason}" if decision.reason else ""
        provisional = " (for now)" if decision.provisional else ""
        line = Text(f"{name}  ")
        line.append(words + reason + provisional, _STYLES[decision.action])
        tell(line)
        return
    text = Text(decision.to_text())
    text.highlight_words([ACTION_WORDS[decision.action].upper()], _STYLES[decision.action])
    text.highlight_words(["Do now", "Ask", "Proof", "Assumed, because nobody raised it"], "bold")
    text.highlight_regex(r"<[^>\n]+:\d+>", "dim")
    text.highlight_regex(r"(?m)^ +✓", "green")
    text.highlight_regex(r"(?m)^ +✗", "red")
    text.highlight_regex(r"(?m)^ +\?", "magenta")
    tell(text)
