"""Spoils rows of a good peserta file in the nine ways of the contract, and knows how each is put right.

Chosen so that a spoiled row takes nobody down with it: workers who are spoiled have no family in the file, families whose member is
spoiled are small. So 17 spoiled rows are 17 refused rows, and putting them right changes no other row.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass

from selaras.cerita.keluarga import Keluarga, Pembuat
from selaras.cerita.orang import Orang

Baris = dict[str, str]


@dataclass(frozen=True, slots=True)
class Cacat:
    """One refused row. ``betul`` is the row of the corrected file; None if HR cannot correct it (it becomes a tugas)."""

    orang: Orang
    kode: str
    kolom: str
    salah: Baris
    betul: Baris | None


def _ubah(orang: Orang, kolom: str, nilai: str) -> tuple[Baris, Baris]:
    betul = orang.baris()
    return {**betul, kolom: nilai}, betul


def _geser_hari(nik: str) -> str:
    """Another day of birth in the NIK, sex unchanged: a slip of the pen."""
    hari = int(nik[6:8])
    dasar = 40 if hari > 40 else 0
    return f"{nik[:6]}{dasar + (hari - dasar) % 28 + 1:02d}{nik[8:]}"


def _tukar_kelamin(nik: str) -> str:
    hari = int(nik[6:8])
    return f"{nik[:6]}{hari - 40 if hari > 40 else hari + 40:02d}{nik[8:]}"


class Perusak:
    """Takes families out of the good ones and spoils one row in each."""

    def __init__(self, acak: random.Random, pembuat: Pembuat, sudah_terdaftar: list[Orang]) -> None:
        self.acak = acak
        self.pembuat = pembuat
        self.sudah_terdaftar = sudah_terdaftar
        self.cacat: list[Cacat] = []
        self.keluarga: list[Keluarga] = []

    def rusak(self) -> None:
        """17 rows in 9 ways."""
        p = self.pembuat
        for ubah, kode in (
            (lambda n: n[:15], "NIK_TIDAK_SAH"),
            (_geser_hari, "NIK_TIDAK_COCOK_TANGGAL_LAHIR"),
            (_tukar_kelamin, "NIK_TIDAK_COCOK_JENIS_KELAMIN"),
        ):
            self._lajang(kode, "nik", ubah)
            self._anggota(kode, "nik", ubah)
        self._lajang("UPAH_KOSONG", "upah_pokok", lambda _: "")
        self._lajang("UPAH_KOSONG", "upah_pokok", lambda _: "")
        self._anggota("HUBUNGAN_TIDAK_DIKENAL", "hubungan", lambda _: "SEPUPU")
        self._anggota("HUBUNGAN_TIDAK_DIKENAL", "hubungan", lambda _: "ANAK KANDUNG")
        self._anggota("PEKERJA_TIDAK_ADA", "nik_pekerja", lambda nik: f"{nik[:12]}{(int(nik[12:]) + 5000) % 10000:04d}")
        self._ganda()
        self._ganda()
        for orang in (p.pekerja(), self._anggota_bersih()):
            self.cacat.append(Cacat(orang, "NIK_TIDAK_DITEMUKAN", "nik", orang.baris(), None))
            if orang.pekerja:
                self.keluarga.append(Keluarga(orang))
        self._terdaftar_lain()

    def _lajang(self, kode: str, kolom: str, ubah: Callable[[str], str]) -> None:
        keluarga = self.pembuat.lajang()
        self.keluarga.append(keluarga)
        salah, betul = _ubah(keluarga.pekerja, kolom, ubah(keluarga.pekerja.baris()[kolom]))
        self.cacat.append(Cacat(keluarga.pekerja, kode, kolom, salah, betul))

    def _anggota_bersih(self) -> Orang:
        """A child in a small family: who stays keeps his category whether the child is there or not."""
        pekerja = self.pembuat.pekerja(kawin=True)
        tahun = self.acak.randint(2000, 2014)
        anak = self.pembuat.anak(pekerja, self.pembuat.tanggal(tahun, tahun))
        self.keluarga.append(Keluarga(pekerja, [self.pembuat.pasangan(pekerja), anak]))
        return anak

    def _anggota(self, kode: str, kolom: str, ubah: Callable[[str], str]) -> None:
        anak = self._anggota_bersih()
        salah, betul = _ubah(anak, kolom, ubah(anak.baris()[kolom]))
        self.cacat.append(Cacat(anak, kode, kolom, salah, betul))

    def _ganda(self) -> None:
        """HR copied a line over another: the second is refused, and was meant to be a colleague."""
        asli, tertimpa = self.pembuat.lajang(), self.pembuat.lajang()
        self.keluarga += [asli, tertimpa]
        self.cacat.append(Cacat(tertimpa.pekerja, "GANDA_DALAM_BERKAS", "nik", asli.pekerja.baris(), tertimpa.pekerja.baris()))

    def _terdaftar_lain(self) -> None:
        """A man with two jobs, and a wife whom her own employer registered already."""
        bekerja = next(o for o in self.sudah_terdaftar if o.pekerja and o.jenis_kelamin == "L")
        istri = next(o for o in self.sudah_terdaftar if o.pekerja and o.jenis_kelamin == "P")
        suami = self.pembuat.pekerja(kelamin="L", kawin=True)
        self.keluarga.append(Keluarga(suami))
        pokok, tetap = self.pembuat.upah()
        baris_kerja = {**bekerja.baris(), "upah_pokok": str(pokok), "tunjangan_tetap": str(tetap)}
        bukan_pekerja = dict.fromkeys(("upah_pokok", "tunjangan_tetap", "tanggal_mulai_kerja", "kabupaten_kota_kerja"), "")
        baris_istri = {**istri.baris(), "hubungan": "ISTRI", "nik_pekerja": suami.nik, "status_kawin": "KAWIN", **bukan_pekerja}
        self.cacat.append(Cacat(bekerja, "SUDAH_TERDAFTAR", "nik", baris_kerja, None))
        self.cacat.append(Cacat(istri, "SUDAH_TERDAFTAR", "nik", baris_istri, None))
