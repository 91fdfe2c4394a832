"""Small random rule sets, and every input of them, for comparing the splitter with brute force."""

from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction
from itertools import product
from math import inf

from hypothesis import strategies as st

from clientfit.facade import default_rules
from clientfit.language.expression import (
    NOWHERE,
    TRUE,
    Absolute,
    All,
    AnyOf,
    Arithmetic,
    AtLeast,
    BooleanFact,
    Compare,
    Comparison,
    Condition,
    FactTerm,
    Named,
    Not,
    Number,
    OneOf,
    Place,
    Term,
)
from clientfit.language.vocabulary import FactType
from clientfit.reference import truth
from clientfit.ruleset.model import (
    Action,
    Branch,
    Change,
    FactSpec,
    Pattern,
    Promise,
    PromiseKind,
    Rule,
    RuleSet,
    WorldFact,
)
from clientfit.values import FactValue, Interval

COMPARISONS: tuple[Comparison, ...] = ("<", "<=", ">", ">=", "==", "!=")
ENDS = (-2, -1, 0, 1, 2, 3)
"""Beyond every number that the random rules compare with or reach."""


X, Y = FactTerm("x"), FactTerm("y")
WORLDS: tuple[tuple[Condition, ...], ...] = (
    (),
    (Compare(X, ">=", Number(0)),),
    (Compare(X, "<=", Y),),
    (Compare(Arithmetic("+", X, Y), "<=", Number(1)), Compare(X, ">=", Number(0))),
    (AnyOf((BooleanFact("p"), Compare(X, "==", Y))),),
    # Both ends of one fact in one line, and a part that no true value ever keeps.
    (Compare(X, "<", Arithmetic("*", X, Number(Fraction(1, 2)))),),
    (Compare(Y, "<=", Arithmetic("-", Arithmetic("*", Y, Number(2)), Number(1))),),
    (AtLeast(2, (Compare(X, "!=", X), BooleanFact("p"), Compare(Y, "<=", X))),),
)
"""What the world may say of the facts."""


def is_possible_by_trying(
    rules: RuleSet, always: tuple[WorldFact, ...], values: dict[str, FactValue]
) -> bool:
    """Whether some true case inside an input keeps these facts about the world."""
    choices: list[list[FactValue]] = []
    for name, value in values.items():
        if isinstance(value, Interval):
            ends = range(ENDS[0] - 1, ENDS[-1] + 2)
            choices.append([Interval(n, n) for n in ends if value.low <= n <= value.high])
        elif value is None:
            choices.append(list(rules.facts[name].type.words or (True, False)))
        else:
            choices.append([value])
    cases = (dict(zip(values, found, strict=True)) for found in product(*choices))
    return any(all(truth(w.condition, case, {}) for w in always) for case in cases)


def spec(name: str, kind: FactType, assume: FactValue, template: FactSpec) -> FactSpec:
    return replace(template, name=name, type=kind, assume=assume, fold=None, raised_by=None)


def whole_inputs() -> tuple[FactValue, ...]:
    """Every interval of whole numbers that small rules can tell apart."""
    ends = [-inf, *ENDS]
    pairs = [(a, b) for a in ends for b in [*ENDS, inf] if a <= b]
    return tuple(Interval(a, b) for a, b in pairs)


def inputs(rules: RuleSet) -> Iterator[dict[str, FactValue]]:
    """Every possible input that matters."""
    choices: list[tuple[FactValue, ...]] = []
    for fact in rules.facts.values():
        if fact.type.is_number:
            choices.append(whole_inputs())
        else:
            choices.append((*(fact.type.words or (True, False)), None))
    for values in product(*choices):
        case = dict(zip(rules.facts, values, strict=True))
        if is_possible_by_trying(rules, rules.always, case):
            yield case


def terms() -> st.SearchStrategy[Term]:
    """Terms of two whole facts and small numbers."""
    facts = st.sampled_from((FactTerm("x"), FactTerm("y")))
    numbers = st.sampled_from((0, 1)).map(Number)
    return st.one_of(
        facts,
        facts,
        numbers,
        facts.map(Absolute),
        st.builds(Arithmetic, st.sampled_from(("+", "-")), facts, st.one_of(facts, numbers)),
        st.builds(Arithmetic, st.just("*"), facts, st.sampled_from((-1, Fraction(1, 2))).map(Number)),
    )


