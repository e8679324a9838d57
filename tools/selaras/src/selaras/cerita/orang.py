"""One person of the peserta file, and how a NIK is built from him."""

from __future__ import annotations

import random
from dataclasses import dataclass, fields
from datetime import date


@dataclass(slots=True)
class Orang:
    """A row of the peserta file as it should be. Field order is the column order of the published format."""

    nik: str
    nomor_kk: str
    nama: str
    tempat_lahir: str
    tanggal_lahir: date
    jenis_kelamin: str
    hubungan: str
    nik_pekerja: str = ""
    status_kawin: str = "BELUM_KAWIN"
    bekerja: str = "T"
    upah_pokok: int | None = None
    tunjangan_tetap: int | None = None
    golongan: str = ""
    tanggal_mulai_kerja: date | None = None
    kabupaten_kota_kerja: str = ""
    kelas_dipilih: int | None = None
    kode_fktp: str = ""
    alamat: str = ""
    telepon: str = ""
    email: str = ""
    keterangan_kuliah: str = "T"
    akta_adopsi: str = "T"
    koordinasi_manfaat: str = "Y"
    jenis_identitas: str = "NIK"
    kontrak_sampai: date | None = None

    @property
    def pekerja(self) -> bool:
        return self.hubungan == "PEKERJA"

    @property
    def upah(self) -> int:
        return (self.upah_pokok or 0) + (self.tunjangan_tetap or 0)

    def baris(self) -> dict[str, str]:
        return {k: _sel(getattr(self, k)) for k in KOLOM_PESERTA}


KOLOM_PESERTA = tuple(f.name for f in fields(Orang))


def _sel(nilai: object) -> str:
    if nilai is None:
        return ""
    return nilai.isoformat() if isinstance(nilai, date) else str(nilai)


@dataclass(frozen=True, slots=True)
class Wilayah:
    kode: str
    nama: str


WILAYAH = (
    Wilayah("317401", "Jakarta"),
    Wilayah("327501", "Bekasi"),
    Wilayah("327301", "Bandung"),
    Wilayah("337401", "Semarang"),
    Wilayah("357801", "Surabaya"),
    Wilayah("127101", "Medan"),
    Wilayah("137101", "Padang"),
    Wilayah("737101", "Makassar"),
)


class Identitas:
    """Numbers of made-up people: a NIK carries region, birth day (women + 40) and a serial; each is drawn once."""

    def __init__(self, acak: random.Random) -> None:
        self._acak = acak
        self._dipakai: set[str] = set()

    def nik(self, wilayah: Wilayah, lahir: date, jenis_kelamin: str) -> str:
        hari = lahir.day + (40 if jenis_kelamin == "P" else 0)
        while True:
            nik = f"{wilayah.kode}{hari:02d}{lahir:%m%y}{self._acak.randint(1, 4999):04d}"
            if nik not in self._dipakai:
                self._dipakai.add(nik)
                return nik

    def nomor_kk(self, wilayah: Wilayah, terbit: date) -> str:
        while True:
            kk = f"{wilayah.kode}{terbit:%d%m%y}{self._acak.randint(5000, 9999):04d}"
            if kk not in self._dipakai:
                self._dipakai.add(kk)
                return kk
