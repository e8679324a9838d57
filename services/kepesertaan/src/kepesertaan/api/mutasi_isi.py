"""What a mutasi says, by its kind."""

from __future__ import annotations

from typing import Annotated, Literal

from chassis.models import StrictModel
from fastapi import Body
from pydantic import BaseModel, Field

from kepesertaan.api.model import Id, Tanggal
from kepesertaan.domain.peserta import Peserta

UPAH_TERBESAR = 100_000_000_000


class _Mutasi(StrictModel):
    berlaku: Tanggal = Field(
        description="Hari terakhir pada unit (KELUAR, PHK, CACAT_TOTAL, MENINGGAL, CERAI), hari kejadian (NIKAH, BEKERJA, KELAHIRAN),"
        " tanggal surat (KETERANGAN_KULIAH), hari pertama pada unit baru (PINDAH), atau hari perubahan mulai berlaku"
    )
    dilaporkan_bu_pada: Tanggal | None = Field(default=None, description="Kapan Badan Usaha melaporkannya ke AKT (R-AKT-31)")


class Keluar(_Mutasi):
    jenis: Literal["KELUAR"]
    alasan: str = Field(default="", max_length=200, description="Tanpa data pribadi")


class Meninggal(_Mutasi):
    jenis: Literal["MENINGGAL"]


class Phk(_Mutasi):
    jenis: Literal["PHK"]


class CacatTotal(_Mutasi):
    """Cacat total tetap: enam bulan tanpa iuran seperti PHK (R-KEP-32)."""

    jenis: Literal["CACAT_TOTAL"]


class UbahUpah(_Mutasi):
    jenis: Literal["UBAH_UPAH"]
    upah_pokok: int = Field(gt=0, le=UPAH_TERBESAR)
    tunjangan_tetap: int = Field(default=0, ge=0, le=UPAH_TERBESAR)
    golongan: str | None = Field(default=None, max_length=20)
    kabupaten_kota_kerja: str | None = Field(default=None, min_length=1, max_length=100)


class DataBaru(StrictModel):
    nama: str | None = Field(default=None, min_length=1, max_length=150)
    alamat: str | None = Field(default=None, max_length=300)
    telepon: str | None = Field(default=None, max_length=30)
    email: str | None = Field(default=None, max_length=254)
    nomor_kk: str | None = Field(default=None, pattern=r"^[0-9]{16}$")
    kode_fktp: str | None = Field(default=None, pattern=r"^[0-9]{4}[0-9A-Z][0-9]{3}$")


class UbahData(_Mutasi):
    jenis: Literal["UBAH_DATA"]
    data: DataBaru


Menjadi = Literal["KELUAR", "TAMBAHAN"]


class Nikah(_Mutasi):
    """Pada kartu anak: tidak lagi keluarga inti sejak hari itu (R-KEP-15). Pada kartu pekerja: status kawinnya."""

    jenis: Literal["NIKAH"]
    menjadi: Menjadi = Field(default="KELUAR", description="Anak: keluar, atau menjadi keluarga tambahan atas iuran pekerja (R-KEP-17)")


class Bekerja(_Mutasi):
    """Anak bekerja: tidak lagi keluarga inti sejak hari itu (R-KEP-15)."""

    jenis: Literal["BEKERJA"]
    menjadi: Menjadi = "KELUAR"


class Cerai(_Mutasi):
    """Pada kartu suami atau istri yang keluar, atau pada kartu pekerja bila pasangannya satu."""

    jenis: Literal["CERAI"]


class KeteranganKuliah(_Mutasi):
    """Surat keterangan masih kuliah tertanggal ``berlaku`` (R-KEP-16)."""

    jenis: Literal["KETERANGAN_KULIAH"]


class KeluargaTambahan(_Mutasi):
    """Anak yang tidak lagi memenuhi syarat tetap ikut atas iuran pekerja (R-KEP-17)."""

    jenis: Literal["KELUARGA_TAMBAHAN"]


class AnakLahir(StrictModel):
    nama: str = Field(min_length=1, max_length=150, description="Nama, atau 'BAYI NY …' selama belum bernama")
    jenis_kelamin: Literal["L", "P"]
    tempat_lahir: str = Field(default="", max_length=100)
    nik: str | None = Field(default=None, pattern=r"^[0-9]{16}$", description="Kosong selama belum diterbitkan")
    anak_ke: int = Field(ge=1, le=20, description="Urutan kelahiran; membedakan anak kembar")
    kode_fktp: str | None = Field(default=None, pattern=r"^[0-9]{4}[0-9A-Z][0-9]{3}$")


class Kelahiran(_Mutasi):
    """Pada kartu pekerja; ``berlaku``: tanggal lahir (R-KEP-19, R-KEP-20)."""

    jenis: Literal["KELAHIRAN"]
    anak: AnakLahir


class LengkapiNik(_Mutasi):
    """NIK anak yang didaftarkan sebelum NIK-nya terbit; nomor kartunya tetap (R-KEP-11)."""

    jenis: Literal["LENGKAPI_NIK"]
    nik: str = Field(pattern=r"^[0-9]{16}$")


class Pindah(_Mutasi):
    """Diajukan pihak unit yang baru, dengan NIK sebagai tanda bahwa orangnya yang melapor (R-KEP-10)."""

    jenis: Literal["PINDAH"]
    badan_usaha_id: Id = Field(description="Badan Usaha yang baru")
    nik: str = Field(pattern=r"^[0-9A-Za-z]{5,20}$", description="NIK, atau nomor paspor, orang yang pindah")
    upah_pokok: int = Field(gt=0, le=UPAH_TERBESAR)
    tunjangan_tetap: int = Field(default=0, ge=0, le=UPAH_TERBESAR)
    golongan: str = Field(default="", max_length=20)
    kabupaten_kota_kerja: str = Field(min_length=1, max_length=100)
    koordinasi_manfaat: bool | None = Field(default=None, description="Kosong: menurut pendelegasian Badan Usaha yang baru")


Pekerjaan = Keluar | Meninggal | Phk | CacatTotal | UbahUpah
SatuOrang = UbahData | Nikah | Bekerja | Cerai | KeteranganKuliah | KeluargaTambahan | LengkapiNik
Sederhana = Pekerjaan | SatuOrang
"""Those that concern a person and the family that follows him."""
MutasiIsi = Annotated[Sederhana | Kelahiran | Pindah, Body(discriminator="jenis")]


class MutasiJawaban(BaseModel):
    nomor_kartu: str
    jenis: str
    keadaan: str
    hak_kelas: int
    iuran_terakhir: str | None
    nomor_kartu_terdampak: list[str] = Field(description="Orang ini dan keluarga yang mengikutinya")
    kategori: str | None = None
    iuran_mulai: str | None = None

    @classmethod
    def dari(cls, jenis: str, p: Peserta, terdampak: list[str]) -> MutasiJawaban:
        """``p``: after it."""
        return cls(
            nomor_kartu=p.nomor_kartu,
            jenis=jenis,
            keadaan=p.keadaan,
            hak_kelas=p.kelas[-1][1],
            iuran_terakhir=p.iuran_terakhir,
            nomor_kartu_terdampak=terdampak,
            kategori=p.kategori,
            iuran_mulai=p.iuran_mulai,
        )
