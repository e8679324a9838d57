"""The oracle: what the bills and the claims must be, worked out from the inputs alone and by its own plain arithmetic.

It shares no code with the services on purpose: two ways to the same rupiah. Rates, floor, ceiling and boundaries are those of facts.md
section 1 for 2016-12 to 2017-02, written out.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from selaras.cerita.keluarga import KOTA_KEDUA, KOTA_UTAMA
from selaras.cerita.orang import Orang
from selaras.cerita.rumah_sakit import RumahSakit
from selaras.cerita.tarif import TabelTarif

# Floors of the made-up towns of the story; the numbers are test inputs (sumber CONTOH), not facts.
UMK = {(2016, KOTA_UTAMA): 3_100_000, (2017, KOTA_UTAMA): 3_355_750, (2016, KOTA_KEDUA): 3_327_160, (2017, KOTA_KEDUA): 3_601_650}
PLAFON_UPAH = 8_000_000
BATAS_KELAS_I = 4_000_000
IURAN_KELAS = {3: 25_500, 2: 51_000, 1: 80_000}
"""Of one person without a wage: a relative, everybody of a family that pays for itself."""


@dataclass(frozen=True, slots=True)
class BarisTagihan:
    jenis: str
    dasar_upah: int | None
    pemberi_kerja: int
    pekerja: int


@dataclass(frozen=True, slots=True)
class Tagihan:
    baris: tuple[BarisTagihan, ...]

    @property
    def pemberi_kerja(self) -> int:
        return sum(b.pemberi_kerja for b in self.baris)

    @property
    def pekerja(self) -> int:
        return sum(b.pekerja for b in self.baris)

    @property
    def jumlah(self) -> int:
        return self.pemberi_kerja + self.pekerja

    @property
    def ringkas(self) -> Counter[tuple[str, int, int]]:
        """The lines without their people: (kind, employer, worker) -> how many."""
        return Counter((b.jenis, b.pemberi_kerja, b.pekerja) for b in self.baris)


def hak_kelas(pekerja: Orang) -> int:
    return 1 if pekerja.upah > BATAS_KELAS_I else 2


def dasar_upah(pekerja: Orang, tahun: int) -> int:
    """Raised to the UMK of the place of work, then cut to the ceiling (R-IUR-11)."""
    return min(max(pekerja.upah, UMK[tahun, pekerja.kabupaten_kota_kerja]), PLAFON_UPAH)


def _persen(dasar: int, perseratus: int) -> int:
    """Half up to the rupiah, in integers (R-IUR-22)."""
    return (dasar * perseratus + 50) // 100


def anak_inti(anak: Orang, pada: date) -> bool:
    """Not working, not married, under 21, or under 25 while studying (R-KEP-15)."""
    umur = pada.year - anak.tanggal_lahir.year - ((pada.month, pada.day) < (anak.tanggal_lahir.month, anak.tanggal_lahir.day))
    return anak.bekerja == "T" and anak.status_kawin != "KAWIN" and umur < (25 if anak.keterangan_kuliah == "Y" else 21)


def tambahan(pekerja: Orang, keluarga: Iterable[Orang], pada: date) -> list[Orang]:
    """Who of a family pays 1% of the worker's base: parents, children out of the core, and the fourth child on (R-KEP-13, R-KEP-17)."""
    anggota = [o for o in keluarga if o.nik_pekerja == pekerja.nik]
    anak = sorted((o for o in anggota if o.hubungan.startswith("ANAK")), key=lambda o: o.tanggal_lahir)
    inti = [o for o in anak if anak_inti(o, pada)][:3]
    return [o for o in anggota if o.hubungan in ("AYAH", "IBU", "MERTUA") or (o.hubungan.startswith("ANAK") and o not in inti)]


def tagihan(orang: Iterable[Orang], tahun: int, pada: date = date(2016, 12, 1)) -> Tagihan:
    """The bill of one Badan Usaha for a month of ``tahun`` in which everybody of ``orang`` is due."""
    semua = list(orang)
    baris: list[BarisTagihan] = []
    for pekerja in (o for o in semua if o.pekerja):
        dasar = dasar_upah(pekerja, tahun)
        baris.append(BarisTagihan("PEKERJA", dasar, _persen(dasar, 4), _persen(dasar, 1)))
        baris += [BarisTagihan("KELUARGA_TAMBAHAN", dasar, 0, _persen(dasar, 1)) for _ in tambahan(pekerja, semua, pada)]
    baris += [BarisTagihan("KERABAT", None, 0, IURAN_KELAS[o.kelas_dipilih or 0]) for o in semua if o.hubungan == "KERABAT"]
    return Tagihan(tuple(baris))


@dataclass(frozen=True, slots=True)
class Pembagian:
    """Who bears a hospital's bill. The three always add up to it."""

    terverifikasi: int
    bpjs: int
    akt: int
    peserta: int


def pembagian(tabel: TabelTarif, rs: RumahSakit, kode: str, kelas: int, tagihan_rs: int, diajukan: int, dijamin_polis: int) -> Pembagian:
    """At most the class C (or D) row of the hospital's regional at the class of the peserta, the bill, and what was filed."""
    tarif = tabel(kode, rs.regional, rs.kelas_tarif, rs.kepemilikan, kelas)
    bpjs = min(tarif, tagihan_rs, diajukan)
    akt = min(tagihan_rs - bpjs, dijamin_polis)
    return Pembagian(bpjs, bpjs, akt, tagihan_rs - bpjs - akt)
