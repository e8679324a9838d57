"""Rows of the Badan Usaha pages."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any

import asyncpg
from dasar.tanggal import Periode

from dasbor.kueri.lingkup import MILIK, Lingkup

_AKT_KINI = """
left join lateral (
  -- until a delegation stands, the AKT that registered it
  select t.akt_id, t.cakupan, date '-infinity' as berlaku_dari
  where t.akt_id is not null and not exists (select 1 from delegasi d where d.badan_usaha_id = t.badan_usaha_id)
  union all
  select d.akt_id, d.cakupan, d.berlaku_dari from delegasi d where d.badan_usaha_id = t.badan_usaha_id and d.berlaku_dari <= $4::date
    and (d.berlaku_sampai is null or d.berlaku_sampai >= $4::date) and (d.berakhir_pada is null or d.berakhir_pada >= $4::date)
  order by berlaku_dari desc limit 1) d on true
left join akt a on a.akt_id = d.akt_id
"""
"""The AKT of today, from its delegation."""
_DAFTAR = f"""
select t.*, a.nama as nama_akt, d.akt_id as akt_kini,
  (select count(*) from peserta p where p.badan_usaha_id = t.badan_usaha_id and p.berakhir_pada is null) as jumlah,
  (select s.keadaan from status_unit s where s.virtual_account = t.virtual_account and s.dari <= $4
   order by s.urutan desc limit 1) as status
from badan_usaha t {_AKT_KINI} where {MILIK} and t.nama is not null order by t.nama, t.badan_usaha_id limit 200
"""  # noqa: S608 - a condition of ours
_SATU = f"""
select t.*, a.nama as nama_akt, d.akt_id as akt_kini, d.cakupan as cakupan_kini
from badan_usaha t {_AKT_KINI} where {MILIK} and t.badan_usaha_id = $5
"""  # noqa: S608
_BERNAMA = f"""
select t.badan_usaha_id, t.nama, t.kantor_cabang, t.virtual_account from badan_usaha t where {MILIK} and t.nama ilike $5
order by t.nama, t.badan_usaha_id limit 20
"""  # noqa: S608
_NAMA = f"select t.badan_usaha_id, t.nama, t.kantor_cabang from badan_usaha t where {MILIK} and t.badan_usaha_id = any($5::text[])"  # noqa: S608
_DARI_VA = f"select t.badan_usaha_id from badan_usaha t where {MILIK} and t.virtual_account = $5"  # noqa: S608
_JUMLAH = """
select count(*) filter (where kategori = 'PEKERJA') as pekerja, count(*) filter (where kategori <> 'PEKERJA') as keluarga,
  count(*) filter (where tanda_dari is not null and (tanda_sampai is null or tanda_sampai >= $2)) as tanda
from peserta where badan_usaha_id = $1 and (berakhir_pada is null or berakhir_pada >= $2)
"""
TAGIHAN = """
select t.*, coalesce((
    select sum(a.nominal) from alokasi a join pembayaran p using (pembayaran_id)
    where a.tagihan_id = t.tagihan_id and p.dibatalkan is not true), 0)::bigint as dialokasikan, exists (
    select 1 from alokasi a join pembayaran p using (pembayaran_id) where a.tagihan_id = t.tagihan_id and p.dibatalkan) as ada_batal
from tagihan t where t.periode is not null and
"""
_STATUS = "select keadaan, aktif, dari, sampai, lunas_sampai, dasar from status_unit where virtual_account = $1 order by urutan desc"
_RIWAYAT = """
select waktu, dicatat_pada, jenis, isi from riwayat where subjek = $1 and ($2::text is null or akt_id is null or akt_id = $2)
order by waktu desc, dicatat_pada desc, peristiwa_id desc limit 60
"""
_PESERTA = """
select *, coalesce(berakhir_pada < $3, false) as keluar,
  coalesce(tanda_dari <= $3 and (tanda_sampai is null or tanda_sampai >= $3), false) as bertanda
from peserta where badan_usaha_id = $1 and nomor_kartu > $2 and ($4::text is null or kategori = $4)
  and case $5 when 'keluar' then berakhir_pada < $3 when 'terdaftar' then berakhir_pada is null or berakhir_pada >= $3 else true end
  and ($6::boolean is null or $6 = coalesce(tanda_dari <= $3 and (tanda_sampai is null or tanda_sampai >= $3), false))
