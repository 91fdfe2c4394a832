"""Small rule sets of every shape, so small that every set of facts and every answer can be tried."""

from collections.abc import Iterator
from itertools import product

from hypothesis import strategies as st

from clientfit.language.expression import (
    NOWHERE,
    TRUE,
    All,
    AnyOf,
    Arithmetic,
    AtLeast,
    BooleanFact,
    Compare,
    Condition,
    FactTerm,
    Named,
    Not,
    Number,
    OneOf,
)
from clientfit.language.vocabulary import FactType
from clientfit.ruleset.model import Action, Branch, FactSpec, Rule, RuleSet
from clientfit.values import FactValue, Interval

WORDS = ("red", "blue", "green")
TYPES = {
    "a": FactType("boolean"),
    "b": FactType("boolean"),
    "c": FactType("boolean"),
    "m": FactType("integer"),
    "n": FactType("integer"),
    "w": FactType("enum", WORDS),
}
NUMBERS = (-1, 0, 1, 2, 3)
"""The numbers that are known."""
ANY = (-3, -2, -1, 0, 1, 2, 3, 4)
"""What an unknown number may be: whatever the known ones are, every line can turn out both ways."""
ASSUMED: dict[str, FactValue] = {
    "a": False,
    "b": True,
    "c": None,
    "m": Interval(0, 0),
    "n": None,
    "w": "red",
}


def spec(name: str) -> FactSpec:
    fact = TYPES[name]
    return FactSpec(
        name=name,
        type=fact,
        topic="all",
        unit="things" if fact.is_number else "",
        means=f"What {name} means.",
        asks=f"What about {name}?",
        fold=None,
        raised_by=None,
        values=None,
        assume=ASSUMED[name],
        assumed_as=f"{name} is assumed",
        fold_text="",
        kinds=frozenset(),
        place=NOWHERE,
    )


def leaves(names: tuple[str, ...]) -> st.SearchStrategy[Condition]:
    numbers = st.builds(
        lambda name, how, number: Compare(FactTerm(name), how, Number(number)),
        st.sampled_from(("m", "n")),
        st.sampled_from((">=", "<", "==", "!=")),
        st.sampled_from((1, 2)),
    )
    both = st.builds(
        lambda how: Compare(Arithmetic("-", FactTerm("m"), FactTerm("n")), how, Number(1)),
        st.sampled_from((">=", "<")),
    )
    words = st.builds(
        lambda some: OneOf(FactTerm("w"), tuple(some)),
        st.lists(st.sampled_from(WORDS), min_size=1, max_size=2, unique=True),
    )
    facts = st.sampled_from(("a", "b", "c")).map(BooleanFact)
    named = st.sampled_from(names).map(Named) if names else facts
    return st.one_of(facts, facts, numbers, both, words, named)


def conditions(names: tuple[str, ...]) -> st.SearchStrategy[Condition]:
    def above(inner: st.SearchStrategy[Condition]) -> st.SearchStrategy[Condition]:
        several = st.lists(inner, min_size=2, max_size=3).map(tuple)
        return st.one_of(
            several.map(All),
            several.map(AnyOf),
            inner.map(Not),
            st.builds(
                lambda items, count: AtLeast(min(count, len(items)), items),
                several,
                st.integers(1, 3),
            ),
        )

    return st.recursive(leaves(names), above, max_leaves=4)


def rule(name: str, family: str, holds_when: Condition, branches: tuple[Branch, ...]) -> Rule:
    return Rule(
        id=name,
        family=family,  # type: ignore[arg-type]  drawn below from the three
        kind="condition" if family == "signal" else None,
        title=f"Title of {name}",
        means=f"Meaning of {name}.",
        holds_when=holds_when,
        if_unknown=None,
        branches=branches,
        says=f"{name} holds.",
        advises="",
        survey="",
        source="test",
        examples=(),
        place=NOWHERE,
    )


def branch(action: Action, when: Condition = TRUE) -> Branch:
    return Branch(when, action, None, ("Do it.",), (), NOWHERE)


ACTIONS = st.sampled_from((Action.REMOVE, Action.HOLD, Action.REPAIR, Action.KEEP))


@st.composite
def rule_sets(draw: st.DrawFn) -> RuleSet:
    """Two signals, up to four rows with up to three branches, and a last row that always holds."""
    first = rule("s_1", "signal", draw(conditions(())), ())
    second = rule("s_2", "signal", draw(conditions(("s_1",))), ())
    names = ("s_1", "s_2")
    rows: list[Rule] = []
    for number in range(draw(st.integers(1, 4))):
        guarded = [
            branch(draw(ACTIONS), draw(conditions(names))) for _ in range(draw(st.integers(0, 2)))
        ]
        family = draw(st.sampled_from(("reason", "outcome")))
        branches = (*guarded, branch(draw(ACTIONS)))
        rows.append(rule(f"r_{number}", family, draw(conditions(names)), branches))
    rows.append(rule("last", "outcome", TRUE, (branch(draw(ACTIONS)),)))
    facts = {name: spec(name) for name in TYPES}
    return RuleSet("small", "1", "", {}, {}, facts, (first, second), tuple(rows), ())


def some_facts() -> st.SearchStrategy[dict[str, FactValue]]:
    """Some facts, raised; some of them left open."""
    yes_no = st.sampled_from((True, False, None))
    number = st.one_of(
        st.sampled_from(NUMBERS).map(lambda point: Interval(point, point)),
        st.sampled_from((Interval(0, 3), Interval(1, 2), Interval(-1, 1))),
    )
    return st.fixed_dictionaries(
        {},
        optional={
            **dict.fromkeys(("a", "b", "c"), yes_no),
            **dict.fromkeys(("m", "n"), number),
            "w": st.sampled_from((*WORDS, None)),
        },
    )


def everything(name: str, value: FactValue) -> list[FactValue]:
    """Every definite value that a fact may still have."""
    if isinstance(value, Interval):
        return [Interval(n, n) for n in ANY if value.low <= n <= value.high]
    if value is not None:
        return [value]
    return list(WORDS) if TYPES[name].words else [True, False]


def completions(values: dict[str, FactValue]) -> Iterator[dict[str, FactValue]]:
    """Every way in which all facts may turn out."""
    names = tuple(values)
    for found in product(*(everything(name, values[name]) for name in names)):
        yield dict(zip(names, found, strict=True))
