"""One run: a seed, its stack, its traffic and faults, and the verdict."""

from __future__ import annotations

import asyncio
import random
import time
from collections import Counter
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import aiohttp
from shared_events.registry import LAYANAN as PENGHASIL

from selaras.cerita.tarif import TabelTarif
from selaras.cerita.tetap import AKT
from selaras.kekacauan.dunia import Dunia, bangun
from selaras.kekacauan.gangguan import Pengganggu, jadwal
from selaras.kekacauan.jurnal import Jurnal
from selaras.kekacauan.lalu_lintas import LaluLintas
from selaras.kekacauan.pembuktian.baca import baca_toko, baca_topik
from selaras.kekacauan.pembuktian.data import Catatan, Temuan, Toko
from selaras.kekacauan.pembuktian.model import model_baca
from selaras.kekacauan.pembuktian.perbuatan import perbuatan
from selaras.kekacauan.pembuktian.perintah import tepat_sekali
from selaras.kekacauan.pembuktian.sisa import tidak_bersisa
from selaras.kekacauan.pembuktian.topik import sama_dengan_topik
from selaras.kekacauan.pembuktian.uang import uang_peristiwa
from selaras.kekacauan.pembuktian.uang_tabel import uang_tabel
from selaras.kekacauan.pembuktian.webhook import webhook
from selaras.kekacauan.penerima import PenerimaKacau
from selaras.kekacauan.pengirim import Pengirim
from selaras.kekacauan.perantara import Perantara, Watak
from selaras.kekacauan.persiapan import bulan_pertama, saat, siapkan
from selaras.kekacauan.tenang import tunggu_tenang
from selaras.kekacauan.tumpukan import TumpukanKacau
from selaras.lokal.jalur import akar_repo
from selaras.lokal.susunan import LAYANAN


@dataclass
class Hasil:
    """What a run suffered and whether everything held."""

    benih: int
    temuan: Temuan
    perintah: int = 0
    diakui: int = 0
    ulangan: int = 0
    peristiwa: int = 0
    gangguan: Counter[str] = field(default_factory=Counter)
    kawat: Counter[str] = field(default_factory=Counter)
    status: Counter[str] = field(default_factory=Counter)
    catatan: list[str] = field(default_factory=list)
    detik: float = 0.0

    def baris(self) -> str:
        g, k = self.gangguan, self.kawat
        kawat = sum(k.values())
        return (
            f"benih {self.benih:>6}  {'TEGAK' if not self.temuan else 'RUNTUH'}  "
            f"{self.perintah} perintah, {self.diakui} diakui, "
            f"{self.ulangan} ulangan, {kawat} gangguan kawat; "
            f"bunuh {g['bunuh']}, postgres {g['bunuh postgres']}, kafka {g['bunuh kafka']}, "
            f"jeda {g['jeda']}; kirim ganda {g['catatan ganda']} catatan, putar ulang {g['putar ulang']} bagian; "
            f"{self.peristiwa} peristiwa, {self.detik:.0f} detik"
        )


class Panggung:
    """A stack with its clients, receivers and journal, for a run or a scene."""

    def __init__(self, t: TumpukanKacau, benih: int, sesi: aiohttp.ClientSession, penerima: PenerimaKacau, watak: Watak) -> None:
        self.t, self.penerima = t, penerima
        self.peristiwa = 0
        self.jurnal = Jurnal(benih)
        self.perantara = Perantara(random.Random(f"kawat {benih}"), watak)
        pengirim = Pengirim(sesi, t.url, t.token, self.jurnal, self.perantara, random.Random(f"pengirim {benih}"))
        pengirim.boleh_pergi = False
        pengirim.waktu = saat("2016-11-14 09:00")
        self.dunia: Dunia = bangun(benih, pengirim, TabelTarif.baca(akar_repo() / "contoh"))

    async def siapkan(self) -> None:
        await siapkan(self.dunia, self.t.data, self.penerima)

    async def lalu_lintas(self, detik: float, *, kalender: bool = True) -> Temuan:
        """Traffic for so long; what it found out of order itself."""
        jalan = LaluLintas(self.dunia, detik, kalender=kalender)
        await jalan.jalan()
        return jalan.temuan

    async def tenang(self) -> Temuan:
        return [f"tidak tenang: {g}" for g in await tunggu_tenang(self.t.database_url, self.t.bootstrap, self.t.topic_prefix)]

    async def bukti(self) -> tuple[dict[str, Toko], dict[str, list[Catatan]]]:
        toko = await baca_toko(self.t.database_url, self.t.topic_prefix)
        return toko, await baca_topik(self.t.bootstrap, self.t.topic_prefix)

    async def buktikan(self) -> Temuan:
        """Every proof, one after the other."""
        toko, topik = await self.bukti()
        self.peristiwa = sum(len(t.peristiwa) for t in toko.values())
        basis_data = {nama: self.t.database_url(nama) for nama in LAYANAN}
        return [
            *hakimi(self.jurnal, toko, topik, self.penerima),
            *await model_baca(basis_data, self.t.bootstrap, self.t.topic_prefix),
        ]


def hakimi(jurnal: Jurnal, toko: Mapping[str, Toko], topik: Mapping[str, list[Catatan]], penerima: PenerimaKacau) -> Temuan:
    """The proofs that need no server any more."""
    return [
        *tepat_sekali(jurnal, toko),
        *perbuatan(jurnal, toko),
        *(t for nama in PENGHASIL for t in sama_dengan_topik(toko[nama], topik[nama])),
        *uang_peristiwa(toko["iuran"]),
        *uang_tabel(toko["iuran"]),
        *webhook(topik, penerima.diterima, AKT),
        *(f"webhook tidak terverifikasi: {p}" for p in penerima.palsu),
        *tidak_bersisa(toko),
    ]


async def jalankan(benih: int, detik: float, state: Path, sesudah: Callable[[Panggung], Awaitable[None]] | None = None) -> Hasil:
    """The whole run of a seed in an empty folder. ``sesudah``: looks at the stack once the verdict is there."""
    mulai = time.monotonic()
    nakal = PenerimaKacau(random.Random(f"penerima {benih}"))
    async with TumpukanKacau(state) as t, aiohttp.ClientSession() as sesi, nakal as penerima:
        p = Panggung(t, benih, sesi, penerima, Watak())
        await p.siapkan()
        await bulan_pertama(p.dunia)
        gangguan = jadwal(benih, detik, t.program, LAYANAN, PENGHASIL)
        pengganggu = Pengganggu(t, benih)
        menyerah = asyncio.create_task(t.wait_failed())
        async with asyncio.TaskGroup() as grup:
            lalu_lintas = grup.create_task(p.lalu_lintas(detik))
            grup.create_task(pengganggu.jalan(gangguan))
        temuan = [*lalu_lintas.result(), *await p.tenang()]
        if menyerah.done():
            temuan.insert(0, f"tumpukan menyerah: {menyerah.result()}")
        menyerah.cancel()
        hasil = Hasil(benih, [*temuan, *await p.buktikan()])
        hasil.perintah, hasil.diakui, hasil.ulangan = len(p.jurnal.perintah), len(p.jurnal.diakui), p.jurnal.ulangan
        hasil.gangguan, hasil.kawat, hasil.status = pengganggu.hitung, p.perantara.hitung, p.dunia.status
        hasil.catatan = pengganggu.catatan
        hasil.peristiwa = p.peristiwa
        if sesudah is not None:
            await sesudah(p)
        hasil.detik = time.monotonic() - mulai
        return hasil
