"""The measurements of the issue, each in a warm stack."""

from __future__ import annotations

import asyncio
import os
import sys
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from itertools import islice
from typing import Any

import aiohttp
import asyncpg
from selaras.cerita.panggilan import Berkas, serentak
from selaras.cerita.panggung import Langkah, Panggung
from selaras.cerita.tetap import BANK, OPERASI, SENTOSA
from selaras.lokal.port import port_bebas
from selaras.lokal.susunan import LAYANAN
from selaras.lokal.tumpukan import Tumpukan

from benchmarks.isi_awal import Isi
from benchmarks.klien_http import Kolam, per_detik, permintaan, persentil

SAMBUNGAN = 16
PEMBAYARAN = 4_000
HANGAT = 400
LAJU = 50
_SISA = "select (select count(*) from outbox) + (select count(*) from jobs where state = 'BERJALAN')"


@dataclass(frozen=True, slots=True)
class Angka:
    nama: str
    nilai: float
    satuan: str
    cara: str


async def reda(t: Tumpukan, tenggat: float = 180.0) -> None:
    """Until what was done before has run its course: no event waits to be sent, no job runs, twenty looks in a row."""
    koneksi = [await asyncpg.connect(t.database_url(n)) for n in LAYANAN]
    akhir, tenang = time.perf_counter() + tenggat, 0
    try:
        while tenang < 20:
            sisa = [await c.fetchval(_SISA) for c in koneksi]
            tenang = 0 if any(sisa) else tenang + 1
            if time.perf_counter() > akhir:
                raise RuntimeError(f"tidak juga reda: {dict(zip(LAYANAN, sisa, strict=True))}")
            await asyncio.sleep(0.05)
    finally:
        for c in koneksi:
            await c.close()


async def impor(p: Panggung, t: Tumpukan, isi: Isi) -> list[Angka]:
    p.pada("2016-11-15 09:00")
    jalur = f"/v1/badan-usaha/{isi.badan_usaha_besar}/peserta:impor"
    mulai = time.perf_counter()
    j = await p.post(SENTOSA, "kepesertaan", jalur, berkas=[Berkas("berkas", "peserta.csv", isi.berkas)], harap=202)
    hasil, _ = await p.pekerjaan(SENTOSA, "kepesertaan", j, "impor")
    detik = time.perf_counter() - mulai
    if hasil["gagal"]:
        raise RuntimeError(f"baris gagal: {hasil['baris_gagal'][:3]}")
    return [
        Angka("pendaftaran dalam impor", hasil["selesai"] / detik, "baris/detik", f"{hasil['selesai']} baris, dari POST sampai SELESAI")
    ]


async def tagihan(p: Panggung, t: Tumpukan, isi: Isi) -> list[Angka]:
    langkah = Langkah("", "")
    await p.tutup_hari(langkah, "2016-11-20")
    p.pada("2016-11-21 08:00")
    mulai = time.perf_counter()
    j = await p.post(OPERASI, "iuran", "/v1/tagihan:terbitkan", {"periode": "2016-12"}, harap=202)
    hasil, _ = await p.pekerjaan(OPERASI, "iuran", j, "tagihan")
    detik = time.perf_counter() - mulai
    return [Angka("penerbitan tagihan", hasil["selesai"] / detik, "tagihan/detik", f"{hasil['selesai']} tagihan, satu di antaranya besar")]


def laporan(p: Panggung, va: str, nominal: int, referensi: str) -> dict[str, Any]:
    waktu = (p.sekarang - timedelta(minutes=1)).isoformat()
    return {"virtual_account": va, "nominal": nominal, "waktu_bayar": waktu, "bank": "BNI", "kanal": "ATM", "referensi_bank": referensi}


