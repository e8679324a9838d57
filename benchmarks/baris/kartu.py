"""10,000 Kartu Identitas Bersama in one job, each with the picture of its design and a signed QR; against a tenth of them, with the memory
of the process and of the child that prints."""

from __future__ import annotations

import asyncio
import gc
import io
import os
import random
import struct
import time
import zipfile
import zlib
from datetime import datetime
from typing import Any

import aiohttp
import asyncpg
from chassis.crypto import seal
from chassis.settings import Settings
from chassis.testing import Harness, running
from kepesertaan.main import SPEC
from kepesertaan.sandi import Sandi

from benchmarks.baris.impor import rss_mib
from benchmarks.kerangka import Baris
from benchmarks.lingkungan import Lingkungan

UKURAN = (1_000, 10_000)
AKT, VERSI = "akt-bench", "v1"
AT = datetime.fromisoformat("2016-12-06T09:00:00+07:00")
KIB = "/v1/kartu-identitas-bersama"
LEBAR, TINGGI = 1_011, 638
"""A card at 300 dots an inch."""
_PESERTA = """
insert into peserta (nomor_kartu, virtual_account, badan_usaha_id, segmen, sub_segmen, hubungan, kategori, golongan, hak_kelas, iuran_mulai,
  berlaku_dari, koordinasi_manfaat, keadaan, tanda_akt_id, tanda_dari, tanda_badan_usaha_id, rahasia, versi)
select nomor_kartu, '8888800000000001', 'bu-1', 'PPU', 'SWASTA', 'PEKERJA', 'PEKERJA', '', 1, '2016-12', date '2016-11-15', true,
  'TERDAFTAR', $1, date '2016-12-05', 'bu-1', rahasia, 1 from orang_bench
"""
_SISANYA = (
    "insert into kunci_peserta select nomor_kartu, kunci from orang_bench",
    "insert into kartu (nomor_kib, nomor_kartu, akt_id, versi_desain, diterbitkan_pada)"
    " select 'KIB' || right(nomor_kartu, 10), nomor_kartu, 'akt-bench', 'v1', date '2016-12-05' from orang_bench",
    "vacuum analyze",
)


