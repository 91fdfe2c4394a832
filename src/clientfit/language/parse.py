"""Read one condition, checking every name and type on the way.

The text is parsed by Python's own `ast` and then walked against a whitelist; nothing is ever
compiled or run. What is allowed: a name, ``not`` a name, or one comparison of numbers, parameters and
facts with ``+ - * /`` and ``abs``, or ``in`` over a list of words.
"""

import ast
from decimal import Decimal

from clientfit.errors import Problem, RuleSetError
from clientfit.language.expression import (
    Absolute,
    Arithmetic,
    BooleanFact,
    Compare,
    Comparison,
    Condition,
    FactTerm,
    Named,
    Negate,
    Not,
    Number,
    OneOf,
    Operator,
    Parameter,
    Place,
    Term,
    Word,
)
from clientfit.language.syntax import Refused, read_syntax
from clientfit.language.vocabulary import FactType, Vocabulary
from clientfit.suggestions import did_you_mean
from clientfit.values import Exact, exact

_COMPARISONS: dict[type[ast.cmpop], Comparison] = {
    ast.Lt: "<",
    ast.LtE: "<=",
    ast.Gt: ">",
    ast.GtE: ">=",
    ast.Eq: "==",
    ast.NotEq: "!=",
}
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


_YES, _NO = ("true", "yes", "on"), ("false", "no", "off")


class _UnknownWord(Refused):
    """A name that nothing declares."""


def parse_condition(text: str, vocabulary: Vocabulary, place: Place) -> Condition:
    """Read one leaf of a condition.

    Args:
        text: such as ``unanswered_streak >= min_attempts``.
        vocabulary: the names that it may use.
        place: where it was written, for messages and proofs.

    Raises:
        RuleSetError: it is outside the language or does not fit the types.

    >>> words = Vocabulary({"responses": FactType("integer")})
    >>> parse_condition("responses >= 1", words, Place()).comparison
    '>='
    """
    try:
        return condition_from(read_syntax(text), vocabulary, place)
    except _UnknownWord as unknown:
        found = _unknown_words(text, vocabulary) or [unknown]
    except Refused as refused:
        found = [refused]
    problems = [Problem(place.file, place.line, "", each.message, each.hint) for each in found]
    raise RuleSetError(problems) from None


def _unknown_words(text: str, vocabulary: Vocabulary) -> list[Refused]:
    """Every word that is not known, so that all are told at once."""
    names = {name.id for name in ast.walk(read_syntax(text)) if isinstance(name, ast.Name)}
    strangers = sorted(names - set(vocabulary.all_words()) - {"abs"})
    # A compared yes or no is not what is amiss where another word is not known.
    telling = [name for name in strangers if name.lower() not in (*_YES, *_NO)] or strangers
    return [_unknown(name, vocabulary) for name in telling]


def condition_from(node: ast.expr, vocabulary: Vocabulary, place: Place) -> Condition:
    """Turn checked syntax into a condition.

    Raises:
        Refused: it is outside the language or does not fit the types.
    """
    match node:
        case ast.Name(id=name):
            return _name_condition(name, vocabulary, place)
        case ast.UnaryOp(op=ast.Not(), operand=operand):
            return Not(condition_from(operand, vocabulary, place), place)
        case ast.Compare(ops=[operation], left=left, comparators=[right]):
            return _comparison(left, operation, right, vocabulary, place)
        case ast.Compare():
            raise Refused("one line holds one comparison", "write each on its own line under `all:`")
        case ast.Constant(value=bool() as value):
            raise Refused(f"'{value}' alone is no condition", "name a fact or write a comparison")
        case _:
            raise _outside(node)


def _outside(node: ast.AST) -> Refused:
    reason = _FORBIDDEN.get(type(node))
    if reason is None:
        reason = f"{type(node).__name__} is not part of the rule language"
    return Refused(reason)


def _unknown(name: str, vocabulary: Vocabulary) -> Refused:
    near = "write `always`" if name.lower() in _YES else ""
    return _UnknownWord(f"unknown word '{name}'", near or did_you_mean(name, vocabulary.all_words()))


def _name_condition(name: str, vocabulary: Vocabulary, place: Place) -> Condition:
    if name in vocabulary.names:
        return Named(name, place)
    fact = vocabulary.facts.get(name)
    if fact is None:
        if name in vocabulary.parameters:
            raise Refused(f"'{name}' is a number, not a yes/no", f"compare it: ... >= {name}")
        raise _unknown(name, vocabulary)
    if fact.name != "boolean":
        raise Refused(f"'{name}' is {_article(fact)}, not a yes/no", "compare it with something")
    return BooleanFact(name, place)


