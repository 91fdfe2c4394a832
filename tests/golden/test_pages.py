"""Markdown and HTML as reviewed: `python -m pytest tests/golden --reset-golden` writes them anew."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest

from clientfit.case_reader import read_cases
from clientfit.decision import Decision
from clientfit.evaluator import Rules

STYLE = re.compile("<style>.*?</style>", re.DOTALL)
HERE = Path(__file__).parent
EXAMPLES = HERE.parents[1] / "docs" / "examples"
STORIES = (
    "lost-touch",
    "re-48-letter-that-verified-nothing",
    "re-54-agent-gone-silent",
)
FORMS: dict[str, Callable[[Decision], str]] = {
    "md": Decision.to_markdown,
    "html": lambda decision: decision.to_html(picture=False),
}


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("story", STORIES)
def test_the_page_of_an_example_case_is_as_reviewed(
    story: str, form: str, rules: Rules, request: pytest.FixtureRequest
) -> None:
    (file,) = EXAMPLES.rglob(f"{story}.yaml")
    read = next(read_cases(file))
    assert read.case is not None, read.error
    decision = rules.decide(read.case)
    page = FORMS[form](decision)
    for name in ("rules_hash", "facts_hash"):  # else every change of any rule would change every page
        assert getattr(decision, name) in page
        page = page.replace(getattr(decision, name), name)
    page = STYLE.sub("<style></style>", page)  # the style sheet is a file that is read on its own
    golden = HERE / f"{story}.{form}"
    if request.config.getoption("--reset-golden"):
        golden.write_text(page, "utf-8")
    assert golden.is_file(), "no golden page yet: python -m pytest tests/golden --reset-golden"
    assert page == golden.read_text("utf-8")


def test_no_golden_page_is_left_over() -> None:
    left = {file.name for form in FORMS for file in HERE.glob(f"*.{form}")}
    assert left == {f"{story}.{form}" for story in STORIES for form in FORMS}
