"""Which ways reach the client at the clock."""

from clientfit.events import Away, Channel, Contact
from clientfit.timeline.latest import latest_rows, value_of
from clientfit.timeline.view import Row, View, known_channels


def open_channels(view: View) -> tuple[list[Channel], list[Channel]]:
    """The known ways that are open for certain, and those of which it is not certain."""
    rows = view.rows.get("contact_permission", [])
    definite = {id(row) for row in rows}
    sure: list[Channel] = []
    maybe: list[Channel] = []
    ways = known_channels(view.case)
    for channel in (channel for channel in Channel if channel in ways):
        about = [row for row in rows if _is_about(row, channel)]
        allowed = {value_of(row, "allowed") for row in latest_rows(about, definite, view)}
        if allowed <= {True}:
            sure.append(channel)
        elif allowed == {True, False}:
            maybe.append(channel)
    return sure, maybe


def _is_about(row: Row, channel: Channel) -> bool:
    return value_of(row, "channel") in (channel, "all")


def may_be_away(view: View) -> bool:
    """Whether an announced absence runs at the clock, or may run."""
    return any(
        isinstance(row.event, Away) and view.today < row.event.until and row.low <= view.now_high
        for row in view.rows.get("away", ())
    )


def dead_channels(view: View) -> set[Channel]:
    """The ways by which the last message did not arrive."""
    last: dict[Channel, Row] = {}
    for row in sorted(view.rows.get("contact", ()), key=lambda row: row.high):
        if isinstance(row.event, Contact) and row.event.direction == "outbound":
            last[row.event.channel] = row
    return {channel for channel, row in last.items() if value_of(row, "delivered") is False}


def used_channels(view: View) -> set[Channel]:
    """The ways of which the record says anything at all."""
    rows = (row for kind in _WITH_CHANNEL for row in view.rows.get(kind, ()))
    return {channel for row in rows if isinstance(channel := value_of(row, "channel"), Channel)}


_WITH_CHANNEL = ("contact", "contact_permission", "final_notice")
