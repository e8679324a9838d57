"""Complaints and suggestions of a Peserta, taken at an office orally or in writing (R-KEP-30)."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from typing import Literal, assert_never

from dasar.penolakan import Ditolak

Kanal = Literal["LISAN", "TERTULIS"]
Kategori = Literal["KELUHAN", "SARAN", "PERMINTAAN_INFORMASI"]
Keadaan = Literal["DITERIMA", "DIPROSES", "SELESAI"]


@dataclass(frozen=True, slots=True)
class TerimaPengaduan:
    """``rahasia``: what was said, sealed under the key of the Peserta."""

    nomor: str
    nomor_kartu: str
    kanal: Kanal
    kategori: Kategori
    kantor: str
    rahasia: str
    pada: date


@dataclass(frozen=True, slots=True)
class TindakLanjuti:
    """``rahasia``: the answer to the Peserta, sealed like the complaint."""

    keadaan: Literal["DIPROSES", "SELESAI"]
    rahasia: str | None
    oleh: str
    pada: date


@dataclass(frozen=True, slots=True)
class PengaduanDiterima:
    nomor: str
    nomor_kartu: str
    kanal: Kanal
    kategori: Kategori
    kantor: str
    rahasia: str
    pada: date


@dataclass(frozen=True, slots=True)
class PengaduanDitindaklanjuti:
    nomor: str
    keadaan: Literal["DIPROSES", "SELESAI"]
    rahasia: str | None
    oleh: str
    pada: date


PengaduanPerintah = TerimaPengaduan | TindakLanjuti
PengaduanPeristiwa = PengaduanDiterima | PengaduanDitindaklanjuti


@dataclass(frozen=True, slots=True)
class Pengaduan:
    nomor: str = ""
    nomor_kartu: str = ""
    kanal: Kanal = "LISAN"
    kategori: Kategori = "KELUHAN"
    kantor: str = ""
    keadaan: Keadaan = "DITERIMA"
    rahasia: str = ""
    jawaban: str | None = None
    diterima_pada: date = date.min
    ditindak_pada: date | None = None


AWAL = Pengaduan()


def decide(perintah: PengaduanPerintah, p: Pengaduan) -> list[PengaduanPeristiwa]:
    match perintah:
        case TerimaPengaduan():
            t = perintah
            return [] if p.nomor else [PengaduanDiterima(t.nomor, t.nomor_kartu, t.kanal, t.kategori, t.kantor, t.rahasia, t.pada)]
        case TindakLanjuti(keadaan, rahasia, oleh, pada):
            if not p.nomor:
                raise Ditolak("TIDAK_DITEMUKAN", "Pengaduan tidak ditemukan.", status=404)
            if p.keadaan == "SELESAI":
                raise Ditolak("PENGADUAN_SUDAH_SELESAI", "Pengaduan ini sudah selesai; catat pengaduan baru.", aturan="R-KEP-30")
            return [PengaduanDitindaklanjuti(p.nomor, keadaan, rahasia, oleh, pada)]
        case _:
            assert_never(perintah)


def evolve(p: Pengaduan, e: PengaduanPeristiwa) -> Pengaduan:
    match e:
        case PengaduanDiterima(nomor, nomor_kartu, kanal, kategori, kantor, rahasia, pada):
            return Pengaduan(nomor, nomor_kartu, kanal, kategori, kantor, "DITERIMA", rahasia, None, pada)
        case PengaduanDitindaklanjuti(_, keadaan, rahasia, _, pada):
            return replace(p, keadaan=keadaan, jawaban=rahasia or p.jawaban, ditindak_pada=pada)
        case _:
            assert_never(e)
