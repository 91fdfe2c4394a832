"""Lay one rule set over another: the documents are merged before anything in them is read.

So a merged rule set is checked exactly like any other, and each part keeps the file it is written in.
"""

from collections.abc import Iterable
from collections.abc import Mapping as AbstractMapping
from dataclasses import replace

from clientfit.language.expression import Place
from clientfit.ruleset.documents import Mapping, Node, Scalar, Sequence
from clientfit.ruleset.fields import Fields, Report, place_of
from clientfit.ruleset.overlay_changes import changed, changed_places, one_key
from clientfit.ruleset.overlay_moves import merged_moves, move_names
from clientfit.ruleset.overlay_order import merged_order
from clientfit.ruleset.overlay_promises import without_orphaned_promises
from clientfit.ruleset.sources import FAMILIES, Sources
from clientfit.ruleset.vocabulary_files import FactSource
from clientfit.suggestions import did_you_mean

OVERLAY_KEYS = ("extends", "drop", "change")
_APPENDED = ("steps", "always", "must")
"""Lists to which an overlay adds; what it adds comes first."""
_MERGED = ("parameters", "order", *_APPENDED)
_OWN = ("ruleset", "version", "means", "waive")
"""What is never taken over: a name, and what was found fault with."""


def overlay(base: Sources, own: Sources, file: str, report: Report) -> Sources:
    """Lay a rule set over the one that it extends.

    Args:
        base: what is extended.
        own: the overlay.
        file: the overlay's `ruleset.yaml`, as messages name it.
        report: takes conflicts and orphans.
    """
    top = Fields(own.top, file, "ruleset.yaml", Report())
    dropped = _dropped(base, top, report)
    changes = _changes(base, top, dropped, report)
    rules = {
        folder: _merged_rules(base.folders[folder], own.folders[folder], folder, dropped, changes)
        for folder in FAMILIES
    }
    facts = _merged_facts(base.folders["facts"], own.folders["facts"], dropped, changes)
    ids = [
        name for folder in ("reasons", "outcomes") for name in _rule_ids(own.folders[folder], folder)
    ]
    below = without_orphaned_promises(base.top, dropped, _own_names(own), report)
    merged = _merged_top(below, own.top, dropped, report)
    told = len(report.problems)
    order = merged_order(_get(base.top, "order"), _get(own.top, "order"), dropped, ids, report)
    return Sources(
        _with(merged, "order", order, _order_place(own.top, ids, file)),
        {"facts": facts, **rules},
        merged_moves(base.moves, own.moves, dropped),
        {**base.dropped, **dropped},
        {**_standing(base.changed, own), **changed_places(changes, file)},
        order_fails=base.order_fails or len(report.problems) > told,
    )


def _own_names(own: Sources) -> set[str]:
    """The rules, facts and parameters that a rule set declares itself."""
    rules = {name for folder in FAMILIES for name in _rule_ids(own.folders[folder], folder)}
    parameters = _get(own.top, "parameters")
    names = [key.text for key, _ in parameters.entries] if isinstance(parameters, Mapping) else []
    return {*rules, *names, *_fact_names(own.folders["facts"])}


def _order_place(own: Node, ids: Iterable[str], file: str) -> Place | None:
    """Where an overlay would put its rules into the order: at its `order:`, or in its first line."""
    keys = [key for key, _ in own.entries if key.text == "order"] if isinstance(own, Mapping) else []
    if keys:
        return place_of(keys[0], file)
    return Place(file, 1) if list(ids) else None


def _standing(changed: AbstractMapping[str, Place], own: Sources) -> dict[str, Place]:
    """The changes below of what this overlay does not write anew."""
    anew = _own_names(own)
    return {name: place for name, place in changed.items() if name.split("/")[0] not in anew}


def _get(node: Node, key: str) -> Node | None:
    return node.get(key) if isinstance(node, Mapping) else None


