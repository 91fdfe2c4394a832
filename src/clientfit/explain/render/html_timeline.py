"""The client's timeline in HTML: the picture where there is one, and always the table."""

from collections.abc import Iterable
from xml.etree.ElementTree import Element

from clientfit.explain.render.html_elements import element, quoted
from clientfit.report import Report, ReportedEvent


def timeline(report: Report, picture: Element | None, prefix: str) -> list[Element]:
    """Show the events of the case; those that the proof rests on are marked.

    Args:
        report: what to show.
        picture: the same drawn, or None.
        prefix: what the ids of the lines begin with.
    """
    shown: list[Element] = []
    if picture is not None:
        shown.append(_figure(picture))
    shown += [
        element("p", f"{span.means.rstrip('.')}: {span.days} (from {span.first} to {span.last}).")
        for span in report.spans
    ]
    caption = f"Every event, earliest first; times are those of {report.time_zone}."
    if len(report.events) <= _MANY:
        return [*shown, _table(report.events, caption, prefix)]
    counting = [event for event in report.events if event.rests]
    others = [event for event in report.events if not event.rests]
    if counting:
        said = f"What the proof rests on; times are those of {report.time_zone}."
        shown.append(_table(counting, said, prefix))
    if others:
        summary = element("summary", f"{len(others)} other events")
        said = f"The other events; times are those of {report.time_zone}."
        shown.append(element("details", summary, _table(others, said, prefix), class_="fold"))
    return shown


_MANY = 25
"""So many events are read at once; of more, those that count come first and the rest is folded."""
_HEADS = {"No.": "number", "When": "when", "What happened": "what", "In the proof": "proof"}


def _table(events: Iterable[ReportedEvent], caption: str, prefix: str) -> Element:
    heads = (element("th", head, scope="col", class_=name) for head, name in _HEADS.items())
    return element(
        "table",
        element("caption", caption),
        element("thead", element("tr", *heads)),
        element("tbody", *(_line(event, prefix) for event in events)),
    )


def event_id(number: int, prefix: str) -> str:
    """The id of an event's line in the page."""
    return f"{prefix}event-{number}"


def _figure(picture: Element) -> Element:
    legend = (
        "Filled: the proof rests on it. Hollow: it does not. A triangle to the right is a contact to"
        " the client, to the left one from the client; a circle is anything else. The numbers are those"
        " of the table; the dashed line is the end of the day of the decision."
    )
    return element(
        "figure",
        element(
            "div", picture, class_="picture", tabindex="0", role="group", aria_label="Timeline picture"
        ),
        element("figcaption", legend),
    )


def _moment(when: str) -> list[str | Element]:
    """A day and a time, each of which stays in one piece."""
    pieces = [element("span", piece) for piece in when.split(" ")]
    return [pieces[0], *(part for piece in pieces[1:] for part in (" ", piece))]


def _line(event: ReportedEvent, prefix: str) -> Element:
    marked = event.rests
    words = ", ".join(fact.replace("_", " ") for fact in marked)
    source = "" if event.source == "record" else f", by the word of: {event.source}"
    yes = (element("strong", "● yes"), element("span", words, class_="label small"))
    return element(
        "tr",
        element("td", str(event.number)),
        element("td", *_moment(event.when), class_="when"),
        element(
            "td",
            quoted(event.says),
            source,
            element("code", quoted(event.label), class_="label"),
        ),
        element("td", *(yes if marked else ("no",))),
        id=event_id(event.number, prefix),
        **({"class_": "rests"} if marked else {}),
    )
