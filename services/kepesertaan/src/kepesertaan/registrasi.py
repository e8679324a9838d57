"""From decided rows to peserta streams: numbers drawn, secrets sealed, everything of a chunk in one statement."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

import asyncpg
from chassis.aggregate import Statement
from chassis.crypto import seal
from chassis.ids import derived
from chassis.outbox import draw_serials

from kepesertaan import pembaca
from kepesertaan.domain import peserta as domain
from kepesertaan.domain.berkas import BarisPeserta, Cacat
from kepesertaan.domain.keluarga import kuliah_berlaku
from kepesertaan.domain.pendaftaran import Diterima, Keadaan, Pekerja, Penduduk, TidakBerubah, perlu_dukcapil, putuskan
from kepesertaan.domain.peserta_pesan import Daftarkan, PesertaPeristiwa
from kepesertaan.dukcapil import Dukcapil
from kepesertaan.model.peserta import Pengenal, tulis_pengenal
from kepesertaan.sandi import Sandi

NOKA_PERTAMA = 1_000_000_000
_KUNCI_KELUARGA = "select pg_advisory_xact_lock(hashtextextended('keluarga:' || $1, 0))"
Hasil = Diterima | TidakBerubah | Cacat


@dataclass(frozen=True, slots=True)
class Unit:
    """What of the Badan Usaha goes into each of its peserta."""

    badan_usaha_id: str
    virtual_account: str
    akt_id: str | None
    sub_segmen: str


@dataclass(frozen=True, slots=True)
class SiapTulis:
    """One stream and what is written beside a new one; who had a number already has a state and a version."""

    nomor_kartu: str
    peristiwa: tuple[PesertaPeristiwa, ...]
    pengenal: Pengenal | None
    pekerja: bool
    awal: domain.Peserta = domain.AWAL
    versi: int = 0


async def lihat(conn: asyncpg.Connection, sandi: Sandi, baris: Sequence[BarisPeserta], unit: Unit, pada: date) -> Keadaan:
    """The Master File around these rows."""
    identitas = {sandi.hash_identitas(b.identitas): b.identitas for b in baris}
    # the worker's row has the number in its own words; a family names him by it whether NIK or passport
    yang_diikuti = {sandi.hash_identitas(b.nik_pekerja): b.nik_pekerja for b in baris if b.nik_pekerja}
    paspor = {sandi.hash_identitas(f"PASPOR:{b.nik_pekerja.upper()}"): b.nik_pekerja for b in baris if b.nik_pekerja}
    return Keadaan(
        pada,
        unit.sub_segmen,
        terdaftar=await pembaca.terdaftar(conn, identitas, unit.badan_usaha_id),
        pekerja=await pembaca.pekerja(conn, {**paspor, **yang_diikuti}, unit.badan_usaha_id),
    )


class KeluargaBerubah(Exception):
    """Since it was looked at, the worker left, another class is his, or a place in his family was taken: to be decided again."""


async def kunci_keluarga(conn: asyncpg.Connection, badan_usaha_id: str) -> None:
    """Who joins a family and what its worker does come one after the other, until the transaction ends: a new relative is on no
    stream that the worker's leaving could meet. Taken before any stream is written."""
    await conn.execute(_KUNCI_KELUARGA, badan_usaha_id)


async def jaga_keluarga(
    conn: asyncpg.Connection, sandi: Sandi, baris: Sequence[BarisPeserta], unit: Unit, pada: date, dilihat: Mapping[str, Pekerja]
) -> None:
    """In the transaction that writes them: their workers are still what was ``dilihat``, and stay so until it ends."""
    if not any(b.nik_pekerja for b in baris):
        return
    await kunci_keluarga(conn, unit.badan_usaha_id)
    if (await lihat(conn, sandi, baris, unit, pada)).pekerja != dilihat:
        raise KeluargaBerubah


