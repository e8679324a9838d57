"""The feed: an AKT's own events, numbered without gaps. What a webhook may lose for a while, the feed has."""

from __future__ import annotations

from typing import Annotated

import orjson
from chassis.http import Limit, Page, Principal, decode_cursor, encode_cursor, forbidden
from chassis.service import Runtime
from fastapi import APIRouter, Query

from notifikasi.api.akses import akt_dibaca, membaca
from notifikasi.api.webhook_model import PeristiwaJawaban

_UMPAN = """
select nomor, pesan_id as peristiwa_id, jenis, peristiwa, subjek, waktu, dicatat_pada, data from peristiwa
where akt_id = $1 and nomor > $2 and ($3::text[] is null or jenis = any($3)) order by nomor limit $4
"""
Setelah = Annotated[
    str | None,
    Query(
        description="Nomor peristiwa terakhir yang sudah diketahui, atau `berikutnya` jawaban sebelumnya", max_length=128, examples=["17"]
    ),
]


def nomor_setelah(setelah: str | None) -> int:
    """A number is a cursor too: ``data.nomor_peristiwa`` of a webhook shows where to read on."""
    if setelah is not None and setelah.isascii() and setelah.isdigit() and len(setelah) <= 18:
        return int(setelah)
    kursor = decode_cursor(setelah, int)
    return int(kursor[0]) if kursor else 0


def router(rt: Runtime) -> APIRouter:
    routes = APIRouter(prefix="/v1", tags=["peristiwa"])

    @routes.get("/peristiwa", response_model=Page[PeristiwaJawaban], summary="Umpan peristiwa")
    async def peristiwa(
        setelah: Setelah = None,
        batas: Limit = 100,
        jenis: Annotated[list[str] | None, Query(max_length=64, description="Hanya jenis ini")] = None,
        akt_id: Annotated[str | None, Query(max_length=64, description="Hanya untuk operasi")] = None,
        p: Principal = membaca,
    ) -> Page[PeristiwaJawaban]:
        """Oldest first. ``berikutnya`` is null on the last page; ask again later with the last ``nomor`` as ``setelah``."""
        milik = akt_dibaca(p, akt_id)
        if milik is None:
            raise forbidden("Sebutkan akt_id yang umpannya dibaca.")
        async with rt.db.connection() as conn:
            rows = await conn.fetch(_UMPAN, milik, nomor_setelah(setelah), jenis, batas + 1)
        return Page(
            data=[PeristiwaJawaban(**{**r, "data": orjson.loads(r["data"])}) for r in rows[:batas]],
            berikutnya=encode_cursor(rows[batas - 1]["nomor"]) if len(rows) > batas else None,
        )

    return routes
