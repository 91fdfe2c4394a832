"""Which client to keep, and how to part: a rules engine that shows its proof.

::

    rules/*.yaml -- ruleset.load --> RuleSet -- engines.python --> decide(facts)
                                        |                             |
    case.yaml -- case_reader --> Case --+-- timeline --> Facts -------+--> Verdict --> Decision
                                                                      |       explain --> Proof, text
                                              reference (the semantics; every engine agrees with it)

Names are loaded when first used, so that importing this costs little more than importing pydantic.
"""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from clientfit.case import Bounds, Case
    from clientfit.case_reader import load_case
    from clientfit.decision import Action, Decision, Reason
    from clientfit.errors import CaseError, ClientfitError, FactError, LogError, RuleSetError
    from clientfit.evaluator import Rules, load_rules
    from clientfit.facade import decide
    from clientfit.proof import Proof
    from clientfit.version import __version__

__all__ = [
    "Action",
    "Bounds",
    "Case",
    "CaseError",
    "ClientfitError",
    "Decision",
    "FactError",
    "LogError",
    "Proof",
    "Reason",
    "RuleSetError",
    "Rules",
    "__version__",
    "decide",
    "load_case",
    "load_rules",
]

_HOMES = {
    "case": ("Bounds", "Case"),
    "case_reader": ("load_case",),
    "decision": ("Action", "Decision", "Reason"),
    "errors": ("CaseError", "ClientfitError", "FactError", "LogError", "RuleSetError"),
    "evaluator": ("Rules", "load_rules"),
    "facade": ("decide",),
    "proof": ("Proof",),
    "version": ("__version__",),
}
_MODULES = {name: module for module, names in _HOMES.items() for name in names}


def __getattr__(name: str) -> object:
    module = _MODULES.get(name)
    if module is None:
        raise AttributeError(f"module 'clientfit' has no attribute '{name}'")
    return getattr(import_module(f"clientfit.{module}"), name)


def __dir__() -> list[str]:
    return sorted(__all__)
