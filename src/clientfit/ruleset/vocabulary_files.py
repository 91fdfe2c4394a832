"""Read parameters and collections of events; `fact_files` reads the facts."""

import re
from collections.abc import Mapping as AbstractMapping
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from clientfit.event_fields import fields_of, joint_fields
from clientfit.events import EVENT_TYPES
from clientfit.language.expression import Place
from clientfit.language.fold import Collection
from clientfit.language.vocabulary import Vocabulary
from clientfit.ruleset.conditions import read_condition
from clientfit.ruleset.documents import Mapping, Node
from clientfit.ruleset.fields import Fields, Report, place_of
from clientfit.ruleset.model import ParameterSpec
from clientfit.ruleset.protected import protected_word
from clientfit.ruleset.scalars import read_number
from clientfit.suggestions import did_you_mean
from clientfit.values import Exact, exact, show_number

IDENTIFIER = re.compile(r"[a-z][a-z0-9_]{0,59}")
RESERVED = frozenset({"case", "abs", "unknown", "true", "false", "and", "or", "not", "in", "is"})


@dataclass(frozen=True, slots=True)
class FactSource:
    """A file of the vocabulary, opened."""

    file: str
    document: Node


def check_identifier(name: str, place: Place, what: str, report: Report) -> bool:
    """Report a name that is malformed, reserved, or about a protected class."""
    if not IDENTIFIER.fullmatch(name) or name in RESERVED or "__" in name:
        report.add(
            place,
            f"'{name}' cannot name a {what}",
            "use small letters, digits and single underscores, starting with a letter",
        )
        return False
    word = protected_word(name)
    if word is not None:
        report.add(
            place,
            f"'{name}' speaks of '{word}'; facts about protected classes or their proxies are refused",
            "decide on what the client did or said instead",
        )
        return False
    return True


def read_parameters(node: Mapping | None, file: str, report: Report) -> dict[str, ParameterSpec]:
    """Read `parameters:` of a rule set."""
    found: dict[str, ParameterSpec] = {}
    for key, inner in node.entries if node else ():
        place = place_of(key, file)
        if not check_identifier(key.text, place, "parameter", report):
            continue
        fields = Fields(inner, file, f"parameter '{key.text}'", report)
        fields.only(("value", "unit", "means", "source"))
        written = fields.text("value", required=True)
        try:
            value: Exact = read_number(written) if written else 0
            _check_range(written, value, fields.text("unit"))
        except ValueError as error:
            report.add(fields.at("value"), str(error))
            value = 0
        found[key.text] = ParameterSpec(
            key.text,
            value,
            fields.text("unit", required=True),
            fields.text("means", required=True),
            fields.text("source", required=True),
            place,
        )
    return found


_COUNTED = frozenset(
    (
        *("minutes", "hours", "days", "weeks", "months", "years"),
        *("attempts", "channels", "messages", "calls", "requests", "responses", "answers"),
        *("appointments", "commitments", "complaints", "contracts", "events", "meetings"),
        *("referrals", "pieces", "times", "visits", "offers", "clients", "people"),
    )
)
"""First words of units that count something, so that a number of them is never below 0."""


def _check_range(written: str, value: Exact, unit: str) -> None:
    """Refuse a number that its unit cannot have.

    Raises:
        ValueError: it is a share above the whole and not written in percent, or below 0.
    """
    first = unit.split(maxsplit=1)[0].lower() if unit else ""
    is_share = first == "share"
    if value < 0 and (is_share or first in _COUNTED or f"{first}s" in _COUNTED):
        raise ValueError(f"{written} cannot be: {unit} cannot be below 0")
    if is_share and value > 1 and not written.strip().endswith("%"):
        percent, part = show_number(exact(value * 100)), show_number(exact(value / Fraction(100)))
        raise ValueError(f"{written} is {percent} %; write {written}% or {part}")


_COLLECTION_KEYS = ("of", "means", "where")


def read_collections(
    sources: Sequence[FactSource], parameters: AbstractMapping[str, Exact], report: Report
) -> dict[str, Collection]:
    """Read `events:` of every vocabulary file; each kind of event is a collection by itself too."""
    found = {
        kind: Collection(kind, (kind,), None, fields_of(kind), f"every {kind} event")
        for kind in EVENT_TYPES
    }
    for source in sources:
        section = Fields(source.document, source.file, "a vocabulary file", report)
        section.only(("topic", "events", "facts"))
        block = section.mapping("events")
        for key, inner in block.entries if block else ():
            place = place_of(key, source.file)
            if not check_identifier(key.text, place, "collection", report):
                continue
            if key.text in found:
                report.add(place, f"the collection '{key.text}' is declared twice", "rename one")
                continue
            fields = Fields(inner, source.file, f"collection '{key.text}'", report)
            collection = _collection(key.text, fields, parameters, report)
            if collection is not None:
                found[key.text] = collection
    return found


def _collection(
    name: str,
    fields: Fields,
    parameters: AbstractMapping[str, Exact],
    report: Report,
) -> Collection | None:
    fields.only(_COLLECTION_KEYS)
    kinds: list[str] = []
    for scalar in fields.scalars("of"):
        if scalar.text not in EVENT_TYPES:
            near = did_you_mean(scalar.text, EVENT_TYPES) or f"known are {', '.join(EVENT_TYPES)}"
            report.add(place_of(scalar, fields.file), f"no event kind '{scalar.text}'", near)
        else:
            kinds.append(scalar.text)
    if not kinds:
        if "of" not in fields.entries:
            report.add(fields.place, f"{fields.what} needs `of:`, the kinds of event")
        return None
    types = joint_fields(tuple(kinds))
    where = fields.entries.get("where")
    condition = None
    if where is not None:
        condition = read_condition(where, Vocabulary(types, parameters), fields.file, report)
    means = fields.text("means", required=True)
    return Collection(name, tuple(kinds), condition, types, means, fields.place)
