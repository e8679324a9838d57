"""The backlog of webhooks: how much waits for receivers, how long, and whether it waits for them or for us."""

from __future__ import annotations

import math

from chassis.gauges import from_database
from chassis.service import Runtime

BATAS = 50_000
"""Rows looked at: beyond it the number says enough, and a scrape must not read a table of millions."""

# only of endpoints that are on: what waits for one that was switched off waits for its owner
_TUNGGAKAN = f"""
select count(*) as jumlah, coalesce(extract(epoch from clock_timestamp() - min(dibuat_pada)), 0) as umur
from (select p.dibuat_pada from pengiriman p join webhook w using (webhook_id)
      where p.keadaan = 'MENUNGGU' and w.keadaan = 'AKTIF' limit {BATAS}) p
"""  # noqa: S608 - constant
# due and leased by nobody: the sender is behind, whatever the receivers do
_TERLAMBAT = """
select coalesce(greatest(extract(epoch from clock_timestamp() - min(j.berikutnya_pada)), 0), 0)
from webhook w cross join lateral (
  select berikutnya_pada from jalur
  where webhook_id = w.webhook_id and kepala is not null and (sewa_sampai is null or sewa_sampai < now())
  order by berikutnya_pada limit 1) j
where w.keadaan = 'AKTIF'
"""
_GAGAL = """
select count(*) from webhook_kesehatan k join webhook w using (webhook_id) where k.gagal_sejak is not null and w.keadaan = 'AKTIF'
"""


def pasang_ukuran(rt: Runtime) -> None:
    jumlah = rt.metrics.gauge("selaras_webhook_backlog", f"Messages that wait for an endpoint that is on (counted up to {BATAS})")
    umur = rt.metrics.gauge("selaras_webhook_backlog_age_seconds", "Age of the oldest of them")
    terlambat = rt.metrics.gauge("selaras_webhook_overdue_seconds", "How long the message due first has waited for the sender")
    gagal = rt.metrics.gauge("selaras_webhook_endpoints_failing", "Endpoints that are on and whose last attempts failed")

    async def baca() -> None:
        async with rt.db.connection() as conn:
            row = await conn.fetchrow(_TUNGGAKAN)
            jumlah.set(row["jumlah"])
            umur.set(float(row["umur"]))
            terlambat.set(float(await conn.fetchval(_TERLAMBAT)))
            gagal.set(await conn.fetchval(_GAGAL))

    def lupakan() -> None:
        for satu in (jumlah, umur, terlambat, gagal):
            satu.set(math.nan)

    rt.metrics.on_scrape(from_database(rt, baca, lupakan, "webhook"))
