"""The faults of a run: what is done to the stack when, all decided by the seed beforehand."""

from __future__ import annotations

import asyncio
import contextlib
import os
import random
import signal
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from selaras.kekacauan.kirim_ganda import kirim_ganda, putar_dari_awal

AWAL = 1.5
AKHIR = 3.0
"""Seconds at the beginning and at the end without a new fault."""
SEWA = 8.0
"""Longer than any lease or session that a paused worker can hold against its heirs begins to run out."""


@dataclass(frozen=True, slots=True)
class Gangguan:
    """``pada`` seconds after the traffic began; ``lama``: how long a paused process stays paused."""

    pada: float
    jenis: str
    sasaran: str
    lama: float = 0.0


class Sasaran(Protocol):
    """What of a stack the faults touch: processes it started itself, by their pids."""

    @property
    def program(self) -> list[str]: ...
    def pid(self, nama: str) -> int | None: ...
    def kill(self, nama: str) -> None: ...
    def pid_server(self, nama: str) -> int | None: ...
    def database_url(self, nama: str) -> str: ...
    @property
    def bootstrap(self) -> str: ...
    @property
    def topic_prefix(self) -> str: ...


BERAT = (("bunuh", 11), ("jeda", 3), ("bunuh postgres", 2), ("bunuh kafka", 1), ("kirim ganda", 3), ("putar ulang", 2))
JARAK_SERVER = 15.0
"""Between two kills of the servers below: the stack gets time to do something in between."""


def jadwal(benih: int, detik: float, program: Sequence[str], layanan: Sequence[str], topik: Sequence[str]) -> list[Gangguan]:
    """The schedule of a seed. ``program``: processes; ``layanan``: services with a database; ``topik``: services with a topic."""
    acak = random.Random(f"gangguan {benih}")
    hasil: list[Gangguan] = []
    pekerja = [p for p in program if "-pekerja-" in p] or list(program)
    server_lagi = 0.0
    pada = AWAL + acak.uniform(0, 1.0)
    while pada < detik - AKHIR:
        jenis = acak.choices([b[0] for b in BERAT], [b[1] for b in BERAT])[0]
        if jenis in ("bunuh postgres", "bunuh kafka") and pada < server_lagi:
            jenis = "bunuh"
        match jenis:
            case "bunuh":
                hasil.append(Gangguan(pada, jenis, acak.choice(program)))
            case "jeda":
                hasil.append(Gangguan(pada, jenis, acak.choice(pekerja), SEWA + acak.uniform(0, 6.0)))
            case "kirim ganda":
                hasil.append(Gangguan(pada, jenis, acak.choice(topik)))
            case "putar ulang":
                hasil.append(Gangguan(pada, jenis, acak.choice(layanan)))
            case _:
                hasil.append(Gangguan(pada, jenis, jenis.removeprefix("bunuh ")))
                server_lagi = pada + JARAK_SERVER
        pada += acak.uniform(0.8, 3.2)
    return hasil


class Pengganggu:
    """Carries a schedule out. ``hitung``: what was really done."""

    def __init__(self, t: Sasaran, benih: int) -> None:
        self._t = t
        self._acak = random.Random(f"pengganggu {benih}")
        self.hitung: Counter[str] = Counter()
        self.catatan: list[str] = []
        self._terjeda: dict[str, int] = {}

    async def jalan(self, jadwal: Sequence[Gangguan]) -> None:
        mulai = time.monotonic()
        async with asyncio.TaskGroup() as grup:
            for g in jadwal:
                await asyncio.sleep(max(0.0, mulai + g.pada - time.monotonic()))
                self.catatan.append(f"{g.pada:5.1f} s  {g.jenis} {g.sasaran}" + (f" {g.lama:.1f} s" if g.lama else ""))
                if g.jenis == "jeda":
                    grup.create_task(self._jeda(g))
                else:
                    await self._lakukan(g)

    async def _lakukan(self, g: Gangguan) -> None:
        match g.jenis:
            case "bunuh":
                if g.sasaran not in self._terjeda:
                    self._t.kill(g.sasaran)
                    self.hitung["bunuh"] += 1
            case "bunuh postgres" | "bunuh kafka":
                pid = self._t.pid_server(g.sasaran)
                if pid is not None:
                    os.kill(pid, signal.SIGKILL)
                    self.hitung[g.jenis] += 1
            case "kirim ganda":
                self.hitung["catatan ganda"] += await kirim_ganda(self._t.bootstrap, g.sasaran, self._t.topic_prefix, self._acak)
            case "putar ulang":
                self.hitung["putar ulang"] += await putar_dari_awal(self._t.database_url(g.sasaran), self._acak)
            case _:
                raise ValueError(g.jenis)

    async def _jeda(self, g: Gangguan) -> None:
        """SIGSTOP past its leases, then SIGCONT: it goes on as if nothing had happened. Killed meanwhile, nobody wakes."""
        pid = self._t.pid(g.sasaran)
        if pid is None or g.sasaran in self._terjeda:
            return
        self._terjeda[g.sasaran] = pid
        os.kill(pid, signal.SIGSTOP)
        try:
            await asyncio.sleep(g.lama)
        finally:
            del self._terjeda[g.sasaran]
            if self._t.pid(g.sasaran) == pid:
                with contextlib.suppress(ProcessLookupError):
                    os.kill(pid, signal.SIGCONT)
                    self.hitung["jeda"] += 1
