"""`clientfit watch`: follow a stream of events, and show whose decision changes."""

import sys
from collections.abc import Callable, Generator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.text import Text

from clientfit.cli.change_table import live_table
from clientfit.cli.console import (
    BAD_INPUT,
    ConfirmOption,
    RulesOption,
    can_confirm,
    err,
    load,
    out,
    report,
)
from clientfit.cli.following import MAX_LINE_BYTES, STANDARD_INPUT, fingerprint, read_lines
from clientfit.errors import ClientfitError, Problem
from clientfit.events import Moment
from clientfit.explain.render.characters import printable_line

if TYPE_CHECKING:  # the packages of the extra are loaded when the command runs
    from clientfit.live import Change, DeadLetter, Watch
    from clientfit.live.feeding import Feeder

_LINES_A_NOTE = 100
_TOO_LONG = f"this line is longer than {MAX_LINE_BYTES:,} bytes; only its beginning is kept"
_NAME = "clientfit watch"

StoreOption = Annotated[
    str, typer.Option(help="A file for SQLite, or postgresql://user@host/database.")
]
ClockOption = Annotated[
    str | None, typer.Option(help="What time it is: a date or a time with its offset; default: now.")
]


def watch(  # noqa: PLR0913, PLR0917  each is an option, and typer passes them by name
    events: Annotated[
        Path, typer.Argument(metavar="EVENTS.jsonl", help="A file, or - for standard input.")
    ],
    store: StoreOption = "watch.sqlite",
    follow: Annotated[bool, typer.Option("--follow", help="Go on when the end is reached.")] = False,
    as_of: ClockOption = None,
    proof: Annotated[bool, typer.Option("--proof", help="With JSON Lines: add the proofs.")] = False,
    confirm: ConfirmOption = True,
    rules: RulesOption = None,
) -> None:
    """Follow a stream of events, and show whose decision changes."""
    with (
        _watching(store, as_of, rules, confirm) as (watching, feeder),
        _shown(watching, proof=proof, follow=follow),
    ):
        refused = _feed(watching, feeder, events, follow=follow)
    report(feeder.undecided.values())
    if refused or feeder.undecided:
        if refused:
            hint = f"see `clientfit dead-letters --store {watching.store.name}`"
            lines = "1 line was" if refused == 1 else f"{refused} lines were"
            err().print(Text(f"{lines} not taken; {hint}"))
        raise typer.Exit(BAD_INPUT)


def dead_letters(
    store: StoreOption = "watch.sqlite",
    replay: Annotated[bool, typer.Option("--replay", help="Try each again first.")] = False,
    as_of: ClockOption = None,
    confirm: ConfirmOption = True,
    rules: RulesOption = None,
) -> None:
    """List the lines that a watch did not take, with the reasons, or try them again."""
    with _watching(store, as_of, rules, confirm, must_exist=True) as (watching, feeder):
        from clientfit.live.feeding import dead_letters as kept  # noqa: PLC0415  an extra

        left = feeder.replay() if replay else kept(watching)
    for letter in left:
        _show_letter(letter)
    if not left and sys.stdout.isatty():
        out().print("There are no dead letters.")
    if replay and left:
        raise typer.Exit(BAD_INPUT)


@contextmanager
def _watching(
    store: str, as_of: str | None, rules: Path | None, confirm: bool, *, must_exist: bool = False
) -> "Generator[tuple[Watch, Feeder]]":
    """Open a watch; what is wrong is reported and ends the command."""
    try:
        from clientfit.live import Watch  # noqa: PLC0415  an extra
        from clientfit.live.feeding import Feeder  # noqa: PLC0415  the same
        from clientfit.live.opening import require_store  # noqa: PLC0415  the same

        if must_exist:
            require_store(store)
        clock = _clock(as_of)
        loaded = load(rules)
        confirms = confirm and can_confirm(loaded)
        with Watch(loaded, store, confirm=confirms) as watching:
            yield watching, Feeder(watching, clock)
    except ClientfitError as error:
        report(error.problems)
        raise typer.Exit(BAD_INPUT) from None


def _clock(as_of: str | None) -> Callable[[], Moment]:
    if as_of is None:
        return lambda: datetime.now(UTC)
    from clientfit.live.lines import read_moment  # noqa: PLC0415  an extra

    fixed = read_moment(as_of, "--as-of")
    return lambda: fixed


def _feed(watching: "Watch", feeder: "Feeder", events: Path, *, follow: bool) -> int:
    """Feed a stream from where reading it stopped; tells how many lines were not taken."""
    from clientfit.live.streams import Position, position, save  # noqa: PLC0415  an extra

    name = str(events if events == STANDARD_INPUT else events.resolve())
    mark = fingerprint(events)
    with watching.store.reading() as connection:
        found = position(connection, name)
    start = found if found is not None and mark and found.fingerprint == mark else Position(mark)
    refused, read = 0, start
    noted = start

    def note() -> None:
        nonlocal noted
        if read != noted and read.fingerprint:
            with watching.store.writing() as connection:
                save(connection, name, read)
            noted = read

    try:
        for piece in read_lines(events, start.place, start.line, follow=follow):
            if piece.text is None:
                feeder.pass_time()
                note()
                continue
            if piece.text.strip():
                source, line = str(events), piece.line
                letter = (
                    feeder.feed(piece.text, source, line)
                    if piece.whole
                    else feeder.keep(piece.text, source, line, _TOO_LONG)
                )
                if letter is not None:
                    refused += 1
                    report([Problem(letter.source, letter.line, "", letter.reason)])
            if piece.ended:  # the rest of a line that has not ended may still come
                read = Position(mark or fingerprint(events), piece.place, piece.line)
            if read.line - noted.line >= _LINES_A_NOTE:
                note()
        feeder.pass_time()
    except KeyboardInterrupt:
        pass  # this is how following ends
    note()
    return refused


@contextmanager
def _shown(watching: "Watch", *, proof: bool, follow: bool) -> Generator[None]:
    """Show changes as they come: a table on a terminal, JSON Lines everywhere else."""
    if not sys.stdout.isatty():

        def write(change: "Change") -> None:
            try:
                sys.stdout.write(change.to_json(with_proof=proof) + "\n")
                sys.stdout.flush()
            except BrokenPipeError:
                raise  # whoever reads has seen enough
            except OSError as error:
                message = f"the changes cannot be written: {error.strerror}"
                hint = "start again; what was not written is written first"
                raise ClientfitError([Problem("", 0, "", message, hint)]) from None

        watching.subscribe(write, _NAME)
        yield
        return
    with live_table(follow=follow) as show:
        watching.subscribe(show, _NAME)
        yield


def _show_letter(letter: "DeadLetter") -> None:
    if sys.stdout.isatty():
        for line in (f"{letter.source}:{letter.line}: {letter.reason}", f"    {letter.text}"):
            out().print(Text(printable_line(line)))
    else:
        sys.stdout.write(letter.to_json() + "\n")
