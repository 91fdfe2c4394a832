"""The corpus is read again in every run; then each target is fuzzed for a bounded time."""

import shutil
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

sys.path.insert(0, str(Path(__file__).parent))  # the guided search is a script beside them
from targets import CORPUS, TARGETS

SECONDS = 5
SEEDS = sorted(file for file in CORPUS.rglob("*") if file.is_file())
IGNORED = pytest.mark.filterwarnings("ignore::SyntaxWarning", "ignore::DeprecationWarning")


@IGNORED
@pytest.mark.parametrize("seed", SEEDS, ids=[f"{seed.parent.name}/{seed.name}" for seed in SEEDS])
def test_the_corpus_is_read_or_refused(seed: Path) -> None:
    TARGETS[seed.parent.name](seed.read_bytes())


@IGNORED
@pytest.mark.parametrize("name", sorted(TARGETS))
def test_damaged_seeds_are_read_or_refused(name: str) -> None:
    seeds = [seed.read_bytes() for seed in SEEDS if seed.parent.name == name]

    @given(st.sampled_from(seeds), st.integers(0, 2000), st.integers(0, 20), st.binary(max_size=12))
    @settings(max_examples=200, deadline=None)
    def damage(seed: bytes, start: int, length: int, piece: bytes) -> None:
        start %= len(seed)
        TARGETS[name](seed[:start] + piece + seed[start + length :])

    damage()


@pytest.mark.slow
@pytest.mark.skipif(find_spec("atheris") is None, reason="atheris has no wheel for this Python")
@pytest.mark.parametrize("name", sorted(TARGETS))
def test_a_guided_search_finds_nothing(name: str, tmp_path: Path) -> None:
    shutil.copytree(Path(__file__).parent, tmp_path / "fuzz")  # new seeds stay out of the sources
    command = [sys.executable, "fuzz/guided.py", name, str(SECONDS)]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr[-3000:]
