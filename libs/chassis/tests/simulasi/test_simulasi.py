"""The simulation in the test suite: a thousand histories hold, each planted bug is found, a seed can be replayed."""

from __future__ import annotations

import os
import subprocess
import sys
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from chassis.commands import Commands
from chassis.consumer import Consumer
from chassis.memory_consumer import MemoryConsumerTx
from chassis.memory_db import Transaction
from chassis.memory_store import MemoryStore

from .bugs import BUGS, LeaseNotCompared
from .invariants import violations
from .parts import Parts
from .search import broken, first_broken, many
from .world import run

ROOT = Path(__file__).parents[4]
SEEDS = 1000


def _simulate(*args: str, hash_seed: str = "0") -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "libs.chassis.tests.simulasi", *args]
    return subprocess.run(
        command, cwd=ROOT, env={**os.environ, "PYTHONHASHSEED": hash_seed}, capture_output=True, text=True, timeout=1800, check=False
    )


def test_a_thousand_histories_hold() -> None:
    done = _simulate("--banyak", str(SEEDS))
    assert done.returncode == 0, done.stderr
    assert f"{SEEDS} benih" in done.stdout


@pytest.mark.parametrize("bug", BUGS, ids=lambda b: b.__name__)
def test_a_planted_bug_is_found(bug: type[Parts]) -> None:
    found = first_broken(range(600), bug())
    assert found is not None, f"{bug.__name__}: {bug.__doc__}"
    seed, texts = found
    again, _ = broken(seed, bug())
    assert again == texts, "the seed shows it again"
    assert broken(seed)[0] == [], "and it is the bug's doing"


def test_what_went_wrong_in_them_really_went_wrong(monkeypatch: pytest.MonkeyPatch) -> None:
    """Else the invariants would hold of histories in which nothing happened."""
    seen: Counter[str] = Counter()

    def counted(owner: type[Any], method: str, name: str, counts: Callable[[Any], bool]) -> None:
        original = getattr(owner, method)

        async def wrapper(self: Any, *args: Any, **kwargs: Any) -> Any:
            try:
                result = await original(self, *args, **kwargs)
            except Exception as error:
                seen[type(error).__name__] += 1
                raise
            seen[name] += counts(result)
            return result

        monkeypatch.setattr(owner, method, wrapper)

    counted(MemoryConsumerTx, "advance", "fenced", lambda moved: not moved)
    counted(MemoryStore, "append", "lost race", lambda won: not won)
    counted(Commands, "replay", "answered from memory", lambda outcome: outcome is not None)
    counted(Transaction, "lock", "locked", lambda _: True)
    counted(Consumer, "_rewind", "rewound", lambda _: True)
    total, failed = many(range(60))
    assert failed is None
    happened = {**total, **seen}
    wanted = {
        *total, "fenced", "lost race", "answered from memory", "rewound", "Remembered", "Taken", "ConnectionError",
    }  # fmt: skip
    assert {name for name in wanted if not happened.get(name)} == set(), happened


def test_data_survive_a_lease_that_everybody_gets() -> None:
    """Holding the lease is no proof, so nothing rests on it: two relays at once only send twice."""
    for seed in range(40):
        world = run(seed, LeaseNotCompared())
        for watch in world.leases.values():
            watch.doubles.clear()
        assert violations(world) == []


def test_a_seed_is_the_same_history_in_every_process() -> None:
    first, second = (_simulate("--ulang", "18", "--cacat", "TwoPublicOfOne", hash_seed=h) for h in ("1", "2"))
    assert first.returncode == second.returncode == 1, "a broken history is an error of the command"
    assert first.stdout == second.stdout
    assert "DILANGGAR" in first.stdout
