"""The receiver of the chaos runs: keeps every delivery it took, refuses some the first time, and answers some late."""

from __future__ import annotations

import asyncio
import random

from selaras.penerima import Kiriman, Penerima

DITOLAK = 0.02
LAMBAT = 0.03


class PenerimaKacau(Penerima):
    """``diterima``: every delivery that was answered with success, repetitions too."""

    def __init__(self, acak: random.Random, *, nakal: bool = True) -> None:
        super().__init__()
        self._acak, self._nakal = acak, nakal
        self.diterima: list[Kiriman] = []
        self.ditolak = 0
        self._sudah_ditolak: set[tuple[str, str]] = set()

    async def layani(self, kiriman: Kiriman) -> int:
        nomor = (kiriman.akt, kiriman.id)
        if self._nakal and nomor not in self._sudah_ditolak and self._acak.random() < DITOLAK:
            self._sudah_ditolak.add(nomor)  # once a message: its second attempt comes five seconds later, its third five minutes
            self.ditolak += 1
            return 500
        if self._nakal and self._acak.random() < LAMBAT:
            await asyncio.sleep(self._acak.uniform(0, 1.0))
        self.diterima.append(kiriman)
        return 204
