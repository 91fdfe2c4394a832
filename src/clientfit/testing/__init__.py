"""A testing kit for those who build on clientfit (extra ``testing``).

::

    case_strategies, fact_strategies, reaching what to draw: cases, facts, wanted outcomes
    rule_set_strategies                         small random rule sets and overlays
    conformance, conformance_parts              one suite for every engine
    properties, property_suite, client_life     what must hold of every integration
    plugin (pytest), hypothesis_hook            entry points; both load nothing until used

Names are loaded when first used, because pytest and Hypothesis import this package at their start.
"""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from clientfit.testing.assertions import assert_decides
    from clientfit.testing.boundaries import near_boundary
    from clientfit.testing.case_strategies import cases, raw_cases
    from clientfit.testing.checking import PropertyFails, check_property
    from clientfit.testing.client_life import ClientLife
    from clientfit.testing.conformance import (
        EngineConformance,
        NotConforming,
        check_engine,
        engine_findings,
    )
    from clientfit.testing.conformance_parts import Finding
    from clientfit.testing.event_strategies import events, timelines
    from clientfit.testing.fact_strategies import facts
    from clientfit.testing.property_suite import PropertySuite, check_properties
    from clientfit.testing.protected_attributes import check_protected_attributes
    from clientfit.testing.reaching import decided, decided_facts
    from clientfit.testing.rule_set_strategies import overlays, rule_sets

__all__ = [
    "ClientLife",
    "EngineConformance",
    "Finding",
    "NotConforming",
    "PropertyFails",
    "PropertySuite",
    "assert_decides",
    "cases",
    "check_engine",
    "check_properties",
    "check_property",
    "check_protected_attributes",
    "decided",
    "decided_facts",
    "engine_findings",
    "events",
    "facts",
    "near_boundary",
    "overlays",
    "raw_cases",
    "rule_sets",
    "timelines",
]

_HOMES = {
    "assertions": ("assert_decides",),
    "boundaries": ("near_boundary",),
    "case_strategies": ("cases", "raw_cases"),
    "client_life": ("ClientLife",),
    "conformance": ("EngineConformance", "NotConforming", "check_engine", "engine_findings"),
    "conformance_parts": ("Finding",),
    "checking": ("PropertyFails", "check_property"),
    "property_suite": ("PropertySuite", "check_properties"),
    "protected_attributes": ("check_protected_attributes",),
    "reaching": ("decided", "decided_facts"),
    "event_strategies": ("events", "timelines"),
    "fact_strategies": ("facts",),
    "rule_set_strategies": ("overlays", "rule_sets"),
}
_MODULES = {name: module for module, names in _HOMES.items() for name in names}


def __getattr__(name: str) -> object:
    module = _MODULES.get(name)
    if module is None:
        raise AttributeError(f"module 'clientfit.testing' has no attribute '{name}'")
    return getattr(import_module(f"clientfit.testing.{module}"), name)


def __dir__() -> list[str]:
    return sorted(__all__)
