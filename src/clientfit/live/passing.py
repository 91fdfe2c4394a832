"""Letting the time pass: the clients whose time has come, page by page."""

from collections.abc import Iterator

from clientfit.errors import Problem
from clientfit.live import queries
from clientfit.live.bookkeeping import Bookkeeper, Written
from clientfit.live.opening import Store

_PAGE = 200
"""How many clients one transaction takes."""


def let_pass(store: Store, bookkeeper: Bookkeeper, now: int) -> Iterator[Written]:
    """Move the clock of a store on, and look at the clients who are due.

    Each page is stored when it is given.

    Raises:
        StoreError: the store cannot be written; the clients that are still due stay so.
    """
    with store.writing() as connection:
        queries.move_clock(connection, now)
        clock = queries.clock(connection) or now
    after = (-1, "")
    while True:
        with store.reading() as connection:
            page = queries.due(connection, clock, after, _PAGE)
        if not page:
            return
        after = page[-1]
        with store.writing() as connection:
            written = bookkeeper.review(connection, [client_id for _, client_id in page])
        yield written


def undecided(written: Written) -> list[Problem]:
    """What kept clients from being decided about, each with its client as the path."""
    return [
        Problem("", 0, f"client {refusal.client}", problem.message, problem.hint)
        for refusal in written.refused
        for problem in refusal.error.problems
    ]
