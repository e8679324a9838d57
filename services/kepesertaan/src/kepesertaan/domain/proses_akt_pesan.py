"""Commands and events of a process between a Badan Usaha and its AKT: cooperation begun in JKN, or changed to another AKT."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

from kepesertaan.domain.badan_usaha_pesan import Cakupan

Jenis = Literal["DELEGASI", "PERALIHAN"]
Sisi = Literal["LAMA", "BARU"]
Pembaruan = Literal["PROFIL", "EMAIL_TAGIHAN", "TINGKAT_PENGGUNA"]


@dataclass(frozen=True, slots=True)
class Penyerahan:
    """What the AKT hands in (R-AKT-29, R-AKT-38): cooperation notice, surat kuasa, where bills go. The people come beside it."""

    akt_id: str
    pemberitahuan: str
    cakupan: Cakupan
    surat_kuasa_nomor: str
    mulai: date
    sampai: date | None
    email_tagihan: str = ""
    surat_kuasa_berkas: str | None = None
    """The copy: a stored file, or where the paper lies."""


@dataclass(frozen=True, slots=True)
class PeralihanDimulai:
    proses_id: str
    badan_usaha_id: str
    akt_lama: str
    akt_baru: str | None
    berakhir_pada: date
    pada: date


@dataclass(frozen=True, slots=True)
class MulaiPeralihan:
    """Step a: the leaving AKT reports the end (R-AKT-36); the cooperation itself is ended at the Badan Usaha in the same transaction."""

    peristiwa: PeralihanDimulai


@dataclass(frozen=True, slots=True)
class MulaiDelegasi:
    """``dikonfirmasi``: handed in at the office itself, which holds the surat kuasa; an AKT's own notice waits for that."""

    proses_id: str
    badan_usaha_id: str
    penyerahan: Penyerahan
    pks_aktif: bool
    dikonfirmasi: bool
    pada: date


@dataclass(frozen=True, slots=True)
class TerimaDaftar:
    """The people in the set format: NOKA. They go to the list as they are; who is not flagged is found when it is used."""

    sisi: Sisi
    nomor_kartu: tuple[str, ...]
    pada: date


@dataclass(frozen=True, slots=True)
class Serahkan:
    penyerahan: Penyerahan
    pks_aktif: bool
    dikonfirmasi: bool
    pada: date


@dataclass(frozen=True, slots=True)
class Lanjutkan:
    """The office lets it go on: confirms what came in, fills in the e-mail, or does without the list for a reason (R-AKT-36)."""

    konfirmasi: bool
    email_tagihan: str | None
    tanpa_daftar: str | None
    oleh: str
    pada: date


@dataclass(frozen=True, slots=True)
class Hentikan:
    alasan: str
    oleh: str
    pada: date


@dataclass(frozen=True, slots=True)
class Tahan:
    """What the process waits for, as the step found."""

    sebab: str
    pada: date


@dataclass(frozen=True, slots=True)
class Ditahan:
    nomor_kartu: str
    kode: str


@dataclass(frozen=True, slots=True)
class TandaLamaDicabut:
    """Step b is done (R-AKT-37): how many flags ended, and where they differ from the list."""

    proses_id: str
    jumlah: int
    tidak_dalam_daftar: tuple[str, ...]
    tidak_bertanda: tuple[str, ...]
    pada: date


@dataclass(frozen=True, slots=True)
class PembaruanDicatat:
    proses_id: str
    jenis: Pembaruan
    pada: date


@dataclass(frozen=True, slots=True)
class TandaBaruDiberikan:
    """Step e is done: the flags given, and who was held and why (the first of them)."""

    proses_id: str
    diberikan: int
    jumlah_ditahan: int
    ditahan: tuple[Ditahan, ...]
    pada: date


@dataclass(frozen=True, slots=True)
class Catat:
    """What a step of the job did, as it is to be recorded; once."""

    peristiwa: TandaLamaDicabut | PembaruanDicatat | TandaBaruDiberikan


@dataclass(frozen=True, slots=True)
class DelegasiDimulai:
    proses_id: str
    badan_usaha_id: str
    akt_baru: str
    pada: date


@dataclass(frozen=True, slots=True)
class DaftarDiterima:
    proses_id: str
    sisi: Sisi
    nomor_kartu: tuple[str, ...]
    pada: date


@dataclass(frozen=True, slots=True)
class PenyerahanDiterima:
    proses_id: str
    penyerahan: Penyerahan
    dikonfirmasi: bool
    pada: date


@dataclass(frozen=True, slots=True)
class PenyerahanDikonfirmasi:
    proses_id: str
    oleh: str
    pada: date


@dataclass(frozen=True, slots=True)
class EmailTagihanDiisi:
    proses_id: str
    email_tagihan: str
    oleh: str


@dataclass(frozen=True, slots=True)
class DaftarDikesampingkan:
    proses_id: str
    alasan: str
    oleh: str
    pada: date


@dataclass(frozen=True, slots=True)
class ProsesTertahan:
    proses_id: str
    sebab: str
    pada: date


@dataclass(frozen=True, slots=True)
class ProsesDihentikan:
    """``untuk``: which of the two AKT this tells; each is told once."""

    proses_id: str
    alasan: str
    oleh: str
    pada: date
    untuk: str | None


ProsesPerintah = MulaiPeralihan | MulaiDelegasi | TerimaDaftar | Serahkan | Lanjutkan | Hentikan | Tahan | Catat
ProsesPeristiwa = (
    PeralihanDimulai
    | DelegasiDimulai
    | DaftarDiterima
    | PenyerahanDiterima
    | PenyerahanDikonfirmasi
    | EmailTagihanDiisi
    | DaftarDikesampingkan
    | ProsesTertahan
    | TandaLamaDicabut
    | PembaruanDicatat
    | TandaBaruDiberikan
    | ProsesDihentikan
)
