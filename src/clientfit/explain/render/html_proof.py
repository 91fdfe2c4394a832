"""A proof as an expandable tree of HTML."""

from collections.abc import Callable, Iterable
from xml.etree.ElementTree import Element

from clientfit.explain.render.html_elements import element
from clientfit.explain.wording import first_few
from clientfit.proof import ObservedFact, ProofNode, Truth
from clientfit.ruleset.model import RuleSet

LinkEvent = Callable[[str], Element]
"""Gives a link from an event's label to its line in the timeline."""
_MARKS: dict[Truth, tuple[str, str, str]] = {
    "true": ("✓", "holds", "holds: "),
    "false": ("✗", "fails", "does not hold: "),
    "unknown": ("?", "open", "is open: "),
}


def proof_tree(nodes: Iterable[ProofNode], rules: RuleSet, link: LinkEvent, *, opened: bool) -> Element:
    """Draw steps of a proof as a list; a step with parts opens and closes."""
    return element("ul", *(_item(node, rules, link, opened=opened) for node in nodes), class_="tree")


def mark(truth: Truth) -> Element:
    """The sign of a truth, with the word for those who hear the page."""
    sign, name, word = _MARKS[truth]
    return element(
        "span",
        element("span", sign, aria_hidden="true"),
        element("span", word, class_="hidden"),
        class_=f"mark {name}",
    )


def _item(node: ProofNode, rules: RuleSet, link: LinkEvent, *, opened: bool) -> Element:
    if not node.parts:
        return element("li", element("div", mark(node.truth), *_leaf(node, rules, link), class_="leaf"))
    about = node.about
    place = (" ", element("code", f"{about.file}:{about.line}")) if about.rule is not None else ()
    if about.silent:
        line = (mark(node.truth), about.says, *place, " (details hidden)")
        return element("li", element("div", *line, class_="leaf"))
    below = element("ul", *(_item(part, rules, link, opened=opened) for part in node.parts))
    passed_over = about.branch and node.truth == "false"
    opening = {"open": ""} if opened and not passed_over else {}
    says = f"{about.says}: {_causes(node)}" if passed_over else about.says
    summary = element("summary", mark(node.truth), says, *place)
    return element("li", element("details", summary, below, **opening))


def _leaf(node: ProofNode, rules: RuleSet, link: LinkEvent) -> list[str | Element]:
    about = node.about
    shown: list[str | Element] = []
    for fact in node.observed:
        shown += [*_observed(fact, rules, link), " "]
    if not shown:
        return [about.says]
    place = f" · line {about.line}" if about.line else ""
    return [*shown, element("code", f"{about.says}{place}", class_="under")]


def _causes(node: ProofNode) -> str:
    return ", ".join(part.about.says for part in node.parts)


def _observed(fact: ObservedFact, rules: RuleSet, link: LinkEvent) -> list[str | Element]:
    means = rules.facts[fact.fact].means.rstrip(".")
    shown: list[str | Element] = [f"{means}: ", element("strong", fact.value)]
    if fact.assumed:
        shown.append(" (assumed)")
    labels, more = first_few(fact.events)
    for index, label in enumerate(labels):
        shown += [" from " if index == 0 else ", ", link(label)]
    return [*shown, more]
