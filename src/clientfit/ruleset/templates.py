"""Texts with `{placeholders}`: what may stand in the braces is checked when the rules are loaded."""

import string
from collections.abc import Iterable, Iterator

from clientfit.language.expression import Place
from clientfit.language.fold import Collection as EventCollection
from clientfit.language.fold import (
    Count,
    DayOf,
    DaysBetween,
    DaysSince,
    DaysUntil,
    Distinct,
    Exists,
    FirstOf,
    Fold,
    LastOf,
    Latest,
    LatestDate,
)
from clientfit.ruleset.fields import Fields, Report
from clientfit.ruleset.protected import protected_phrase
from clientfit.suggestions import did_you_mean

DAY = "day"
"""The placeholder for the day of an event."""


def placeholders(text: str) -> Iterator[str]:
    """The names in the braces of a text."""
    return (name for _, name, _, _ in string.Formatter().parse(text) if name is not None)


def check_placeholders(
    text: str, place: Place, known: Iterable[str], report: Report, what: str = "fact"
) -> None:
    """Report every placeholder of a text that is not simply one of the known names."""
    try:
        parts = list(string.Formatter().parse(text))
    except ValueError:
        report.add(place, "a { or } stands alone", "write {fact} with both, or leave both out")
        return
    names = tuple(known)
    for _, name, form, conversion in parts:
        if name is None:
            continue
        if form or conversion:
            report.add(place, f"'{{{name}}}' may not be formatted", f"write {{{name}}} alone")
        elif name not in names:
            report.add(place, f"unknown {what} '{{{name}}}' in a text", did_you_mean(name, names))


def check_outgoing(text: str, place: Place, report: Report) -> None:
    """Report a text that leaves the house and names a protected class."""
    word = protected_phrase(text)
    if word is not None:
        report.add(place, f"'{word}' names a protected class; no text may speak of one")


def read_event_notes(fields: Fields, fold: Fold | None, report: Report) -> tuple[str, ...]:
    """Read a fact's `notes:`: how an event that it rests on is noted."""
    texts = fields.texts("notes")
    collection = None if fold is None else collection_of(fold)
    if texts and collection is None:
        report.add(fields.at("notes"), f"{fields.what} rests on no events that could be noted")
        return ()
    known = () if collection is None else (DAY, *collection.fields)
    for text in texts:
        check_placeholders(text, fields.at("notes"), known, report, "field of the event")
        check_outgoing(text, fields.at("notes"), report)
    return texts


def collection_of(fold: Fold) -> EventCollection | None:
    """The events that a fact tells about; None where it rests on none."""
    match fold:
        case Count(select=select) | Distinct(select=select) | Exists(select=select):
            return select
        case Latest(select=select):
            return select
        case DaysSince(instant=instant) | DaysUntil(instant=instant) | DayOf(instant=instant):
            pass
        case DaysBetween(first=instant):
            pass
        case _:
            return None
    if isinstance(instant, FirstOf | LastOf | LatestDate):
        return instant.select
    return None
