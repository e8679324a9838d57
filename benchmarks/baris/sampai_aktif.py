"""From the bank's answer until status reads AKTIF, at 200 payments a second with the whole stack running; and the same while a job bills
300,000 units beside it."""

from __future__ import annotations

import asyncio
import time
from pathlib import Path
from typing import Any

import aiohttp
import asyncpg
from chassis.kafka_bus import PARTITIONS
from iuran.nama import KONSUMEN_KEPESERTAAN
from selaras.lokal.tumpukan import Tumpukan
from shared_events.registry import topic

from benchmarks import bahan_iuran, bahan_massal
from benchmarks.kerangka import Baris
from benchmarks.klien_http import Kolam, permintaan, persentil
from benchmarks.lingkungan import Lingkungan, reda

LAJU = 200
DETIK = 10
HANGAT = 400
DITANYA = 5
"""Every fifth payment is followed until it reads AKTIF: asking after all of them would be most of what is measured."""
UNIT = 2 * (LAJU * DETIK) + HANGAT
MASSAL = 300_000
NOMINAL = 250_000
_PESERTA = """
insert into peserta_fakta (nomor_kartu, urutan, jenis, va, badan_usaha_id, segmen, akt_id, hak_kelas, dari, periode, dicatat_pada,
  peristiwa_id)
select lpad(n::text, 13, '0'), 1, 'DAFTAR', '88888' || lpad(n::text, 11, '0'), 'bu-' || n, 'PPU', 'akt-sentosa', 1, date '2016-11-15',
  '2016-12', timestamptz '2016-11-15 09:00+07', gen_random_uuid()::text from generate_series(1, $1::int) n
"""
_DELEGASI = """
insert into delegasi_fakta
select 'bu-' || n, 1, 'akt-sentosa', false, date '2015-12-01', date '2017-12-31' from generate_series(1, $1::int) n
"""


async def siapkan(t: Tumpukan) -> None:
    """Units and people where kepesertaan's events would have put them; the bills by iuran's own command, so that all of it travels."""
    await bahan_iuran.isi(t.database_url("iuran"), UNIT, NOMINAL)
    conn = await asyncpg.connect(t.database_url("status"))
    await conn.execute(_PESERTA, UNIT)
    await conn.execute(_DELEGASI, UNIT)
    await conn.execute("analyze")
    await conn.close()


async def siapkan_massal(t: Tumpukan, banyak: int = MASSAL) -> None:
    conn = await asyncpg.connect(t.database_url("iuran"))
    await bahan_massal.keluarga(conn, banyak)
    await conn.execute(
        "insert into day_marks_read select $1, $2, p, date '2016-12-20', now() from generate_series(0, $3::int - 1) p",
        KONSUMEN_KEPESERTAAN, topic("kepesertaan", t.topic_prefix), PARTITIONS,
    )  # fmt: skip
    await conn.close()
    conn = await asyncpg.connect(t.database_url("kepesertaan"))
    await bahan_massal.kunci(conn, banyak)
    await conn.close()


async def terbitkan(t: Tumpukan) -> str:
    """The job that bills a month for all of them: where to look after it."""
    kepala = {"Authorization": f"Bearer {await t.token('operasi')}", "X-Waktu-Simulasi": "2016-12-21T08:00:00+07:00"}
    async with (
        aiohttp.ClientSession() as sesi,
        sesi.post(f"{t.url('iuran')}/v1/tagihan:terbitkan", json={"periode": "2017-01"}, headers=kepala) as r,
    ):
        if r.status != 202:
            raise RuntimeError(f"{r.status}: {await r.text()}")
        return str(r.headers["Location"])


async def lama_pembayaran(t: Tumpukan, mulai_unit: int, banyak: int) -> list[float]:
    """Milliseconds from the answer to the payment until the person reads AKTIF, at a steady pace."""
    bank, akt = await t.token("bank-bni"), await t.token("akt-sentosa")
    waktu = {"X-Waktu-Simulasi": bahan_iuran.SAAT.isoformat()}
    iuran, status = Kolam(t.url("iuran")), Kolam(t.url("status"))
    lama: list[float] = []

    async def satu(n: int) -> None:
        isi: dict[str, Any] = {
            "virtual_account": bahan_iuran.virtual_account(n), "nominal": NOMINAL, "waktu_bayar": "2016-12-04T08:59:00+07:00",
            "bank": "BNI", "kanal": "ATM", "referensi_bank": f"A-{n}",
        }  # fmt: skip
        kepala = waktu | {"Authorization": f"Bearer {bank}", "Idempotency-Key": f"aktif-{n}"}
        kode, jawab = await iuran.kirim(permintaan("POST", f"{t.url('iuran')}/v1/pembayaran", kepala, isi))
        if kode != 201:
            raise RuntimeError(f"{kode}: {jawab[:300]!r}")
        if n % DITANYA:
            return
        dijawab = time.perf_counter()
        baca = permintaan("GET", f"{t.url('status')}/v1/status/{n:013d}?pada=2016-12-04", waktu | {"Authorization": f"Bearer {akt}"})
        while b'"keadaan":"AKTIF"' not in (await status.kirim(baca))[1]:
            if (lewat := time.perf_counter() - dijawab) > 60:
                raise RuntimeError("tidak menjadi AKTIF dalam 60 detik")
            await asyncio.sleep(max(0.005, lewat / 5))
        lama.append((time.perf_counter() - dijawab) * 1000)

    awal, tugas = time.perf_counter(), []
    for k in range(banyak):
        await asyncio.sleep(max(0.0, awal + k / LAJU - time.perf_counter()))
        tugas.append(asyncio.create_task(satu(mulai_unit + k)))
    try:
        await asyncio.gather(*tugas)
    finally:
        iuran.tutup()
        status.tutup()
    return lama


async def ukur(dunia: Lingkungan) -> list[Baris]:
    folder: Path = dunia.folder / "tumpukan"
    async with Tumpukan(state=folder, fresh=True, ports="free", kabar=dunia.kabar) as t:
        await siapkan(t)
        await reda(t)
        await lama_pembayaran(t, 1, HANGAT)
        await reda(t)
        diam = t.pss_mib()
        sendiri = await lama_pembayaran(t, 1 + HANGAT, LAJU * DETIK)
        await siapkan_massal(t)
        await reda(t)
        await terbitkan(t)
        await asyncio.sleep(2)
        bersama = await lama_pembayaran(t, 1 + HANGAT + LAJU * DETIK, LAJU * DETIK)
    laju = f"{LAJU * DETIK} payments at {LAJU}/s, every {DITANYA}th followed"
    cara = f"{laju}; seven services in seven processes, PostgreSQL and Kafka on the same cores"
    return [
        Baris(
            "payment answered to AKTIF readable, p99", persentil(sendiri, 0.99), "ms", None, None, "<= 150", "", cara,
            {"p50_ms": round(persentil(sendiri, 0.5), 1), "stack_pss_mib": round(diam)},
        ),
        Baris(
            "the same while 300,000 units are billed, p99", persentil(bersama, 0.99), "ms", None, None, "<= 500", "", cara,
            {"p50_ms": round(persentil(bersama, 0.5), 1)},
        ),
    ]  # fmt: skip
