"""The stories of the casebook, told as timelines, with the outcome that each expects."""

from pathlib import Path

import pytest
import yaml

from clientfit.case_reader import load_case
from clientfit.evaluator import Rules
from clientfit.reference import decide

CASEBOOK = Path(__file__).parents[2] / "docs" / "examples" / "casebook"
STORIES = sorted(CASEBOOK.glob("*.yaml"))


@pytest.mark.parametrize("story", STORIES, ids=[story.stem for story in STORIES])
def test_a_story_is_decided_as_it_expects(story: Path, rules: Rules) -> None:
    document = yaml.safe_load(story.read_text("utf-8"))
    decision = rules.decide(load_case(story))
    expected = document["expect"]
    assert (decision.action, decision.reason) == (expected["action"], expected.get("reason"))


@pytest.mark.parametrize("story", STORIES, ids=[story.stem for story in STORIES])
def test_the_reference_decides_a_story_the_same(story: Path, rules: Rules) -> None:
    case = load_case(story)
    decision = rules.decide(case)
    verdict = decide(rules.rule_set, rules.timeline.facts(case))
    assert (verdict.outcome.action, verdict.outcome.reason) == (decision.action, decision.reason)


@pytest.mark.parametrize("story", STORIES, ids=[story.stem for story in STORIES])
def test_a_story_that_disagrees_with_its_label_says_why(story: Path) -> None:
    document = yaml.safe_load(story.read_text("utf-8"))
    assert document["source"].startswith("http")
    assert (document["expect"] != document["label"]) == ("disagreement" in document)


def test_there_are_at_least_thirty_stories() -> None:
    assert len(STORIES) >= 30
