"""PINDAH: a person comes into another Badan Usaha, asked for by that one's side (R-KEP-10, R-KEP-34).

Nobody is moved away from an employer who has not let him go, unless the asker may act for both; and no answer says where he is.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

import asyncpg
import orjson
from chassis.auth import Principal
from chassis.commands import Commands, Outcome
from chassis.context import Context
from chassis.ports import Remembered
from chassis.service import Runtime
from dasar.penolakan import Ditolak, Galat, tidak_ditemukan

from kepesertaan import pembaca
from kepesertaan.api import akses
from kepesertaan.api.ingat import ingat
from kepesertaan.api.mutasi_isi import MutasiJawaban, Pindah
from kepesertaan.domain import badan_usaha_pesan as bu_pesan
from kepesertaan.domain import peserta as domain
from kepesertaan.domain.keluarga import aturan_kelas, hak_kelas_pekerja
from kepesertaan.domain.pendaftaran import TUGAS_SUDAH_TERDAFTAR
from kepesertaan.domain.peserta_pesan import PesertaPeristiwa
from kepesertaan.domain.pindah import ikut, pindah, sebagai_keluarga
from kepesertaan.domain.segmen_pesan import Pindahkan
from kepesertaan.domain.siklus import perubahan_mulai
from kepesertaan.domain.tanda import sebatas_kerja_sama
from kepesertaan.kasus import kasus
from kepesertaan.kunci import kunci_peserta
from kepesertaan.model.badan_usaha import BADAN_USAHA
from kepesertaan.model.peserta import PESERTA, muat
from kepesertaan.model.tugas import TUGAS
from kepesertaan.pekerjaan import IMPOR_PESERTA, MasukanImpor
from kepesertaan.registrasi import kunci_keluarga, tutup_upah
from kepesertaan.sandi import Sandi

ULANGAN = 4
_ORANGNYA = "select nomor_kartu from nik_terdaftar where nik_hash = any($1::bytea[])"
_KELUARGA = "select nomor_kartu from peserta where nomor_kartu_pekerja = $1 order by nomor_kartu"
_UNIT = "select badan_usaha_id from peserta where nomor_kartu = $1"
Putusan = tuple[str, domain.Peserta, int, Sequence[PesertaPeristiwa]]


@dataclass(frozen=True, slots=True)
class Permintaan:
    """``serentak``: the asker may act for the unit he belongs to as well, so leaving and coming are one act."""

    isi: Pindah
    masukan: MasukanImpor
    identitas: str
    koordinasi: bool
    serentak: bool
    pada: date


async def pindahkan(
    rt: Runtime, sandi: Sandi, p: Principal, nomor_kartu: str, isi: Pindah, ctx: Context, expected: int | None
) -> Outcome[None]:
    minta = await _periksa(rt, sandi, p, nomor_kartu, isi, akses.hari(ctx))
    for _ in range(ULANGAN):
        if (ulang := await rt.commands.replay(ctx)) is not None:
            return ulang
        try:
            async with rt.db.transaction() as conn:
                hasil = await _jalankan(rt, conn, sandi, nomor_kartu, minta, ctx, expected)
        except Remembered:
            continue
        except Ditolak as tolak:
            if tolak.kode == TUGAS_SUDAH_TERDAFTAR:
                tugas = kasus(sandi, minta.masukan, minta.identitas, TUGAS_SUDAH_TERDAFTAR, minta.pada)
                await rt.commands.execute(TUGAS, tugas.tugas_id, tugas, ctx=replace(ctx, key=None))
            raise
        rt.wake_event.set()
        return hasil
    raise Ditolak("SEDANG_DIUBAH", "Data ini sedang diubah oleh permintaan lain; silakan ulangi.")


async def _periksa(rt: Runtime, sandi: Sandi, p: Principal, nomor_kartu: str, isi: Pindah, pada: date) -> Permintaan:
    """The asker acts for the new unit, and knows the person: number and NIK belong together, else he does not exist for him."""
    async with rt.db.connection() as conn:
        bu = await akses.badan_usaha(conn, p, isi.badan_usaha_id, tulis=True)
        masukan = await akses.masukan_impor(conn, p, bu)
        if bu["keadaan"] != "TERDAFTAR":
            raise Ditolak("BERKAS_TIDAK_LENGKAP", "Berkas Badan Usaha belum lengkap.", aturan="R-AKT-22")
        identitas = (isi.nik, f"PASPOR:{isi.nik.upper()}")
        milik = await conn.fetchval(_ORANGNYA, [sandi.hash_identitas(i) for i in identitas])
        if milik != nomor_kartu:
            raise tidak_ditemukan("Peserta")
        try:
            await akses.peserta(conn, p, nomor_kartu, tulis=True)
            serentak = True
        except Ditolak:
            serentak = False
    aturan = masukan.aturan(pada)
    koordinasi = aturan.koordinasi_bawaan if isi.koordinasi_manfaat is None else isi.koordinasi_manfaat
    if aturan.tanpa_koordinasi and koordinasi:
        raise Ditolak("LAPOR_KE_AKT", "Peserta koordinasi manfaat dipindahkan oleh AKT: lapor ke AKT.", aturan="R-AKT-15", status=403)
    if aturan.wajib_koordinasi and not koordinasi:
        alasan = "Pada pendelegasian sebagian, peserta tanpa koordinasi manfaat diurus Badan Usaha sendiri."
        raise Ditolak("BUKAN_KOORDINASI_MANFAAT", alasan, aturan="R-AKT-15", status=403)
    return Permintaan(isi, masukan, isi.nik, koordinasi, serentak, pada)


async def _jalankan(
    rt: Runtime, conn: asyncpg.Connection, sandi: Sandi, nomor_kartu: str, minta: Permintaan, ctx: Context, expected: int | None
) -> Outcome[None]:
    commands = Commands(rt.store.within(conn))
    asal = await conn.fetchval(_UNIT, nomor_kartu)
    for unit in sorted({u for u in (asal, minta.masukan.badan_usaha_id) if u}):
        await kunci_keluarga(conn, unit)
    nomor = [b["nomor_kartu"] for b in await conn.fetch(_KELUARGA, nomor_kartu)]
    dimuat = await muat(commands.store, (nomor_kartu, *nomor))
    orang, versi = dimuat.pop(nomor_kartu)
    if expected is not None and expected != versi:
        raise Ditolak("VERSI_BERUBAH", f"Data sudah berubah: versi sekarang {versi}.", status=412)
    _boleh(orang, minta, asal)
    kunci = await kunci_peserta(conn, sandi, nomor_kartu)
    isi, unit_baru = minta.isi, minta.masukan
    kelas = hak_kelas_pekerja(unit_baru.sub_segmen, isi.golongan, isi.upah_pokok + isi.tunjangan_tetap, isi.berlaku)
    sebagai_pekerja = Pindahkan(
        virtual_account=unit_baru.virtual_account,
        badan_usaha_id=unit_baru.badan_usaha_id,
        keluarga_id=None,
        akt_id=unit_baru.akt_id,
        segmen="PPU",
        sub_segmen=unit_baru.sub_segmen,
        hubungan="PEKERJA",
        nomor_kartu_pekerja=None,
        kategori="PEKERJA",
        hak_kelas=kelas,
        aturan_kelas=aturan_kelas(unit_baru.sub_segmen),
        kelas_dipilih=None,
        golongan=isi.golongan,
        iuran_mulai=str(perubahan_mulai(minta.pada, isi.berlaku)),
        berlaku_dari=isi.berlaku,
        kabupaten_kota_kerja=isi.kabupaten_kota_kerja,
        koordinasi_manfaat=minta.koordinasi,
        upah_tersandi=tutup_upah(kunci, isi.upah_pokok, isi.tunjangan_tetap),
    )
    berakhir = await pembaca.kerja_sama_berakhir(conn, (nomor_kartu, *dimuat))
    putusan: list[Putusan] = []
    for n, (k, v) in ((nomor_kartu, (orang, versi)), *dimuat.items()):
        if n == nomor_kartu or ikut(k, orang):
            ke = sebagai_pekerja if n == nomor_kartu else sebagai_keluarga(k, sebagai_pekerja)
            putusan.append((n, k, v, sebatas_kerja_sama(pindah(k, ke, minta.pada), k, berakhir.get(n))))
    berubah = [x for x in putusan if x[3]]
    if putusan[0][3]:
        lain = await pembaca.impor_lain(conn, IMPOR_PESERTA, unit_baru.badan_usaha_id, "")
        catat = bu_pesan.CatatPekerja(nomor_kartu, lain, minta.pada)
        await commands.execute(BADAN_USAHA, unit_baru.badan_usaha_id, catat, ctx=replace(ctx, key=None))
    if len(await commands.append_many(PESERTA, berubah, ctx=ctx)) != len(berubah):
        raise Remembered  # somebody changed one of them meanwhile: roll back and decide again
    jawaban = MutasiJawaban.dari(isi.jenis, PESERTA.fold(putusan[0][3], orang), [n for n, *_ in berubah])
    badan = orjson.dumps(jawaban.model_dump(mode="json"))
    await ingat(conn, ctx, 200, badan)
    return Outcome(None, versi + len(putusan[0][3]), (), 200, badan)


def _boleh(orang: domain.Peserta, minta: Permintaan, asal: str | None) -> None:
    if orang.keadaan != "TERDAFTAR":
        return
    di_sini = asal == minta.masukan.badan_usaha_id and orang.hubungan == "PEKERJA"
    if di_sini and orang.berlaku_dari != minta.isi.berlaku:
        raise Ditolak("SUDAH_DI_SINI", "Orang ini sudah pekerja Badan Usaha ini.", status=409)
    if not di_sini and not minta.serentak:
        # R-KEP-35, R-AKT-33: no silent move; the Relationship Officer settles it
        alasan = "Orang ini masih terdaftar di Master File; Relationship Officer menindaklanjutinya."
        raise Ditolak(TUGAS_SUDAH_TERDAFTAR, alasan, aturan="R-KEP-35", galat=(Galat("/nik", alasan, TUGAS_SUDAH_TERDAFTAR),))
