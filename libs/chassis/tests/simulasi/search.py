"""Runs seeds and says of each what broke."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import asdict

from shared_events.envelope import Envelope

from .invariants import violations
from .machine import Counters
from .parts import Parts
from .world import NeverQuiet, World, run


def broken(seed: int, parts: Parts | None = None) -> tuple[list[str], World | None]:
    """What does not hold of this seed's history; the world, if it came to its end."""
    try:
        world = run(seed, parts)
    except (NeverQuiet, RuntimeError) as endless:
        return [f"{type(endless).__name__}: {endless}"], None
    return violations(world), world


def first_broken(seeds: Iterable[int], parts: Parts) -> tuple[int, list[str]] | None:
    for seed in seeds:
        found, _ = broken(seed, parts)
        if found:
            return seed, found
    return None


def many(seeds: range, parts: Parts | None = None) -> tuple[dict[str, int], tuple[int, list[str]] | None]:
    """What was done to these seeds in sum, and the first one that broke, where it stops."""
    total = asdict(Counters()) | {"steps": 0, "duplicates": 0}
    for seed in seeds:
        found, world = broken(seed, parts)
        if found or world is None:
            return total, (seed, found)
        for name, count in asdict(world.counters).items():
            total[name] += count
        total["steps"] += world.loop.steps
        total["duplicates"] += duplicates(world)
    return total, None


def duplicates(world: World) -> int:
    """Records on the topics that were there before."""
    records = [e for log in world.broker.logs.values() for raw in log if (e := Envelope.read(raw.headers)).sequence is not None]
    return len(records) - len({(e.source, e.subject, e.sequence) for e in records})


def digest(world: World) -> str:
    """Of everything that was published, in order, and of how long it took: the same seed gives the same."""
    told = hashlib.sha256(f"{world.loop.steps} {world.loop.time()!r} {world.counters}".encode())
    for (topic, part), log in sorted(world.broker.logs.items()):
        for raw in log:
            envelope = Envelope.read(raw.headers)
            told.update(f"{topic} {part} {raw.offset} {envelope.subject} {envelope.sequence}".encode())
            told.update(raw.value if envelope.source == "/iuran" else b"")  # later values carry ids, which are time and chance
    return told.hexdigest()
