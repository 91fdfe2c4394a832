"""Reading the lines of a file or of standard input, from a place on, and past the end where asked."""

import os
import sys
import time
from collections.abc import Generator, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from queue import Empty, Queue
from threading import Thread
from typing import BinaryIO

from clientfit.errors import EventError, Problem

MAX_LINE_BYTES = 1024 * 1024
_CHUNK_BYTES = 65536
_PAUSE_SECONDS = 0.5
_CHUNKS_AHEAD = 16
STANDARD_INPUT = Path("-")
_BYTE_ORDER_MARK = b"\xef\xbb\xbf"


@dataclass(frozen=True, slots=True)
class Piece:
    """One line, or a pause in which nothing came.

    Attributes:
        text: the line, a byte that is no UTF-8 as half of a character; None for a pause.
        place: the bytes up to its end.
        line: its number, counted from 1.
        whole: false where the line is too long, and only its beginning is here.
        ended: false where it is the last line and has no line end, so that more of it may come.
    """

    text: str | None
    place: int
    line: int
    whole: bool = True
    ended: bool = True


def fingerprint(path: Path) -> str:
    """By what a file's beginning is known again: its first line; empty while that is not complete.

    Empty for a pipe too: what is read from it cannot be read again.

    Raises:
        EventError: there is no such file, or it cannot be read.
    """
    if _is_pipe(path):
        return ""
    with _opened(path) as stream, _readable(path):
        first = stream.readline(MAX_LINE_BYTES)
    return sha256(first).hexdigest() if first.endswith(b"\n") else ""


def read_lines(path: Path, place: int, line: int, *, follow: bool) -> Iterator[Piece]:
    """Read lines from a place on; with `follow`, pauses take turns with the lines that come later.

    Raises:
        EventError: the file cannot be read.
    """
    begun, left_out = b"", 0
    for chunk in _chunks(path, place, follow=follow):
        if chunk is None:
            yield Piece(None, place, line)
            continue
        *ended, begun = (begun + chunk).split(b"\n")
        for read in ended:
            place, line = place + len(read) + left_out + 1, line + 1
            yield _piece(read, place, line, left_out)
            left_out = 0
        if len(begun) > MAX_LINE_BYTES:
            left_out += len(begun) - MAX_LINE_BYTES
            begun = begun[:MAX_LINE_BYTES]
    if begun:
        yield _piece(begun, place + len(begun) + left_out, line + 1, left_out, ended=False)


def _piece(read: bytes, place: int, line: int, left_out: int, *, ended: bool = True) -> Piece:
    whole = not left_out and len(read) <= MAX_LINE_BYTES
    # Some programs begin every file that they write with this mark, and files are joined.
    text = read[:MAX_LINE_BYTES].removeprefix(_BYTE_ORDER_MARK).decode("utf-8", "surrogateescape")
    return Piece(text.rstrip("\r"), place, line, whole, ended)


def _chunks(path: Path, place: int, *, follow: bool) -> Iterator[bytes | None]:
    """What there is to read, piece by piece; None for a pause in which nothing came."""
    if path == STANDARD_INPUT:
        if follow:
            return _arriving(sys.stdin.fileno())
        return iter(lambda: sys.stdin.buffer.readline(_CHUNK_BYTES), b"")
    if _is_pipe(path):
        return _of_pipe(path, follow=follow)
    return _of_file(path, place, follow=follow)


def _is_pipe(path: Path) -> bool:
    return path == STANDARD_INPUT or path.is_fifo() or path.is_char_device()


def _of_pipe(path: Path, *, follow: bool) -> Iterator[bytes | None]:
    with _opened(path) as stream, _readable(path):
        if follow:
            yield from _arriving(stream.fileno())
        else:
            yield from iter(lambda: stream.readline(_CHUNK_BYTES), b"")


def _of_file(path: Path, place: int, *, follow: bool) -> Iterator[bytes | None]:
    with _opened(path) as stream, _readable(path):
        stream.seek(place)
        while True:
            chunk = stream.read(_CHUNK_BYTES)
            place += len(chunk)
            if chunk:
                yield chunk
            elif not follow:
                return
            else:
                yield None
                time.sleep(_PAUSE_SECONDS)
                if path.stat().st_size < place:
                    message = "this file became shorter while it was followed"
                    raise _unreadable(path, message, "start again; what was taken is known")


def _arriving(descriptor: int) -> Iterator[bytes | None]:
    """What comes through a pipe or from a terminal, with pauses, until its other end is closed.

    A thread waits for it, as no system but some can wait for a pipe and a clock at once. It reads
    the bare descriptor: at the end of the program nobody can hold a lock that nobody gives back.
    """
    came: Queue[bytes] = Queue(_CHUNKS_AHEAD)

    def wait() -> None:
        chunk = b"."
        while chunk:
            try:
                chunk = os.read(descriptor, _CHUNK_BYTES)
            except OSError:  # the other end of a terminal is gone
                chunk = b""
            came.put(chunk)

    Thread(target=wait, daemon=True).start()
    while True:
        try:
            chunk = came.get(timeout=_PAUSE_SECONDS)
        except Empty:
            yield None
            continue
        if not chunk:
            return
        yield chunk


def _opened(path: Path) -> BinaryIO:
    with _readable(path):
        return path.open("rb")


@contextmanager
def _readable(path: Path) -> Generator[None]:
    try:
        yield
    except OSError as error:
        raise _unreadable(path, f"cannot read this file: {error.strerror}") from None


def _unreadable(path: Path, message: str, hint: str = "") -> EventError:
    return EventError([Problem(str(path), 0, "", message, hint)])
