"""`clientfit replay`: make stored decisions again, and say whether they are the same."""

import json
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.text import Text

from clientfit.cli.console import BAD_INPUT, FINDINGS, RulesOption, load, out, report, tell
from clientfit.decision import Decision
from clientfit.decision_log import LogContent, read_log
from clientfit.errors import ClientfitError, Problem
from clientfit.replay import STORE, Replayed, replay


def replay_decisions(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="A decision as JSON, or a log of them.")],
    rules: RulesOption = None,
) -> None:
    """Make stored decisions again from their facts, and say whether they are the same."""
    loaded = load(rules)
    try:
        content = _read(file)
    except ClientfitError as error:
        report(error.problems)
        raise typer.Exit(BAD_INPUT) from None
    report(content.remarks)
    same = others = 0
    bad = len(content.remarks) - content.is_torn
    for line, record in content.records:
        try:
            found = replay(loaded, record, (str(file), line))
        except ClientfitError as error:
            bad += 1
            report(_placed(problem, file, line) for problem in error.problems)
            continue
        same += found.is_same
        others += not found.is_same
        _print(found, f"{file}:{line}")
    out().print(Text(f"{same} the same, {others} not the same, {bad} not readable"))
    if not content.records and not content.remarks:
        report([Problem(str(file), 0, "", "there is no decision in this file", STORE)])
    if bad or not content.records:
        raise typer.Exit(BAD_INPUT)
    if others:
        raise typer.Exit(FINDINGS)


def _read(file: Path) -> LogContent:
    """One JSON document, however it is laid out, or JSON Lines."""
    content = read_log(file)
    try:
        whole: Any = json.loads(file.read_text("utf-8"))
    except (ValueError, RecursionError):
        return content
    if isinstance(whole, dict):
        return LogContent(((1, whole),), ())  # pyright: ignore[reportUnknownArgumentType]  any JSON object
    return content


def _placed(problem: Problem, file: Path, line: int) -> Problem:
    if problem.file:
        return problem
    return Problem(str(file), line, problem.path, problem.message, problem.hint)


def _says(decision: Decision) -> str:
    return f"{decision.action} ({decision.reason})" if decision.reason else str(decision.action)


def _print(found: Replayed, place: str) -> None:
    stored, again = found.stored, found.again
    name = stored.case_id or place
    if found.is_same:
        line = f"{name}: the same, {_says(stored)}"
    elif not found.same_rules:
        rules = f"made by other rules, {stored.rules} {stored.rules_hash[:12]}"
        here = f"these are {again.rules} {again.rules_hash[:12]}"
        line = f"{name}: {rules}; {here}; was {_says(stored)}, now {_says(again)}"
    else:
        changed = ", ".join(found.differences)
        line = f"{name}: NOT the same: was {_says(stored)}, now {_says(again)}; differs in {changed}"
    tell(line)
