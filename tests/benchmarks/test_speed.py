"""Speed and memory, always against a baseline of the same run.

`python -m pytest tests/benchmarks --benchmark-only -s` prints the ratios; slowness fails nothing.
"""

import gc
import json
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median

import pytest

from benchmarks.handwritten import decide_by_hand, flat
from clientfit.case import Case
from clientfit.case_reader import load_case
from clientfit.evaluator import Rules, load_rules
from clientfit.facts import complete
from clientfit.ruleset.load import load_rule_set

pytestmark = pytest.mark.filterwarnings("ignore")


def ratio(one: Callable[[], object], other: Callable[[], object], loops: int = 2000) -> float:
    """The median over pairs of runs: how many times longer the first takes.

    Counted in time of the processor, for on a busy machine the longer of the two is interrupted more.
    """
    found: list[float] = []
    for _ in range(9):
        times: list[float] = []
        for function in (one, other):
            start = time.process_time()
            for _ in range(loops):
                function()
            times.append(time.process_time() - start)
        found.append(times[0] / times[1])
    return median(found)


def show(what: str, value: float, target: float) -> None:
    verdict = "reached" if value <= target else "MISSED"
    sys.stderr.write(f"\n{what}: {value:.2f} (target {target:g}: {verdict})\n")


def case_json() -> str:
    contacts = [
        {
            "kind": "contact",
            "id": f"e{day}",
            "at": f"2026-03-{day + 1:02d}T10:00:00-06:00",
            "channel": "phone" if day % 2 else "text",
            "direction": "outbound" if day % 3 else "inbound",
            "answered": False,
        }
        for day in range(14)
    ]
    others: list[dict[str, object]] = [
        {
            "kind": "goal",
            "at": "2026-03-04",
            "asked_price": "300000",
            "market_price": "250000",
            "market_source": "appraisal",
            "open_to_education": False,
        },
        {"kind": "advice", "at": "2026-03-05", "response": "declined"},
        {"kind": "advice", "at": "2026-03-06", "response": "declined"},
        {"kind": "advice", "at": "2026-03-07", "response": "followed"},
        {"kind": "appointment", "at": "2026-03-02", "status": "held"},
        {"kind": "appointment", "at": "2026-03-03", "status": "held"},
    ]
    record = {
        "id": "c-1",
        "time_zone": "America/Chicago",
        "as_of": "2026-03-20",
        "assigned_at": "2026-02-28T09:00:00-06:00",
        "complete_channels": "all",
        "preferred_channel": "phone",
        "events": contacts + others,
    }
    return json.dumps(record)


def test_facts_to_outcome(benchmark, rules: Rules) -> None:  # noqa: ANN001  a plugin's fixture
    facts = complete(rules.rule_set, {})
    vector = rules.engine.vector(facts)
    values = flat(facts)
    assert decide_by_hand(values) == str(rules.engine.verdict(vector).outcome)
    benchmark(lambda: rules.engine.verdict(vector))
    found = ratio(lambda: rules.engine.verdict(vector), lambda: decide_by_hand(values))
    show("facts to outcome, against a hand-written if/else", found, 2)


def test_json_to_decision(benchmark, rules: Rules) -> None:  # noqa: ANN001  a plugin's fixture
    text = case_json()
    benchmark(lambda: rules.decide(Case.model_validate_json(text)))
    found = ratio(
        lambda: rules.decide(Case.model_validate_json(text)),
        lambda: Case.model_validate_json(text),
        200,
    )
    show("JSON of 20 events to Decision, against pydantic's parse of it", found, 2)


def test_proof_on_demand(benchmark, rules: Rules) -> None:  # noqa: ANN001  a plugin's fixture
    decision = rules.decide_facts(
        {"responses": 1, "unanswered_streak": 3, "streak_channels": 2, "days_silent": 21}
    )
    vector = rules.engine.vector(complete(rules.rule_set, {}))
    benchmark(decision.proof)
    found = ratio(decision.proof, lambda: rules.engine.verdict(vector), 200)
    show("proof on demand, against facts to outcome", found, 25)


def test_loading_the_default_rules(benchmark) -> None:  # noqa: ANN001  a plugin's fixture
    benchmark(load_rules)
    start = time.perf_counter()
    load_rule_set()
    show("loading the default rules, milliseconds", (time.perf_counter() - start) * 1000, 100)


def test_import(benchmark) -> None:  # noqa: ANN001  a plugin's fixture
    def run(module: str) -> float:
        start = time.perf_counter()
        subprocess.run([sys.executable, "-c", f"import {module}"], check=True)
        return time.perf_counter() - start

    bare = min(run("sys") for _ in range(5))
    ours = median(run("clientfit") - bare for _ in range(9))
    theirs = median(run("pydantic") - bare for _ in range(9))
    benchmark.pedantic(run, args=("clientfit",), rounds=1)
    show("import clientfit, against import pydantic", ours / theirs, 2)


def test_memory_does_not_grow(benchmark, rules: Rules) -> None:  # noqa: ANN001  a plugin's fixture
    stories = sorted((Path(__file__).parents[2] / "docs" / "examples" / "casebook").glob("*.yaml"))
    cases = [load_case(story) for story in stories]

    def many(count: int) -> None:
        for index in range(count):
            rules.decide(cases[index % len(cases)])

    def blocks() -> int:
        gc.collect()
        return sys.getallocatedblocks()

    many(1000)
    before = blocks()
    benchmark.pedantic(many, args=(100_000,), rounds=1)
    grown = blocks() - before
    show("memory blocks kept after 100,000 decisions", grown, 1000)
    assert grown < 10_000
