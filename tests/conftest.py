"""What every test may use: the default rules, the places of the project, and the golden switch."""

from pathlib import Path

import pytest

from clientfit.evaluator import Rules
from clientfit.facade import default_rules

ROOT = Path(__file__).parent.parent


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--reset-golden", action="store_true", help="write the golden files anew")


@pytest.fixture(scope="session")
def root() -> Path:
    return ROOT


@pytest.fixture(scope="session")
def rules() -> Rules:
    return default_rules()
