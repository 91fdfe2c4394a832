"""What every command shares: where it writes, how it loads rules, and what its exit code tells."""

import os
import sys
from collections.abc import Generator, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.text import Text

from clientfit.errors import ClientfitError, EngineError, MissingExtraError, Problem
from clientfit.evaluator import Rules, load_rules
from clientfit.explain.render.characters import printable_line
from clientfit.facade import default_rules

FINE, FINDINGS, BAD_INPUT = 0, 1, 2
READER_GONE = 141
"""The exit code that shells give to a command whose output nobody reads any more, as in `| head`."""

ConfirmOption = Annotated[
    bool, typer.Option("--confirm/--no-confirm", help="Derive each again by the second engine.")
]
RulesOption = Annotated[
    Path | None, typer.Option("--rules", help="A rule set's directory; default: the built-in one.")
]


def out() -> Console:
    """Where results go; plain when piped."""
    return _Results(highlight=False, soft_wrap=not sys.stdout.isatty())


class _Results(Console):
    """A console that leaves it to the command what to do when nobody reads any more."""

    def on_broken_pipe(self) -> None:
        """Let the error go on; the console's own way is to end with the exit code of findings."""
        raise BrokenPipeError


@contextmanager
def all_written() -> Generator[None]:
    """Write results to the end; where that cannot be, end the command with the code that says so."""
    try:
        yield
        sys.stdout.flush()
    except BrokenPipeError:
        _drop_the_rest()
        raise typer.Exit(READER_GONE) from None
    except OSError as error:
        _drop_the_rest()
        message = f"the results cannot be written: {error.strerror}"
        report([Problem("", 0, "", message, "write them to another place")])
        raise typer.Exit(BAD_INPUT) from None


def _drop_the_rest() -> None:
    """Keep Python from writing again, when it ends, what could not be written."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, sys.stdout.fileno())
    os.close(nowhere)


def err() -> Console:
    """Where problems and remarks go."""
    return Console(stderr=True, highlight=False, soft_wrap=True)


def tell(text: Text | str) -> None:
    """Write a result; on a terminal, what does not fit in a line goes on below it, indented."""
    _print(out(), Text(text) if isinstance(text, str) else text)


def _print(console: Console, whole: Text) -> None:
    for line in whole.split("\n", allow_blank=True):
        for piece in hanging(line, console.width) if console.is_terminal else (line,):
            console.print(piece)


def hanging(line: Text, width: int) -> Iterator[Text]:
    """Break a line between words; what follows stands two columns further in than the line itself."""
    indent = len(line) - len(line.plain.lstrip())
    room = max(width - indent - 2, 20)
    if len(line) <= max(width, indent + room):
        yield line
        return
    for number, piece in enumerate(line[indent:].wrap(Console(width=room), room)):
        piece.rstrip()
        yield Text(" " * (indent + 2 * (number > 0))).append_text(piece)


def load(path: Path | None) -> Rules:
    """Load a rule set; what is wrong with it is reported and ends the command."""
    try:
        return default_rules() if path is None else load_rules(path)
    except ClientfitError as error:
        report(error.problems)
        raise typer.Exit(BAD_INPUT) from None


def report(problems: Iterable[Problem]) -> None:
    """Write problems, one a line."""
    console = err()
    for problem in problems:
        _print(console, Text(printable_line(str(problem))))


def can_confirm(rules: Rules) -> bool:
    """Whether the second engine is there to confirm decisions; where it is not, say so."""
    try:
        return bool(rules.second_engine)
    except (EngineError, MissingExtraError) as error:
        err().print(Text(f"not confirmed by the second engine: {error}"))
        return False
