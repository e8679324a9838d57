"""Events of faskes: health facilities, their class and contracts."""

from __future__ import annotations

from datetime import date
from typing import ClassVar, Literal

from pydantic import Field

from shared_events.base import Bagian, KodePpk, Noka, PublicEvent


class _Faskes(PublicEvent):
    LAYANAN: ClassVar[str] = "faskes"


class SkKelas(Bagian):
    nomor: str
    tanggal: date


class KontrakBpjs(Bagian):
    dari: date
    sampai: date | None = Field(default=None, description="Last day; null = open")


class KontrakAkt(Bagian):
    akt_id: str
    dari: date
    sampai: date | None = Field(default=None, description="Last day; null = open")


class _DataFaskes(_Faskes):
    kode_ppk: KodePpk
    nama: str
    jenis: Literal["FKTP", "FKRTL"]
    kelas_rs: Literal["A", "B", "C", "D"] | None = None
    sk_kelas: SkKelas | None = Field(default=None, description="Decree of the class; without it class D is priced (R-KLM-15)")
    kepemilikan: Literal["PEMERINTAH", "SWASTA"]
    kabupaten_kota: str
    regional: int = Field(ge=1, le=5)
    kontrak_bpjs: tuple[KontrakBpjs, ...] = ()
    kontrak_akt: tuple[KontrakAkt, ...] = ()
    lulus_kredensialing: bool = True


class FaskesDidaftarkan(_DataFaskes):
    """Subject ``faskes:{kode_ppk}``."""


class KontrakFaskesDiubah(_DataFaskes):
    """The facility's data or contracts changed; the whole new state. Subject ``faskes:{kode_ppk}``."""

    berlaku_dari: date = Field(description="Day from which class and ownership hold; contracts carry their own days")


class FktpPesertaDitetapkan(_Faskes):
    """Subject ``fktp-peserta:{nomor_kartu}``."""

    nomor_kartu: Noka
    kode_fktp: KodePpk
    berlaku_dari: date
