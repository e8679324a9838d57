"""A worker and his family come into another Badan Usaha: who follows, from when, and what the old unit is told (R-KEP-10)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import cast

from dasar.tanggal import Periode

from kepesertaan.domain.keluarga import Kategori, hak_kelas_keluarga
from kepesertaan.domain.peserta import Peserta, decide, evolve
from kepesertaan.domain.peserta_pesan import Keluarkan, PesertaPeristiwa
from kepesertaan.domain.segmen_pesan import Pindahkan


def pindah(p: Peserta, ke: Pindahkan, pada: date) -> list[PesertaPeristiwa]:
    """Last day there, first day here. The month after the last one the old unit is billed for is the new one's first at the earliest:
    one payer for every month (R-KEP-02)."""
    if p.keadaan == "TERDAFTAR" and (p.virtual_account, p.hubungan, p.berlaku_dari) == (ke.virtual_account, ke.hubungan, ke.berlaku_dari):
        return []  # told again
    keluar: list[PesertaPeristiwa] = []
    if p.keadaan == "TERDAFTAR":
        keluar = decide(Keluarkan(ke.berlaku_dari - timedelta(days=1), "PINDAH", pada), p)
        for e in keluar:
            p = evolve(p, e)
    sesudah = str(Periode.baca(p.iuran_terakhir or p.iuran_mulai).geser(1))
    return [*keluar, *decide(replace(ke, iuran_mulai=max(ke.iuran_mulai, sesudah)), p)]


def ikut(k: Peserta, pekerja: Peserta) -> bool:
    """Of the family follows who is still with the worker, or left when and because he did."""
    if pekerja.hubungan != "PEKERJA" or k.keadaan != pekerja.keadaan or k.badan_usaha_id != pekerja.badan_usaha_id:
        return False
    bersama = pekerja.keadaan != "KELUAR" or k.keluarga.alasan_keluar == "PEKERJA_KELUAR"
    return k.keadaan == "TERDAFTAR" or (bersama and k.berakhir_pada == pekerja.berakhir_pada)


def sebagai_keluarga(k: Peserta, pekerja: Pindahkan) -> Pindahkan:
    return replace(
        pekerja,
        hubungan=k.hubungan,
        nomor_kartu_pekerja=k.nomor_kartu_pekerja,
        kategori=cast(Kategori, k.kategori),
        hak_kelas=hak_kelas_keluarga(k.hubungan, pekerja.hak_kelas, k.kelas_dipilih),
        aturan_kelas="R-KEP-42",
        kelas_dipilih=k.kelas_dipilih,
        golongan=k.golongan,
        kabupaten_kota_kerja=None,
        upah_tersandi=None,
    )