def _with(node: Mapping, key: str, value: Node | None, place: Place | None = None) -> Mapping:
    """The same keys with one more, or with another value of it; it stands where that value does."""
    kept = tuple(entry for entry in node.entries if entry[0].text != key)
    if value is None:
        return replace(node, entries=kept)
    place = place or Place(value.file, value.line)
    return replace(node, entries=(*kept, (Scalar(key, place.line, file=place.file), value)))


def _rule_ids(sources: Iterable[FactSource], folder: str) -> list[str]:
    found = (_get(source.document, FAMILIES[folder]) for source in sources)
    return [node.text for node in found if isinstance(node, Scalar)]


def _fact_names(sources: Iterable[FactSource]) -> list[str]:
    blocks = (_get(source.document, "facts") for source in sources)
    return [key.text for block in blocks if isinstance(block, Mapping) for key, _ in block.entries]


def _promises(top: Node) -> list[str]:
    """The named entries of lists such as `must:`, each as `must/its name`."""
    found: list[str] = []
    for key in _APPENDED:
        block = _get(top, key)
        for item in block.items if isinstance(block, Sequence) else ():
            name = _get(item, "name")
            if isinstance(name, Scalar):
                found.append(f"{key}/{' '.join(name.text.split())}")
    return found


def _known(base: Sources) -> list[str]:
    rules = [name for folder in FAMILIES for name in _rule_ids(base.folders[folder], folder)]
    parameters = _get(base.top, "parameters")
    names = [key.text for key, _ in parameters.entries] if isinstance(parameters, Mapping) else []
    return [
        *rules,
        *_fact_names(base.folders["facts"]),
        *names,
        *_APPENDED,
        *_promises(base.top),
        *move_names(base.moves),
    ]


def _dropped(base: Sources, top: Fields, report: Report) -> dict[str, Place]:
    known = _known(base)
    found: dict[str, Place] = {}
    for item in Fields(top.node, top.file, "ruleset.yaml", report).scalars("drop"):
        name = " ".join(item.text.split())
        if name in known:
            found[name] = place_of(item, top.file)
        else:
            near = did_you_mean(name, known) or "see `clientfit rules` for what there is"
            report.add(place_of(item, top.file), f"there is no '{name}' to drop", near)
    return found


def _changes(
    base: Sources, top: Fields, dropped: AbstractMapping[str, Place], report: Report
) -> dict[str, Mapping]:
    known = [name for name in _known(base) if "/" not in name and name not in _APPENDED]
    block = Fields(top.node, top.file, "ruleset.yaml", report).mapping("change")
    found: dict[str, Mapping] = {}
    for key, value in block.entries if block else ():
        place = place_of(key, top.file)
        if key.text in dropped:
            report.add(place, f"'{key.text}' is both changed and dropped", "keep one of the two")
        elif key.text not in known:
            report.add(place, f"there is no '{key.text}' to change", did_you_mean(key.text, known))
        elif not isinstance(value, Mapping):
            report.add(place, "write the keys to change below it, such as `title: ...`")
        else:
            found[key.text] = value
    return found


def _merged_rules(
    base: Iterable[FactSource],
    own: Iterable[FactSource],
    folder: str,
    dropped: AbstractMapping[str, Place],
    changes: AbstractMapping[str, Mapping],
) -> tuple[FactSource, ...]:
    replaced = set(_rule_ids(own, folder))
    kept: list[FactSource] = []
    for source in base:
        name = _get(source.document, FAMILIES[folder])
        word = name.text if isinstance(name, Scalar) else ""
        if word not in dropped and word not in replaced:
            kept.append(replace(source, document=changed(source.document, changes.get(word))))
    return (*kept, *own)


