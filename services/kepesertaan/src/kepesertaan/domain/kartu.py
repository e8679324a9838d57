"""Kartu Identitas Bersama: designs proposed by the AKT and approved by BPJS, and the cards the AKT issues on them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Literal, assert_never

from dasar.penolakan import Ditolak, tidak_ditemukan

AlasanCabut = Literal["HILANG", "RUSAK", "DATA_BERUBAH"]
KeadaanKartu = Literal["BERLAKU", "DILAPORKAN_HILANG", "DICABUT", "DIGANTI", "TANDA_BERAKHIR"]


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
                raise tidak_ditemukan("Desain kartu")
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
    """``menggantikan``: the revoked card of the same person that this one stands in for."""

    nomor_kib: str
    nomor_kartu: str
    akt_id: str
    versi_desain: str
    pada: date
    menggantikan: str | None = None


@dataclass(frozen=True, slots=True)
class CabutKartu:
    alasan: AlasanCabut
    pada: date


@dataclass(frozen=True, slots=True)
class KartuDiterbitkan:
    nomor_kib: str
    nomor_kartu: str
    akt_id: str
    versi_desain: str
    diterbitkan_pada: date
    menggantikan: str | None = None


@dataclass(frozen=True, slots=True)
class KartuDicabut:
    nomor_kib: str
    nomor_kartu: str
    akt_id: str
    dicabut_pada: date
    alasan: AlasanCabut


KartuPerintah = TerbitkanKartu | CabutKartu
KartuPeristiwa = KartuDiterbitkan | KartuDicabut


@dataclass(frozen=True, slots=True)
class Kartu:
    terbit: KartuDiterbitkan | None = None
    dicabut: KartuDicabut | None = None


KARTU_AWAL = Kartu()


def decide_kartu(perintah: KartuPerintah, kartu: Kartu) -> list[KartuPeristiwa]:
    match perintah:
        case TerbitkanKartu(nomor_kib, nomor_kartu, akt_id, versi_desain, pada, menggantikan):
            if kartu.terbit is not None:
                return []
            return [KartuDiterbitkan(nomor_kib, nomor_kartu, akt_id, versi_desain, pada, menggantikan)]
        case CabutKartu(alasan, pada):
            terbit = kartu.terbit
            if terbit is None:
                raise tidak_ditemukan("Kartu")
            if kartu.dicabut is not None:
                if kartu.dicabut.alasan == alasan:
                    return []
                raise Ditolak("KARTU_SUDAH_DICABUT", "Kartu ini sudah dicabut dengan alasan lain.", aturan="R-KIB-02")
            if pada < terbit.diterbitkan_pada:
                raise Ditolak("TANGGAL_TIDAK_SAH", "Kartu tidak dapat dicabut sebelum diterbitkan.", aturan="R-KIB-02", status=422)
            return [KartuDicabut(terbit.nomor_kib, terbit.nomor_kartu, terbit.akt_id, pada, alasan)]
        case _:
            assert_never(perintah)


def evolve_kartu(kartu: Kartu, e: KartuPeristiwa) -> Kartu:
    match e:
        case KartuDiterbitkan():
            return Kartu(e)
        case KartuDicabut():
            return replace(kartu, dicabut=e)
        case _:
            assert_never(e)


def keadaan_kartu(alasan_cabut: str | None, *, bertanda: bool, diganti: bool) -> KeadaanKartu:
    """What a card is worth today. A card outlives its tanda as plastic only (R-KIB-11)."""
    if alasan_cabut is not None:
        return "DIGANTI" if diganti else "DILAPORKAN_HILANG" if alasan_cabut == "HILANG" else "DICABUT"
    return "BERLAKU" if bertanda else "TANDA_BERAKHIR"


def periksa_desain(keadaan: str | None) -> None:
    """No card on a design that BPJS has not approved (R-KIB-04)."""
    if keadaan != "DISETUJUI":
        raise Ditolak("DESAIN_BELUM_DISETUJUI", "Desain kartu ini belum disetujui BPJS Kesehatan.", aturan="R-KIB-04")


def harus_akt(akt_id: str | None) -> str:
    """The card is the AKT's to issue, print and hand over, never BPJS's (R-KIB-02)."""
    if akt_id is None:
        raise Ditolak("HANYA_AKT", "Kartu Identitas Bersama diterbitkan oleh AKT.", aturan="R-KIB-02", status=403)
    return akt_id
