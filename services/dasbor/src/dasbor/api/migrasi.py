"""The two validations of a migration, by Kantor Cabang and then by Divre (R-KEP-24)."""

from __future__ import annotations

from fastapi import APIRouter, Request
from starlette.responses import Response

from dasbor.api.tindakan import Perintah, Tindakan, isian_dari


def router(t: Tindakan) -> APIRouter:
    routes = APIRouter(include_in_schema=False)

    @routes.post("/migrasi/{id}")
    async def validasi(request: Request, id: str) -> Response:
        sesi = await t.masuk(request)
        isian = isian_dari(await request.form())
        tingkat = "divre" if isian.get("tindakan") == "divre" else "kc"
        isi = {"setuju": isian.get("putusan") == "setuju", "catatan": isian.get("catatan", "")}
        return await t.jalankan(
            request, sesi, isian, Perintah(f"/v1/migrasi/{id}/validasi-{tingkat}", f"/migrasi/{id}", "validasi-dicatat", isi)
        )

    return routes
