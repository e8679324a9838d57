"""Compliance of all Badan Usaha a viewer may see: who has not registered everybody, by phase and by office."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from dasbor.api.pandangan import Pandangan
from dasbor.api.pandangan_kerja_sama import terjawab
from dasbor.kueri import badan_usaha
from dasbor.sesi import Sesi
from dasbor.tampilan import Isi

KEADAAN = (
    ("BELUM_PATUH", "Belum patuh"), ("BELUM_JATUH_TEMPO", "Belum jatuh tempo"), ("PATUH", "Patuh"), ("semua", "Semua"),
)  # fmt: skip
HALAMAN, SEHALAMAN, DITAMPILKAN = 10, 500, 200
TAK_DIKETAHUI = "–"


async def kepatuhan_semua(p: Pandangan, sesi: Sesi, q: Mapping[str, str]) -> Isi | None:
    milik = await p.milik(sesi)
    semua: list[dict[str, Any]] = []
    params = {"batas": str(SEHALAMAN)}
    for _ in range(HALAMAN):
        kode, isi = await p.layanan.tanya(sesi, "GET", "kepesertaan", "/v1/kepatuhan", await p.kini(), params=params)
        if not terjawab(kode, isi):
            return None
        semua += isi["data"]
        if not isi["berikutnya"]:
            break
        params["setelah"] = isi["berikutnya"]
    async with p.rt.db.connection() as conn:
        nama = await badan_usaha.nama(conn, milik, [b["badan_usaha_id"] for b in semua])
    for b in semua:
        dikenal = nama.get(b["badan_usaha_id"])
        b |= {"nama": dikenal and dikenal["nama"], "kantor": dikenal["kantor_cabang"] if dikenal else TAK_DIKETAHUI}
    tahap, kantor = _kelompok(semua, "golongan"), _kelompok(semua, "kantor")
    saring = {
        "keadaan": q.get("keadaan", "") if q.get("keadaan", "") in dict(KEADAAN) else "BELUM_PATUH",
        "golongan": _dikenal(q.get("golongan", ""), tahap), "kantor": _dikenal(q.get("kantor", ""), kantor),
    }  # fmt: skip
    cocok = sorted((b for b in semua if _cocok(b, saring)), key=lambda b: (-b["belum_terdaftar"], b["nama"] or b["badan_usaha_id"]))
    data = {
        "semua": len(semua), "belum": sum(b["keadaan"] == "BELUM_PATUH" for b in semua), "terpotong": bool(isi["berikutnya"]),
        "tahap": sorted(tahap, key=lambda k: k["batas"]), "per_kantor": kantor, "saring": saring, "keadaan": KEADAAN,
        "baris": cocok[:DITAMPILKAN], "lebih": len(cocok[DITAMPILKAN:]),
    }  # fmt: skip
    return Isi("kepatuhan_semua.html", "Kepatuhan", "badan-usaha", data)


def _kelompok(semua: Sequence[Mapping[str, Any]], menurut: str) -> list[dict[str, Any]]:
    """How many of each state, by phase (with the day everybody had to be in) or by office."""
    hasil: dict[str, dict[str, Any]] = {}
    for b in semua:
        kosong = {"kunci": b[menurut], "batas": b["batas"]} | {k: 0 for k, _ in KEADAAN}
        hasil.setdefault(b[menurut], kosong)[b["keadaan"]] += 1
    return [hasil[k] for k in sorted(hasil)]


def _dikenal(pilihan: str, kelompok: Sequence[Mapping[str, Any]]) -> str:
    return pilihan if pilihan in {k["kunci"] for k in kelompok} else ""


def _cocok(b: Mapping[str, Any], saring: Mapping[str, str]) -> bool:
    return (
        saring["keadaan"] in ("semua", b["keadaan"]) and saring["golongan"] in ("", b["golongan"]) and saring["kantor"] in ("", b["kantor"])
    )
