"""The monthly review of 1,000,000 people in one job: birth dates of 333,333 children opened, who has something to hear told and read back;
against a tenth of them, and the memory meanwhile."""

from __future__ import annotations

import asyncio
import gc
import os
import time
from datetime import date, datetime, timedelta
from typing import Any

import asyncpg
from chassis.crypto import seal
from chassis.settings import Settings
from chassis.testing import Harness, running
from kepesertaan.domain.badan_usaha_pesan import BadanUsahaDidaftarkan
from kepesertaan.domain.formulir import Formulir
from kepesertaan.domain.peserta_pesan import PesertaDidaftarkan
from kepesertaan.main import SPEC
from kepesertaan.model.badan_usaha import BADAN_USAHA
from kepesertaan.model.peserta import PESERTA
from kepesertaan.sandi import Sandi

from benchmarks.baris.impor import rss_mib
from benchmarks.kerangka import Baris
from benchmarks.lingkungan import Lingkungan

UKURAN = (100_000, 1_000_000)
SATU_UNIT = 500
SATU_KELUARGA = 3
"""Of so many people one is a child."""
AKHIR = date(2017, 1, 31)
UMUR_HARI = 21 * 365 + 60
_NOKA, _VA, _BU, _RAHASIA = "9999999999999", "8888899999999999", "bu-templat", "rahasia-templat"
_BADAN_USAHA = """
insert into badan_usaha (badan_usaha_id, nama, jenis, kantor_cabang, kabupaten_kota, sub_segmen, rute_pembayaran, email_tagihan,
  jumlah_pekerja, daftar_akt, keadaan, kurang, virtual_account, keadaan_va, pekerja_terdaftar, versi)
select 'bu-' || b, 'PT ' || b, 'SWASTA', 'KC-BANDUNG', 'Kota A', 'SWASTA', 'LANGSUNG', '', $2::int, '[]', 'TERDAFTAR', '[]',
  '88888' || lpad(b::text, 11, '0'), 'AKTIF', $2::int, 1 from generate_series(0, $1::int / $2::int) b
"""
_PESERTA = """
insert into peserta (nomor_kartu, virtual_account, badan_usaha_id, segmen, sub_segmen, hubungan, kategori, golongan, hak_kelas, iuran_mulai,
  berlaku_dari, koordinasi_manfaat, keadaan, rahasia, versi)
select lpad(n::text, 13, '0'), '88888' || lpad((n / $2::int)::text, 11, '0'), 'bu-' || n / $2::int, 'PPU', 'SWASTA',
  case when a.nomor_kartu is null then 'PEKERJA' else 'ANAK' end, case when a.nomor_kartu is null then 'PEKERJA' else 'INTI' end, '', 1,
  '2016-12', date '2016-11-15', false, 'TERDAFTAR', coalesce(a.rahasia, ''), 1
from generate_series(0, $1::int - 1) n left join anak_bench a on a.nomor_kartu = lpad(n::text, 13, '0')
"""
_SISANYA = (
    "insert into kunci_peserta select nomor_kartu, kunci from anak_bench",
    "insert into streams (stream_id, version, sequence) select 'peserta:' || nomor_kartu, 1, 1 from peserta",
    "insert into streams (stream_id, version, sequence) select 'badan-usaha:' || badan_usaha_id, 1, 1 from badan_usaha",
    "insert into day_marks (tanggal, closed_at) values ('2017-01-31', now())",
)
_PERISTIWA = """
insert into events (stream_id, version, event_id, type, schema_version, data, metadata, waktu, dicatat_pada, sequence, public_type,
  public_data)
select 'peserta:' || nomor_kartu, 1, gen_random_uuid(), $1, 1, convert_to(replace(replace(replace(replace($2, $3, nomor_kartu), $4,
  virtual_account), $5, badan_usaha_id), $6, rahasia), 'UTF8'), '{}', now(), timestamptz '2016-11-15', 1, 'x', '{}'
from peserta where hubungan <> 'PEKERJA'
"""
_PERISTIWA_BU = """
insert into events (stream_id, version, event_id, type, schema_version, data, metadata, waktu, dicatat_pada, sequence, public_type,
  public_data)
select 'badan-usaha:' || badan_usaha_id, 1, gen_random_uuid(), $1, 1, convert_to(replace($2, $3, badan_usaha_id), 'UTF8'), '{}', now(),
  timestamptz '2016-11-07', 1, 'x', '{}' from badan_usaha
"""


