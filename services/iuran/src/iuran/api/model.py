"""Answers that several resources give."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import AwareDatetime, BaseModel, BeforeValidator, Field
from pydantic_core import PydanticCustomError

PeriodeStr = Annotated[str, Field(pattern=r"^20\d{2}-(0[1-9]|1[0-2])$", description="Bulan iuran, YYYY-MM", examples=["2016-12"])]


def _teks(nilai: Any) -> Any:
    if isinstance(nilai, str):
        return nilai
    raise PydanticCustomError("waktu_rfc3339", "Waktu dengan zona, misalnya 2016-12-05T10:15:00+07:00.")


WaktuRfc3339 = Annotated[AwareDatetime, BeforeValidator(_teks)]
"""RFC 3339 with an offset; a bare number or a time without zone is refused."""

Rupiah = Annotated[int, Field(description="Rupiah bulat")]


class Alokasi(BaseModel):
    """Money given to one month."""

    tagihan_id: UUID
    periode: str
    nominal: Rupiah


class Dasar(BaseModel):
    """A rule row that was used."""

    aturan: str
    sumber: str


class Tagihan(BaseModel):
    """One bill of one account for one month. ``sisa``: what the account still has to pay of it."""

    tagihan_id: UUID
    virtual_account: str
    badan_usaha_id: str | None
    keluarga_id: str | None
    periode: str
    jatuh_tempo: date
    jumlah: Rupiah
    pemberi_kerja: Rupiah
    pekerja: Rupiah
    pemerintah: Rupiah
    sisa: Rupiah
    keadaan: Literal["TERBIT", "KURANG_BAYAR", "LUNAS", "MENUNGGAK"]
    jumlah_peserta: int
    menunggak_sejak: date | None
    lunas_pada: datetime | None
    diterbitkan_pada: datetime


class BarisTagihan(BaseModel):
    """``terbaca`` false: the person was forgotten (UU 27/2022), only the totals of the bill remain."""

    nomor_kartu: str
    jenis: str
    terbaca: bool
    dasar_upah: Rupiah | None = None
    pemberi_kerja: Rupiah | None = None
    pekerja: Rupiah | None = None
    pemerintah: Rupiah | None = None
    dasar: list[Dasar] = []


class PembayaranTercatat(BaseModel):
    """The answer to a bank."""

    pembayaran_id: UUID
    dialokasikan: list[Alokasi]
    kelebihan: Rupiah


class Pembayaran(PembayaranTercatat):
    virtual_account: str
    nominal: Rupiah
    waktu_bayar: datetime
    bank: str
    kanal: str
    referensi_bank: str
    dicatat_pada: datetime
    dibatalkan_pada: datetime | None
