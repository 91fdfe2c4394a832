"""A semantic diff as text, or as Markdown fit for a comment on a pull request."""

from collections.abc import Iterable, Iterator, Mapping

from clientfit.evaluator import Rules
from clientfit.explain.wording import show_fact
from clientfit.values import FactValue
from clientfit.verify.book import Moved, counts, outcome
from clientfit.verify.diff import Diff, Difference, Shift
from clientfit.verify.edits import Edit
from clientfit.verify.vocabulary import union
from clientfit.verify.walk import Decided

SAME = "Nothing changes: every possible client is decided as before, proved."


def render(
    found: Diff,
    old: Rules,
    new: Rules,
    book: Iterable[Moved] | None = None,
    *,
    unread: int = 0,
    markdown: bool = False,
) -> Iterator[str]:
    """Write a diff, line by line.

    Args:
        found: the diff.
        old: the rule set as it was.
        new: as it is now.
        book: real clients decided by both, where they were given.
        unread: how many clients of the book could not be decided.
        markdown: write Markdown.
    """
    specs = union(old.rule_set, new.rule_set)

    def facts(values: Mapping[str, FactValue]) -> str:
        shown = [f"{name} = {show_fact(specs[name], value)}" for name, value in values.items()]
        return ", ".join(shown) or "nothing at all"

    write = _Markdown() if markdown else _Plain()
    yield from write.title(f"{_name(old)} to {_name(new)}: who is decided differently")
    if found.is_same:
        yield SAME
    if found.not_proved:
        number = len(found.differences)
        listed = f"{number} kind{'s' * (number != 1)} of change found, and there may be more:"
        yield (
            listed
            if number
            else "No kind of change was found, but it is not proved that there is none:"
        )
        yield from (write.item(f"not proved: {why}") for why in found.not_proved)
    if found.not_proved and found.differences:
        yield ""
    if found.differences:
        rows = [_difference(one, facts(one.facts)) for one in found.differences]
        yield from write.kinds(("was", "becomes", "a smallest client", "because of"), rows)
    if found.shifts:
        yield from write.heading("Rules that hold of other clients")
        rows = [_shift(one, facts(one.facts)) for one in found.shifts]
        yield from write.kinds(("rule", "now", "a smallest client", "because of"), rows, ": ")
    if found.edits:
        yield from write.heading("What was edited")
        yield from (write.item(_edit(edit)) for edit in found.edits)
    if book is not None:
        yield from _book(tuple(book), unread, write)


def _name(rules: Rules) -> str:
    return f"{rules.rule_set.name} {rules.rule_set.version} ({rules.hash[:8]})"


def _difference(one: Difference, facts: str) -> tuple[str, ...]:
    before, after = one.flip
    words = _words(after)
    if not one.flip.changes_outcome and before.provisional == after.provisional:
        other = "with other steps" if before.row == after.row else f"by {after.row}, not {before.row}"
        words = f"the same, {other}"
    return _words(before), words, facts, _lines(one.lines)


def _words(decided: Decided) -> str:
    return f"{decided.outcome}, for now" if decided.provisional else str(decided.outcome)


def _shift(one: Shift, facts: str) -> tuple[str, ...]:
    now = "holds now" if one.holds_now else "no longer holds"
    if one.kind is not None:
        now = f"is a {one.kind.replace('_', ' ')} now"
    return one.rule, now, facts, _lines(one.lines)


def _lines(lines: tuple[Edit, ...]) -> str:
    return ", ".join(dict.fromkeys(f"{edit.place.file}:{edit.place.line}" for edit in lines))


def _edit(edit: Edit) -> str:
    concerns = "" if edit.decides else f" ({edit.concerns})"
    return f"{edit.place.file}:{edit.place.line}: {edit.what}{concerns}"


def _book(book: tuple[Moved, ...], unread: int, write: "_Plain | _Markdown") -> Iterator[str]:
    changed = [one for one in book if one.changes]
    left_out = f"; {unread} more could not be read" if unread else ""
    yield from write.heading(f"This book: {len(changed)} of {len(book)} clients change{left_out}")
    if changed:
        rows = [(was, now, str(count)) for was, now, count in counts(book)]
        yield from write.table(("was", "becomes", "clients"), rows)
        yield ""
        clients = [(one.client, outcome(one.before), outcome(one.after)) for one in changed]
        yield from write.table(("client", "was", "becomes"), clients)


class _Plain:
    """Text for a terminal."""

    def title(self, text: str) -> Iterator[str]:
        yield text
        yield ""

    def heading(self, text: str) -> Iterator[str]:
        yield ""
        yield text

    def item(self, text: str) -> str:
        return f"  {text}"

    def kinds(
        self, head: tuple[str, ...], rows: list[tuple[str, ...]], between: str = " -> "
    ) -> Iterator[str]:
        """A few short lines for each row; a table of them would be wider than a screen."""
        _, _, client, lines = head
        for one, two, facts, because in rows:
            yield f"  {one}{between}{two}"
            yield f"      {client}: {facts}"
            yield f"      {lines}: {because}"

    def table(self, head: tuple[str, ...], rows: list[tuple[str, ...]]) -> Iterator[str]:
        widths = [max(len(row[at]) for row in (head, *rows)) for at in range(len(head))]
        for row in (head, *rows):
            cells = (cell.ljust(width) for cell, width in zip(row, widths, strict=True))
            yield ("  " + "  ".join(cells)).rstrip()


class _Markdown:
    """Markdown."""

    def title(self, text: str) -> Iterator[str]:
        yield f"### {text}"
        yield ""

    def heading(self, text: str) -> Iterator[str]:
        yield ""
        yield f"#### {text}"
        yield ""

    def item(self, text: str) -> str:
        return f"- {text}"

    def kinds(
        self, head: tuple[str, ...], rows: list[tuple[str, ...]], between: str = ""
    ) -> Iterator[str]:
        """A table, whatever stands between two words on a terminal."""
        del between
        return self.table(head, rows)

    def table(self, head: tuple[str, ...], rows: list[tuple[str, ...]]) -> Iterator[str]:
        yield f"| {' | '.join(head)} |"
        yield "|---" * len(head) + "|"
        for row in rows:
            yield f"| {' | '.join(cell.replace('|', '/') for cell in row)} |"
