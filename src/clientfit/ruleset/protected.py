"""Words about protected classes, which no fact, example or text of a rule set may carry.

Source: the seven classes of the federal Fair Housing Act (42 U.S.C. 3604), and their usual proxies;
many of the words stood in HUD's advice on advertisements (24 C.F.R. 109.20, since withdrawn).

What has another plain sense is no word here, and only phrases with it are: a senior agent, a
single-family home, a black kitchen, an accent wall, window blinds, a yes man.
"""

import re
from itertools import product

_CLASSES = frozenset(
    (
        # race and color
        *("race", "racial", "ethnic", "ethnicity", "ethnicities", "color", "colour", "ancestry"),
        *("hispanic", "hispanics", "latino", "latinos", "latina", "latinas", "latinx", "minorities"),
        *("asian", "asians", "african", "africans", "caucasian", "caucasians", "arab", "arabs"),
        # religion
        *("religion", "religions", "religious", "church", "churches", "mosque", "mosques"),
        *("synagogue", "synagogues", "worship", "christian", "christians", "catholic", "catholics"),
        *("muslim", "muslims", "islam", "islamic", "jew", "jews", "jewish", "hindu", "hindus"),
        *("buddhist", "buddhists", "sikh", "sikhs", "mormon", "mormons", "atheist", "atheists"),
        # sex
        *("sex", "sexes", "sexual", "gender", "genders", "transgender", "gay", "gays", "lesbian"),
        *("lesbians", "homosexual", "bisexual", "lgbt", "lgbtq", "men", "woman", "women"),
        *("male", "males", "female", "females", "boy", "boys", "girl", "girls", "lady", "ladies"),
        # familial status
        *("familial", "pregnant", "pregnancy", "child", "children", "childless", "kid", "kids"),
        *("baby", "babies", "infant", "infants", "toddler", "toddlers", "teenager", "teenagers"),
        *("mother", "mothers", "father", "fathers", "mom", "moms", "dad", "dads"),
        # age is no federal class; these stand for familial status or disability
        *("elderly", "seniors", "retirees", "pensioners", "adults"),
        # disability
        *("disability", "disabilities", "disabled", "handicap", "handicapped", "wheelchair"),
        *("wheelchairs", "blind", "blindness", "deaf", "deafness", "autistic", "autism"),
        # national origin
        *("nationality", "nationalities", "citizenship", "immigrant", "immigrants", "immigration"),
        *("migrant", "migrants", "foreigner", "foreigners", "refugee", "refugees", "mexican"),
        *("mexicans", "chinese", "japanese", "korean", "koreans", "vietnamese", "filipino"),
        *("filipinos", "indian", "indians", "haitian", "haitians"),
    )
)
_PROXIES = frozenset(
    (
        *("name", "surname", "accent", "language", "birthplace", "native"),
        *("marital", "married", "spouse", "family", "age", "birthday", "birthdate"),
    )
)
_PEOPLE = (
    *("people", "person", "persons", "client", "clients", "buyer", "buyers", "seller", "sellers"),
    *("tenant", "tenants", "renter", "renters", "applicant", "applicants", "customer", "customers"),
    *("couple", "couples", "family", "families", "household", "households"),
)
_PHRASES = (
    *("national origin", "country of origin", "marital status", "family status", "foreign born"),
    *(
        "with an accent",
        "foreign accent",
        "heavy accent",
        "single man",
        "single parent",
        "single parents",
        "large families",
    ),
    *("families with", "old people", "old person", "puerto rican", "puerto ricans"),
    *("hearing impaired", "visually impaired", "mental illness", "mentally ill", "service animal"),
    *("service animals", "service dog", "service dogs"),
    *map(" ".join, product(("black", "white", "older", "young", "younger", "foreign"), _PEOPLE)),
)


def protected_word(identifier: str) -> str | None:
    """The part of an identifier that stands for a protected class or a proxy of one.

    >>> protected_word("buyer_religion"), protected_word("days_silent")
    ('religion', None)
    """
    parts = _words(identifier)
    found = (part for part in parts if part in _CLASSES or part in _PROXIES)
    return _phrase(parts) or next(found, None)


def protected_phrase(text: str) -> str | None:
    """The first words in a text that name a protected class.

    >>> protected_phrase("What is the client's religion?")
    'religion'
    """
    words = _words(text)
    return _phrase(words) or min(set(words) & _CLASSES, default=None)


def _words(text: str) -> list[str]:
    return re.findall(r"[a-z]+", text.lower())


def _phrase(words: list[str]) -> str | None:
    joined = f" {' '.join(words)} "
    return next((phrase for phrase in _PHRASES if f" {phrase} " in joined), None)


def says_who_somebody_is(word: str) -> bool:
    """Whether a refused word is a name, which identifies a person and can stand for a class."""
    return word in ("name", "surname")
