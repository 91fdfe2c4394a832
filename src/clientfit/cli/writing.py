"""Write a result into a file, but never over anything else."""

from pathlib import Path

from clientfit.errors import ClientfitError, Problem


def write_file(path: Path, text: str) -> None:
    """Write a file anew. One that is there must begin as the new one does, so be of the same kind.

    Raises:
        ClientfitError: it cannot be written, or something else stands there.
    """
    start = text.splitlines()[0].encode()
    try:
        if path.exists() and (written := path.read_bytes()) and not written.startswith(start):
            message, hint = "this file holds something else, so it is not written over", "name another"
            raise ClientfitError([Problem(str(path), 0, "", message, hint)])
        path.write_text(text, "utf-8")
    except OSError as error:
        message = f"this file cannot be written: {error.strerror}"
        raise ClientfitError([Problem(str(path), 0, "", message, "choose another place")]) from None
