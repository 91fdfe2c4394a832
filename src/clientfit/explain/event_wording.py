"""Put events into words, from their own fields and nothing else."""

from collections.abc import Mapping
from datetime import date, datetime

from clientfit.events import Contact, EventBase
from clientfit.report import Standpoint

_SAID_ELSEWHERE = frozenset({"kind", "id", "at", "logged_at", "source"})
_FREE_TEXT = frozenset({"given_to"})
WAYS: Mapping[str, Standpoint] = {"inbound": "from the client", "outbound": "to the client"}


def describe_event(event: EventBase) -> str:
    """Say what happened in one line: the kind of event, then what was recorded of it.

    >>> from datetime import date
    >>> from clientfit.events import Appointment
    >>> describe_event(Appointment(at=date(2026, 3, 1), status="missed", missed_by="client"))
    'appointment: missed, missed by client'
    """
    names = [
        name
        for name in type(event).model_fields
        if name in event.model_fields_set and name not in _SAID_ELSEWHERE
    ]
    details = [
        _detail(name, getattr(event, name), alone=index == 0 or isinstance(event, Contact))
        for index, name in enumerate(names)
    ]
    kind = kind_of(event).replace("_", " ")
    return f"{kind}: {', '.join(details)}" if details else kind


def kind_of(event: EventBase) -> str:
    """The kind of an event, as records write it."""
    return str(type(event).model_fields["kind"].default)


def _detail(name: str, value: object, *, alone: bool) -> str:
    """One field; a word that stands alone needs no name."""
    words = name.replace("_", " ")
    match value:
        case str() if name == "direction" and value in WAYS:
            return WAYS[value]
        case True:
            return words
        case False:
            return f"not {words}"
        case None:
            return f"{words} not recorded"
        case datetime():
            return f"{words} {value.isoformat(' ', 'minutes')}"
        case date():
            return f"{words} {value.isoformat()}"
        case str() if name not in _FREE_TEXT:
            text = value.replace("_", " ")
            return text if alone and value != "unknown" else f"{words} {text}"
        case _:
            return f"{words} {value}"
