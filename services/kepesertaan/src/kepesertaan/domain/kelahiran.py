"""From when a newborn is covered: at once, within some days, or not before a policy says so (R-KEP-19, R-KEP-20)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from dasar.penolakan import Ditolak, Galat
from dasar.tanggal import Periode, tambah_bulan

from kepesertaan.domain.ketentuan import BAYI, BULAN_BAYI_TANPA_NIK
from kepesertaan.domain.siklus import iuran_mulai


@dataclass(frozen=True, slots=True)
class Sejak:
    berlaku_dari: date
    iuran_mulai: str
    aturan: str


@dataclass(frozen=True, slots=True)
class Induk:
    """The worker or head of family the child is born to: his first day in the unit and his first month."""

    segmen: str
    berlaku_dari: date
    iuran_mulai: str


def sejak(induk: Induk, kategori: str, lahir: date, pada: date) -> Sejak:
    """``pada``: the day of registration. A child cannot be covered before the one it is born to."""
    if lahir > pada:
        raise _tanggal("Tanggal lahir belum terjadi.")
    if lahir < induk.berlaku_dari:
        raise _tanggal("Anak ini lahir sebelum orang tuanya menjadi anggota; daftarkan seperti anggota keluarga yang lain.")
    aturan_bayi = BAYI.pada(lahir).nilai
    if aturan_bayi.siapa == "ANAK_INTI_PPU" and not (induk.segmen == "PPU" and kategori == "INTI"):
        alasan = (
            "Bayi peserta mandiri dan anak keempat dan seterusnya mengikuti ketentuan tersendiri yang belum ditetapkan untuk tanggal ini."
        )
        raise Ditolak("PERLU_KEBIJAKAN", alasan, aturan="R-KEP-20", status=409)
    dari_lahir = max(str(Periode.dari(lahir)), induk.iuran_mulai)
    if aturan_bayi.hari_daftar is None:
        return Sejak(lahir, dari_lahir, "R-KEP-19")
    if pada <= lahir + timedelta(days=aturan_bayi.hari_daftar):
        return Sejak(lahir, dari_lahir, "R-KEP-20")
    return Sejak(pada, max(str(iuran_mulai(pada)), induk.iuran_mulai), "R-KEP-20")


def periksa_tanpa_nik(lahir: date, pada: date) -> None:
    """Only the very young may be registered without NIK; it follows with LENGKAPI_NIK under the same number (R-KEP-11)."""
    if pada > tambah_bulan(lahir, BULAN_BAYI_TANPA_NIK.pada(lahir).nilai):
        alasan = "Anak di atas 3 bulan didaftarkan dengan NIK."
        raise Ditolak("NIK_KOSONG", alasan, aturan="R-KEP-11", status=422, galat=(Galat("/anak/nik", alasan, "NIK_KOSONG"),))


def _tanggal(alasan: str) -> Ditolak:
    return Ditolak("TANGGAL_TIDAK_SAH", alasan, aturan="R-KEP-19", status=422, galat=(Galat("/berlaku", alasan),))
