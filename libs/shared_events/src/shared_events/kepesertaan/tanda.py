"""Tanda koordinasi manfaat, Kartu Identitas Bersama, work items."""

from __future__ import annotations

from datetime import date

from pydantic import Field

from shared_events.base import Noka
from shared_events.kepesertaan.base import EventKepesertaan


class TandaKoordinasiManfaatDiberikan(EventKepesertaan):
    """The COB flag (VClaim ``peserta.cob``). Whether it works on a day is status's answer. Subject ``peserta:{nomor_kartu}``."""

    nomor_kartu: Noka
    akt_id: str
    badan_usaha_id: str
    berlaku_dari: date
    pekerjaan_id: str | None = None


class TandaKoordinasiManfaatDihapus(EventKepesertaan):
    """Subject ``peserta:{nomor_kartu}`` (R-KIB-10, R-STA-09)."""

    nomor_kartu: Noka
    akt_id: str
    badan_usaha_id: str
    berakhir_pada: date = Field(description="Last day of the flag")
    alasan: str = ""


class TandaKoordinasiManfaatDiberikanMassal(EventKepesertaan):
    """Announces for receivers what a job gave to up to 500 people. Subject ``badan-usaha:{id}``."""

    badan_usaha_id: str
    pekerjaan_id: str
    berlaku_dari: date
    nomor_kartu: tuple[Noka, ...] = Field(max_length=500)
    bagian: int
    jumlah_bagian: int


class DesainKartuDisetujui(EventKepesertaan):
    """BPJS approved a card design of the AKT (R-KIB-04). Subject ``desain-kartu:{akt_id}``."""

    akt_id: str
    versi: str
    disetujui_pada: date


class DesainKartuDitolak(EventKepesertaan):
    """Subject ``desain-kartu:{akt_id}``."""

    akt_id: str
    versi: str
    alasan: str


class KartuIdentitasBersamaDiterbitkan(EventKepesertaan):
    """The AKT issued a KIB (R-KIB-02). Subject ``kib:{nomor_kib}``."""

    nomor_kib: str
    nomor_kartu: Noka
    akt_id: str
    versi_desain: str
    diterbitkan_pada: date


class KartuIdentitasBersamaDicabut(EventKepesertaan):
    """Subject ``kib:{nomor_kib}``."""

    nomor_kib: str
    nomor_kartu: Noka
    akt_id: str
    dicabut_pada: date
    alasan: str


class KartuJknDiterbitkan(EventKepesertaan):
    """A card of JKN was handed out; whichever it is, its number is the nomor kartu. Subject ``kartu-jkn:{nomor_kartu}`` (R-KEP-27)."""

    nomor_kartu: Noka
    ke: int = Field(description="Which of his cards; the ones before are worth nothing more")
    diterbitkan_pada: date


class KartuJknDilaporkanHilang(EventKepesertaan):
    """Until the next card is issued, whoever is shown the number has to compare the NIK. Subject ``kartu-jkn:{nomor_kartu}`` (R-KEP-29)."""

    nomor_kartu: Noka
    hilang_pada: date = Field(description="The day it was lost, not that of the report")


class TugasDibuat(EventKepesertaan):
    """A work item for people. Subject ``tugas:{tugas_id}`` (R-KEP-35, 36)."""

    tugas_id: str
    jenis: str
    peran: str = Field(description="Role that owns it: RO, MPKR, …")
    kantor: str
    badan_usaha_id: str | None = None
    pekerjaan_id: str | None = None
    baris: int | None = None
    jatuh_tempo: date


class TugasDieskalasi(EventKepesertaan):
    """Not settled by its due date, so it has another owner now (R-AKT-11). Subject ``tugas:{tugas_id}``."""

    tugas_id: str
    jenis: str
    peran: str = Field(description="Role that owns it now: MPKR")
    kantor: str
    dieskalasi_pada: date


class TugasSelesai(EventKepesertaan):
    """Subject ``tugas:{tugas_id}``."""

    tugas_id: str
    jenis: str
    hasil: str
