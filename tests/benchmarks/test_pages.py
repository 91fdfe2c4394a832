"""How long a page takes, in milliseconds, as the target is; slowness fails nothing."""

import time
from collections.abc import Callable
from pathlib import Path
from statistics import median

import pytest

from benchmarks.test_speed import show
from clientfit.case_reader import load_case
from clientfit.evaluator import Rules

pytestmark = pytest.mark.filterwarnings("ignore")
EXAMPLE = Path(__file__).parents[2] / "docs" / "examples" / "lost-touch.yaml"


def milliseconds(function: Callable[[], object], loops: int = 25) -> float:
    found: list[float] = []
    for _ in range(loops):
        start = time.perf_counter()
        function()
        found.append((time.perf_counter() - start) * 1000)
    return median(found)


def test_a_page_without_the_picture(benchmark, rules: Rules) -> None:  # noqa: ANN001  a plugin's fixture
    decision = rules.decide(load_case(EXAMPLE))
    benchmark(lambda: decision.to_html(picture=False))
    show(
        "HTML page without the picture, milliseconds",
        milliseconds(lambda: decision.to_html(picture=False)),
        30,
    )
    ratio = milliseconds(lambda: decision.to_html(picture=False)) / milliseconds(decision.to_text)
    show("HTML page without the picture, against the text", ratio, 30)


def test_a_page_with_the_picture(benchmark, rules: Rules) -> None:  # noqa: ANN001  a plugin's fixture
    decision = rules.decide(load_case(EXAMPLE))
    benchmark.pedantic(decision.to_html, rounds=3)
    show("HTML page with the picture, milliseconds", milliseconds(decision.to_html, 5), 500)


def test_markdown(benchmark, rules: Rules) -> None:  # noqa: ANN001  a plugin's fixture
    decision = rules.decide(load_case(EXAMPLE))
    benchmark(decision.to_markdown)
    show("Markdown, milliseconds", milliseconds(decision.to_markdown), 10)
