"""Who was a PBI until now and is registered by an employer: he keeps his number and changes his segment on one day (R-KEP-02)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import asyncpg
from chassis.ports import EventStore
from dasar.tanggal import Periode

from kepesertaan import pembaca
from kepesertaan.domain import peserta as domain
from kepesertaan.domain.ketentuan import PENYELENGGARA_NEGARA
from kepesertaan.domain.pendaftaran import Diterima
from kepesertaan.domain.segmen_pesan import Pindahkan
from kepesertaan.domain.siklus import iuran_mulai
from kepesertaan.model.peserta import muat
from kepesertaan.registrasi import KeluargaBerubah, SiapTulis, Unit, tutup_upah
from kepesertaan.sandi import Sandi


async def siapkan_pindah(
    conn: asyncpg.Connection,
    store: EventStore,
    sandi: Sandi,
    diterima: Sequence[Diterima],
    unit: Unit,
    pada: date,
    pekerjaan_id: str | None,
) -> dict[str, SiapTulis]:
    """By nomor kartu. Raises KeluargaBerubah when one of them is no PBI any more: to be decided again."""
    nomor = [d.dari_pbi for d in diterima if d.dari_pbi is not None]
    if not nomor:
        return {}
    orang = await muat(store, nomor)
    kunci = await pembaca.kunci_terbungkus(conn, nomor)
    hasil: dict[str, SiapTulis] = {}
    for d in diterima:
        if d.dari_pbi is None:
            continue
        p, versi = orang[d.dari_pbi]
        if p.segmen != "PBI" or p.keadaan != "TERDAFTAR" or d.dari_pbi not in kunci:
            raise KeluargaBerubah
        perintah = _perintah(d, p, unit, sandi.induk.unwrap(kunci[d.dari_pbi]), pada, pekerjaan_id)
        peristiwa = tuple(domain.decide(perintah, p))
        hasil[p.nomor_kartu] = SiapTulis(p.nomor_kartu, peristiwa, None, d.baris.pekerja, p, versi)
    return hasil


def _perintah(d: Diterima, p: domain.Peserta, unit: Unit, kunci: bytes, pada: date, pekerjaan_id: str | None) -> Pindahkan:
    b = d.baris
    # Pemerintah pays the months before; the first day of the first month of the employer is the day of the change
    mulai = max(iuran_mulai(pada), Periode.baca(p.iuran_mulai).geser(1))
    pekerja = "R-KEP-39" if unit.sub_segmen in PENYELENGGARA_NEGARA else "R-KEP-40"
    return Pindahkan(
        virtual_account=unit.virtual_account,
        badan_usaha_id=unit.badan_usaha_id,
        keluarga_id=None,
        akt_id=unit.akt_id,
        segmen="PPU",
        sub_segmen=unit.sub_segmen,
        hubungan=b.hubungan,
        nomor_kartu_pekerja=d.nomor_kartu_pekerja,
        kategori=d.kategori,
        hak_kelas=d.hak_kelas,
        aturan_kelas=pekerja if b.pekerja else "R-KEP-42",
        kelas_dipilih=b.kelas_dipilih,
        golongan=b.golongan,
        iuran_mulai=str(mulai),
        berlaku_dari=mulai.awal,
        kabupaten_kota_kerja=b.kabupaten_kota_kerja or None,
        koordinasi_manfaat=b.koordinasi_manfaat,
        upah_tersandi=tutup_upah(kunci, b.upah_pokok, b.tunjangan_tetap) if b.pekerja else None,
        pekerjaan_id=pekerjaan_id,
    )
