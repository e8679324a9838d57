"""The search. A number leads to its thing; a name or a NIK never enters an address, so it is a POST."""

from __future__ import annotations

import re
from typing import Annotated, Any

from chassis.service import Runtime
from dasar.identitas import va_baku
from fastapi import APIRouter, Form, Request
from starlette.responses import RedirectResponse, Response

from dasbor.api.alamat import NOKA
from dasbor.api.halaman import tampil
from dasbor.api.pandangan import Pandangan
from dasbor.kueri import badan_usaha, lain
from dasbor.sesi import Penjaga, Sesi
from dasbor.tampilan import Isi

TERPANJANG = 100
SEP = r"[0-9A-Z]{8}[0-9]{4}V[0-9]{6}"


def router(rt: Runtime, penjaga: Penjaga, pandangan: Pandangan) -> APIRouter:
    routes = APIRouter(include_in_schema=False)

    @routes.post("/cari")
    async def cari(request: Request, q: Annotated[str, Form()] = "") -> Response:
        penjaga.dari_sini(request)
        sesi = await penjaga.sesi(request)
        teks = " ".join("".join(c for c in q if c.isprintable()).split())[:TERPANJANG]
        if re.fullmatch(NOKA, teks):
            return RedirectResponse(f"/peserta/{teks}", 303)
        if re.fullmatch(SEP, teks.upper()):
            return RedirectResponse(f"/klaim/{teks.upper()}", 303)
        if (va := va_baku(teks)) is not None:
            milik = await pandangan.milik(sesi)
            async with rt.db.connection() as conn:
                if id := await badan_usaha.dari_va(conn, milik, va):
                    return RedirectResponse(f"/badan-usaha/{id}", 303)
        return await tampil(pandangan, penjaga, request, lambda s: _hasil(pandangan, s, teks))

    @routes.get("/cari")
    async def tanpa_isi() -> Response:
        """A reload or a return from sign-in."""
        return RedirectResponse("/peserta", 303)

    return routes


async def _hasil(p: Pandangan, sesi: Sesi, teks: str) -> Isi:
    milik = await p.milik(sesi)
    badan: dict[str, Any] = {"nik": teks} if re.fullmatch(r"[0-9]{16}", teks) else {"nama": teks}
    kode, isi = await p.layanan.tanya(sesi, "POST", "kepesertaan", "/v1/peserta:cari", await p.kini(), isi=badan)
    nomor = [b["nomor_kartu"] for b in isi.get("data", [])][:50] if kode == 200 else []
    async with p.rt.db.connection() as conn:
        baris = await lain.peserta_bernomor(conn, milik, nomor)
    if kode == 200:
        keterangan = f"{len(baris)} peserta cocok."
    elif kode == 422:
        keterangan = "Ketik nomor kartu, NIK, virtual account, SEP, atau paling sedikit tiga huruf nama."
    else:
        keterangan = isi.get("detail", "Pencarian tidak dapat dilakukan.")
    data = {"bu": None, "baris": baris, "keterangan": keterangan, "berikutnya": None}
    return Isi("peserta_daftar.html", "Hasil pencarian", "peserta", data)
