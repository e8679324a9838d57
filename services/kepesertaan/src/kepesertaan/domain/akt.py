"""AKT: an additional insurer and its cooperation agreements (PKS) with BPJS Kesehatan."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import assert_never

from dasar.penolakan import Ditolak, Galat
from dasar.tanggal import tambah_bulan, tulis

from kepesertaan.domain.ketentuan import BENTUK_KERJA_SAMA, BULAN_PKS_TERPENDEK, JENIS_PRODUK, NASKAH_PKS


@dataclass(frozen=True, slots=True)
class Rekening:
    bank: str
    nomor: str
    nama: str


@dataclass(frozen=True, slots=True)
class DaftarkanAkt:
    akt_id: str
    nama: str
    jenis_produk: tuple[str, ...]
    rekening: Rekening | None
    pada: date


@dataclass(frozen=True, slots=True)
class SepakatiPks:
    """``bentuk_tertulis``: the forms in the words of who sent them, to be given back; ``bentuk_kerja_sama`` decides."""

    nomor: str
    berlaku_dari: date
    berlaku_sampai: date
    versi_naskah: str
    bentuk_kerja_sama: tuple[str, ...]
    manfaat: tuple[str, ...]
    bentuk_tertulis: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class AkhiriPks:
    """The last day of a PKS is over; what was extended meanwhile goes on."""

    nomor: str
    hari: date


@dataclass(frozen=True, slots=True)
class AktDidaftarkan:
    akt_id: str
    nama: str
    jenis_produk: tuple[str, ...]
    rekening: Rekening | None


@dataclass(frozen=True, slots=True)
class PksDisepakati:
    akt_id: str
    nomor: str
    versi: int
    versi_naskah: str
    berlaku_dari: date
    berlaku_sampai: date
    bentuk_kerja_sama: tuple[str, ...]
    manfaat: tuple[str, ...]
    bentuk_tertulis: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class PksBerakhir:
    akt_id: str
    nomor: str
    berakhir_pada: date


AktPerintah = DaftarkanAkt | SepakatiPks | AkhiriPks
AktPeristiwa = AktDidaftarkan | PksDisepakati | PksBerakhir


@dataclass(frozen=True, slots=True)
class Pks:
    nomor: str
    versi: int
    berlaku_dari: date
    berlaku_sampai: date
    bentuk_kerja_sama: tuple[str, ...]
    versi_naskah: str
    manfaat: tuple[str, ...]
    bentuk_tertulis: tuple[str, ...]
    berakhir: bool = False

    def aktif(self, pada: date) -> bool:
        return self.berlaku_dari <= pada <= self.berlaku_sampai


@dataclass(frozen=True, slots=True)
class Akt:
    akt_id: str = ""
    nama: str = ""
    jenis_produk: tuple[str, ...] = ()
    rekening: Rekening | None = None
    pks: tuple[Pks, ...] = ()

    def pks_aktif(self, pada: date) -> Pks | None:
        return next((p for p in self.pks if p.aktif(pada)), None)


AWAL = Akt()


def decide(perintah: AktPerintah, akt: Akt) -> list[AktPeristiwa]:
    match perintah:
        case DaftarkanAkt():
            return _daftarkan(perintah, akt)
        case SepakatiPks():
            return _sepakati(perintah, akt)
        case AkhiriPks(nomor, hari):
            pks = next((p for p in akt.pks if p.nomor == nomor), None)
            if pks is None or pks.berakhir or hari < pks.berlaku_sampai:
                return []
            return [PksBerakhir(akt.akt_id, nomor, pks.berlaku_sampai)]
        case _:
            assert_never(perintah)


def _daftarkan(perintah: DaftarkanAkt, akt: Akt) -> list[AktPeristiwa]:
    boleh = JENIS_PRODUK.pada(perintah.pada).nilai
    asing = [p for p in perintah.jenis_produk if p not in boleh]
    if asing or not perintah.jenis_produk:
        raise Ditolak(
            "JENIS_PRODUK_TIDAK_BERLAKU",
            f"Koordinasi manfaat berlaku untuk produk {', '.join(boleh)}.",
            aturan="R-AKT-06",
            status=422,
            galat=(Galat("/jenis_produk", f"Pilihannya {', '.join(boleh)}."),),
        )
    baru = AktDidaftarkan(perintah.akt_id, perintah.nama, perintah.jenis_produk, perintah.rekening)
    sama = (akt.akt_id, akt.nama, akt.jenis_produk, akt.rekening) == (baru.akt_id, baru.nama, baru.jenis_produk, baru.rekening)
    return [] if sama else [baru]


def _sepakati(perintah: SepakatiPks, akt: Akt) -> list[AktPeristiwa]:
    if not akt.akt_id:
        raise Ditolak("AKT_TIDAK_ADA", "AKT ini belum terdaftar.", status=404)
    _periksa_isi(perintah)
    lama = next((p for p in akt.pks if p.nomor == perintah.nomor), None)
    if lama is not None and (lama.berlaku_dari, lama.berlaku_sampai) == (perintah.berlaku_dari, perintah.berlaku_sampai):
        if _isi(lama) == _isi(perintah):
            return []
        # who sent this believes that something else is agreed than what is: silence would leave him believing it
        raise Ditolak("PKS_BERBEDA", "PKS dengan nomor dan masa ini sudah ada dengan isi lain; isinya hanya berubah dengan perpanjangan.")
    if lama is not None and (lama.berlaku_dari != perintah.berlaku_dari or perintah.berlaku_sampai < lama.berlaku_sampai):
        raise Ditolak(
            "PKS_BERBEDA", "PKS dengan nomor ini sudah ada; perpanjangan tidak mengubah tanggal mulai dan tidak memendekkannya.",
            aturan="R-AKT-04",
        )  # fmt: skip
    for lain in akt.pks:
        if lain.nomor != perintah.nomor and perintah.berlaku_dari <= lain.berlaku_sampai and lain.berlaku_dari <= perintah.berlaku_sampai:
            raise Ditolak("PKS_TUMPANG_TINDIH", "AKT ini sudah mempunyai PKS lain pada masa yang sama.", aturan="R-AKT-02")
    versi = 1 if lama is None else lama.versi + 1
    return [
        PksDisepakati(
            akt.akt_id, perintah.nomor, versi, perintah.versi_naskah, perintah.berlaku_dari, perintah.berlaku_sampai,
            perintah.bentuk_kerja_sama, perintah.manfaat, perintah.bentuk_tertulis,
        )
    ]  # fmt: skip


def _isi(pks: Pks | SepakatiPks) -> tuple[str, frozenset[str], frozenset[str]]:
    """What is agreed, in whatever order it is told."""
    return pks.versi_naskah, frozenset(pks.bentuk_kerja_sama), frozenset(pks.manfaat)


def _periksa_isi(perintah: SepakatiPks) -> None:
    terpendek = tambah_bulan(perintah.berlaku_dari, BULAN_PKS_TERPENDEK.pada(perintah.berlaku_dari).nilai) - timedelta(days=1)
    if perintah.berlaku_sampai < terpendek:
        raise Ditolak(
            "PKS_TERLALU_SINGKAT",
            f"PKS paling singkat 1 tahun: paling cepat berakhir {tulis(terpendek)}.",
            aturan="R-AKT-04",
            status=422,
            galat=(Galat("/berlaku_sampai", f"Paling cepat {tulis(terpendek)}."),),
        )
    naskah = NASKAH_PKS.pada(perintah.berlaku_dari).nilai
    if perintah.versi_naskah not in naskah:
        raise Ditolak(
            "NASKAH_TIDAK_BAKU",
            f"PKS memakai naskah baku: {', '.join(naskah)}.",
            aturan="R-AKT-03",
            status=422,
            galat=(Galat("/versi_naskah", f"Pilihannya {', '.join(naskah)}."),),
        )
    bentuk = BENTUK_KERJA_SAMA.pada(perintah.berlaku_dari).nilai
    if not perintah.bentuk_kerja_sama or any(b not in bentuk for b in perintah.bentuk_kerja_sama):
        raise Ditolak(
            "BENTUK_KERJA_SAMA_TIDAK_DIKENAL",
            f"Bentuk kerja sama: {', '.join(bentuk)}.",
            aturan="R-AKT-10",
            status=422,
            galat=(Galat("/bentuk_kerja_sama", f"Pilihannya {', '.join(bentuk)}."),),
        )


def evolve(akt: Akt, peristiwa: AktPeristiwa) -> Akt:
    match peristiwa:
        case AktDidaftarkan(akt_id, nama, jenis_produk, rekening):
            return replace(akt, akt_id=akt_id, nama=nama, jenis_produk=jenis_produk, rekening=rekening)
        case PksDisepakati():
            p = peristiwa
            tertulis = p.bentuk_tertulis or p.bentuk_kerja_sama
            pks = Pks(p.nomor, p.versi, p.berlaku_dari, p.berlaku_sampai, p.bentuk_kerja_sama, p.versi_naskah, p.manfaat, tertulis)
            return replace(akt, pks=(*(x for x in akt.pks if x.nomor != pks.nomor), pks))
        case PksBerakhir(_, nomor, _):
            return replace(akt, pks=tuple(replace(p, berakhir=True) if p.nomor == nomor else p for p in akt.pks))
        case _:
            assert_never(peristiwa)
