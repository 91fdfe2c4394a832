"""Build the proof of a decision: why each row holds, does not, or is open.

A proof keeps only what makes a condition so: every part of an `all` that holds, the first part that
fails of one that does not, the open parts of one that is unknown. A rule set is prepared once: each
condition becomes a pair of functions, one that tells its truth and one that builds its step.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from clientfit.explain.leaf_truth import TruthOf, Values, leaf_truth, opposite
from clientfit.explain.wording import show_condition, show_fact
from clientfit.facts import Facts
from clientfit.language.expression import (
    TRUE,
    All,
    AnyOf,
    AtLeast,
    BooleanFact,
    Compare,
    Condition,
    Named,
    Not,
    OneOf,
    facts_read,
)
from clientfit.proof import About, ObservedFact, Proof, ProofNode, Truth
from clientfit.ruleset.model import Rule, RuleSet
from clientfit.verdict import Verdict

Evidence = Callable[[str], tuple[str, ...]]
"""Tells the labels of the events that a fact rests on."""
Observe = Callable[[str], ObservedFact]
Build = Callable[[Values, Observe, bool | None], ProofNode]
"""Takes the truth, which the caller has just found, as its last argument."""
_WORDS: dict[bool | None, Truth] = {True: "true", False: "false", None: "unknown"}


@dataclass(frozen=True, slots=True)
class Step:
    """A condition prepared.

    Attributes:
        truth: tells its truth.
        build: builds the step of a proof that shows it.
        condition: the condition; a name is followed to what it stands for.
        parts: the conditions directly below, in the order written.
        rule: the rule that starts here, or None inside of one.
    """

    truth: TruthOf
    build: Build
    condition: Condition
    parts: tuple["Step", ...] = ()
    rule: Rule | None = None

    def facts(self) -> Iterator[str]:
        """Every fact that it rests on, names followed."""
        if not self.parts:
            yield from facts_read(self.condition)
        for part in self.parts:
            yield from part.facts()


@dataclass(frozen=True, slots=True)
class Row:
    """A row prepared, with the conditions of its branches up to the first that needs nothing."""

    rule: Rule
    step: Step
    branches: tuple[Step, ...]


@dataclass(frozen=True, slots=True)
class Prover:
    """A rule set prepared for proofs."""

    rules: RuleSet
    rows: tuple[Row, ...]
    assumed: Mapping[str, ObservedFact]

    def prove(self, facts: Facts, verdict: Verdict, evidence: Evidence) -> Proof:
        """Build the proof of a verdict.

        Args:
            facts: the facts of the case.
            verdict: what the engine said.
            evidence: tells the events that a fact rests on.
        """
        values, observe = facts.values, self.observer(facts, evidence)
        nodes: list[ProofNode] = []
        for row in self.rows:
            node = prove_row(row, values, observe)
            nodes.append(node)
            if node.truth == "true" or row.rule.id == verdict.row:
                break
        return Proof(verdict.outcome.action.value, verdict.outcome.reason, tuple(nodes))

    def observer(self, facts: Facts, evidence: Evidence) -> Observe:
        """Make the function that tells how a fact was found, each looked up once."""
        values, specs = facts.values, self.rules.facts
        assumed, seen = facts.assumed, dict[str, ObservedFact]()

        def observe(name: str) -> ObservedFact:
            if name in assumed:
                return self.assumed[name]
            found = seen.get(name)
            if found is None:
                value = show_fact(specs[name], values[name])
                found = ObservedFact(name, value, False, evidence(name))
                seen[name] = found
            return found

        return observe


def prove_row(row: Row, values: Values, observe: Observe) -> ProofNode:
    """Build the step of one row, with its branches where it holds or is open."""
    node = row.step.build(values, observe, row.step.truth(values))
    if node.truth != "false" and row.branches:
        return _with_branches(node, row, values, observe)
    return node


def _with_branches(node: ProofNode, row: Row, values: Values, observe: Observe) -> ProofNode:
    found = list(node.parts)
    for branch in row.branches:
        step = branch.build(values, observe, branch.truth(values))
        found.append(step)
        if step.truth == "true":
            break
    return ProofNode(node.truth, node.about, node.observed, tuple(found))


@dataclass(frozen=True, slots=True)
class _Words:
    """What the preparation of a condition looks up."""

    rules: RuleSet
    assumed: Mapping[str, ObservedFact]
    named: dict[str, Step]


def prepare(rules: RuleSet) -> Prover:
    """Prepare a rule set for proofs."""
    assumed = {
        name: ObservedFact(name, show_fact(spec, spec.assume), assumed=True)
        for name, spec in rules.facts.items()
    }
    words = _Words(rules, assumed, {})
    for signal in rules.signals:
        words.named[signal.id] = _rule(signal, words)
    rows = tuple(Row(row, _rule(row, words), tuple(_branches(row, words))) for row in rules.rows)
    return Prover(rules, rows, assumed)


def _rule(rule: Rule, words: _Words) -> Step:
    inner = _step(rule.holds_when, words)
    place = rule.place
    about = About(rule.title, rule.id, False, place.file, place.line, rule.silent)
    unwrap = isinstance(rule.holds_when, All | AnyOf | AtLeast)

    def build(values: Values, observe: Observe, value: bool | None) -> ProofNode:
        step = inner.build(values, observe, value)
        return ProofNode(step.truth, about, (), step.parts if unwrap else (step,))

    return Step(inner.truth, build, inner.condition, inner.parts, rule)


def _branches(rule: Rule, words: _Words) -> list[Step]:
    found: list[Step] = []
    for branch in rule.branches:
        if branch.when == TRUE:
            break
        inner = _step(branch.when, words)
        says = f"{branch.action.value.replace('_', ' ')} instead"
        if branch.action.value == "remove":
            says = "remove"
        about = About(says, None, True, branch.place.file, branch.place.line)
        found.append(_wrapped(about, inner))
    return found


def _wrapped(about: About, inner: Step) -> Step:
    def build(values: Values, observe: Observe, value: bool | None) -> ProofNode:
        step = inner.build(values, observe, value)
        return ProofNode(step.truth, about, (), (step,))

    return Step(inner.truth, build, inner.condition, inner.parts, inner.rule)


def _step(condition: Condition, words: _Words) -> Step:
    match condition:
        case Named(name=name):
            return words.named[name]
        case Not(item=BooleanFact() | OneOf() | Compare()):
            return _leaf(condition, words)  # one line of a rule is one line of its proof
        case Not(item=item):
            return _not(condition, _step(item, words))
        case All(items=items):
            parts = [_step(item, words) for item in items]
            return _joined(condition, "all of", parts, decisive=False)
        case AnyOf(items=items):
            parts = [_step(item, words) for item in items]
            return _joined(condition, "any of", parts, decisive=True)
        case AtLeast(items=items):
            return _at_least(condition, [_step(item, words) for item in items])
        case _:
            return _leaf(condition, words)


def _about(condition: Condition, says: str) -> About:
    return About(says, None, False, condition.place.file, condition.place.line)


def _not(condition: Not, inner: Step) -> Step:
    about = _about(condition, "not")

    def build(values: Values, observe: Observe, value: bool | None) -> ProofNode:
        below = None if value is None else not value
        return ProofNode(_WORDS[value], about, (), (inner.build(values, observe, below),))

    return Step(opposite(inner.truth), build, condition, (inner,))


def _joined(condition: Condition, says: str, parts: list[Step], *, decisive: bool) -> Step:
    """An `all` (decided by the first false part) or an `any` (by the first true one)."""
    about = _about(condition, says)
    truths = [part.truth for part in parts]

    def truth(values: Values) -> bool | None:
        found: bool | None = not decisive
        for one in truths:
            value = one(values)
            if value is decisive:
                return decisive
            if value is None:
                found = None
        return found

    def build(values: Values, observe: Observe, value: bool | None) -> ProofNode:
        if value is (not decisive):
            kept = parts
        elif value is None:
            kept = [part for part in parts if part.truth(values) is None]
        else:
            kept = [next(part for part in parts if part.truth(values) is decisive)]
        built = tuple([part.build(values, observe, value) for part in kept])
        return ProofNode(_WORDS[value], about, (), built)

    return Step(truth, build, condition, tuple(parts))


def _at_least(condition: AtLeast, parts: list[Step]) -> Step:
    about = _about(condition, f"at least {condition.count} of")

    def truth(values: Values) -> bool | None:
        found = [part.truth(values) for part in parts]
        sure = found.count(True)
        if sure >= condition.count:
            return True
        return None if sure + found.count(None) >= condition.count else False

    def build(values: Values, observe: Observe, value: bool | None) -> ProofNode:
        kept = [part for part in parts if part.truth(values) is value]
        built = tuple([part.build(values, observe, value) for part in kept])
        return ProofNode(_WORDS[value], about, (), built)

    return Step(truth, build, condition, tuple(parts))


def _leaf(condition: Condition, words: _Words) -> Step:
    about = _about(condition, show_condition(condition, words.rules))
    names = facts_read(condition)
    # Most leaves rest on what was assumed, so those steps are built once and shared.
    assumed = tuple([words.assumed[name] for name in names])
    shared = {value: ProofNode(word, about, assumed) for value, word in _WORDS.items()}

    def build(values: Values, observe: Observe, value: bool | None) -> ProofNode:
        del values
        observed = tuple([observe(name) for name in names])
        if observed == assumed:
            return shared[value]
        return ProofNode(_WORDS[value], about, observed)

    return Step(leaf_truth(condition), build, condition)
