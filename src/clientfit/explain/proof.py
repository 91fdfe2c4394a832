"""Build the proof of a decision: why each row holds, does not, or is open.

A proof keeps only what makes a condition so: every part of an `all` that holds, the first part that
fails of one that does not, the open parts of one that is unknown. It is built with the reference
semantics, so it checks the engine that decided.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Literal

from clientfit.decision import Proof, ProofNode
from clientfit.explain.wording import observed, show_condition
from clientfit.facts import Facts
from clientfit.language.expression import (
    TRUE,
    All,
    AnyOf,
    AtLeast,
    Condition,
    Named,
    Not,
    children,
    facts_read,
)
from clientfit.reference import truth
from clientfit.ruleset.model import Rule, RuleSet
from clientfit.verdict import Verdict

Truth = bool | None
Evidence = Callable[[str], tuple[str, ...]]
"""Tells the labels of the events that a fact rests on."""
_WORDS: dict[Truth, Literal["true", "false", "unknown"]] = {
    True: "true",
    False: "false",
    None: "unknown",
}


@dataclass(frozen=True, slots=True)
class Prover:
    """Builds proofs over the facts of one case."""

    rules: RuleSet
    facts: Facts
    evidence: Evidence
    named: Mapping[str, Rule]

    def truth(self, condition: Condition) -> Truth:
        """Whether a condition holds."""
        holds = {name: rule.holds_when for name, rule in self.named.items()}
        return truth(condition, self.facts.values, holds)

    def node(self, condition: Condition) -> tuple[Truth, ProofNode]:
        """Prove one condition."""
        if isinstance(condition, Named):
            return self.rule_node(self.named[condition.name])
        below = children(condition)
        if not below:
            return self.leaf(condition)
        parts = [self.node(child) for child in below]
        return self.joined(condition, parts)

    def joined(
        self, condition: Condition, parts: list[tuple[Truth, ProofNode]]
    ) -> tuple[Truth, ProofNode]:
        """Join the proofs of the parts, keeping those that make the whole so."""
        found = [value for value, _ in parts]
        match condition:
            case Not():
                value = None if found[0] is None else not found[0]
                kept, says = parts, "not"
            case All():
                value = False if False in found else None if None in found else True
                kept, says = _kept(parts, value, decisive=False), "all of"
            case AnyOf():
                value = True if True in found else None if None in found else False
                kept, says = _kept(parts, value, decisive=True), "any of"
            case AtLeast(count=count):
                sure, maybe = found.count(True), found.count(None)
                value = True if sure >= count else None if sure + maybe >= count else False
                kept = [part for part in parts if part[0] is value]
                says = f"at least {count} of"
            case _:
                raise TypeError(f"{condition} has no parts")
        nodes = tuple(node for _, node in kept)
        return value, ProofNode(
            truth=_WORDS[value],
            says=says,
            file=condition.place.file,
            line=condition.place.line,
            parts=nodes,
        )

    def leaf(self, condition: Condition) -> tuple[Truth, ProofNode]:
        """Prove a condition that rests on facts alone."""
        value = truth(condition, self.facts.values, {})
        names = facts_read(condition)
        return value, ProofNode(
            truth=_WORDS[value],
            says=show_condition(condition, self.rules),
            observed=observed(names, self.rules, self.facts.values),
            events=tuple(dict.fromkeys(label for name in names for label in self.evidence(name))),
            assumed=bool(names) and all(name in self.facts.assumed for name in names),
            file=condition.place.file,
            line=condition.place.line,
        )

    def rule_node(self, rule: Rule) -> tuple[Truth, ProofNode]:
        """Prove that a rule holds, does not, or is open."""
        value, inner = self.node(rule.holds_when)
        unwrap = isinstance(rule.holds_when, All | AnyOf | AtLeast) and len(inner.parts) > 0
        return value, ProofNode(
            truth=_WORDS[value],
            says=rule.title,
            rule=rule.id,
            file=rule.place.file,
            line=rule.place.line,
            parts=inner.parts if unwrap else (inner,),
        )

    def branches(self, rule: Rule) -> tuple[ProofNode, ...]:
        """Prove which branches of a row are passed over, and which is taken or open."""
        found: list[ProofNode] = []
        for branch in rule.branches:
            if branch.when == TRUE:
                break
            value, inner = self.node(branch.when)
            found.append(
                ProofNode(
                    truth=_WORDS[value],
                    says=f"{branch.action.value.replace('_', ' ')} instead",
                    branch=True,
                    file=branch.place.file,
                    line=branch.place.line,
                    parts=(inner,),
                )
            )
            if value is True:
                break
        return tuple(found)


def _kept(
    parts: list[tuple[Truth, ProofNode]], value: Truth, *, decisive: bool
) -> list[tuple[Truth, ProofNode]]:
    same = [part for part in parts if part[0] is value]
    return same[:1] if value is decisive else same


def build_proof(rules: RuleSet, facts: Facts, verdict: Verdict, evidence: Evidence) -> Proof:
    """Build the proof of a verdict.

    Args:
        rules: the rule set.
        facts: the facts of the case.
        verdict: what the engine said.
        evidence: tells the events that a fact rests on.
    """
    prover = Prover(rules, facts, evidence, {rule.id: rule for rule in rules.rules})
    nodes: list[ProofNode] = []
    for row in rules.rows:
        value, node = prover.rule_node(row)
        if value is not False and len(row.branches) > 1:
            node = node.model_copy(update={"parts": node.parts + prover.branches(row)})
        nodes.append(node)
        if value is True or row.id == verdict.row:
            break
    return Proof(action=verdict.outcome.action, reason=verdict.outcome.reason, rows=tuple(nodes))
