"""Work items: the list with its filters, and one with what it is about."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import urlencode

from markupsafe import Markup, escape

from dasbor.api.pandangan import Pandangan
from dasbor.api.pandangan_kerja_sama import boleh_tulis, kantor, terjawab
from dasbor.format import angka
from dasbor.kueri import tugas as kueri
from dasbor.sesi import Sesi
from dasbor.tampilan import Isi

KEADAAN = (("terbuka", "Terbuka"), ("lewat", "Lewat waktu"), ("selesai", "Selesai"), ("semua", "Semua"))
HASIL = (
    ("DATA_DIPERBAIKI", "Data diperbaiki"), ("DIDAFTARKAN_ULANG", "Didaftarkan ulang"), ("DIPINDAHKAN", "Dipindahkan"),
    ("DITOLAK", "Ditolak"), ("LAINNYA", "Lainnya"),
)  # fmt: skip
PELAKU = {"RO": "Relationship Officer", "MPKR": "Unit MPKR", "AKT": "AKT"}


async def tugas(p: Pandangan, sesi: Sesi, q: Mapping[str, str]) -> Isi:
    milik = await p.milik(sesi)
    saring: dict[str, str | None] = {"keadaan": q.get("keadaan", "") if q.get("keadaan", "") in dict(KEADAAN) else "terbuka"}
    saring |= {k: q[k][:64] if q.get(k) else None for k in ("jenis", "peran", "kantor")}
    async with p.rt.db.connection() as conn:
        mulai = await kueri.satu(conn, milik, q["setelah"]) if re.fullmatch(r"[0-9a-zA-Z-]{1,64}", q.get("setelah", "")) else None
        rows = await kueri.daftar(conn, milik, saring, mulai)
        pilihan, hitung = await kueri.pilihan(conn, milik), await kueri.hitung(conn, milik)
    kosong = p.kosong(6, "Tidak ada tugas dengan saringan ini. Baris impor dan proses yang perlu diperiksa orang muncul di sini.")
    lanjut = None
    if len(rows) > kueri.SEHALAMAN:
        lanjut = "/tugas?" + urlencode({k: v for k, v in saring.items() if v} | {"setelah": rows[kueri.SEHALAMAN - 1]["tugas_id"]})
    sel: dict[str, Markup | Sequence[Markup]] = {
        "tugas": p.baris("tugas_bagian.html", "baris", "t", rows[: kueri.SEHALAMAN], kosong, hari=milik.hari),
        "terbuka": escape(angka(hitung["terbuka"])), "lewat": escape(angka(hitung["lewat"])),
    }  # fmt: skip
    data = {"saring": saring, "pilihan": pilihan, "keadaan": KEADAAN, "pelaku": PELAKU, "lanjut": lanjut}
    return Isi("tugas.html", "Tugas", "tugas", data, sel)


async def satu_tugas(p: Pandangan, sesi: Sesi, id: str) -> Isi | None:
    milik = await p.milik(sesi)
    async with p.rt.db.connection() as conn:
        tersimpan = await kueri.satu(conn, milik, id)
    if tersimpan is None:
        return None
    (kode, kini), (baris, pesan) = await asyncio.gather(
        p.layanan.tanya(sesi, "GET", "kepesertaan", f"/v1/tugas/{id}", await p.kini()), _baris_gagal(p, sesi, tersimpan)
    )
    if not terjawab(kode, kini):
        return None
    # what was just done here, before the projection has heard of it
    t: dict[str, Any] = {**tersimpan, "hasil": kini["hasil"], "peran": kini["peran"], "kantor": kini["kantor"], "petugas": kini["petugas"]}
    sel: Mapping[str, Markup] = {
        "keadaan": p.tampilan.potong("tugas_bagian.html", "keadaan", t=t, hari=milik.hari),
        "rinci": p.tampilan.potong("tugas_bagian.html", "rinci", t=t, pelaku=PELAKU),
    }
    # the office that owns it takes it up and settles it
    boleh = t["hasil"] is None and boleh_tulis(sesi) and kantor(sesi) and sesi.principal.kantor == t["kantor"]
    data = {"t": t, "baris": baris, "pesan_baris": pesan, "boleh": boleh, "bebas": t["petugas"] is None, "hasil": HASIL}
    return Isi("tugas_satu.html", f"Tugas {id}", "tugas", data, sel)


async def _baris_gagal(p: Pandangan, sesi: Sesi, t: Mapping[str, Any]) -> tuple[dict[str, Any] | None, str]:
    """The row of the import it is about, as it was refused: column, code and sentence, nothing of the person."""
    if t["pekerjaan_id"] is None or t["baris"] is None:
        return None, ""
    kode, isi = await p.layanan.tanya(sesi, "GET", "kepesertaan", f"/v1/pekerjaan/{t['pekerjaan_id']}", await p.kini())
    if kode != 200:
        return None, str(isi.get("detail") or "Baris berkasnya belum dapat ditanyakan.")
    satu = next((b for b in isi["baris_gagal"] if b["baris"] == t["baris"]), None)
    return satu, "" if satu else "Barisnya ada dalam berkas baris gagal."
