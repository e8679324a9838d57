"""Forms about one person: his data, his wage, how he leaves, his family; and who comes from another Badan Usaha."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from fastapi import APIRouter, Request
from starlette.responses import Response

from dasbor.api.tindakan import Perintah, Tindakan, isian_dari, rupiah_dari, tanpa_kosong

DATA = ("nama", "alamat", "telepon", "email", "nomor_kk", "kode_fktp")
UPAH = ("upah_pokok", "tunjangan_tetap")
ANGGOTA = ("nik", "nama", "tanggal_lahir", "jenis_kelamin", "hubungan")
ANGGOTA_BOLEH = (
    "nomor_kk", "tempat_lahir", "nik_pekerja", "status_kawin", "bekerja", "kode_fktp", "alamat", "telepon", "email", "keterangan_kuliah",
    "akta_adopsi", "koordinasi_manfaat",
)  # fmt: skip


def router(t: Tindakan) -> APIRouter:
    routes = APIRouter(include_in_schema=False)

    @routes.post("/peserta/{noka}/mutasi")
    async def mutasi(request: Request, noka: str) -> Response:
        sesi = await t.masuk(request)
        isian = isian_dari(await request.form())
        perintah = Perintah(f"/v1/peserta/{noka}/mutasi", f"/peserta/{noka}/mutasi", "mutasi-dicatat", _mutasi(isian))
        return await t.jalankan(request, sesi, isian, perintah)

    @routes.post("/peserta/{noka}/keluarga")
    async def keluarga(request: Request, noka: str) -> Response:
        sesi = await t.masuk(request)
        isian = isian_dari(await request.form())
        sini = f"/peserta/{noka}/keluarga"
        match isian.get("tindakan"):
            case "akhiri":
                jalur = f"/v1/peserta/{isian.get('nomor_kartu', '')}/mutasi"
                perintah = Perintah(jalur, sini, "anggota-berakhir", _mutasi(isian))
            case "lahir":
                perintah = Perintah(f"/v1/peserta/{noka}/mutasi", _anggota_baru(sini), "anggota-terdaftar", _kelahiran(isian))
            case _:
                perintah = Perintah("/v1/peserta", _anggota_baru(sini), "anggota-terdaftar", _anggota(isian))
        return await t.jalankan(request, sesi, isian, perintah)

    @routes.post("/badan-usaha/{id}/pindah")
    async def pindah(request: Request, id: str) -> Response:
        """Asked for by the new unit's side, with the person's NIK (R-KEP-10)."""
        sesi = await t.masuk(request)
        isian = isian_dari(await request.form())
        nomor = re.sub(r"[ .-]", "", isian.get("nomor_kartu", ""))
        isi = _upah(isian) | {"jenis": "PINDAH", "badan_usaha_id": id, "nik": isian.get("nik", "")}
        isi |= tanpa_kosong({n: isian.get(n) for n in ("berlaku", "golongan", "kabupaten_kota_kerja")})
        if (koordinasi := isian.get("koordinasi_manfaat")) in ("Y", "T"):
            isi["koordinasi_manfaat"] = koordinasi == "Y"
        perintah = Perintah(f"/v1/peserta/{nomor}/mutasi", f"/badan-usaha/{id}/peserta", "pindah-dicatat", isi)
        return await t.jalankan(request, sesi, isian, perintah)

    return routes


def _anggota_baru(sini: str) -> Any:
    return lambda jawab: f"{sini}?baru={jawab['nomor_kartu']}"


def _mutasi(isian: Mapping[str, str]) -> dict[str, Any]:
    jenis = isian.get("jenis", "")
    isi: dict[str, Any] = {"jenis": jenis} | tanpa_kosong({"berlaku": isian.get("berlaku")})
    match jenis:
        case "UBAH_DATA":
            return isi | {"data": tanpa_kosong({n: isian.get(n) for n in DATA})}
        case "UBAH_UPAH":
            return isi | _upah(isian) | tanpa_kosong({n: isian.get(n) for n in ("golongan", "kabupaten_kota_kerja")})
        case "KELUAR":
            return isi | tanpa_kosong({"alasan": isian.get("alasan")})
        case "NIKAH" | "BEKERJA":
            return isi | tanpa_kosong({"menjadi": isian.get("menjadi")})
        case "LENGKAPI_NIK":
            return isi | {"nik": isian.get("nik", "")}
        case _:
            return isi


def _upah(isian: Mapping[str, str]) -> dict[str, Any]:
    return {n: rupiah_dari(isian[n]) for n in UPAH if isian.get(n)}


def _anggota(isian: Mapping[str, str]) -> dict[str, Any]:
    kelas = isian.get("kelas_dipilih", "")
    return (
        {n: isian.get(n, "") for n in ("badan_usaha_id", *ANGGOTA)}
        | tanpa_kosong({n: isian.get(n) for n in ANGGOTA_BOLEH})
        | ({"kelas_dipilih": int(kelas)} if kelas in ("1", "2", "3") else {})
    )


def _kelahiran(isian: Mapping[str, str]) -> dict[str, Any]:
    anak: dict[str, Any] = {n: isian.get(n, "") for n in ("nama", "jenis_kelamin")}
    anak |= tanpa_kosong({n: isian.get(n) for n in ("tempat_lahir", "nik", "kode_fktp")})
    if re.fullmatch(r"[0-9]{1,2}", isian.get("anak_ke", "")):
        anak["anak_ke"] = int(isian["anak_ke"])
    return {"jenis": "KELAHIRAN", "anak": anak} | tanpa_kosong({"berlaku": isian.get("berlaku")})
