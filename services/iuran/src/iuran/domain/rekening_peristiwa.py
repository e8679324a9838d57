"""Events of RekeningIuran: everything that happens to one virtual account, in one stream."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime


@dataclass(frozen=True, slots=True)
class Unit:
    """Who pays on the account, and which AKT it concerned at that moment."""

    virtual_account: str
    badan_usaha_id: str | None = None
    keluarga_id: str | None = None
    akt_id: str | None = None


@dataclass(frozen=True, slots=True)
class Alokasi:
    """Money given to one month."""

    tagihan_id: str
    periode: str
    nominal: int


@dataclass(frozen=True, slots=True)
class AlokasiKredit:
    """Credit of an earlier payment given to one month."""

    pembayaran_id: str
    tagihan_id: str
    periode: str
    nominal: int


@dataclass(frozen=True, slots=True)
class Penerusan:
    """Part of a payment that forwards what an AKT had received (R-BYR-15)."""

    penerimaan_id: str
    nominal: int


@dataclass(frozen=True, slots=True)
class TagihanDiterbitkan:
    unit: Unit
    tagihan_id: str
    periode: str
    jatuh_tempo: date
    pemberi_kerja: int
    pekerja: int
    pemerintah: int
    jumlah_peserta: int
    waktu: datetime


@dataclass(frozen=True, slots=True)
class PembayaranDicatat:
    unit: Unit
    pembayaran_id: str
    nominal: int
    waktu_bayar: datetime
    bank: str
    kanal: str
    referensi_bank: str
    dialokasikan: tuple[Alokasi, ...]
    kelebihan: int
    diteruskan: tuple[Penerusan, ...] = ()


@dataclass(frozen=True, slots=True)
class TagihanDilunasi:
    """``lunas_pada``: latest waktu_bayar of the payments that cover it. ``pembayaran_id`` None: credit completed it."""

    unit: Unit
    tagihan_id: str
    periode: str
    jumlah: int
    lunas_pada: datetime
    pembayaran_id: str | None


@dataclass(frozen=True, slots=True)
class KelebihanDicatat:
    unit: Unit
    pembayaran_id: str
    nominal: int
    saldo: int
    waktu: datetime


@dataclass(frozen=True, slots=True)
class BayarDiMukaDitetapkan:
    """The payer wants the credit used for these months as their bills come (R-BYR-10)."""

    unit: Unit
    mulai: str
    sampai: str
    bulan: int
    waktu: datetime


@dataclass(frozen=True, slots=True)
class KreditDialokasikan:
    unit: Unit
    dialokasikan: tuple[AlokasiKredit, ...]
    waktu: datetime


@dataclass(frozen=True, slots=True)
class TagihanMenunggak:
    unit: Unit
    tagihan_id: str
    periode: str
    sisa: int
    menunggak_sejak: date


@dataclass(frozen=True, slots=True)
class PembayaranDibatalkan:
    """``dicabut``: what it had given to months, and is taken back; ``kelebihan_dicabut``: its rest of credit."""

    unit: Unit
    pembayaran_id: str
    nominal: int
    bank: str
    alasan: str
    dicabut: tuple[Alokasi, ...]
    kelebihan_dicabut: int
    dibuka_kembali: tuple[str, ...]
    waktu: datetime


@dataclass(frozen=True, slots=True)
class PenerimaanAktDicatat:
    unit: Unit
    penerimaan_id: str
    akt_id: str
    nominal: int
    diterima_pada: datetime
    batas_penerusan: datetime


@dataclass(frozen=True, slots=True)
class PenerusanTerlambat:
    unit: Unit
    penerimaan_id: str
    akt_id: str
    nominal: int
    diterima_pada: datetime
    batas_penerusan: datetime


Peristiwa = (
    TagihanDiterbitkan
    | PembayaranDicatat
    | TagihanDilunasi
    | KelebihanDicatat
    | BayarDiMukaDitetapkan
    | KreditDialokasikan
    | TagihanMenunggak
    | PembayaranDibatalkan
    | PenerimaanAktDicatat
    | PenerusanTerlambat
)

SEMUA: tuple[type, ...] = (
    TagihanDiterbitkan,
    PembayaranDicatat,
    TagihanDilunasi,
    KelebihanDicatat,
    BayarDiMukaDitetapkan,
    KreditDialokasikan,
    TagihanMenunggak,
    PembayaranDibatalkan,
    PenerimaanAktDicatat,
    PenerusanTerlambat,
)
