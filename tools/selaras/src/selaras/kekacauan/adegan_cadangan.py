"""A service's database comes back from an older backup: it refuses to work, then gets its facts back from its own topic."""

from __future__ import annotations

import random
from collections.abc import Mapping

import asyncpg
from shared_events.registry import LAYANAN as PENGHASIL

from selaras.cerita.tetap import AKT
from selaras.kekacauan import laku_iuran
from selaras.kekacauan.jalan import Panggung
from selaras.kekacauan.operasi import hentikan, jalankan_peran, nyalakan
from selaras.kekacauan.pembuktian.data import Temuan
from selaras.kekacauan.pembuktian.model import model_baca
from selaras.kekacauan.pembuktian.perbuatan import perbuatan
from selaras.kekacauan.pembuktian.perintah import tepat_sekali
from selaras.kekacauan.pembuktian.sisa import tidak_bersisa
from selaras.kekacauan.pembuktian.topik import sama_dengan_topik
from selaras.kekacauan.pembuktian.uang import uang_peristiwa
from selaras.kekacauan.pembuktian.uang_tabel import uang_tabel
from selaras.kekacauan.pembuktian.webhook import webhook
from selaras.kekacauan.persiapan import bulan_pertama
from selaras.lokal.susunan import LAYANAN as SEMUA

LAYANAN = "iuran"
DETIK = 14.0
SESUDAH_CADANGAN = 40
"""Payments after the backup: the facts that only the topic still has."""
DI_DEPAN = "is ahead of the store"


async def cadangan_lama(p: Panggung) -> Temuan:
    t = p.t
    await bulan_pertama(p.dunia)
    temuan = [*await p.lalu_lintas(DETIK), *await p.tenang()]
    await hentikan(t, LAYANAN)
    await _salin(t.pg.url, LAYANAN, f"{LAYANAN}_cadangan")
    await nyalakan(t, LAYANAN)
    acak = random.Random(f"cadangan {p.dunia.benih}")
    for _ in range(SESUDAH_CADANGAN):
        await acak.choices((laku_iuran.bayar, laku_iuran.bayar_lagi, laku_iuran.bayar_berdua), (6, 1, 1))[0](p.dunia, acak)
    temuan += await p.tenang()
    sebelum = {(e.stream, e.versi): e for e in (await p.bukti())[0][LAYANAN].peristiwa}
    await hentikan(t, LAYANAN)
    await _salin(t.pg.url, f"{LAYANAN}_cadangan", LAYANAN)
    for program in (LAYANAN, f"{LAYANAN}-pekerja-1"):
        kode, kata = await jalankan_peran(t, program)
        if kode == 0 or DI_DEPAN not in kata:
            temuan.append(f"{program} tidak menolak basis data lama: kode {kode}, {kata[-300:]}")
    kode, kata = await jalankan_peran(t, LAYANAN, "pulihkan")
    if kode:
        return [*temuan, f"pulihkan berakhir dengan {kode}: {kata[-500:]}"]
    await nyalakan(t, LAYANAN)
    sejak = len(p.jurnal.perintah)
    await p.lalu_lintas(DETIK / 2, kalender=False)
    temuan += await p.tenang()
    return [*temuan, *await _buktikan(p, sejak, sebelum)]


async def _buktikan(p: Panggung, sejak: int, sebelum: Mapping[tuple[str, int], object]) -> Temuan:
    """All proofs; of the minutes after the backup only the stored answers are gone, every fact is back as it stood."""
    toko, topik = await p.bukti()
    kini = {(e.stream, e.versi): e for e in toko[LAYANAN].peristiwa}
    beda = [k for k, e in sebelum.items() if kini.get(k) != e]
    return [
        *([f"{len(beda)} peristiwa tidak kembali seperti semula, misalnya {min(beda)}"] if beda else []),
        *tepat_sekali(p.jurnal, toko, sejak),
        *perbuatan(p.jurnal, toko),
        *(s for nama in PENGHASIL for s in sama_dengan_topik(toko[nama], topik[nama])),
        *uang_peristiwa(toko[LAYANAN]),
        *uang_tabel(toko[LAYANAN]),
        *webhook(topik, p.penerima.diterima, AKT),
        *tidak_bersisa(toko),
        *await model_baca({nama: p.t.database_url(nama) for nama in SEMUA}, p.t.bootstrap, p.t.topic_prefix),
    ]


async def _salin(server: str, dari: str, ke: str) -> None:
    """The backup and its restoration: a copy of the files, as a snapshot of the disk would be. Nobody may be connected."""
    conn = await asyncpg.connect(server)
    try:
        await conn.execute(f"drop database if exists {ke} with (force)")
        await conn.execute(f"create database {ke} template {dari} owner {LAYANAN}")
    finally:
        await conn.close()