async def isi(url: str, sandi: Sandi, banyak: int) -> None:
    def anak() -> list[tuple[str, str, str]]:
        hasil = []
        for n in range(SATU_KELUARGA - 1, banyak, SATU_KELUARGA):
            kunci, terbungkus = sandi.kunci_baru()
            lahir = AKHIR - timedelta(days=n // SATU_KELUARGA % UMUR_HARI)
            hasil.append((f"{n:013d}", seal(kunci, {"tanggal_lahir": lahir.isoformat()}), terbungkus))
        return hasil

    daftar = PesertaDidaftarkan(
        _NOKA, _VA, _BU, None, "PPU", "SWASTA", "ANAK", None, "INTI", 1, None, "", "2016-12", date(2016, 11, 15), None, None, False,
        _RAHASIA, None, None,
    )  # fmt: skip
    nama, _, data = PESERTA.codec.encode(daftar)
    formulir = Formulir(
        nama="PT", jenis="SWASTA", npwp="", kantor_cabang="KC-BANDUNG", kabupaten_kota="Kota A", sub_segmen="SWASTA",
        rute_pembayaran="LANGSUNG", email_tagihan="", jumlah_pekerja=SATU_UNIT,
    )  # fmt: skip
    nama_bu, _, data_bu = BADAN_USAHA.codec.encode(BadanUsahaDidaftarkan(_BU, formulir, "TERDAFTAR", (), date(2016, 11, 7)))
    conn = await asyncpg.connect(url, command_timeout=1_800)
    try:
        await conn.execute("create table anak_bench (nomor_kartu text primary key, rahasia text, kunci text)")
        await conn.copy_records_to_table("anak_bench", records=await asyncio.to_thread(anak))
        for satu in (_BADAN_USAHA, _PESERTA):
            await conn.execute(satu, banyak, SATU_UNIT)
        for satu in _SISANYA:
            await conn.execute(satu)
        await conn.execute(_PERISTIWA, nama, data.decode(), _NOKA, _VA, _BU, _RAHASIA)
        await conn.execute(_PERISTIWA_BU, nama_bu, data_bu.decode(), _BU)
        await conn.execute("vacuum analyze")
    finally:
        await conn.close()


async def jalan(dunia: Lingkungan, banyak: int) -> tuple[float, float, dict[str, Any]]:
    """(people a second, MiB more at the worst moment than before, what the job says of itself)."""
    url = await dunia.basis_data("kepesertaan", SPEC.migrations)
    await isi(url, Sandi.dari(Settings(database_url=url)), banyak)
    gc.collect()
    bootstrap, prefix = await dunia.topik()
    async with running(SPEC, pg_url=dunia.pg_url, kafka=bootstrap, prefix=prefix, database_url=url) as h:
        return await _jalan(h, banyak)


async def _jalan(h: Harness, banyak: int) -> tuple[float, float, dict[str, Any]]:
    who = h.token("operasi", "operasi kepesertaan:baca", kantor="PUSAT", jenis_kantor="PUSAT")
    awal, terbanyak = rss_mib(os.getpid()), 0.0
    mulai = time.perf_counter()
    at = datetime.fromisoformat("2017-02-01T08:00:00+07:00")
    diterima = await h.call("POST", "/v1/tinjauan:jalankan", who=who, json={"periode": "2017-01"}, at=at)
    if diterima.status != 202:
        raise RuntimeError(diterima.body)
    while True:
        terbanyak = max(terbanyak, rss_mib(os.getpid()) - awal)
        isi_kerja = (await h.call("GET", diterima.headers["Location"], who=who)).json()
        if isi_kerja["keadaan"] != "BERJALAN":
            break
        await asyncio.sleep(0.1)
    if isi_kerja["keadaan"] != "SELESAI" or isi_kerja["gagal"]:
        raise RuntimeError(isi_kerja)
    return banyak / (time.perf_counter() - mulai), terbanyak, isi_kerja["hasil"]


async def ukur(dunia: Lingkungan) -> list[Baris]:
    sedikit, banyak = UKURAN
    kecil, mib_kecil, _ = await jalan(dunia, sedikit)
    besar, mib_besar, hasil = await jalan(dunia, banyak)
    lain = {"seconds": round(banyak / besar), **{k: v for k, v in hasil.items() if isinstance(v, int)}}
    return [
        Baris("monthly review of 1,000,000", besar, "people/s", kecil, besar / kecil, ">= 0.8", "a tenth of them", "one job", lain),
        Baris("its memory", mib_besar, "MiB more", mib_kecil, None, "<= 50", "a tenth of them", "one process, at the worst moment"),
    ]
