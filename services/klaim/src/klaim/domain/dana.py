"""Utilization review and cash forecast (Perdir 47/2016 II.E.2, II.G): pure arithmetic, and the request for funds that rests on it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction

from dasar.uang import bagian

from klaim.domain.alasan import tolak

TIDAK_TERDEFINISI = "TIDAK_TERDEFINISI"


@dataclass(frozen=True, slots=True)
class Pemanfaatan:
    """What COB peserta used in a month. None = TIDAK_TERDEFINISI: a group without peserta or cases has no rate, which is no error."""

    peserta: int
    kasus_ritl: int
    kasus_rjtl: int
    kasus_berbiaya: int
    biaya: int

    @property
    def rate(self) -> Fraction | None:
        """Cases per 1,000 peserta per month (R-UR-02)."""
        return Fraction(self.kasus_ritl * 1000, self.peserta) if self.peserta else None

    @property
    def ratio(self) -> Fraction | None:
        """RITL COB cases to RJTL cases of the same people."""
        return Fraction(self.kasus_ritl, self.kasus_rjtl) if self.kasus_rjtl else None

    @property
    def unit_cost(self) -> int | None:
        """Cost of a case whose bill is known, half up to the rupiah."""
        return bagian(self.biaya, Fraction(1, self.kasus_berbiaya)) if self.kasus_berbiaya else None


@dataclass(frozen=True, slots=True)
class Kewajiban:
    """What is due on one day: FPK approved, claims verified but not approved, claims in verification."""

    jatuh_tempo: date
    disetujui: int
    terverifikasi: int
    dalam_verifikasi: int

    def prakiraan(self, rerata: Fraction) -> int:
        """Known amounts whole, unverified ones at the mean approval (R-UR-05)."""
        return self.disetujui + self.terverifikasi + bagian(self.dalam_verifikasi, rerata)


def rerata_persetujuan(diajukan: int, terverifikasi: int) -> Fraction:
    """Verified of filed so far; without history everything filed is expected."""
    return Fraction(terverifikasi, diajukan) if diajukan else Fraction(1)


def jatuh_sampai(semua: tuple[Kewajiban, ...], sampai: date) -> tuple[Kewajiban, ...]:
    """The forecast goes by due dates of complete bills (R-UR-06)."""
    return tuple(k for k in semua if k.jatuh_tempo <= sampai)


@dataclass(frozen=True, slots=True)
class MintaDana:
    permintaan_id: str
    kantor_cabang: str
    sampai: date
    kewajiban: tuple[Kewajiban, ...]
    rerata: Fraction
    tanggal: date


@dataclass(frozen=True, slots=True)
class DanaDiminta:
    permintaan_id: str
    kantor_cabang: str
    sampai: date
    disetujui: int
    terverifikasi: int
    dalam_verifikasi: int
    nominal: int
    tanggal: date


@dataclass(frozen=True, slots=True)
class PermintaanDana:
    permintaan_id: str = ""
    isi: DanaDiminta | None = None


KOSONG = PermintaanDana()


def decide(command: MintaDana, p: PermintaanDana) -> list[DanaDiminta]:
    if p.isi is not None:
        return []
    k = jatuh_sampai(command.kewajiban, command.sampai)
    nominal = sum(x.prakiraan(command.rerata) for x in k)
    if nominal <= 0:
        tolak("TANPA_KEWAJIBAN", "R-UR-06", "Tidak ada klaim yang jatuh tempo sampai tanggal itu.")
    return [
        DanaDiminta(
            permintaan_id=command.permintaan_id,
            kantor_cabang=command.kantor_cabang,
            sampai=command.sampai,
            disetujui=sum(x.disetujui for x in k),
            terverifikasi=sum(x.terverifikasi for x in k),
            dalam_verifikasi=sum(x.dalam_verifikasi for x in k),
            nominal=nominal,
            tanggal=command.tanggal,
        )
    ]


def evolve(p: PermintaanDana, event: DanaDiminta) -> PermintaanDana:
    return replace(p, permintaan_id=event.permintaan_id, isi=event)
