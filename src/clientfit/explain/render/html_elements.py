"""Elements of an HTML page, built as a tree, so that every text is escaped when it is written.

A text can be a child or the value of an attribute, and nothing else: there is no way to pass markup on
as a string.
"""

from xml.etree import ElementTree as ET

from clientfit.explain.render.characters import printable

Child = str | ET.Element | None
_INLINE = frozenset({"a", "b", "bdi", "code", "span", "strong"})


def element(tag: str, *children: Child, **attributes: str) -> ET.Element:
    r"""Build an element; None among the children is left out.

    Args:
        tag: its name.
        children: texts and elements in their order.
        attributes: `class_` stands for `class`, and `aria_label` for `aria-label`.

    >>> write(element("p", "1 < 2 ", element("b", "& more"), class_="a"))
    '<p class="a">1 &lt; 2 <b>&amp; more</b></p>\n'
    """
    names = {name.rstrip("_").replace("_", "-"): printable(text) for name, text in attributes.items()}
    made = ET.Element(tag, names)
    if tag not in _INLINE:
        made.tail = "\n"  # so that two versions of a page can be compared line by line
    last: ET.Element | None = None
    for child in children:
        if isinstance(child, str):
            text = printable(child)
            if last is None:
                made.text = (made.text or "") + text
            else:
                last.tail = (last.tail or "") + text
        elif child is not None:
            made.append(child)
            last = child
    return made


def quoted(text: str) -> ET.Element:
    """A text that somebody else wrote: whatever its direction, it ends where it ends."""
    return element("bdi", text)


def style(sheet: str) -> ET.Element:
    """A style sheet of our own; HTML gives its text no escapes."""
    made = element("style")
    made.text = sheet
    return made


def write(tree: ET.Element) -> str:
    """Write a tree as HTML."""
    return ET.tostring(tree, encoding="unicode", method="html")