def _article(fact: FactType) -> str:
    return str(fact) if fact.words else f"{'an' if fact.name == 'integer' else 'a'} {fact.name}"


def _comparison(
    left: ast.expr, operation: ast.cmpop, right: ast.expr, vocabulary: Vocabulary, place: Place
) -> Condition:
    if isinstance(operation, ast.In | ast.NotIn):
        found = _membership(left, right, vocabulary, place)
        return Not(found, place) if isinstance(operation, ast.NotIn) else found
    comparison = _COMPARISONS.get(type(operation))
    if comparison is None:
        raise Refused("`is` is not allowed; a rule may not test whether a fact is known")
    for side, word in ((left, right), (right, left)):
        answer = _answer(word, vocabulary)
        if answer is not None:
            raise _compared_with_an_answer(side, comparison, word, answer, vocabulary)
    one, other = term_from(left, vocabulary), term_from(right, vocabulary)
    if isinstance(other, Word) or isinstance(one, Word):
        return _word_comparison(one, comparison, other, vocabulary, place)
    for term in (one, other):
        _need_number(term, vocabulary)
    return Compare(one, comparison, other, place)


def _answer(node: ast.expr, vocabulary: Vocabulary) -> bool | None:
    """Yes or no, where a side of a comparison is a word for it."""
    match node:
        case ast.Constant(value=bool() as value):
            return value
        case ast.Name(id=name) if name not in vocabulary.all_words():
            word = name.lower()
            return word in _YES if word in (*_YES, *_NO) else None
        case _:
            return None


def _compared_with_an_answer(
    side: ast.expr, comparison: Comparison, word: ast.expr, answer: bool, vocabulary: Vocabulary
) -> Refused:
    said = ast.unparse(word)
    try:
        found = condition_from(side, vocabulary, Place())
    except _UnknownWord as unknown:
        return unknown
    except Refused:
        what = f"'{ast.unparse(side)}' is no yes/no, so it is never '{said}'"
        return Refused(what, "compare it with a number or a word")
    refused = f"a yes/no is not compared with '{said}'"
    if not isinstance(found, BooleanFact | Named) or comparison not in ("==", "!="):
        return Refused(refused, "write the yes/no alone, or `not` before it")
    mend = found.name if answer is (comparison == "==") else f"not {found.name}"
    return Refused(refused, f"write '{mend}' alone")


def _membership(left: ast.expr, right: ast.expr, vocabulary: Vocabulary, place: Place) -> Condition:
    term = term_from(left, vocabulary)
    if not isinstance(term, FactTerm):
        raise Refused("`in` asks about one fact", "write: some_fact in ['a', 'b']")
    if not isinstance(right, ast.List | ast.Tuple | ast.Set):
        raise Refused("`in` takes a list of words", f"write: {term.name} in ['a', 'b']")
    words = tuple(_literal_word(item) for item in right.elts)
    for word in words:
        _need_word(term, word, vocabulary)
    if len(set(words)) != len(words) or not words:
        raise Refused("`in` takes at least one word, each once")
    return OneOf(term, words, place)


def _literal_word(node: ast.expr) -> str:
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return node.value
    raise Refused("a list after `in` holds words in quotes")


def _word_comparison(
    one: Term, comparison: Comparison, other: Term, vocabulary: Vocabulary, place: Place
) -> Condition:
    if comparison not in ("==", "!="):
        raise Refused(f"words have no order, so {comparison} cannot compare them", "use == or !=")
    if isinstance(one, Word):
        one, other = other, one
    if not isinstance(one, FactTerm) or not isinstance(other, Word):
        raise Refused("compare a fact with one word in quotes")
    _need_word(one, other.value, vocabulary)
    found = OneOf(one, (other.value,), place)
    return found if comparison == "==" else Not(found, place)


def _need_word(term: FactTerm, word: str, vocabulary: Vocabulary) -> None:
    fact = vocabulary.facts[term.name]
    if not fact.words:
        raise Refused(f"'{term.name}' is {_article(fact)} and has no words to compare with")
    if word not in fact.words:
        near = did_you_mean(word, fact.words) or f"write one of {', '.join(fact.words)}"
        raise Refused(f"'{term.name}' is never '{word}'", near)


def _need_number(term: Term, vocabulary: Vocabulary) -> None:
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
            raise _unknown(name, vocabulary)
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
            raise _outside(node)


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
    _need_number(term, vocabulary)
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
