"""The traffic of a run: clients who act at random in a business calendar that goes from November to January while they do."""

from __future__ import annotations

import asyncio
import random
import time
from collections.abc import Awaitable, Callable
from datetime import timedelta

from shared_events.registry import LAYANAN

from selaras.kekacauan import laku_iuran, laku_klaim, laku_peserta
from selaras.kekacauan.dunia import Dunia
from selaras.kekacauan.persiapan import PekerjaanMacet, saat, terbitkan, tutup_hari

Laku = Callable[[Dunia, random.Random], Awaitable[None]]
PELAKU = 12
PER_DETIK = 28.0

RAWAT, KLAIM = 0, 1
LAKU: tuple[tuple[Laku, int, int], ...] = (
    # what, weight, from which chapter on
    (laku_peserta.daftar, 8, RAWAT),
    (laku_peserta.daftar_lagi, 3, RAWAT),
    (laku_peserta.daftar_berdua, 1, RAWAT),
    (laku_peserta.impor, 1, RAWAT),
    (laku_peserta.cari, 3, RAWAT),
    (laku_peserta.ubah_upah, 4, RAWAT),
    (laku_peserta.ubah_data, 3, RAWAT),
    (laku_peserta.keluar, 1, RAWAT),
    (laku_peserta.perjanjian, 1, RAWAT),
    (laku_peserta.kartu, 4, RAWAT),
    (laku_iuran.bayar, 14, RAWAT),
    (laku_iuran.bayar_lagi, 4, RAWAT),
    (laku_iuran.bayar_berdua, 2, RAWAT),
    (laku_iuran.salah_alamat, 1, RAWAT),
    (laku_iuran.batal, 2, RAWAT),
    (laku_iuran.berkas, 1, RAWAT),
    (laku_klaim.sep, 10, RAWAT),
    (laku_klaim.pulang, 8, RAWAT),
    (laku_klaim.klaim, 8, KLAIM),
    (laku_klaim.ajukan, 1, KLAIM),
)


class LaluLintas:
    """``kalender``: go through the business calendar; else stay where the clients are."""

    def __init__(self, d: Dunia, detik: float, *, kalender: bool = True) -> None:
        self.d = d
        self._detik = detik
        self._dengan_kalender = kalender
        self._mulai = 0.0
        self.temuan: list[str] = []

    async def jalan(self) -> None:
        """Returns when the time is over and every client has its answer or has walked away."""
        self._mulai = time.monotonic()
        self.d.pengirim.boleh_pergi = True
        async with asyncio.TaskGroup() as grup:
            if self._dengan_kalender:
                grup.create_task(self._berjaga())
            for n in range(PELAKU):
                grup.create_task(self._pelaku(random.Random(f"pelaku {self.d.benih} {n} {self._dengan_kalender}")))
        await self.d.pengirim.perantara.reda()

    @property
    def sisa(self) -> float:
        return self._mulai + self._detik - time.monotonic()

    async def _pelaku(self, acak: random.Random) -> None:
        while self.sisa > 0:
            boleh = [(laku, berat) for laku, berat, babak in LAKU if babak <= self.d.babak]
            laku = acak.choices([b[0] for b in boleh], [b[1] for b in boleh])[0]
            await laku(self.d, acak)
            await asyncio.sleep(acak.expovariate(PER_DETIK / PELAKU))

    async def _berjaga(self) -> None:
        try:
            await self._kalender()
        except PekerjaanMacet as macet:
            self.temuan.append(str(macet))

    async def _kalender(self) -> None:
        """Chapters begin at their share of the time, or later when a day takes long to close."""
        d = self.d
        await self._sampai(0.25)
        await self._tutup("2016-12-10")
        self._babak(RAWAT, "2016-12-12 09:00")
        await self._sampai(0.45)
        await self._tutup("2016-12-20")
        await terbitkan(d, "2017-01", "2016-12-21 08:00")
        self._babak(RAWAT, "2016-12-22 09:00")
        await self._sampai(0.65)
        self._babak(KLAIM, "2017-01-09 09:00")
        while self.sisa > 0:
            await asyncio.sleep(0.5)
            d.pengirim.waktu = d.waktu + timedelta(minutes=7)

    async def _sampai(self, bagian: float) -> None:
        await asyncio.sleep(max(0.0, self._mulai + bagian * self._detik - time.monotonic()))

    def _babak(self, babak: int, waktu: str) -> None:
        self.d.babak, self.d.pengirim.waktu = babak, saat(waktu)

    async def _tutup(self, tanggal: str) -> None:
        await tutup_hari(self.d, tanggal, LAYANAN)