async def sampai_aktif(p: Panggung, t: Tumpukan, isi: Isi) -> list[Angka]:
    """Bills paid at a steady pace; from the bank's answer until status reads AKTIF."""
    p.pada("2016-12-05 09:00")
    jumlah: dict[str, int] = {}

    async def tanya(va: str) -> None:
        daftar = (await p.get(SENTOSA, "iuran", "/v1/tagihan", {"virtual_account": va, "periode": "2016-12"})).isi["data"]
        jumlah[va] = daftar[0]["sisa"]

    await serentak(tanya, isi.unit)
    bank, akt = await t.token(BANK), await t.token(SENTOSA)
    waktu = {"X-Waktu-Simulasi": p.sekarang.isoformat()}
    lama: list[float] = []

    bank_, status_ = Kolam(t.url("iuran")), Kolam(t.url("status"))

    async def satu(nomor: int, va: str) -> None:
        kepala = waktu | {"Authorization": f"Bearer {bank}", "Idempotency-Key": f"aktif-{nomor}"}
        baca = permintaan(
            "GET", f"{t.url('status')}/v1/status/{isi.unit[va][1]}?pada=2016-12-05", waktu | {"Authorization": f"Bearer {akt}"}
        )
        badan = laporan(p, va, jumlah[va], f"AKTIF-{nomor}")
        status, jawab = await bank_.kirim(permintaan("POST", f"{t.url('iuran')}/v1/pembayaran", kepala, badan))
        if status != 201:
            raise RuntimeError(f"{status}: {jawab[:300]!r}")
        dijawab = time.perf_counter()
        while b'"keadaan":"AKTIF"' not in (await status_.kirim(baca))[1]:
            if (lewat := time.perf_counter() - dijawab) > 60:
                raise RuntimeError("tidak menjadi AKTIF dalam 60 detik")
            # asking must not be the load that is measured: a tenth of the time waited so far
            await asyncio.sleep(max(0.003, lewat / 10))
        lama.append((time.perf_counter() - dijawab) * 1000)

    mulai, tugas = time.perf_counter(), []
    for nomor, va in enumerate(isi.unit):
        await asyncio.sleep(max(0.0, mulai + nomor / LAJU - time.perf_counter()))
        tugas.append(asyncio.create_task(satu(nomor, va)))
    await asyncio.gather(*tugas)
    bank_.tutup()
    status_.tutup()
    cara = f"{len(lama)} pembayaran pada {LAJU}/detik, dari jawaban sampai terbaca"
    return [Angka(f"pembayaran sampai AKTIF p{round(q * 100)}", persentil(lama, q), "ms", cara) for q in (0.5, 0.99)]


@asynccontextmanager
async def rute_polos(t: Tumpukan) -> AsyncIterator[str]:
    """The yardstick in its own process, on the database of iuran's server."""
    port = port_bebas(1)[0]
    env = os.environ | {"BENCH_PORT": str(port), "BENCH_DATABASE_URL": t.database_url("iuran")}
    proses = await asyncio.create_subprocess_exec(sys.executable, "-m", "benchmarks.rute_polos", env=env)
    url = f"http://127.0.0.1:{port}"
    try:
        async with aiohttp.ClientSession() as sesi:
            for _ in range(600):
                try:
                    async with sesi.get(f"{url}/siap") as r:
                        if r.status == 200:
                            break
                except aiohttp.ClientError:
                    await asyncio.sleep(0.05)
        yield url
    finally:
        proses.terminate()
        await proses.wait()


async def pembayaran(p: Panggung, t: Tumpukan, isi: Isi) -> list[Angka]:
    """Small payments towards open bills, and the same body to the bare route, in turns so that both see the same machine."""
    p.pada("2016-12-04 09:00")
    kepala = {"Authorization": f"Bearer {await t.token(BANK)}", "X-Waktu-Simulasi": p.sekarang.isoformat()}
    va = list(isi.unit)

    def bayar() -> Iterator[bytes]:
        nomor = 0
        while True:
            nomor += 1
            badan = laporan(p, va[nomor % len(va)], 100 + nomor % 900, f"LAJU-{nomor}")
            yield permintaan("POST", f"{t.url('iuran')}/v1/pembayaran", kepala | {"Idempotency-Key": f"laju-{nomor}"}, badan)

    async with rute_polos(t) as url:

        def polos() -> Iterator[bytes]:
            nomor = 0
            while True:
                nomor += 1
                yield permintaan("POST", f"{url}/polos", kepala, laporan(p, va[nomor % len(va)], 100 + nomor % 900, f"LAJU-{nomor}"))

        milik, acuan = bayar(), polos()
        laju: dict[str, list[float]] = {"milik": [], "acuan": []}
        lama: list[float] = []
        for putaran in range(5):
            banyak = HANGAT if putaran == 0 else PEMBAYARAN // 4
            a, ms = await per_detik(t.url("iuran"), islice(milik, banyak), sambungan=SAMBUNGAN, harap=201)
            b, _ = await per_detik(url, islice(acuan, banyak), sambungan=SAMBUNGAN, harap=201)
            if putaran:
                laju["milik"].append(a)
                laju["acuan"].append(b)
                lama += ms
    kita, dasar = (sum(v) / len(v) for v in laju.values())
    cara = f"{SAMBUNGAN} sambungan, {PEMBAYARAN} pembayaran, seluruh tumpukan menyala"
    return [
        Angka("POST /v1/pembayaran", kita, "permintaan/detik", cara),
        Angka("POST /v1/pembayaran p99", persentil(lama, 0.99), "ms", cara),
        Angka("rute FastAPI polos, satu insert", dasar, "permintaan/detik", "sambungan dan isi yang sama, bergantian"),
        Angka("perbandingan", kita / dasar, "kali", "pembayaran dibagi rute polos, putaran yang sama"),
    ]
