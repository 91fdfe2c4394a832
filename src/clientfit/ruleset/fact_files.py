"""Read `facts:` of the vocabulary files."""

from collections.abc import Mapping as AbstractMapping
from collections.abc import Sequence

from clientfit.errors import RuleSetError
from clientfit.language.expression import Place
from clientfit.language.fold import Calculated, Collection, Fold, fold_type, kinds_of
from clientfit.language.parse_fold import FoldWords, parse_fold
from clientfit.language.syntax import Refused
from clientfit.language.vocabulary import FactType, TypeName, is_whole
from clientfit.ruleset.documents import Scalar
from clientfit.ruleset.fields import Fields, Report, place_of
from clientfit.ruleset.model import FactSpec
from clientfit.ruleset.protected import protected_phrase
from clientfit.ruleset.scalars import read_value
from clientfit.ruleset.templates import read_event_notes
from clientfit.ruleset.vocabulary_files import FactSource, check_identifier
from clientfit.suggestions import did_you_mean
from clientfit.values import Exact, FactValue

TYPES: tuple[TypeName, ...] = ("boolean", "integer", "number", "enum", "date")
_FACT_KEYS = (
    "type",
    "words",
    "unit",
    "means",
    "called",
    "asks",
    "from",
    "values",
    "raised_by",
    "assume",
    "assumed_as",
    "notes",
)


def read_facts(
    sources: Sequence[FactSource],
    collections: AbstractMapping[str, Collection],
    parameters: AbstractMapping[str, Exact],
    report: Report,
) -> dict[str, FactSpec]:
    """Read `facts:` of every vocabulary file."""
    opened: dict[str, tuple[str, Fields]] = {}
    types: dict[str, FactType] = {}
    for source in sources:
        section = Fields(source.document, source.file, "a vocabulary file", Report())
        topic = section.text("topic")
        if not topic:
            report.add(section.place, "a vocabulary file needs `topic:`")
        block = section.mapping("facts")
        for key, inner in block.entries if block else ():
            place = place_of(key, source.file)
            if not check_identifier(key.text, place, "fact", report):
                continue
            if key.text in opened or key.text in parameters:
                report.add(place, f"'{key.text}' is declared twice", "rename one")
                continue
            fields = Fields(inner, source.file, f"fact '{key.text}'", report)
            fields.only(_FACT_KEYS)
            opened[key.text] = topic, fields
            name = fields.choice("type", TYPES, required=True) or "boolean"
            types[key.text] = FactType(_type_name(name), fields.texts("words"))
    words = FoldWords(collections, types, parameters)
    return {
        name: _fact(name, topic, fields, types[name], words, report)
        for name, (topic, fields) in opened.items()
    }


def _type_name(word: str) -> TypeName:
    return next(name for name in TYPES if name == word)


def _fact(
    name: str, topic: str, fields: Fields, fact: FactType, words: FoldWords, report: Report
) -> FactSpec:
    place = fields.place if not fields.key_places else Place(fields.place.file, fields.place.line - 1)
    if (fact.name == "enum") != bool(fact.words):
        report.add(place, f"{fields.what}: an enum, and only an enum, lists its `words:`")
    for key in ("means", "called", "asks"):
        word = protected_phrase(fields.text(key, required=key == "means"))
        if word is not None:
            report.add(fields.at(key), f"'{word}' names a protected class; such facts are refused")
    values = _values(fields, report)
    fold = _fold(fields, fact, words, values is not None, report)
    raised_by = _raised_by(fields, fold, words, report)
    return FactSpec(
        name,
        fact,
        topic,
        fields.text("unit", required=fact.is_number),
        fields.text("means"),
        fields.text("asks"),
        fold,
        raised_by,
        values,
        _assumption(fields, fact, report),
        fields.text("assumed_as"),
        fields.text("from"),
        _kinds(fold, raised_by),
        place,
        fields.text("called"),
        read_event_notes(fields, fold, report),
    )


def _raised_by(
    fields: Fields, fold: Fold | None, words: FoldWords, report: Report
) -> Collection | str | None:
    name = fields.text("raised_by")
    if not name:
        return None
    if isinstance(fold, Calculated):
        if name in words.facts:
            return name
        report.add(fields.at("raised_by"), f"unknown fact '{name}'", did_you_mean(name, words.facts))
    elif name in words.collections:
        return words.collections[name]
    else:
        near = did_you_mean(name, words.collections)
        report.add(fields.at("raised_by"), f"unknown collection '{name}'", near)
    return None


def _kinds(fold: Fold | None, raised_by: Collection | str | None) -> frozenset[str]:
    kinds = frozenset[str]() if fold is None else kinds_of(fold)
    if kinds and isinstance(raised_by, Collection):
        return kinds | frozenset(raised_by.kinds)
    return kinds


def _assumption(fields: Fields, fact: FactType, report: Report) -> FactValue:
    node = fields.entries.get("assume")
    if node is None:
        return None
    if not fields.text("assumed_as"):
        report.add(fields.at("assume"), f"{fields.what} needs `assumed_as:`, its assumption in words")
    try:
        return read_value(node, fact)
    except ValueError as error:
        report.add(fields.at("assume"), str(error))
        return None


def _values(fields: Fields, report: Report) -> dict[str, bool | None] | None:
    block = fields.mapping("values")
    if block is None:
        return None
    meaning: dict[str, bool | None] = {"true": True, "false": False, "unknown": None}
    found: dict[str, bool | None] = {}
    for key, value in block.entries:
        if isinstance(value, Scalar) and value.text in meaning:
            found[key.text] = meaning[value.text]
        else:
            report.add(place_of(key, fields.file), "write true, false or unknown for each word")
    return found


def _fold(
    fields: Fields, fact: FactType, words: FoldWords, has_values: bool, report: Report
) -> Fold | None:
    text = fields.text("from")
    if not text:
        return None
    place = fields.at("from")
    try:
        fold = parse_fold(text, words, place)
    except Refused as refused:
        report.add(place, refused.message, refused.hint)
        return None
    except RuleSetError as error:
        report.problems.extend(error.problems)
        return None
    given = fold_type(fold)
    if has_values:
        missing = set(given.words) ^ set(_values(fields, Report()) or {})
        if fact.name != "boolean" or not given.words or missing:
            report.add(
                fields.at("values"),
                f"`values:` turns each word of an enum into yes, no or unknown: {given}",
            )
    elif not _fits(given, fact, fold, words.facts):
        hint = "declare `type: number`" if fact.is_number and given.is_number else ""
        report.add(place, f"this gives {given}, but the fact is declared {fact}", hint)
    return fold


def _fits(given: FactType, fact: FactType, fold: Fold, facts: AbstractMapping[str, FactType]) -> bool:
    if isinstance(fold, Calculated):
        return fact.name == "number" or (fact.name == "integer" and is_whole(fold.term, facts))
    if fact.name == "enum":
        return set(given.words) <= set(fact.words)
    return given.name == fact.name or (given.name == "integer" and fact.name == "number")
