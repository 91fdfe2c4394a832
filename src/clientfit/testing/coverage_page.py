"""The coverage of rules as one HTML page that needs nothing else."""

from html import escape

from clientfit.testing.coverage import Line, Report

_STYLE = (
    "body{font:16px/1.4 system-ui,sans-serif;margin:2rem;max-width:70rem}"
    "table{border-collapse:collapse;width:100%}"
    "th,td{text-align:left;padding:.2rem .6rem;border-bottom:1px solid #ccc;vertical-align:top}"
    "td.number{text-align:right}tr.missing td{background:#fff0f0}"
    "code{font-size:14px}"
)
COLUMNS = ("true", "false", "unknown", "decided")


def as_html(reports: tuple[Report, ...]) -> str:
    """Write the page."""
    body = "\n".join(map(_section, reports)) or "<p>No decision was made in this run.</p>"
    return (
        "<!doctype html>\n"
        '<html lang="en"><head><meta charset="utf-8"><title>Coverage of rules</title>'
        f"<style>{_STYLE}</style></head><body>\n<h1>Coverage of rules</h1>\n{body}\n</body></html>\n"
    )


def _section(report: Report) -> str:
    heads = "".join(f'<th scope="col">{word}</th>' for word in ("place", "line", *COLUMNS, "not seen"))
    rows = "\n".join(map(_row, report.lines))
    return (
        f"<h2>{escape(report.rules)}: {report.percent:.1f} %</h2>\n"
        f"<p>{report.decisions} decisions.</p>\n"
        f"<table><thead><tr>{heads}</tr></thead><tbody>\n{rows}\n</tbody></table>"
    )


def _row(line: Line) -> str:
    numbers = "".join(f'<td class="number">{line.seen.get(word, "")}</td>' for word in COLUMNS)
    kind = ' class="missing"' if line.missing else ""
    place = f"{escape(line.file)}:{line.line}"
    return (
        f"<tr{kind}><td>{place}</td><td>{escape(line.rule)}: <code>{escape(line.says)}</code></td>"
        f"{numbers}<td>{', '.join(line.missing)}</td></tr>"
    )
