"""Bodies of the webhook routes."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from chassis.http import StrictModel
from pydantic import AwareDatetime, BaseModel, Field, model_validator

from notifikasi.domain.jenis import JENIS
from notifikasi.kirim.alamat import URL_TERPANJANG

Jenis = Annotated[str, Field(min_length=1, max_length=64)]


class WebhookIsi(StrictModel):
    url: Annotated[str, Field(min_length=1, max_length=URL_TERPANJANG, examples=["https://akt.example/selaras"])]
    jenis: list[Jenis] = Field(
        min_length=1, max_length=2 * len(JENIS), description='Jenis peristiwa, atau "*" untuk semua', examples=[["*"]]
    )


class KirimUlangIsi(StrictModel):
    """Kosong: semua yang belum terkirim. ``sejak``: juga yang sudah terkirim, menurut waktu peristiwa."""

    sejak: AwareDatetime | None = None
    hanya_gagal: bool | None = Field(default=None, description="Hanya yang belum terkirim; bawaan: ya, kecuali `sejak` diisi")

    @property
    def gagal_saja(self) -> bool:
        return self.sejak is None if self.hanya_gagal is None else self.hanya_gagal


class WebhookJawaban(BaseModel):
    webhook_id: UUID
    akt_id: str
    url: str
    jenis: list[str]
    keadaan: Literal["AKTIF", "NONAKTIF"]
    alasan: str | None = Field(description="Mengapa dinonaktifkan: DITOLAK_410 atau GAGAL_LIMA_HARI")
    rahasia_lama_berlaku_sampai: datetime | None = Field(description="Selama rotasi: sampai kapan tanda tangan lama masih disertakan")
    gagal_sejak: datetime | None = Field(description="Sejak kapan tidak satu pun pengiriman berhasil")
    berhasil_terakhir: datetime | None
    dibuat_pada: datetime

    @model_validator(mode="before")
    @classmethod
    def _baris(cls, row: Any) -> Any:
        return row if isinstance(row, dict) else dict(row)


class WebhookBaru(BaseModel):
    """``rahasia`` hanya ditampilkan kali ini."""

    webhook_id: UUID
    akt_id: str
    url: str
    jenis: list[str]
    keadaan: Literal["AKTIF"]
    rahasia: str = Field(description="Kunci tanda tangan Standard Webhooks", examples=["whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"])


class RotasiJawaban(BaseModel):
    webhook_id: UUID
    rahasia: str = Field(description="Kunci baru; hanya ditampilkan kali ini")
    rahasia_lama_berlaku_sampai: datetime = Field(description="Sampai saat ini setiap pesan ditandatangani dengan kedua kunci")


class KirimUlangJawaban(BaseModel):
    webhook_id: UUID
    keadaan: Literal["AKTIF"]
    jumlah: int = Field(description="Pesan yang dikirim ulang")


class UjiJawaban(BaseModel):
    webhook_id: UUID
    pesan_id: UUID = Field(description="`webhook-id` pesan uji")


class PercobaanJawaban(BaseModel):
    ke: int
    pada: datetime
    kode: int | None = Field(description="Status HTTP; null bila tidak ada jawaban")
    milidetik: int
    galat: str | None = Field(description="Mengapa tidak ada jawaban", examples=["WAKTU_HABIS", "TIDAK_TERSAMBUNG", "ALAMAT_TERLARANG"])


class PengirimanJawaban(BaseModel):
    pesan_id: UUID
    jenis: str
    subjek: str
    urutan: int
    nomor_peristiwa: int | None = Field(description="Nomor di GET /v1/peristiwa; null untuk webhook.uji")
    waktu: datetime
    keadaan: Literal["MENUNGGU", "TERKIRIM", "GAGAL"]
    percobaan: list[PercobaanJawaban]
    berikutnya_pada: datetime | None = Field(description="Percobaan berikutnya; null bila selesai atau menunggu pesan sebelumnya")
    dibuat_pada: datetime
    selesai_pada: datetime | None


class PeristiwaJawaban(BaseModel):
    """Satu kabar: isi yang sama dengan webhook-nya."""

    nomor: int = Field(description="Berurutan tanpa lubang per AKT")
    peristiwa_id: UUID = Field(description="Sama dengan `webhook-id`")
    jenis: str
    peristiwa: str
    subjek: str
    waktu: datetime
    dicatat_pada: datetime
    data: dict[str, Any]