order by nomor_kartu limit 51
"""


async def daftar(conn: asyncpg.Connection, milik: Lingkup) -> list[asyncpg.Record]:
    rows: list[asyncpg.Record] = await conn.fetch(_DAFTAR, *milik.args)
    return rows


async def satu(conn: asyncpg.Connection, milik: Lingkup, id: str) -> asyncpg.Record | None:
    return await conn.fetchrow(_SATU, *milik.args, id)


async def nama(conn: asyncpg.Connection, milik: Lingkup, id: Sequence[str]) -> dict[str, asyncpg.Record]:
    """Name and office of those of them the viewer may see."""
    return {b["badan_usaha_id"]: b for b in await conn.fetch(_NAMA, *milik.args, list(id)) if b["nama"] is not None}


async def dari_va(conn: asyncpg.Connection, milik: Lingkup, va: str) -> str | None:
    found: str | None = await conn.fetchval(_DARI_VA, *milik.args, va)
    return found


async def isi(conn: asyncpg.Connection, milik: Lingkup, baris: asyncpg.Record) -> dict[str, Any]:
    """Everything of one Badan Usaha's page."""
    id, va, hari = baris["badan_usaha_id"], baris["virtual_account"], milik.hari
    tagihan = await conn.fetch(TAGIHAN + " t.badan_usaha_id = $1 order by t.periode desc limit 24", id)
    status = await conn.fetch(_STATUS, va)
    return {
        "bu": baris,
        "jumlah": await conn.fetchrow(_JUMLAH, id, hari),
        "tagihan": [rincian_tagihan(t) for t in tagihan],
        "status": next((s for s in status if s["dari"] <= hari), None),
        # a unit stays as it is until something else is said of it
        "pita": pita([{**s, "sampai": None} for s in status], hari),
        "tugas": await conn.fetch(
            "select jenis, count(*) as n from tugas where badan_usaha_id = $1 and hasil is null group by jenis order by jenis", id
        ),
        "riwayat": await conn.fetch(_RIWAYAT, f"badan_usaha:{id}", milik.akt_id),
    }


async def peserta(
    conn: asyncpg.Connection, id: str, setelah: str, hari: date, kategori: str | None, keadaan: str, bertanda: bool | None
) -> list[asyncpg.Record]:
    rows: list[asyncpg.Record] = await conn.fetch(_PESERTA, id, setelah, hari, kategori, keadaan, bertanda)
    return rows


async def bernama(conn: asyncpg.Connection, milik: Lingkup, teks: str) -> list[asyncpg.Record]:
    """Whose name holds these letters."""
    pola = "%" + re.sub(r"([\\%_])", r"\\\1", teks) + "%"
    rows: list[asyncpg.Record] = await conn.fetch(_BERNAMA, *milik.args, pola)
    return rows


def rincian_tagihan(t: Any) -> dict[str, Any]:
    """The row of a bill with what was paid of it and its state as people speak of it; late is late even when it is paid by now."""
    # a bill paid from credit has no allocation, so the word of iuran counts; after a cancelled payment only the money still there does
    lunas = t["lunas_pada"] is not None and (not t["ada_batal"] or t["dialokasikan"] >= t["jumlah"])
    if lunas:
        keadaan = "LUNAS_TERLAMBAT" if t["menunggak_sejak"] is not None else "LUNAS"
    elif t["menunggak_sejak"] is not None:
        keadaan = "MENUNGGAK"
    else:
        keadaan = "KURANG_BAYAR" if t["dialokasikan"] > 0 else "TERBIT"
    return dict(t, keadaan=keadaan, dibayar=max(t["dialokasikan"], t["jumlah"]) if lunas else t["dialokasikan"])


def pita(status: Sequence[Mapping[str, Any]], hari: date) -> list[dict[str, Any]]:
    """The last twelve months, oldest first, each with the state on its last day (today for the current month).

    ``status`` newest first: what is said later of a day replaces what was said before of that day and all after it."""
    kini = Periode.dari(hari)
    hasil = []
    for mundur in range(11, -1, -1):
        bulan = kini.geser(-mundur)
        akhir = min(hari, bulan.geser(1).awal - timedelta(days=1))
        kena = next((s for s in status if s["dari"] <= akhir), None)
        habis = kena is None or (kena["sampai"] is not None and kena["sampai"] < akhir)
        hasil.append({"periode": str(bulan), "keadaan": None if habis or kena is None else kena["keadaan"]})
    return hasil
