"""Leave out of the documents of a rule set whatever has a problem."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from clientfit.errors import Problem
from clientfit.ruleset.documents import Mapping, Node, Scalar, Sequence
from clientfit.ruleset.sources import Sources


@dataclass(frozen=True, slots=True)
class LeftOutItem:
    """A named entry of `ruleset.yaml`, such as a promise, that is left out.

    Attributes:
        name: its name.
        file: where it is written.
        line: the line in it.
        problem: what is wrong with it.
    """

    name: str
    file: str
    line: int
    problem: Problem


@dataclass(frozen=True, slots=True)
class Remaining:
    """What remains.

    Attributes:
        sources: the documents without what has a problem.
        files: the files that are left out, and why.
        items: the named entries of `ruleset.yaml` that are.
    """

    sources: Sources
    files: dict[str, str]
    items: tuple[LeftOutItem, ...]


def last_in_order(sources: Sources) -> str:
    """The outcome that always holds: nothing can be decided without it."""
    order = sources.top.get("order") if isinstance(sources.top, Mapping) else None
    last = order.items[-1] if isinstance(order, Sequence) and order.items else None
    return last.text if isinstance(last, Scalar) else ""


def without(sources: Sources, problems: Iterable[Problem]) -> Remaining:
    """Leave out each rule file, vocabulary file and entry of `ruleset.yaml` that has a problem."""
    files: dict[str, str] = {}
    items: list[LeftOutItem] = []
    for problem in problems:
        entry = _entry_at(sources.top, problem)
        if entry is not None:
            sources = replace(sources, top=_dropped(sources.top, entry))
            name = entry.get("name") if isinstance(entry, Mapping) else None
            if isinstance(name, Scalar):
                items.append(LeftOutItem(name.text, problem.file, entry.line, problem))
            continue
        if sources.moves is not None and _has(sources.moves, problem):
            files[problem.file] = problem.message
            sources = replace(sources, moves=None)
        for folder, found in sources.folders.items():
            for source in found:
                if source.file == problem.file or _has(source.document, problem):
                    files[source.file] = problem.message
                    kept = tuple(other for other in sources.folders[folder] if other is not source)
                    sources = replace(sources, folders={**sources.folders, folder: kept})
    return Remaining(sources, files, tuple(items))


def _entry_at(top: Node, problem: Problem) -> Node | None:
    """The entry of a list, or the name of the parameter, in which a problem lies."""
    for key, value in top.entries if isinstance(top, Mapping) else ():
        if isinstance(value, Sequence):
            for item in value.items:
                if _has(item, problem):
                    return item
        elif key.text == "parameters" and isinstance(value, Mapping):
            for name, parts in value.entries:
                if _has(name, problem) or _has(parts, problem):
                    return name
    return None


def _has(node: Node, problem: Problem) -> bool:
    """Whether a problem lies at some line of a node."""
    if (node.file, node.line) == (problem.file, problem.line):
        return True
    if isinstance(node, Sequence):
        return any(_has(item, problem) for item in node.items)
    if isinstance(node, Mapping):
        return any(_has(part, problem) for entry in node.entries for part in entry)
    return False


def _dropped(top: Node, gone: Node) -> Node:
    """The same document without one entry."""
    if not isinstance(top, Mapping):
        return top
    entries: list[tuple[Scalar, Node]] = []
    for key, value in top.entries:
        if isinstance(value, Sequence):
            kept = tuple(item for item in value.items if item is not gone)
            entries.append((key, replace(value, items=kept)))
        elif isinstance(value, Mapping):
            pairs = tuple(pair for pair in value.entries if pair[0] is not gone)
            entries.append((key, replace(value, entries=pairs)))
        else:
            entries.append((key, value))
    return replace(top, entries=tuple(entries))
