"""The search. A number leads to its thing; a name or a NIK never enters an address, so it is a POST."""

from __future__ import annotations

import asyncio
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

TERPENDEK, TERPANJANG = 3, 100
SEP = r"[0-9A-Z]{8}[0-9]{4}V[0-9]{6}"


def router(rt: Runtime, penjaga: Penjaga, pandangan: Pandangan) -> APIRouter:
    routes = APIRouter(include_in_schema=False)

    @routes.post("/cari")
    async def cari(request: Request, q: Annotated[str, Form()] = "") -> Response:
        penjaga.dari_sini(request)
        sesi = await penjaga.sesi(request)
        teks = " ".join("".join(c for c in q if c.isprintable()).split())[:TERPANJANG]
        angka = re.sub(r"[ .-]", "", teks)  # as numbers stand on cards and letters
        if re.fullmatch(NOKA, angka):
            return RedirectResponse(f"/peserta/{angka}", 303)
        teks = angka if re.fullmatch(r"[0-9]{14,20}", angka) else teks
        if re.fullmatch(SEP, teks.upper()):
            return RedirectResponse(f"/klaim/{teks.upper()}", 303)
        if (va := va_baku(teks)) is not None:
            milik = await pandangan.milik(sesi)
            async with rt.db.connection() as conn:
                if id := await badan_usaha.dari_va(conn, milik, va):
                    return RedirectResponse(f"/badan-usaha/{id}", 303)
        return await tampil(pandangan, penjaga, request, lambda s: _hasil(pandangan, s, teks, va))

    @routes.get("/cari")
    async def tanpa_isi() -> Response:
        """A reload or a return from sign-in."""
        return RedirectResponse("/peserta", 303)

    return routes


async def _hasil(p: Pandangan, sesi: Sesi, teks: str, va: str | None) -> Isi:
    """People by NIK, family account or words of the name, as kepesertaan finds them; Badan Usaha by name."""
    milik = await p.milik(sesi)
    nomor = re.fullmatch(r"[0-9]{16}", teks) is not None
    cara: list[dict[str, Any]] = [{"virtual_account": va}] if va is not None else []
    if nomor or va is None:
        cara.append({"nik": teks} if nomor else {"nama": teks})
    kini = await p.kini()
    jawab = await asyncio.gather(*(p.layanan.tanya(sesi, "POST", "kepesertaan", "/v1/peserta:cari", kini, isi=c) for c in cara))
    ketemu = {b["nomor_kartu"]: None for kode, isi in jawab if kode == 200 for b in isi.get("data", [])}
    async with p.rt.db.connection() as conn:
        baris = await lain.peserta_bernomor(conn, milik, list(ketemu)[:50])
        bernama = await badan_usaha.bernama(conn, milik, teks) if len(teks) >= TERPENDEK and not nomor else []
    kode, isi = next(((k, i) for k, i in jawab if k != 200), (200, {}))
    if kode == 200 or bernama:
        hitung = f"{len(bernama)} badan usaha dan " if bernama else ""
        keterangan = f"{hitung}{len(baris)} peserta cocok."
    elif kode == 422:
        keterangan = "Ketik nomor kartu, NIK, virtual account, SEP, atau paling sedikit tiga huruf nama."
    else:
        keterangan = isi.get("detail", "Pencarian tidak dapat dilakukan.")
    data = {"bu": None, "baris": baris, "keterangan": keterangan, "berikutnya": None, "saring": None, "badan_usaha": bernama}
    return Isi("peserta_daftar.html", "Hasil pencarian", "peserta", data)
