"""One case's events, sorted into the collections of a rule set.

The condition of a collection looks at words and yes/nos only, and events of one kind have few
combinations of those. So each combination is tested once for a rule set; an event takes one lookup.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from operator import attrgetter

from clientfit.events import EVENT_TYPES
from clientfit.language.expression import facts_read
from clientfit.language.fold import Collection
from clientfit.timeline.predicates import predicate
from clientfit.timeline.view import Derived, Row, Span, View

Membership = Callable[[Row], tuple[tuple[int, bool], ...]]
"""The numbers of the collections that an event may belong to; True where it definitely does."""


@dataclass(frozen=True, slots=True)
class SortedCase:
    """A case whose events are sorted.

    Attributes:
        view: the case made ready.
        definite: by the number of a collection, the events that definitely belong to it.
        possible: those that may belong to it, the definite ones among them.
        unlogged: the collections of which an event may have happened without being logged.
        spans: the instants that were worked out already, by their number.
    """

    view: View
    definite: list[list[Row]]
    possible: list[list[Row]]
    unlogged: set[int]
    spans: dict[int, Span | None] = field(default_factory=dict[int, Span | None])


@dataclass(frozen=True, slots=True)
class Sorter:
    """Sorts events into numbered collections."""

    count: int
    membership: Mapping[str, Membership]

    def sort(self, view: View) -> SortedCase:
        """Sort the events of a case."""
        definite: list[list[Row]] = [[] for _ in range(self.count)]
        possible: list[list[Row]] = [[] for _ in range(self.count)]
        for kind, membership in self.membership.items():
            for row in view.rows.get(kind, ()):
                for number, sure in membership(row):
                    possible[number].append(row)
                    if sure:
                        definite[number].append(row)
        unlogged = {number for row in view.phantoms for number, _ in self.membership[row.kind](row)}
        return SortedCase(view, definite, possible, unlogged)


def make_sorter(collections: Iterable[Collection]) -> Sorter:
    """Make a sorter for collections, numbered in this order."""
    numbered = tuple(enumerate(collections))
    return Sorter(
        len(numbered),
        {
            kind: _membership(kind, [pair for pair in numbered if kind in pair[1].kinds])
            for kind in EVENT_TYPES
        },
    )


def _membership(kind: str, numbered: list[tuple[int, Collection]]) -> Membership:
    tests = [(number, predicate(collection, kind)) for number, collection in numbered]
    read = attrgetter(*_fields(kind, numbered))
    memo: dict[object, tuple[tuple[int, bool], ...]] = {}

    def membership(row: Row) -> tuple[tuple[int, bool], ...]:
        combination = read(row.event), row.derived
        found = memo.get(combination)
        if found is None:
            tested = [(number, test(row.event, row.derived)) for number, test in tests]
            found = tuple(
                [(number, member is True) for number, member in tested if member is not False]
            )
            memo[combination] = found
        return found

    return membership


def _fields(kind: str, numbered: list[tuple[int, Collection]]) -> list[str]:
    """The event's own fields that a condition looks at; `kind` where there are none."""
    looked_at = {
        name
        for _, collection in numbered
        if collection.where is not None
        for name in facts_read(collection.where)
    }
    own = looked_at & EVENT_TYPES[kind].model_fields.keys() - set(Derived._fields)
    return sorted(own) or ["kind"]
