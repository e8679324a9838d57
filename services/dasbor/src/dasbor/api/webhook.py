"""Forms about a webhook: send again what did not arrive, send a test."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter, Request
from starlette.responses import Response

from dasbor.api.tindakan import Perintah, Tindakan, isian_dari


def router(t: Tindakan) -> APIRouter:
    routes = APIRouter(include_in_schema=False)

    @routes.post("/webhook/{id}")
    async def kirim(request: Request, id: str) -> Response:
        sesi = await t.masuk(request)
        isian = isian_dari(await request.form())
        ke, jalur = f"/webhook/{id}", f"/v1/webhook/{id}"
        if isian.get("tindakan") == "uji":
            perintah = Perintah(f"{jalur}/uji", ke, "webhook-uji", layanan="notifikasi")
        else:
            isi: dict[str, Any] = {}
            if sejak := isian.get("sejak"):  # as a browser writes a moment; on these pages it is WIB
                isi = {"sejak": f"{sejak}:00+07:00", "hanya_gagal": isian.get("hanya_gagal") == "Y"}
            perintah = Perintah(f"{jalur}/kirim-ulang", ke, "webhook-ulang", isi, layanan="notifikasi")
        return await t.jalankan(request, sesi, isian, perintah)

    return routes
