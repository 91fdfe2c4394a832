"""The client's timeline drawn: Altair describes it and vl-convert draws it, offline, as static SVG.

Both are the extra `notebook`; without them there is no picture, and the table says the same.
"""

from importlib.util import find_spec
from xml.etree import ElementTree as ET

from clientfit.explain.render.html_elements import element
from clientfit.report import Report

_TITLE = "Timeline of the client"


def can_draw() -> bool:
    """Whether the packages for pictures are installed."""
    return find_spec("altair") is not None and find_spec("vl_convert") is not None


def timeline_picture(report: Report) -> ET.Element | None:
    """Draw the timeline for an HTML page, and tell it in words for those who hear the page.

    Args:
        report: what to show.

    Returns:
        An `svg` element; None where there is no event, or the packages for pictures are not installed.
    """
    if not report.events or report.today is None or not can_draw():
        return None
    import vl_convert  # noqa: PLC0415  an extra

    from clientfit.explain.timeline_chart import timeline_specification  # noqa: PLC0415  the same

    text = vl_convert.vegalite_to_svg(timeline_specification(report, report.today))
    drawn = _in_html(ET.fromstring(text))  # noqa: S314  drawn by ourselves a moment ago
    drawn.attrib |= {"role": "img", "aria-label": _TITLE}
    drawn.insert(0, element("title", _TITLE))
    drawn.insert(1, element("desc", describe_timeline(report)))
    return drawn


def describe_timeline(report: Report) -> str:
    """Tell in words what the picture shows."""
    events = report.events
    marked = [str(event.number) for event in events if event.rests]
    said = [f"{len(events)} events from {events[0].when} to {events[-1].when}."]
    if marked:
        said.append(f"The proof rests on number {', '.join(marked)} of the table below.")
    said += [f"{span.means.rstrip('.')}: {span.days}." for span in report.spans]
    return " ".join(said)


def _in_html(drawn: ET.Element) -> ET.Element:
    """The same without XML namespaces, and without roles that would speak over our own words."""
    for node in drawn.iter():
        node.tag = node.tag.rpartition("}")[2]
        for name in list(node.attrib):
            if name.startswith(("aria-", "{")) or name == "role":
                del node.attrib[name]
    return drawn
