"""From a batch of events to messages of the feed: rows of one job merged, and none larger than a receiver has to take."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from notifikasi.domain.peta import Isi, pesan

BUTIR_TERBANYAK = 200
"""Rows in one merged message; at about 80 bytes a row it stays below the limit."""
UKURAN_TERBESAR = 18_000
"""Bytes of ``data``: with type, times and counters around it a body stays below 20 kB."""


@dataclass(frozen=True, slots=True)
class Masuk:
    """An event as it came in. ``peristiwa``: ``iuran.TagihanLunas``; ``isi``: its fields as JSON values."""

    peristiwa_id: str
    peristiwa: str
    subjek: str
    akt_id: str
    waktu: datetime
    dicatat_pada: datetime
    traceparent: str | None
    isi: Isi


@dataclass(frozen=True, slots=True)
class Kabar:
    """One message of the feed, before it has a number. ``id``: of the event, of the first one where several are merged."""

    id: str
    jenis: str
    peristiwa: str
    subjek: str
    akt_id: str
    waktu: datetime
    dicatat_pada: datetime
    traceparent: str | None
    data: dict[str, Any]


def susun(masuk: Iterable[Masuk]) -> list[Kabar]:
    """In the order of arrival; a merged message stands where its first row stood."""
    semua: list[Kabar] = []
    terbuka: dict[tuple[str, str, str, str], int] = {}
    for m in masuk:
        p = pesan(m.peristiwa, m.isi)
        if p is None:
            continue
        if p.gabung is not None:
            kunci = (m.akt_id, m.subjek, p.jenis, str(p.data.get("pekerjaan_id")))
            di = terbuka.get(kunci)
            if di is not None and len(semua[di].data[p.gabung]) < BUTIR_TERBANYAK:
                lama = semua[di]
                semua[di] = replace(lama, data={**lama.data, p.gabung: [*lama.data[p.gabung], *p.data[p.gabung]]})
                continue
            terbuka[kunci] = len(semua)
        semua.append(
            Kabar(m.peristiwa_id, p.jenis, m.peristiwa.split(".")[1], m.subjek, m.akt_id, m.waktu, m.dicatat_pada, m.traceparent, p.data)
        )
    return [replace(k, data=muat(k.data)) for k in semua]


def muat(data: dict[str, Any]) -> dict[str, Any]:
    """What fits. A list too long is left out and named under ``dipersingkat``: the resource has it whole."""
    dilepas: list[str] = []
    while ukuran(data) > UKURAN_TERBESAR:
        daftar = [n for n, v in data.items() if isinstance(v, list | tuple) and n != "dipersingkat"]
        if not daftar:
            raise ValueError("a message without lists is too large")
        terbesar = max(daftar, key=lambda n: ukuran(data[n]))
        dilepas.append(terbesar)
        data = {n: v for n, v in data.items() if n != terbesar} | {"dipersingkat": list(dilepas)}
    return data


def ukuran(nilai: Any) -> int:
    return len(json.dumps(nilai, ensure_ascii=False, separators=(",", ":")).encode())
