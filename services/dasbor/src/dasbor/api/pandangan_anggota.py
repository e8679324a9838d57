"""The people of a Badan Usaha, page by page, with filters."""

from __future__ import annotations

import re
from collections.abc import Mapping
from urllib.parse import urlencode

from dasbor.api.pandangan import Pandangan
from dasbor.kueri import badan_usaha
from dasbor.sesi import Sesi
from dasbor.tampilan import Isi

SARINGAN = {
    "kategori": (
        ("", "Semua kategori"), ("PEKERJA", "Pekerja"), ("INTI", "Keluarga inti"), ("TAMBAHAN", "Keluarga tambahan"),
        ("KERABAT", "Kerabat"),
    ),
    "keadaan": (("", "Semua"), ("terdaftar", "Terdaftar"), ("keluar", "Sudah keluar")),
    "tanda": (("", "Semua"), ("ya", "Dengan koordinasi manfaat"), ("tidak", "JKN saja")),
}  # fmt: skip
SEHALAMAN = 50


async def anggota(p: Pandangan, sesi: Sesi, id: str, q: Mapping[str, str]) -> Isi | None:
    milik = await p.milik(sesi)
    saring = {k: q[k] if q.get(k) in dict(pilihan) else "" for k, pilihan in SARINGAN.items()}
    setelah = q.get("setelah", "") if re.fullmatch(r"[0-9]{13}", q.get("setelah", "")) else ""
    tanda = {"ya": True, "tidak": False}.get(saring["tanda"])
    async with p.rt.db.connection() as conn:
        bu = await badan_usaha.satu(conn, milik, id)
        if bu is None:
            return None
        baris = await badan_usaha.peserta(conn, id, setelah, milik.hari, saring["kategori"] or None, saring["keadaan"], tanda)
    lanjut = None
    if len(baris) > SEHALAMAN:
        dipakai = {k: v for k, v in saring.items() if v} | {"setelah": baris[SEHALAMAN - 1]["nomor_kartu"]}
        lanjut = f"/badan-usaha/{id}/peserta?{urlencode(dipakai)}"
    data = {
        "bu": bu, "baris": baris[:SEHALAMAN], "keterangan": "Menurut nomor kartu.", "berikutnya": lanjut, "saring": saring,
        "pilihan": SARINGAN, "badan_usaha": [],
    }  # fmt: skip
    return Isi("peserta_daftar.html", f"Peserta {bu['nama']}", "badan-usaha", data)
