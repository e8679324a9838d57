"""Families as the rules see them: worker, spouse, children of every kind, parents, one relative."""

from __future__ import annotations

import random
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from typing import Any

from selaras.cerita.nama import Penamaan
from selaras.cerita.orang import WILAYAH, Identitas, Orang, Wilayah

KOTA_UTAMA = "Kota Jakarta Selatan"
KOTA_KEDUA = "Kota Bekasi"


@dataclass(slots=True)
class Keluarga:
    """A worker and who hangs on him. ``tanda`` names what the family is there to show."""

    pekerja: Orang
    anggota: list[Orang] = field(default_factory=list)
    tanda: str = ""

    @property
    def semua(self) -> list[Orang]:
        return [self.pekerja, *self.anggota]


class Pembuat:
    """Makes people one at a time from one random source, so that a seed gives the same run everywhere."""

    def __init__(self, acak: random.Random, kode_fktp: tuple[str, ...]) -> None:
        self.acak = acak
        self.nama = Penamaan(acak)
        self.identitas = Identitas(acak)
        self.kode_fktp = kode_fktp

    def tanggal(self, dari: int, sampai: int) -> date:
        """A day in the given years. Nobody is born in the years of the story: a scan for birth dates must not meet business dates."""
        awal = date(dari, 1, 1)
        return awal + timedelta(days=self.acak.randrange((date(sampai, 12, 31) - awal).days + 1))

    def upah(self) -> tuple[int, int]:
        """Wages of every sort: below UMK, in between with awkward digits, above the ceiling of 8 million."""
        pokok = self.acak.choices(
            (self.acak.randint(2_103_111, 2_989_999), self.acak.randint(3_401_113, 7_311_119), self.acak.randint(8_100_017, 18_900_101)),
            weights=(1, 7, 2),
        )[0]
        return pokok, self.acak.choice((0, 0, self.acak.randint(151_003, 649_997)))

    def pekerja(
        self, *, upah: tuple[int, int] | None = None, kelamin: str | None = None, kawin: bool = False, kota: str | None = None
    ) -> Orang:
        kelamin = kelamin or self.acak.choice("LP")
        wilayah = self.acak.choice(WILAYAH)
        lahir = self.tanggal(1965, 1988) if kawin else self.tanggal(1970, 1992)
        pokok, tetap = upah or self.upah()
        return Orang(
            nik=self.identitas.nik(wilayah, lahir, kelamin),
            nomor_kk=self.identitas.nomor_kk(wilayah, self.tanggal(2005, 2014)),
            nama=self.nama.baru(kelamin, self.nama.marga()),
            tempat_lahir=wilayah.nama,
            tanggal_lahir=lahir,
            jenis_kelamin=kelamin,
            hubungan="PEKERJA",
            status_kawin="KAWIN" if kawin else "BELUM_KAWIN",
            bekerja="Y",
            upah_pokok=pokok,
            tunjangan_tetap=tetap,
            tanggal_mulai_kerja=date(self.acak.randint(2009, 2015), self.acak.randint(1, 12), 1),
            kabupaten_kota_kerja=kota or self.acak.choice((KOTA_UTAMA, KOTA_UTAMA, KOTA_KEDUA)),
            kode_fktp=self.acak.choice(self.kode_fktp),
            alamat=f"Jalan {self.acak.choice(('Anggrek', 'Kenanga', 'Cempaka', 'Flamboyan'))} Nomor {self.acak.randint(1, 199)}",
            telepon=f"0812{self.acak.randint(10_000_000, 99_999_999)}",
        )

    def _anggota(self, pekerja: Orang, hubungan: str, kelamin: str, lahir: date, **lain: Any) -> Orang:
        wilayah: Wilayah = self.acak.choice(WILAYAH)
        marga = pekerja.nama.rsplit(" ", 1)[-1]
        orang = Orang(
            nik=self.identitas.nik(wilayah, lahir, kelamin),
            nomor_kk=pekerja.nomor_kk,
            nama=self.nama.baru(kelamin, marga),
            tempat_lahir=wilayah.nama,
            tanggal_lahir=lahir,
            jenis_kelamin=kelamin,
            hubungan=hubungan,
            nik_pekerja=pekerja.nik,
            kode_fktp=pekerja.kode_fktp,
            alamat=pekerja.alamat,
        )
        return replace(orang, **lain)

    def pasangan(self, pekerja: Orang) -> Orang:
        kelamin = "P" if pekerja.jenis_kelamin == "L" else "L"
        return self._anggota(pekerja, "ISTRI" if kelamin == "P" else "SUAMI", kelamin, self.tanggal(1966, 1990), status_kawin="KAWIN")

    def anak(self, pekerja: Orang, lahir: date, **lain: Any) -> Orang:
        return self._anggota(pekerja, "ANAK", self.acak.choice("LP"), lahir, **lain)

    def orang_tua(self, pekerja: Orang, hubungan: str) -> Orang:
        kelamin = {"AYAH": "L", "IBU": "P"}.get(hubungan) or self.acak.choice("LP")
        return self._anggota(pekerja, hubungan, kelamin, self.tanggal(1936, 1948), status_kawin="KAWIN")

    def kerabat(self, pekerja: Orang, kelas: int) -> Orang:
        return self._anggota(pekerja, "KERABAT", self.acak.choice("LP"), self.tanggal(1975, 1992), kelas_dipilih=kelas, bekerja="Y")

    def lajang(self) -> Keluarga:
        return Keluarga(self.pekerja())

    def biasa(self) -> Keluarga:
        """An everyday family: spouse, up to three children, now and then a parent."""
        pekerja = self.pekerja(kawin=True)
        keluarga = Keluarga(pekerja, [self.pasangan(pekerja)])
        for tahun in sorted(self.acak.sample(range(1999, 2016), self.acak.choice((0, 1, 2, 2, 3)))):
            keluarga.anggota.append(self.anak(pekerja, self.tanggal(tahun, tahun)))
        if self.acak.random() < 0.08:
            keluarga.anggota.append(self.orang_tua(pekerja, self.acak.choice(("AYAH", "IBU", "MERTUA"))))
        return keluarga

    def mandiri(self) -> Keluarga:
        """A family that pays for itself: nobody has a wage, its head is who stands first on the Kartu Keluarga."""
        kepala = replace(
            self.pekerja(kelamin="L", kawin=True),
            hubungan="KEPALA_KELUARGA", upah_pokok=None, tunjangan_tetap=None, tanggal_mulai_kerja=None, kabupaten_kota_kerja="",
            kode_fktp=self.kode_fktp[0],
        )  # fmt: skip
        return Keluarga(kepala, [self.pasangan(kepala), self.anak(kepala, self.tanggal(2009, 2009))])

    def istimewa(self) -> list[Keluarga]:
        """One family for each edge of the rules: class boundary, floor, ceiling, fourth child, grown children, parents, relative."""
        hasil: list[Keluarga] = []

        def tambah(tanda: str, upah: tuple[int, int], *, kawin: bool = True, kota: str = KOTA_UTAMA, kelamin: str = "L") -> Keluarga:
            pekerja = self.pekerja(upah=upah, kawin=kawin, kota=kota, kelamin=kelamin)
            keluarga = Keluarga(pekerja, [self.pasangan(pekerja)] if kawin else [], tanda)
            hasil.append(keluarga)
            return keluarga

        besar = tambah("anak keempat, di atas plafon", (9_650_003, 700_000))
        besar.anggota += [self.anak(besar.pekerja, self.tanggal(t, t)) for t in (2001, 2004, 2008, 2013)]
        besar.anggota.append(self.orang_tua(besar.pekerja, "IBU"))
        tambah("tepat di batas kelas", (3_600_000, 400_000), kelamin="P")
        tambah("serupiah di atas batas kelas", (3_600_001, 400_000))
        rendah = tambah("di bawah UMK", (2_310_007, 0))
        rendah.anggota.append(self.orang_tua(rendah.pekerja, "AYAH"))
        tambah("tepat di plafon", (7_500_000, 500_000), kawin=False)
        tambah("serupiah di atas plafon", (7_500_001, 500_000), kawin=False)
        tambah("pembulatan", (4_333_333, 0), kawin=False)
        dewasa = tambah("anak dewasa", (5_120_019, 250_001), kota=KOTA_KEDUA)
        dewasa.anggota += [
            self.anak(dewasa.pekerja, self.tanggal(1993, 1993), keterangan_kuliah="Y"),
            self.anak(dewasa.pekerja, self.tanggal(1994, 1994)),
            self.anak(dewasa.pekerja, self.tanggal(1997, 1997), bekerja="Y"),
            self.anak(dewasa.pekerja, self.tanggal(1998, 1998), status_kawin="KAWIN"),
        ]
        tua = tambah("orang tua dan mertua", (6_417_883, 0))
        tua.anggota += [self.orang_tua(tua.pekerja, h) for h in ("AYAH", "IBU", "MERTUA", "MERTUA")]
        kerabat = tambah("kerabat", (5_703_211, 120_007), kota=KOTA_KEDUA)
        kerabat.anggota.append(self.kerabat(kerabat.pekerja, 3))
        angkat = tambah("anak angkat dan anak tiri", (4_809_127, 0))
        angkat.anggota += [
            self._anggota(angkat.pekerja, "ANAK_ANGKAT", "P", self.tanggal(2007, 2007), akta_adopsi="Y"),
            self._anggota(angkat.pekerja, "ANAK_TIRI", "L", self.tanggal(2009, 2009)),
        ]
        return hasil
