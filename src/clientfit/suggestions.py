"""The nearest word to a mistyped one."""

from collections.abc import Iterable

from clientfit.errors import Problem, UnknownNameError


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """Name the nearest known word, as the tail of an error message.

    Args:
        word: what was written.
        known: the words that would have been right.

    Returns:
        A question such as ``did you mean 'responses'?``, or "" when nothing is near.

    >>> did_you_mean("reponses", ["responses", "attempts"])
    "did you mean 'responses'?"
    """
    import difflib  # noqa: PLC0415  only a mistake pays for this import

    near = difflib.get_close_matches(word, list(known), n=1, cutoff=0.6)
    return f"did you mean '{near[0]}'?" if near else ""


def unknown_name(
    message: str, name: str, known: Iterable[str], *, listed: Iterable[str] | None = None
) -> UnknownNameError:
    """The error of a name that is not known, with the nearest that is; where none is near, with all.

    Args:
        message: what is wrong.
        name: the name as it was written.
        known: the names that would have been right.
        listed: which names to list where none is near; None lists all that are known.
    """
    names = list(known)
    near = did_you_mean(name, names)
    shown = ", ".join(dict.fromkeys(names if listed is None else listed))
    return UnknownNameError([Problem("", 0, "", message, near or f"known are {shown}")])
