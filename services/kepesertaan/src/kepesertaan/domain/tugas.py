"""Tugas: a case that people of BPJS have to settle. Its id is derived from the case, so a file sent again makes no second one."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import assert_never

from dasar.penolakan import Ditolak

from kepesertaan.domain.ketentuan import HARI_TUGAS

HASIL = ("DIDAFTARKAN_ULANG", "DIPINDAHKAN", "DITOLAK", "DATA_DIPERBAIKI", "LAINNYA")


@dataclass(frozen=True, slots=True)
class BuatTugas:
    """``petugas``: work id of the owner. No personal data: the row of the import holds it, sealed."""

    tugas_id: str
    jenis: str
    peran: str
    petugas: str | None
    kantor: str
    badan_usaha_id: str
    akt_id: str | None
    pekerjaan_id: str | None
    baris: int | None
    pada: date


@dataclass(frozen=True, slots=True)
class AmbilTugas:
    """Somebody of the office takes up what has no officer: what came to MPKR has none (R-AKT-11)."""

    petugas: str
    kantor: str
    """Of the taker."""


@dataclass(frozen=True, slots=True)
class SelesaikanTugas:
    hasil: str
    catatan: str
    oleh: str


@dataclass(frozen=True, slots=True)
class EskalasiTugas:
    """Not settled by its due date: it becomes the matter of Unit MPKR of a Kantor Cabang Prima (R-AKT-11)."""

    kantor: str
    pada: date


@dataclass(frozen=True, slots=True)
class TugasDibuat:
    tugas_id: str
    jenis: str
    peran: str
    petugas: str | None
    kantor: str
    badan_usaha_id: str
    akt_id: str | None
    pekerjaan_id: str | None
    baris: int | None
    jatuh_tempo: date


@dataclass(frozen=True, slots=True)
class TugasDiambil:
    tugas_id: str
    petugas: str


@dataclass(frozen=True, slots=True)
class TugasSelesai:
    tugas_id: str
    jenis: str
    hasil: str
    catatan: str
    oleh: str


@dataclass(frozen=True, slots=True)
class TugasDieskalasi:
    tugas_id: str
    jenis: str
    peran: str
    kantor: str
    pada: date


TugasPerintah = BuatTugas | AmbilTugas | SelesaikanTugas | EskalasiTugas
TugasPeristiwa = TugasDibuat | TugasDiambil | TugasSelesai | TugasDieskalasi


@dataclass(frozen=True, slots=True)
class Tugas:
    tugas_id: str = ""
    jenis: str = ""
    peran: str = ""
    petugas: str | None = None
    kantor: str = ""
    badan_usaha_id: str = ""
    akt_id: str | None = None
    pekerjaan_id: str | None = None
    baris: int | None = None
    jatuh_tempo: date = date.min
    hasil: str | None = None
    catatan: str = ""
    dieskalasi_pada: date | None = None


AWAL = Tugas()


def decide(perintah: TugasPerintah, tugas: Tugas) -> list[TugasPeristiwa]:
    match perintah:
        case BuatTugas():
            if tugas.tugas_id:
                return []
            jatuh_tempo = perintah.pada + timedelta(days=HARI_TUGAS.pada(perintah.pada).nilai)
            return [
                TugasDibuat(
                    perintah.tugas_id,
                    perintah.jenis,
                    perintah.peran,
                    perintah.petugas,
                    perintah.kantor,
                    perintah.badan_usaha_id,
                    perintah.akt_id,
                    perintah.pekerjaan_id,
                    perintah.baris,
                    jatuh_tempo,
                )
            ]
        case AmbilTugas(petugas, kantor):
            if not tugas.tugas_id:
                raise Ditolak("TIDAK_DITEMUKAN", "Tugas tidak ditemukan.", status=404)
            if tugas.kantor != kantor:
                raise Ditolak("BUKAN_KANTOR_PEMILIK", f"Tugas ini milik {tugas.kantor}.", status=403)
            if tugas.hasil is not None:
                raise Ditolak("TUGAS_SUDAH_SELESAI", "Tugas ini sudah diselesaikan.")
            if tugas.petugas is not None and tugas.petugas != petugas:
                raise Ditolak("TUGAS_SUDAH_DIPEGANG", f"Tugas ini sudah dipegang {tugas.petugas}.")
            return [] if tugas.petugas == petugas else [TugasDiambil(tugas.tugas_id, petugas)]
        case SelesaikanTugas(hasil, catatan, oleh):
            if not tugas.tugas_id:
                raise Ditolak("TIDAK_DITEMUKAN", "Tugas tidak ditemukan.", status=404)
            if tugas.hasil is not None:
                if (tugas.hasil, tugas.catatan) == (hasil, catatan):
                    return []
                raise Ditolak("TUGAS_SUDAH_SELESAI", "Tugas ini sudah diselesaikan.")
            return [TugasSelesai(tugas.tugas_id, tugas.jenis, hasil, catatan, oleh)]
        case EskalasiTugas(kantor, pada):
            if not tugas.tugas_id or tugas.hasil is not None or tugas.dieskalasi_pada is not None or pada < tugas.jatuh_tempo:
                return []
            return [TugasDieskalasi(tugas.tugas_id, tugas.jenis, "MPKR", kantor, pada)]
        case _:
            assert_never(perintah)


def evolve(tugas: Tugas, e: TugasPeristiwa) -> Tugas:
    match e:
        case TugasDibuat():
            return Tugas(
                e.tugas_id, e.jenis, e.peran, e.petugas, e.kantor, e.badan_usaha_id, e.akt_id, e.pekerjaan_id, e.baris, e.jatuh_tempo
            )
        case TugasDiambil(_, petugas):
            return replace(tugas, petugas=petugas)
        case TugasDieskalasi(_, _, peran, kantor, pada):
            return replace(tugas, peran=peran, kantor=kantor, petugas=None, dieskalasi_pada=pada)
        case TugasSelesai():
            return replace(tugas, hasil=e.hasil, catatan=e.catatan)
        case _:
            assert_never(e)