async def putuskan_semua(baris: Sequence[BarisPeserta], keadaan: Keadaan, dukcapil: Dukcapil) -> list[tuple[BarisPeserta, Hasil]]:
    """Dukcapil is asked once for all of them; raises ServiceUnavailable if it does not answer."""
    perlu = [b.nik for b in baris if perlu_dukcapil(b, keadaan)]
    penduduk: Mapping[str, Penduduk] = await dukcapil.cari(perlu) if perlu else {}
    lengkap = replace(keadaan, penduduk=penduduk)
    return [(b, putuskan(b, lengkap)) for b in baris]


async def siapkan(
    conn: asyncpg.Connection, sandi: Sandi, diterima: Sequence[Diterima], unit: Unit, pada: date, pekerjaan_id: str | None
) -> list[SiapTulis]:
    """Draw NOKA (a hole in the numbers is harmless, a double is not) and seal. Of new people only: see ``registrasi_pindah``."""
    if not diterima:
        return []
    pertama = await draw_serials(conn, "nomor_kartu", len(diterima))
    return [_siapkan(sandi, d, f"{NOKA_PERTAMA + pertama + n:013d}", unit, pada, pekerjaan_id) for n, d in enumerate(diterima)]


def pengenal_baru(siap: Sequence[SiapTulis]) -> list[Statement]:
    """What is written beside those who are new."""
    baru = [s.pengenal for s in siap if s.pengenal is not None]
    return tulis_pengenal(baru) if baru else []


def _siapkan(sandi: Sandi, d: Diterima, noka: str, unit: Unit, pada: date, pekerjaan_id: str | None) -> SiapTulis:
    b = d.baris
    kunci, terbungkus = sandi.kunci_baru()
    perintah = Daftarkan(
        nomor_kartu=noka,
        virtual_account=unit.virtual_account,
        badan_usaha_id=unit.badan_usaha_id,
        akt_id=unit.akt_id,
        sub_segmen=unit.sub_segmen,
        hubungan=b.hubungan,
        nomor_kartu_pekerja=d.nomor_kartu_pekerja,
        kategori=d.kategori,
        hak_kelas=d.hak_kelas,
        kelas_dipilih=b.kelas_dipilih,
        golongan=b.golongan,
        kabupaten_kota_kerja=b.kabupaten_kota_kerja or None,
        kode_fktp=b.kode_fktp or None,
        koordinasi_manfaat=b.koordinasi_manfaat,
        rahasia=seal(kunci, rahasia_baris(b)),
        upah_tersandi=tutup_upah(kunci, b.upah_pokok, b.tunjangan_tetap) if b.pekerja else None,
        pekerjaan_id=pekerjaan_id,
        pada=pada,
        kuliah_sampai=kuliah_berlaku(pada) if b.kuliah and b.anak is not None else None,
        berlaku_dari=None if d.sejak is None else d.sejak.berlaku_dari,
        iuran_mulai=None if d.sejak is None else d.sejak.iuran_mulai,
    )
    pengenal = Pengenal(noka, sandi.hash_identitas(b.identitas), sandi.kata_nama(b.nama), terbungkus, unit.badan_usaha_id)
    return SiapTulis(noka, tuple(domain.decide(perintah, domain.AWAL)), pengenal, b.pekerja)


def rahasia_baris(b: BarisPeserta) -> dict[str, str]:
    return {
        "jenis_identitas": b.jenis_identitas,
        "nik": b.nik,
        "nomor_kk": b.nomor_kk,
        "nama": b.nama,
        "tempat_lahir": b.tempat_lahir,
        "tanggal_lahir": b.tanggal_lahir.isoformat(),
        "jenis_kelamin": b.jenis_kelamin,
        "alamat": b.alamat,
        "telepon": b.telepon,
        "email": b.email,
    }


def tutup_upah(kunci: bytes, upah_pokok: int, tunjangan_tetap: int) -> str:
    return seal(kunci, {"upah_pokok": upah_pokok, "tunjangan_tetap": tunjangan_tetap})


def tugas_id(sandi: Sandi, badan_usaha_id: str, identitas: str, jenis: str) -> str:
    """The same person and reason make the same tugas, however often the file is sent."""
    return str(derived("tugas", badan_usaha_id, sandi.hash_identitas(identitas).hex(), jenis))
