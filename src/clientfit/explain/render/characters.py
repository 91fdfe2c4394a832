"""Characters that may not reach a reader's screen as they are."""

import re

_CONTROLS = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff\ufffe\uffff]")
_DIRECTIONS = re.compile("[\u202a-\u202e\u2066-\u2069]")
_REPLACEMENT = "\ufffd"


def printable(text: str) -> str:
    r"""Replace what steers a terminal or a parser instead of being read: control characters.

    >>> printable("a\x1b[31mb")
    'a�[31mb'
    """
    return _CONTROLS.sub(_REPLACEMENT, text)


def printable_line(text: str) -> str:
    r"""The same, and nothing turns the direction of the rest of the line around either.

    HTML shuts such text in with `bdi`; plain text and Markdown have no such means.

    >>> printable_line("a\u202eb")
    'a�b'
    """
    return _DIRECTIONS.sub(_REPLACEMENT, printable(text))