def leaves() -> st.SearchStrategy[Condition]:
    return st.one_of(
        st.just(BooleanFact("p")),
        st.just(Named("s")),
        st.sampled_from((("a",), ("a", "b"))).map(lambda words: OneOf(FactTerm("w"), words)),
        st.builds(Compare, terms(), st.sampled_from(COMPARISONS), terms()),
    )


def conditions(*, signals: bool = True) -> st.SearchStrategy[Condition]:
    base = leaves() if signals else leaves().filter(lambda leaf: not isinstance(leaf, Named))
    return st.recursive(
        base,
        lambda inner: st.one_of(
            inner.map(Not),
            st.lists(inner, min_size=1, max_size=3).map(lambda items: All(tuple(items))),
            st.lists(inner, min_size=1, max_size=3).map(lambda items: AnyOf(tuple(items))),
            st.lists(inner, min_size=2, max_size=3).map(lambda items: AtLeast(2, tuple(items))),
        ),
        max_leaves=4,
    )


@st.composite
def rule_sets(draw: st.DrawFn) -> RuleSet:
    """A signal and three rows over a yes/no, a word and two whole numbers."""
    template = default_rules().rule_set
    any_fact = template.facts["responses"]
    facts = {
        "p": spec("p", FactType("boolean"), draw(st.sampled_from((True, False, None))), any_fact),
        "w": spec("w", FactType("enum", ("a", "b", "c")), draw(st.sampled_from(("a", None))), any_fact),
        "x": spec("x", FactType("integer"), draw(st.sampled_from((Interval(0, 0), None))), any_fact),
        "y": spec("y", FactType("integer"), Interval(1, 1), any_fact),
    }
    signal = next(rule for rule in template.signals)
    signal = replace(signal, id="s", holds_when=draw(conditions(signals=False)), examples=())
    rows = [draw(rows_of(f"r{place}")) for place in range(2)]
    last = Branch(TRUE, Action.KEEP, None, (), (), template.rows[0].place)
    last_row = replace(template.rows[0], id="last", holds_when=TRUE, branches=(last,), examples=())
    rows.append(last_row)
    rules = replace(template, facts=facts, signals=(signal,), rows=tuple(rows), steps=())
    worlds = tuple(WorldFact(c, NOWHERE) for c in draw(st.sampled_from(WORLDS)))
    return replace(rules, parameters={}, collections={}, always=worlds, must=())


@st.composite
def rows_of(draw: st.DrawFn, name: str) -> Rule:
    row = next(rule for rule in default_rules().rule_set.rows if rule.family == "reason")
    meanwhile = st.sampled_from((None, Action.FOLLOW_UP, Action.ESCALATE))
    action = st.sampled_from((Action.REMOVE, Action.HOLD, Action.ESCALATE))
    branches = [
        Branch(draw(conditions()), draw(action), draw(meanwhile), (), (), row.place)
        for _ in range(draw(st.integers(0, 1)))
    ]
    branches.append(Branch(TRUE, draw(action), None, (), (), row.place))
    return replace(
        row,
        id=name,
        holds_when=draw(conditions()),
        if_unknown=draw(meanwhile),
        examples=(),
        branches=tuple(branches),
    )


CHANGES: tuple[Change, ...] = (
    Change("x", 1, None),
    Change("x", -2, None),
    Change("y", None, Interval(1, 1)),
    Change("p", None, True),
    Change("p", None, False),
    Change("w", None, "b"),
)
KINDS: tuple[PromiseKind, ...] = ("never", "always", "never_both", "never_becomes", "never_loses")


@st.composite
def promises(draw: st.DrawFn) -> Promise:
    """A promise of any kind about such a rule set."""
    kind = draw(st.sampled_from(KINDS))
    place = Place("ruleset.yaml", 1)
    if kind == "never_both":
        return Promise("p", kind, Pattern(), None, None, ("s", "r0"), (), place)
    actions = st.sampled_from((Action.REMOVE, Action.HOLD, Action.ESCALATE, Action.KEEP, Action.ASK))
    chosen = draw(st.lists(actions, min_size=1, max_size=2, unique=True))
    pattern = Pattern(tuple(chosen), (), draw(st.sampled_from(((), (), ("s",)))))
    when = draw(conditions() if kind == "always" else st.one_of(st.none(), conditions()))
    unless = draw(st.one_of(st.none(), conditions())) if kind == "never" else None
    one_or_two = st.lists(st.sampled_from(CHANGES), min_size=1, max_size=2, unique_by=lambda c: c.fact)
    change = tuple(draw(one_or_two)) if kind in ("never_becomes", "never_loses") else ()
    return Promise("p", kind, pattern, unless, when, (), change, place)
