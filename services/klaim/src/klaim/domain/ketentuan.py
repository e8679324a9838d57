"""The regulation of klaim as data: tariff regimes, schemes of COB, clocks, lists. Each row with its source."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from importlib import resources
from typing import Any, TypeVar

from dasar.ketentuan import Tabel, muat
from dasar.uang import persen

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class SkemaCob:
    """nama; plafon "C" (class C of the regional) or "RS" (own class); shares of the tariff; cards to be shown."""

    nama: str
    plafon: str
    persen_bpjs: Fraction
    persen_akt: Fraction | None
    kartu: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class BatasPengajuan:
    tanggal: int
    geser_hari_kerja: bool


def _baca(berkas: str, nama: str, baca: Callable[[Any], T]) -> Tabel[T]:
    teks = resources.files("klaim.domain").joinpath(f"ketentuan/{berkas}.toml").read_text(encoding="utf-8")
    return muat(teks, nama, baca)


def _skema(nilai: Any) -> SkemaCob:
    return SkemaCob(
        nama=nilai["nama"],
        plafon=nilai["plafon"],
        persen_bpjs=persen(nilai["persen_bpjs"]),
        persen_akt=persen(nilai["persen_akt"]) if nilai["persen_akt"] else None,
        kartu=tuple(nilai["kartu"]),
    )


REZIM_TARIF: Tabel[str] = _baca("rezim_tarif", "rezim_tarif", str)
SKEMA_COB: Tabel[SkemaCob] = _baca("skema_cob", "skema_cob", _skema)
PENGAJUAN: Tabel[BatasPengajuan] = _baca("batas", "pengajuan", lambda n: BatasPengajuan(n["tanggal"], n["geser_hari_kerja"]))
KEDALUWARSA_BULAN: Tabel[int] = _baca("batas", "kedaluwarsa_bulan", int)
BAYAR_HARI_KERJA: Tabel[int] = _baca("batas", "bayar_hari_kerja", int)
RANGKAP_FPK: Tabel[int] = _baca("batas", "rangkap_fpk", int)
MASA_RUJUKAN_HARI: Tabel[int] = _baca("batas", "masa_rujukan_hari", int)
KRITERIA_GAWAT_DARURAT: Tabel[tuple[str, ...]] = _baca("pelayanan", "kriteria_gawat_darurat", tuple)
KASUS_NON_SPESIALISTIK: Tabel[tuple[str, ...]] = _baca("pelayanan", "kasus_non_spesialistik", tuple)
