"""Events of status: changes of cover. A unit's cover concerns all its people; it is never fanned out per person."""

from __future__ import annotations

from datetime import date
from typing import ClassVar, Literal

from pydantic import Field

from shared_events.base import Dasar, Noka, PeriodeStr, PublicEvent, VirtualAccount

Keadaan = Literal["TERDAFTAR", "AKTIF", "MENUNGGAK", "TIDAK_AKTIF", "PHK", "PINDAH_SEGMEN", "MENINGGAL"]


class _Status(PublicEvent):
    LAYANAN: ClassVar[str] = "status"


class StatusUnitBerubah(_Status):
    """The cover of a paying unit changed. Subject ``unit:{virtual_account}``."""

    virtual_account: VirtualAccount
    badan_usaha_id: str | None = None
    keluarga_id: str | None = None
    keadaan: Keadaan
    aktif: bool
    dari: date = Field(description="First day of this state")
    sampai: date | None = Field(default=None, description="Last day known now; null = until something happens")
    lunas_sampai: PeriodeStr | None = Field(default=None, description="Newest month such that it and all before it are paid")
    dasar: tuple[Dasar, ...] = ()


class StatusPesertaBerubah(_Status):
    """One person's cover differs from that of his unit (PHK, death, another unit). Subject ``peserta:{nomor_kartu}``."""

    nomor_kartu: Noka
    keadaan: Keadaan
    aktif: bool
    dari: date
    sampai: date | None = None
    dasar: tuple[Dasar, ...] = ()
