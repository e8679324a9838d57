"""Forms about a card's design: proposed, approved, refused."""

from __future__ import annotations

from fastapi import APIRouter, Request
from starlette.responses import Response

from dasbor.api.tindakan import Perintah, Tindakan, isian_dari

RUTE, KE = "/v1/kartu-identitas-bersama/desain", "/desain-kartu"


def router(t: Tindakan) -> APIRouter:
    routes = APIRouter(include_in_schema=False)

    @routes.post(KE)
    async def desain(request: Request) -> Response:
        sesi = await t.masuk(request)
        isian = isian_dari(await request.form())
        if isian.get("tindakan") in ("setujui", "tolak"):
            isi = {"setuju": isian["tindakan"] == "setujui", "alasan": isian.get("alasan", "")}
            jalur = f"{RUTE}/{isian.get('akt_id', '')}/{isian.get('versi', '')}/persetujuan"
            return await t.jalankan(request, sesi, isian, Perintah(jalur, KE, "desain-diputuskan", isi))
        isi = {"versi": isian.get("versi", ""), "keterangan": isian.get("keterangan", "")}
        return await t.jalankan(request, sesi, isian, Perintah(RUTE, KE, "desain-diajukan", isi))

    return routes
