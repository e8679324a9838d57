"""Whose endpoint, whose feed: an AKT's own; another's does not exist for it. Operations may read all."""

from __future__ import annotations

from uuid import UUID

import asyncpg
from chassis.auth import Principal, forbidden, requires
from dasar.penolakan import tidak_ditemukan

KELOLA = "notifikasi:kelola"

mengelola = requires(KELOLA)
membaca = requires(any_of=(KELOLA, "operasi"))


def akt_sendiri(p: Principal) -> str:
    if p.akt_id is None:
        raise forbidden("Hanya AKT yang memiliki webhook dan umpan peristiwa.")
    return p.akt_id


def akt_dibaca(p: Principal, diminta: str | None) -> str | None:
    """Whose rows are read: the asker's own AKT; operations name one, or None for all."""
    if p.akt_id is not None:
        if diminta not in (None, p.akt_id):
            raise tidak_ditemukan("AKT")
        return p.akt_id
    if not p.has("operasi"):
        raise forbidden("Hanya AKT yang memiliki webhook dan umpan peristiwa.")
    return diminta


_AMBIL = """
select w.webhook_id, w.akt_id, w.url, w.jenis, w.keadaan, w.alasan, w.dibuat_pada, w.versi, k.gagal_sejak, k.berhasil_terakhir,
       case when w.lama_berlaku_sampai > clock_timestamp() then w.lama_berlaku_sampai end as rahasia_lama_berlaku_sampai
from webhook w left join webhook_kesehatan k using (webhook_id)
"""


async def webhook_milik(conn: asyncpg.Connection, webhook_id: UUID, p: Principal) -> asyncpg.Record:
    akt_id = akt_dibaca(p, None)
    row = await conn.fetchrow(
        f"{_AMBIL} where w.webhook_id = $1 and w.keadaan <> 'DIHAPUS' and ($2::text is null or w.akt_id = $2)",
        webhook_id,
        akt_id,
    )
    if row is None:
        raise tidak_ditemukan("Webhook")
    return row


async def daftar_webhook(conn: asyncpg.Connection, akt_id: str | None, setelah: UUID | None, batas: int) -> list[asyncpg.Record]:
    rows: list[asyncpg.Record] = await conn.fetch(
        f"{_AMBIL} where w.keadaan <> 'DIHAPUS' and ($1::text is null or w.akt_id = $1)"
        " and ($2::uuid is null or w.webhook_id > $2) order by w.webhook_id limit $3",
        akt_id,
        setelah,
        batas,
    )
    return rows
