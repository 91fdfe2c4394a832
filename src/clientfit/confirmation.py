"""Confirm an answer: have the second engine derive it again, and refuse where the two differ."""

from collections.abc import Callable

from clientfit.engines.rete import ReteEngine
from clientfit.errors import EngineDisagreement, Problem
from clientfit.facts import Facts
from clientfit.proof import Proof
from clientfit.verdict import Answer


def confirm(second: ReteEngine, facts: Facts, answer: Answer, prove: Callable[[], Proof]) -> None:
    """Derive an answer again.

    Args:
        second: the engine that derives it again.
        facts: the facts of the case.
        answer: what the first engine says.
        prove: builds the first engine's proof, where it is needed.

    Raises:
        EngineDisagreement: the second engine says anything else; it carries both proofs.
        EngineError: the second engine failed.
    """
    if second.answer(facts) == answer:
        return
    derived = second.derive(facts)
    message = f"the engines disagree: {_difference(answer, derived.answer)}"
    hint = "nothing was decided; keep the proofs of this error and report it"
    problems = [Problem("", 0, "", message, hint)]
    raise EngineDisagreement(problems, {"compiled": prove(), "rete": derived})


def _difference(one: Answer, other: Answer) -> str:
    if one.verdict != other.verdict:
        return f"the compiled engine says {_says(one)}, the Rete engine says {_says(other)}"
    only = {
        "compiled": sorted(set(one.holding) - set(other.holding)),
        "Rete": sorted(set(other.holding) - set(one.holding)),
    }
    found = [f"only the {name} engine finds {', '.join(ids)}" for name, ids in only.items() if ids]
    return "; ".join(found) or "the Rete engine did not say the same twice"


def _says(answer: Answer) -> str:
    verdict = answer.verdict
    possible = ", ".join(map(str, verdict.possible))
    open_too = f" with {possible} possible" if verdict.provisional else ""
    return f"'{verdict.outcome}' by {verdict.row}{open_too}"
