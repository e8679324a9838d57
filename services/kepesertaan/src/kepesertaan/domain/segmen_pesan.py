"""Commands and events of a peserta that change the unit and the segment he belongs to."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

Segmen = Literal["PBI", "PPU", "PBPU", "BP"]


@dataclass(frozen=True, slots=True)
class Pindahkan:
    """Into another paying unit from ``berlaku_dari`` on, as what he is there. The unit before ends the day before, so that at no date
    he has two segments or two payers, and between them no gap (R-KEP-02, R-KEP-10). ``badan_usaha_id`` empty: a family pays."""

    virtual_account: str
    badan_usaha_id: str
    keluarga_id: str | None
    akt_id: str | None
    segmen: Segmen
    sub_segmen: str
    hubungan: str
    nomor_kartu_pekerja: str | None
    kategori: Literal["PEKERJA", "INTI", "TAMBAHAN", "KERABAT"]
    hak_kelas: int
    aturan_kelas: str
    kelas_dipilih: int | None
    golongan: str
    iuran_mulai: str
    berlaku_dari: date
    kabupaten_kota_kerja: str | None
    koordinasi_manfaat: bool
    upah_tersandi: str | None
    pekerjaan_id: str | None = None


@dataclass(frozen=True, slots=True)
class PesertaDipindahkan:
    nomor_kartu: str
    dari_virtual_account: str
    virtual_account: str
    badan_usaha_id: str
    keluarga_id: str | None
    akt_id: str | None
    segmen: Segmen
    sub_segmen: str
    hubungan: str
    nomor_kartu_pekerja: str | None
    kategori: Literal["PEKERJA", "INTI", "TAMBAHAN", "KERABAT"]
    hak_kelas: int
    kelas_dipilih: int | None
    golongan: str
    iuran_mulai: str
    berlaku_dari: date
    kabupaten_kota_kerja: str | None
    koordinasi_manfaat: bool
    upah_tersandi: str | None
    pekerjaan_id: str | None = None
