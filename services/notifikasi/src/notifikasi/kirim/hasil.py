"""Writing down what came of attempts: a batch in one transaction, each result only while its lease still holds."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

import asyncpg

from notifikasi.domain.jadwal import Keputusan
from notifikasi.kirim.antrean import Tugas


@dataclass(frozen=True, slots=True)
class Hasil:
    """``kode``: HTTP status; ``galat``: why there is none, as a short code."""

    tugas: Tugas
    keputusan: Keputusan
    pada: datetime
    milidetik: int
    kode: int | None
    galat: str | None


_KUNCI = """
select j.sewa from jalur j
join unnest($1::uuid[], $2::text[], $3::uuid[]) as m(webhook_id, subjek, sewa)
  on j.webhook_id = m.webhook_id and j.subjek = m.subjek and j.sewa = m.sewa
order by j.webhook_id, j.subjek for update of j
"""
_PERCOBAAN = """
insert into percobaan (pengiriman_id, ke, pada, kode, milidetik, galat)
select * from unnest($1::bigint[], $2::int[], $3::timestamptz[], $4::int[], $5::int[], $6::text[])
"""
# a resend that came while the message was under way set it back to its first attempt: that stays
_PENGIRIMAN = """
update pengiriman p set percobaan_semua = m.semua,
  percobaan = case when j.ulang = m.ulang or m.keadaan = 'TERKIRIM' then m.percobaan else p.percobaan end,
  keadaan = case when j.ulang = m.ulang or m.keadaan = 'TERKIRIM' then m.keadaan else p.keadaan end,
  selesai_pada = case when m.keadaan <> 'MENUNGGU' and (j.ulang = m.ulang or m.keadaan = 'TERKIRIM') then m.pada end
from unnest($1::bigint[], $2::text[], $3::int[], $4::int[], $5::timestamptz[], $6::int[])
  as m(pengiriman_id, keadaan, percobaan, semua, pada, ulang), jalur j
where p.pengiriman_id = m.pengiriman_id and j.webhook_id = p.webhook_id and j.subjek = p.subjek
"""
_JALUR = """
update jalur j set sewa = null, sewa_sampai = null,
  kepala = case when j.ulang <> m.ulang then j.kepala when not m.selesai then m.urutan
                when m.urutan < j.urutan then m.urutan + 1 end,
  berikutnya_pada = case when j.ulang <> m.ulang or m.selesai then now() else now() + make_interval(secs => m.jeda) end
from unnest($1::uuid[], $2::text[], $3::bigint[], $4::int[], $5::bool[], $6::float8[])
  as m(webhook_id, subjek, urutan, ulang, selesai, jeda)
where j.webhook_id = m.webhook_id and j.subjek = m.subjek
"""
_KESEHATAN = """
insert into webhook_kesehatan as k (webhook_id, gagal_sejak, berhasil_terakhir)
select * from unnest($1::uuid[], $2::timestamptz[], $3::timestamptz[]) order by 1
on conflict (webhook_id) do update set
  gagal_sejak = case when excluded.berhasil_terakhir is not null then excluded.gagal_sejak
                     else coalesce(k.gagal_sejak, excluded.gagal_sejak) end,
  berhasil_terakhir = coalesce(excluded.berhasil_terakhir, k.berhasil_terakhir)
returning webhook_id, gagal_sejak
"""
_KEADAAN = {"TERKIRIM": "TERKIRIM", "GAGAL": "GAGAL", "ULANGI": "MENUNGGU", "NONAKTIFKAN": "MENUNGGU"}


async def catat(conn: asyncpg.Connection, semua: Sequence[Hasil]) -> dict[UUID, datetime | None]:
    """In the caller's transaction. Endpoint -> since when it has not succeeded (None: it has)."""
    tugas = [h.tugas for h in semua]
    dipegang = {
        r["sewa"] for r in await conn.fetch(_KUNCI, [t.webhook_id for t in tugas], [t.subjek for t in tugas], [t.sewa for t in tugas])
    }
    sah = [h for h in semua if h.tugas.sewa in dipegang]
    if not sah:
        return {}
    await conn.execute(
        _PERCOBAAN,
        [h.tugas.pengiriman_id for h in sah],
        [h.tugas.percobaan_semua + 1 for h in sah],
        [h.pada for h in sah],
        [h.kode for h in sah],
        [h.milidetik for h in sah],
        [h.galat for h in sah],
    )
    await conn.execute(
        _PENGIRIMAN,
        [h.tugas.pengiriman_id for h in sah],
        [_KEADAAN[h.keputusan.akibat] for h in sah],
        [h.tugas.percobaan + 1 for h in sah],
        [h.tugas.percobaan_semua + 1 for h in sah],
        [h.pada for h in sah],
        [h.tugas.ulang for h in sah],
    )
    await conn.execute(
        _JALUR,
        [h.tugas.webhook_id for h in sah],
        [h.tugas.subjek for h in sah],
        [h.tugas.urutan for h in sah],
        [h.tugas.ulang for h in sah],
        [h.keputusan.akibat in ("TERKIRIM", "GAGAL") for h in sah],
        [h.keputusan.jeda for h in sah],
    )
    return await _kesehatan(conn, sah)


async def _kesehatan(conn: asyncpg.Connection, sah: Sequence[Hasil]) -> dict[UUID, datetime | None]:
    gagal: dict[UUID, datetime | None] = {}
    berhasil: dict[UUID, datetime | None] = {}
    for h in sorted(sah, key=lambda h: h.pada):
        id = h.tugas.webhook_id
        if h.keputusan.akibat == "TERKIRIM":
            gagal[id], berhasil[id] = None, h.pada
        else:
            gagal[id] = gagal.get(id) or h.pada
            berhasil.setdefault(id, None)
    urut = sorted(gagal)
    rows = await conn.fetch(_KESEHATAN, urut, [gagal[i] for i in urut], [berhasil[i] for i in urut])
    return {r["webhook_id"]: r["gagal_sejak"] for r in rows}
