"""Routes of the pages: every thing has an address that can be sent."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable
from datetime import date
from typing import Annotated, Any
from urllib.parse import unquote, urlsplit

from chassis.http import ProblemError
from chassis.service import Runtime
from dasar.penolakan import Ditolak
from fastapi import APIRouter, Form, Request
from starlette.responses import FileResponse, HTMLResponse, RedirectResponse, Response, StreamingResponse

from dasbor.api.pandangan import Pandangan
from dasbor.hidup import Sel, alir
from dasbor.kueri import badan_usaha
from dasbor.kueri.lingkup import lingkup
from dasbor.sesi import Penjaga, Sesi
from dasbor.tampilan import STATIS, Isi

Tunjuk = Callable[[Sesi, str], Awaitable[Isi | None]]
NOKA = r"\d{13}"


def router(rt: Runtime, penjaga: Penjaga, pandangan: Pandangan) -> APIRouter:
    routes = APIRouter(include_in_schema=False)
    p = pandangan

    async def tunjuk(sesi: Sesi, alamat: str) -> Isi | None:
        """The page behind an address, for both the page and its live cells."""
        jalur = unquote(urlsplit(alamat).path)
        tetap: dict[str, Callable[[Sesi], Awaitable[Isi]]] = {
            "/": p.ringkasan, "/badan-usaha": p.daftar_badan_usaha, "/iuran": p.iuran, "/klaim": p.papan_klaim, "/tugas": p.tugas,
            "/operasi": p.operasi,
        }  # fmt: skip
        if jalur in tetap:
            return await tetap[jalur](sesi)
        if m := re.fullmatch(r"/badan-usaha/([0-9a-zA-Z-]{1,64})", jalur):
            return await p.badan_usaha(sesi, m[1])
        if m := re.fullmatch(r"/klaim/([0-9a-zA-Z-]{1,64})", jalur):
            return await p.klaim(sesi, m[1])
        if m := re.fullmatch(rf"/peserta/({NOKA})", jalur):
            return await p.peserta(sesi, m[1], None, "")
        return None

    async def tampil(request: Request, ambil: Callable[[Sesi], Awaitable[Isi | None]]) -> Response:
        sesi = await penjaga.sesi(request)
        status = 200
        try:
            isi = await ambil(sesi)
        except Ditolak as tolak:
            isi, status = Isi("galat.html", "Tidak dapat dibuka", "", {"pesan": tolak.alasan}), tolak.status
        if isi is None:
            pesan = "Halaman ini tidak ada, atau bukan milik Anda."
            isi, status = Isi("galat.html", "Tidak ditemukan", "", {"pesan": pesan}), 404
        return p.tampilan.halaman(isi, sesi, alamat=request.url.path, hari_ini=await p.hari_ini(), status=status)

    for alamat in ("/", "/badan-usaha", "/iuran", "/klaim", "/tugas", "/operasi", "/badan-usaha/{id}", "/klaim/{id}"):

        @routes.get(alamat)
        async def halaman(request: Request) -> Response:
            return await tampil(request, lambda sesi: tunjuk(sesi, request.url.path))

    @routes.get("/badan-usaha/{id}/peserta")
    async def peserta_badan_usaha(request: Request, id: str, setelah: str = "") -> Response:
        return await tampil(request, lambda sesi: p.peserta_badan_usaha(sesi, id, setelah))

    @routes.get("/peserta")
    async def cari_peserta(request: Request) -> Response:
        isi = Isi(
            "peserta_daftar.html",
            "Peserta",
            "peserta",
            {"bu": None, "baris": None, "keterangan": "Cari seorang peserta.", "berikutnya": None},
        )

        async def ini(_: Sesi) -> Isi:
            return isi

        return await tampil(request, ini)

    @routes.get("/peserta/{noka}")
    async def satu_peserta(request: Request, noka: str, pada: str = "", diketahui: str = "") -> Response:
        if not re.fullmatch(NOKA, noka):
            return await tampil(request, lambda sesi: tunjuk(sesi, "/tidak-ada"))
        hari = date.fromisoformat(pada) if re.fullmatch(r"\d{4}-\d\d-\d\d", pada) else None
        tahu = diketahui if re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d", diketahui) else ""
        return await tampil(request, lambda sesi: p.peserta(sesi, noka, hari, tahu))

    @routes.post("/peserta/{noka}/identitas")
    async def identitas(request: Request, noka: str) -> Response:
        """Fetched when it is asked for, shown, and kept nowhere; kepesertaan logs who asked."""
        sesi = await penjaga.sesi(request)
        kode, isi = await p.layanan.tanya(sesi, "POST", "kepesertaan", "/v1/peserta:identitas", await p.kini(), isi={"nomor_kartu": [noka]})
        data: Any = next(iter(isi.get("data", [])), None) if kode == 200 else None
        pesan = "" if data else isi.get("detail", "Identitas tidak dapat ditampilkan.")
        html = p.tampilan.jinja.get_template("identitas.html").render(identitas=data, nik=(data or {}).get("nik", "–"), pesan=pesan)
        return HTMLResponse(html, headers={"Cache-Control": "no-store"})

    @routes.post("/cari")
    async def cari(request: Request, q: Annotated[str, Form(max_length=100)] = "") -> Response:
        """A number leads to its thing; a name or a NIK never enters an address, so this is a POST."""
        sesi = await penjaga.sesi(request)
        teks = q.strip()
        if re.fullmatch(NOKA, teks):
            return RedirectResponse(f"/peserta/{teks}", 303)
        if re.fullmatch(r"[0-9A-Z]{8}\d{4}V\d{6}", teks):
            return RedirectResponse(f"/klaim/{teks}", 303)
        if re.fullmatch(r"[89]8888\d{11}", teks) or re.fullmatch(r"89888\d{11}", teks):
            async with rt.db.connection() as conn:
                if id := await badan_usaha.dari_va(conn, lingkup(sesi), "88888" + teks[5:]):
                    return RedirectResponse(f"/badan-usaha/{id}", 303)
        return await tampil(request, lambda s: _hasil_cari(p, s, teks))

    @routes.get("/hidup")
    async def hidup(request: Request, halaman: str = "/") -> Response:
        sesi = await penjaga.sesi(request)

        async def gerak() -> int:
            async with rt.db.connection() as conn:
                return int(await conn.fetchval("select gerak from jam") or 0)

        async def sel() -> Sel:
            isi = await tunjuk(sesi, halaman)
            return isi.sel if isi is not None else {}

        return StreamingResponse(
            alir(gerak, sel), media_type="text/event-stream", headers={"Cache-Control": "no-store", "X-Accel-Buffering": "no"}
        )

    @routes.get("/statis/{nama:path}")
    async def statis(nama: str) -> Response:
        berkas = (STATIS / nama).resolve()
        if not berkas.is_file() or not berkas.is_relative_to(STATIS.resolve()):
            raise ProblemError(404, "tidak-ditemukan", "Tidak ditemukan", "Berkas ini tidak ada.")
        return FileResponse(berkas, headers={"Cache-Control": "public, max-age=31536000, immutable"})

    return routes


async def _hasil_cari(p: Pandangan, sesi: Sesi, teks: str) -> Isi:
    badan: dict[str, Any] = {"nik": teks} if re.fullmatch(r"\d{16}", teks) else {"nama": teks}
    kode, isi = await p.layanan.tanya(sesi, "POST", "kepesertaan", "/v1/peserta:cari", await p.kini(), isi=badan)
    nomor = [b["nomor_kartu"] for b in isi.get("data", [])][:50] if kode == 200 else []
    async with p.rt.db.connection() as conn:
        baris = await conn.fetch("select * from peserta where nomor_kartu = any($1::text[]) order by nomor_kartu", nomor)
    keterangan = f"{len(baris)} peserta cocok." if kode == 200 else isi.get("detail", "Pencarian tidak dapat dilakukan.")
    return Isi(
        "peserta_daftar.html", "Hasil pencarian", "peserta", {"bu": None, "baris": baris, "keterangan": keterangan, "berikutnya": None}
    )
