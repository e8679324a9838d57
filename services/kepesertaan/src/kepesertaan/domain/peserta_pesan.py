"""Commands and events of a peserta. Personal data is only ever in ``rahasia`` and ``upah_tersandi``, sealed under the person's key."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

from kepesertaan.domain.lupakan import LupakanPerintah, LupakanPeristiwa
from kepesertaan.domain.mutasi_pesan import MutasiPerintah, MutasiPeristiwa
from kepesertaan.domain.segmen_pesan import PesertaDipindahkan, Pindahkan, Segmen

Kategori = Literal["PEKERJA", "INTI", "TAMBAHAN", "KERABAT"]


@dataclass(frozen=True, slots=True)
class Daftarkan:
    """What ``pendaftaran.putuskan`` accepted, with its number drawn and its secrets sealed. ``pada``: day of entry."""

    nomor_kartu: str
    virtual_account: str
    badan_usaha_id: str
    akt_id: str | None
    sub_segmen: str
    hubungan: str
    nomor_kartu_pekerja: str | None
    kategori: Kategori
    hak_kelas: int
    kelas_dipilih: int | None
    golongan: str
    kabupaten_kota_kerja: str | None
    kode_fktp: str | None
    koordinasi_manfaat: bool
    rahasia: str
    upah_tersandi: str | None
    pekerjaan_id: str | None
    pada: date
    segmen: Segmen = "PPU"
    keluarga_id: str | None = None
    iuran_mulai: str | None = None
    """None: by the day of entry (R-AKT-32)."""
    berlaku_dari: date | None = None
    """None: the day of entry; a newborn is covered from birth (R-KEP-19)."""
    kuliah_sampai: date | None = None
    """Last day for which a child's statement of study counts (R-KEP-16)."""


@dataclass(frozen=True, slots=True)
class BeriTanda:
    """Give the tanda koordinasi manfaat from ``berlaku_dari`` on (R-KIB-06); ``lunas_sampai``: newest paid month of the unit."""

    akt_id: str
    berlaku_dari: date
    lunas_sampai: str
    pekerjaan_id: str | None


@dataclass(frozen=True, slots=True)
class AjukanTanda:
    """The AKT hands him in through ``badan_usaha_id``: his own unit, or one that vouches for him as family (R-KIB-07).

    ``aktif``: what status said of the day; an inactive one waits (R-KIB-09)."""

    akt_id: str
    badan_usaha_id: str
    berlaku_dari: date
    aktif: bool
    pekerjaan_id: str | None


@dataclass(frozen=True, slots=True)
class CabutTanda:
    """The cooperation ended: so does the tanda, and who of this Badan Usaha had none is its AKT's no longer (R-KIB-11, R-AKT-35)."""

    akt_id: str
    berakhir_pada: date
    alasan: str
    badan_usaha_id: str = ""


@dataclass(frozen=True, slots=True)
class LepasPendampingan:
    """The surat kuasa of his Badan Usaha ran out: the AKT may not act for him and is told of him no longer. His tanda is of the
    cooperation, which nobody ended, and stays (R-AKT-13, R-AKT-35)."""

    akt_id: str
    badan_usaha_id: str
    berakhir_pada: date


KERJA_SAMA_BERAKHIR, PERALIHAN_AKT = "KERJA_SAMA_BERAKHIR", "PERALIHAN_AKT"
AKHIR_KERJA_SAMA = frozenset({KERJA_SAMA_BERAKHIR, PERALIHAN_AKT})
"""Reasons of ``CabutTanda``: not he left, but his Badan Usaha its AKT."""


@dataclass(frozen=True, slots=True)
class Keluarkan:
    """Leaves his unit; last day ``berlaku``. ``pada``: day of entry, which decides the last billed month."""

    berlaku: date
    alasan: str
    pada: date


@dataclass(frozen=True, slots=True)
class CatatMeninggal:
    meninggal_pada: date
    pada: date


@dataclass(frozen=True, slots=True)
class CatatPhk:
    phk_pada: date
    pada: date
    sebab: Literal["PHK", "CACAT_TOTAL"] = "PHK"


@dataclass(frozen=True, slots=True)
class UbahUpah:
    upah_tersandi: str
    hak_kelas: int
    aturan: str
    kabupaten_kota_kerja: str | None
    berlaku: date
    pada: date


