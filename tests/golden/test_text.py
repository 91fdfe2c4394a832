"""What an agent reads, as reviewed: `python -m pytest tests/golden --reset-golden` writes it anew."""

from pathlib import Path

import pytest

from clientfit.case_reader import read_cases
from clientfit.evaluator import Rules

EXAMPLES = Path(__file__).parents[2] / "docs" / "examples"
STORIES = sorted(
    file for file in EXAMPLES.rglob("*.yaml") if file.relative_to(EXAMPLES).parts[0] != "houses"
)


@pytest.mark.parametrize("story", STORIES, ids=[story.stem for story in STORIES])
def test_the_text_of_every_example_case_is_as_reviewed(
    story: Path, rules: Rules, request: pytest.FixtureRequest
) -> None:
    read = next(read_cases(story))
    assert read.case is not None, read.error
    text = rules.decide(read.case).to_text()
    golden = Path(__file__).parent / f"{story.stem}.txt"
    if request.config.getoption("--reset-golden"):
        golden.write_text(text, "utf-8")
    assert golden.is_file(), "no golden text yet: python -m pytest tests/golden --reset-golden"
    assert text == golden.read_text("utf-8")


def test_no_golden_text_is_left_over() -> None:
    left = {file.stem for file in Path(__file__).parent.glob("*.txt")} - {s.stem for s in STORIES}
    assert left == set()
