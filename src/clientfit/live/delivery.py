"""Handing changes over to those who subscribed."""

from collections import deque
from collections.abc import Callable, Sequence

from clientfit.live import queries
from clientfit.live.changes import Change
from clientfit.live.opening import Store

Callback = Callable[[Change], object]
_PAGE = 100


class Delivery:
    """The subscribers of one watch.

    One without a name hears what this watch changes from now on. One with a name hears every change
    of the store, in order, each at least once: what it missed while nothing ran comes first. One that
    raises keeps no other from hearing; with a name, it hears the same change again the next time.
    """

    def __init__(self, store: Store) -> None:
        self._store = store
        self._nameless: list[Callback] = []
        self._named: dict[str, Callback] = {}
        self._waiting: deque[Change] = deque()
        self._running = False

    def add(self, callback: Callback, name: str | None) -> Callable[[], None]:
        """Add a subscriber; the function that is returned ends the subscription.

        Raises:
            Exception: what it raised while it was told what it missed; then it is not added.
        """
        if name is None:
            self._nameless.append(callback)
            return lambda: self._end_nameless(callback)
        before = self._named.get(name)
        self._named[name] = callback
        try:
            self.hand_over([], name)
        except Exception:
            self._end(name, callback)
            if before is not None:
                self._named.setdefault(name, before)
            raise
        return lambda: self._end(name, callback)

    def _end_nameless(self, callback: Callback) -> None:
        if callback in self._nameless:
            self._nameless.remove(callback)

    def _end(self, name: str, callback: Callback) -> None:
        if self._named.get(name) is callback:
            del self._named[name]

    def hand_over(self, changes: Sequence[Change], newcomer: str | None = None) -> None:
        """Hand new changes over. A callback may itself post; what that changes comes afterwards.

        Args:
            changes: the new ones.
            newcomer: the one who alone is told what it missed; None tells everybody who has a name.

        Raises:
            Exception: the first that a callback raised, once everybody has been told.
        """
        self._waiting.extend(changes)
        if self._running:
            return
        self._running = True
        raised: list[Exception] = []
        failed: set[str] = set()
        try:
            self._catch_up_named(failed, raised, newcomer)
            while self._waiting:
                change = self._waiting.popleft()
                for callback in tuple(self._nameless):
                    try:
                        callback(change)
                    except Exception as error:  # noqa: BLE001  raised again once all have been told
                        raised.append(error)
                if not self._waiting:
                    self._catch_up_named(failed, raised)
        finally:
            self._running = False
        if raised:
            raise raised[0]

    def _catch_up_named(
        self, failed: set[str], raised: list[Exception], only: str | None = None
    ) -> None:
        for name, callback in tuple(self._named.items()):
            if only not in (None, name):
                continue
            try:
                while name not in failed and self._page(name, callback):
                    pass
            except Exception as error:  # noqa: BLE001  raised again once all have been told
                failed.add(name)
                raised.append(error)

    def _page(self, name: str, callback: Callback) -> bool:
        with self._store.writing() as connection:
            had = queries.position(connection, name)
            missed = queries.changes(connection, had, _PAGE)
        try:
            for change in missed:
                callback(change)
                had = change.number
        finally:
            if missed:
                with self._store.writing() as connection:
                    queries.advance(connection, name, had)
        return bool(missed)