def _merged_facts(
    base: Iterable[FactSource],
    own: Iterable[FactSource],
    dropped: AbstractMapping[str, Place],
    changes: AbstractMapping[str, Mapping],
) -> tuple[FactSource, ...]:
    own = tuple(own)
    replaced = set(_fact_names(own))
    events = [_get(source.document, "events") for source in own]
    collections = {k.text for block in events if isinstance(block, Mapping) for k, _ in block.entries}
    kept: list[FactSource] = []
    for source in base:
        document = source.document
        for key, gone in (("facts", replaced | dropped.keys()), ("events", collections)):
            block = _get(document, key)
            if isinstance(block, Mapping) and isinstance(document, Mapping):
                entries = tuple(
                    (name, changed(node, changes.get(name.text)) if key == "facts" else node)
                    for name, node in block.entries
                    if name.text not in gone
                )
                document = _put(document, key, replace(block, entries=entries))
        kept.append(replace(source, document=document))
    return (*kept, *own)


def _put(node: Mapping, key: str, value: Node) -> Mapping:
    """The same keys in the same order, one with another value."""
    entries = tuple((name, value if name.text == key else old) for name, old in node.entries)
    return replace(node, entries=entries)


def _merged_top(base: Node, own: Node, dropped: AbstractMapping[str, Place], report: Report) -> Mapping:
    if not isinstance(base, Mapping) or not isinstance(own, Mapping):
        return own if isinstance(own, Mapping) else Mapping((), own.line, own.file)
    taken = tuple(
        (key, value)
        for key, value in base.entries
        if key.text not in (*_MERGED, *_OWN, *OVERLAY_KEYS) and own.get(key.text) is None
    )
    mine = tuple(entry for entry in own.entries if entry[0].text not in (*_MERGED, *OVERLAY_KEYS))
    merged = replace(own, entries=(*mine, *taken))
    merged = _with(merged, "parameters", _parameters(base, own, dropped, report))
    for key in _APPENDED:
        merged = _with(merged, key, _appended(base, own, key, dropped))
    return merged


def _appended(
    base: Mapping, own: Mapping, key: str, dropped: AbstractMapping[str, Place]
) -> Node | None:
    first, second = own.get(key), base.get(key)
    if key in dropped or not isinstance(second, Sequence):
        return first
    kept = tuple(
        pruned
        for item in second.items
        if not set(_named(key, item)) & dropped.keys()
        for pruned in _without_dropped(item, dropped)
    )
    if first is None:
        return replace(second, items=kept)
    if not isinstance(first, Sequence):
        return first
    return replace(first, items=(*first.items, *kept))


def _without_dropped(item: Node, dropped: AbstractMapping[str, Place]) -> tuple[Node, ...]:
    """A step that is for dropped rules only goes with them."""
    meant = _get(item, "for")
    if not isinstance(item, Mapping) or not isinstance(meant, Sequence):
        return (item,)
    kept = tuple(w for w in meant.items if not (isinstance(w, Scalar) and w.text in dropped))
    return (_put(item, "for", replace(meant, items=kept)),) if kept else ()


def _named(key: str, item: Node) -> list[str]:
    name = _get(item, "name")
    return [f"{key}/{' '.join(name.text.split())}"] if isinstance(name, Scalar) else []


def _parameters(
    base: Mapping, own: Mapping, dropped: AbstractMapping[str, Place], report: Report
) -> Node | None:
    old, new = base.get("parameters"), own.get("parameters")
    if not isinstance(old, Mapping):
        return new
    if not isinstance(new, Mapping | None):
        report.add(place_of(new, ""), "`parameters:` must be keys with values, such as `days: 21`")
        return old
    new = new or replace(old, entries=())
    entries = {key.text: (key, value) for key, value in old.entries if key.text not in dropped}
    for key, value in new.entries:
        before = entries.get(key.text)
        if before is not None:
            whole = value if isinstance(value, Mapping) else one_key("value", key, value)
            # The parameter stands where the house set it.
            entries[key.text] = (key, changed(before[1], whole))
        elif isinstance(value, Mapping) and value.get("means") is not None:
            entries[key.text] = (key, value)
        else:
            near = did_you_mean(key.text, entries) or "a new one needs value, unit, means and source"
            report.add(place_of(key, ""), f"there is no parameter '{key.text}' to change", near)
    return replace(new, entries=tuple(entries.values()))
