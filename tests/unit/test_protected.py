"""Words about protected classes are refused in names and texts; words that only look alike are not."""

from pathlib import Path
from typing import cast

import pytest
import yaml

from clientfit.ruleset.protected import protected_phrase, protected_word

ROOT = Path(__file__).parents[2]
FILES = sorted(
    file for folder in ("rules", "docs/examples") for file in (ROOT / folder).rglob("*.yaml")
)


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("women are called first", "women"),
        ("Men and WOMEN alike", "men"),
        ("no female client waits", "female"),
        ("mothers are given time", "mothers"),
        ("a pregnant client is kept", "pregnant"),
        ("seniors are never removed", "seniors"),
        ("older people get one more call", "older people"),
        ("older  clients, too", "older clients"),
        ("the elderly are visited", "elderly"),
        ("a Hispanic client is kept", "hispanic"),
        ("Latino buyers first", "latino"),
        ("asian families", "asian"),
        ("black people are kept", "black people"),
        ("White-families only", "white families"),
        ("near a church", "church"),
        ("near mosques", "mosques"),
        ("beside the synagogue", "synagogue"),
        ("muslims, christians, jews", "christians"),
        ("the client uses a wheelchair", "wheelchair"),
        ("a blind client is met", "blind"),
        ("the deaf get a letter", "deaf"),
        ("disabled clients", "disabled"),
        ("immigrants wait", "immigrants"),
        ("a foreigner pays in advance", "foreigner"),
        ("foreign-born clients", "foreign born"),
        ("a client with an accent", "with an accent"),
        ("families with children", "families with"),
        ("no kids", "kids"),
        ("a single parent is kept", "single parent"),
        ("a service dog is let in", "service dog"),
        ("their national origin", "national origin"),
    ],
)
def test_a_text_that_speaks_of_a_class_is_found_by_its_word(text: str, word: str) -> None:
    assert protected_phrase(text) == word


@pytest.mark.parametrize(
    "text",
    [
        "a senior agent takes over",
        "seniority of the loan",
        "a single-family home",
        "a multi-family building of one seller",
        "a family of rules",
        "a black kitchen with white walls",
        "the black list of the house",
        "window blinds are repaired",
        "a minor repair",
        "the parent company agrees",
        "advice in good faith",
        "polish the listing",
        "an old client comes back",
        "older leads are called first",
        "a yes man is expected",
        "a foreign bank gave the loan",
        "an accent wall",
        "young leads and mature ones",
        "the manager, the handyman and the chairman",
        "a racecourse and a parish",
        "the mentor is mentioned in the comment",
        "whitelisted clients",
        "American brokers",
        "Essex and Sussex",
    ],
)
def test_a_text_with_a_like_word_in_another_sense_is_let_be(text: str) -> None:
    assert protected_phrase(text) is None


@pytest.mark.parametrize(
    ("name", "word"),
    [
        ("buyer_is_female", "female"),
        ("older_people", "older people"),
        ("has_accent", "accent"),
        ("birthday_known", "birthday"),
        ("seniors", "seniors"),
        ("first_name", "name"),
    ],
)
def test_a_name_that_speaks_of_a_class_or_a_proxy_is_found(name: str, word: str) -> None:
    assert protected_word(name) == word


@pytest.mark.parametrize("name", ["days_silent", "renamed", "manager_told", "old_client", "stage"])
def test_a_name_with_a_like_word_is_let_be(name: str) -> None:
    assert protected_word(name) is None


def texts(node: object) -> list[str]:
    if isinstance(node, dict):
        pairs = cast("dict[object, object]", node).items()
        return [text for pair in pairs for part in pair for text in texts(part)]
    if isinstance(node, list):
        return [text for part in cast("list[object]", node) for text in texts(part)]
    return [str(node)]


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.relative_to(ROOT).as_posix())
def test_no_text_of_the_rules_houses_and_stories_raises_an_alarm(file: Path) -> None:
    said = texts(yaml.load(file.read_text("utf-8"), Loader=yaml.BaseLoader))  # noqa: S506  builds texts only
    assert {text for text in said if protected_phrase(text)} == set()
