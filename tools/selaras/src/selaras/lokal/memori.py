"""Memory of the stack: PSS, so that what processes share is counted once."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import psutil


def pss_mib(pid: Iterable[int], *, sendiri: Iterable[int] = ()) -> float:
    """Of these processes and all below them, and of ``sendiri`` alone, in MiB.

    Without /proc (not Linux) it is resident memory, which counts shared pages twice.
    """
    semua: set[int] = set(sendiri)
    for satu in pid:
        try:
            proses = psutil.Process(satu)
            semua |= {satu} | {p.pid for p in proses.children(recursive=True)}
        except psutil.NoSuchProcess:
            continue
    return sum(_satu(p) for p in semua) / 1024


def _satu(pid: int) -> int:
    """KiB of one process; 0 when it ended meanwhile."""
    try:
        for baris in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
            if baris.startswith("Pss:"):
                return int(baris.split()[1])
    except FileNotFoundError:
        if not Path("/proc/self/smaps_rollup").exists():
            try:
                return int(psutil.Process(pid).memory_info().rss) // 1024
            except psutil.NoSuchProcess:
                return 0
    except ProcessLookupError:
        return 0
    return 0
