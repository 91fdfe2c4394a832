"""Read one term of a condition: a fact, a parameter, a number, or a sum of such."""

import ast
from decimal import Decimal

from clientfit.language.expression import (
    Absolute,
    Arithmetic,
    FactTerm,
    Negate,
    Number,
    Operator,
    Parameter,
    Term,
    Word,
)
from clientfit.language.syntax import Refused
from clientfit.language.vocabulary import FactType, Vocabulary
from clientfit.suggestions import did_you_mean
from clientfit.values import Exact, exact

_OPERATORS: dict[type[ast.operator], Operator] = {
    ast.Add: "+",
    ast.Sub: "-",
    ast.Mult: "*",
    ast.Div: "/",
}
_FORBIDDEN: dict[type[ast.AST], str] = {
    ast.Attribute: "a dot is not allowed here; name one fact",
    ast.Call: "calls are not allowed here, except abs(...); compare facts and parameters",
    ast.BoolOp: "one line holds one comparison; write the parts as a list under `all:` or `any:`",
    ast.Lambda: "functions are not allowed in rules",
    ast.JoinedStr: "formatted text is not allowed in a condition",
    ast.IfExp: "if/else is not allowed; write branches under `then:`",
    ast.Subscript: "square brackets after a name are not allowed",
    ast.NamedExpr: "a condition cannot assign; compare with ==",
}
YES, NO = ("true", "yes", "on"), ("false", "no", "off")
"""Words for an answer, as people write them in YAML."""


class UnknownWord(Refused):
    """A name that nothing declares."""


def outside(node: ast.AST) -> Refused:
    """What to say of syntax that is no part of the rule language."""
    reason = _FORBIDDEN.get(type(node))
    if reason is None:
        reason = f"{type(node).__name__} is not part of the rule language"
    return Refused(reason)


def unknown_word(name: str, vocabulary: Vocabulary) -> Refused:
    """What to say of a name that nothing declares."""
    near = "write `always`" if name.lower() in YES else ""
    return UnknownWord(f"unknown word '{name}'", near or did_you_mean(name, vocabulary.all_words()))


def article(fact: FactType) -> str:
    """A type in words, with its article."""
    return str(fact) if fact.words else f"{'an' if fact.name == 'integer' else 'a'} {fact.name}"


def need_number(term: Term, vocabulary: Vocabulary) -> None:
    """Refuse a term that is no number.

    Raises:
        Refused: it is a word, a yes/no or a date.
    """
    if isinstance(term, Word):
        raise Refused(f"'{term.value}' is a word, not a number")
    if isinstance(term, FactTerm):
        fact = vocabulary.facts[term.name]
        if fact.name == "boolean":
            raise Refused(
                f"'{term.name}' is a yes/no", f"write '{term.name}' or 'not {term.name}' alone"
            )
        if fact.name == "date":
            raise Refused(
                f"'{term.name}' is a date", "compare days instead, with a fact from days_since(...)"
            )
        if not fact.is_number:
            raise Refused(f"'{term.name}' is a word", f"compare it with one of {fact.words}")


def term_from(node: ast.expr, vocabulary: Vocabulary) -> Term:
    """Turn checked syntax into a term.

    Raises:
        Refused: it is outside the language or does not fit the types.
    """
    match node:
        case ast.Name(id=name):
            if name in vocabulary.facts:
                return FactTerm(name)
            if name in vocabulary.parameters:
                return Parameter(name, vocabulary.parameters[name])
            if name in vocabulary.names:
                raise Refused(f"'{name}' is a yes/no", f"write '{name}' or 'not {name}' alone")
            raise unknown_word(name, vocabulary)
        case ast.Constant(value=bool() as value):
            raise Refused(f"compare with '{value}' is not needed", "write the fact, or not the fact")
        case ast.Constant(value=str() as value):
            return Word(value)
        case ast.Constant(value=int() | float() as value):
            return Number(_exact_literal(value))
        case ast.UnaryOp(op=ast.USub(), operand=operand):
            return _negated(_number_from(operand, vocabulary))
        case ast.BinOp(left=left, op=operation, right=right) if type(operation) in _OPERATORS:
            return _arithmetic(left, _OPERATORS[type(operation)], right, vocabulary)
        case ast.Call(func=ast.Name(id="abs"), args=[inner], keywords=[]):
            return _without_sign(_number_from(inner, vocabulary))
        case _:
            raise outside(node)


def _negated(term: Term) -> Term:
    return term.term if isinstance(term, Negate) else Negate(term)


def _without_sign(term: Term) -> Term:
    return term if isinstance(term, Absolute) else Absolute(term)


def _exact_literal(value: float) -> Exact:
    try:
        return exact(Decimal(repr(value)) if isinstance(value, float) else value)
    except (ValueError, ArithmeticError):
        raise Refused(f"'{value}' is not a number that can be compared") from None


def _number_from(node: ast.expr, vocabulary: Vocabulary) -> Term:
    term = term_from(node, vocabulary)
    need_number(term, vocabulary)
    return term


def _arithmetic(left: ast.expr, operator: Operator, right: ast.expr, vocabulary: Vocabulary) -> Term:
    one, other = _number_from(left, vocabulary), _number_from(right, vocabulary)
    fixed = (Number, Parameter)
    if vocabulary.ratios:
        return Arithmetic(operator, one, other)
    if operator == "*" and not isinstance(one, fixed) and not isinstance(other, fixed):
        raise Refused("one side of * must be a number or a parameter", "it keeps rules provable")
    if operator == "/":
        if not isinstance(other, fixed):
            raise Refused(
                "a condition divides only by a number or a parameter",
                "declare a fact with `from:` for a ratio of two facts",
            )
        if other.value == 0:
            raise Refused("this divides by zero")
    return Arithmetic(operator, one, other)
