"""Words about protected classes, which no fact, example or text of a rule set may carry.

Source: the seven classes of the federal Fair Housing Act (42 U.S.C. 3604), and their usual proxies.
"""

import re

_CLASSES = frozenset(
    (
        *("race", "racial", "ethnic", "ethnicity", "color", "colour", "ancestry"),
        *("religion", "religious", "church", "mosque", "synagogue"),
        *("sex", "gender", "pregnant", "pregnancy", "familial", "children", "child", "kids"),
        *("disability", "disabled", "handicap", "wheelchair"),
        *("nationality", "citizenship", "immigrant", "immigration"),
    )
)
_PROXIES = frozenset(
    (
        *("name", "surname", "accent", "language", "birthplace", "native"),
        *("marital", "married", "spouse", "family", "age"),
    )
)
_PHRASES = ("national origin", "country of origin", "marital status", "family status")


def protected_word(identifier: str) -> str | None:
    """The part of an identifier that stands for a protected class or a proxy of one.

    >>> protected_word("buyer_religion"), protected_word("days_silent")
    ('religion', None)
    """
    parts = re.split(r"[^a-z]+", identifier.lower())
    joined = " ".join(parts)
    for phrase in _PHRASES:
        if phrase in joined:
            return phrase
    return next((part for part in parts if part in _CLASSES or part in _PROXIES), None)


def protected_phrase(text: str) -> str | None:
    """The first word in a text that names a protected class.

    >>> protected_phrase("What is the client's religion?")
    'religion'
    """
    lowered = text.lower()
    for phrase in _PHRASES:
        if phrase in lowered:
            return phrase
    words = set(re.findall(r"[a-z]+", lowered))
    return min(words & _CLASSES, default=None)


def says_who_somebody_is(word: str) -> bool:
    """Whether a refused word is a name, which identifies a person and can stand for a class."""
    return word in ("name", "surname")
