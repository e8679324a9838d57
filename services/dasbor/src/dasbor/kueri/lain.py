"""Rows of the other pages."""

from __future__ import annotations

from datetime import date
from typing import Any

import asyncpg

from dasbor.kueri.badan_usaha import TAGIHAN, keadaan_tagihan
from dasbor.kueri.lingkup import MILIK, Lingkup

_AKT = "($1::text is null or t.akt_id = $1) and $2::text is null"
"""Claims belong to an AKT, never to a Badan Usaha."""

_HITUNG = f"""
select
  (select count(*) from akt) as akt,
  (select count(*) from badan_usaha t where {MILIK}) as badan_usaha,
  (select count(*) from peserta t where {MILIK} and t.kategori is not null) as peserta,
  (select count(*) from peserta t where {MILIK} and t.tanda_dari <= $3 and (t.tanda_sampai is null or t.tanda_sampai >= $3)) as tanda,
  (select coalesce(sum(jumlah), 0) from tagihan t where {MILIK})::bigint as ditagih,
  (select coalesce(sum(nominal), 0) from pembayaran t where {MILIK} and t.dibatalkan is not true)::bigint as dibayar,
  (select count(*) from sep t where {_AKT}) as sep,
  (select coalesce(sum(bpjs), 0) from klaim t where {_AKT} and t.keadaan = 'DIBAYAR')::bigint as klaim_dibayar
"""  # noqa: S608 - conditions of ours
_PERLU = f"""
select 'tagihan' as apa, t.badan_usaha_id as id, b.nama, t.periode as rinci, t.jatuh_tempo as tempo
  from tagihan t join badan_usaha b using (badan_usaha_id)
  where {MILIK} and t.menunggak_sejak <= $3 and t.lunas_pada is null
union all
select 'tugas', t.badan_usaha_id, t.jenis, count(*)::text, min(t.jatuh_tempo) from tugas t where {MILIK} and t.hasil is null
  group by t.badan_usaha_id, t.jenis
union all
select 'pengajuan', t.pengajuan_id, a.nama, t.jumlah_klaim::text, t.jatuh_tempo from pengajuan t left join akt a using (akt_id)
  where {_AKT} and exists (
    select 1 from klaim k where k.pengajuan_id = t.pengajuan_id and k.keadaan in ('DIAJUKAN', 'DIVERIFIKASI'))
union all
select 'webhook', t.webhook_id, coalesce(a.nama, ''), t.alasan, t.pada::date from webhook_mati t left join akt a using (akt_id) where {_AKT}
order by tempo nulls last limit 50
"""  # noqa: S608
_PEMBAYARAN = """
select t.*, b.nama from pembayaran t left join badan_usaha b using (badan_usaha_id)
where ($1::text is null or t.akt_id = $1) and ($2::text is null or t.badan_usaha_id = $2) order by t.waktu_bayar desc nulls last limit 50
"""
_TUGAS = f"""
select t.*, b.nama from tugas t left join badan_usaha b using (badan_usaha_id)
where {MILIK} and t.jenis is not null
order by t.hasil is not null, t.jatuh_tempo, t.tugas_id limit 200
"""  # noqa: S608
_KLAIM = f"""
select t.*, f.nama as nama_faskes, p.jatuh_tempo from klaim t left join faskes f using (kode_ppk) left join pengajuan p using (pengajuan_id)
where {_AKT}
"""  # noqa: S608


async def ringkasan(conn: asyncpg.Connection, milik: Lingkup, hari: date) -> dict[str, Any]:
    return {"hitung": await conn.fetchrow(_HITUNG, *milik.args, hari), "perlu": await conn.fetch(_PERLU, *milik.args, hari)}


async def iuran(conn: asyncpg.Connection, milik: Lingkup) -> dict[str, Any]:
    rows = await conn.fetch(
        TAGIHAN.replace("select t.*", "select t.*, b.nama").replace(
            "from tagihan t where", "from tagihan t left join badan_usaha b using (badan_usaha_id) where"
        )
        + f" {MILIK} order by t.periode desc, t.tagihan_id limit 200",
        *milik.args,
    )
    return {
        "tagihan": [dict(t, keadaan=keadaan_tagihan(t)) for t in rows],
        "pembayaran": await conn.fetch(_PEMBAYARAN, *milik.args),
    }


async def klaim(conn: asyncpg.Connection, milik: Lingkup) -> dict[str, Any]:
    return {
        "klaim": await conn.fetch(_KLAIM + " order by p.jatuh_tempo nulls last, t.nomor_sep limit 500", *milik.args),
        "fpk": await conn.fetch(
            f"select t.*, f.nama as nama_faskes from fpk t left join faskes f using (kode_ppk) where {_AKT} order by t.nomor_fpk",  # noqa: S608
            *milik.args,
        ),
    }


async def satu_klaim(conn: asyncpg.Connection, milik: Lingkup, id: str) -> dict[str, Any] | None:
    row = await conn.fetchrow(_KLAIM + " and (t.klaim_id = $3 or t.nomor_sep = $3)", *milik.args, id)
    if row is None:
        return None
    return {
        "k": row,
        "sep": await conn.fetchrow("select * from sep where nomor_sep = $1", row["nomor_sep"]),
        "riwayat": await conn.fetch(
            "select waktu, dicatat_pada, jenis, isi from riwayat where subjek = $1 order by waktu desc", f"klaim:{row['klaim_id']}"
        ),
    }


async def tugas(conn: asyncpg.Connection, milik: Lingkup) -> list[asyncpg.Record]:
    rows: list[asyncpg.Record] = await conn.fetch(_TUGAS, *milik.args)
    return rows


async def peserta(conn: asyncpg.Connection, milik: Lingkup, noka: str) -> dict[str, Any] | None:
    row = await conn.fetchrow(
        f"select t.*, b.nama as nama_bu from peserta t left join badan_usaha b using (badan_usaha_id) where {MILIK} and t.nomor_kartu = $3",  # noqa: S608
        *milik.args, noka,
    )  # fmt: skip
    if row is None:
        return None
    kepala = row["nomor_kartu_pekerja"] or noka
    return {
        "p": row,
        "keluarga": await conn.fetch(
            "select * from peserta where nomor_kartu = $1 or nomor_kartu_pekerja = $1"
            " order by nomor_kartu_pekerja nulls first, nomor_kartu",
            kepala,
        ),
        "sep": await conn.fetch(
            "select s.*, f.nama as nama_faskes, k.klaim_id, k.keadaan from sep s left join faskes f using (kode_ppk)"
            " left join klaim k using (nomor_sep) where s.nomor_kartu = $1 order by s.tanggal_masuk desc", noka
        ),
        "riwayat": await conn.fetch(
            "select waktu, dicatat_pada, jenis, isi from riwayat where subjek = $1 or (subjek = $2 and jenis = any($3::text[]))"
            " order by waktu desc, dicatat_pada desc limit 80",
            f"peserta:{noka}", f"badan_usaha:{row['badan_usaha_id']}", ["IuranDiterima", "TagihanMenunggak", "StatusUnitBerubah"],
        ),
    }  # fmt: skip
