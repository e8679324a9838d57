"""``make simulasi``: many seeds on all cores, or one of them again.

``python -m libs.chassis.tests.simulasi --banyak 10000 [--mulai 0] [--proses 2]`` or ``… --ulang 4711 [--cacat NAMA]``
"""

from __future__ import annotations

import argparse
import multiprocessing
import os
import sys
import time
from collections import Counter
from concurrent.futures import ProcessPoolExecutor, as_completed
from typing import TextIO

from .bugs import BUGS
from .parts import Parts
from .search import broken, digest, duplicates, many

CHUNK = 50


def say(text: str, where: TextIO | None = None) -> None:
    (where or sys.stdout).write(f"{text}\n")


def again(seed: int, parts: Parts) -> int:
    found, world = broken(seed, parts)
    if world is not None:
        say(f"benih {seed}: {world.faults}")
        say(f"{world.counters}, {world.loop.steps} langkah, {world.loop.time():.1f} s waktu semu, {duplicates(world)} kembar di topik")
        say(f"sidik jari {digest(world)}")
        for service, op in world.ops:
            say(f"  {op.reference} {service} {op.aggregate.stream(op.account)} +{op.amount} {op.unique}: dijawab {op.answers}")
        for place in world.places:
            for crash in place.crashes:
                say(f"  {place.name} mati: {crash!r}")
    for text in found:
        say(f"DILANGGAR: {text}")
    return 1 if found else 0


def search(first: int, count: int, processes: int) -> int:
    began = time.perf_counter()
    total: Counter[str] = Counter()
    chunks = [range(n, min(n + CHUNK, first + count)) for n in range(first, first + count, CHUNK)]
    with ProcessPoolExecutor(processes, multiprocessing.get_context("spawn")) as pool:
        for done in as_completed([pool.submit(many, chunk) for chunk in chunks]):
            counts, failed = done.result()
            total.update(counts)
            if failed is not None:
                seed, found = failed
                say(f"benih {seed} melanggar: {'; '.join(found)[:2000]}", sys.stderr)
                say(f"ulangi dengan: make simulasi BENIH={seed}", sys.stderr)
                pool.shutdown(wait=False, cancel_futures=True)
                return 1
    took = time.perf_counter() - began
    say(f"{count} benih dalam {took:.1f} s, {count / took:.0f} benih/s, {processes} proses: semua invarian berlaku")
    say(", ".join(f"{name} {n}" for name, n in total.items()))
    return 0


def main() -> int:
    parser = argparse.ArgumentParser(prog="simulasi")
    parser.add_argument("--banyak", type=int, default=10_000)
    parser.add_argument("--mulai", type=int, default=0)
    parser.add_argument("--proses", type=int, default=os.cpu_count() or 1)
    parser.add_argument("--ulang", type=int)
    parser.add_argument("--cacat", choices=[b.__name__ for b in BUGS])
    wanted = parser.parse_args()
    if wanted.ulang is None:
        return search(wanted.mulai, wanted.banyak, wanted.proses)
    return again(wanted.ulang, next((b() for b in BUGS if b.__name__ == wanted.cacat), Parts()))


if __name__ == "__main__":
    raise SystemExit(main())
