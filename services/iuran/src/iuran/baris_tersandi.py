"""A bill's lines sealed and opened: under the key of the person, and inside it under the worker's where his wage shows.

Destroying either key makes the line unreadable; the totals of the bill stay in the clear and still add up."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import msgspec
from chassis.crypto import Unreadable, seal, unseal

from iuran.domain.hitung import BarisIuran


@dataclass(frozen=True, slots=True)
class BarisTersandi:
    nomor_kartu: str
    jenis: str
    nomor_kartu_pekerja: str | None
    rahasia: str

    @property
    def kunci(self) -> tuple[str, ...]:
        """Card numbers whose keys open it."""
        return (self.nomor_kartu, *([self.nomor_kartu_pekerja] if self.nomor_kartu_pekerja else []))


class KunciTidakAda(LookupError):
    """A person without a key (forgotten): nothing can be sealed for him."""


def tutup(baris: BarisIuran, pekerja: str | None, tagihan_id: str, kunci: Mapping[str, bytes]) -> BarisTersandi:
    pemilik_upah = pekerja if pekerja != baris.nomor_kartu else None
    if baris.nomor_kartu not in kunci or (pemilik_upah is not None and pemilik_upah not in kunci):
        raise KunciTidakAda(baris.nomor_kartu)
    isi: dict[str, Any] = msgspec.to_builtins(baris)
    if pemilik_upah is not None:
        isi = {"dalam": seal(kunci[pemilik_upah], isi, tagihan_id)}
    return BarisTersandi(baris.nomor_kartu, baris.jenis, pemilik_upah, seal(kunci[baris.nomor_kartu], isi, tagihan_id))


def buka(baris: BarisTersandi, tagihan_id: str, kunci: Mapping[str, bytes]) -> BarisIuran | None:
    """None: a key is gone."""
    try:
        isi = unseal(kunci[baris.nomor_kartu], baris.rahasia, tagihan_id)
        if baris.nomor_kartu_pekerja is not None:
            isi = unseal(kunci[baris.nomor_kartu_pekerja], isi["dalam"], tagihan_id)
    except (KeyError, Unreadable):
        return None
    return msgspec.convert(isi, BarisIuran)
