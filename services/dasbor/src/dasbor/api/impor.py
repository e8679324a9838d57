"""The forms that send a file of people, or of their mutasi, on to kepesertaan."""

from __future__ import annotations

import aiohttp
from chassis.http import MIB
from fastapi import APIRouter, Request
from starlette.datastructures import UploadFile
from starlette.responses import Response

from dasbor.api.kepatuhan import unduhan
from dasbor.api.tindakan import Perintah, Tindakan, isian_dari
from dasbor.tampilan import Pesan

BERKAS_TERBESAR = 256 * MIB


def router(t: Tindakan) -> APIRouter:
    routes = APIRouter(include_in_schema=False)

    async def kirim(request: Request, id: str, apa: str, ke: str) -> Response:
        """The file lies on disk while it is passed on, not in memory; what it is, kepesertaan says."""
        sesi = await t.masuk(request)
        async with request.form(max_files=1) as form:
            isian, berkas = isian_dari(form), form.get("berkas")
            if not isinstance(berkas, UploadFile) or not berkas.filename:
                return await t.kembali(request, isian, Pesan("Pilih dahulu berkas CSV atau XLSX yang akan dikirim."))
            isi = aiohttp.FormData()
            isi.add_field("berkas", berkas.file, filename=apa, content_type=berkas.content_type or "application/octet-stream")
            perintah = Perintah(
                f"/v1/badan-usaha/{id}/{apa}:impor",
                lambda j: f"/badan-usaha/{id}/{ke}/{j['pekerjaan_id']}",
                "impor-diterima",
                berkas=isi,
            )
            return await t.jalankan(request, sesi, isian, perintah)

    @routes.post("/badan-usaha/{id}/impor", max_body_size=BERKAS_TERBESAR)
    async def peserta(request: Request, id: str) -> Response:
        return await kirim(request, id, "peserta", "impor")

    @routes.post("/badan-usaha/{id}/mutasi", max_body_size=BERKAS_TERBESAR)
    async def mutasi(request: Request, id: str) -> Response:
        return await kirim(request, id, "mutasi", "mutasi")

    @routes.get("/impor-{apa}/templat.{bentuk}")
    async def templat(request: Request, apa: str, bentuk: str) -> Response:
        ada = apa in ("peserta", "mutasi") and bentuk in ("xlsx", "csv")
        return await unduhan(t, request, f"/v1/impor-{apa}/templat?bentuk={bentuk}" if ada else None)

    return routes
