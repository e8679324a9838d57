"""Refused rows of a file: their columns are kept sealed, so that /gagal.csv can give them back, and say whom they name."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import orjson
from chassis.jobs import FailedRow
from chassis.jobs_failed import OpenRows

from kepesertaan.domain.berkas import Cacat
from kepesertaan.lupakan import tentang_baris
from kepesertaan.sandi import Sandi

MILIK_GAGAL = "baris gagal"
"""What the sealed columns of refused rows belong to: they are opened without their job's id."""


def tutup(sandi: Sandi, cacat: Cacat, asal: bytes) -> FailedRow:
    """``asal``: its columns as they came, in JSON."""
    isi = sandi.tutup_berkas(asal, MILIK_GAGAL).encode()
    return FailedRow(cacat.baris, cacat.kolom, cacat.kode, cacat.alasan, isi, tentang_baris(sandi, asal))


def pembuka(sandi: Sandi) -> OpenRows:
    async def buka(isi: Sequence[bytes]) -> Sequence[Mapping[str, str]]:
        return [orjson.loads(sandi.buka_berkas(b.decode(), MILIK_GAGAL)) for b in isi]

    return buka
