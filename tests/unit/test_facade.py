"""The front door: what it offers, and how little it costs to come in."""

import subprocess
import sys
from importlib import import_module

import pytest

import clientfit

NAMES = {
    *("Action", "Bounds", "Case", "CaseError", "ClientfitError", "Decision", "FactError"),
    *("LogError", "Proof"),
    *("Reason", "RuleSetError", "Rules", "__version__", "decide", "load_case", "load_rules"),
}
HEAVY = (
    *("typer", "rich", "click", "hypothesis", "durable_rules_engine", "durable", "z3", "pytest"),
    *("altair", "vl_convert", "numpy", "pandas", "selenium", "IPython"),
)


def run(code: str) -> str:
    command = [sys.executable, "-c", code]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=True)
    return done.stdout.strip()


def test_the_public_names_are_exactly_these() -> None:
    assert set(clientfit.__all__) == NAMES
    assert clientfit.__all__ == sorted(clientfit.__all__)
    assert dir(clientfit) == sorted(NAMES)


@pytest.mark.parametrize("name", sorted(NAMES))
def test_every_public_name_is_there_and_says_what_it_is(name: str) -> None:
    found = getattr(clientfit, name)
    assert found is not None
    assert isinstance(found, str) or found.__doc__


def test_a_name_that_is_not_there_is_an_attribute_error() -> None:
    with pytest.raises(AttributeError, match="module 'clientfit' has no attribute 'decyde'"):
        _ = clientfit.decyde  # type: ignore[attr-defined]
    assert not hasattr(clientfit, "nothing")


def test_a_name_is_the_same_thing_as_in_its_home() -> None:
    assert clientfit.Case is import_module("clientfit.case").Case
    assert clientfit.decide is import_module("clientfit.facade").decide


def test_what_is_no_case_and_no_rules_is_our_own_error_that_says_what_to_call() -> None:
    record = {"id": "c-1", "time_zone": "UTC", "as_of": "2026-03-20"}
    with pytest.raises(clientfit.CaseError, match=r"not a dict; for plain data call clientfit\.decide"):
        clientfit.load_rules().decide(record)  # type: ignore[arg-type]
    with pytest.raises(clientfit.RuleSetError, match=r"not a str; give clientfit\.load_rules\(path\)"):
        clientfit.decide(record, rules="rules")  # type: ignore[arg-type]
    with pytest.raises(clientfit.CaseError, match=r"a file is read by load_case\(path\)"):
        clientfit.decide("case.yaml")  # type: ignore[arg-type]


def test_importing_loads_nothing_that_only_others_need() -> None:
    code = f"import sys, clientfit; print([m for m in {HEAVY!r} if m in sys.modules])"
    assert run(code) == "[]"


def test_deciding_loads_nothing_that_only_others_need() -> None:
    case = {"id": "c-1", "time_zone": "UTC", "as_of": "2026-03-20"}
    code = (
        f"import sys, clientfit; d = clientfit.decide({case!r}); d.to_text(); d.to_markdown();"
        f" d.to_html(picture=False); d.model_dump_json();"
        f" print(d.action, [m for m in {HEAVY!r} if m in sys.modules])"
    )
    assert run(code) == "ask []"


def test_importing_alone_does_not_even_read_the_rules() -> None:
    code = (
        "import sys, clientfit; print('clientfit.ruleset.load' in sys.modules, 'yaml' in sys.modules)"
    )
    assert run(code) == "False False"


def test_deciding_in_one_call_is_deciding_by_the_default_rules() -> None:
    case = {"id": "c-1", "time_zone": "UTC", "as_of": "2026-03-20", "facts": {"wants_rental": True}}
    decision = clientfit.decide(case)
    rules = clientfit.load_rules()
    assert (decision.action, decision.reason) == (clientfit.Action.REMOVE, clientfit.Reason.RENTAL)
    assert clientfit.decide(case, rules=rules) == decision
    assert clientfit.decide(clientfit.Case.model_validate(case)) == decision
    assert decision.rules_hash == rules.hash
    assert decision.library_version == clientfit.__version__


def test_the_same_input_gives_the_same_bytes_in_every_process() -> None:
    case = {
        "id": "c-1",
        "time_zone": "UTC",
        "as_of": "2026-03-20",
        "service_areas": ["a", "b", "c"],
        "search_areas": ["c", "b"],
    }
    code = f"import clientfit; print(clientfit.decide({case!r}).model_dump_json())"
    assert run(code) == run(code)


def test_every_error_of_ours_has_one_root() -> None:
    for error in (clientfit.CaseError, clientfit.FactError, clientfit.RuleSetError):
        assert issubclass(error, clientfit.ClientfitError)
