"""Watching clients live: decisions that follow the events of a CRM, and the passing of time.

::

    post, correct, retract, register, tick (passing)
        |
      watch ── bookkeeping ── taking ── standing ── rules.decide, next_review
        |          |            └ folding (messages -> Case)
        |        queries ── schema ── opening (SQLite, PostgreSQL)
        └ delivery ── changes ── subscribers

`from clientfit.live import Watch` needs the extra `live`; nothing here is loaded before that.
"""

from importlib import import_module
from typing import TYPE_CHECKING

from clientfit.errors import MissingExtraError, Problem

if TYPE_CHECKING:
    from clientfit.live.changes import Change, Stance, Why
    from clientfit.live.letters import DeadLetter
    from clientfit.live.posting import Posted
    from clientfit.live.watch import Watch

__all__ = ["Change", "DeadLetter", "Posted", "Stance", "Watch", "Why"]

_HOMES = {
    "Change": "changes",
    "DeadLetter": "letters",
    "Posted": "posting",
    "Stance": "changes",
    "Watch": "watch",
    "Why": "changes",
}


def __getattr__(name: str) -> object:
    if name not in _HOMES:
        raise AttributeError(f"module 'clientfit.live' has no attribute '{name}'")
    try:
        return getattr(import_module(f"clientfit.live.{_HOMES[name]}"), name)
    except ModuleNotFoundError as error:
        if error.name != "sqlalchemy":
            raise
        message, hint = "watching needs SQLAlchemy", 'python -m pip install "clientfit[live]"'
        raise MissingExtraError([Problem("", 0, "", message, hint)]) from None


def __dir__() -> list[str]:
    return sorted(__all__)
