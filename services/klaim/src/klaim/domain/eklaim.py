"""Rows of the E-Klaim TXT ("softcopy luaran aplikasi INA-CBG"), read by header name (facts.md 6.1)."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from klaim.domain.inacbg import urai

KOLOM = (  # noqa: SIM905 - column names read better as words
    "KODE_RS KELAS_RS KELAS_RAWAT KODE_TARIF PTD ADMISSION_DATE DISCHARGE_DATE BIRTH_DATE BIRTH_WEIGHT SEX DISCHARGE_STATUS DIAGLIST"
    " PROCLIST ADL1 ADL2 IN_SP IN_SR IN_SI IN_SD INACBG SUBACUTE CHRONIC SP SR SI SD DESKRIPSI_INACBG TARIF_INACBG TARIF_SUBACUTE"
    " TARIF_CHRONIC DESKRIPSI_SP TARIF_SP DESKRIPSI_SR TARIF_SR DESKRIPSI_SI TARIF_SI DESKRIPSI_SD TARIF_SD TOTAL_TARIF TARIF_RS"
    " TARIF_POLI_EKS LOS ICU_INDIKATOR ICU_LOS VENT_HOUR NAMA_PASIEN MRN UMUR_TAHUN UMUR_HARI DPJP SEP NOKARTU PAYOR_ID CODER_ID"
    " VERSI_INACBG VERSI_GROUPER C1 C2 C3 C4 PROSEDUR_NON_BEDAH PROSEDUR_BEDAH KONSULTASI TENAGA_AHLI KEPERAWATAN PENUNJANG RADIOLOGI"
    " LABORATORIUM PELAYANAN_DARAH REHABILITASI KAMAR_AKOMODASI RAWAT_INTENSIF OBAT ALKES BMHP SEWA_ALAT OBAT_KRONIS OBAT_KEMO"
).split()
"""The 78 columns of build 5.9. Newer builds append more; the order does not matter."""

WAJIB = (
    "PTD",
    "ADMISSION_DATE",
    "DISCHARGE_DATE",
    "DIAGLIST",
    "PROCLIST",
    "INACBG",
    "VERSI_INACBG",
    "TARIF_RS",
    "NAMA_PASIEN",
    "MRN",
    "DPJP",
    "SEP",
    "NOKARTU",
)
"""Columns without which nothing can be read: the whole file is refused before any row."""

RAHASIA = ("NAMA_PASIEN", "MRN", "BIRTH_DATE", "SEX", "DIAGLIST", "PROCLIST", "DPJP", "UMUR_TAHUN", "UMUR_HARI", "BIRTH_WEIGHT")
"""Personal columns: kept only sealed under the key of the peserta."""

_SERIAL = re.compile(r"^\d{5}([.,]\d+)?$")


@dataclass(frozen=True, slots=True)
class BarisEklaim:
    nomor_sep: str
    nomor_kartu: str
    rawat_inap: bool
    tanggal_masuk: date
    tanggal_pulang: date
    kode_inacbg: str
    versi_inacbg: str
    tagihan_rs: int
    dpjp: str
    rahasia: dict[str, str]


@dataclass(frozen=True, slots=True)
class BarisDitolak:
    kolom: str
    kode: str
    alasan: str
    aturan: str | None = None


def kolom_hilang(kepala: Sequence[str]) -> list[str]:
    ada = {k.strip().upper() for k in kepala}
    return [k for k in WAJIB if k not in ada]


def baca_tanggal(teks: str) -> date | None:
    """dd/mm/yyyy, with a time after it or not. A spreadsheet's serial number is never converted: nobody knows its epoch."""
    try:
        return datetime.strptime(teks.split(" ")[0], "%d/%m/%Y").date()  # noqa: DTZ007 - a WIB calendar day
    except ValueError:
        return None


def baca_rupiah(teks: str) -> int | None:
    teks = teks.strip()
    return int(teks) if teks.isascii() and teks.isdigit() and len(teks) <= 12 else None


def urai_baris(baris: Mapping[str, str]) -> BarisEklaim | BarisDitolak:
    b = dict.fromkeys(WAJIB, "") | {k.strip().upper(): (v or "").strip() for k, v in baris.items() if k}
    tanggal: dict[str, date] = {}
    for kolom in ("ADMISSION_DATE", "DISCHARGE_DATE"):
        if _SERIAL.match(b.get(kolom, "")):
            return BarisDitolak(kolom, "TANGGAL_RUSAK", "Tanggal berubah menjadi angka oleh program lembar kerja; kirim luaran aslinya.")
        nilai = baca_tanggal(b.get(kolom, ""))
        if nilai is None:
            return BarisDitolak(kolom, "TANGGAL_TIDAK_SAH", "Tanggal ditulis dd/mm/yyyy.")
        tanggal[kolom] = nilai
    if tanggal["DISCHARGE_DATE"] < tanggal["ADMISSION_DATE"]:
        return BarisDitolak("DISCHARGE_DATE", "TANGGAL_TIDAK_SAH", "Tanggal pulang sebelum tanggal masuk.")
    if b["PTD"] not in ("1", "2"):
        return BarisDitolak("PTD", "PTD_TIDAK_SAH", "PTD 1 (rawat inap) atau 2 (rawat jalan).")
    if not b["INACBG"] or b["INACBG"] == "None" or not b["VERSI_INACBG"]:
        return BarisDitolak("INACBG", "TANPA_GROUPER", "Klaim harus berisi hasil grouper INA-CBG.", "R-KLM-12")
    if not b["DIAGLIST"] or b["DIAGLIST"] == "-":
        return BarisDitolak("DIAGLIST", "TANPA_DIAGNOSIS", "Diagnosis utama kosong.", "R-KLM-33")
    if urai(b["INACBG"]) is None:
        return BarisDitolak("INACBG", "KODE_INACBG_TIDAK_SAH", "Kode INA-CBG bukan kelompok yang dapat dibayar.", "R-KLM-35")
    tagihan = baca_rupiah(b["TARIF_RS"])
    if not tagihan:
        return BarisDitolak("TARIF_RS", "TAGIHAN_TIDAK_SAH", "Tagihan rumah sakit harus rupiah bulat di atas nol.")
    if not b["SEP"]:
        return BarisDitolak("SEP", "SEP_TIDAK_DIKENAL", "Nomor SEP kosong.")
    return BarisEklaim(
        nomor_sep=b["SEP"],
        nomor_kartu=b["NOKARTU"],
        rawat_inap=b["PTD"] == "1",
        tanggal_masuk=tanggal["ADMISSION_DATE"],
        tanggal_pulang=tanggal["DISCHARGE_DATE"],
        kode_inacbg=b["INACBG"],
        versi_inacbg=b["VERSI_INACBG"],
        tagihan_rs=tagihan,
        dpjp=b["DPJP"],
        rahasia={k.lower(): b[k] for k in RAHASIA if b.get(k)},
    )
