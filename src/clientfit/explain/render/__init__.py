"""Renderers: each is a function from a report to a string.

What a report shows is gathered before, as data; a renderer only writes.
"""

from collections.abc import Callable

from clientfit.report import Report
from clientfit.source import Format

Renderer = Callable[[Report], str]


def renderer(form: Format) -> Renderer:
    """Choose a renderer; only the one that is asked for is loaded."""
    match form:
        case "text" | "text with why not":
            from clientfit.explain.render.text import render_text as render  # noqa: PLC0415  see above
        case "markdown":
            from clientfit.explain.render.markdown import (  # noqa: PLC0415  see above
                render_markdown as render,
            )
        case "page":
            from clientfit.explain.render.html import render_page as render  # noqa: PLC0415  see above
        case "page without picture":
            from clientfit.explain.render.html import (  # noqa: PLC0415  see above
                render_plain_page as render,
            )
        case "notebook":
            from clientfit.explain.render.html import (  # noqa: PLC0415  see above
                render_fragment as render,
            )
    return render
