"""Forgetting a person (UU 27/2022): one asks, another approves, then his key is destroyed. What he was billed and what was claimed stays.

Nothing may still be open that needs his data or names him: he is a member or covered, a bill with a line of his, a stay or a claim, a
complaint, a form or file on its way, a work item."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING, Literal, assert_never

from dasar.penolakan import Ditolak, Galat

if TYPE_CHECKING:
    from kepesertaan.domain.peserta import Peserta
    from kepesertaan.domain.peserta_pesan import PesertaPerintah, PesertaPeristiwa

KODE_DILUPAKAN = "PESERTA_DILUPAKAN"
_BERLALU = frozenset({"BeriTanda", "CabutTanda", "LepasPendampingan", "TetapkanHakKelas"})
AlasanLupakan = Literal["PERMINTAAN_PESERTA", "PUTUSAN_PENGADILAN", "MASA_SIMPAN_HABIS", "SALAH_DAFTAR"]


@dataclass(frozen=True, slots=True)
class Halangan:
    """Something of his that is not finished. ``nomor``: which bill, stay, claim or complaint."""

    kode: str
    nomor: str = ""


@dataclass(frozen=True, slots=True)
class MintaLupakan:
    """``halangan``: what the other services and tables say of this moment."""

    alasan: AlasanLupakan
    oleh: str
    halangan: tuple[Halangan, ...]
    pada: date


@dataclass(frozen=True, slots=True)
class SetujuiLupakan:
    """By a second person; ``halangan`` was asked again."""

    oleh: str
    halangan: tuple[Halangan, ...]
    pada: date


@dataclass(frozen=True, slots=True)
class BatalkanLupakan:
    oleh: str
    pada: date


@dataclass(frozen=True, slots=True)
class LupakanDiminta:
    nomor_kartu: str
    alasan: AlasanLupakan
    oleh: str
    pada: date


@dataclass(frozen=True, slots=True)
class LupakanDibatalkan:
    nomor_kartu: str
    oleh: str
    pada: date


@dataclass(frozen=True, slots=True)
class PesertaDilupakan:
    """His key is gone with the append that holds this."""

    nomor_kartu: str
    alasan: AlasanLupakan
    diminta_oleh: str
    disetujui_oleh: str
    pada: date


LupakanPerintah = MintaLupakan | SetujuiLupakan | BatalkanLupakan
LupakanPeristiwa = LupakanDiminta | LupakanDibatalkan | PesertaDilupakan

_ARTI = {
    "MASIH_ANGGOTA": "masih terdaftar pada unitnya",
    "MASIH_DIJAMIN": "masih dijamin setelah PHK",
    "MASIH_AKTIF": "masih aktif menurut layanan status",
    "STATUS_BELUM_DIKETAHUI": "layanan status belum mengenal orang ini",
    "TAGIHAN_TERBUKA": "masih ada tagihan iuran yang belum lunas",
    "SEP_TERBUKA": "masih ada pelayanan yang belum selesai atau belum diklaim",
    "KLAIM_TERBUKA": "masih ada klaim yang belum selesai",
    "PENGADUAN_TERBUKA": "masih ada pengaduan yang belum dijawab",
    "FORMULIR_MENUNGGU": "masih disebut dalam pendaftaran kolektif yang menunggu dokumen",
    "MIGRASI_BERJALAN": "masih disebut dalam migrasi yang belum selesai",
    "IMPOR_BERJALAN": "masih disebut dalam berkas peserta yang sedang diproses",
    "TUGAS_TERBUKA": "masih ada tugas tentang orang ini yang belum diselesaikan",
}


def decide(perintah: LupakanPerintah, p: Peserta) -> Sequence[LupakanPeristiwa]:
    match perintah:
        case MintaLupakan(alasan, oleh, halangan, pada):
            if p.dilupakan_pada is not None:
                return []
            _tidak_terhalang(p, halangan, pada)
            diminta = p.lupakan_diminta
            if diminta is None:
                return [LupakanDiminta(p.nomor_kartu, alasan, oleh, pada)]
            if (diminta.oleh, diminta.alasan) != (oleh, alasan):
                raise Ditolak("SUDAH_DIMINTA", "Permintaan melupakan peserta ini sudah ada dan menunggu persetujuan.", status=409)
            return []
        case BatalkanLupakan(oleh, pada):
            if p.dilupakan_pada is not None:
                raise Ditolak("SUDAH_DILUPAKAN", "Kunci peserta ini sudah dihapus; tidak dapat dikembalikan.", status=409)
            return [LupakanDibatalkan(p.nomor_kartu, oleh, pada)] if p.lupakan_diminta is not None else []
        case SetujuiLupakan(oleh, halangan, pada):
            if p.dilupakan_pada is not None:
                return []
            diminta = p.lupakan_diminta
            if diminta is None:
                raise Ditolak("BELUM_DIMINTA", "Belum ada permintaan untuk melupakan peserta ini.", status=409)
            if diminta.oleh == oleh:
                raise Ditolak("PENYETUJU_SAMA", "Yang meminta tidak dapat menyetujui; diperlukan orang kedua.", status=403)
            _tidak_terhalang(p, halangan, pada)
            return [PesertaDilupakan(p.nomor_kartu, diminta.alasan, diminta.oleh, oleh, pada)]
        case _:
            assert_never(perintah)


def sendiri(p: Peserta, pada: date) -> tuple[Halangan, ...]:
    """What his own membership says: nobody is forgotten while he belongs to a unit or is covered after PHK."""
    if p.keadaan == "TERDAFTAR" or (p.berakhir_pada is not None and pada <= p.berakhir_pada):
        return (Halangan("MASIH_ANGGOTA"),)
    if p.dijamin_sampai is not None and pada <= p.dijamin_sampai:
        return (Halangan("MASIH_DIJAMIN"),)
    return ()


def _tidak_terhalang(p: Peserta, halangan: tuple[Halangan, ...], pada: date) -> None:
    semua = (*sendiri(p, pada), *halangan)
    if semua:
        sebab = tuple(Galat("/nomor_kartu", f"{_ARTI.get(h.kode, h.kode)}{f' ({h.nomor})' if h.nomor else ''}", h.kode) for h in semua)
        raise Ditolak("BELUM_DAPAT_DILUPAKAN", f"Peserta ini belum dapat dilupakan: {sebab[0].alasan}.", status=409, galat=sebab)


def evolve(p: Peserta, e: LupakanPeristiwa) -> Peserta:
    match e:
        case LupakanDiminta():
            return replace(p, lupakan_diminta=e)
        case LupakanDibatalkan():
            return replace(p, lupakan_diminta=None)
        case PesertaDilupakan(_, _, _, _, pada):
            # the sealed texts can be opened by nobody any more; the read model need not carry them
            return replace(p, dilupakan_pada=pada, rahasia="", upah_tersandi=None)
        case _:
            assert_never(e)


def sesudahnya(perintah: PesertaPerintah) -> list[PesertaPeristiwa]:
    """What comes late to one who is forgotten: of a list or a job it finds nothing to do, of a person it is refused."""
    if type(perintah).__name__ in _BERLALU:
        return []
    raise Ditolak(KODE_DILUPAKAN, "Data pribadi peserta ini sudah dihapus.", status=409)
