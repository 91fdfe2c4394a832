"""The small edits of a rule set: what each kind makes, and that each is one edit and has its own id."""

from collections import Counter
from dataclasses import replace
from fractions import Fraction

import pytest

from clientfit.evaluator import Rules
from clientfit.language.expression import (
    All,
    AnyOf,
    AtLeast,
    BooleanFact,
    Compare,
    Condition,
    FactTerm,
    Not,
    Number,
    OneOf,
    Place,
    show,
)
from clientfit.lint.edits import edits, step_of
from clientfit.lint.mutants import mutants, order_swaps

A, B, C = BooleanFact("a"), BooleanFact("b"), BooleanFact("c")


@pytest.mark.parametrize(
    ("condition", "edited"),
    [
        (A, []),
        (Not(A), ["a"]),
        (All((A, B)), ["(a or b)", "(b)", "(a)"]),
        (AnyOf((A, B)), ["(a and b)", "(b)", "(a)"]),
        (AtLeast(2, (A, B, C)), ["at least 1 of (a, b, c)", "at least 3 of (a, b, c)"]),
        (AtLeast(1, (A,)), []),
        (OneOf(FactTerm("w"), ("x", "y")), ["w == 'y'", "w == 'x'"]),
        (Compare(FactTerm("n"), ">=", Number(3)), ["n > 3", "n >= 2", "n >= 4"]),
        (Compare(FactTerm("n"), "==", Number(0)), ["n != 0", "n >= 0", "n == -1", "n == 1"]),
    ],
)
def test_a_condition_is_edited_in_each_small_way(condition: Condition, edited: list[str]) -> None:
    assert [show(edit.condition) for edit in edits(condition)] == edited


def test_an_edit_deep_inside_leaves_the_rest_as_it_was() -> None:
    condition = All((A, AnyOf((B, Not(C)))))
    assert "(a and (b or c))" in [show(edit.condition) for edit in edits(condition)]


def test_a_number_that_is_not_whole_moves_by_one_per_cent() -> None:
    assert step_of(Fraction(3, 20)) == Fraction(1, 100)


def test_every_mutant_of_the_default_rules_differs_from_them(rules: Rules) -> None:
    original = rules.rule_set
    found = [*mutants(original), *order_swaps(original)]
    assert len(found) >= 250
    assert all(mutant.rules.rules != original.rules for mutant in found)


def test_every_kind_of_mutant_is_made_from_the_default_rules(rules: Rules) -> None:
    kinds = Counter(mutant.kind for mutant in mutants(rules.rule_set))
    assert set(kinds) == {
        *("number", "comparison", "word dropped", "not dropped", "all for any", "any for all"),
        *("line dropped", "branch dropped", "branches swapped", "if_unknown dropped", "parameter"),
    }


def test_an_id_does_not_depend_on_where_a_rule_is_written(rules: Rules) -> None:
    rule_set = rules.rule_set
    moved = replace(
        rule_set, rows=tuple(replace(row, place=Place("elsewhere", 99)) for row in rule_set.rows)
    )
    ids = [mutant.id for mutant in mutants(rule_set)]
    assert [mutant.id for mutant in mutants(moved)] == ids


def test_the_last_of_the_order_is_never_swapped(rules: Rules) -> None:
    last = rules.rule_set.rows[-1].id
    assert all(mutant.rules.rows[-1].id == last for mutant in order_swaps(rules.rule_set))
