"""The forms that take up a work item and settle it."""

from __future__ import annotations

from fastapi import APIRouter, Request
from starlette.responses import Response

from dasbor.api.tindakan import Perintah, Tindakan, isian_dari


def router(t: Tindakan) -> APIRouter:
    routes = APIRouter(include_in_schema=False)

    @routes.post("/tugas/{id}")
    async def selesaikan(request: Request, id: str) -> Response:
        sesi = await t.masuk(request)
        isian = isian_dari(await request.form())
        if isian.get("tindakan") == "ambil":
            return await t.jalankan(request, sesi, isian, Perintah(f"/v1/tugas/{id}/pengambilan", f"/tugas/{id}", "tugas-diambil"))
        isi = {"hasil": isian.get("hasil", ""), "catatan": isian.get("catatan", "")}
        return await t.jalankan(request, sesi, isian, Perintah(f"/v1/tugas/{id}/penyelesaian", "/tugas", "tugas-selesai", isi))

    return routes
