"""The nearest word to a mistyped one."""

from collections.abc import Iterable


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
