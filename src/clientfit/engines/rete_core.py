"""The C core that durable-rules installs, loaded and driven; nothing here knows about clients.

Only what was measured to be sound is used (docs/explanation/two-engines.md says what is not): facts of
one short word with an id of their own, a session that is always deleted, and never before its first
action has started, for until then the core holds a pointer to nowhere. No other part of the
package is imported: its `Host` starts threads and swallows exceptions.
"""

import os
import sys
from collections.abc import Iterable
from functools import cache
from importlib import import_module
from typing import Protocol, cast
from weakref import finalize

from clientfit.errors import EngineError, MissingExtraError, Problem

INSTALL = 'python -m pip install "clientfit[rete]"'
REBUILD = (
    "CPPFLAGS=-DPyEval_CallObject=PyObject_CallObject python -m pip install --force-reinstall"
    " --no-cache-dir --no-binary durable-rules durable-rules==2.0.28"
)
SESSION, BOOT, STAGE = "c", "$boot", "$stage"
_OBSERVED = 2
_NO_SESSION = "309"


class Core(Protocol):
    """What we use of the extension."""

    error: type[Exception]

    def create_ruleset(self, name: str, rules: str, /) -> int:
        """Build a network; returns its handle."""
        ...

    def delete_ruleset(self, handle: int, /) -> None:
        """Free a network."""
        ...

    def assert_fact(self, handle: int, fact: str, /) -> tuple[int, int]:
        """Add a fact; returns a code and the place of its session."""
        ...

    def start_action_for_state(self, handle: int, place: int, /) -> tuple[str, str] | None:
        """Take the first match; returns the session's state and the match."""
        ...

    def complete_and_start_action(self, handle: int, place: int, /) -> str | None:
        """Finish the match that was taken and take the next."""
        ...

    def delete_state(self, handle: int, session: str, /) -> None:
        """Free a session."""
        ...


@cache
def load_core() -> Core:
    """Load the extension.

    Raises:
        MissingExtraError: it is not installed, or does not load; the hint is the command that mends it.
    """
    try:
        return cast("Core", import_module("durable_rules_engine"))
    except ModuleNotFoundError:
        message = "the Rete engine needs durable-rules, which is not installed"
        raise MissingExtraError([Problem("", 0, "", message, f"run: {INSTALL}")]) from None
    except ImportError:
        return _load_lazily()


def _load_lazily() -> Core:
    """Load it although it names a function that Python 3.13 no longer has.

    Only setters of callbacks call that function, and we use none, so it need never be found.
    """
    try:
        before = sys.getdlopenflags()
        sys.setdlopenflags(before & ~os.RTLD_NOW | os.RTLD_LAZY)
        try:
            return cast("Core", import_module("durable_rules_engine"))
        finally:
            sys.setdlopenflags(before)
    except (ImportError, AttributeError) as error:  # Windows has no such flags
        message = f"the core of durable-rules does not load: {error}"
        raise MissingExtraError([Problem("", 0, "", message, f"run: {REBUILD}")]) from error


def fact(name: str, word: str) -> str:
    """Write a fact as the core reads it, and as it gives it back inside a match."""
    return f'{{"sid":"{SESSION}","id":"{name}={word}","{name}":"{word}"}}'


def stage_fact(stage: int) -> str:
    """Write the fact that starts a stage."""
    return fact(STAGE, str(stage))


def stage_pattern(stage: int) -> dict[str, str]:
    """The pattern that the fact of a stage matches."""
    return {STAGE: str(stage)}


BOOT_PATTERN = {BOOT: "y"}
BOOT_RULE = "boot"
_BOOT_FACT = fact(BOOT, "y")
_BOOT_MATCH = f'{{"{BOOT_RULE}":{{"go":{_BOOT_FACT}}}}}'


class Session:
    """One network in the core and the one session in it, for one run at a time.

    Whoever is interrupted in the middle of a run throws it away; the finalizer frees it.
    """

    def __init__(self, core: Core, name: str, rules: str) -> None:
        self._core = core
        with_errors = _Guard(core, "build the network")
        with with_errors:
            self._handle = core.create_ruleset(name, rules)
            place = self._put(_BOOT_FACT)
            started = core.start_action_for_state(self._handle, place)
        # From here on, and not earlier, the session can be deleted safely.
        self._free = finalize(self, _free, core, self._handle)
        self._free.atexit = False
        with with_errors:
            if started is None or started[1] != _BOOT_MATCH:
                raise _strange(f"the first match is {started}")
            self._finish(place)
            core.delete_state(self._handle, SESSION)

    def run(self, facts: Iterable[str], stages: Iterable[str], conclude: "Conclude") -> None:
        """Run all stages to their end.

        Args:
            facts: what is given, as written by `fact`.
            stages: the facts that start the stages, in order.
            conclude: is told each match; returns the facts that follow and are new.

        Raises:
            EngineError: the core failed, or did what it never should.
        """
        with _Guard(self._core, "run"):
            place = self._put(_BOOT_FACT)
            if self._start(place) != _BOOT_MATCH:
                raise _strange("a run does not begin")
            self._finish(place)
            for one in facts:
                self._put(one)
            for stage in stages:
                self._put(stage)
                match = self._start(place)
                while match is not None:
                    follows = conclude(match)
                    if follows is not None:
                        self._put(follows)
                    match = self._core.complete_and_start_action(self._handle, place)
            self._core.delete_state(self._handle, SESSION)

    def _put(self, one: str) -> int:
        code, place = self._core.assert_fact(self._handle, one)
        if code == _OBSERVED:
            raise _strange(f"it takes {one} for a fact that it has already")
        return place

    def _start(self, place: int) -> str | None:
        started = self._core.start_action_for_state(self._handle, place)
        return None if started is None else started[1]

    def _finish(self, place: int) -> None:
        if self._core.complete_and_start_action(self._handle, place) is not None:
            raise _strange("the first match is followed by another")


class Conclude(Protocol):
    """Takes one match, as the core writes it, and returns the fact that follows, if it is new."""

    def __call__(self, match: str, /) -> str | None:
        """Conclude."""
        ...


def _free(core: Core, handle: int) -> None:
    try:
        core.delete_state(handle, SESSION)
    except core.error as error:
        if _NO_SESSION not in str(error):  # there is none after a run that came to its end
            raise
    core.delete_ruleset(handle)


class _Guard:
    """Turns whatever the core raises into an error of ours."""

    def __init__(self, core: Core, doing: str) -> None:
        self._failures = (core.error, MemoryError, SystemError, UnicodeError)
        self._doing = doing

    def __enter__(self) -> None:
        return None

    def __exit__(self, kind: object, error: BaseException | None, trace: object) -> None:
        if isinstance(error, self._failures):
            message = f"the core of the Rete engine failed to {self._doing}: {error}"
            raise EngineError([Problem("", 0, "", message)]) from error


def _strange(what: str) -> EngineError:
    hint = "install durable-rules 2.0.28, the one version that was tested"
    return EngineError([Problem("", 0, "", f"the core of the Rete engine is not sound: {what}", hint)])
