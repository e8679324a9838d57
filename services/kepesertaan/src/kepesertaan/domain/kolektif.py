"""Collective registration by forms (R-KEP-21): a complete form is registered at once, one without its photo or another document waits, and
the batch is finished when no form waits any more."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Literal, assert_never

from dasar.penolakan import Ditolak, Galat, tidak_ditemukan

from kepesertaan.domain.ketentuan import REKAMAN_KOLEKTIF
from kepesertaan.domain.kolektif_pesan import (
    Ajukan,
    CatatHasil,
    DokumenDilengkapi,
    FormulirDiproses,
    FormulirDiputuskan,
    FormulirDitarik,
    KeadaanBaris,
    Kekurangan,
    KolektifDiajukan,
    KolektifPerintah,
    KolektifPeristiwa,
    KolektifSelesai,
    Lengkapi,
    Tarik,
)


@dataclass(frozen=True, slots=True)
class Formulir:
    keadaan: KeadaanBaris
    kurang: tuple[str, ...] = ()
    kode: str | None = None
    pekerjaan_id: str | None = None


@dataclass(frozen=True, slots=True)
class Kolektif:
    kolektif_id: str = ""
    badan_usaha_id: str = ""
    akt_id: str | None = None
    formulir: Mapping[int, Formulir] = field(default_factory=dict)
    diajukan_pada: date | None = None
    selesai_pada: date | None = None

    @property
    def keadaan(self) -> Literal["BELUM_SELESAI", "SELESAI"]:
        return "BELUM_SELESAI" if self.selesai_pada is None else "SELESAI"

    def jumlah(self, keadaan: KeadaanBaris) -> int:
        return sum(f.keadaan == keadaan for f in self.formulir.values())


AWAL = Kolektif()


def periksa_jumlah(jumlah: int, pada: date) -> None:
    """Larger sets are a database migration (R-KEP-23)."""
    batas = REKAMAN_KOLEKTIF.pada(pada).nilai
    if jumlah > batas:
        alasan = f"Pendaftaran kolektif paling banyak {batas} formulir; di atas itu gunakan migrasi basis data."
        raise Ditolak("GUNAKAN_MIGRASI", alasan, aturan="R-KEP-23", status=422, galat=(Galat("/formulir", alasan),))


def decide(perintah: KolektifPerintah, k: Kolektif) -> list[KolektifPeristiwa]:
    if isinstance(perintah, Ajukan):
        return _ajukan(perintah, k)
    if not k.kolektif_id:
        raise tidak_ditemukan("Pendaftaran kolektif")
    match perintah:
        case Lengkapi(formulir, pekerjaan_id, pada):
            _harus_menunggu(k, (f.baris for f in formulir))
            return _selesaikan(k, [DokumenDilengkapi(formulir, pada), *_proses(formulir, pekerjaan_id)], pada)
        case Tarik(baris, alasan, pada):
            _harus_menunggu(k, baris)
            return _selesaikan(k, [FormulirDitarik(baris, alasan, pada)], pada)
        case CatatHasil(pekerjaan_id, ditolak, pada):
            milik = [n for n, f in k.formulir.items() if f.pekerjaan_id == pekerjaan_id and f.keadaan == "DIPROSES"]
            tolak = tuple(t for t in ditolak if t.baris in milik)
            masuk = tuple(sorted(set(milik) - {t.baris for t in tolak}))
            return _selesaikan(k, [FormulirDiputuskan(pekerjaan_id, masuk, tolak, pada)], pada) if milik else []
        case _:
            assert_never(perintah)


def _ajukan(perintah: Ajukan, k: Kolektif) -> list[KolektifPeristiwa]:
    if k.kolektif_id:
        return []
    periksa_jumlah(len(perintah.formulir), perintah.pada)
    p = perintah
    return [
        KolektifDiajukan(p.kolektif_id, p.badan_usaha_id, p.akt_id, p.formulir, p.pada),
        *_proses(p.formulir, p.pekerjaan_id),
    ]


def _proses(formulir: tuple[Kekurangan, ...], pekerjaan_id: str | None) -> list[KolektifPeristiwa]:
    lengkap = tuple(f.baris for f in formulir if not f.kurang)
    if not lengkap:
        return []
    if pekerjaan_id is None:
        raise ValueError("complete forms need a job that registers them")
    return [FormulirDiproses(pekerjaan_id, lengkap)]


def _harus_menunggu(k: Kolektif, baris: Iterable[int]) -> None:
    for n in baris:
        f = k.formulir.get(n)
        if f is None or f.keadaan != "MENUNGGU_DOKUMEN":
            alasan = f"Formulir {n} tidak menunggu dokumen."
            raise Ditolak("FORMULIR_TIDAK_MENUNGGU", alasan, status=409, aturan="R-KEP-21")


def _selesaikan(k: Kolektif, peristiwa: list[KolektifPeristiwa], pada: date) -> list[KolektifPeristiwa]:
    """With the last form that waited, or was being registered, the batch is finished."""
    for e in peristiwa:
        k = evolve(k, e)
    if k.jumlah("MENUNGGU_DOKUMEN") or k.jumlah("DIPROSES"):
        return peristiwa
    return [*peristiwa, KolektifSelesai(k.jumlah("TERDAFTAR"), k.jumlah("DITOLAK"), k.jumlah("DITARIK"), pada)]


def evolve(k: Kolektif, peristiwa: KolektifPeristiwa) -> Kolektif:
    match peristiwa:
        case KolektifDiajukan(id, bu, akt_id, formulir, pada):
            return Kolektif(id, bu, akt_id, {f.baris: Formulir("MENUNGGU_DOKUMEN", f.kurang) for f in formulir}, pada)
        case DokumenDilengkapi(formulir, _):
            return _ubah(k, {f.baris: Formulir("MENUNGGU_DOKUMEN", f.kurang) for f in formulir})
        case FormulirDiproses(pekerjaan_id, baris):
            return _ubah(k, {n: Formulir("DIPROSES", pekerjaan_id=pekerjaan_id) for n in baris})
        case FormulirDitarik(baris, _, _):
            return _ubah(k, {n: Formulir("DITARIK") for n in baris})
        case FormulirDiputuskan(pekerjaan_id, terdaftar, ditolak, _):
            masuk = {n: Formulir("TERDAFTAR", pekerjaan_id=pekerjaan_id) for n in terdaftar}
            return _ubah(k, masuk | {t.baris: Formulir("DITOLAK", kode=t.kode, pekerjaan_id=pekerjaan_id) for t in ditolak})
        case KolektifSelesai(_, _, _, pada):
            return replace(k, selesai_pada=pada)
        case _:
            assert_never(peristiwa)


def _ubah(k: Kolektif, formulir: Mapping[int, Formulir]) -> Kolektif:
    return replace(k, formulir={**k.formulir, **formulir})
