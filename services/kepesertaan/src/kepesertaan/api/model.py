"""Request and answer bodies shared by routes."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal

from chassis.models import StrictModel
from fastapi import Path
from pydantic import BaseModel, Field

from kepesertaan.domain.formulir import JenisPemberiKerja

NOKA = r"^[0-9]{13}$"
Tanggal = Annotated[date, Field(ge=date(1900, 1, 1), le=date(2999, 12, 31))]
"""A day that date arithmetic can go on from."""
Noka = Annotated[str, Field(pattern=NOKA)]
JalurNoka = Annotated[str, Path(pattern=NOKA, description="Nomor kartu JKN, 13 angka")]
JalurId = Annotated[str, Path(min_length=1, max_length=64)]
Id = Annotated[str, Field(min_length=1, max_length=64, pattern=r"^[A-Za-z0-9._-]+$")]
Teks = Annotated[str, Field(min_length=1, max_length=200)]


class SuratKuasaIsi(StrictModel):
    nomor: Teks
    berlaku_dari: Tanggal
    berlaku_sampai: Tanggal | None = None
    berkas: str | None = Field(
        default=None, max_length=500, description="Rujukan salinan yang diserahkan ke BPJS Kesehatan; `sha256:…` dari /v1/berkas"
    )


class BadanUsahaIsi(StrictModel):
    """Formulir Pendaftaran Badan Usaha dengan lampirannya."""

    nama: Teks
    jenis: Annotated[str, Field(min_length=1, max_length=40, pattern=r"^[A-Z_]+$")]
    npwp: str = Field(default="", pattern=r"^([0-9]{15}|[0-9]{16})?$")
    kode_bu: str | None = Field(default=None, pattern=r"^[0-9]{8}$")
    kantor_cabang: Id
    kabupaten_kota: Teks
    sub_segmen: Annotated[str, Field(min_length=1, max_length=30)]
    akt_id: Id | None = None
    cakupan: Literal["SELURUH", "SEBAGIAN"] | None = None
    daftar_akt: Annotated[tuple[Id, ...], Field(max_length=20)] = ()
    akt_ditunjuk: Id | list[Id] | None = None
    surat_kuasa: SuratKuasaIsi | None = None
    rute_pembayaran: Literal["LANGSUNG", "AKT"] = "LANGSUNG"
    email_tagihan: str = Field(default="", max_length=254, pattern=r"^([^@\s]+@[^@\s]+)?$")
    jumlah_pekerja: int = Field(ge=0, le=10_000_000)
    salinan: str | None = Field(default=None, max_length=500, description="Rujukan formulir bertanda tangan; `sha256:…` dari /v1/berkas")


class BerkasIsi(StrictModel):
    """Dokumen yang menyusul."""

    daftar_akt: Annotated[list[Id], Field(max_length=20)] | None = None
    akt_ditunjuk: Id | list[Id] | None = None
    surat_kuasa: SuratKuasaIsi | None = None


class BadanUsahaTerdaftar(BaseModel):
    badan_usaha_id: str
    jenis_pemberi_kerja: JenisPemberiKerja = Field(description="Pemberi kerja lebih luas dari Badan Usaha: juga perorangan dan negara")
    keadaan: Literal["TERDAFTAR", "BERKAS_TIDAK_LENGKAP"]
    kurang: list[str] = Field(description="Dokumen yang belum ada")
    virtual_account: str | None
    keadaan_va: Literal["MENUNGGU", "AKTIF", "DITUTUP"] | None
    relationship_officer: str | None


class DelegasiJawaban(BaseModel):
    akt_id: str
    cakupan: str
    surat_kuasa_nomor: str
    berlaku_dari: date
    berlaku_sampai: date | None
    berakhir_pada: date | None


class BadanUsahaJawaban(BadanUsahaTerdaftar):
    nama: str
    jenis: str
    kode_bu: str | None
    kantor_cabang: str
    kabupaten_kota: str
    sub_segmen: str = Field(description="Seperti yang dikirim")
    akt_id: str | None
    cakupan: str | None
    rute_pembayaran: str
    jumlah_pekerja: int = Field(description="Menurut formulir")
    pekerja_terdaftar: int
    delegasi: list[DelegasiJawaban] = []


class TandaJawaban(BaseModel):
    """Tanda koordinasi manfaat. Whether it works on a day is status's answer."""

    tanda: bool
    akt_id: str | None = None
    sejak: date | None = None
    sampai: date | None = None


class PesertaBaris(BaseModel):
    """A peserta in a list: no NIK, no name."""

    nomor_kartu: str
    badan_usaha_id: str = Field(description="Kosong: keluarganya sendiri yang membayar (PBPU, BP) atau Pemerintah (PBI)")
    keluarga_id: str | None = None
    virtual_account: str
    keadaan: str
    segmen: str
    hubungan: str
    nomor_kartu_pekerja: str | None
    kategori: str
    hak_kelas: int
    iuran_mulai: str
    iuran_terakhir: str | None
    berlaku_dari: date
    berakhir_pada: date | None
    koordinasi_manfaat: TandaJawaban


class DasarKelasJawaban(BaseModel):
    """Why the class is what it is."""

    aturan: str
    penjelasan: str


class AnggotaKeluarga(BaseModel):
    nomor_kartu: str
    hubungan: str
    kategori: str
    hak_kelas: int
    keadaan: str
    dasar_kelas: DasarKelasJawaban


class RiwayatTanda(BaseModel):
    akt_id: str
    sejak: date
    sampai: date | None


class TinjauanJawaban(BaseModel):
    """What the monthly review told of him and nobody has answered yet."""

    keadaan: str
    sebab: str
    bulan: str = Field(description="Bulan berakhirnya tanggungan")
    diberitahukan: str = Field(description="Bulan tinjauan yang menemukannya")


class PesertaJawaban(PesertaBaris):
    """One person on a day, as known at a moment."""

    pada: date
    sub_segmen: str
    kelas_dipilih: int | None
    dijamin_sampai: date | None
    kabupaten_kota_kerja: str | None
    kode_fktp: str | None
    riwayat_tanda: list[RiwayatTanda]
    keluarga: list[AnggotaKeluarga]
    dilupakan_pada: date | None = Field(default=None, description="Sejak hari ini data pribadinya tidak dapat dibaca siapa pun")
    dasar_kelas: DasarKelasJawaban
    tinjauan: TinjauanJawaban | None = None
