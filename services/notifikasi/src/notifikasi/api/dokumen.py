"""The ``webhooks`` section of OpenAPI, made from the same table and the same event classes as the messages themselves."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Annotated, Any, Literal, Union
from uuid import UUID

from fastapi import APIRouter, Header
from pydantic import BaseModel, ConfigDict, Field, create_model
from shared_events.base import PublicEvent
from shared_events.registry import EVENTS
from starlette.responses import Response

from notifikasi.domain.jenis import JENIS, UJI
from notifikasi.domain.peta import TABEL, Baris

_KELAS: dict[str, type[PublicEvent]] = {f"{e.LAYANAN}.{e.event_name()}": e for e in EVENTS.values()}
_PER_KEADAAN = {"badan_usaha.terdaftar", "badan_usaha.berkas_tidak_lengkap"}


class _Umum(BaseModel):
    """What every message carries beside its own fields."""

    model_config = ConfigDict(extra="allow")

    subjek: str = Field(description="Tentang apa; pesan dengan subjek yang sama datang berurutan", examples=["rekening:8888800000012345"])
    urutan: int = Field(ge=1, description="Berurutan per webhook dan subjek")


class _Kabar(_Umum):
    nomor_peristiwa: int = Field(ge=1, description="Nomor di GET /v1/peristiwa, tanpa lubang per AKT")
    peristiwa: str = Field(description="Nama peristiwa yang dikabarkan")
    dicatat_pada: datetime
    dipersingkat: list[str] | None = Field(default=None, description="Daftar yang tidak dimuat karena terlalu panjang")


class _BarisDitolak(BaseModel):
    baris: int
    kolom: str
    kode: str


class DataUji(_Umum):
    webhook_id: UUID
    akt_id: str
    diminta_pada: datetime


def data_model(baris: Baris) -> type[BaseModel]:
    """The schema of ``data`` for one event: the fields that travel, as the event's own class describes them."""
    kelas = _KELAS[baris.peristiwa]
    bidang: dict[str, Any] = {}
    for nama in baris.isi:
        if baris.gabung is not None and nama in _BarisDitolak.model_fields:
            continue
        asal = kelas.model_fields[nama]
        bidang[nama] = (asal.rebuild_annotation(), Field(description=asal.description))
    bidang |= {nama: (Literal[nilai], Field()) for nama, nilai in baris.tetap.items()}
    bidang |= {nama: (list[str | None], Field()) for nama in baris.petik}
    if baris.gabung is not None:
        bidang[baris.gabung] = (list[_BarisDitolak], Field())
    return create_model(f"Data{kelas.event_name()}", __base__=_Kabar, __doc__=kelas.__doc__, **bidang)


def _data(jenis: str) -> Any:
    if jenis == UJI:
        return DataUji
    model = [_MODEL[b.peristiwa] for b in TABEL if b.jenis == jenis or (callable(b.jenis) and jenis in _PER_KEADAAN)]
    return Union[tuple(model)] if model else _Kabar  # noqa: UP007 - built at run time


_MODEL = {b.peristiwa: data_model(b) for b in TABEL}


def pesan_model(jenis: str) -> type[BaseModel]:
    nama = "Pesan" + "".join(kata.capitalize() for kata in jenis.replace(".", "_").split("_"))
    bidang: dict[str, Any] = {
        "type": (Literal[jenis], Field()),
        "timestamp": (datetime, Field(description="Kapan peristiwa itu terjadi")),
        "data": (_data(jenis), Field()),
    }
    return create_model(nama, __doc__=JENIS[jenis], **bidang)


def webhooks() -> APIRouter:
    """One documented webhook a type; nothing here is ever called."""
    routes = APIRouter()
    for jenis, kalimat in JENIS.items():
        routes.add_api_route(
            jenis,
            _penerima(pesan_model(jenis)),
            methods=["POST"],
            status_code=204,
            response_class=Response,
            responses={"default": {"description": "Selain 2xx: dikirim ulang menurut jadwal"}},
            summary=kalimat,
            name=jenis,
            operation_id="webhook_" + jenis.replace(".", "_"),
            tags=["webhook"],
        )
    return routes


def _penerima(model: type[BaseModel]) -> Callable[..., None]:
    def terima(
        isi: Any,
        webhook_id: Annotated[str, Header(description="Sama pada setiap percobaan dan pengiriman ulang: kenali yang sudah diterima")],
        webhook_timestamp: Annotated[int, Header(description="Detik Unix saat pengiriman ini")],
        webhook_signature: Annotated[str, Header(description="`v1,` HMAC-SHA256 base64; dua bila rahasia sedang dirotasi")],
    ) -> None:
        """Answer 2xx within 15 seconds. 410 switches the endpoint off; 429 and 503 may carry Retry-After; all else is tried again."""

    terima.__annotations__["isi"] = model
    return terima
