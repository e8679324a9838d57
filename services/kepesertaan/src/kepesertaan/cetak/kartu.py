"""Kartu Identitas Bersama on paper: one page a card, in the size of a bank card."""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

import segno

from kepesertaan.cetak.susun import pdf

TEMPLAT = "kartu"
TOPENG = 2
"""Fixed: to look for the best of eight masks takes three quarters of a card's time, and signed text is even under any."""


@dataclass(frozen=True, slots=True)
class Cetakan:
    """``kode``: the signed text of the QR."""

    nomor_kib: str
    nomor_kartu: str
    nama: str
    akt_nama: str
    versi_desain: str
    diterbitkan_pada: date
    kode: str


def cetak(kartu: Sequence[Cetakan], saat: datetime) -> bytes:
    return pdf(TEMPLAT, data(kartu), saat)


def data(kartu: Sequence[Cetakan]) -> dict[str, list[dict[str, object]]]:
    return {
        "kartu": [
            {
                "nomor_kib": k.nomor_kib,
                "nomor_kartu": k.nomor_kartu,
                "nama": k.nama,
                "akt_nama": k.akt_nama,
                "versi_desain": k.versi_desain,
                "terbit": k.diterbitkan_pada.strftime("%d-%m-%Y"),
                "qr": list(_qr(k.kode)),
            }
            for k in kartu
        ]
    }


def _qr(kode: str) -> bytes:
    """One pixel a module; the template makes them squares."""
    gambar = io.BytesIO()
    segno.make(kode, error="m", micro=False, mask=TOPENG, boost_error=False).save(gambar, kind="png", border=2)
    return gambar.getvalue()
