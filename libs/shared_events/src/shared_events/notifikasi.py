"""Events of notifikasi: what became of messages. Subject ``webhook:{webhook_id}``."""

from __future__ import annotations

from typing import ClassVar

from pydantic import Field

from shared_events.base import PublicEvent


class _Notifikasi(PublicEvent):
    LAYANAN: ClassVar[str] = "notifikasi"


class NotifikasiTerkirim(_Notifikasi):
    """An important message (letter, e-mail) reached its receiver; webhooks are too many to be events."""

    pesan_id: str
    saluran: str
    jenis: str
    akt_id: str | None = None


class NotifikasiGagal(_Notifikasi):
    """A message was given up after its last try."""

    pesan_id: str
    saluran: str
    jenis: str
    akt_id: str | None = None
    alasan: str


class WebhookDinonaktifkan(_Notifikasi):
    """An endpoint was switched off: it asked so (410) or failed for days."""

    webhook_id: str
    akt_id: str | None = None
    alasan: str
    tertunda: int = Field(default=0, description="Messages kept for a resend")
