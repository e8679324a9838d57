"""Commands and events of a collective registration. What stands in the forms is in none of them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

KeadaanBaris = Literal["MENUNGGU_DOKUMEN", "DIPROSES", "TERDAFTAR", "DITOLAK", "DITARIK"]


@dataclass(frozen=True, slots=True)
class Kekurangan:
    """One form and the codes of what is missing for it; none: complete."""

    baris: int
    kurang: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Putusan:
    """A form that the registration refused."""

    baris: int
    kode: str


@dataclass(frozen=True, slots=True)
class Ajukan:
    """``pekerjaan_id``: the job that registers the forms that are complete; None if there are none."""

    kolektif_id: str
    badan_usaha_id: str
    akt_id: str | None
    formulir: tuple[Kekurangan, ...]
    pekerjaan_id: str | None
    pada: date


@dataclass(frozen=True, slots=True)
class Lengkapi:
    """Documents came in for these forms; ``formulir`` says what is missing now."""

    formulir: tuple[Kekurangan, ...]
    pekerjaan_id: str | None
    pada: date


@dataclass(frozen=True, slots=True)
class Tarik:
    """Forms that their sender takes back: nobody waits for their documents any more."""

    baris: tuple[int, ...]
    alasan: str
    pada: date


@dataclass(frozen=True, slots=True)
class CatatHasil:
    """A registration job ended: all its forms are in, but for the refused ones."""

    pekerjaan_id: str
    ditolak: tuple[Putusan, ...]
    pada: date


@dataclass(frozen=True, slots=True)
class KolektifDiajukan:
    kolektif_id: str
    badan_usaha_id: str
    akt_id: str | None
    formulir: tuple[Kekurangan, ...]
    pada: date


@dataclass(frozen=True, slots=True)
class DokumenDilengkapi:
    formulir: tuple[Kekurangan, ...]
    pada: date


@dataclass(frozen=True, slots=True)
class FormulirDiproses:
    pekerjaan_id: str
    baris: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class FormulirDitarik:
    baris: tuple[int, ...]
    alasan: str
    pada: date


@dataclass(frozen=True, slots=True)
class FormulirDiputuskan:
    pekerjaan_id: str
    terdaftar: tuple[int, ...]
    ditolak: tuple[Putusan, ...]
    pada: date


@dataclass(frozen=True, slots=True)
class KolektifSelesai:
    terdaftar: int
    ditolak: int
    ditarik: int
    pada: date


KolektifPerintah = Ajukan | Lengkapi | Tarik | CatatHasil
KolektifPeristiwa = KolektifDiajukan | DokumenDilengkapi | FormulirDiproses | FormulirDitarik | FormulirDiputuskan | KolektifSelesai
