"""Projection ``status``: the facts of kepesertaan and iuran as rows, one insert a table and batch. No rule is applied here.

Rows are only ever inserted, with the time they were learned, so that any answer can be computed as it was known at any moment.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

import asyncpg
from chassis.kafka_bus import PARTITIONS
from chassis.records import Record
from chassis.subscription import Projection
from shared_events import iuran, kepesertaan
from shared_events.registry import HARI_DITUTUP

from status.terjemah import baris_peserta, baris_unit

IURAN_DITUTUP = HARI_DITUTUP["iuran"]

_PESERTA = """
insert into peserta_fakta (nomor_kartu, urutan, jenis, va, badan_usaha_id, keluarga_id, segmen, akt_id, hak_kelas, dari, sampai, periode,
  dicatat_pada, peristiwa_id)
select * from unnest($1::text[], $2::bigint[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[], $8::text[], $9::smallint[],
  $10::date[], $11::date[], $12::text[], $13::timestamptz[], $14::text[])
on conflict do nothing
"""
_UNIT = """
insert into unit_fakta (va, urutan, periode, jenis, tanggal, waktu, akt_id, dicatat_pada, peristiwa_id)
select * from unnest($1::text[], $2::bigint[], $3::text[], $4::text[], $5::date[], $6::timestamptz[], $7::text[], $8::timestamptz[],
  $9::text[])
on conflict do nothing
"""
_DELEGASI = """
insert into delegasi_fakta (badan_usaha_id, urutan, akt_id, berakhir, dari, sampai)
select * from unnest($1::text[], $2::bigint[], $3::text[], $4::boolean[], $5::date[], $6::date[])
on conflict do nothing
"""
_TANDA = """
insert into tanda_hari (part, tanggal, dicatat_pada) select * from unnest($1::int[], $2::date[], $3::timestamptz[]) on conflict do nothing
"""
# A day is closed once every partition has its mark or a later one; it was known when the last of these was recorded.
TUTUP = """
insert into hari_tertutup (tanggal, dicatat_pada)
select d.tanggal, max(m.dicatat_pada)
from (select distinct tanggal from tanda_hari
      where tanggal > coalesce((select max(tanggal) from hari_tertutup), '-infinity')) d
cross join lateral (select part, min(dicatat_pada) as dicatat_pada from tanda_hari t where t.tanggal >= d.tanggal group by part) m
group by d.tanggal having count(*) >= $1
on conflict do nothing
"""


def _delegasi(records: Sequence[Record]) -> list[tuple[Any, ...]]:
    hasil: list[tuple[Any, ...]] = []
    for r in records:
        e, urutan = r.event, r.envelope.sequence
        if isinstance(e, kepesertaan.DelegasiAktDitetapkan):
            hasil.append((e.badan_usaha_id, urutan, e.akt_id, False, e.berlaku_dari, e.berlaku_sampai))
        elif isinstance(e, kepesertaan.DelegasiAktDiakhiri):
            hasil.append((e.badan_usaha_id, urutan, e.akt_id, True, None, e.berakhir_pada))
    return hasil


async def _sisip(conn: asyncpg.Connection, sql: str, baris: Sequence[tuple[Any, ...]]) -> None:
    if baris:
        await conn.execute(sql, *[list(kolom) for kolom in zip(*baris, strict=True)])


async def _tutup_hari(conn: asyncpg.Connection, records: Sequence[Record]) -> None:
    tanda: list[tuple[int, date, datetime]] = [
        (r.raw.partition, r.event.tanggal, r.envelope.recorded_time) for r in records if isinstance(r.event, IURAN_DITUTUP)
    ]
    if tanda:
        # partitions may be read by different workers: whoever comes last must see the marks of all others
        await conn.execute("select pg_advisory_xact_lock(hashtext('status.hari_tertutup'))")
        await _sisip(conn, _TANDA, tanda)
        await conn.execute(TUTUP, PARTITIONS)


async def terapkan(conn: asyncpg.Connection, records: Sequence[Record]) -> None:
    await _sisip(conn, _PESERTA, [b for r in records if (b := baris_peserta(r)) is not None])
    await _sisip(conn, _UNIT, [b for r in records for b in baris_unit(r)])
    await _sisip(conn, _DELEGASI, _delegasi(records))
    await _tutup_hari(conn, records)


FAKTA = Projection(
    name="status",
    sources=("kepesertaan", "iuran"),
    events=(
        kepesertaan.PesertaDidaftarkan,
        kepesertaan.PesertaDipindahkan,
        kepesertaan.PesertaDikeluarkan,
        kepesertaan.PesertaMeninggal,
        kepesertaan.PesertaTerkenaPhk,
        kepesertaan.HakKelasDitetapkan,
        kepesertaan.TandaKoordinasiManfaatDiberikan,
        kepesertaan.TandaKoordinasiManfaatDihapus,
        kepesertaan.PesertaDilupakan,
        kepesertaan.DelegasiAktDitetapkan,
        kepesertaan.DelegasiAktDiakhiri,
        iuran.TagihanDiterbitkan,
        iuran.TagihanLunas,
        iuran.PembayaranDibatalkan,
        iuran.PenerusanTerlambat,
        IURAN_DITUTUP,
    ),
    apply=terapkan,
    tables=("peserta_fakta", "unit_fakta", "delegasi_fakta", "tanda_hari", "hari_tertutup"),
    rest=0.0,  # a payer waits for his AKTIF
)
