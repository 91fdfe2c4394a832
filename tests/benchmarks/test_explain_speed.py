"""What explanations cost, against one facts-to-outcome decision of the same run.

`python -m pytest tests/benchmarks --benchmark-only -s` prints the ratios; slowness fails nothing.
"""

from pathlib import Path

import pytest

from benchmarks.test_speed import ratio, show
from clientfit.case_reader import load_case
from clientfit.evaluator import Rules
from clientfit.facts import Facts, complete

pytestmark = pytest.mark.filterwarnings("ignore")

STORIES = sorted((Path(__file__).parents[2] / "docs" / "examples" / "casebook").glob("*.yaml"))
SILENT = {"responses": 1, "unanswered_streak": 3, "streak_channels": 2, "days_silent": 21}
THREE_OPEN = {"bound_to_other_agent": None, "wants_rental": None, "search_over": None}


def test_why_not_for_all_reasons(benchmark, rules: Rules) -> None:  # noqa: ANN001  a plugin's fixture
    decision = rules.decide_facts(SILENT)
    vector = rules.engine.vector(complete(rules.rule_set, {}))
    benchmark(decision.why_not_reasons)
    found = ratio(decision.why_not_reasons, lambda: rules.engine.verdict(vector), 200)
    show("why-not for all reasons, four facts raised, against facts to outcome", found, 40)
    story = rules.timeline.facts(load_case(STORIES[0]))
    verdict = rules.verdict(story)
    found = ratio(
        lambda: rules.why_nots.reasons(story, verdict, lambda _: ()),
        lambda: rules.engine.verdict(vector),
        200,
    )
    show("the same for the facts of a story, without its events", found, 40)


def test_enough(benchmark, rules: Rules) -> None:  # noqa: ANN001  a plugin's fixture
    decision = rules.decide_facts(SILENT)
    vector = rules.engine.vector(complete(rules.rule_set, {}))
    benchmark(decision.enough)
    found = ratio(decision.enough, lambda: rules.engine.verdict(vector), 200)
    show("a smallest set of facts that is enough, against facts to outcome", found, 60)


def test_relevance_of_every_unknown_fact(benchmark, rules: Rules) -> None:  # noqa: ANN001  a plugin's fixture
    vector = rules.engine.vector(complete(rules.rule_set, {}))
    unlogged = load_case(next(story for story in STORIES if story.stem.startswith("re-22")))
    told: dict[str, Facts] = {
        "three facts open": complete(rules.rule_set, dict(THREE_OPEN)),
        "a story with incomplete logs": rules.timeline.facts(
            unlogged.model_copy(update={"complete_channels": ()})
        ),
    }

    def relevant(facts: Facts) -> tuple[str, ...]:
        found = rules.asker.relevance.relevant(facts.values, rules.engine.vector(facts))
        return tuple(found)

    benchmark(lambda: relevant(told["three facts open"]))
    for what, facts in told.items():
        assert relevant(facts)
        found = ratio(lambda: relevant(facts), lambda: rules.engine.verdict(vector), 100)  # noqa: B023  called at once
        show(f"relevance of every unknown fact, {what}, against facts to outcome", found, 60)
