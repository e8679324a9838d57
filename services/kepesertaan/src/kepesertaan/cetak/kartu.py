"""Kartu Identitas Bersama on paper: one page a card, in the size of a bank card."""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from types import MappingProxyType

import segno
from typst import TypstError

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


CONTOH = Cetakan("KIB0000000000", "0000000000000", "CONTOH NAMA PESERTA", "AKT", "contoh", date(2016, 10, 31), "contoh")


def cetak(kartu: Sequence[Cetakan], saat: datetime, gambar: Mapping[str, bytes] = MappingProxyType({})) -> bytes:
    """``gambar``: version of a design -> its picture, PNG or JPEG."""
    nama = {versi: f"gambar-{n}" for n, versi in enumerate(sorted(gambar))}
    return pdf(TEMPLAT, data(kartu, nama), saat, {nama[versi]: isi for versi, isi in gambar.items()})


def dapat_dicetak(gambar: bytes, saat: datetime) -> bool:
    """Tried out when the design is proposed: a picture that only looks like one would stop every card of it later."""
    try:
        cetak([CONTOH], saat, {CONTOH.versi_desain: gambar})
    except TypstError:
        return False
    return True


def data(kartu: Sequence[Cetakan], gambar: Mapping[str, str]) -> dict[str, object]:
    """``gambar``: version of a design -> name of its picture's file."""
    return {
        "gambar": dict(gambar),
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
        ],
    }


def _qr(kode: str) -> bytes:
    """One pixel a module; the template makes them squares."""
    gambar = io.BytesIO()
    segno.make(kode, error="m", micro=False, mask=TOPENG, boost_error=False).save(gambar, kind="png", border=2)
    return gambar.getvalue()
