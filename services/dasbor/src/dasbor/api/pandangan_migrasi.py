"""Migrations of more than a thousand records: all that the viewer may see, and one with its steps and the rows that came back."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import urlencode

from markupsafe import Markup

from dasbor.api.pandangan import Pandangan
from dasbor.api.pandangan_kerja_sama import terjawab
from dasbor.kata_migrasi import KEADAAN, langkah
from dasbor.kueri import badan_usaha
from dasbor.sesi import Sesi
from dasbor.tampilan import Isi


async def migrasi(p: Pandangan, sesi: Sesi, q: Mapping[str, str]) -> Isi | None:
    milik = await p.milik(sesi)
    saring = q.get("keadaan", "") if q.get("keadaan", "") in dict(KEADAAN) else ""
    params = {k: v for k, v in {"keadaan": saring, "setelah": q.get("setelah", "")}.items() if v}
    kode, isi = await p.layanan.tanya(sesi, "GET", "kepesertaan", "/v1/migrasi", await p.kini(), params=params)
    if not terjawab(kode, isi):
        return None
    async with p.rt.db.connection() as conn:
        nama = await badan_usaha.nama(conn, milik, [m["badan_usaha_id"] for m in isi["data"]])
    lanjut = None
    if isi["berikutnya"]:
        lanjut = "/migrasi?" + urlencode({k: v for k, v in {"keadaan": saring, "setelah": isi["berikutnya"]}.items() if v})
    data = {"baris": isi["data"], "nama": nama, "saring": saring, "pilihan": KEADAAN, "lanjut": lanjut}
    return Isi("migrasi.html", "Migrasi basis data", "badan-usaha", data)


async def satu_migrasi(p: Pandangan, sesi: Sesi, id: str) -> Isi | None:
    milik = await p.milik(sesi)
    kini = await p.kini()
    kode, m = await p.layanan.tanya(sesi, "GET", "kepesertaan", f"/v1/migrasi/{id}", kini)
    if not terjawab(kode, m):
        return None
    pekerjaan = [m[n] for n in ("pekerjaan_periksa", "pekerjaan_daftar") if m[n]]
    jawab = await asyncio.gather(*(p.layanan.tanya(sesi, "GET", "kepesertaan", f"/v1/pekerjaan/{x}", kini) for x in pekerjaan))
    jalan = [k for kode, k in jawab if kode == 200]
    async with p.rt.db.connection() as conn:
        nama = (await badan_usaha.nama(conn, milik, [m["badan_usaha_id"]])).get(m["badan_usaha_id"])
    potong = p.tampilan.potong
    baris = [b for k in jalan for b in k["baris_gagal"]]
    sel: dict[str, Markup | Sequence[Markup]] = {
        "keadaan": potong("bagian.html", "cip", kode=m["keadaan"]),
        "langkah": [potong("kerja_sama_bagian.html", "langkah", n=n) for n in langkah(m)],
        "jumlah": potong("migrasi_bagian.html", "jumlah", m=m),
        "maju": Markup("").join(potong("impor_bagian.html", "maju", k=k) for k in jalan if k["keadaan"] == "BERJALAN"),
        "unduh": Markup("").join(potong("impor_bagian.html", "unduh", k=k) for k in jalan),
        "gagal": p.baris("impor_bagian.html", "gagal", "b", baris, p.kosong(4, "Tidak ada baris yang kembali.")),
    }
    data = {"m": m, "nama": nama, "tingkat": _tingkat(sesi, m)}
    return Isi("migrasi_satu.html", f"Migrasi {nama['nama'] if nama else id}", "badan-usaha", data, sel)


def _tingkat(sesi: Sesi, m: Mapping[str, Any]) -> str | None:
    """Which validation is this viewer's to give: of two offices, and of two people (R-KEP-24)."""
    siapa = sesi.principal
    if not siapa.has("persetujuan:tulis"):
        return None
    if m["keadaan"] == "MENUNGGU_VALIDASI_KC" and siapa.at("KC", "KC_PRIMA") and siapa.kantor == m["kantor_cabang"]:
        return "kc"
    if m["keadaan"] == "MENUNGGU_VALIDASI_DIVRE" and siapa.at("DIVRE") and siapa.sub != m["validasi_kc"]:
        return "divre"
    return None
