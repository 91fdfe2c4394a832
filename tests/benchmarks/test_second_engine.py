"""What confirming costs, against the compiled engine of the same run."""

import time
from itertools import cycle
from statistics import median

import pytest

from benchmarks.test_speed import ratio, show
from clientfit.engines.rete import build_rete
from clientfit.evaluator import Rules
from clientfit.facts import complete

pytestmark = pytest.mark.filterwarnings("ignore")


def test_facts_to_answer_by_the_second_engine(benchmark, rules: Rules) -> None:  # noqa: ANN001  a plugin's fixture
    rule_set, engine = rules.rule_set, build_rete(rules.rule_set)
    scenes = [complete(rule_set, one.given) for rule in rule_set.rules for one in rule.examples]
    following, others = cycle(scenes), cycle(scenes)
    benchmark(lambda: engine.answer(next(following)))
    times: list[float] = []
    for _ in range(15):
        start = time.perf_counter()
        for facts in scenes:
            engine.answer(facts)
        times.append((time.perf_counter() - start) / len(scenes) * 1000)
    show("a decision by the second engine, milliseconds, median", median(times), 1.5)
    show("the same, milliseconds, best of 15 rounds", min(times), 1.5)
    found = ratio(
        lambda: engine.answer(next(following)), lambda: rules.engine.answer(next(others)), 300
    )
    show("facts to answer by the second engine, against the compiled one", found, 150)


def test_a_confirmed_decision(benchmark, rules: Rules) -> None:  # noqa: ANN001  a plugin's fixture
    facts = {"responses": 1, "unanswered_streak": 3, "streak_channels": 2, "days_silent": 21}
    rules.decide_facts(facts, confirm=True)
    benchmark(lambda: rules.decide_facts(facts, confirm=True))
    found = ratio(
        lambda: rules.decide_facts(facts, confirm=True), lambda: rules.decide_facts(facts), 300
    )
    show("a confirmed decision, against an unconfirmed one", found, 50)


def test_building_the_second_engine(benchmark, rules: Rules) -> None:  # noqa: ANN001  a plugin's fixture
    benchmark(lambda: build_rete(rules.rule_set))
    start = time.perf_counter()
    build_rete(rules.rule_set)
    show("building the second engine, milliseconds", (time.perf_counter() - start) * 1000, 60)
