"""Rows of the other pages."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import asyncpg

from dasbor.kueri.badan_usaha import TAGIHAN, rincian_tagihan
from dasbor.kueri.lingkup import AKT_MILIK, MILIK, PROSES_MILIK, TUGAS_MILIK, Lingkup, klaim_milik

_KLAIM_MILIK = klaim_milik()
_PENGAJUAN_MILIK = klaim_milik(
    "exists (select 1 from klaim y where y.nomor_sep = z.nomor_sep and y.pengajuan_id = t.pengajuan_id)",
)

_HITUNG = f"""
select
  (select count(*) from akt t where {AKT_MILIK}) as akt,
  (select count(*) from badan_usaha t where {MILIK}) as badan_usaha,
  (select count(*) from peserta t where {MILIK} and t.kategori is not null) as peserta,
  (select count(*) from peserta t where {MILIK} and t.tanda_dari <= $4 and (t.tanda_sampai is null or t.tanda_sampai >= $4)) as tanda,
  (select coalesce(sum(jumlah), 0) from tagihan t where {MILIK})::bigint as ditagih,
  (select coalesce(sum(nominal), 0) from pembayaran t where {MILIK} and t.dibatalkan is not true)::bigint as dibayar,
  (select count(*) from sep t where {_KLAIM_MILIK}) as sep,
  (select coalesce(sum(bpjs), 0) from klaim t where {_KLAIM_MILIK} and t.keadaan = 'DIBAYAR')::bigint as klaim_dibayar
"""  # noqa: S608 - conditions of ours
_PERLU = f"""
select 'tagihan' as apa, t.badan_usaha_id as id, b.nama, t.periode as rinci, t.jatuh_tempo as tempo
  from tagihan t join badan_usaha b using (badan_usaha_id)
  where {MILIK} and t.menunggak_sejak <= $4 and t.lunas_pada is null
union all
select 'tugas', t.badan_usaha_id, t.jenis, count(*)::text, min(t.jatuh_tempo) from tugas t
  where {TUGAS_MILIK} and t.hasil is null and t.jenis is not null
  group by t.badan_usaha_id, t.jenis
union all
select 'peralihan', t.badan_usaha_id || '/peralihan/' || t.proses_id, b.nama, t.sebab, t.pada::date
  from (select distinct on (proses_id) * from proses_akt t where {PROSES_MILIK} order by proses_id, urutan desc) t
  left join badan_usaha b using (badan_usaha_id) where t.keadaan = 'TERTAHAN'
union all
select 'berkas', t.badan_usaha_id, t.nama, t.kurang, null from badan_usaha t where {MILIK} and t.keadaan = 'BERKAS_TIDAK_LENGKAP'
union all
select 'pengajuan', t.pengajuan_id, a.nama, t.jumlah_klaim::text, t.jatuh_tempo from pengajuan t left join akt a using (akt_id)
  where {_PENGAJUAN_MILIK} and exists (
    select 1 from klaim k where k.pengajuan_id = t.pengajuan_id and k.keadaan in ('DIAJUKAN', 'DIVERIFIKASI'))
union all
select 'webhook', t.webhook_id, coalesce(a.nama, ''), t.alasan, t.pada::date from webhook_mati t left join akt a using (akt_id)
  where {AKT_MILIK}
order by tempo nulls last limit 50
"""  # noqa: S608
_PEMBAYARAN = f"""
select t.*, b.nama from pembayaran t left join badan_usaha b using (badan_usaha_id)
where {MILIK} and t.nominal is not null order by t.waktu_bayar desc nulls last, t.pembayaran_id limit 50
"""  # noqa: S608
_KLAIM = f"""
select t.*, f.nama as nama_faskes, p.jatuh_tempo from klaim t left join faskes f using (kode_ppk) left join pengajuan p using (pengajuan_id)
where {_KLAIM_MILIK}
"""  # noqa: S608
_KELUARGA = f"""
select t.* from peserta t where {MILIK} and (t.nomor_kartu = $5 or t.nomor_kartu_pekerja = $5)
order by t.nomor_kartu_pekerja nulls first, t.nomor_kartu
"""  # noqa: S608
_SEP = f"""
select t.*, f.nama as nama_faskes, k.klaim_id, k.keadaan from sep t left join faskes f using (kode_ppk) left join klaim k using (nomor_sep)
where {_KLAIM_MILIK} and t.nomor_kartu = $5 order by t.tanggal_masuk desc
"""  # noqa: S608
_BERNOMOR = f"""
select t.*, coalesce(t.berakhir_pada < $4, false) as keluar,
  coalesce(t.tanda_dari <= $4 and (t.tanda_sampai is null or t.tanda_sampai >= $4), false) as bertanda
