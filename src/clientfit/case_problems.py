"""What is wrong with a record that pydantic refused, in our words, each problem with its mend."""

from typing import Any

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from clientfit.case import Case
from clientfit.errors import Problem
from clientfit.events import EVENT_TYPES
from clientfit.ruleset.protected import protected_word
from clientfit.suggestions import did_you_mean


def problems_of(error: ValidationError) -> list[Problem]:
    """Tell what is wrong with a record, one problem a place."""
    found: dict[str, ErrorDetails] = {}
    for detail in error.errors(include_url=False):
        path = _path(detail)
        if path not in found or _rank(detail) < _rank(found[path]):
            found[path] = detail
    return [Problem("", 0, path, *_words(detail, path)) for path, detail in found.items()]


_TELLING = {"value_error": 0, "timezone_aware": 1, "finite_number": 2}


def _rank(detail: ErrorDetails) -> int:
    """Where several types could stand, the error that says most comes first."""
    return _TELLING.get(detail["type"], len(_TELLING))


def _path(detail: ErrorDetails) -> str:
    """The place as a user would write it, without the names of our types."""
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


def _words(detail: ErrorDetails, path: str) -> tuple[str, str]:
    """Say a validation error in our words, with the mend."""
    kind = detail["type"]
    context: dict[str, Any] = detail.get("ctx", {})
    last = str(detail["loc"][-1]) if detail["loc"] else ""
    shown = repr(detail.get("input"))[:60]
    match kind:
        case "missing":
            return f"`{last}` is missing", "add it"
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
        case "enum" | "literal_error":
            expected = str(context.get("expected", ""))
            words = [word.strip(" '") for word in expected.replace(" or ", ", ").split(",")]
            near = did_you_mean(str(detail.get("input")), words)
            return f"{shown} is not known here", near or f"write one of {', '.join(words)}"
        case _ if path.startswith("facts.") and kind != "value_error":
            return (
                f"{shown} does not fit",
                "write true, false, a number, a word, a date, or {at_least: 3}",
            )
        case "value_error":
            message = detail["msg"].removeprefix("Value error, ")
            first, _, hint = message.partition("; ")
            return first, hint
        case "json_invalid":
            hint = "write whole characters; \\ud800 alone is none"
            return "this record holds half of a character", hint
        case "finite_number":
            return f"{shown} is not a finite number", "leave it out, or write unknown"
        case _ if path.endswith(("at", "as_of", "until", "scheduled_for")):
            return (
                f"{shown} is not a time or date",
                "write it as 2026-03-01T10:00:00-06:00 or 2026-03-01",
            )
        case _:
            return f"{shown} does not fit: {detail['msg'].lower()}", ""


def _stranger(word: str, detail: ErrorDetails) -> tuple[str, str]:
    protected = protected_word(word)
    if protected is not None:
        return (
            f"`{word}` speaks of '{protected}'; facts about protected classes are refused",
            "leave it out; it may not matter to any decision",
        )
    parts = detail["loc"]
    known: set[str] = set(Case.model_fields)
    if len(parts) > 2 and parts[0] == "events":  # noqa: PLR2004  events, index, kind, field
        kind = str(parts[2])
        known = set(EVENT_TYPES[kind].model_fields) if kind in EVENT_TYPES else set()
    near = did_you_mean(word, known) or f"known are {', '.join(sorted(known))}"
    return f"there is no `{word}` here", near
