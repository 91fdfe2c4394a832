"""Write a group of like events: so many, over so many days, in so many ways."""

from dataclasses import dataclass, field
from datetime import date, timedelta

from clientfit.language.fold import Count, DaysBetween, DaysSince, Distinct
from clientfit.testing.event_writing import Raw, write_event
from clientfit.values import FactValue, Interval

MAX_EVENTS = 6
"""A count above this is left to a given number; nobody reads more events."""
CHANNELS = ("phone", "text", "email", "video", "in_person", "mail", "chat")
RECENT = 2
"""Days since the last of several events, so that no update is overdue because of them."""
LONG_AGO, APART = 40, 5
"""Days since the first event of the first group that nothing dates, and between such groups."""


@dataclass
class Repeated:
    """What is wanted of the events of one collection."""

    counts: list[tuple[Count, int]] = field(default_factory=list[tuple[Count, int]])
    ways: int = 1
    days_since_first: int | None = None
    span: int | None = None

    def add(self, fold: Count | Distinct | DaysSince | DaysBetween, number: int) -> None:
        """Note one wish."""
        match fold:
            case Count():
                self.counts.append((fold, number))
            case Distinct():
                self.ways = max(1, min(number, len(CHANNELS)))
            case DaysSince():
                self.days_since_first = number
            case DaysBetween():
                self.span = number

    def events(self, as_of: date, place: int) -> list[Raw]:
        """Write the events; none where too many are wanted.

        Args:
            as_of: the clock.
            place: which group of the record this is, so that groups do not fall on one day.
        """
        total = max((number for _, number in self.counts), default=0)
        if not 0 < total <= MAX_EVENTS:
            return []
        total = max(total, self.ways)
        first, last = self._days(place)
        found: list[Raw] = []
        for index, fold in enumerate(self._folds(total)):
            back = first - (first - last) * index // max(total - 1, 1)
            event = write_event(fold.select, as_of - timedelta(days=back), {})
            if event is None:
                return []
            if self.ways > 1 and "channel" in event:
                event["channel"] = CHANNELS[index % self.ways]
            found.append(event)
        return found

    def _days(self, place: int) -> tuple[int, int]:
        """How many days ago the first and the last happened."""
        if self.days_since_first is not None:
            first = self.days_since_first
        elif self.span is not None:
            first = self.span + RECENT
        elif any(fold.after is not None for fold, _ in self.counts):
            first = 1
        else:
            first = LONG_AGO + APART * place
        last = first - self.span if self.span is not None else min(first, RECENT)
        return first, max(last, 0)

    def _folds(self, total: int) -> list[Count]:
        """Which count each event is written for: the small ones first, the largest for the rest."""
        ordered = sorted(self.counts, key=lambda pair: pair[1])
        found = [fold for fold, number in ordered[:-1] for _ in range(number)]
        return [*found, *[ordered[-1][0]] * total][:total]


def least(value: FactValue) -> int:
    """The least number that fits; where only an upper end is known, that end."""
    if not isinstance(value, Interval) or value.is_unbounded:
        return 0
    end = value.low if not isinstance(value.low, float) else value.high
    return max(0, int(end))
