"""Forms about a Badan Usaha and its AKT: begun, handed in, gone on with, stopped."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from fastapi import APIRouter, Request
from starlette.responses import Response

from dasbor.api.tindakan import Perintah, Tindakan, isian_dari, tanpa_kosong
from dasbor.tampilan import Pesan

NOMOR = re.compile(r"[0-9]{13}")
TERBANYAK = 10_000


def router(t: Tindakan) -> APIRouter:
    routes = APIRouter(include_in_schema=False)

    @routes.post("/badan-usaha/{id}/kerja-sama")
    async def mulai(request: Request, id: str) -> Response:
        sesi = await t.masuk(request)
        isian = isian_dari(await request.form())
        nomor = _nomor_kartu(isian)
        if isinstance(nomor, Pesan):
            return await t.kembali(request, isian, nomor)
        if isian.get("tindakan") == "mulai-kerja-sama":
            perintah = Perintah(f"/v1/badan-usaha/{id}/delegasi", _ke_proses(id), "proses-mulai", _penyerahan(isian, nomor))
        else:
            isi = tanpa_kosong(
                {"akt_baru": isian.get("akt_baru"), "berakhir_pada": isian.get("berakhir_pada"), "alasan": isian.get("alasan")}
            )
            perintah = Perintah(f"/v1/badan-usaha/{id}/peralihan-akt", _ke_proses(id), "proses-mulai", {**isi, "nomor_kartu": nomor})
        return await t.jalankan(request, sesi, isian, perintah)

    @routes.post("/badan-usaha/{id}/peralihan/{proses_id}")
    async def proses(request: Request, id: str, proses_id: str) -> Response:
        sesi = await t.masuk(request)
        isian = isian_dari(await request.form())
        nomor = _nomor_kartu(isian)
        if isinstance(nomor, Pesan):
            return await t.kembali(request, isian, nomor)
        jalur, kabar = f"/v1/badan-usaha/{id}/peralihan-akt/{proses_id}", "proses-catat"
        isi: dict[str, Any]
        match isian.get("tindakan"):
            case "hentikan":
                jalur, kabar, isi = f"{jalur}/penghentian", "proses-henti", {"alasan": isian.get("alasan", "")}
            case "daftar-lama" | "daftar-baru" as apa:
                jalur, isi = f"{jalur}/daftar-peserta", {"sisi": apa.removeprefix("daftar-").upper(), "nomor_kartu": nomor}
            case "serahkan":
                jalur, isi = f"{jalur}/penyerahan", _penyerahan(isian, nomor)
            case _:
                isi = tanpa_kosong({"email_tagihan": isian.get("email_tagihan"), "tanpa_daftar": isian.get("tanpa_daftar")})
                jalur, isi = f"{jalur}/lanjutan", {**isi, "konfirmasi": isian.get("konfirmasi") == "ya"}
        return await t.jalankan(request, sesi, isian, Perintah(jalur, f"/badan-usaha/{id}/peralihan/{proses_id}", kabar, isi))

    return routes


def _ke_proses(id: str) -> Any:
    return lambda jawab: f"/badan-usaha/{id}/peralihan/{jawab['proses_id']}"


def _penyerahan(isian: Mapping[str, str], nomor: list[str]) -> dict[str, Any]:
    kuasa = {
        "nomor": isian.get("surat_kuasa", ""), "berlaku_dari": isian.get("berlaku_dari"), "berlaku_sampai": isian.get("berlaku_sampai"),
    }  # fmt: skip
    return tanpa_kosong(
        {"akt_id": isian.get("akt_id"), "email_tagihan": isian.get("email_tagihan")}
    ) | {
        "pemberitahuan": isian.get("pemberitahuan", ""), "cakupan": isian.get("cakupan", ""), "surat_kuasa": tanpa_kosong(kuasa),
        "nomor_kartu": nomor,
    }  # fmt: skip


def _nomor_kartu(isian: Mapping[str, str]) -> list[str] | Pesan:
    """One number a line, or parted by commas and blanks; what is none is named by its line."""
    hasil: list[str] = []
    for n, baris in enumerate(isian.get("nomor_kartu", "").splitlines(), start=1):
        for satu in re.split(r"[\s,;]+", baris.strip()):
            if satu and not NOMOR.fullmatch(satu):
                return Pesan("Nomor kartu terdiri dari 13 angka, satu nomor sebaris.", galat=((f"Baris {n}", "bukan nomor kartu"),))
            hasil += [satu] if satu else []
    if len(hasil) > TERBANYAK:
        return Pesan(f"Paling banyak {TERBANYAK:,} nomor sekali kirim; kirim sisanya sesudahnya.".replace(",", "."))
    return hasil
