"""What may be changed of one person and of his family, and who comes from elsewhere. How he stands is asked of kepesertaan each time."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import asyncpg
from dasar.penolakan import Ditolak
from markupsafe import Markup

from dasbor import kata_mutasi as kata
from dasbor.api.pandangan import Pandangan
from dasbor.api.pandangan_kerja_sama import boleh_tulis, kantor, terjawab
from dasbor.api.pandangan_peserta import pohon
from dasbor.kueri import badan_usaha, lain
from dasbor.sesi import Sesi
from dasbor.tampilan import Isi


@dataclass(frozen=True, slots=True)
class Orang:
    """``kini``: his answer of kepesertaan. ``terlihat``: rows of his family whose pages would open for this viewer."""

    kini: Mapping[str, Any]
    bu: Mapping[str, Any] | None
    terlihat: Sequence[asyncpg.Record]

    @property
    def akhir(self) -> list[tuple[str, str]]:
        return kata.cara_berakhir(self.kini)


def tak_boleh(sesi: Sesi, bu: Mapping[str, Any] | None) -> str | None:
    """Why this viewer changes nobody here, by the delegation of today; of a partial one kepesertaan looks at the person (R-AKT-15)."""
    if not boleh_tulis(sesi):
        return "Anda melihat saja. Mutasi dicatat AKT, badan usaha atau kantor yang berwenang."
    cakupan = None if bu is None else bu["cakupan_kini"]
    if sesi.akt_id is not None and cakupan is None:
        return "Surat kuasa badan usaha ini belum berlaku."
    if sesi.akt_id is None and not kantor(sesi) and cakupan == "SELURUH":
        return "Urusan kepesertaan sudah didelegasikan seluruhnya: lapor ke AKT."
    return None


async def _orang(p: Pandangan, sesi: Sesi, noka: str) -> Orang | None:
    milik = await p.milik(sesi)
    async with p.rt.db.connection() as conn:
        baris = await lain.peserta_bernomor(conn, milik, [noka])
        if not baris:
            return None
        id = baris[0]["badan_usaha_id"]
        bu = None if id is None else await badan_usaha.satu(conn, milik, id)
    kode, kini = await p.layanan.tanya(sesi, "GET", "kepesertaan", f"/v1/peserta/{noka}", await p.kini())
    if not terjawab(kode, kini):
        return None
    async with p.rt.db.connection() as conn:
        terlihat = await lain.peserta_bernomor(conn, milik, [noka, *(k["nomor_kartu"] for k in kini["keluarga"])])
    return Orang(kini, bu, terlihat)


async def mutasi(p: Pandangan, sesi: Sesi, noka: str) -> Isi | None:
    o = await _orang(p, sesi, noka)
    if o is None:
        return None
    tolak, anak, aktif = tak_boleh(sesi, o.bu), o.kini["hubungan"] in kata.ANAK, o.kini["keadaan"] == "TERDAFTAR"
    data = {
        "noka": noka, "bu": o.bu, "tolak": tolak, "pekerja": o.kini["hubungan"] == "PEKERJA", "aktif": aktif,
        "anak": anak and o.kini["segmen"] == "PPU" and o.kini["keadaan"] in ("TERDAFTAR", "KELUAR"), "akhir": o.akhir,
    }  # fmt: skip
    milik = await p.milik(sesi)
    async with p.rt.db.connection() as conn:
        isi = await lain.peserta(conn, milik, noka)
    sel: dict[str, Markup | Sequence[Markup]] = {
        "kini": p.tampilan.potong("mutasi_bagian.html", "kini", o=o.kini),
        # what takes effect later (a class from next month on) stands here only
        "riwayat": p.riwayat(isi["riwayat"] if isi is not None else ()),
    }
    return Isi("mutasi.html", f"Mutasi peserta {noka}", "peserta", data, sel)


async def keluarga(p: Pandangan, sesi: Sesi, noka: str, baru: str) -> Isi | None:
    """The family around its worker, and the forms about it on the worker's own page."""
    o = await _orang(p, sesi, noka)
    if o is None:
        return None
    pekerja = o.kini["hubungan"] == "PEKERJA"
    anggota = [k for k in o.kini["keluarga"] if k["keadaan"] == "TERDAFTAR"]
    kepala = o.kini["nomor_kartu_pekerja"]
    data = {
        "noka": noka, "bu": o.bu, "tolak": tak_boleh(sesi, o.bu), "boleh": pekerja and o.kini["keadaan"] == "TERDAFTAR",
        "pekerjanya": kepala if kepala in {b["nomor_kartu"] for b in o.terlihat} else None, "keluarga_id": o.kini.get("keluarga_id"),
        "anggota": [(k["nomor_kartu"], f"{k['nomor_kartu']} · {dict(kata.HUBUNGAN_PEKERJA).get(k['hubungan'], '')}") for k in anggota],
        "akhir": [(k, n) for k, n in kata.AKHIR.items() if k not in ("PHK", "CACAT_TOTAL")], "kata": kata,
    }  # fmt: skip
    sel: dict[str, Markup | Sequence[Markup]] = {"pohon": pohon(p, o.terlihat, o.kini, noka, "", baru)}
    return Isi("keluarga_peserta.html", f"Keluarga peserta {noka}", "peserta", data, sel)


async def pindah(p: Pandangan, sesi: Sesi, id: str) -> Isi | None:
    milik = await p.milik(sesi)
    async with p.rt.db.connection() as conn:
        bu = await badan_usaha.satu(conn, milik, id)
    if bu is None:
        return None
    return Isi("pindah.html", f"Pindah ke {bu['nama']}", "badan-usaha", {"bu": bu, "tolak": tak_boleh(sesi, bu), "kata": kata})


async def keluarga_baru(p: Pandangan, sesi: Sesi) -> Isi:
    await p.milik(sesi)
    if not (kantor(sesi) and boleh_tulis(sesi)):
        alasan = "Keluarga yang membayar sendiri didaftarkan di kantor BPJS Kesehatan."
        raise Ditolak("HANYA_KANTOR", alasan, aturan="R-KEP-27", status=403)
    sini = sesi.principal.kantor if sesi.principal.at("KC", "KC_PRIMA") else None
    return Isi("keluarga_baru.html", "Daftarkan keluarga mandiri", "peserta", {"kantor_sendiri": sini, "kata": kata})


async def keluarga_mandiri(p: Pandangan, sesi: Sesi, id: str) -> Isi | None:
    milik = await p.milik(sesi)
    kini = await p.kini()
    kode, k = await p.layanan.tanya(sesi, "GET", "kepesertaan", f"/v1/keluarga/{id}", kini)
    if not terjawab(kode, k):
        return None
    nomor = [a["nomor_kartu"] for a in k["anggota"]]
    kepala = next((a["nomor_kartu"] for a in k["anggota"] if a["hubungan"] == kata.KEPALA), nomor[0])
    kode, orang = await p.layanan.tanya(sesi, "GET", "kepesertaan", f"/v1/peserta/{kepala}", kini)
    async with p.rt.db.connection() as conn:
        terlihat = await lain.peserta_bernomor(conn, milik, nomor)
    sel: dict[str, Markup | Sequence[Markup]] = {
        "ringkas": p.tampilan.potong("mutasi_bagian.html", "keluarga", k=k),
        "pohon": pohon(p, terlihat, orang if kode == 200 else None, "", str(orang.get("detail") or ""), ""),
    }
    data = {"k": k, "boleh": kantor(sesi) and boleh_tulis(sesi)}
    return Isi("keluarga_mandiri.html", f"Keluarga {id}", "peserta", data, sel)
