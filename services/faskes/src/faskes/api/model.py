"""Bodies of the facility routes."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal

from chassis.http import StrictModel
from pydantic import BaseModel, Field

from faskes.domain.faskes import DataFaskes, Faskes, SkKelas, klasifikasi
from faskes.domain.kontrak import KontrakAkt, KontrakBpjs

Teks = Annotated[str, Field(min_length=1, max_length=200)]
MAKS_KONTRAK = 200


class SkKelasIsi(StrictModel):
    nomor: Teks
    tanggal: date


class KontrakBpjsIsi(StrictModel):
    dari: date
    sampai: date | None = Field(default=None, description="Hari terakhir; null = tanpa batas")


class KontrakAktIsi(StrictModel):
    akt_id: Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9-]{0,62}$")]
    dari: date
    sampai: date | None = Field(default=None, description="Hari terakhir; null = tanpa batas")


class FaskesIsi(StrictModel):
    """Keadaan lengkap sebuah fasilitas kesehatan."""

    nama: Teks
    jenis: Literal["FKTP", "FKRTL"]
    kelas_rs: Literal["A", "B", "C", "D"] | None = None
    sk_kelas: SkKelasIsi | None = None
    kepemilikan: Literal["PEMERINTAH", "SWASTA"]
    kabupaten_kota: Teks
    regional: int = Field(ge=1, le=5)
    kontrak_bpjs: list[KontrakBpjsIsi] = Field(default=[], max_length=MAKS_KONTRAK)
    kontrak_akt: list[KontrakAktIsi] = Field(default=[], max_length=MAKS_KONTRAK)
    lulus_kredensialing: bool = True
    berlaku_dari: date | None = Field(default=None, description="Mulai kapan kelas dan kepemilikan ini berlaku; kosong = hari ini")

    def data(self) -> DataFaskes:
        return DataFaskes(
            nama=self.nama,
            jenis=self.jenis,
            kelas_rs=self.kelas_rs,
            sk_kelas=None if self.sk_kelas is None else SkKelas(self.sk_kelas.nomor, self.sk_kelas.tanggal),
            kepemilikan=self.kepemilikan,
            kabupaten_kota=self.kabupaten_kota,
            regional=self.regional,
            kontrak_bpjs=tuple(KontrakBpjs(k.dari, k.sampai) for k in self.kontrak_bpjs),
            kontrak_akt=tuple(KontrakAkt(k.akt_id, k.dari, k.sampai) for k in self.kontrak_akt),
            lulus_kredensialing=self.lulus_kredensialing,
        )


class SkKelasJawaban(BaseModel):
    nomor: str
    tanggal: date


class KontrakBpjsJawaban(BaseModel):
    dari: date
    sampai: date | None


class KontrakAktJawaban(BaseModel):
    akt_id: str
    dari: date
    sampai: date | None


class FaskesJawaban(BaseModel):
    """Fasilitas kesehatan pada satu hari."""

    kode_ppk: str
    pada: date
    nama: str
    jenis: Literal["FKTP", "FKRTL"]
    kelas_rs: str | None
    sk_kelas: SkKelasJawaban | None
    kepemilikan: Literal["PEMERINTAH", "SWASTA"]
    kabupaten_kota: str
    regional: int
    klasifikasi: Literal["BPJS", "FASKES_AKT", "IRISAN", "NON_BPJS"] = Field(description="R-AKT-40, pada hari itu")
    kontrak_bpjs: list[KontrakBpjsJawaban]
    kontrak_akt: list[KontrakAktJawaban] = Field(description="Sebuah AKT hanya melihat kontraknya sendiri")
    lulus_kredensialing: bool


def jawaban(kode_ppk: str, state: Faskes, pada: date, akt_id: str | None) -> FaskesJawaban:
    """The facility as the asker may see it: what other insurers agreed with it is not an insurer's to know."""
    d = state.pada(pada)
    return FaskesJawaban(
        kode_ppk=kode_ppk,
        pada=pada,
        nama=d.nama,
        jenis=d.jenis,
        kelas_rs=d.kelas_rs,
        sk_kelas=None if d.sk_kelas is None else SkKelasJawaban(nomor=d.sk_kelas.nomor, tanggal=d.sk_kelas.tanggal),
        kepemilikan=d.kepemilikan,
        kabupaten_kota=d.kabupaten_kota,
        regional=d.regional,
        klasifikasi=klasifikasi(d, pada, akt_id),
        kontrak_bpjs=[KontrakBpjsJawaban(dari=k.dari, sampai=k.sampai) for k in d.kontrak_bpjs],
        kontrak_akt=[
            KontrakAktJawaban(akt_id=k.akt_id, dari=k.dari, sampai=k.sampai) for k in d.kontrak_akt if akt_id is None or k.akt_id == akt_id
        ],
        lulus_kredensialing=d.lulus_kredensialing,
    )


class ButirJawaban(BaseModel):
    kode: str
    uraian: str


class ReferensiJawaban(BaseModel):
    daftar: str
    pada: date
    berlaku_dari: date
    berlaku_sampai: date | None
    sumber: str
    keyakinan: str = Field(description="seed, ditemukan, hitung, ingatan atau usulan")
    data: list[ButirJawaban]
