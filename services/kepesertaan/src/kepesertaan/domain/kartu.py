"""Kartu Identitas Bersama: designs proposed by the AKT and approved by BPJS, and the cards the AKT issues on them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Literal, assert_never

from dasar.penolakan import Ditolak


@dataclass(frozen=True, slots=True)
class AjukanDesain:
    akt_id: str
    versi: str
    keterangan: str
    berkas: str | None


@dataclass(frozen=True, slots=True)
class PutuskanDesain:
    versi: str
    setuju: bool
    alasan: str
    pada: date


@dataclass(frozen=True, slots=True)
class DesainDiajukan:
    akt_id: str
    versi: str
    keterangan: str
    berkas: str | None


@dataclass(frozen=True, slots=True)
class DesainDisetujui:
    akt_id: str
    versi: str
    disetujui_pada: date


@dataclass(frozen=True, slots=True)
class DesainDitolak:
    akt_id: str
    versi: str
    alasan: str


DesainPerintah = AjukanDesain | PutuskanDesain
DesainPeristiwa = DesainDiajukan | DesainDisetujui | DesainDitolak
KeadaanDesain = Literal["DIAJUKAN", "DISETUJUI", "DITOLAK"]


@dataclass(frozen=True, slots=True)
class Desain:
    """All designs of one AKT: version -> state."""

    akt_id: str = ""
    versi: Mapping[str, KeadaanDesain] = field(default_factory=dict)
    ajuan: Mapping[str, DesainDiajukan] = field(default_factory=dict)


DESAIN_AWAL = Desain()


def decide_desain(perintah: DesainPerintah, desain: Desain) -> list[DesainPeristiwa]:
    match perintah:
        case AjukanDesain(akt_id, versi, keterangan, berkas):
            ajuan = DesainDiajukan(akt_id, versi, keterangan, berkas)
            keadaan = desain.versi.get(versi)
            if keadaan is None or keadaan == "DITOLAK":
                return [ajuan]
            if desain.ajuan[versi] == ajuan:
                return []
            raise Ditolak("VERSI_DESAIN_SUDAH_ADA", "Versi desain ini sudah diajukan dengan isi lain.", aturan="R-KIB-04")
        case PutuskanDesain(versi, setuju, alasan, pada):
            keadaan = desain.versi.get(versi)
            if keadaan is None:
                raise Ditolak("TIDAK_DITEMUKAN", "Desain kartu tidak ditemukan.", status=404)
            if keadaan == ("DISETUJUI" if setuju else "DITOLAK"):
                return []
            if keadaan != "DIAJUKAN":
                raise Ditolak("DESAIN_SUDAH_DIPUTUSKAN", "Desain kartu ini sudah diputuskan.", aturan="R-KIB-04")
            return [DesainDisetujui(desain.akt_id, versi, pada) if setuju else DesainDitolak(desain.akt_id, versi, alasan)]
        case _:
            assert_never(perintah)


def evolve_desain(desain: Desain, e: DesainPeristiwa) -> Desain:
    match e:
        case DesainDiajukan(akt_id, versi, _, _):
            return Desain(akt_id, {**desain.versi, versi: "DIAJUKAN"}, {**desain.ajuan, versi: e})
        case DesainDisetujui(_, versi, _):
            return replace(desain, versi={**desain.versi, versi: "DISETUJUI"})
        case DesainDitolak(_, versi, _):
            return replace(desain, versi={**desain.versi, versi: "DITOLAK"})
        case _:
            assert_never(e)


@dataclass(frozen=True, slots=True)
class TerbitkanKartu:
    nomor_kib: str
    nomor_kartu: str
    akt_id: str
    versi_desain: str
    pada: date


@dataclass(frozen=True, slots=True)
class KartuDiterbitkan:
    nomor_kib: str
    nomor_kartu: str
    akt_id: str
    versi_desain: str
    diterbitkan_pada: date


@dataclass(frozen=True, slots=True)
class Kartu:
    nomor_kib: str = ""
    nomor_kartu: str = ""
    akt_id: str = ""
    versi_desain: str = ""


KARTU_AWAL = Kartu()


def decide_kartu(perintah: TerbitkanKartu, kartu: Kartu) -> list[KartuDiterbitkan]:
    if kartu.nomor_kib:
        return []
    return [KartuDiterbitkan(perintah.nomor_kib, perintah.nomor_kartu, perintah.akt_id, perintah.versi_desain, perintah.pada)]


def evolve_kartu(_: Kartu, e: KartuDiterbitkan) -> Kartu:
    return Kartu(e.nomor_kib, e.nomor_kartu, e.akt_id, e.versi_desain)


def periksa_desain(keadaan: str | None) -> None:
    """No card on a design that BPJS has not approved (R-KIB-04)."""
    if keadaan != "DISETUJUI":
        raise Ditolak("DESAIN_BELUM_DISETUJUI", "Desain kartu ini belum disetujui BPJS Kesehatan.", aturan="R-KIB-04")
