"""Webhook: an endpoint of an AKT, its subscription, its secrets, and whether it still takes messages."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Literal, assert_never

from dasar.penolakan import Ditolak, tidak_ditemukan

Keadaan = Literal["BELUM_ADA", "AKTIF", "NONAKTIF", "DIHAPUS"]


@dataclass(frozen=True, slots=True)
class Daftarkan:
    """``rahasia``: the signing secret, wrapped by the master key; never in clear in an event."""

    webhook_id: str
    akt_id: str
    url: str
    jenis: tuple[str, ...]
    rahasia: str


@dataclass(frozen=True, slots=True)
class Rotasi:
    rahasia: str
    lama_berlaku_sampai: datetime


@dataclass(frozen=True, slots=True)
class Hapus:
    pass


@dataclass(frozen=True, slots=True)
class Nonaktifkan:
    """By the sender: the endpoint asked for it, or failed for days."""

    alasan: str
    tertunda: int


@dataclass(frozen=True, slots=True)
class KirimUlang:
    """The AKT asks for its messages again; an endpoint that was switched off takes messages again from here on."""

    sejak: datetime | None
    hanya_gagal: bool
    jumlah: int


@dataclass(frozen=True, slots=True)
class Uji:
    pesan_id: str


Perintah = Daftarkan | Rotasi | Hapus | Nonaktifkan | KirimUlang | Uji


@dataclass(frozen=True, slots=True)
class WebhookDidaftarkan:
    webhook_id: str
    akt_id: str
    url: str
    jenis: tuple[str, ...]
    rahasia: str


@dataclass(frozen=True, slots=True)
class RahasiaDirotasi:
    rahasia: str
    lama_berlaku_sampai: datetime


@dataclass(frozen=True, slots=True)
class WebhookDihapus:
    pass


@dataclass(frozen=True, slots=True)
class WebhookDinonaktifkan:
    alasan: str
    tertunda: int


@dataclass(frozen=True, slots=True)
class WebhookDiaktifkan:
    pass


@dataclass(frozen=True, slots=True)
class KirimUlangDiminta:
    sejak: datetime | None
    hanya_gagal: bool
    jumlah: int


@dataclass(frozen=True, slots=True)
class UjiDiminta:
    pesan_id: str


Peristiwa = (
    WebhookDidaftarkan | RahasiaDirotasi | WebhookDihapus | WebhookDinonaktifkan | WebhookDiaktifkan | KirimUlangDiminta | UjiDiminta
)


@dataclass(frozen=True, slots=True)
class Webhook:
    keadaan: Keadaan = "BELUM_ADA"
    webhook_id: str = ""
    akt_id: str = ""
    url: str = ""
    jenis: tuple[str, ...] = ()
    rahasia: str = ""
    rahasia_lama: str | None = None
    lama_berlaku_sampai: datetime | None = None
    alasan: str | None = None


BELUM_ADA = Webhook()


def decide(command: Perintah, state: Webhook) -> Sequence[Peristiwa]:
    if isinstance(command, Daftarkan):
        if state.keadaan != "BELUM_ADA":
            raise Ditolak("WEBHOOK_SUDAH_ADA", "Webhook ini sudah terdaftar.")
        return [WebhookDidaftarkan(command.webhook_id, command.akt_id, command.url, command.jenis, command.rahasia)]
    if isinstance(command, Nonaktifkan):
        # whoever was faster (the AKT, another worker) has done it already
        return [WebhookDinonaktifkan(command.alasan, command.tertunda)] if state.keadaan == "AKTIF" else []
    if state.keadaan == "BELUM_ADA":
        raise tidak_ditemukan("Webhook")
    if state.keadaan == "DIHAPUS":
        if isinstance(command, Hapus):
            return []
        raise tidak_ditemukan("Webhook")
    match command:
        case Rotasi():
            return [RahasiaDirotasi(command.rahasia, command.lama_berlaku_sampai)]
        case Hapus():
            return [WebhookDihapus()]
        case KirimUlang():
            diminta = KirimUlangDiminta(command.sejak, command.hanya_gagal, command.jumlah)
            return [WebhookDiaktifkan(), diminta] if state.keadaan == "NONAKTIF" else [diminta]
        case Uji():
            if state.keadaan == "NONAKTIF":
                raise Ditolak("WEBHOOK_NONAKTIF", "Webhook ini dinonaktifkan; aktifkan kembali dengan kirim-ulang, lalu uji.", status=409)
            return [UjiDiminta(command.pesan_id)]
        case _:
            assert_never(command)


def evolve(state: Webhook, event: Peristiwa) -> Webhook:
    match event:
        case WebhookDidaftarkan():
            return Webhook("AKTIF", event.webhook_id, event.akt_id, event.url, event.jenis, event.rahasia)
        case RahasiaDirotasi():
            return replace(state, rahasia=event.rahasia, rahasia_lama=state.rahasia, lama_berlaku_sampai=event.lama_berlaku_sampai)
        case WebhookDihapus():
            return replace(state, keadaan="DIHAPUS", rahasia="", rahasia_lama=None)
        case WebhookDinonaktifkan():
            return replace(state, keadaan="NONAKTIF", alasan=event.alasan)
        case WebhookDiaktifkan():
            return replace(state, keadaan="AKTIF", alasan=None)
        case KirimUlangDiminta() | UjiDiminta():
            return state
        case _:
            assert_never(event)
