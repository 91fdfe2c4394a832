"""What is wrong with a record that pydantic refused, in our words, each problem with its mend."""

import re
from collections.abc import Iterator, Sequence
from typing import Any

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from clientfit.case import Case
from clientfit.errors import Problem
from clientfit.events import EVENT_TYPES, HOW_TO_WRITE_A_MOMENT
from clientfit.ruleset.protected import protected_word, says_who_somebody_is
from clientfit.suggestions import did_you_mean

SEPARATED = "write numbers without a thousands separator, such as 400000"
_MOMENTS = frozenset({"at", "logged_at", "as_of", "assigned_at", "until", "scheduled_for"})
_LISTS = frozenset({"tuple_type", "frozen_set_type"})
_TELLING = {"value_error": 0, "timezone_aware": 1, "finite_number": 2}


def problems_of(error: ValidationError) -> list[Problem]:
    """Tell what is wrong with a record, one problem a place."""
    found: dict[str, list[ErrorDetails]] = {}
    for detail in error.errors(include_url=False):
        # Where a list was written, that it is not the word `all` helps nobody.
        if (
            detail["loc"][:1] != ("complete_channels",)
            or detail["type"] != "literal_error"
            or not isinstance(detail["input"], list)
        ):
            found.setdefault(_path(detail), []).append(detail)
    return [Problem("", 0, path, *_words(details, path)) for path, details in found.items()]


def _rank(detail: ErrorDetails) -> int:
    """Where several types could stand, the error that says most comes first."""
    return _TELLING.get(detail["type"], len(_TELLING))


def _path(detail: ErrorDetails) -> str:
    """The place as a user would write it, without the names of our types."""
    if detail["type"] == "misplaced":
        return str(detail.get("ctx", {})["path"])
    parts = list(detail["loc"])
    if parts[:1] == ["events"] and len(parts) > 2 and parts[2] in EVENT_TYPES:  # noqa: PLR2004  events, index, kind
        del parts[2]
    if parts[:1] == ["facts"]:
        parts = parts[:2]
    kept = detail["type"] == "extra_forbidden"
    shown = ""
    for index, part in enumerate(parts):
        if isinstance(part, int):
            shown += f"[{part}]"
        elif index == 0 or parts[0] == "facts" or part in _FIELDS or (kept and part is parts[-1]):
            shown += f".{part}" if shown else part
    return shown


_FIELDS = frozenset(name for model in EVENT_TYPES.values() for name in model.model_fields)


def _allowed(details: Sequence[ErrorDetails]) -> Iterator[str]:
    """The words that may stand at a place, of all types that may stand there."""
    for detail in details:
        if detail["type"] in ("enum", "literal_error"):
            yield from re.findall(r"'([^']+)'", str(detail.get("ctx", {}).get("expected", "")))
        elif detail["type"].startswith("bool_"):
            yield from ("true", "false")


def _words(details: Sequence[ErrorDetails], path: str) -> tuple[str, str]:
    """Say a validation error in our words, with the mend."""
    detail = min(details, key=_rank)
    kind = detail["type"]
    context: dict[str, Any] = detail.get("ctx", {})
    last = str(detail["loc"][-1]) if detail["loc"] else ""
    given = detail.get("input")
    shown = "null" if given is None else repr(given)[:60]
    words = tuple(dict.fromkeys(_allowed(details)))
    match kind:
        case "missing":
            return f"`{last}` is missing", "add it"
        case "misplaced":
            return str(context["message"]), str(context["hint"])
        case "extra_forbidden":
            return _stranger(last, detail)
        case "union_tag_invalid":
            tag = str(context.get("tag", ""))
            near = did_you_mean(tag, EVENT_TYPES) or f"known are {', '.join(EVENT_TYPES)}"
            return f"no event kind '{tag}'", near
        case "union_tag_not_found":
            return "this event has no `kind`", f"write one of {', '.join(EVENT_TYPES)}"
        case "timezone_aware":
            return (
                f"{shown} has no offset from UTC",
                "write it as 2026-03-01T10:00:00-06:00, or as a bare date",
            )
        case _ if kind in _LISTS:
            lists = "write `all`, or a list such as [phone, text]" if "all" in words else "write a list"
            return f"a list belongs here, not {shown}", f"{lists}, or leave it out"
        case "value_error":
            message = detail["msg"].removeprefix("Value error, ")
            first, _, hint = message.partition("; ")
            return first, hint
        case "json_invalid":
            hint = "write whole characters; \\ud800 alone is none"
            return "this record holds half of a character", hint
        case "finite_number":
            return f"{shown} is not a finite number", "leave it out, or write unknown"
        case _ if path.startswith("facts."):
            return (
                f"{shown} does not fit",
                "write true, false, a number, a word, a date, {at_least: 3}, or unknown",
            )
        case _ if path.rpartition(".")[2] in _MOMENTS:
            return f"{shown} is not a time or date", HOW_TO_WRITE_A_MOMENT
        case "decimal_parsing" | "decimal_type":
            hint = SEPARATED if isinstance(given, str) and "," in given else "write it as 400000"
            return f"{shown} is no number", f"{hint}, or unknown" if "unknown" in words else hint
        case _ if words and all(_is_about_words(one) for one in details):
            near = did_you_mean(str(given), words)
            return f"{shown} is not known here", near or f"write one of {', '.join(words)}"
        case _:
            return f"{shown} does not fit: {detail['msg'].lower()}", ""


def _is_about_words(detail: ErrorDetails) -> bool:
    return detail["type"] in ("enum", "literal_error") or detail["type"].startswith("bool_")


def _stranger(word: str, detail: ErrorDetails) -> tuple[str, str]:
    protected = protected_word(word)
    if protected is not None:
        if says_who_somebody_is(protected):
            return (
                f"`{word}` is refused: it says who the client is, and can stand for a protected class",
                "leave it out; your own `id` tells clients apart",
            )
        return (
            f"`{word}` speaks of '{protected}'; facts about protected classes are refused",
            "leave it out; no decision may rest on it",
        )
    if word.isdigit():
        return f"there is no `{word}` here", SEPARATED
    parts = detail["loc"]
    known: set[str] = set(Case.model_fields)
    if len(parts) > 2 and parts[0] == "events":  # noqa: PLR2004  events, index, kind, field
        kind = str(parts[2])
        known = set(EVENT_TYPES[kind].model_fields) if kind in EVENT_TYPES else set()
    near = did_you_mean(word, known) or f"known are {', '.join(sorted(known))}"
    return f"there is no `{word}` here", near
