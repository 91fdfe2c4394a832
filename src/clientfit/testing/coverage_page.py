"""The coverage of rules as one HTML page that needs nothing else."""

from html import escape
from itertools import groupby

from clientfit.testing.coverage import Line, Report

_STYLE = """
:root {
  color-scheme: light dark;
  --paper: light-dark(#ffffff, #0f1419);
  --surface: light-dark(#f4f6f8, #1a2129);
  --ink: light-dark(#1b1f24, #e6edf3);
  --muted: light-dark(#55606b, #a0abb6);
  --line: light-dark(#c9d1d9, #46515c);
  --fails: light-dark(#a3142a, #ff9d97);
}
body {
  max-width: 75rem; margin: 0 auto; padding: 1rem; background: var(--paper); color: var(--ink);
  font: 1rem/1.4 system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", Arial, sans-serif;
}
h1, h2 { margin: 1.5rem 0 0.5rem; line-height: 1.25; }
p { color: var(--muted); }
.table { overflow-x: auto; }
table { width: 100%; border-collapse: collapse; font-size: 0.9rem; }
th, td { padding: 0.3rem 0.6rem; border-bottom: 1px solid var(--line); }
th, td { text-align: left; vertical-align: top; }
tbody td:first-child { min-width: 16rem; }
thead th { border-bottom-width: 2px; white-space: nowrap; }
tbody th { background: var(--surface); font-weight: 650; }
th.number, td.number { text-align: right; font-variant-numeric: tabular-nums; }
.none, .place { color: var(--muted); }
.place { white-space: nowrap; }
.missing td:first-child { border-left: 0.25rem solid var(--fails); }
.never { color: var(--fails); font-weight: 650; white-space: nowrap; }
code { font: 0.95em ui-monospace, "SFMono-Regular", Menlo, Consolas, monospace; }
"""
COLUMNS = ("true", "false", "unknown", "decided")


def as_html(reports: tuple[Report, ...]) -> str:
    """Write the page."""
    body = "\n".join(map(_section, reports)) or "<p>No decision was made in this run.</p>"
    return (
        "<!doctype html>\n"
        '<html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>Coverage of rules</title><style>{_STYLE}</style></head>"
        f"<body>\n<h1>Coverage of rules</h1>\n{body}\n</body></html>\n"
    )


def _section(report: Report) -> str:
    heads = (
        '<th scope="col">line</th>'
        + "".join(f'<th scope="col" class="number">{word}</th>' for word in COLUMNS)
        + '<th scope="col">not seen</th><th scope="col">place</th>'
    )
    groups = groupby(report.lines, key=lambda line: line.rule)
    bodies = "\n".join(_group(rule, tuple(lines)) for rule, lines in groups)
    seen = sum(not line.missing for line in report.lines)
    return (
        f"<h2>{escape(report.rules)}: {report.percent:.1f} %</h2>\n"
        f"<p>{report.decisions} decisions; {seen} of {len(report.lines)} lines were seen both true and"
        " false, or decided. That a line was also seen unknown is shown and not asked for.</p>\n"
        f'<div class="table"><table><thead><tr>{heads}</tr></thead>\n{bodies}\n</table></div>'
    )


def _group(rule: str, lines: tuple[Line, ...]) -> str:
    head = f'<tr><th scope="rowgroup" colspan="{len(COLUMNS) + 3}">{escape(rule)}</th></tr>'
    rows = "\n".join(map(_row, lines))
    return f"<tbody>{head}\n{rows}</tbody>"


def _row(line: Line) -> str:
    numbers = "".join(_number(line, word) for word in COLUMNS)
    kind = ' class="missing"' if line.missing else ""
    never = f"never {' nor '.join(line.missing)}" if line.missing else ""
    return (
        f"<tr{kind}><td><code>{escape(line.says)}</code></td>{numbers}"
        f'<td class="never">{never}</td><td class="place">{escape(line.file)}:{line.line}</td></tr>'
    )


def _number(line: Line, word: str) -> str:
    if line.branch != (word == "decided"):
        return "<td></td>"
    count = line.seen.get(word, 0)
    return f'<td class="{"number" if count else "number none"}">{count}</td>'
