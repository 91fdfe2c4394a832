"""Print a rail as a Python expression; the caller says how a leaf looks.

Everything printed comes from the checked tree: names that matched the identifier pattern, and
literals through `repr`. No text of a rule file is ever part of the source.
"""

from collections.abc import Callable

from clientfit.language.dual import (
    Combined,
    End,
    EndTerm,
    Greatest,
    Literally,
    Rail,
    RailAll,
    RailAny,
    RailAtLeast,
    RailCompare,
    RailConstant,
    RailFact,
    RailNamed,
    RailWords,
)

Leaf = RailFact | RailNamed | RailWords


def print_rail(
    rail: Rail,
    leaf: Callable[[Leaf], str],
    end: Callable[[End], str],
    exact: Callable[[object], str],
) -> str:
    """Print one rail.

    Args:
        rail: the rail.
        leaf: prints a yes/no fact, a name, or a membership in words.
        end: prints one end of a number.
        exact: prints an exact number.
    """

    def go(node: Rail) -> str:
        match node:
            case RailConstant(value=value):
                return str(value)
            case RailAll(items=items):
                return "(" + " and ".join(map(go, items)) + ")"
            case RailAny(items=items):
                return "(" + " or ".join(map(go, items)) + ")"
            case RailAtLeast(count=count, items=items):
                return "(" + " + ".join(f"bool({go(item)})" for item in items) + f" >= {count})"
            case RailCompare(left=left, comparison=comparison, right=right):
                return f"{number(left)} {comparison} {number(right)}"
            case RailFact() | RailNamed() | RailWords():
                return leaf(node)

    def number(term: EndTerm) -> str:
        match term:
            case End():
                return end(term)
            case Literally(value=value):
                return exact(value)
            case Combined(operator=operator, left=left, right=right):
                return f"({number(left)} {operator} {number(right)})"
            case Greatest(items=items):
                return "max(" + ", ".join(map(number, items)) + ")"

    return go(rail)
