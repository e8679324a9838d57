"""Bodies of the status routes."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated

from chassis.http import StrictModel
from pydantic import AwareDatetime, BaseModel, Field
from shared_events.status import Keadaan

from status.domain.nilai import Jawaban
from status.domain.riwayat import Masa

Noka = Annotated[str, Field(pattern=r"^\d{13}$")]
SENTENCE_SEGAR = "Hari terakhir yang sudah ditutup iuran: tunggakan sesudahnya belum dihitung; null = belum ada"


class DasarJawaban(BaseModel):
    aturan: str = Field(description="Nomor aturan di docs/aturan.md")
    sumber: str
    peristiwa_id: str | None = Field(description="ce_id peristiwa yang mendasarinya")
    penjelasan: str


class KoordinasiManfaatJawaban(BaseModel):
    aktif: bool = Field(description="Tanda terbuka pada hari itu dan kepesertaan aktif (R-STA-09)")
    akt_id: str | None
    sejak: date | None


class StatusJawaban(BaseModel):
    nomor_kartu: str
    pada: date
    diketahui: datetime
    aktif: bool
    keadaan: Keadaan
    alasan: str
    lunas_sampai: str | None = Field(description="Bulan terbaru yang bersama semua bulan sebelumnya sudah lunas, YYYY-MM")
    hak_kelas: int | None
    virtual_account: str | None
    badan_usaha_id: str | None
    keluarga_id: str | None
    segmen: str | None = Field(default=None, description="PBI, PPU, PBPU atau BP pada hari itu (R-KEP-02)")
    koordinasi_manfaat: KoordinasiManfaatJawaban
    penanggung_biaya: str | None = Field(description="BPJS_KESEHATAN selama aktif; akt_id bila AKT terlambat meneruskan iuran (R-STA-11)")
    segar_pada: date | None = Field(description=SENTENCE_SEGAR)
    dasar: list[DasarJawaban]


class PeriksaIsi(StrictModel):
    pada: date | None = Field(default=None, description="Kosong = hari ini")
    diketahui: AwareDatetime | None = Field(default=None, description="Seperti diketahui pada saat ini; kosong = sekarang")
    nomor_kartu: list[Noka] = Field(min_length=1, max_length=1000)


class PeriksaJawaban(BaseModel):
    pada: date
    diketahui: datetime
    segar_pada: date | None = Field(description=SENTENCE_SEGAR)
    data: list[StatusJawaban]
    tidak_ditemukan: list[str]


class MasaJawaban(BaseModel):
    dari: date
    sampai: date | None = Field(description="Hari terakhir; null = berlanjut")
    aktif: bool
    keadaan: Keadaan
    alasan: str
    hak_kelas: int | None
    virtual_account: str | None
    badan_usaha_id: str | None
    koordinasi_manfaat: KoordinasiManfaatJawaban
    penanggung_biaya: str | None
    dasar: list[DasarJawaban]


class RiwayatJawaban(BaseModel):
    nomor_kartu: str
    diketahui: datetime
    segar_pada: date | None = Field(description=SENTENCE_SEGAR)
    masa: list[MasaJawaban]
    saat_diketahui: list[datetime] = Field(description="Saat riwayat ini berubah; masing-masing dapat ditanyakan lewat `diketahui`")


def dasar(j: Jawaban) -> list[DasarJawaban]:
    return [DasarJawaban(aturan=d.aturan, sumber=d.sumber, peristiwa_id=d.peristiwa_id, penjelasan=d.penjelasan) for d in j.dasar]


def _koordinasi(j: Jawaban, akt_id: str | None) -> KoordinasiManfaatJawaban:
    """An insurer is told of its own flag only."""
    k = j.koordinasi_manfaat
    if akt_id is not None and k.akt_id not in (None, akt_id):
        return KoordinasiManfaatJawaban(aktif=False, akt_id=None, sejak=None)
    return KoordinasiManfaatJawaban(aktif=k.aktif, akt_id=k.akt_id, sejak=k.sejak)


def jawaban(nomor_kartu: str, j: Jawaban, diketahui: datetime, ditutup: date | None, akt_id: str | None) -> StatusJawaban:
    return StatusJawaban(
        nomor_kartu=nomor_kartu,
        pada=j.pada,
        diketahui=diketahui,
        aktif=j.aktif,
        keadaan=j.keadaan,
        alasan=j.alasan,
        lunas_sampai=j.lunas_sampai,
        hak_kelas=j.hak_kelas,
        virtual_account=j.virtual_account,
        badan_usaha_id=j.badan_usaha_id,
        keluarga_id=j.keluarga_id,
        segmen=j.segmen,
        koordinasi_manfaat=_koordinasi(j, akt_id),
        penanggung_biaya=j.penanggung_biaya,
        segar_pada=ditutup,
        dasar=dasar(j),
    )


def masa(m: Masa, akt_id: str | None) -> MasaJawaban:
    j = m.jawaban
    return MasaJawaban(
        dari=m.dari,
        sampai=m.sampai,
        aktif=j.aktif,
        keadaan=j.keadaan,
        alasan=j.alasan,
        hak_kelas=j.hak_kelas,
        virtual_account=j.virtual_account,
        badan_usaha_id=j.badan_usaha_id,
        koordinasi_manfaat=_koordinasi(j, akt_id),
        penanggung_biaya=j.penanggung_biaya,
        dasar=dasar(j),
    )
