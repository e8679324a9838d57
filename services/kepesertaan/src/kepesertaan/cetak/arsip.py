"""A zip that is written while it is sent: one entry in memory, however many there are."""

from __future__ import annotations

import io
import zipfile
from collections.abc import AsyncIterator
from datetime import datetime


class _Aliran(io.RawIOBase):
    """Where zipfile writes to: it cannot go back, so what is written can be taken away at once."""

    def __init__(self) -> None:
        self._isi = bytearray()

    def writable(self) -> bool:
        return True

    def write(self, isi: bytes, /) -> int:  # type: ignore[override]
        self._isi += isi
        return len(isi)

    def ambil(self) -> bytes:
        isi = bytes(self._isi)
        self._isi.clear()
        return isi


async def zip_mengalir(berkas: AsyncIterator[tuple[str, bytes]], saat: datetime) -> AsyncIterator[bytes]:
    """``berkas``: (name, content). Stored as they are: a PDF is compressed already."""
    aliran = _Aliran()
    with zipfile.ZipFile(aliran, "w", zipfile.ZIP_STORED) as arsip:
        async for nama, isi in berkas:
            arsip.writestr(zipfile.ZipInfo(nama, saat.timetuple()[:6]), isi)
            yield aliran.ambil()
    yield aliran.ambil()
