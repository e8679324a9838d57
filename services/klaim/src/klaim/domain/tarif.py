"""INA-CBG tariffs: rows of decrees, and which row prices an admission."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from dasar.ketentuan import KetentuanTidakAda

from klaim.domain.ketentuan import REZIM_TARIF

KOLOM = ("kode_inacbg", "deskripsi", "regional", "kelas_rs", "kepemilikan", "kelas_rawat", "tarif", "berlaku_dari", "sumber")
KELAS_RS = ("A", "B", "C", "D")
KEPEMILIKAN = ("PEMERINTAH", "SWASTA")
_KODE = re.compile(r"^[A-Z]{1,3}-[0-9]{1,2}-\d{2}-[0-9A-Z]{1,3}(-[A-Za-z]+)?$")


@dataclass(frozen=True, slots=True)
class Tarif:
    kode_inacbg: str
    deskripsi: str
    regional: int
    kelas_rs: str
    kepemilikan: str
    kelas_rawat: int
    tarif: int
    berlaku_dari: date
    sumber: str

    @property
    def kunci(self) -> tuple[str, int, str, str, int, date]:
        return (self.kode_inacbg, self.regional, self.kelas_rs, self.kepemilikan, self.kelas_rawat, self.berlaku_dari)


@dataclass(frozen=True, slots=True)
class BarisTarifDitolak:
    kolom: str
    kode: str
    alasan: str


def urai_baris(baris: Mapping[str, str]) -> Tarif | BarisTarifDitolak:
    """One CSV row. Money and numbers are plain digits; anything else is refused, never repaired."""
    b = {kolom: (baris.get(kolom) or "").strip() for kolom in KOLOM}
    if not _KODE.match(b["kode_inacbg"]):
        return BarisTarifDitolak("kode_inacbg", "KODE_INACBG_TIDAK_SAH", "Kode INA-CBG tidak sah.")
    if b["regional"] not in ("1", "2", "3", "4", "5"):
        return BarisTarifDitolak("regional", "REGIONAL_TIDAK_SAH", "Regional 1 sampai 5.")
    if b["kelas_rs"] not in KELAS_RS:
        return BarisTarifDitolak("kelas_rs", "KELAS_RS_TIDAK_SAH", "Kelas rumah sakit A, B, C, atau D.")
    if b["kepemilikan"] not in KEPEMILIKAN:
        return BarisTarifDitolak("kepemilikan", "KEPEMILIKAN_TIDAK_SAH", "Kepemilikan PEMERINTAH atau SWASTA.")
    if b["kelas_rawat"] not in ("1", "2", "3"):
        return BarisTarifDitolak("kelas_rawat", "KELAS_RAWAT_TIDAK_SAH", "Kelas rawat 1, 2, atau 3.")
    if not (b["tarif"].isascii() and b["tarif"].isdigit() and 0 < len(b["tarif"]) <= 12 and int(b["tarif"]) > 0):
        return BarisTarifDitolak("tarif", "TARIF_TIDAK_SAH", "Tarif harus rupiah bulat di atas nol.")
    try:
        berlaku = date.fromisoformat(b["berlaku_dari"])
        REZIM_TARIF.pada(berlaku)
    except ValueError:
        return BarisTarifDitolak("berlaku_dari", "TANGGAL_TIDAK_SAH", "Tanggal ditulis YYYY-MM-DD.")
    except KetentuanTidakAda:
        return BarisTarifDitolak("berlaku_dari", "REZIM_TARIF_TIDAK_ADA", "Tidak ada peraturan tarif yang dikenal pada tanggal ini.")
    if not b["sumber"]:
        return BarisTarifDitolak("sumber", "SUMBER_KOSONG", "Setiap tarif harus menyebut sumbernya.")
    return Tarif(
        b["kode_inacbg"],
        b["deskripsi"],
        int(b["regional"]),
        b["kelas_rs"],
        b["kepemilikan"],
        int(b["kelas_rawat"]),
        int(b["tarif"]),
        berlaku,
        b["sumber"],
    )


def pilih(baris: Iterable[Tarif], tanggal_masuk: date) -> Tarif | None:
    """Of the rows of one key: the newest in force at admission AND of the regime of that day.

    A row of an older regime stops pricing when the next regime starts, and one of 2023 never prices 2016 (facts.md 5.3)."""
    try:
        rezim = REZIM_TARIF.pada(tanggal_masuk)
    except KetentuanTidakAda:
        return None
    cocok = [t for t in baris if rezim.berlaku_dari <= t.berlaku_dari <= tanggal_masuk]
    return max(cocok, key=lambda t: t.berlaku_dari, default=None)
