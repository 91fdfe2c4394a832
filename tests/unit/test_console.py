"""Long lines on a terminal: broken between words, indented, and nothing of them lost."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.text import Text

from clientfit.cli.console import hanging

WORDS = st.lists(st.text("abc:/", min_size=1, max_size=12), min_size=1, max_size=30)


@given(WORDS, st.integers(0, 12), st.integers(40, 100))
def test_a_long_line_keeps_its_words_its_width_and_its_indent(
    words: list[str], indent: int, width: int
) -> None:
    line = Text(" " * indent + " ".join(words))
    first, *others = (piece.plain for piece in hanging(line, width))
    assert " ".join([first, *others]).split() == words
    assert all(len(piece) <= width for piece in (first, *others))
    assert first.startswith(" " * indent)
    assert all(piece.startswith(" " * (indent + 2)) for piece in others)


@pytest.mark.parametrize("text", ["", "    ", "  short"])
def test_a_line_that_fits_stays_as_it_is(text: str) -> None:
    assert [piece.plain for piece in hanging(Text(text), 80)] == [text]


def test_a_style_goes_on_below_the_line() -> None:
    line = Text("word ").append("styled words that are long", "bold")
    second = list(hanging(line, 22))[1]
    assert any(span.style == "bold" for span in second.spans)
