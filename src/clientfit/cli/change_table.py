"""The table of changes that `clientfit watch` shows on a terminal."""

from collections.abc import Generator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING

from rich.live import Live
from rich.table import Table
from rich.text import Text

from clientfit.cli.console import out
from clientfit.explain.render.characters import printable_line
from clientfit.explain.wording import ACTION_WORDS

if TYPE_CHECKING:  # the package of the extra is loaded when the command runs
    from collections.abc import Callable

    from clientfit.live import Change, Stance

_SHOWN = 20
_LINES_AROUND = 3
"""The head of the table, the line below it, and where the cursor stands."""
_COLUMNS = ("day", "client", "from", "to", "cause", "why")
_KEPT = ("day", "client", "to")
"""The columns that are cut last where the terminal is narrow."""
_CAUSES = {"time": "the passing time", "rules": "other rules"}


@contextmanager
def live_table(*, follow: bool) -> "Generator[Callable[[Change], None]]":
    """Show a table for a while; gives what adds a change to it.

    While it runs, a change is one line, and the newest ones are shown that the terminal has room for.
    At the end all of the last twenty stay, with every word.
    """
    latest: tuple[Change, ...] = ()
    number, running = 0, True
    console = out()

    def now() -> Table:
        note = f"{number or 'no'} change{'' if number == 1 else 's'}"
        if not running:
            return _table(latest, note, whole=True)
        room = max(1, console.size.height - _LINES_AROUND)
        hint = "; Ctrl-C ends" if follow else ""
        return _table(latest[-room:], f"{note} so far{hint}", whole=False)

    def add(change: "Change") -> None:
        nonlocal latest, number
        latest, number = (*latest, change)[-_SHOWN:], number + 1

    with Live(get_renderable=now, console=console, refresh_per_second=4):
        try:
            yield add
        finally:
            running = False


def _table(changes: "Sequence[Change]", note: str, *, whole: bool) -> Table:
    table = Table(box=None, caption=note, caption_justify="left")
    for name in _COLUMNS:
        table.add_column(name, no_wrap=not whole and name in _KEPT)
    for change in changes:
        cause = ", ".join(change.why.events) or _CAUSES.get(change.why.cause, change.why.cause)
        before = "" if change.before is None else _words(change.before)
        row = (str(change.why.on), change.client, before, _words(change.after), cause, change.why.says)
        table.add_row(
            *(Text(printable_line(cell), no_wrap=not whole, overflow="ellipsis") for cell in row)
        )
    return table


def _words(stance: "Stance") -> str:
    words = ACTION_WORDS[stance.action]
    return f"{words}: {stance.reason}" if stance.reason else words
