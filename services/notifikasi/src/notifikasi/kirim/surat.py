"""The message as it goes over the wire: Standard Webhooks 1.0. The same bytes at every attempt; only time and signature are new."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import orjson
from dasar.tanggal import WIB

from notifikasi import rahasia
from notifikasi.kirim.antrean import Tugas

BADAN_TERBESAR = 20_000


def isi_data(data: dict[str, Any], *, subjek: str, urutan: int, nomor: int | None, peristiwa: str | None, dicatat: datetime | None) -> Any:
    """``data`` with what a receiver needs to put messages in order and to find holes."""
    umum: dict[str, Any] = {"subjek": subjek, "urutan": urutan}
    if nomor is not None:
        umum |= {"nomor_peristiwa": nomor, "peristiwa": peristiwa, "dicatat_pada": None if dicatat is None else _saat(dicatat)}
    return data | umum


def badan(t: Tugas) -> bytes:
    data = isi_data(orjson.loads(t.isi), subjek=t.subjek, urutan=t.urutan, nomor=t.nomor, peristiwa=t.peristiwa, dicatat=t.dicatat_pada)
    made = orjson.dumps({"type": t.jenis, "timestamp": _saat(t.waktu), "data": data})
    if len(made) > BADAN_TERBESAR:
        raise ValueError("message over 20 kB")
    return made


def kepala(t: Tugas, isi: bytes, saat: int, kunci: Sequence[bytes], traceparent: str | None) -> dict[str, str]:
    made = {
        "content-type": "application/json",
        "user-agent": "Selaras-Webhook/1.0",
        "webhook-id": str(t.pesan_id),
        "webhook-timestamp": str(saat),
        "webhook-signature": rahasia.tanda_tangan(kunci, str(t.pesan_id), saat, isi),
    }
    return made if traceparent is None else made | {"traceparent": traceparent}


def _saat(waktu: datetime) -> str:
    return waktu.astimezone(WIB).isoformat()
