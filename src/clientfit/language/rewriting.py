"""Rebuild a condition with some of its terms replaced; everything else stays as it was."""

from collections.abc import Callable
from dataclasses import replace

from clientfit.language.expression import (
    Absolute,
    All,
    AnyOf,
    Arithmetic,
    AtLeast,
    Compare,
    Condition,
    Negate,
    Not,
    Term,
)


def rewrite_term(term: Term, change: Callable[[Term], Term]) -> Term:
    """Apply a change to every part of a term, the innermost first.

    >>> from clientfit.language.expression import Negate, Number
    >>> rewrite_term(Negate(Number(1)), lambda part: Number(2) if part == Number(1) else part)
    Negate(term=Number(value=2))
    """
    match term:
        case Arithmetic(left=left, right=right):
            inner: Term = replace(
                term, left=rewrite_term(left, change), right=rewrite_term(right, change)
            )
        case Negate(term=part) | Absolute(term=part):
            inner = replace(term, term=rewrite_term(part, change))
        case _:
            inner = term
    return change(inner)


def rewrite_terms(condition: Condition, change: Callable[[Term], Term]) -> Condition:
    """Apply a change to the terms of every comparison of numbers; names are not followed."""
    match condition:
        case Compare(left=left, right=right):
            return replace(
                condition, left=rewrite_term(left, change), right=rewrite_term(right, change)
            )
        case Not(item=item):
            return replace(condition, item=rewrite_terms(item, change))
        case All(items=items) | AnyOf(items=items) | AtLeast(items=items):
            return replace(condition, items=tuple(rewrite_terms(item, change) for item in items))
        case _:
            return condition
