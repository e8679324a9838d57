"""The form that registers a family which pays for itself: the whole Kartu Keluarga at once."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from fastapi import APIRouter, Request
from starlette.responses import Response

from dasbor.api.tindakan import Perintah, Tindakan, isian_dari, rupiah_dari, tanpa_kosong

TERBANYAK = 20
BERSAMA = ("nomor_kk", "alamat", "telepon", "email")
ORANG = ("nik", "nama", "tanggal_lahir", "jenis_kelamin", "hubungan")
ORANG_BOLEH = ("tempat_lahir", "status_kawin", "kode_fktp", "akta_adopsi")


def router(t: Tindakan) -> APIRouter:
    routes = APIRouter(include_in_schema=False)

    @routes.post("/keluarga/baru")
    async def daftar(request: Request) -> Response:
        sesi = await t.masuk(request)
        isian = isian_dari(await request.form())
        orang = int(isian["orang"]) if re.fullmatch(r"[0-9]{1,2}", isian.get("orang", "")) else 1
        tambah = {"tambah-orang": 1, "kurangi-orang": -1}.get(isian.get("tindakan", ""))
        isian["orang"] = str(min(TERBANYAK, max(1, orang + (tambah or 0))))
        if tambah is not None:
            return await t.kembali(request, isian, None, 200)
        perintah = Perintah("/v1/keluarga", lambda j: f"/keluarga/{j['keluarga_id']}", "keluarga-terdaftar", _keluarga(isian))
        return await t.jalankan(request, sesi, isian, perintah)

    return routes


def _keluarga(isian: Mapping[str, str]) -> dict[str, Any]:
    bersama = {"nomor_kk": isian.get("nomor_kk", "")} | tanpa_kosong({n: isian.get(n) for n in BERSAMA})
    anggota = [
        {n: isian.get(f"{n}-{i}", "") for n in ORANG} | tanpa_kosong({n: isian.get(f"{n}-{i}") for n in ORANG_BOLEH}) | bersama
        for i in range(1, int(isian["orang"]) + 1)
    ]
    isi: dict[str, Any] = {n: isian.get(n, "") for n in ("segmen", "kantor_cabang", "kabupaten_kota")} | {"anggota": anggota}
    isi |= tanpa_kosong({n: isian.get(n) for n in ("sub_segmen", "pernyataan_tidak_mampu")})
    if isian.get("kelas") in ("1", "2", "3"):
        isi["kelas"] = int(isian["kelas"])
    pensiun: dict[str, Any] = {n: rupiah_dari(isian[n]) for n in ("pensiun_pokok", "tunjangan_keluarga") if isian.get(n)}
    pensiun |= tanpa_kosong({"golongan": isian.get("golongan")})
    return isi | ({"pensiun": pensiun} if pensiun else {})
