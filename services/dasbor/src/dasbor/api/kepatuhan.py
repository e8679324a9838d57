"""Forms about sanctions, and the list for whoever issues permits."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator

from chassis.http import ProblemError
from fastapi import APIRouter, Request
from starlette.responses import Response, StreamingResponse

from dasbor.api.tindakan import Perintah, Tindakan, isian_dari

DIUNDUH = ("Content-Type", "Content-Disposition")
GAGAL = "Berkas ini tidak ada, atau bukan milik Anda."


def router(t: Tindakan) -> APIRouter:
    routes = APIRouter(include_in_schema=False)

    @routes.post("/badan-usaha/{id}/kepatuhan")
    async def sanksi(request: Request, id: str) -> Response:
        sesi = await t.masuk(request)
        isian = isian_dari(await request.form())
        ke = f"/badan-usaha/{id}/kepatuhan"
        if isian.get("tindakan") == "cabut":
            perintah = Perintah(f"/v1/sanksi/BU-{id}/pencabutan", ke, "sanksi-dicabut", {"alasan": isian.get("alasan", "")})
        else:
            tingkat = isian.get("tingkat", "")
            isi = {"badan_usaha_id": id, "tingkat": int(tingkat) if tingkat in ("1", "2", "3") else 0}
            perintah = Perintah("/v1/sanksi", ke, "sanksi-dicatat", {**isi, "pelanggaran": isian.get("pelanggaran", "")})
        return await t.jalankan(request, sesi, isian, perintah)

    @routes.get("/badan-usaha/{id}/sanksi.csv")
    async def unduh(request: Request, id: str) -> Response:
        return await unduhan(t, request, f"/v1/sanksi/BU-{id}/ekspor" if re.fullmatch(r"[0-9a-zA-Z-]{1,64}", id) else None)

    @routes.get("/pekerjaan/{id}/gagal.csv")
    async def gagal(request: Request, id: str) -> Response:
        return await unduhan(t, request, f"/v1/pekerjaan/{id}/gagal.csv" if re.fullmatch(r"[0-9a-f-]{36}", id) else None)

    return routes


async def unduhan(t: Tindakan, request: Request, jalur: str | None) -> Response:
    """A file of kepesertaan, passed on as it comes with the token of whoever asks: never whole in memory."""
    sesi = await t.penjaga.sesi(request)
    if jalur is None:
        raise ProblemError(404, "tidak-ditemukan", "Tidak ditemukan", GAGAL)
    terbuka = t.p.layanan.buka(sesi, "kepesertaan", jalur, await t.p.kini())
    jawab = await terbuka.__aenter__()
    if jawab is None or jawab.status != 200:
        status = 503 if jawab is None or jawab.status >= 500 else jawab.status
        await terbuka.__aexit__(None, None, None)
        raise ProblemError(status, "tidak-ditemukan" if status == 404 else "belum-terjawab", "Tidak dapat diunduh", GAGAL)

    async def isi() -> AsyncIterator[bytes]:
        try:
            async for potong in jawab.content.iter_chunked(65536):
                yield potong
        finally:
            await terbuka.__aexit__(None, None, None)

    headers = {n: jawab.headers[n] for n in DIUNDUH if n in jawab.headers} | {"Cache-Control": "no-store"}
    return StreamingResponse(isi(), headers=headers)
