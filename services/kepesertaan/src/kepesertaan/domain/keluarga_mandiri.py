"""Keluarga: a family that is a paying unit of its own (PBPU, BP, PBI), with one virtual account for all of it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from typing import assert_never

from dasar.penolakan import Ditolak

from kepesertaan.domain.segmen import Kepesertaan
from kepesertaan.domain.segmen_pesan import Segmen


@dataclass(frozen=True, slots=True)
class DaftarkanKeluarga:
    keluarga_id: str
    virtual_account: str
    kepesertaan: Kepesertaan
    kantor_cabang: str
    kabupaten_kota: str
    kepala: str
    berlaku_dari: date
    pada: date
    jumlah: int = 0


@dataclass(frozen=True, slots=True)
class CatatTanggungan:
    """status says the unit is covered: its first bill is paid. ``lunas_sampai``: newest paid month."""

    lunas_sampai: str
    pada: date


@dataclass(frozen=True, slots=True)
class KeluargaDidaftarkan:
    keluarga_id: str
    virtual_account: str
    segmen: Segmen
    sub_segmen: str
    kelas: int
    kantor_cabang: str
    kabupaten_kota: str
    kepala: str
    berlaku_dari: date
    jumlah: int = 0


@dataclass(frozen=True, slots=True)
class SegmenKeluargaDitetapkan:
    """The family is of another segment or class from a day on (R-KEP-02)."""

    keluarga_id: str
    segmen: Segmen
    sub_segmen: str
    kelas: int
    berlaku_dari: date


@dataclass(frozen=True, slots=True)
class VirtualAccountKeluargaDiaktifkan:
    keluarga_id: str
    virtual_account: str
    sejak: date


@dataclass(frozen=True, slots=True)
class TanggunganDicatat:
    keluarga_id: str
    lunas_sampai: str
    pada: date


KeluargaPerintah = DaftarkanKeluarga | CatatTanggungan
KeluargaPeristiwa = KeluargaDidaftarkan | SegmenKeluargaDitetapkan | VirtualAccountKeluargaDiaktifkan | TanggunganDicatat


@dataclass(frozen=True, slots=True)
class Keluarga:
    keluarga_id: str = ""
    virtual_account: str = ""
    segmen: str = ""
    sub_segmen: str = ""
    kelas: int = 0
    kantor_cabang: str = ""
    kabupaten_kota: str = ""
    kepala: str = ""
    berlaku_dari: date = date.min
    va_aktif_sejak: date | None = None
    lunas_sampai: str | None = None

    @property
    def keadaan_va(self) -> str:
        return "MENUNGGU" if self.va_aktif_sejak is None else "AKTIF"


AWAL = Keluarga()


def decide(perintah: KeluargaPerintah, k: Keluarga) -> list[KeluargaPeristiwa]:
    match perintah:
        case DaftarkanKeluarga():
            return _daftarkan(perintah, k)
        case CatatTanggungan(lunas_sampai, pada):
            if not k.keluarga_id or (k.lunas_sampai is not None and lunas_sampai <= k.lunas_sampai):
                return []  # no family of ours, or an older word
            return [TanggunganDicatat(k.keluarga_id, lunas_sampai, pada)]
        case _:
            assert_never(perintah)


def _daftarkan(c: DaftarkanKeluarga, k: Keluarga) -> list[KeluargaPeristiwa]:
    hasil: list[KeluargaPeristiwa] = []
    s = c.kepesertaan
    if not k.keluarga_id:
        hasil.append(
            KeluargaDidaftarkan(
                c.keluarga_id, c.virtual_account, s.segmen, s.sub_segmen, s.hak_kelas, c.kantor_cabang, c.kabupaten_kota, c.kepala,
                c.berlaku_dari, c.jumlah,
            )
        )  # fmt: skip
    elif (k.segmen, k.sub_segmen, k.kelas) != (s.segmen, s.sub_segmen, s.hak_kelas):
        hasil.append(SegmenKeluargaDitetapkan(c.keluarga_id, s.segmen, s.sub_segmen, s.hak_kelas, c.berlaku_dari))
    if s.membayar and k.va_aktif_sejak is None:
        # R-BYR-07: the people are entered with it, so it takes payments at once; what Pemerintah pays needs no account
        hasil.append(VirtualAccountKeluargaDiaktifkan(c.keluarga_id, k.virtual_account or c.virtual_account, c.pada))
    return hasil


def evolve(k: Keluarga, e: KeluargaPeristiwa) -> Keluarga:
    match e:
        case KeluargaDidaftarkan():
            return Keluarga(
                e.keluarga_id,
                e.virtual_account,
                e.segmen,
                e.sub_segmen,
                e.kelas,
                e.kantor_cabang,
                e.kabupaten_kota,
                e.kepala,
                e.berlaku_dari,
            )
        case SegmenKeluargaDitetapkan(_, segmen, sub_segmen, kelas, berlaku_dari):
            return replace(k, segmen=segmen, sub_segmen=sub_segmen, kelas=kelas, berlaku_dari=berlaku_dari)
        case VirtualAccountKeluargaDiaktifkan(_, _, sejak):
            return replace(k, va_aktif_sejak=sejak)
        case TanggunganDicatat(_, lunas_sampai, _):
            return replace(k, lunas_sampai=lunas_sampai)
        case _:
            assert_never(e)


def periksa_kartu(k: Keluarga, iuran_mulai: str) -> None:
    """Register, account, payment, then the card (R-KEP-27). Where Pemerintah pays there is nothing to wait for."""
    if k.va_aktif_sejak is None:
        return
    if k.lunas_sampai is None or k.lunas_sampai < iuran_mulai:
        alasan = "Kartu diterbitkan sesudah iuran pertama dibayar melalui virtual account keluarga."
        raise Ditolak("BELUM_BAYAR", alasan, aturan="R-KEP-27", status=409)
