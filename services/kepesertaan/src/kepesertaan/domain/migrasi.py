"""Database migration of more than a thousand records: a letter first, then the check of the rows, then Kantor Cabang, then Divre; only
after both does a row reach the master file (R-KEP-23, R-KEP-24, R-KEP-25)."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from typing import Literal, assert_never

from dasar.penolakan import Ditolak, Galat, tidak_ditemukan

from kepesertaan.domain.ketentuan import REKAMAN_KOLEKTIF
from kepesertaan.domain.migrasi_pesan import (
    Ajukan,
    CatatHasil,
    CatatPemeriksaan,
    Lengkapi,
    MigrasiDiajukan,
    MigrasiDiperiksa,
    MigrasiDitarik,
    MigrasiDitolak,
    MigrasiDivalidasiDivre,
    MigrasiDivalidasiKc,
    MigrasiPerintah,
    MigrasiPeristiwa,
    MigrasiSelesai,
    SuratPengesahanDiterima,
    Tarik,
    ValidasiDivre,
    ValidasiKc,
)

Keadaan = Literal[
    "", "MENUNGGU_DOKUMEN", "DIPERIKSA", "MENUNGGU_VALIDASI_KC", "MENUNGGU_VALIDASI_DIVRE", "DIPROSES", "SELESAI", "DITOLAK", "DITARIK"
]
TERBUKA = ("MENUNGGU_DOKUMEN", "DIPERIKSA", "MENUNGGU_VALIDASI_KC", "MENUNGGU_VALIDASI_DIVRE", "DIPROSES")


@dataclass(frozen=True, slots=True)
class Migrasi:
    migrasi_id: str = ""
    badan_usaha_id: str = ""
    akt_id: str | None = None
    sendiri: bool = False
    kantor_cabang: str = ""
    berkas_id: str = ""
    keadaan: Keadaan = ""
    jumlah: int = 0
    surat_pengesahan: str | None = None
    pekerjaan_periksa: str | None = None
    baik: int | None = None
    gagal: int = 0
    validasi_kc: str | None = None
    validasi_divre: str | None = None
    pekerjaan_daftar: str | None = None
    terdaftar: int = 0
    alasan: str | None = None
    diajukan_pada: date | None = None

    @property
    def terbuka(self) -> bool:
        return self.keadaan in TERBUKA


AWAL = Migrasi()


def decide(perintah: MigrasiPerintah, m: Migrasi) -> list[MigrasiPeristiwa]:
    if isinstance(perintah, Ajukan):
        return _ajukan(perintah, m)
    if not m.migrasi_id:
        raise tidak_ditemukan("Migrasi")
    match perintah:
        case Lengkapi(surat, oleh, pada):
            if m.surat_pengesahan == surat:
                return []
            _harus(m, "MENUNGGU_DOKUMEN", "Migrasi ini tidak menunggu dokumen.", "R-KEP-25")
            return [SuratPengesahanDiterima(surat, oleh, pada)]
        case CatatPemeriksaan(pekerjaan_id, baik, gagal, pada):
            # taken back while it was being checked: the check has nobody to tell
            return [MigrasiDiperiksa(pekerjaan_id, baik, gagal, pada)] if m.keadaan == "DIPERIKSA" else []
        case ValidasiKc(setuju, catatan, oleh, pada):
            _harus(m, "MENUNGGU_VALIDASI_KC", "Migrasi ini tidak menunggu validasi Kantor Cabang.", "R-KEP-24")
            return [MigrasiDivalidasiKc(oleh, catatan, pada) if setuju else MigrasiDitolak("KC", oleh, catatan, pada)]
        case ValidasiDivre(setuju, catatan, oleh, pekerjaan_id, pada):
            _harus(m, "MENUNGGU_VALIDASI_DIVRE", "Divre memvalidasi setelah Kantor Cabang, dan satu kali.", "R-KEP-24")
            if oleh == m.validasi_kc:
                raise Ditolak("ORANG_YANG_SAMA", "Validasi kedua dilakukan oleh orang lain.", aturan="R-KEP-24", status=403)
            return [MigrasiDivalidasiDivre(oleh, catatan, pekerjaan_id, pada) if setuju else MigrasiDitolak("DIVRE", oleh, catatan, pada)]
        case Tarik(alasan, oleh, pada):
            if m.keadaan == "DITARIK":
                return []
            if not m.terbuka or m.keadaan == "DIPROSES":
                raise Ditolak("MIGRASI_SUDAH_DIPUTUSKAN", "Migrasi ini sudah diputuskan.", aturan="R-KEP-24", status=409)
            return [MigrasiDitarik(oleh, alasan, pada)]
        case CatatHasil(pekerjaan_id, terdaftar, gagal, pada):
            return [MigrasiSelesai(pekerjaan_id, terdaftar, gagal, pada)] if m.keadaan == "DIPROSES" else []
        case _:
            assert_never(perintah)


def _ajukan(p: Ajukan, m: Migrasi) -> list[MigrasiPeristiwa]:
    if m.migrasi_id:
        return []
    batas = REKAMAN_KOLEKTIF.pada(p.pada).nilai
    if p.jumlah <= batas:
        alasan = f"Berkas ini berisi {p.jumlah} rekaman; migrasi basis data hanya untuk lebih dari {batas}. Gunakan pendaftaran kolektif."
        raise Ditolak("GUNAKAN_PENDAFTARAN_KOLEKTIF", alasan, aturan="R-KEP-23", status=422, galat=(Galat("/berkas", alasan),))
    diajukan = MigrasiDiajukan(
        p.migrasi_id, p.badan_usaha_id, p.akt_id, p.sendiri, p.kantor_cabang, p.berkas_id, p.jumlah, p.oleh, p.pada
    )  # fmt: skip
    return [diajukan] if p.surat_pengesahan is None else [diajukan, SuratPengesahanDiterima(p.surat_pengesahan, p.oleh, p.pada)]


def _harus(m: Migrasi, keadaan: Keadaan, alasan: str, aturan: str) -> None:
    if m.keadaan != keadaan:
        raise Ditolak("LANGKAH_BELUM_WAKTUNYA", f"{alasan} Keadaannya sekarang: {m.keadaan}.", aturan=aturan, status=409)


def evolve(m: Migrasi, e: MigrasiPeristiwa) -> Migrasi:
    match e:
        case MigrasiDiajukan(id, bu, akt_id, sendiri, kantor, berkas_id, jumlah, _, pada):
            return Migrasi(id, bu, akt_id, sendiri, kantor, berkas_id, "MENUNGGU_DOKUMEN", jumlah, diajukan_pada=pada)
        case SuratPengesahanDiterima(surat, _, _):
            return replace(m, surat_pengesahan=surat, keadaan="DIPERIKSA")
        case MigrasiDiperiksa(pekerjaan_id, baik, gagal, _):
            return replace(m, pekerjaan_periksa=pekerjaan_id, baik=baik, gagal=gagal, keadaan="MENUNGGU_VALIDASI_KC")
        case MigrasiDivalidasiKc(oleh, _, _):
            return replace(m, validasi_kc=oleh, keadaan="MENUNGGU_VALIDASI_DIVRE")
        case MigrasiDivalidasiDivre(oleh, _, pekerjaan_id, _):
            return replace(m, validasi_divre=oleh, pekerjaan_daftar=pekerjaan_id, keadaan="DIPROSES")
        case MigrasiDitolak(_, _, alasan, _):
            return replace(m, alasan=alasan, keadaan="DITOLAK")
        case MigrasiDitarik(_, alasan, _):
            return replace(m, alasan=alasan, keadaan="DITARIK")
        case MigrasiSelesai(_, terdaftar, gagal, _):
            return replace(m, terdaftar=terdaftar, gagal=gagal, keadaan="SELESAI")
        case _:
            assert_never(e)
