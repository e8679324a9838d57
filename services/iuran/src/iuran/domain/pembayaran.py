"""What a bank reports, checked the same way whether it comes by API or in a file."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from dasar.identitas import va_baku
from dasar.ketentuan import KetentuanTidakAda
from dasar.penolakan import Ditolak, Galat
from dasar.tanggal import hari_wib, tulis

from iuran.domain import ketentuan

NOMINAL_TERBESAR = 10**15
PANJANG_REFERENSI = 64
KANAL_BANK_LAIN = "RTGS"
TAHUN_JKN = 2014


def sebelum_program(saat: datetime) -> bool:
    """Before JKN there is nothing to pay; it also keeps years away that no calendar can shift by a time zone."""
    return saat.year < TAHUN_JKN


@dataclass(frozen=True, slots=True)
class LaporanBayar:
    """One payment as the bank reports it. ``virtual_account`` in its 88888… form once checked."""

    virtual_account: str
    nominal: int
    waktu_bayar: datetime
    bank: str
    kanal: str
    referensi_bank: str


def _periksa_bank(laporan: LaporanBayar) -> list[Galat]:
    hari = hari_wib(laporan.waktu_bayar)
    try:
        kanal, bank = ketentuan.KANAL.pada(hari), ketentuan.BANK_MITRA.pada(hari)
    except KetentuanTidakAda:  # the first day of 2014 elsewhere is still 2013 in WIB
        return [Galat("/waktu_bayar", "Waktu bayar sebelum program dimulai.", "WAKTU_TIDAK_SAH")]
    if laporan.kanal not in kanal.nilai.kode:
        # R-BYR-03, R-BYR-04: the dated list of channels; the counter of a Kantor Cabang is none
        return [Galat("/kanal", f"Kanal tidak dikenal pada {tulis(hari)}: {', '.join(sorted(kanal.nilai.kode))}.", "KANAL_TIDAK_DIKENAL")]
    if laporan.bank not in bank.nilai.kode and laporan.kanal != KANAL_BANK_LAIN:
        # R-BYR-09: another bank reaches the account by RTGS only
        return [Galat("/bank", "Bank ini bukan bank mitra; bank lain hanya dapat membayar dengan RTGS.", "BANK_BUKAN_MITRA")]
    return []


def periksa(laporan: LaporanBayar, sekarang: datetime) -> LaporanBayar:
    """The report in its standard form; refused with every faulty field named. A Mandiri number is the same account."""
    laporan = LaporanBayar(
        laporan.virtual_account,
        laporan.nominal,
        laporan.waktu_bayar,
        laporan.bank.strip().upper(),
        laporan.kanal.strip().upper(),
        laporan.referensi_bank.strip(),
    )
    galat: list[Galat] = []
    va = va_baku(laporan.virtual_account)
    if va is None:
        galat.append(Galat("/virtual_account", "Virtual account terdiri atas 16 angka, diawali 88888 atau 89888.", "VA_TIDAK_SAH"))
    if not 0 < laporan.nominal <= NOMINAL_TERBESAR:
        galat.append(Galat("/nominal", "Nominal adalah rupiah bulat lebih dari nol.", "NOMINAL_TIDAK_SAH"))
    if not 0 < len(laporan.referensi_bank) <= PANJANG_REFERENSI or not laporan.referensi_bank.isprintable():
        galat.append(Galat("/referensi_bank", f"Referensi bank wajib, paling panjang {PANJANG_REFERENSI} karakter.", "REFERENSI_TIDAK_SAH"))
    if laporan.waktu_bayar.tzinfo is None:
        galat.append(Galat("/waktu_bayar", "Waktu bayar wajib dengan zona waktu, misalnya +07:00.", "WAKTU_TIDAK_SAH"))
    elif sebelum_program(laporan.waktu_bayar):
        galat.append(Galat("/waktu_bayar", "Waktu bayar sebelum program dimulai.", "WAKTU_TIDAK_SAH"))
    elif laporan.waktu_bayar > sekarang:
        galat.append(Galat("/waktu_bayar", "Waktu bayar tidak boleh di masa depan.", "WAKTU_TIDAK_SAH"))
    else:
        galat.extend(_periksa_bank(laporan))
    if galat or va is None:
        raise Ditolak("PEMBAYARAN_TIDAK_SAH", galat[0].alasan, aturan=_aturan(galat[0].kode), status=422, galat=tuple(galat))
    return LaporanBayar(va, laporan.nominal, laporan.waktu_bayar, laporan.bank, laporan.kanal, laporan.referensi_bank)


def _aturan(kode: str) -> str | None:
    return {"KANAL_TIDAK_DIKENAL": "R-BYR-04", "BANK_BUKAN_MITRA": "R-BYR-09", "VA_TIDAK_SAH": "R-BYR-06"}.get(kode)
