"""Posting many events in one transaction, each refused alone where it does not fit."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection

from clientfit.errors import ClientfitError, EventError
from clientfit.events import Event
from clientfit.live import letters
from clientfit.live.bookkeeping import Bookkeeper, Written
from clientfit.live.changes import Change
from clientfit.live.letters import DeadLetter
from clientfit.live.lines import post_line
from clientfit.live.messages import Entry, event_entry, read_event, read_id, refused

_PAIR = 2


@dataclass(frozen=True, slots=True)
class Posted:
    """What became of many posts.

    Attributes:
        changes: the changes of decisions.
        refused: the posts that were not taken; they are kept as dead letters.
    """

    changes: tuple[Change, ...]
    refused: tuple[DeadLetter, ...]


def post_page(
    bookkeeper: Bookkeeper,
    connection: Connection,
    page: Sequence[tuple[int, tuple[str, Event | Mapping[str, object]]]],
    source: str,
) -> tuple[Written, tuple[DeadLetter, ...]]:
    """Post events, each with its place; those that are refused are kept as dead letters.

    Returns:
        What was written, and what was refused.
    """
    texts: dict[int, str] = {}
    good: list[tuple[int, str, Entry]] = []
    bad: dict[int, ClientfitError] = {}
    for place, post in page:
        if not isinstance(post, tuple | list) or len(post) != _PAIR:  # pyright: ignore[reportUnnecessaryIsInstance,reportUnnecessaryComparison]  what a file holds is not checked before
            texts[place] = json.dumps(post, ensure_ascii=False, default=str, skipkeys=True)
            bad[place] = refused("a post is a pair", "give the client's id and the event")
            continue
        client_id, event = post
        texts[place] = post_line(client_id, event)
        try:
            client = read_id(client_id, "client")
            good.append((place, client, event_entry(read_event(event))))
        except EventError as error:
            bad[place] = error
    written = bookkeeper.post(connection, good)
    bad |= {r.place: r.error for r in written.refused if r.place is not None}
    dead = tuple(
        DeadLetter(0, source, place, texts[place], "; ".join(map(str, error.problems)))
        for place, error in sorted(bad.items())
    )
    letters.keep(connection, dead)
    return written, dead
