"""Reading the lines of a file or of standard input, from a place on, and past the end where asked."""

import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import BinaryIO

from clientfit.errors import EventError, Problem

MAX_LINE_BYTES = 1024 * 1024
_PAUSE_SECONDS = 0.5
STANDARD_INPUT = Path("-")


@dataclass(frozen=True, slots=True)
class Piece:
    """One line, or a pause in which nothing came.

    Attributes:
        text: the line; None for a pause.
        place: the bytes up to its end.
        line: its number, counted from 1.
    """

    text: str | None
    place: int
    line: int


def fingerprint(path: Path) -> str:
    """By what a file's beginning is known again: its first line; empty while that is not complete.

    Raises:
        EventError: there is no such file, or it cannot be read.
    """
    if path == STANDARD_INPUT:
        return ""
    with _opened(path) as stream:
        first = stream.readline(MAX_LINE_BYTES)
    return sha256(first).hexdigest() if first.endswith(b"\n") else ""


def read_lines(path: Path, place: int, line: int, *, follow: bool) -> Iterator[Piece]:
    """Read lines from a place on; with `follow`, pauses take turns with the lines that come later.

    Raises:
        EventError: the file cannot be read.
    """
    with _opened(path) as stream:
        if place:
            stream.seek(place)
        begun = b""
        while True:
            read = begun + stream.readline(MAX_LINE_BYTES)
            ended = read.endswith(b"\n") or len(read) >= MAX_LINE_BYTES
            if ended or (read and not follow):
                begun = b""
                place, line = place + len(read), line + 1
                yield Piece(read.decode("utf-8", "replace").rstrip("\r\n"), place, line)
            elif not follow:
                return
            else:
                begun = read  # somebody is in the middle of writing this line
                yield Piece(None, place, line)
                if path == STANDARD_INPUT:
                    return
                time.sleep(_PAUSE_SECONDS)
                if path.stat().st_size < place:
                    message = "this file became shorter while it was followed"
                    raise _unreadable(path, message, "start again; what was taken is known")


def _opened(path: Path) -> BinaryIO:
    if path == STANDARD_INPUT:
        return sys.stdin.buffer
    try:
        return path.open("rb")
    except OSError as error:
        raise _unreadable(path, f"cannot read this file: {error.strerror}") from None


def _unreadable(path: Path, message: str, hint: str = "") -> EventError:
    return EventError([Problem(str(path), 0, "", message, hint)])
