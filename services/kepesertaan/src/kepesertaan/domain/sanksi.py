"""Administrative sanctions: teguran, denda, denial of public services, in this order and no other (R-KEP-43 to 45)."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from typing import Literal, assert_never

from dasar.penolakan import Ditolak, Galat

from kepesertaan.domain.ketentuan import LAYANAN_PEMBERI_KERJA, LAYANAN_PERORANGAN, TINGKAT_SANKSI

JenisSubjek = Literal["PEMBERI_KERJA", "PERORANGAN"]


@dataclass(frozen=True, slots=True)
class Kenakan:
    """``layanan``: at the last level; empty = all that the regulation names for such a subject."""

    subjek: str
    jenis_subjek: JenisSubjek
    rujukan: str
    tingkat: int
    pelanggaran: str
    layanan: tuple[str, ...]
    pada: date


@dataclass(frozen=True, slots=True)
class Cabut:
    alasan: str
    pada: date


@dataclass(frozen=True, slots=True)
class SanksiDikenakan:
    """``rujukan``: badan_usaha_id or nomor kartu."""

    subjek: str
    jenis_subjek: JenisSubjek
    rujukan: str
    tingkat: int
    nama_tingkat: str
    pelanggaran: str
    layanan: tuple[str, ...]
    pada: date


@dataclass(frozen=True, slots=True)
class SanksiDicabut:
    subjek: str
    alasan: str
    pada: date


SanksiPerintah = Kenakan | Cabut
SanksiPeristiwa = SanksiDikenakan | SanksiDicabut


@dataclass(frozen=True, slots=True)
class Sanksi:
    """``riwayat``: levels in force; lifted, it begins anew with a teguran."""

    subjek: str = ""
    riwayat: tuple[SanksiDikenakan, ...] = ()
    terakhir: SanksiDikenakan | None = None
    dicabut_pada: date | None = None

    @property
    def tingkat(self) -> int:
        return self.riwayat[-1].tingkat if self.riwayat else 0


AWAL = Sanksi()


def layanan_boleh(jenis: JenisSubjek, pada: date) -> tuple[str, ...]:
    tabel = LAYANAN_PEMBERI_KERJA if jenis == "PEMBERI_KERJA" else LAYANAN_PERORANGAN
    return tabel.pada(pada).nilai


def decide(perintah: SanksiPerintah, s: Sanksi) -> list[SanksiPeristiwa]:
    match perintah:
        case Kenakan():
            return _kenakan(perintah, s)
        case Cabut(alasan, pada):
            if not s.subjek:
                raise Ditolak("TIDAK_DITEMUKAN", "Sanksi tidak ditemukan.", status=404)
            return [SanksiDicabut(s.subjek, alasan, pada)] if s.riwayat else []
        case _:
            assert_never(perintah)


def _kenakan(p: Kenakan, s: Sanksi) -> list[SanksiPeristiwa]:
    nama = TINGKAT_SANKSI.pada(p.pada).nilai
    if not 1 <= p.tingkat <= len(nama):
        raise _tolak("TINGKAT_TIDAK_DIKENAL", f"Tingkat sanksi 1 sampai {len(nama)}.", "/tingkat", "R-KEP-43")
    boleh = layanan_boleh(p.jenis_subjek, p.pada)
    terakhir = p.tingkat == len(nama)
    asing = [x for x in p.layanan if x not in boleh]
    if asing or (p.layanan and not terakhir):
        alasan = f"Layanan yang dapat ditolak: {', '.join(boleh)}; hanya pada tingkat {len(nama)}."
        raise _tolak("LAYANAN_TIDAK_BERLAKU", alasan, "/layanan", "R-KEP-44" if p.jenis_subjek == "PEMBERI_KERJA" else "R-KEP-45")
    layanan = tuple(x for x in boleh if not p.layanan or x in p.layanan) if terakhir else ()
    if p.tingkat == s.tingkat and s.riwayat[-1].pelanggaran == p.pelanggaran and s.riwayat[-1].layanan == layanan:
        return []
    if p.tingkat != s.tingkat + 1:
        alasan = f"Sanksi dikenakan berurutan; sekarang tingkat {s.tingkat}, berikutnya {s.tingkat + 1}."
        raise Ditolak("SANKSI_TIDAK_BERURUTAN", alasan, aturan="R-KEP-43")
    return [SanksiDikenakan(p.subjek, p.jenis_subjek, p.rujukan, p.tingkat, nama[p.tingkat - 1], p.pelanggaran, layanan, p.pada)]


def _tolak(kode: str, alasan: str, penunjuk: str, aturan: str) -> Ditolak:
    return Ditolak(kode, alasan, aturan=aturan, status=422, galat=(Galat(penunjuk, alasan),))


def evolve(s: Sanksi, e: SanksiPeristiwa) -> Sanksi:
    match e:
        case SanksiDikenakan():
            return Sanksi(e.subjek, (*s.riwayat, e), e)
        case SanksiDicabut(_, _, pada):
            return replace(s, riwayat=(), dicabut_pada=pada)
        case _:
            assert_never(e)
