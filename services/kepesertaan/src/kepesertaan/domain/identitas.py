"""What else than the nomor kartu JKN proves a peserta to a faskes: identities of earlier schemes, those agreed with a Badan Usaha."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import assert_never

from dasar.penolakan import Ditolak, Galat

from kepesertaan.domain.ketentuan import SKEMA_LAMA

SEHARI = timedelta(days=1)
TUGAS_NOMOR_KARTU = "TERBITKAN_NOMOR_KARTU"
NOKA, NIK = "NOKA", "NIK"


@dataclass(frozen=True, slots=True)
class SepakatiIdentitas:
    """BPJS and the Badan Usaha agree on a substitute while the card has not been received (R-KEP-31)."""

    badan_usaha_id: str
    jenis: str
    nomor_surat: str
    berlaku_dari: date
    berlaku_sampai: date | None


@dataclass(frozen=True, slots=True)
class AkhiriKesepakatan:
    jenis: str
    berakhir_pada: date


@dataclass(frozen=True, slots=True)
class IdentitasDisepakati:
    badan_usaha_id: str
    jenis: str
    nomor_surat: str
    berlaku_dari: date
    berlaku_sampai: date | None


@dataclass(frozen=True, slots=True)
class KesepakatanBerakhir:
    badan_usaha_id: str
    jenis: str
    berakhir_pada: date


IdentitasPerintah = SepakatiIdentitas | AkhiriKesepakatan
IdentitasPeristiwa = IdentitasDisepakati | KesepakatanBerakhir


@dataclass(frozen=True, slots=True)
class KesepakatanIdentitas:
    """Of one Badan Usaha: the newest agreement of each kind."""

    badan_usaha_id: str = ""
    berlaku: tuple[IdentitasDisepakati, ...] = ()

    def jenis(self, jenis: str) -> IdentitasDisepakati | None:
        return next((k for k in self.berlaku if k.jenis == jenis), None)


AWAL = KesepakatanIdentitas()


def decide(perintah: IdentitasPerintah, k: KesepakatanIdentitas) -> list[IdentitasPeristiwa]:
    match perintah:
        case SepakatiIdentitas(id, jenis, surat, dari, sampai):
            if jenis in (NOKA, NIK, *SKEMA_LAMA.pada(dari).nilai):
                raise _tolak("JENIS_TIDAK_SAH", "/jenis", "Jenis identitas ini bukan pengganti yang disepakati dengan Badan Usaha.")
            if sampai is not None and sampai < dari:
                raise _tolak("TANGGAL_TIDAK_SAH", "/berlaku_sampai", "Kesepakatan berakhir sebelum dimulai.")
            baru = IdentitasDisepakati(id, jenis, surat, dari, sampai)
            return [] if k.jenis(jenis) == baru else [baru]
        case AkhiriKesepakatan(jenis, berakhir_pada):
            ada = k.jenis(jenis)
            if ada is None:
                raise Ditolak("TIDAK_DITEMUKAN", "Kesepakatan identitas ini tidak ditemukan.", status=404)
            if ada.berlaku_sampai is not None and ada.berlaku_sampai <= berakhir_pada:
                return []
            if berakhir_pada < ada.berlaku_dari - SEHARI:
                raise _tolak("TANGGAL_TIDAK_SAH", "/berakhir_pada", "Kesepakatan berakhir sebelum dimulai.")
            return [KesepakatanBerakhir(k.badan_usaha_id, jenis, berakhir_pada)]
        case _:
            assert_never(perintah)


def evolve(k: KesepakatanIdentitas, e: IdentitasPeristiwa) -> KesepakatanIdentitas:
    lain = tuple(x for x in k.berlaku if x.jenis != e.jenis)
    match e:
        case IdentitasDisepakati():
            return KesepakatanIdentitas(e.badan_usaha_id, (*lain, e))
        case KesepakatanBerakhir(_, jenis, berakhir_pada):
            ada = k.jenis(jenis)
            return k if ada is None else replace(k, berlaku=(*lain, replace(ada, berlaku_sampai=berakhir_pada)))
        case _:
            assert_never(e)


@dataclass(frozen=True, slots=True)
class Peringatan:
    kode: str
    aturan: str
    penjelasan: str


@dataclass(frozen=True, slots=True)
class Ditunjukkan:
    """What a faskes was shown and what is known of it. ``aktif`` None: nobody with a number, so status has nothing to say."""

    jenis: str
    dikenal: bool
    nomor_kartu: str | None = None
    aktif: bool | None = None
    disepakati: bool = True
    kartu_terbit: bool = False
    hilang_pada: date | None = None
    nik_cocok: bool | None = None
    """None: no NIK was given to compare."""


@dataclass(frozen=True, slots=True)
class Kelayakan:
    layak: bool
    kode: str | None
    aturan: str | None
    penjelasan: str
    perlu_cocok_nik: bool = False
    peringatan: tuple[Peringatan, ...] = ()
    terbitkan_nomor: bool = False


def skema_lama(jenis: str, pada: date) -> bool:
    return jenis in SKEMA_LAMA.pada(pada).nilai


def layak(d: Ditunjukkan, pada: date) -> Kelayakan:
    """May he be served on what he shows (R-KEP-12, R-KEP-29, R-KEP-31)."""
    if not d.disepakati:
        alasan = "Identitas ini tidak disepakati BPJS Kesehatan dengan Badan Usaha tersebut pada hari itu."
        return Kelayakan(False, "IDENTITAS_TIDAK_DISEPAKATI", "R-KEP-31", alasan)
    if not d.dikenal:
        return Kelayakan(False, "IDENTITAS_TIDAK_DIKENAL", None, "Identitas ini tidak terdaftar.")
    if d.nomor_kartu is None:
        alasan = f"Peserta {d.jenis} belum mempunyai nomor kartu JKN; identitas lama masih berlaku untuk pelayanan."
        return Kelayakan(True, None, "R-KEP-12", alasan, terbitkan_nomor=True)
    hilang = d.hilang_pada is not None and d.hilang_pada <= pada and d.jenis == NOKA
    peringatan: list[Peringatan] = []
    if hilang:
        alasan = "Kartu ini dilaporkan hilang; cocokkan NIK orang yang menunjukkannya."
        peringatan.append(Peringatan("KARTU_DILAPORKAN_HILANG", "R-KEP-29", alasan))
    if d.kartu_terbit and d.jenis not in (NOKA, NIK) and not skema_lama(d.jenis, pada):
        peringatan.append(Peringatan("KARTU_SUDAH_TERBIT", "R-KEP-31", "Identitas pengganti hanya selama kartu belum diterima."))
    if d.nik_cocok is False:
        return Kelayakan(False, "NIK_TIDAK_COCOK", "R-KEP-29", "NIK tidak cocok dengan pemilik identitas ini.", hilang, tuple(peringatan))
    if not d.aktif:
        return Kelayakan(False, "STATUS_TIDAK_AKTIF", "R-STA-13", "Kepesertaan tidak aktif pada hari itu.", hilang, tuple(peringatan))
    perlu = hilang and d.nik_cocok is None
    return Kelayakan(True, None, None, "Kepesertaan aktif.", perlu, tuple(peringatan))


def _tolak(kode: str, pointer: str, alasan: str) -> Ditolak:
    return Ditolak(kode, alasan, aturan="R-KEP-31", status=422, galat=(Galat(pointer, alasan, kode),))
