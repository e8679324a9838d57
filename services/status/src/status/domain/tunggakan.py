"""State of a unit on a day by what it owes, under the law of that day. A missed day counts only once iuran has closed it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from dasar.ketentuan import Baris, KetentuanTidakAda, Tabel
from dasar.tanggal import Periode, hari_wib, tulis

from status.domain import ketentuan
from status.domain.alasan import PERDIR_47, SOSIALISASI, Dasar, bulan
from status.domain.buku import Buku, Bulan
from status.domain.ketentuan import BatasTunggakan

Keadaan = Literal["TERDAFTAR", "AKTIF", "MENUNGGAK", "TIDAK_AKTIF", "PHK", "PINDAH_SEGMEN", "MENINGGAL"]
SEHARI = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Putusan:
    """``penyebab``: the oldest unpaid bill behind MENUNGGAK or TIDAK_AKTIF."""

    keadaan: Keadaan
    dasar: tuple[Dasar, ...]
    penyebab: Bulan | None = None

    @property
    def aktif(self) -> bool:
        return self.keadaan in ("AKTIF", "MENUNGGAK", "PHK")


def gerbang(buku: Buku, iuran_mulai: str, pada: date) -> Dasar | None:
    """R-STA-08, A-06: a first-time payer is active from the day a bill that covers his first month is paid, no day sooner."""
    if pada < Periode.baca(iuran_mulai).awal:
        return None  # R-IUR-18: iuran covers its calendar month, not the days before
    for b in buku.bulan:
        if b.periode >= iuran_mulai and (lunas := b.dibayar(pada)) is not None:
            return Dasar(
                "R-STA-08",
                f"{PERDIR_47} BAB III.B.3.g",
                f"Aktif setelah iuran {bulan(b.periode)} dibayar pada {tulis(lunas.dari)}.",
                lunas.peristiwa_id,
            )
    return None


def belum_aktif(buku: Buku, iuran_mulai: str, pada: date) -> Putusan:
    """Why a first-time payer is not active yet."""
    b = next((b for b in buku.bulan if b.periode >= iuran_mulai), None)
    if pada < Periode.baca(iuran_mulai).awal:
        kalimat = f"Iuran pertama adalah untuk {bulan(iuran_mulai)}; kepesertaan belum aktif sebelum bulan itu dan sebelum dibayar."
    elif b is None:
        kalimat = f"Tagihan iuran pertama ({bulan(iuran_mulai)}) belum terbit; kepesertaan aktif setelah dibayar."
    else:
        kalimat = f"Iuran pertama ({bulan(b.periode)}) belum dibayar pada {tulis(pada)}; kepesertaan aktif sejak hari dibayar."
    return Putusan("TERDAFTAR", (Dasar("R-STA-08", f"{PERDIR_47} BAB III.B.3.g", kalimat, b.peristiwa_id if b else None),), b)


def tertunggak(buku: Buku, pada: date, ditutup: date | None) -> list[Bulan]:
    """Bills whose due day has passed and been closed by iuran, and that were not paid on the day; oldest first (R-IUR-19)."""
    if ditutup is None:
        return []
    return [b for b in buku.bulan if b.jatuh_tempo < pada and b.jatuh_tempo <= ditutup and b.dibayar(pada) is None]


def batas_akhir(aturan: BatasTunggakan, b: Bulan) -> date | None:
    """The last day a bill may stay unpaid before the cover ends; None where the number of bills decides."""
    match aturan.cara:
        case "SATU_BULAN":
            return b.sebulan_kemudian
        case "AKHIR_BULAN":
            return max(b.akhir_bulan, b.jatuh_tempo)
        case _:
            return None


def _dihentikan_jumlah(buku: Buku, segmen: str, aturan: BatasTunggakan, pada: date, ditutup: date | None) -> bool:
    """R-STA-04, 05, 07: stopped once more bills are overdue than allowed, until all arrears and fines are paid together."""
    henti = False
    for titik in sorted({t for t in buku.titik() if t <= pada} | {pada}):
        jumlah = len(tertunggak(buku, titik, ditutup))
        if jumlah > aturan.batas[segmen]:
            henti = True
        elif jumlah == 0 and not any(b.denda_terutang(titik) for b in buku.bulan):
            henti = False
    return henti


def _dihentikan(buku: Buku, segmen: str, baris: Baris[BatasTunggakan], pada: date, ditutup: date | None, telat: Sequence[Bulan]) -> bool:
    if baris.nilai.cara == "JUMLAH_BULAN":
        return _dihentikan_jumlah(buku, segmen, baris.nilai, pada, ditutup)
    batas = batas_akhir(baris.nilai, telat[0]) if telat else None
    return batas is not None and ditutup is not None and batas < pada and batas <= ditutup


def nilai_tunggakan(
    buku: Buku, segmen: str, pada: date, ditutup: date | None, hukum: Tabel[BatasTunggakan] = ketentuan.BATAS_TUNGGAKAN
) -> Putusan:
    """AKTIF, MENUNGGAK or TIDAK_AKTIF of a unit whose people have passed the gate (R-STA-13)."""
    try:
        baris = hukum.pada(pada)
    except KetentuanTidakAda:
        return Putusan("TIDAK_AKTIF", (Dasar("R-KEP-09", SOSIALISASI, "Program JKN baru berjalan mulai 1 Januari 2014."),))
    aturan = baris.nilai.aturan[segmen]
    telat = tertunggak(buku, pada, ditutup)
    if _dihentikan(buku, segmen, baris, pada, ditutup, telat):
        if not telat:
            kalimat = "Tunggakan sudah dibayar tetapi dendanya belum; pelayanan kembali setelah keduanya lunas."
            return Putusan("TIDAK_AKTIF", (Dasar("R-STA-07", baris.sumber, kalimat),))
        b = telat[0]
        kalimat = f"Iuran {bulan(b.periode)} (jatuh tempo {tulis(b.jatuh_tempo)}) belum dibayar pada {tulis(pada)}"
        ekor = f", {len(telat)} bulan tertunggak." if len(telat) > 1 else "; kepesertaan tidak aktif."
        return Putusan("TIDAK_AKTIF", (Dasar(aturan, baris.sumber, kalimat + ekor, b.peristiwa_id),), b)
    if telat:
        b = telat[0]
        batas = batas_akhir(baris.nilai, b)
        kalimat = f"Iuran {bulan(b.periode)} belum dibayar sampai jatuh tempo {tulis(b.jatuh_tempo)}; masih dilayani"
        ekor = f" sampai {tulis(batas)}." if batas is not None else "."
        dasar = Dasar("R-STA-13", f"{baris.sumber} (A-06)", kalimat + ekor, b.peristiwa_id)
        return Putusan("MENUNGGAK", (dasar, Dasar("R-IUR-19", SOSIALISASI, f"{len(telat)} bulan iuran tertunggak.")), b)
    return Putusan("AKTIF", _dasar_aktif(buku, pada))


def _dasar_aktif(buku: Buku, pada: date) -> tuple[Dasar, ...]:
    sampai = buku.lunas_sampai(pada)
    if sampai is None:
        return (Dasar("R-STA-03", f"{SOSIALISASI} slide 37", "Belum ada iuran yang melewati jatuh tempo."),)
    lunas = next(s for b in buku.bulan if b.periode == sampai and (s := b.dibayar(pada)) is not None)
    kalimat = f"Iuran lunas sampai {bulan(sampai)}."
    if pada > Periode.baca(sampai).akhir:
        kalimat += f" Iuran bulan berikutnya dapat dibayar sampai {tulis(_jatuh_tempo(buku, pada))}."
    dasar = [Dasar("R-STA-03", f"{SOSIALISASI} slide 37", kalimat, lunas.peristiwa_id)]
    if hari_wib(lunas.dicatat_pada) > lunas.dari:
        dasar.append(
            Dasar(
                "R-STA-10",
                "Perdir BPJS Kesehatan 16/2016 Pasal 13 ayat 1",
                f"Dibayar {tulis(lunas.dari)}, baru tercatat {tulis(hari_wib(lunas.dicatat_pada))}; berlaku sejak hari dibayar.",
                lunas.peristiwa_id,
            )
        )
    return tuple(dasar)


def _jatuh_tempo(buku: Buku, pada: date) -> date:
    b = buku.berikutnya(pada)
    return b.jatuh_tempo if b is not None else pada


def akhir_keadaan(buku: Buku, keadaan: Keadaan, pada: date) -> date | None:
    """The last day of an AKTIF or MENUNGGAK state if nothing more is paid; None = until something happens."""
    b = buku.berikutnya(pada)
    if b is None or keadaan not in ("AKTIF", "MENUNGGAK"):
        return None
    if keadaan == "AKTIF":
        return b.jatuh_tempo if b.jatuh_tempo >= pada else None
    for baris in ketentuan.BATAS_TUNGGAKAN.baris:
        if baris.berlaku_sampai is not None and baris.berlaku_sampai < pada:
            continue
        batas = batas_akhir(baris.nilai, b)
        if batas is None:
            continue
        berhenti = max(batas + SEHARI, baris.berlaku_dari)
        if baris.berlaku_sampai is None or berhenti <= baris.berlaku_sampai:
            return berhenti - SEHARI if berhenti > pada else None
    return None
