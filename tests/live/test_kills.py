"""Kill -9 at every point of a post: nothing acknowledged is lost, nothing is half there."""

import os
import random
import subprocess
import sys
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from clientfit.evaluator import Rules
from live.soundness import check

KILLS_AMID_POSTS = 20
PATIENCE_SECONDS = 300
SCRIPT = Path(__file__).with_name("killed.py")


class Victim:
    """Forks processes that post until they are killed."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self.process = process

    def acknowledged(self, moment: int) -> list[str]:
        """Post until killed; gives the events that were acknowledged before."""
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self.process.stdin.write(f"{moment}\n")
        self.process.stdin.flush()
        found: list[str] = []
        for line in self.process.stdout:
            word = line.strip()
            if word.startswith("ended"):
                assert word == "ended -9"
                return found
            found.append(word)
        pytest.fail("the process that forks has ended")


@contextmanager
def victims(store: str) -> Iterator[Victim]:
    process = subprocess.Popen(
        [sys.executable, str(SCRIPT), store],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONWARNINGS": "default"},
    )
    with process:
        yield Victim(process)
        assert process.stdin is not None
        process.stdin.close()


def kill_and_check(rules: Rules, store: str, moments: Iterable[int]) -> Iterator[int]:
    """Kill at each moment in turn; gives how many posts of each child were acknowledged."""
    told: list[str] = []
    with victims(store) as victim:
        for moment in moments:
            acknowledged = victim.acknowledged(moment)
            there = sorted(check(rules, store), key=lambda name: int(name[2:]))
            told += acknowledged
            assert there[: len(told)] == told
            assert len(there) <= len(told) + 1
            told = there  # what was written but not acknowledged may be there, wholly
            yield len(acknowledged)


def test_a_kill_at_every_point_of_a_post(rules: Rules, store: str) -> None:
    counts = list(kill_and_check(rules, store, range(1, 26)))
    assert counts[0] == 2  # the first moment lies before the third post has written anything
    assert max(counts) > 2  # and the last ones lie past its end


@pytest.mark.slow
def test_kills_at_random_times(rules: Rules, store: str) -> None:
    chance = random.Random(20260320)  # noqa: S311  no secret
    counts: list[int] = []

    def moments() -> Iterator[int]:
        """Milliseconds to live, longer on a slow machine, until enough kills came amid posts."""
        longest, limit = 150, time.monotonic() + PATIENCE_SECONDS
        while sum(count > 0 for count in counts) < KILLS_AMID_POSTS:
            assert time.monotonic() < limit, f"acknowledged before each kill: {counts}"
            if counts and not counts[-1]:
                longest = min(2 * longest, 5000)
            yield -chance.randint(1, longest)

    for count in kill_and_check(rules, store, moments()):
        counts.append(count)  # noqa: PERF402  the next moment depends on it
