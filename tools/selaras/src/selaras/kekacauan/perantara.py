"""Between the clients and the services: a wire that loses requests and answers, delays them, and brings some twice."""

from __future__ import annotations

import asyncio
import random
import time
from collections import Counter
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from selaras.kekacauan.jurnal import Balasan

Kirim = Callable[[], Awaitable[tuple[int, bytes, str]]]
"""Sends the request once, whole: (status, body, ETag). Raises OSError or TimeoutError when no answer came."""


class Putus(ConnectionError):
    """The client's connection broke: it does not know what became of its request."""


@dataclass(frozen=True, slots=True)
class Watak:
    """How bad the wire is: the share of requests that suffer each fate; the rest pass."""

    hilang_pergi: float = 0.03
    hilang_pulang: float = 0.05
    lambat: float = 0.05
    kembar: float = 0.04
    menyusul: float = 0.03
    terlama: float = 1.2


JERNIH = Watak(0, 0, 0, 0, 0)


class Perantara:
    """``hitung``: what was done to how many requests."""

    def __init__(self, acak: random.Random, watak: Watak) -> None:
        self._acak = acak
        self.watak = watak
        self.hitung: Counter[str] = Counter()
        self._susulan: set[asyncio.Task[None]] = set()

    async def lewat(self, kirim: Kirim, catat: Callable[[Balasan], None]) -> tuple[int, bytes, str]:
        """One attempt of a client. Every answer of the service is noted with ``catat``, also those the wire loses."""
        nasib = self._nasib()
        if nasib == "hilang pergi":
            await asyncio.sleep(self._acak.uniform(0, 0.05))
            raise Putus("request lost")
        if nasib == "lambat":
            await asyncio.sleep(self._acak.uniform(0, self.watak.terlama))
        if nasib == "kembar":
            return await self._kembar(kirim, catat)
        mulai = time.monotonic()
        jawaban = await kirim()
        if nasib == "hilang pulang":
            catat(Balasan(jawaban[0], jawaban[1], mulai, time.monotonic(), sampai=False))
            raise Putus("answer lost")
        if nasib == "menyusul":
            self._susulkan(kirim, catat, self._acak.uniform(0.2, 3.0))
        catat(Balasan(jawaban[0], jawaban[1], mulai, time.monotonic(), sampai=True))
        return jawaban

    async def reda(self) -> None:
        """Until no duplicate is under way any more."""
        while self._susulan:
            await asyncio.gather(*self._susulan, return_exceptions=True)

    def _nasib(self) -> str:
        w, undi = self.watak, self._acak.random()
        for nama, bagian in (
            ("hilang pergi", w.hilang_pergi),
            ("hilang pulang", w.hilang_pulang),
            ("lambat", w.lambat),
            ("kembar", w.kembar),
            ("menyusul", w.menyusul),
        ):
            if undi < bagian:
                self.hitung[nama] += 1
                return nama
            undi -= bagian
        return "lewat"

    async def _kembar(self, kirim: Kirim, catat: Callable[[Balasan], None]) -> tuple[int, bytes, str]:
        """Both at the same moment; the client sees the one that is answered first."""
        mulai = time.monotonic()
        berdua = [asyncio.create_task(_coba(kirim)) for _ in range(2)]
        pertama: tuple[int, bytes, str] | None = None
        for selesai in asyncio.as_completed(berdua):
            jawaban = await selesai
            if jawaban is not None:
                catat(Balasan(jawaban[0], jawaban[1], mulai, time.monotonic(), sampai=pertama is None))
                pertama = pertama or jawaban
        if pertama is None:
            raise Putus("neither was answered")
        return pertama

    def _susulkan(self, kirim: Kirim, catat: Callable[[Balasan], None], jeda: float) -> None:
        async def susul() -> None:
            await asyncio.sleep(jeda)
            mulai = time.monotonic()
            if (jawaban := await _coba(kirim)) is not None:
                catat(Balasan(jawaban[0], jawaban[1], mulai, time.monotonic(), sampai=False))

        tugas = asyncio.create_task(susul())
        self._susulan.add(tugas)
        tugas.add_done_callback(self._susulan.discard)


async def _coba(kirim: Kirim) -> tuple[int, bytes, str] | None:
    try:
        return await kirim()
    except (OSError, TimeoutError):
        return None
