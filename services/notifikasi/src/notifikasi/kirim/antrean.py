"""The queue of deliveries. A lane is (endpoint, subject): its messages go one after the other, lanes go side by side.

Writers of lanes (consumer, test, resend, sender) take their row locks in the order of (webhook_id, subjek).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

import asyncpg


@dataclass(frozen=True, slots=True)
class Antre:
    """A message for one endpoint. ``nomor``: of the feed, which then has the content; else ``isi``."""

    webhook_id: UUID
    subjek: str
    pesan_id: UUID
    jenis: str
    waktu: datetime
    nomor: int | None = None
    isi: bytes | None = None
    traceparent: str | None = None


_JALUR = """
insert into jalur as j (webhook_id, subjek, urutan, kepala, berikutnya_pada)
select m.webhook_id, m.subjek, m.jumlah, 1, clock_timestamp() from unnest($1::uuid[], $2::text[], $3::bigint[])
  as m(webhook_id, subjek, jumlah) order by 1, 2
on conflict (webhook_id, subjek) do update set
  urutan = j.urutan + excluded.urutan, kepala = coalesce(j.kepala, j.urutan + 1),
  berikutnya_pada = case when j.kepala is null then excluded.berikutnya_pada else j.berikutnya_pada end
returning webhook_id, subjek, urutan
"""
_ANTRE = """
insert into pengiriman (webhook_id, subjek, urutan, nomor, pesan_id, jenis, waktu, isi, traceparent)
select * from unnest($1::uuid[], $2::text[], $3::bigint[], $4::bigint[], $5::uuid[], $6::text[], $7::timestamptz[], $8::bytea[], $9::text[])
"""


async def antrekan(conn: asyncpg.Connection, pesan: Sequence[Antre]) -> None:
    """Append to the lanes, in the caller's transaction; ``urutan`` counts per lane without gaps."""
    if not pesan:
        return
    per_jalur = Counter((p.webhook_id, p.subjek) for p in pesan)
    kunci = sorted(per_jalur)
    rows = await conn.fetch(_JALUR, [w for w, _ in kunci], [s for _, s in kunci], [per_jalur[k] for k in kunci])
    berikut = {(r["webhook_id"], r["subjek"]): r["urutan"] - per_jalur[r["webhook_id"], r["subjek"]] for r in rows}
    urutan: list[int] = []
    for p in pesan:
        berikut[p.webhook_id, p.subjek] += 1
        urutan.append(berikut[p.webhook_id, p.subjek])
    await conn.execute(
        _ANTRE,
        [p.webhook_id for p in pesan],
        [p.subjek for p in pesan],
        urutan,
        [p.nomor for p in pesan],
        [p.pesan_id for p in pesan],
        [p.jenis for p in pesan],
        [p.waktu for p in pesan],
        [p.isi for p in pesan],
        [p.traceparent for p in pesan],
    )


_ULANG = """
with dipilih as (
  select pengiriman_id, webhook_id, subjek, urutan from pengiriman
  where webhook_id = $1 and (not $2 or keadaan <> 'TERKIRIM') and ($3::timestamptz is null or waktu >= $3)),
dikunci as materialized (
  select j.webhook_id, j.subjek from jalur j join (select distinct webhook_id, subjek from dipilih) d using (webhook_id, subjek)
  order by 1, 2 for update of j),
disetel as (
  update pengiriman p set keadaan = 'MENUNGGU', percobaan = 0, selesai_pada = null from dipilih d join dikunci using (webhook_id, subjek)
  where p.pengiriman_id = d.pengiriman_id returning p.webhook_id, p.subjek, p.urutan),
depan as (select webhook_id, subjek, min(urutan) as urutan, count(*) as n from disetel group by 1, 2),
maju as (
  update jalur j set kepala = least(j.kepala, d.urutan), berikutnya_pada = clock_timestamp(), ulang = j.ulang + 1 from depan d
  where j.webhook_id = d.webhook_id and j.subjek = d.subjek returning d.n)
select coalesce(sum(n), 0)::bigint from maju
"""


async def ulangi(conn: asyncpg.Connection, webhook_id: UUID, sejak: datetime | None, hanya_gagal: bool) -> int:
    """Put messages of an endpoint back to waiting, under their own id and urutan; how many. ``sejak``: by when it happened."""
    jumlah: int = await conn.fetchval(_ULANG, webhook_id, hanya_gagal, sejak)
    return jumlah


async def tertunda(conn: asyncpg.Connection, webhook_id: UUID) -> int:
    jumlah: int = await conn.fetchval("select count(*) from pengiriman where webhook_id = $1 and keadaan = 'MENUNGGU'", webhook_id)
    return jumlah


