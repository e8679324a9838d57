"""The regulation tables of iuran, typed. Read once; every row names its text and how sure it is."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from importlib.resources import files
from typing import Any

from dasar.ketentuan import Tabel, muat
from dasar.uang import persen


@dataclass(frozen=True, slots=True)
class TarifUpah:
    """Shares of a wage. ``plafon`` None: no ceiling; ``lantai_umk``: a lower wage is raised to the UMK (R-IUR-10)."""

    pemberi_kerja: Fraction
    pekerja: Fraction
    lantai_umk: bool
    plafon: int | None
    aturan: str


@dataclass(frozen=True, slots=True)
class Nominal:
    """A fixed sum per person and month, in two parts."""

    peserta: int
    pemerintah: int
    aturan: str


@dataclass(frozen=True, slots=True)
class TarifVeteran:
    tarif: Fraction
    bagian_gaji: Fraction
    aturan: str


@dataclass(frozen=True, slots=True)
class BatasBayar:
    hari: int
    geser_hari_libur: bool
    aturan: str


@dataclass(frozen=True, slots=True)
class Daftar:
    """Codes allowed at a time."""

    kode: frozenset[str]
    aturan: str


@dataclass(frozen=True, slots=True)
class BulanDiMuka:
    bulan: frozenset[int]
    aturan: str


@dataclass(frozen=True, slots=True)
class Jam:
    jam: int
    aturan: str


@dataclass(frozen=True, slots=True)
class DendaTerlambat:
    tarif: Fraction
    maks_bulan_ppu: int
    maks_bulan_pbpu: int
    aturan: str


def _tarif(n: Any) -> TarifUpah:
    return TarifUpah(persen(n["pemberi_kerja"]), persen(n["pekerja"]), n["lantai_umk"], n.get("plafon"), n["aturan"])


def _nominal(n: Any) -> Nominal:
    return Nominal(n["peserta"], n["pemerintah"], n["aturan"])


def _daftar(n: Any) -> Daftar:
    return Daftar(frozenset(n["kode"]), n["aturan"])


def _baca(nama: str) -> str:
    return files("iuran.domain").joinpath("ketentuan", nama).read_text(encoding="utf-8")


_IURAN = _baca("iuran.toml")
_PEMBAYARAN = _baca("pembayaran.toml")

PBI: Tabel[Nominal] = muat(_IURAN, "pbi", _nominal)
PPU: dict[str, Tabel[TarifUpah]] = {
    nama: muat(_IURAN, nama, _tarif) for nama in ("ppu_negara", "ppu_ppnpn", "ppu_swasta", "ppu_bumn", "pensiun")
}
PBPU: dict[int, Tabel[Nominal]] = {kelas: muat(_IURAN, f"pbpu_kelas_{kelas}", _nominal) for kelas in (1, 2, 3)}
KELUARGA_TAMBAHAN: Tabel[TarifUpah] = muat(_IURAN, "keluarga_tambahan", _tarif)
VETERAN: Tabel[TarifVeteran] = muat(_IURAN, "veteran", lambda n: TarifVeteran(persen(n["tarif"]), persen(n["bagian_gaji"]), n["aturan"]))

GAJI_POKOK_VETERAN: Tabel[int] = muat(_IURAN, "gaji_pokok_veteran", int)

BATAS_BAYAR: Tabel[BatasBayar] = muat(_PEMBAYARAN, "batas_bayar", lambda n: BatasBayar(n["hari"], n["geser_hari_libur"], n["aturan"]))
BATAS_BAYAR_PERTAMA: Tabel[int] = muat(_PEMBAYARAN, "batas_bayar_pertama", int)
PENERUSAN_AKT: Tabel[Jam] = muat(_PEMBAYARAN, "penerusan_akt", lambda n: Jam(n["jam"], n["aturan"]))
BAYAR_DI_MUKA: Tabel[BulanDiMuka] = muat(_PEMBAYARAN, "bayar_di_muka", lambda n: BulanDiMuka(frozenset(n["bulan"]), n["aturan"]))
BANK_MITRA: Tabel[Daftar] = muat(_PEMBAYARAN, "bank_mitra", _daftar)
KANAL: Tabel[Daftar] = muat(_PEMBAYARAN, "kanal", _daftar)
DENDA_TERLAMBAT: Tabel[DendaTerlambat] = muat(
    _PEMBAYARAN, "denda_terlambat", lambda n: DendaTerlambat(persen(n["tarif"]), n["maks_bulan_ppu"], n["maks_bulan_pbpu"], n["aturan"])
)

# Letters are the sub segments of R-KEP-03: a PNS, b TNI, c Polri, d pejabat negara, e non-PNS; f and g are swasta and other workers
_NEGARA = frozenset({"A", "B", "C", "D", "PNS", "ASN", "TNI", "POLRI", "PEJABAT_NEGARA", "PENYELENGGARA_NEGARA"})
_PPNPN = frozenset({"E", "PPNPN", "NON_PNS", "PEGAWAI_PEMERINTAH_NON_PNS"})
_BUMN = frozenset({"BUMN", "BUMD"})

# Letters are the sub segments of BP (R-KEP-05): c penerima pensiun, d veteran, e perintis kemerdekaan; the others pay a nominal
_BP_PENSIUN = frozenset({"C", "PENSIUN", "PENERIMA_PENSIUN"})
_BP_PEMERINTAH = frozenset({"D", "E", "VETERAN", "PERINTIS_KEMERDEKAAN"})


def _kata(sub_segmen: str | None) -> str:
    return (sub_segmen or "").strip().upper().replace(" ", "_")


def penerima_pensiun(segmen: str, sub_segmen: str | None) -> bool:
    return segmen == "BP" and _kata(sub_segmen) in _BP_PENSIUN


def dibayar_pemerintah(segmen: str, sub_segmen: str | None) -> bool:
    """Veteran and perintis kemerdekaan: Pemerintah pays by the veteran formula (R-IUR-17)."""
    return segmen == "BP" and _kata(sub_segmen) in _BP_PEMERINTAH


def tabel_ppu(sub_segmen: str | None) -> Tabel[TarifUpah]:
    """The table of a PPU by its sub segmen; what is neither negara, PPNPN, BUMN nor pension is badan usaha swasta."""
    kata = _kata(sub_segmen).removeprefix("PPU_")
    if kata in _NEGARA:
        return PPU["ppu_negara"]
    if kata in _PPNPN:
        return PPU["ppu_ppnpn"]
    if kata in _BUMN:
        return PPU["ppu_bumn"]
    if kata.startswith("PENSIUN"):
        return PPU["pensiun"]
    return PPU["ppu_swasta"]
