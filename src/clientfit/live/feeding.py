"""Feeding a watch from lines: the clock follows the events, and what does not fit is kept aside."""

from collections.abc import Callable
from datetime import datetime

from clientfit.case import moment_bounds, zone_of
from clientfit.errors import CaseError, ClientfitError, Problem, StoreError, UnknownNameError
from clientfit.events import Moment
from clientfit.live import letters
from clientfit.live.letters import DeadLetter
from clientfit.live.lines import Correct, Line, Post, Register, Retract, Tick, read_line
from clientfit.live.messages import microseconds, moment_of, refused
from clientfit.live.watch import Watch


class Feeder:
    """Feeds lines to a watch.

    The clock follows what the lines tell: where an event lies after it, time has passed up to the
    event. So a stream of the past shows each change on its day. Nothing moves the clock past now.
    """

    def __init__(self, watch: Watch, now: Callable[[], Moment]) -> None:
        """Make a feeder.

        Args:
            watch: what to feed.
            now: tells the time, past which nothing can have happened.
        """
        self.undecided: dict[str, Problem] = {}
        """What kept clients from being decided about when time passed, by client."""
        self._watch = watch
        self._now = now
        self._clock: int | None = None

    def feed(self, text: str, source: str, line: int) -> DeadLetter | None:
        """Take one line; one that does not read or does not fit is kept and returned as a dead letter.

        Raises:
            StoreError: the store cannot be written.
        """
        reason = self._refusal(text)
        return None if reason is None else self.keep(text, source, line, reason)

    def keep(self, text: str, source: str, line: int, reason: str) -> DeadLetter:
        """Keep a line as a dead letter without trying it.

        Raises:
            StoreError: the store cannot be written.
        """
        letter = DeadLetter(0, source, line, text, reason)
        with self._watch.store.writing() as connection:
            letters.keep(connection, [letter])
        return letter

    def replay(self) -> tuple[DeadLetter, ...]:
        """Try every dead letter again, oldest first; those that fit now are let go.

        Returns:
            Those that still do not fit, with the reason of today.
        """
        left: list[DeadLetter] = []
        for letter in dead_letters(self._watch):
            reason = self._refusal(letter.text)
            with self._watch.store.writing() as connection:
                if reason is None:
                    letters.take_out(connection, letter.number)
                else:
                    kept = DeadLetter(letter.number, letter.source, letter.line, letter.text, reason)
                    letters.keep(connection, [kept])
                    left.append(kept)
        return tuple(left)

    def pass_time(self) -> None:
        """Let the time pass up to now."""
        self._move(microseconds(self._now()))

    def _refusal(self, text: str) -> str | None:
        try:
            self._take(read_line(text))
        except StoreError:
            raise
        except ClientfitError as error:
            return "; ".join(map(str, error.problems))
        return None

    def _take(self, line: Line) -> None:
        match line:
            case Register(client):
                begin = client.assigned_at and _begin(client.assigned_at, client.time_zone)
                if begin is not None and begin <= microseconds(self._now()):
                    self._move(begin)
                self._watch.register(client)
            case Post(client_id, event):
                self._move_to_event(event.at, self._zone(client_id))
                self._watch.post(client_id, event)
            case Correct(event_id, event):
                if isinstance(event.at, datetime):
                    self._move_to_event(event.at, "UTC")
                self._watch.correct(event_id, event)
            case Retract(event_id):
                self._watch.retract(event_id)
            case Tick(now):
                if microseconds(now) > microseconds(self._now()):
                    raise refused(
                        f"{now} lies after now", "correct it; the clock cannot run back", "tick"
                    )
                self._move(microseconds(now))

    def _zone(self, client_id: str) -> str:
        try:
            return self._watch.client(client_id).time_zone
        except UnknownNameError:
            return "UTC"  # the post itself says better what is wrong

    def _move_to_event(self, at: Moment, time_zone: str) -> None:
        begin = _begin(at, time_zone)
        now = microseconds(self._now())
        if begin > now:
            message = f"{at} lies after now, which is {moment_of(now).isoformat()}"
            raise refused(message, "correct the date, or try again when it has come", "event.at")
        self._move(begin)

    def _move(self, moment: int) -> None:
        if self._clock is None:
            known = self._watch.clock
            self._clock = None if known is None else microseconds(known)
        if self._clock is not None and moment <= self._clock:
            return
        try:
            self._watch.tick(moment_of(moment))
        except CaseError as error:
            self.undecided |= {problem.path: problem for problem in error.problems}
        self._clock = moment


def _begin(at: Moment, time_zone: str) -> int:
    return round(moment_bounds(at, zone_of(time_zone))[0] * 1e6)


def dead_letters(watch: Watch) -> tuple[DeadLetter, ...]:
    """Everything that a watch did not take, oldest first."""
    with watch.store.reading() as connection:
        return letters.listed(connection)
