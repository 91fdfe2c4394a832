"""Stores to watch by: each test of the store runs on SQLite and on PostgreSQL."""

from collections.abc import Callable, Iterator
from itertools import count
from pathlib import Path

import pytest
from sqlalchemy import create_engine, text

from live.postgresql import programs, running

_NUMBERS = count(1)


@pytest.fixture(scope="session")
def postgresql_server() -> Iterator[str]:
    where = programs()
    if where is None:
        pytest.skip("PostgreSQL is not installed here: apt-get install postgresql")
    with running(where) as address:
        yield address


@pytest.fixture(scope="session")
def new_postgresql(postgresql_server: str) -> Callable[[], str]:
    """Makes empty databases."""
    address = f"{postgresql_server}/postgres".replace("postgresql:", "postgresql+psycopg:")
    engine = create_engine(address, isolation_level="AUTOCOMMIT")

    def new() -> str:
        name = f"watch_{next(_NUMBERS)}"
        with engine.connect() as connection:
            connection.execute(text(f"create database {name}"))
        engine.dispose()
        return f"{postgresql_server}/{name}"

    return new


@pytest.fixture(params=["sqlite", "postgresql"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    if request.param == "sqlite":
        return str(tmp_path / "watch.sqlite")
    return request.getfixturevalue("new_postgresql")()