# now() and not clock_timestamp(): stable within the statement, so that the index serves the comparison
_SEWA = """
with bebas as (
  select w.webhook_id, $2 - coalesce(s.n, 0) as slot from webhook w
  left join unnest($3::uuid[], $4::int[]) as s(webhook_id, n) using (webhook_id) where w.keadaan = 'AKTIF'),
diambil as materialized (
  select j.webhook_id, j.subjek from bebas b cross join lateral (
    select webhook_id, subjek from jalur
    where webhook_id = b.webhook_id and kepala is not null and berikutnya_pada <= now() and (sewa_sampai is null or sewa_sampai < now())
    order by berikutnya_pada limit greatest(b.slot, 0) for update skip locked) j)
update jalur j set sewa = gen_random_uuid(), sewa_sampai = now() + make_interval(secs => $1)
from diambil d where j.webhook_id = d.webhook_id and j.subjek = d.subjek
returning j.webhook_id, j.subjek, j.kepala, j.urutan as terakhir, j.ulang, j.sewa
"""
_KEPALA = """
select l.webhook_id, l.subjek, l.sewa, l.kepala, l.ulang, l.terakhir, w.akt_id, w.url, w.rahasia,
       case when w.lama_berlaku_sampai > clock_timestamp() then w.rahasia_lama end as rahasia_lama,
       d.pengiriman_id, d.urutan, d.nomor, d.pesan_id, d.jenis, d.waktu, d.percobaan, d.percobaan_semua,
       coalesce(d.isi, p.data) as isi, coalesce(d.traceparent, p.traceparent) as traceparent, p.peristiwa, p.dicatat_pada
from unnest($1::uuid[], $2::text[], $3::uuid[], $4::bigint[], $5::int[], $6::bigint[])
  as l(webhook_id, subjek, sewa, kepala, ulang, terakhir)
join webhook w using (webhook_id)
left join lateral (
  select * from pengiriman d where d.webhook_id = l.webhook_id and d.subjek = l.subjek and d.urutan >= l.kepala and d.keadaan = 'MENUNGGU'
  order by d.urutan limit 1) d on true
left join peristiwa p on p.akt_id = w.akt_id and p.nomor = d.nomor
"""
# nothing waits at or after kepala: all of it had been delivered before a resend moved kepala back over it
_TUTUP = """
update jalur j set kepala = case when j.ulang <> m.ulang then j.kepala when j.urutan > m.terakhir then m.terakhir + 1 end, sewa = null,
  sewa_sampai = null
from unnest($1::uuid[], $2::bigint[], $3::int[], $4::uuid[], $5::text[]) as m(sewa, terakhir, ulang, webhook_id, subjek)
where j.webhook_id = m.webhook_id and j.subjek = m.subjek and j.sewa = m.sewa
"""


@dataclass(frozen=True, slots=True)
class Tugas:
    """One message that this worker, and nobody else, may send now."""

    webhook_id: UUID
    subjek: str
    sewa: UUID
    kepala: int
    ulang: int
    pengiriman_id: int
    urutan: int
    nomor: int | None
    pesan_id: UUID
    jenis: str
    peristiwa: str | None
    waktu: datetime
    dicatat_pada: datetime | None
    isi: bytes
    traceparent: str | None
    percobaan: int
    percobaan_semua: int
    url: str
    rahasia: str
    rahasia_lama: str | None


async def ambil(conn: asyncpg.Connection, detik: float, serentak: int, berjalan: Counter[UUID]) -> list[Tugas]:
    """Lease what is due, per endpoint no more than ``serentak`` at once: a slow receiver fills its own places only."""
    sewa = await conn.fetch(_SEWA, detik, serentak, list(berjalan), list(berjalan.values()))
    if not sewa:
        return []
    rows = await conn.fetch(_KEPALA, *[[r[k] for r in sewa] for k in ("webhook_id", "subjek", "sewa", "kepala", "ulang", "terakhir")])
    kosong = [r for r in rows if r["pengiriman_id"] is None]
    if kosong:
        await conn.execute(_TUTUP, *[[r[k] for r in kosong] for k in ("sewa", "terakhir", "ulang", "webhook_id", "subjek")])
    bidang = Tugas.__slots__
    return [Tugas(**{k: r[k] for k in bidang}) for r in rows if r["pengiriman_id"] is not None]


async def perpanjang(conn: asyncpg.Connection, tugas: Sequence[Tugas], detik: float) -> None:
    await conn.execute(
        "update jalur j set sewa_sampai = now() + make_interval(secs => $4)"
        " from unnest($1::uuid[], $2::text[], $3::uuid[]) as m(webhook_id, subjek, sewa)"
        " where j.webhook_id = m.webhook_id and j.subjek = m.subjek and j.sewa = m.sewa",
        [t.webhook_id for t in tugas],
        [t.subjek for t in tugas],
        [t.sewa for t in tugas],
        detik,
    )
