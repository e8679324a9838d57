"""Routes of the pages: every thing has an address that can be sent."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from chassis.http import ProblemError
from dasar.penolakan import Ditolak
from fastapi import APIRouter, Request
from starlette.responses import FileResponse, HTMLResponse, Response

from dasbor.api.alamat import Petunjuk
from dasbor.api.pandangan import Pandangan
from dasbor.sesi import Penjaga, Sesi
from dasbor.tampilan import STATIS, Isi, Pesan

HALAMAN = (
    "/", "/badan-usaha", "/peserta", "/iuran", "/klaim", "/tugas", "/operasi", "/badan-usaha/{id}", "/badan-usaha/{id}/peserta",
    "/badan-usaha/{id}/kerja-sama", "/badan-usaha/{id}/peralihan/{proses_id}", "/badan-usaha/{id}/kepatuhan",
    "/badan-usaha/{id}/impor", "/badan-usaha/{id}/impor/{pekerjaan_id}",
    "/badan-usaha/{id}/mutasi", "/badan-usaha/{id}/mutasi/{pekerjaan_id}", "/tugas/{id}", "/peralihan", "/desain-kartu",
    "/klaim/{id}", "/peserta/{noka}", "/peserta/{noka}/mutasi", "/peserta/{noka}/keluarga", "/badan-usaha/{id}/pindah", "/keluarga/{id}",
    "/kepatuhan", "/migrasi", "/migrasi/{id}", "/webhook", "/webhook/{id}",
)  # fmt: skip
SATU_TAHUN = "public, max-age=31536000, immutable"


KABAR = {
    "tugas-diambil": "Tugas ini Anda pegang.", "tugas-selesai": "Tugas diselesaikan. Daftar ini menyusul dalam sekejap.",
    "desain-diajukan": "Desain diajukan kepada BPJS Kesehatan.", "desain-diputuskan": "Keputusan dicatat.",
    "proses-mulai": "Peralihan dimulai.", "proses-catat": "Dicatat; proses diteruskan.",
    "proses-henti": "Proses dihentikan. Yang sudah dikerjakan tetap berlaku.",
    "impor-diterima": "Berkas diterima; kemajuannya terlihat di bawah ini.",
    "mutasi-dicatat": "Mutasi dicatat; riwayat menyebut mulai kapan ia berlaku.",
    "anggota-terdaftar": "Anggota keluarga didaftarkan; kelas dan alasannya ada dalam pohon keluarga.",
    "anggota-berakhir": "Dicatat; pohon keluarga menunjukkan keadaannya.",
    "pindah-dicatat": "Pekerja dipindahkan ke badan usaha ini. Daftar ini menyusul dalam sekejap.",
    "keluarga-terdaftar": "Keluarga didaftarkan; virtual account-nya ada di bawah ini.",
    "validasi-dicatat": "Putusan dicatat.",
    "webhook-ulang": "Pesan-pesannya masuk antrean lagi.", "webhook-uji": "Pesan uji dikirim; hasilnya muncul di bawah ini.",
    "sanksi-dicatat": "Sanksi dicatat.", "sanksi-dicabut": "Sanksi dicabut.",
}  # fmt: skip
"""``?kabar=``: what an action that went well says on the page it leads to."""


async def tampil(
    p: Pandangan, penjaga: Penjaga, request: Request, ambil: Callable[[Sesi], Awaitable[Isi | None]], *, pesan: Pesan | None = None,
    isian: Mapping[str, str] | None = None, status: int = 200,
) -> Response:  # fmt: skip
    """The page that ``ambil`` gives, or the page that says why not."""
    sesi = await penjaga.sesi(request)
    if pesan is None and (kabar := KABAR.get(request.query_params.get("kabar", ""))) is not None:
        pesan = Pesan(kabar, "baik")
    try:
        isi = await ambil(sesi)
    except Ditolak as tolak:
        isi, status = Isi("galat.html", "Tidak dapat dibuka", "", {"pesan": tolak.alasan}), tolak.status
    if isi is None:
        kata = "Halaman ini tidak ada, atau bukan milik Anda."
        isi, status = Isi("galat.html", "Tidak ditemukan", "", {"pesan": kata}), 404
    alamat = request.url.path + (f"?{request.url.query}" if request.url.query else "")
    return p.tampilan.halaman(isi, sesi, alamat=alamat, segar=await p.segar(), status=status, pesan=pesan, isian=isian)


def router(penjaga: Penjaga, pandangan: Pandangan, petunjuk: Petunjuk) -> APIRouter:
    routes = APIRouter(include_in_schema=False)
    p = pandangan

    async def halaman(request: Request) -> Response:
        alamat = request.url.path + (f"?{request.url.query}" if request.url.query else "")
        return await tampil(p, penjaga, request, lambda sesi: petunjuk.isi(sesi, alamat))

    for alamat in HALAMAN:
        routes.get(alamat)(halaman)

    @routes.post("/peserta/{noka}/identitas")
    async def identitas(request: Request, noka: str) -> Response:
        """Fetched when it is asked for, shown, and kept nowhere; kepesertaan logs who asked."""
        penjaga.dari_sini(request)
        sesi = await penjaga.sesi(request)
        if not re.fullmatch(r"[0-9]{13}", noka):
            return await tampil(p, penjaga, request, petunjuk.tidak_ada)
        kode, isi = await p.layanan.tanya(sesi, "POST", "kepesertaan", "/v1/peserta:identitas", await p.kini(), isi={"nomor_kartu": [noka]})
        satu: Any = next(iter(isi.get("data") or []), None) if kode == 200 else None
        pesan = "Identitas peserta ini tidak untuk Anda." if kode == 200 else isi.get("detail", "Identitas tidak dapat ditampilkan.")
        if kode == 200 and noka in isi.get("dilupakan", ()):
            pesan = "(dilupakan): data pribadi peserta ini sudah dihapus."
        data = {"noka": noka, "identitas": satu, "pesan": pesan}
        if request.headers.get("HX-Request"):
            html = p.tampilan.jinja.get_template("identitas.html").render(**data)
            return HTMLResponse(html, headers={"Cache-Control": "no-store"})

        async def tanpa_skrip(_: Sesi) -> Isi:
            return Isi("identitas_halaman.html", f"Identitas {noka}", "peserta", data)

        return await tampil(p, penjaga, request, tanpa_skrip)

    @routes.get("/statis/{nama:path}")
    async def statis(nama: str) -> Response:
        # the names we have, so that no path can lead elsewhere
        berkas = p.tampilan.berkas.get(nama)
        if berkas is None:
            raise ProblemError(404, "tidak-ditemukan", "Tidak ditemukan", "Berkas ini tidak ada.")
        return FileResponse(STATIS / berkas, headers={"Cache-Control": SATU_TAHUN})

    return routes
