"""Read one condition, checking every name and type on the way.

The text is parsed by Python's own `ast` and then walked against a whitelist; nothing is ever
compiled or run. What is allowed: a name, ``not`` a name, or one comparison of numbers, parameters and
facts with ``+ - * /`` and ``abs``, or ``in`` over a list of words.
"""

import ast

from clientfit.errors import Problem, RuleSetError
from clientfit.language.expression import (
    BooleanFact,
    Compare,
    Comparison,
    Condition,
    FactTerm,
    Named,
    Not,
    OneOf,
    Place,
    Term,
    Word,
)
from clientfit.language.parse_term import (
    NO,
    YES,
    UnknownWord,
    article,
    need_number,
    outside,
    term_from,
    unknown_word,
)
from clientfit.language.syntax import Refused, read_syntax
from clientfit.language.vocabulary import Vocabulary
from clientfit.suggestions import did_you_mean

_COMPARISONS: dict[type[ast.cmpop], Comparison] = {
    ast.Lt: "<",
    ast.LtE: "<=",
    ast.Gt: ">",
    ast.GtE: ">=",
    ast.Eq: "==",
    ast.NotEq: "!=",
}


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
    except UnknownWord as unknown:
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
    telling = [name for name in strangers if name.lower() not in (*YES, *NO)] or strangers
    return [unknown_word(name, vocabulary) for name in telling]


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
            raise outside(node)


def _name_condition(name: str, vocabulary: Vocabulary, place: Place) -> Condition:
    if name in vocabulary.names:
        return Named(name, place)
    fact = vocabulary.facts.get(name)
    if fact is None:
        if name in vocabulary.parameters:
            raise Refused(f"'{name}' is a number, not a yes/no", f"compare it: ... >= {name}")
        raise unknown_word(name, vocabulary)
    if fact.name != "boolean":
        raise Refused(f"'{name}' is {article(fact)}, not a yes/no", "compare it with something")
    return BooleanFact(name, place)


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
        need_number(term, vocabulary)
    return Compare(one, comparison, other, place)


def _answer(node: ast.expr, vocabulary: Vocabulary) -> bool | None:
    """Yes or no, where a side of a comparison is a word for it."""
    match node:
        case ast.Constant(value=bool() as value):
            return value
        case ast.Name(id=name) if name not in vocabulary.all_words():
            word = name.lower()
            return word in YES if word in (*YES, *NO) else None
        case _:
            return None


def _compared_with_an_answer(
    side: ast.expr, comparison: Comparison, word: ast.expr, answer: bool, vocabulary: Vocabulary
) -> Refused:
    said = ast.unparse(word)
    try:
        found = condition_from(side, vocabulary, Place())
    except UnknownWord as unknown:
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
        raise Refused(f"'{term.name}' is {article(fact)} and has no words to compare with")
    if word not in fact.words:
        near = did_you_mean(word, fact.words) or f"write one of {', '.join(fact.words)}"
        raise Refused(f"'{term.name}' is never '{word}'", near)
