"""Events of iuran: tagihan, pembayaran, koreksi, retur. All of a virtual account have the subject ``rekening:{virtual_account}``."""

from __future__ import annotations

from datetime import date, datetime
from typing import ClassVar

from pydantic import Field

from shared_events.base import Bagian, PeriodeStr, PublicEvent, Rupiah, VirtualAccount


class _Iuran(PublicEvent):
    LAYANAN: ClassVar[str] = "iuran"


class _Rekening(_Iuran):
    virtual_account: VirtualAccount
    badan_usaha_id: str | None = None
    keluarga_id: str | None = None


class Alokasi(Bagian):
    tagihan_id: str
    periode: PeriodeStr
    nominal: Rupiah


class TagihanDiterbitkan(_Rekening):
    """One bill of one unit for one month; its lines stay in iuran."""

    tagihan_id: str
    periode: PeriodeStr
    jatuh_tempo: date = Field(description="Last day to pay (R-BYR-01)")
    jumlah: Rupiah
    pemberi_kerja: Rupiah
    pekerja: Rupiah
    pemerintah: Rupiah
    jumlah_peserta: int = Field(description="People who pay a line of their own")


class IuranDiterimaAkt(_Rekening):
    """The Badan Usaha paid its AKT; 24 hours run (R-BYR-15, 16)."""

    akt_id: str
    nominal: Rupiah
    diterima_pada: datetime
    batas_penerusan: datetime


class PenerusanTerlambat(_Rekening):
    """The AKT did not forward in time (R-BYR-16, 17)."""

    akt_id: str
    nominal: Rupiah
    diterima_pada: datetime
    batas_penerusan: datetime


class IuranDiterima(_Rekening):
    """Money came in on the account and was allocated, oldest month first."""

    pembayaran_id: str
    nominal: Rupiah
    waktu_bayar: datetime = Field(description="When the payer paid; it counts from then whenever we learn it (R-BYR-05)")
    bank: str
    kanal: str
    referensi_bank: str
    dialokasikan: tuple[Alokasi, ...] = ()
    kelebihan: Rupiah = Field(default=0, description="Kept as credit of the account")
    lunas_sampai: PeriodeStr | None = Field(default=None, description="Newest month such that it and all before it are paid")


class TagihanLunas(_Rekening):
    """A bill is paid in full."""

    tagihan_id: str
    periode: PeriodeStr
    jumlah: Rupiah
    lunas_pada: datetime = Field(description="Latest waktu_bayar of the payments that cover it")
    pembayaran_id: str | None = Field(default=None, description="The payment that completed it; null when credit did")


class TagihanMenunggak(_Rekening):
    """The due day ended and the bill is not paid (R-TAG-11)."""

    tagihan_id: str
    periode: PeriodeStr
    sisa: Rupiah
    menunggak_sejak: date = Field(description="Day after the due day")


class DendaDikenakan(_Rekening):
    """Fine for lateness under the dated table (R-TAG-27 to 29)."""

    tagihan_id: str
    periode: PeriodeStr
    nominal: Rupiah


class KelebihanIuranDicatat(_Rekening):
    """A payment left credit on the account."""

    pembayaran_id: str
    nominal: Rupiah
    saldo: Rupiah = Field(description="Credit of the account afterwards")


class KompensasiDisepakati(_Rekening):
    """Credit is used for coming months by Berita Acara (R-KOR-01 to 04)."""

    nomor_berita_acara: str
    nominal: Rupiah
    bulan: int


class ReturDiajukan(_Rekening):
    """A refund was asked for (R-KOR-05, 06)."""

    retur_id: str
    nominal: Rupiah
    jatuh_tempo: date


class ReturDisetujui(_Rekening):
    """A refund passed its approvals (R-KOR-11 to 17)."""

    retur_id: str
    nominal: Rupiah


class ReturDibayar(_Rekening):
    """A refund left the bank."""

    retur_id: str
    nominal: Rupiah
    dibayar_pada: date


class PembayaranDikoreksi(_Rekening):
    """A payment was recorded late or wrongly and is repaired (R-KOR-25, 31)."""

    pembayaran_id: str
    nominal: Rupiah
    waktu_bayar: datetime
    alasan: str


class PembayaranDibatalkan(_Rekening):
    """A payment was taken back by the bank; the bills it had covered are open again."""

    pembayaran_id: str
    nominal: Rupiah
    alasan: str
    dibuka_kembali: tuple[PeriodeStr, ...] = Field(default=(), description="Months that were paid and no longer are")


class DanaVaDipindahkan(_Rekening):
    """Money moved from this account to another of the same Badan Usaha, or to the right one (R-KOR-35, 40)."""

    ke_virtual_account: VirtualAccount
    nominal: Rupiah
    alasan: str
