"""An append-only log of decisions: JSON Lines, one decision a line.

Safe under several writers: a lock around each append, and one write for all of it. Safe under a kill
at any byte: a record counts once its line end is there. A last line without one is torn; readers
leave it out and say so, and the next append takes it away (or ends it, if all of it is there).
"""

import json
import os
import sys
from collections.abc import Generator, Iterable
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from clientfit.decision import Decision
from clientfit.errors import LogError, Problem

if sys.platform == "win32":
    import msvcrt

    def _lock(descriptor: int) -> None:
        os.lseek(descriptor, 0, os.SEEK_SET)
        msvcrt.locking(descriptor, msvcrt.LK_LOCK, 1)

    def _unlock(descriptor: int) -> None:
        os.lseek(descriptor, 0, os.SEEK_SET)
        msvcrt.locking(descriptor, msvcrt.LK_UNLCK, 1)

else:
    import fcntl

    def _lock(descriptor: int) -> None:
        fcntl.flock(descriptor, fcntl.LOCK_EX)

    def _unlock(descriptor: int) -> None:
        fcntl.flock(descriptor, fcntl.LOCK_UN)


_BLOCK = 65536


@dataclass(frozen=True, slots=True)
class LogContent:
    """What a log holds.

    Attributes:
        records: the line number and the JSON object of each whole record.
        remarks: lines that are no record, a torn last line among them.
        is_torn: whether the last line is torn, as by a writer that is at work or was stopped.
    """

    records: tuple[tuple[int, dict[str, Any]], ...]
    remarks: tuple[Problem, ...]
    is_torn: bool = False


def append_decisions(path: Path, decisions: Iterable[Decision]) -> bool:
    """Append decisions to a log, all or none of them.

    Args:
        path: the log; it is created where there is none.
        decisions: what is appended, in this order.

    Returns:
        Whether a torn last line, left by a writer that was killed, had to be repaired first.

    Raises:
        LogError: the log cannot be opened or written, or the file is something else.
    """
    data = "".join(decision.model_dump_json() + "\n" for decision in decisions).encode()
    try:
        with _locked(path) as descriptor:
            if not _is_log(descriptor):
                message, hint = "this file is no log of decisions", "name a new file, or a log"
                raise LogError([Problem(str(path), 0, "", message, hint)])
            repaired = _repair(descriptor)
            if data:
                _write(descriptor, data)
            return repaired
    except OSError as error:
        message = f"cannot write this log: {error.strerror or error}"
        raise LogError([Problem(str(path), 0, "", message)]) from None


@contextmanager
def _locked(path: Path) -> Generator[int]:
    binary = getattr(os, "O_BINARY", 0)
    descriptor = os.open(path, os.O_RDWR | os.O_APPEND | os.O_CREAT | binary, 0o666)
    try:
        _lock(descriptor)
        try:
            yield descriptor
        finally:
            _unlock(descriptor)
    finally:
        os.close(descriptor)


def _is_log(descriptor: int) -> bool:
    """Whether the file is empty or begins with a record; a repair would cut the end of any other."""
    os.lseek(descriptor, 0, os.SEEK_SET)
    return os.read(descriptor, 1) in (b"", b"{")


def _write(descriptor: int, data: bytes) -> None:
    size = os.fstat(descriptor).st_size
    written = os.write(descriptor, data)
    if written != len(data):  # a full disk, say; half a record is worse than none
        os.ftruncate(descriptor, size)
        raise OSError(None, f"only {written} of {len(data)} bytes fit")


def _repair(descriptor: int) -> bool:
    """Take a torn last line away, or end it if nothing but its end is missing."""
    size = os.fstat(descriptor).st_size
    tail, start = b"", size
    while start > 0 and b"\n" not in tail:
        step = min(_BLOCK, start)
        start -= step
        os.lseek(descriptor, start, os.SEEK_SET)
        tail = os.read(descriptor, step) + tail
    torn = tail[tail.rfind(b"\n") + 1 :]
    if not torn:
        return False
    if _object(torn) is not None:
        _write(descriptor, b"\n")
    else:
        os.ftruncate(descriptor, size - len(torn))
    return True


def _object(line: bytes) -> dict[str, Any] | None:
    try:
        found: object = json.loads(line)
    except (ValueError, RecursionError):
        return None
    return found if isinstance(found, dict) else None  # pyright: ignore[reportUnknownVariableType]  any JSON object


def read_log(path: Path) -> LogContent:
    """Read a log; what is no record is left out and remarked on.

    Raises:
        LogError: the file cannot be read.
    """
    try:
        data = path.read_bytes()
    except OSError as error:
        message = f"cannot read this file: {error.strerror}"
        raise LogError([Problem(str(path), 0, "", message)]) from None
    *lines, torn = data.split(b"\n")
    records: list[tuple[int, dict[str, Any]]] = []
    remarks: list[Problem] = []
    for number, line in enumerate(lines, 1):
        found = _object(line)
        if found is not None:
            records.append((number, found))
        elif line.strip():
            message = "this line is no JSON object, so it is left out"
            remarks.append(Problem(str(path), number, "", message))
    if torn:
        message = "the last line is torn, so it is left out; a writer was stopped in it"
        hint = "the next append to this log repairs it"
        remarks.append(Problem(str(path), len(lines) + 1, "", message, hint))
    return LogContent(tuple(records), tuple(remarks), bool(torn))
