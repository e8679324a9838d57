"""The live stream of a page (SSE)."""

from __future__ import annotations

import re
import time
from urllib.parse import urlsplit

from chassis.http import ProblemError
from chassis.service import Runtime
from dasar.penolakan import Ditolak
from fastapi import APIRouter, Request
from starlette.responses import Response, StreamingResponse

from dasbor.api.alamat import Petunjuk
from dasbor.hidup import Selesai, alir
from dasbor.sesi import Penjaga
from dasbor.tampilan import Sel

BERDETAK = re.compile(r"/operasi|/badan-usaha/[^/]+/(impor|mutasi)/[^/]+|/migrasi/[^/]+|/webhook(/[^/]+)?")
LEKAS = 1.0
"""Seconds between two looks at what no event tells of (lag, queues, how far a job is)."""


def router(rt: Runtime, penjaga: Penjaga, petunjuk: Petunjuk) -> APIRouter:
    routes = APIRouter(include_in_schema=False)

    async def berubah() -> int:
        async with rt.db.connection() as conn:
            return int(await conn.fetchval("select gerak from jam") or 0)

    async def berdetak() -> int:
        return int(time.monotonic() // LEKAS)

    @routes.get("/hidup")
    async def hidup(request: Request, halaman: str = "/") -> Response:
        async def sel() -> Sel:
            # asked again each time: a session that ended, or a delegation, ends what is told
            isi = await petunjuk.isi(await penjaga.sesi(request), halaman)
            if isi is None:
                raise Selesai
            return isi.sel

        async def sel_atau_selesai() -> Sel:
            try:
                return await sel()
            except (ProblemError, Ditolak):
                raise Selesai from None

        try:
            await sel()  # refusals are answered as such, before anything flows
        except Selesai:
            raise ProblemError(404, "tidak-ditemukan", "Tidak ditemukan", "Halaman ini tidak ada, atau bukan milik Anda.") from None
        gerak = berdetak if BERDETAK.fullmatch(urlsplit(halaman).path) else berubah
        return StreamingResponse(
            alir(gerak, sel_atau_selesai), media_type="text/event-stream", headers={"Cache-Control": "no-store", "X-Accel-Buffering": "no"}
        )

    return routes