@dataclass(frozen=True, slots=True)
class TetapkanHakKelas:
    """The family follows its worker (R-KEP-42)."""

    hak_kelas: int
    aturan: str
    berlaku_dari: date


@dataclass(frozen=True, slots=True)
class UbahData:
    kolom: tuple[str, ...]
    rahasia: str | None
    kode_fktp: str | None
    berlaku: date


@dataclass(frozen=True, slots=True)
class PesertaDidaftarkan:
    nomor_kartu: str
    virtual_account: str
    badan_usaha_id: str
    akt_id: str | None
    segmen: str
    sub_segmen: str
    hubungan: str
    nomor_kartu_pekerja: str | None
    kategori: Kategori
    hak_kelas: int
    kelas_dipilih: int | None
    golongan: str
    iuran_mulai: str
    berlaku_dari: date
    kabupaten_kota_kerja: str | None
    kode_fktp: str | None
    koordinasi_manfaat: bool
    rahasia: str
    upah_tersandi: str | None
    pekerjaan_id: str | None
    keluarga_id: str | None = None
    kuliah_sampai: date | None = None


@dataclass(frozen=True, slots=True)
class TandaDiberikan:
    nomor_kartu: str
    akt_id: str
    badan_usaha_id: str
    berlaku_dari: date
    pekerjaan_id: str | None


@dataclass(frozen=True, slots=True)
class KoordinasiDiminta:
    """He is to have the tanda of this AKT through this Badan Usaha as soon as he is active."""

    nomor_kartu: str
    akt_id: str
    badan_usaha_id: str


@dataclass(frozen=True, slots=True)
class TandaDihapus:
    nomor_kartu: str
    akt_id: str
    badan_usaha_id: str
    berakhir_pada: date
    alasan: str


@dataclass(frozen=True, slots=True)
class PendampinganBerakhir:
    """His Badan Usaha has no longer the AKT by which he came, or that AKT no surat kuasa; not for one whose tanda ended with it."""

    nomor_kartu: str
    akt_id: str
    berakhir_pada: date


@dataclass(frozen=True, slots=True)
class PesertaDikeluarkan:
    nomor_kartu: str
    virtual_account: str
    berakhir_pada: date
    iuran_terakhir: str
    alasan: str


@dataclass(frozen=True, slots=True)
class PesertaMeninggal:
    nomor_kartu: str
    virtual_account: str
    meninggal_pada: date
    iuran_terakhir: str


@dataclass(frozen=True, slots=True)
class PesertaTerkenaPhk:
    nomor_kartu: str
    virtual_account: str
    phk_pada: date
    dijamin_sampai: date
    iuran_terakhir: str
    sebab: Literal["PHK", "CACAT_TOTAL"] = "PHK"


@dataclass(frozen=True, slots=True)
class UpahDiubah:
    nomor_kartu: str
    upah_tersandi: str
    berlaku_periode: str
    kabupaten_kota_kerja: str | None


@dataclass(frozen=True, slots=True)
class HakKelasDitetapkan:
    nomor_kartu: str
    hak_kelas: int
    berlaku_dari: date
    aturan: str


@dataclass(frozen=True, slots=True)
class DataDiubah:
    nomor_kartu: str
    kolom: tuple[str, ...]
    berlaku: date
    rahasia: str | None
    kode_fktp: str | None


PesertaPerintah = (
    Daftarkan
    | BeriTanda
    | AjukanTanda
    | CabutTanda
    | LepasPendampingan
    | Keluarkan
    | CatatMeninggal
    | CatatPhk
    | UbahUpah
    | TetapkanHakKelas
    | UbahData
    | Pindahkan
    | MutasiPerintah
    | LupakanPerintah
)
PesertaPeristiwa = (
    PesertaDidaftarkan
    | TandaDiberikan
    | KoordinasiDiminta
    | TandaDihapus
    | PendampinganBerakhir
    | PesertaDikeluarkan
    | PesertaMeninggal
    | PesertaTerkenaPhk
    | UpahDiubah
    | HakKelasDitetapkan
    | DataDiubah
    | PesertaDipindahkan
    | MutasiPeristiwa
    | LupakanPeristiwa
)