from peserta t where {MILIK} and t.nomor_kartu = any($5::text[]) order by t.nomor_kartu
"""  # noqa: S608
_RIWAYAT = """
select waktu, dicatat_pada, jenis, isi from riwayat
where (subjek = $1 or (subjek = $2 and jenis = any($3::text[]))) and ($4::text is null or akt_id is null or akt_id = $4)
  and jenis <> all($5::text[]) and (jenis <> 'SepDiterbitkan' or $4::text is null or akt_id = $4)
  and ($6::timestamptz is null or waktu < $6) and ($7::timestamptz is null or dicatat_pada <= $7)
order by waktu desc, dicatat_pada desc, peristiwa_id desc limit 80
"""
_DARI_UNIT = ["IuranDiterima", "TagihanMenunggak", "StatusUnitBerubah"]
_PERAWATAN = ["SepDiterbitkan"]
"""An employer is never told of a stay in hospital, an AKT only of those it shares."""


async def ringkasan(conn: asyncpg.Connection, milik: Lingkup) -> dict[str, Any]:
    return {"hitung": await conn.fetchrow(_HITUNG, *milik.args), "perlu": await conn.fetch(_PERLU, *milik.args)}


async def iuran(conn: asyncpg.Connection, milik: Lingkup) -> dict[str, Any]:
    rows = await conn.fetch(
        TAGIHAN.replace("select t.*", "select t.*, b.nama").replace(
            "from tagihan t where", "from tagihan t left join badan_usaha b using (badan_usaha_id) where"
        )
        + f" {MILIK} order by t.periode desc, t.tagihan_id limit 200",
        *milik.args,
    )
    return {
        "tagihan": [rincian_tagihan(t) for t in rows],
        "pembayaran": await conn.fetch(_PEMBAYARAN, *milik.args),
    }


async def klaim(conn: asyncpg.Connection, milik: Lingkup) -> dict[str, Any]:
    return {
        "klaim": await conn.fetch(_KLAIM + " order by p.jatuh_tempo nulls last, t.nomor_sep limit 500", *milik.args),
        "fpk": await conn.fetch(
            f"select t.*, f.nama as nama_faskes from fpk t left join faskes f using (kode_ppk)"  # noqa: S608
            f" where {_PENGAJUAN_MILIK} and t.nilai is not null order by t.nomor_fpk limit 200",
            *milik.args,
        ),
    }


async def satu_klaim(conn: asyncpg.Connection, milik: Lingkup, id: str) -> dict[str, Any] | None:
    row = await conn.fetchrow(_KLAIM + " and (t.klaim_id = $5 or t.nomor_sep = $5)", *milik.args, id)
    if row is None:
        return None
    return {
        "k": row,
        "sep": await conn.fetchrow("select * from sep where nomor_sep = $1", row["nomor_sep"]),
        "riwayat": await conn.fetch(
            "select waktu, dicatat_pada, jenis, isi from riwayat where subjek = $1"
            " order by waktu desc, dicatat_pada desc, peristiwa_id desc",
            f"klaim:{row['klaim_id']}",
        ),
    }


async def peserta(
    conn: asyncpg.Connection, milik: Lingkup, noka: str, sebelum: datetime | None = None, diketahui: datetime | None = None
) -> dict[str, Any] | None:
    """``sebelum``, ``diketahui``: of the timeline only what had happened, and was known, by then."""
    row = await conn.fetchrow(
        f"select t.*, b.nama as nama_bu from peserta t left join badan_usaha b using (badan_usaha_id) where {MILIK} and t.nomor_kartu = $5",  # noqa: S608
        *milik.args, noka,
    )  # fmt: skip
    if row is None:
        return None
    kepala = row["nomor_kartu_pekerja"] or noka
    return {
        "p": row,
        "keluarga": await conn.fetch(_KELUARGA, *milik.args, kepala),
        "sep": await conn.fetch(_SEP, *milik.args, noka),
        "riwayat": await conn.fetch(
            _RIWAYAT, f"peserta:{noka}", f"badan_usaha:{row['badan_usaha_id']}", _DARI_UNIT, milik.akt_id,
            _PERAWATAN if milik.badan_usaha_id is not None else [], sebelum, diketahui,
        ),
    }  # fmt: skip


async def peserta_bernomor(conn: asyncpg.Connection, milik: Lingkup, nomor: list[str]) -> list[asyncpg.Record]:
    rows: list[asyncpg.Record] = await conn.fetch(_BERNOMOR, *milik.args, nomor)
    return rows
