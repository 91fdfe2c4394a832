"""Change keys of a rule or fact in its document, as the `change:` of an overlay says."""

from collections.abc import Mapping as AbstractMapping
from dataclasses import replace

from clientfit.language.expression import Place
from clientfit.ruleset.documents import Mapping, Node, Scalar, Sequence
from clientfit.ruleset.fields import place_of


def changed(node: Node, change: Mapping | None) -> Node:
    """A rule or fact with some of its keys replaced."""
    if change is None or not isinstance(node, Mapping):
        return node
    merged = node
    for key, value in change.entries:
        if key.text == "step" and isinstance(value, Mapping):
            merged = _with_steps(merged, value)
        else:
            kept = tuple(entry for entry in merged.entries if entry[0].text != key.text)
            merged = replace(merged, entries=(*kept, (key, value)))
    return merged


def _with_steps(node: Mapping, steps: Mapping) -> Mapping:
    """The same rule with other steps in its branches, by their action."""
    by_action = {key.text: (key, value) for key, value in steps.entries}
    then = node.get("then")
    branches = then.items if isinstance(then, Sequence) else ()
    stepped: list[Node] = []
    for branch in branches:
        action = branch.get("action") if isinstance(branch, Mapping) else None
        found = by_action.pop(action.text, None) if isinstance(action, Scalar) else None
        stepped.append(branch if found is None else changed(branch, one_key("step", *found)))
    if not isinstance(then, Sequence) or by_action:
        # What is left over is put in as it stands; the reader of rules refuses it with its line.
        return replace(node, entries=(*node.entries, *by_action.values()))
    entries = tuple(
        (k, replace(then, items=tuple(stepped)) if k.text == "then" else v) for k, v in node.entries
    )
    return replace(node, entries=entries)


def one_key(name: str, key: Scalar, value: Node) -> Mapping:
    """A mapping of one key that stands where another key does."""
    return Mapping(((replace(key, text=name), value),), key.line, key.file)


def changed_places(changes: AbstractMapping[str, Mapping], file: str) -> dict[str, Place]:
    """Where each changed rule or fact is changed, and each `rule/key` of it."""
    found: dict[str, Place] = {}
    for name, node in changes.items():
        found[name] = place_of(node, file)
        found |= {f"{name}/{key.text}": place_of(key, file) for key, _ in node.entries}
    return found
