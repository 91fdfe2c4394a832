"""Read the `from:` of a fact: which fold it is, and whether its words fit."""

import ast
from collections.abc import Mapping
from dataclasses import dataclass, replace

from clientfit.language.expression import All, Place
from clientfit.language.fold import (
    CASE_MOMENTS,
    CASE_VALUES,
    Calculated,
    CaseMoment,
    CaseValue,
    Collection,
    Count,
    DayOf,
    DaysBetween,
    DaysSince,
    DaysUntil,
    Distinct,
    Exists,
    FirstOf,
    Fold,
    Instant,
    LastOf,
    Latest,
    LatestDate,
)
from clientfit.language.parse import condition_from
from clientfit.language.parse_term import term_from
from clientfit.language.syntax import Refused, read_syntax
from clientfit.language.vocabulary import FactType, Vocabulary
from clientfit.suggestions import did_you_mean
from clientfit.values import Exact


@dataclass(frozen=True, slots=True)
class FoldWords:
    """The names that a `from:` may use."""

    collections: Mapping[str, Collection]
    facts: Mapping[str, FactType]
    parameters: Mapping[str, Exact]


def parse_fold(text: str, words: FoldWords, place: Place) -> Fold:
    """Read the `from:` of a fact.

    Raises:
        Refused: it is outside the language.
    """
    return _Reader(words, place).fold(read_syntax(text))


_FOLDS = (
    "count",
    "distinct",
    "any",
    "latest",
    "days_since",
    "days_until",
    "days_between",
    "day_of",
)
_INSTANTS = ("first", "last", "latest")


class _Reader:
    """Walks one `from:`; holds only the words it may use."""

    def __init__(self, words: FoldWords, place: Place) -> None:
        self.words, self.place = words, place

    def fold(self, node: ast.expr) -> Fold:
        match node:
            case ast.Attribute(value=ast.Name(id="case"), attr=name):
                if name not in CASE_VALUES:
                    raise Refused(
                        f"the case has no value '{name}'",
                        did_you_mean(name, CASE_VALUES) or f"it has {', '.join(CASE_VALUES)}",
                    )
                return CaseValue(name)
            case ast.Call(func=ast.Name(id=name), args=args, keywords=keywords) if name != "abs":
                options = self.options(keywords)
                return self.call(name, args, options)
            case _:
                return Calculated(term_from(node, self.numbers()))

    def numbers(self) -> Vocabulary:
        return Vocabulary(self.words.facts, self.words.parameters, ratios=True)

    def options(self, keywords: list[ast.keyword]) -> dict[str, ast.expr]:
        return {str(keyword.arg): keyword.value for keyword in keywords}

    def call(self, name: str, args: list[ast.expr], options: dict[str, ast.expr]) -> Fold:
        match name, args:
            case "count", [first, *where]:
                fold: Fold = Count(
                    self.select(first, where),
                    self.instant_option(options, "after"),
                    self.instant_option(options, "since"),
                    self.days(options),
                )
            case "distinct", [first, *where]:
                select, field = self.select_field(first, where)
                fold = Distinct(select, field, self.instant_option(options, "after"))
            case "any", [first, *where]:
                fold = Exists(self.select(first, where))
            case "latest", [first, *where]:
                fold = Latest(*self.select_field(first, where))
            case "days_since", [one]:
                fold = DaysSince(self.instant(one))
            case "days_until", [one]:
                fold = DaysUntil(self.instant(one))
            case "day_of", [one]:
                fold = DayOf(self.instant(one))
            case "days_between", [one, two]:
                fold = DaysBetween(self.instant(one), self.instant(two))
            case _:
                near = did_you_mean(name, _FOLDS) or f"known are {', '.join(_FOLDS)}"
                raise Refused(f"'{name}(...)' with {len(args)} arguments is not a fold", near)
        self.none_left(name, options)
        return fold

    def none_left(self, name: str, options: dict[str, ast.expr]) -> None:
        for word in options:
            raise Refused(
                f"{name}(...) has no option '{word}'",
                did_you_mean(word, ("after", "since", "within", "default")),
            )

    def select(self, node: ast.expr, where: list[ast.expr]) -> Collection:
        if not isinstance(node, ast.Name):
            raise Refused("a fold starts with a collection of events")
        found = self.words.collections.get(node.id)
        if found is None:
            near = did_you_mean(node.id, self.words.collections)
            raise Refused(f"unknown collection '{node.id}'", near or "declare it under `events:`")
        if not where:
            return found
        vocabulary = Vocabulary(found.fields, self.words.parameters)
        extra = tuple(condition_from(item, vocabulary, self.place) for item in where)
        parts = (found.where, *extra) if found.where is not None else extra
        return replace(found, where=parts[0] if len(parts) == 1 else All(parts, self.place))

    def select_field(self, node: ast.expr, where: list[ast.expr]) -> tuple[Collection, str]:
        if not isinstance(node, ast.Attribute):
            raise Refused("name a field, such as `attempts.channel`")
        select = self.select(node.value, where)
        if node.attr not in select.fields:
            near = did_you_mean(node.attr, select.fields)
            raise Refused(f"'{select.name}' has no field '{node.attr}'", near)
        return select, node.attr

    def days(self, options: dict[str, ast.expr]) -> Exact | None:
        node = options.pop("within", None)
        if node is None:
            return None
        match node:
            case ast.Name(id=name) if name in self.words.parameters:
                return self.words.parameters[name]
            case ast.Constant(value=int() as value) if not isinstance(value, bool):
                return value
            case _:
                raise Refused("`within=` takes a number of days or a parameter")

    def instant_option(self, options: dict[str, ast.expr], name: str) -> Instant | None:
        node = options.pop(name, None)
        return None if node is None else self.instant(node)

    def instant(self, node: ast.expr) -> Instant:
        match node:
            case ast.Attribute(value=ast.Name(id="case"), attr=name):
                if name not in CASE_MOMENTS:
                    raise Refused(f"the case has no moment '{name}'", "it has assigned_at")
                return CaseMoment(name)
            case ast.Call(func=ast.Name(id="first"), args=[one, *where], keywords=keywords):
                options = self.options(keywords)
                found: Instant = FirstOf(self.select(one, where), self.instant_option(options, "after"))
                self.none_left("first", options)
                return found
            case ast.Call(func=ast.Name(id="last"), args=[one, *where], keywords=keywords):
                options = self.options(keywords)
                found = LastOf(self.select(one, where), self.instant_option(options, "default"))
                self.none_left("last", options)
                return found
            case ast.Call(func=ast.Name(id="latest"), args=[one, *where], keywords=[]):
                select, field = self.select_field(one, where)
                if select.fields[field].name != "date":
                    raise Refused(f"'{field}' is not a date")
                return LatestDate(select, field)
            case _:
                raise Refused("a moment is first(...), last(...), latest(x.date) or case.assigned_at")
