"""Call somebody else's engine so that nothing it does stops the suite: raise, hang, answer nonsense."""

import ctypes
from collections.abc import Callable
from queue import Empty, SimpleQueue
from threading import Thread
from typing import Generic, TypeVar

from clientfit.engines.engine import Engine, MakeEngine
from clientfit.facts import Facts
from clientfit.ruleset.model import Outcome, RuleSet
from clientfit.verdict import Answer, Verdict

Result = TypeVar("Result")


class Misbehaved(Exception):  # noqa: N818  it says what the engine did
    """The engine raised, hung, or returned something that is no answer."""


class _Stopped(BaseException):
    """Thrown into a thread that hangs."""


class WatchedEngine:
    """An engine in a thread of its own, where every call has a time limit.

    Args:
        make_engine: builds the engine.
        rules: for this rule set.
        seconds: how long one call may take.

    Raises:
        Misbehaved: the engine cannot be built.
    """

    def __init__(self, make_engine: MakeEngine, rules: RuleSet, seconds: float) -> None:
        self.rules = rules
        self._thread = _Thread(seconds)
        self._engine: Engine = self._thread.call(lambda: make_engine(rules), "building it")

    def answer(self, facts: Facts) -> Answer:
        """Ask the engine.

        Raises:
            Misbehaved: it raised, hung, or returned something that is no answer.
        """
        found = self._thread.call(lambda: self._engine(facts), "answering")
        problem = _not_an_answer(found, self.rules)
        if problem:
            raise Misbehaved(problem)
        return found

    def verdict(self, facts: Facts) -> Verdict:
        """Ask the engine for the bare outcome."""
        return self.answer(facts).verdict

    def close(self) -> None:
        """End the thread."""
        self._thread.close()


class _Thread:
    """Runs calls one after the other; gives up on one that takes too long."""

    def __init__(self, seconds: float) -> None:
        self.seconds = seconds
        self.calls: SimpleQueue[Callable[[], None] | None] = SimpleQueue()
        self.hung = ""
        self.thread = Thread(target=self._work, name="engine under test", daemon=True)
        self.thread.start()

    def call(self, function: Callable[[], Result], doing: str) -> Result:
        if self.hung:
            raise Misbehaved(self.hung)
        done: SimpleQueue[_Done[Result]] = SimpleQueue()
        self.calls.put(lambda: done.put(_run(function)))
        try:
            result = done.get(timeout=self.seconds)
        except Empty:
            self.hung = f"it hangs: {doing} took more than {self.seconds:g} seconds"
            self._stop()
            raise Misbehaved(self.hung) from None
        if result.error is not None:
            shown = f"{type(result.error).__name__}: {result.error}"
            raise Misbehaved(f"it raised while {doing}: {shown}") from result.error
        return result.values[0]

    def close(self) -> None:
        self.calls.put(None)

    def _work(self) -> None:
        try:
            while (call := self.calls.get()) is not None:
                call()
        except _Stopped:
            return

    def _stop(self) -> None:
        """Throw an error into the thread, so that an endless loop does not run on beside the suite."""
        identifier = ctypes.c_ulong(self.thread.ident or 0)
        ctypes.pythonapi.PyThreadState_SetAsyncExc(identifier, ctypes.py_object(_Stopped))


class _Done(Generic[Result]):
    """What a call gave: one value, or an error."""

    def __init__(self, values: tuple[Result, ...], error: BaseException | None) -> None:
        self.values, self.error = values, error


def _run(function: Callable[[], Result]) -> "_Done[Result]":
    try:
        return _Done((function(),), None)
    except _Stopped:
        raise
    except BaseException as error:  # noqa: BLE001  whatever it raises is a finding
        return _Done((), error)


def _not_an_answer(found: object, rules: RuleSet) -> str:
    """Say what is wrong with the shape of an answer, or "" where it is right."""
    if not isinstance(found, Answer):
        return f"it returned a {type(found).__name__}, not an Answer"
    if problem := _wrong_type("its verdict", found.verdict, Verdict):
        return problem
    verdict = found.verdict
    problems = (
        _wrong_type("its list of what is possible", verdict.possible, tuple),
        *(_wrong_type("an outcome", one, Outcome) for one in (verdict.outcome, *verdict.possible)),
        _wrong_type("`provisional`", verdict.provisional, bool),
        _wrong_type("`holding`", found.holding, tuple),
    )
    for problem in filter(None, problems):
        return problem
    if verdict.row not in {row.id for row in rules.rows}:
        return f"its row is {verdict.row!r}, and no row is called so"
    return ""


def _wrong_type(what: str, found: object, wanted: type) -> str:
    article = "an" if wanted is Outcome else "a"
    return (
        ""
        if isinstance(found, wanted)
        else f"{what} is a {type(found).__name__}, not {article} {wanted.__name__}"
    )
