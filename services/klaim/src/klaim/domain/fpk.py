"""Aggregate Fpk: Formulir Pengajuan Klaim, one per AKT and faskes (R-VER-04): approved by another person, paid once.
Stream ``fpk:{nomor_fpk}``."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from typing import assert_never

from klaim.domain.alasan import tolak


@dataclass(frozen=True, slots=True)
class KlaimFpk:
    klaim_id: str
    nomor_sep: str
    nilai: int


@dataclass(frozen=True, slots=True)
class Rekening:
    bank: str
    nomor: str
    nama: str


@dataclass(frozen=True, slots=True)
class CetakFpk:
    nomor_fpk: str
    pengajuan_id: str
    akt_id: str
    nama_akt: str
    kode_ppk: str
    nama_faskes: str
    kantor_cabang: str
    bulan_pelayanan: str
    klaim: tuple[KlaimFpk, ...]
    verifikator: tuple[str, ...]
    jatuh_tempo: date
    tanggal: date


@dataclass(frozen=True, slots=True)
class SetujuiFpk:
    oleh: str
    tanggal: date


@dataclass(frozen=True, slots=True)
class BayarFpk:
    """``rekening_akt``: the AKT's registered account; ``tujuan``: the asked one (None: that one). ``nilai``: owed now (R-BAY-03)."""

    oleh: str
    tanggal: date
    rekening_akt: Rekening | None
    tujuan: Rekening | None
    referensi: str
    nilai: int


FpkCommand = CetakFpk | SetujuiFpk | BayarFpk


@dataclass(frozen=True, slots=True)
class FpkTerbentuk:
    nomor_fpk: str
    pengajuan_id: str
    akt_id: str
    nama_akt: str
    kode_ppk: str
    nama_faskes: str
    kantor_cabang: str
    bulan_pelayanan: str
    klaim: tuple[KlaimFpk, ...]
    verifikator: tuple[str, ...]
    nilai: int
    jatuh_tempo: date
    tanggal: date


@dataclass(frozen=True, slots=True)
class FpkDisetujui:
    oleh: str
    tanggal: date


@dataclass(frozen=True, slots=True)
class FpkDibayar:
    oleh: str
    tanggal: date
    nilai: int
    rekening: Rekening
    referensi: str


FpkEvent = FpkTerbentuk | FpkDisetujui | FpkDibayar


@dataclass(frozen=True, slots=True)
class Fpk:
    """keadaan: "", TERBENTUK, DISETUJUI, DIBAYAR."""

    keadaan: str = ""
    nomor_fpk: str = ""
    pengajuan_id: str = ""
    akt_id: str = ""
    nama_akt: str = ""
    kode_ppk: str = ""
    nama_faskes: str = ""
    kantor_cabang: str = ""
    bulan_pelayanan: str = ""
    klaim: tuple[KlaimFpk, ...] = ()
    verifikator: tuple[str, ...] = ()
    nilai: int = 0
    jatuh_tempo: date = date.max
    tanggal: date = date.min
    disetujui_oleh: str | None = None
    disetujui_pada: date | None = None
    dibayar_pada: date | None = None
    dibayar: int | None = None
    rekening: Rekening | None = None
    referensi: str | None = None


KOSONG = Fpk()


def decide(command: FpkCommand, fpk: Fpk) -> list[FpkEvent]:
    if not isinstance(command, CetakFpk) and not fpk.keadaan:
        tolak("TIDAK_DITEMUKAN", None, "FPK tidak ditemukan.", status=404)
    match command:
        case CetakFpk():
            return [] if fpk.keadaan else [_cetak(command)]
        case SetujuiFpk():
            return _setujui(command, fpk)
        case BayarFpk():
            return _bayar(command, fpk)
        case _:
            assert_never(command)


def _cetak(c: CetakFpk) -> FpkTerbentuk:
    return FpkTerbentuk(
        c.nomor_fpk,
        c.pengajuan_id,
        c.akt_id,
        c.nama_akt,
        c.kode_ppk,
        c.nama_faskes,
        c.kantor_cabang,
        c.bulan_pelayanan,
        c.klaim,
        c.verifikator,
        sum(k.nilai for k in c.klaim),
        c.jatuh_tempo,
        c.tanggal,
    )


def _setujui(c: SetujuiFpk, fpk: Fpk) -> list[FpkEvent]:
    if c.oleh in fpk.verifikator:
        tolak("PENYETUJU_SAMA_DENGAN_VERIFIKATOR", "R-VER-05", "Persetujuan BOA dilakukan orang lain, bukan verifikatornya.", status=403)
    if fpk.keadaan != "TERBENTUK":
        return []
    return [FpkDisetujui(c.oleh, c.tanggal)]


def _bayar(c: BayarFpk, fpk: Fpk) -> list[FpkEvent]:
    if fpk.keadaan == "DIBAYAR":
        return []  # one FPK, one transfer, whatever key it is asked with (R-BAY-08)
    if fpk.keadaan != "DISETUJUI":
        tolak("BELUM_DISETUJUI", "R-VER-05", "FPK belum disetujui dalam aplikasi BOA.")
    if c.oleh in fpk.verifikator:
        tolak("PEMBAYAR_SAMA_DENGAN_VERIFIKATOR", "R-VER-05", "Pembayaran dilakukan orang lain, bukan verifikatornya.", status=403)
    if c.rekening_akt is None:
        tolak("REKENING_AKT_TIDAK_ADA", "R-BAY-02", "Asuransi belum mendaftarkan rekening bank.")
    if c.tujuan is not None and (c.tujuan.bank, c.tujuan.nomor) != (c.rekening_akt.bank, c.rekening_akt.nomor):
        tolak("BUKAN_REKENING_AKT", "R-BAY-02", "Klaim dibayarkan hanya ke rekening asuransi yang terdaftar.", status=422)
    return [FpkDibayar(c.oleh, c.tanggal, min(c.nilai, fpk.nilai), c.rekening_akt, c.referensi)]


def evolve(fpk: Fpk, event: FpkEvent) -> Fpk:
    match event:
        case FpkTerbentuk():
            return Fpk(
                keadaan="TERBENTUK",
                nomor_fpk=event.nomor_fpk,
                pengajuan_id=event.pengajuan_id,
                akt_id=event.akt_id,
                nama_akt=event.nama_akt,
                kode_ppk=event.kode_ppk,
                nama_faskes=event.nama_faskes,
                kantor_cabang=event.kantor_cabang,
                bulan_pelayanan=event.bulan_pelayanan,
                klaim=event.klaim,
                verifikator=event.verifikator,
                nilai=event.nilai,
                jatuh_tempo=event.jatuh_tempo,
                tanggal=event.tanggal,
            )
        case FpkDisetujui():
            return replace(fpk, keadaan="DISETUJUI", disetujui_oleh=event.oleh, disetujui_pada=event.tanggal)
        case FpkDibayar():
            return replace(
                fpk,
                keadaan="DIBAYAR",
                dibayar_pada=event.tanggal,
                dibayar=event.nilai,
                rekening=event.rekening,
                referensi=event.referensi,
            )
        case _:
            assert_never(event)
