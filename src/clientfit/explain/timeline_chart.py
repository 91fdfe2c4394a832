"""The client's timeline as a chart: lanes for channels and kinds, the events that count filled.

A chart holds numbers, channels, kinds and days only, never a word that somebody typed: the table
beside it does. (On a control character vl-convert ends the whole process.)
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from math import ceil

import altair as alt

from clientfit.events import EVENT_TYPES, Channel
from clientfit.report import Report, ReportedEvent, ReportedSpan

_WIDTH, _LANE, _TICKS, _APART, _MARGIN, _LETTER, _YEAR = 520, 34, 7, 15, 170, 8, 365
_NOON = time(12)
_SHAPES = {"to the client": "triangle-right", "from the client": "triangle-left", "": "circle"}
# The colours are those of the page around it, light or dark; alone, those of a white page.
_INK, _MUTED = "var(--ink, #1b1f24)", "var(--muted, #55606b)"
_LINE, _COUNTS = "var(--line, #c9d1d9)", "var(--link, #0a4fa3)"
_STYLE: dict[str, object] = {
    "font": "system-ui, sans-serif",
    "view": {"stroke": None},
    "axis": {
        "labelColor": _INK,
        "labelFontSize": 13,
        "gridColor": _LINE,
        "domainColor": _LINE,
        "tickColor": _LINE,
    },
}


@dataclass(frozen=True, slots=True)
class _Stretch:
    """The time that a chart shows, in the client's time zone."""

    start: datetime
    end: datetime

    @property
    def days(self) -> int:
        return max(1, (self.end - self.start).days)

    @property
    def ticks(self) -> list[datetime]:
        """Days at even distances."""
        first = datetime.combine(self.start.date(), time.min)
        step = ceil(self.days / _TICKS)
        return [first + timedelta(days=day) for day in range(0, self.days + 1, step)]

    def place(self, moment: datetime) -> float:
        """How far to the right a moment stands, in pixels."""
        whole = max(1.0, (self.end - self.start).total_seconds())
        return _WIDTH * (moment - self.start).total_seconds() / whole


def timeline_specification(report: Report, today: date) -> dict[str, object]:
    """Describe the timeline of a report in Vega-Lite.

    Args:
        report: what to show; it has at least one event.
        today: the day of the decision.
    """
    starts = [event.at for event in report.events]
    starts += [datetime.combine(span.first, time.min) for span in report.spans]
    stretch = _Stretch(min(starts), datetime.combine(today, time.max))
    lanes = [*(_words(span.fact) for span in report.spans), *_lanes(report.events)]
    at, lane = _time_axis(stretch), _lane_axis(lanes)
    end = alt.Chart(alt.Data(values=[{"at": _instant(stretch.end)}])).encode(x=at)
    layers = [
        *_bars(report.spans, stretch, at, lane),
        end.mark_rule(color=_MUTED, strokeDash=[4, 3]),
        *_points(report.events, stretch, at, lane),
    ]
    chart = alt.layer(*layers).properties(
        width=_WIDTH, height=alt.Step(_LANE), background="transparent"
    )
    with alt.theme.enable("none"):  # a theme of the notebook around it would change the picture
        return {**chart.to_dict(), "config": _STYLE}


def _time_axis(stretch: _Stretch) -> alt.X:
    return alt.X(
        "at:T",
        title=None,
        scale=alt.Scale(
            type="utc",
            domain=[_instant(stretch.start), _instant(stretch.end)],
            nice=False,
            padding=12,
        ),
        axis=alt.Axis(
            values=[_instant(tick) for tick in stretch.ticks],
            format="%b %Y" if stretch.days > _YEAR else "%b %-d",
            labelOverlap=True,
            grid=True,
        ),
    )


def _lane_axis(lanes: list[str]) -> alt.Y:
    return alt.Y(
        "lane:N",
        title=None,
        sort=lanes,
        axis=alt.Axis(
            grid=True,
            domain=False,
            ticks=False,
            labelPadding=8,
            labelLimit=_MARGIN,
            # The reader's font may be wider than the one that is measured here.
            minExtent=min(_MARGIN, _LETTER * max(map(len, lanes)) + 8),
        ),
    )


def _bars(spans: Iterable[ReportedSpan], stretch: _Stretch, at: alt.X, lane: alt.Y) -> list[alt.Chart]:
    found = [
        {
            "lane": _words(span.fact),
            "at": _instant(datetime.combine(span.first, _NOON)),
            "to": _instant(min(stretch.end, datetime.combine(span.last, _last_hour(span, stretch)))),
            "says": f"{span.days} days" if span.days > 1 else "1 day",
        }
        for span in spans
    ]
    if not found:
        return []
    base = alt.Chart(alt.Data(values=found)).encode(x=at, y=lane)
    return [
        base.mark_bar(height=6, color=_COUNTS).encode(x2="to:T"),
        base.mark_text(align="left", dy=-10, color=_INK, fontSize=12).encode(text="says:N"),
    ]


def _last_hour(span: ReportedSpan, stretch: _Stretch) -> time:
    """A stretch that still goes on reaches the end of the picture."""
    return time.max if span.last == stretch.end.date() else _NOON


def _points(
    events: tuple[ReportedEvent, ...], stretch: _Stretch, at: alt.X, lane: alt.Y
) -> list[alt.Chart]:
    labels = _labelled(events, stretch)
    found = [
        {
            "lane": _words(event.lane),
            "at": _instant(event.at),
            "way": event.way,
            "number": str(event.number) if event.number in labels else "",
            "counts": bool(event.rests),
        }
        for event in events
    ]
    shape = alt.Shape(
        "way:N", legend=None, scale=alt.Scale(domain=list(_SHAPES), range=list(_SHAPES.values()))
    )
    base = alt.Chart(alt.Data(values=found)).encode(x=at, y=lane)
    counting, others = base.transform_filter("datum.counts"), base.transform_filter("!datum.counts")
    return [
        others.mark_point(size=90, color=_MUTED, strokeWidth=1.5).encode(shape=shape),
        counting.mark_point(size=130, color=_COUNTS, filled=True, opacity=1).encode(shape=shape),
        others.mark_text(dy=-12, color=_MUTED, fontSize=12).encode(text="number:N"),
        counting.mark_text(dy=-13, color=_INK, fontSize=13, fontWeight="bold").encode(text="number:N"),
    ]


def _words(name: str) -> str:
    return name.replace("_", " ")


def _instant(local: datetime) -> str:
    """A local time as Vega reads it; called UTC, so that no machine's own time zone moves it."""
    return f"{local.isoformat(timespec='seconds')}Z"


def _lanes(events: Iterable[ReportedEvent]) -> list[str]:
    """The lanes from above: channels, then the kinds of event in the order of the reference."""
    order = [*(channel.value for channel in Channel), *EVENT_TYPES]
    used = {event.lane for event in events}
    return [_words(lane) for lane in order if lane in used]


def _labelled(events: Iterable[ReportedEvent], stretch: _Stretch) -> set[int]:
    """The numbers that fit beside each other, those of the events that count first."""
    taken: dict[str, list[float]] = {}
    found: set[int] = set()
    for event in sorted(events, key=lambda event: not event.rests):
        place, room = stretch.place(event.at), _APART + _LETTER * (len(str(event.number)) - 1)
        beside = taken.setdefault(event.lane, [])
        if all(abs(place - other) >= room for other in beside):
            beside.append(place)
            found.add(event.number)
    return found