def gambar() -> bytes:
    """A PNG of some 300 KiB: a plain ground with a band that does not compress."""
    acak = random.Random(3)
    polos = bytes((240, 246, 243)) * (LEBAR - 170)
    baris = b"".join(b"\0" + polos + acak.randbytes(170 * 3) for _ in range(TINGGI))

    def bagian(jenis: bytes, isi: bytes) -> bytes:
        return struct.pack(">I", len(isi)) + jenis + isi + struct.pack(">I", zlib.crc32(jenis + isi))

    kepala = bagian(b"IHDR", struct.pack(">IIBBBBB", LEBAR, TINGGI, 8, 2, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + kepala + bagian(b"IDAT", zlib.compress(baris)) + bagian(b"IEND", b"")


async def isi(url: str, sandi: Sandi, banyak: int) -> None:
    def orang() -> list[tuple[str, str, str]]:
        hasil = []
        for n in range(1, banyak + 1):
            kunci, terbungkus = sandi.kunci_baru()
            hasil.append((f"{n:013d}", seal(kunci, {"nama": f"PESERTA NOMOR {n} BENCH"}), terbungkus))
        return hasil

    conn = await asyncpg.connect(url, command_timeout=600)
    try:
        await conn.execute("create table orang_bench (nomor_kartu text primary key, rahasia text, kunci text)")
        await conn.copy_records_to_table("orang_bench", records=await asyncio.to_thread(orang))
        await conn.execute(_PESERTA, AKT)
        for satu in _SISANYA:
            await conn.execute(satu)
    finally:
        await conn.close()


async def desain(h: Harness, akt: str) -> None:
    """Through the routes, as an AKT does it: file, design, approval."""
    form = aiohttp.FormData()
    form.add_field("berkas", io.BytesIO(gambar()), filename="desain.png")
    berkas = (await _minta(h, "/v1/berkas", akt, 201, data=form))["berkas"]
    await _minta(h, f"{KIB}/desain", akt, 201, json={"versi": VERSI, "berkas": berkas})
    pusat = h.token("pusat", "persetujuan:tulis", kantor="PUSAT", jenis_kantor="PUSAT")
    await _minta(h, f"{KIB}/desain/{AKT}/{VERSI}/persetujuan", pusat, 200, json={})


async def _minta(h: Harness, jalur: str, who: str, harap: int, **isi: Any) -> dict[str, Any]:
    jawab = await h.call("POST", jalur, who=who, at=AT, **isi)
    if jawab.status != harap:
        raise RuntimeError(jawab.body)
    badan: dict[str, Any] = jawab.json()
    return badan


def _mib(h: Harness) -> float:
    return rss_mib(os.getpid()) + sum(rss_mib(pid) for pid in h.rt.offload.pids)


async def jalan(dunia: Lingkungan, banyak: int) -> tuple[float, float, int, int]:
    """(cards a second, MiB more at the worst moment than before, how often the progress was seen to grow, bytes of the zip)."""
    url = await dunia.basis_data("kepesertaan", SPEC.migrations)
    await isi(url, Sandi.dari(Settings(database_url=url)), banyak)
    gc.collect()
    bootstrap, prefix = await dunia.topik()
    async with running(SPEC, pg_url=dunia.pg_url, kafka=bootstrap, prefix=prefix, database_url=url) as h:
        akt = h.token(AKT, "kepesertaan:baca kepesertaan:tulis", akt_id=AKT)
        await desain(h, akt)
        return await _cetak(h, akt, banyak)


async def _cetak(h: Harness, akt: str, banyak: int) -> tuple[float, float, int, int]:
    awal, terbanyak, kemajuan = _mib(h), 0.0, []
    mulai = time.perf_counter()
    diterima = await h.call("POST", f"{KIB}/cetak", who=akt, at=AT, json={"versi_desain": VERSI})
    if diterima.status != 202:
        raise RuntimeError(diterima.body)
    while True:
        kerja = (await h.call("GET", diterima.headers["Location"], who=akt)).json()
        kemajuan.append(kerja["selesai"])
        terbanyak = max(terbanyak, _mib(h) - awal)
        if kerja["keadaan"] != "BERJALAN":
            break
        await asyncio.sleep(0.1)
    lama = time.perf_counter() - mulai
    if (kerja["keadaan"], kerja["selesai"], kerja["gagal"]) != ("SELESAI", banyak, 0) or kemajuan != sorted(kemajuan):
        raise RuntimeError(kerja)
    hasil = await h.call("GET", f"{KIB}/cetak/{kerja['pekerjaan_id']}", who=akt)
    with zipfile.ZipFile(io.BytesIO(hasil.body)) as arsip:
        kartu = len(set(arsip.read("daftar.csv").decode().splitlines()[1:]))
    if kartu != banyak:
        raise RuntimeError(f"{kartu} kartu dalam zip")
    return banyak / lama, terbanyak, len(set(kemajuan)), len(hasil.body)


async def ukur(dunia: Lingkungan) -> list[Baris]:
    sedikit, banyak = UKURAN
    kecil, mib_kecil, *_ = await jalan(dunia, sedikit)
    besar, mib_besar, langkah, besar_zip = await jalan(dunia, banyak)
    lain = {"seconds": round(banyak / besar), "progress_seen": langkah, "zip_mib": round(besar_zip / 2**20)}
    return [
        Baris("10,000 cards printed", besar, "cards/s", kecil, besar / kecil, ">= 0.8", "a tenth of them", "one job", lain),
        Baris(
            "its memory", mib_besar, "MiB more", mib_kecil, mib_besar / mib_kecil, "<= 1.5", "a tenth of them", "with the child that prints"
        ),
    ]
