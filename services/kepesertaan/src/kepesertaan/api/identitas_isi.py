"""Bodies of the routes of identities."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from chassis.models import StrictModel
from pydantic import BaseModel, Field

from kepesertaan.api.model import Id, Noka, Tanggal, Teks

Jenis = Annotated[str, Field(min_length=2, max_length=40, pattern=r"^[A-Z][A-Z0-9_]+$")]
Nomor = Annotated[str, Field(min_length=1, max_length=40, pattern=r"^[0-9A-Za-z./-]+$")]


class IdentitasLama(StrictModel):
    nomor: Nomor
    nik: str = Field(pattern=r"^[0-9]{16}$")


class IdentitasLamaIsi(StrictModel):
    skema: Jenis
    kantor_cabang: Id
    data: Annotated[list[IdentitasLama], Field(min_length=1, max_length=1000)]


class Dicatat(BaseModel):
    dicatat: int
    sudah_ada: int


class KesepakatanIsi(StrictModel):
    jenis: Jenis
    nomor_surat: Teks
    berlaku_dari: Tanggal
    berlaku_sampai: Tanggal | None = None


class AkhirIsi(StrictModel):
    berakhir_pada: Tanggal


class KesepakatanJawaban(BaseModel):
    badan_usaha_id: str
    jenis: str
    nomor_surat: str
    berlaku_dari: date
    berlaku_sampai: date | None


class Pengganti(StrictModel):
    nomor: Nomor
    nomor_kartu: Noka


class PenggantiIsi(StrictModel):
    data: Annotated[list[Pengganti], Field(min_length=1, max_length=1000)]


class KelayakanIsi(StrictModel):
    """What the person shows. ``nik``: to be compared with the owner of what is shown."""

    jenis_identitas: Jenis
    nomor: Nomor
    badan_usaha_id: Id | None = Field(default=None, description="Untuk identitas yang disepakati dengan sebuah Badan Usaha")
    nik: str | None = Field(default=None, pattern=r"^[0-9A-Za-z]{5,20}$")
    pada: Tanggal | None = None


class PeringatanJawaban(BaseModel):
    kode: str
    aturan: str
    penjelasan: str


class KelayakanJawaban(BaseModel):
    layak: bool
    jenis_identitas: str
    nomor_kartu: str | None
    kode: str | None
    aturan: str | None
    penjelasan: str
    perlu_cocok_nik: bool
    peringatan: list[PeringatanJawaban]
    tugas_id: str | None = Field(description="Tugas menerbitkan nomor kartu (R-KEP-12)")
