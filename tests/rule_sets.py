"""Small rule sets of every shape, made at random: what no rule set of ours happens to have."""

from math import inf

from hypothesis import strategies as st

from clientfit.language.expression import (
    TRUE,
    All,
    AnyOf,
    Arithmetic,
    AtLeast,
    BooleanFact,
    Compare,
    Condition,
    Constant,
    FactTerm,
    Named,
    Not,
    Number,
    OneOf,
    Place,
)
from clientfit.language.vocabulary import FactType
from clientfit.ruleset.model import Action, Branch, FactSpec, Rule, RuleSet, SignalKind
from clientfit.values import FactValue, Interval

TYPES = {
    "a": FactType("integer"),
    "b": FactType("number"),
    "p": FactType("boolean"),
    "q": FactType("boolean"),
    "w": FactType("enum", ("x", "y", "z")),
}
ACTIONS = st.sampled_from((Action.REMOVE, Action.ESCALATE, Action.FOLLOW_UP, Action.HOLD, Action.ASK))
_ENDS = st.sampled_from((0, 1, 2, 3))


def fact_spec(name: str, fact: FactType) -> FactSpec:
    return FactSpec(
        name, fact, "", "", "", "", None, None, None, None, "", "", frozenset(), Place("facts.yaml", 1)
    )


def rule(
    name: str,
    holds_when: Condition,
    branches: tuple[Branch, ...] = (),
    *,
    reason: bool = False,
    if_unknown: Action | None = None,
) -> Rule:
    kind: SignalKind | None = None if branches else "condition"
    family = "signal" if not branches else "reason" if reason else "outcome"
    texts = ("", "", "", "")
    place = Place("rule.yaml", 1)
    return Rule(name, family, kind, name, "", holds_when, if_unknown, branches, *texts, (), place)


def branch(when: Condition, action: Action, if_unknown: Action | None = None) -> Branch:
    return Branch(when, action, if_unknown, (), (), Place("rule.yaml", 1))


def rule_set(signals: tuple[Rule, ...], rows: tuple[Rule, ...]) -> RuleSet:
    facts = {name: fact_spec(name, fact) for name, fact in TYPES.items()}
    return RuleSet("test", "1", "", {}, {}, facts, signals, rows, ())


def conditions(names: tuple[str, ...], leaves: int = 6) -> st.SearchStrategy[Condition]:
    """Conditions over the facts, and over signals of these names."""
    terms = st.one_of(
        st.sampled_from(("a", "b")).map(FactTerm),
        st.builds(Arithmetic, st.just("-"), st.just(FactTerm("a")), st.just(FactTerm("b"))),
        st.builds(Arithmetic, st.just("/"), st.just(FactTerm("b")), st.just(Number(3))),
    )
    comparisons = st.sampled_from(("<", "<=", ">", ">=", "==", "!="))
    leaf = st.one_of(
        st.sampled_from(("p", "q")).map(BooleanFact),
        st.builds(Compare, terms, comparisons, _ENDS.map(Number)),
        st.sampled_from((("x",), ("x", "y"))).map(lambda words: OneOf(FactTerm("w"), words)),
        st.booleans().map(Constant),
        *([st.sampled_from(names).map(Named)] if names else []),
    )

    def grow(inner: st.SearchStrategy[Condition]) -> st.SearchStrategy[Condition]:
        several = st.lists(inner, min_size=1, max_size=4).map(tuple)
        at_least = several.flatmap(
            lambda items: st.integers(1, len(items)).map(lambda count: AtLeast(count, items))
        )
        return st.one_of(inner.map(Not), several.map(All), several.map(AnyOf), at_least)

    return st.recursive(leaf, grow, max_leaves=leaves)


@st.composite
def rule_sets(draw: st.DrawFn) -> RuleSet:
    """Up to three signals and five rows with up to four branches; the last row always decides."""
    meanwhile = st.sampled_from((None, Action.ASK, Action.ESCALATE, Action.FOLLOW_UP))
    signals: list[Rule] = []
    for number in range(draw(st.integers(0, 3))):
        names = tuple(signal.id for signal in signals)
        signals.append(rule(f"signal_{number}", draw(conditions(names))))
    names = tuple(signal.id for signal in signals)
    rows: list[Rule] = []
    for number in range(draw(st.integers(0, 5))):
        branches = [
            branch(draw(conditions(names, 3)), draw(ACTIONS), draw(meanwhile))
            for _ in range(draw(st.integers(0, 3)))
        ]
        branches.append(branch(TRUE, draw(ACTIONS)))
        rows.append(
            rule(
                f"row_{number}",
                draw(conditions(names)),
                tuple(branches),
                reason=draw(st.booleans()),
                if_unknown=draw(meanwhile),
            )
        )
    rows.append(rule("last", TRUE, (branch(TRUE, Action.KEEP),)))
    return rule_set(tuple(signals), tuple(rows))


def intervals() -> st.SearchStrategy[Interval]:
    low, high = st.one_of(_ENDS, st.just(-inf)), st.one_of(_ENDS, st.just(inf))
    exact = _ENDS.map(lambda end: Interval(end, end))
    bounded = st.tuples(low, high).filter(lambda ends: ends[0] <= ends[1])
    return st.one_of(exact, exact, bounded.map(lambda ends: Interval(*ends)))


def valuations() -> st.SearchStrategy[dict[str, FactValue]]:
    """Values of all facts, unknown and bounded ones among them."""
    flag = st.sampled_from((True, False, None))
    return st.fixed_dictionaries(
        {
            **dict.fromkeys(("a", "b"), intervals()),
            **dict.fromkeys(("p", "q"), flag),
            "w": st.sampled_from(("x", "y", "z", None)),
        }
    )
