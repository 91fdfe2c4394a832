"""How long paths and the next review take on the casebook, in processor time.

`python -m pytest tests/benchmarks/test_path_speed.py --benchmark-only -s` prints the figures.
"""

import sys
import time
from collections import Counter
from pathlib import Path
from statistics import median

import pytest

from clientfit.case_reader import load_case
from clientfit.evaluator import Rules
from clientfit.explanation import Path as Way

pytestmark = pytest.mark.filterwarnings("ignore")

STORIES = sorted((Path(__file__).parents[2] / "docs" / "examples" / "casebook").glob("*.yaml"))


def show(what: str, value: float, target: float) -> None:
    verdict = "reached" if value <= target else "MISSED"
    sys.stderr.write(f"\n{what}: {value:.2f} (target {target:g}: {verdict})\n")


def kind_of(path: Way) -> str:
    """What became of a search."""
    if path.found:
        return "found"
    if "states of the search" in path.says:
        return "not found within the budget"
    return "waits for others, or for an answer" if path.waits_for else "nothing listed leads there"


def test_paths_on_the_casebook(benchmark, rules: Rules) -> None:  # noqa: ANN001  a plugin's fixture
    cases = [load_case(story) for story in STORIES]
    outcomes = rules.rule_set.outcomes
    times: list[float] = []
    kinds: Counter[str] = Counter()
    rules.path_to(cases[0], "keep")

    def all_paths() -> None:
        for case in cases:
            for outcome in outcomes:
                start = time.process_time()
                path = rules.path_to(case, outcome.action.value, reason=outcome.reason)
                times.append((time.process_time() - start) * 1000)
                kinds[kind_of(path)] += 1

    benchmark.pedantic(all_paths, rounds=1)
    times.sort()
    total = sum(kinds.values())
    show("a path on the casebook, milliseconds, median", median(times), 50)
    sys.stderr.write(f"nine of ten within {times[len(times) * 9 // 10]:.1f}, worst {times[-1]:.0f}\n")
    for kind, number in kinds.most_common():
        sys.stderr.write(f"  {number / total:6.1%}  {kind}\n")


def test_next_review_on_the_casebook(benchmark, rules: Rules) -> None:  # noqa: ANN001  a plugin's fixture
    cases = [load_case(story) for story in STORIES]
    times: list[float] = []
    ratios: list[float] = []
    for case in cases:
        rules.next_review(case)
        start = time.process_time()
        for _ in range(20):
            rules.next_review(case)
        middle = time.process_time()
        for _ in range(20):
            rules.decide(case)
        times.append((middle - start) * 50)
        ratios.append((middle - start) / (time.process_time() - middle))
    benchmark.pedantic(lambda: [rules.next_review(case) for case in cases], rounds=3)
    show("next review of a casebook case, milliseconds, median", median(times), 1)
    sys.stderr.write(f"worst {max(times):.2f}; against one decision {median(ratios):.1f}\n")
