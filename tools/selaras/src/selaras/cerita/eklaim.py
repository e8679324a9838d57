"""E-Klaim TXT: tab separated, a header line, 78 columns in the published order, one line an episode."""

from __future__ import annotations

import random
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from selaras.cerita.rencana_rawat import Rawat
from selaras.cerita.tarif import TabelTarif

KOMPONEN = (  # noqa: SIM905 - column names read better as words
    "PROSEDUR_NON_BEDAH PROSEDUR_BEDAH KONSULTASI TENAGA_AHLI KEPERAWATAN PENUNJANG RADIOLOGI LABORATORIUM PELAYANAN_DARAH REHABILITASI "
    "KAMAR_AKOMODASI RAWAT_INTENSIF OBAT ALKES BMHP SEWA_ALAT OBAT_KRONIS OBAT_KEMO"
).split()
KOLOM = (  # noqa: SIM905
    "KODE_RS KELAS_RS KELAS_RAWAT KODE_TARIF PTD ADMISSION_DATE DISCHARGE_DATE BIRTH_DATE BIRTH_WEIGHT SEX DISCHARGE_STATUS DIAGLIST "
    "PROCLIST ADL1 ADL2 IN_SP IN_SR IN_SI IN_SD INACBG SUBACUTE CHRONIC SP SR SI SD DESKRIPSI_INACBG TARIF_INACBG TARIF_SUBACUTE "
    "TARIF_CHRONIC DESKRIPSI_SP TARIF_SP DESKRIPSI_SR TARIF_SR DESKRIPSI_SI TARIF_SI DESKRIPSI_SD TARIF_SD TOTAL_TARIF TARIF_RS "
    "TARIF_POLI_EKS LOS ICU_INDIKATOR ICU_LOS VENT_HOUR NAMA_PASIEN MRN UMUR_TAHUN UMUR_HARI DPJP SEP NOKARTU PAYOR_ID CODER_ID "
    "VERSI_INACBG VERSI_GROUPER C1 C2 C3 C4"
).split() + KOMPONEN
# Which parts of a hospital's bill are not zero in a stay without an operation.
_TERISI = ("KONSULTASI", "KEPERAWATAN", "LABORATORIUM", "RADIOLOGI", "KAMAR_AKOMODASI", "OBAT", "BMHP")
_EPOS_LEMBAR_KERJA = date(1899, 12, 30)


def tanggal(hari: date) -> str:
    return f"{hari:%d/%m/%Y}"


def serial_lembar_kerja(hari: date) -> str:
    """What a spreadsheet makes of a date when the file is opened and saved: days since the end of 1899."""
    return str((hari - _EPOS_LEMBAR_KERJA).days)


def pecah_tagihan(jumlah: int, acak: random.Random) -> dict[str, int]:
    """The 18 parts of the bill; they add up to TARIF_RS."""
    bobot = [acak.randint(5, 30) for _ in _TERISI]
    bagian = {k: jumlah * b // sum(bobot) for k, b in zip(_TERISI, bobot, strict=True)}
    bagian["OBAT"] += jumlah - sum(bagian.values())
    return {k: bagian.get(k, 0) for k in KOMPONEN}


def baris(rawat: Rawat, nomor_sep: str, nomor_kartu: str, tabel: TabelTarif, acak: random.Random) -> dict[str, Any]:
    rs, pasien = rawat.rs, rawat.pasien
    # The grouper of the hospital prints its own class, not what BPJS will accept from an AKT.
    kelas_cetak = rs.kelas if (rawat.kode_inacbg, rs.regional, rs.kelas, rs.kepemilikan, rawat.hak_kelas) in tabel.baris else "C"
    tarif = tabel.baris.get((rawat.kode_inacbg, rs.regional, kelas_cetak, rs.kepemilikan, rawat.hak_kelas), rawat.diajukan)
    umur = (
        rawat.masuk.year
        - pasien.tanggal_lahir.year
        - ((rawat.masuk.month, rawat.masuk.day) < (pasien.tanggal_lahir.month, pasien.tanggal_lahir.day))
    )
    lama = (rawat.pulang - rawat.masuk).days + 1
    return dict.fromkeys(KOLOM, "-") | {
        "KODE_RS": f"127{rs.kode_ppk[-4:].replace('R', '1')}",
        "KELAS_RS": rs.kelas,
        "KELAS_RAWAT": rawat.hak_kelas,
        "KODE_TARIF": rs.kode_tarif,
        "PTD": 1,
        "ADMISSION_DATE": tanggal(rawat.masuk),
        "DISCHARGE_DATE": serial_lembar_kerja(rawat.pulang) if rawat.tanggal_rusak else tanggal(rawat.pulang),
        "BIRTH_DATE": tanggal(pasien.tanggal_lahir),
        "BIRTH_WEIGHT": 0,
        "SEX": 1 if pasien.jenis_kelamin == "L" else 2,
        "DISCHARGE_STATUS": 1,
        "DIAGLIST": rawat.diagnosa,
        "INACBG": rawat.kode_inacbg,
        **dict.fromkeys(("SUBACUTE", "CHRONIC", "SP", "SR", "SI", "SD"), "None"),
        "DESKRIPSI_INACBG": tabel.deskripsi.get(rawat.kode_inacbg, "-"),
        "TARIF_INACBG": tarif,
        **dict.fromkeys(("TARIF_SUBACUTE", "TARIF_CHRONIC", "TARIF_SP", "TARIF_SR", "TARIF_SI", "TARIF_SD", "TARIF_POLI_EKS"), 0),
        "TOTAL_TARIF": tarif,
        "TARIF_RS": rawat.tagihan_rs,
        "LOS": lama,
        **dict.fromkeys(("ICU_INDIKATOR", "ICU_LOS", "VENT_HOUR"), 0),
        "NAMA_PASIEN": pasien.nama,
        "MRN": f"{acak.randint(100_000, 999_999)}",
        "UMUR_TAHUN": umur,
        "UMUR_HARI": 0,
        "DPJP": dpjp(rawat),
        "SEP": nomor_sep,
        "NOKARTU": nomor_kartu,
        "PAYOR_ID": "3;JKN",
        "CODER_ID": "coder1",
        "VERSI_INACBG": "5.1.6.201610",
        "VERSI_GROUPER": "5",
        **pecah_tagihan(rawat.tagihan_rs, acak),
    }


def dpjp(rawat: Rawat) -> str:
    """The doctor in charge; the resume must bear his name (R-KLM-08)."""
    return f"dr. Penanggung Jawab {rawat.rs.huruf}, Sp.PD"


def tulis(semua: Iterable[Mapping[str, Any]]) -> bytes:
    return "".join("\t".join(sel) + "\r\n" for sel in (KOLOM, *([str(b[k]) for k in KOLOM] for b in semua))).encode()
