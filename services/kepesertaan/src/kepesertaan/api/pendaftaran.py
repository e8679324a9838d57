"""One peserta over HTTP, by the same rules as a row of a file."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date
from typing import Any

import asyncpg
import orjson
from chassis.auth import Principal, requires
from chassis.commands import Commands, Outcome
from chassis.context import Context
from chassis.http import command_context, reply
from chassis.models import StrictModel
from chassis.ports import Remembered, Taken
from chassis.service import Runtime
from dasar.penolakan import Ditolak, Galat
from fastapi import APIRouter
from pydantic import BaseModel, Field
from starlette.responses import Response

from kepesertaan import pembaca
from kepesertaan.api import akses
from kepesertaan.api.ingat import ingat
from kepesertaan.domain import badan_usaha_pesan as pesan
from kepesertaan.domain.berkas import KOLOM, BarisPeserta, Cacat, baca_baris
from kepesertaan.domain.pendaftaran import JENIS_TUGAS, Diterima, TidakBerubah
from kepesertaan.dukcapil import Dukcapil
from kepesertaan.kasus import kasus
from kepesertaan.model.badan_usaha import BADAN_USAHA
from kepesertaan.model.peserta import NIK_TERPAKAI, PESERTA
from kepesertaan.model.tugas import TUGAS
from kepesertaan.pekerjaan import IMPOR_PESERTA, MasukanImpor
from kepesertaan.registrasi import KeluargaBerubah, Unit, jaga_keluarga, lihat, pengenal_baru, putuskan_semua, siapkan
from kepesertaan.registrasi_pindah import siapkan_pindah
from kepesertaan.sandi import Sandi

_ATURAN = {
    "SUDAH_TERDAFTAR": "R-KEP-35",
    "NIK_TIDAK_DITEMUKAN": "R-KEP-36",
    "DOKUMEN_ADOPSI": "R-KEP-14",
    "MASA_KERJA_KURANG": "R-KEP-01",
    "BUKAN_KOORDINASI_MANFAAT": "R-AKT-15",
    "LAPOR_KE_AKT": "R-AKT-15",
}


class IsianPeserta(StrictModel):
    """The columns of the peserta file, as texts."""

    nik: str = Field(max_length=64)
    nomor_kk: str = Field(default="", max_length=64)
    nama: str = Field(max_length=150)
    tempat_lahir: str = Field(default="", max_length=100)
    tanggal_lahir: str = Field(max_length=64)
    jenis_kelamin: str = Field(max_length=64)
    hubungan: str = Field(max_length=64)
    nik_pekerja: str = Field(default="", max_length=64)
    status_kawin: str = Field(default="", max_length=64)
    bekerja: str = Field(default="", max_length=64)
    upah_pokok: int | None = Field(default=None, ge=0)
    tunjangan_tetap: int | None = Field(default=None, ge=0)
    golongan: str = Field(default="", max_length=64)
    tanggal_mulai_kerja: str = Field(default="", max_length=64)
    kabupaten_kota_kerja: str = Field(default="", max_length=100)
    kelas_dipilih: int | None = None
    kode_fktp: str = Field(default="", max_length=8)
    alamat: str = Field(default="", max_length=300)
    telepon: str = Field(default="", max_length=30)
    email: str = Field(default="", max_length=254)
    keterangan_kuliah: str = Field(default="", max_length=1)
    akta_adopsi: str = Field(default="", max_length=1)
    koordinasi_manfaat: str = Field(default="", max_length=1)
    jenis_identitas: str = Field(default="NIK", max_length=6)
    kontrak_sampai: str = Field(default="", max_length=64)

    def kolom(self) -> dict[str, str]:
        return {k: "" if (nilai := getattr(self, k)) is None else str(nilai) for k in KOLOM}


class PesertaIsi(IsianPeserta):
    badan_usaha_id: str = Field(min_length=1, max_length=64)


class PesertaTerdaftar(BaseModel):
    nomor_kartu: str
    kategori: str | None
    hak_kelas: int | None
    iuran_mulai: str | None
    tidak_berubah: bool = Field(default=False, description="Sudah terdaftar pada Badan Usaha ini; tidak ada yang berubah")


def router(rt: Runtime, sandi: Sandi, dukcapil: Dukcapil) -> APIRouter:
    r = APIRouter(prefix="/v1/peserta", tags=["peserta"])

    @r.post("", status_code=201, response_model=PesertaTerdaftar, summary="Daftarkan satu peserta")
    async def daftarkan(isi: PesertaIsi, p: Principal = requires("kepesertaan:tulis"), ctx: Context = command_context()) -> Response:
        """Refusals carry the same codes as rows of a file; already registered or unknown to Dukcapil becomes a tugas as well."""
        async with rt.db.connection() as conn:
            bu = await akses.badan_usaha(conn, p, isi.badan_usaha_id, tulis=True)
            masukan = await akses.masukan_impor(conn, p, bu)
        if (ulang := await rt.commands.replay(ctx)) is not None:
            return reply(ulang)
        if bu["keadaan"] != "TERDAFTAR":
            raise Ditolak("BERKAS_TIDAK_LENGKAP", "Berkas Badan Usaha belum lengkap.", aturan="R-AKT-22")
        pada = akses.hari(ctx)
        baris = baca_baris(0, isi.kolom(), masukan.aturan(pada))
        if isinstance(baris, Cacat):
            raise tolak(baris)
        return reply(await daftarkan_baris(rt, sandi, dukcapil, baris, masukan, ctx, pada))

    return r


def _apa_adanya(diterima: Diterima) -> Diterima:
    return diterima


async def daftarkan_baris(
    rt: Runtime,
    sandi: Sandi,
    dukcapil: Dukcapil,
    baris: BarisPeserta,
    masukan: MasukanImpor,
    ctx: Context,
    pada: date,
    terima: Callable[[Diterima], Diterima] = _apa_adanya,
) -> Outcome[None]:
    """One sound row becomes a peserta, or is refused. ``terima``: the last word on how he is taken."""
    for percobaan in range(3):
        try:
            return await _daftarkan(rt, sandi, dukcapil, baris, masukan, ctx, pada, terima)
        except (Remembered, KeluargaBerubah):
            if (ulang := await rt.commands.replay(ctx)) is not None:
                return ulang
        except Taken as taken:
            # registered by somebody else between look and write: look again, then he is SUDAH_TERDAFTAR. Unless that was we
            # ourselves under the same key: then its answer counts
            if (ulang := await rt.commands.replay(ctx)) is not None:
                return ulang
            if taken.constraint != NIK_TERPAKAI or percobaan == 2:
                raise
    raise Ditolak("SEDANG_DIUBAH", "Data ini sedang diubah oleh permintaan lain; silakan ulangi.")


async def _daftarkan(
    rt: Runtime,
    sandi: Sandi,
    dukcapil: Dukcapil,
    baris: BarisPeserta,
    masukan: MasukanImpor,
    ctx: Context,
    pada: date,
    terima: Callable[[Diterima], Diterima],
) -> Outcome[None]:
    unit = Unit(masukan.badan_usaha_id, masukan.virtual_account, masukan.akt_id, masukan.sub_segmen)
    async with rt.db.connection() as conn:
        keadaan = await lihat(conn, sandi, [baris], unit, pada)
    dilihat = {n: replace(w) for n, w in keadaan.pekerja.items()}  # deciding counts places in them
    [(_, hasil)] = await putuskan_semua([baris], keadaan, dukcapil)
    if isinstance(hasil, Cacat):
        if hasil.kode in JENIS_TUGAS:
            tugas = kasus(sandi, masukan, baris.identitas, hasil.kode, pada)
            await rt.commands.execute(TUGAS, tugas.tugas_id, tugas, ctx=replace(ctx, key=None))
        raise tolak(hasil)
    if isinstance(hasil, TidakBerubah):
        badan = PesertaTerdaftar(nomor_kartu=hasil.nomor_kartu, kategori=None, hak_kelas=None, iuran_mulai=None, tidak_berubah=True)
        return await rt.commands.remember(ctx, Outcome(None, None, (), 200, badan.model_dump_json().encode()))
    async with rt.db.transaction() as conn:
        await jaga_keluarga(conn, sandi, [baris], unit, pada, dilihat)
        outcome = await _tulis(rt, conn, sandi, terima(hasil), masukan, unit, ctx, pada)
    rt.wake_event.set()
    return outcome


async def _tulis(
    rt: Runtime,
    conn: asyncpg.Connection,
    sandi: Sandi,
    diterima: Diterima,
    masukan: MasukanImpor,
    unit: Unit,
    ctx: Context,
    pada: date,
) -> Outcome[None]:
    commands = Commands(rt.store.within(conn))
    if diterima.dari_pbi is None:
        [siap] = await siapkan(conn, sandi, [diterima], unit, pada, None)
    else:
        [siap] = (await siapkan_pindah(conn, commands.store, sandi, [diterima], unit, pada, None)).values()
    if siap.pekerja:
        # streams in order of their ids, as everywhere: the Badan Usaha first
        lain = await pembaca.impor_lain(conn, IMPOR_PESERTA, masukan.badan_usaha_id, "")
        catat = pesan.CatatPekerja(siap.nomor_kartu, lain, pada)
        await commands.execute(BADAN_USAHA, masukan.badan_usaha_id, catat, ctx=replace(ctx, key=None))
    ditulis = await commands.append_many(
        PESERTA, [(siap.nomor_kartu, siap.awal, siap.versi, siap.peristiwa)], ctx=ctx, extra=pengenal_baru([siap])
    )
    if not ditulis:
        raise Ditolak("SEDANG_DIUBAH", "Data ini sedang diubah oleh permintaan lain; silakan ulangi.", status=409)
    orang = PESERTA.fold(siap.peristiwa, siap.awal)
    badan: Mapping[str, Any] = {
        "nomor_kartu": siap.nomor_kartu,
        "kategori": orang.kategori,
        "hak_kelas": orang.kelas[-1][1],
        "iuran_mulai": orang.iuran_mulai,
        "tidak_berubah": False,
    }
    await ingat(conn, ctx, 201, orjson.dumps(badan))
    return Outcome(None, 1, (), 201, orjson.dumps(badan))


def tolak(cacat: Cacat) -> Ditolak:
    status = 409 if cacat.kode == "SUDAH_TERDAFTAR" else 422
    galat = (Galat(f"/{cacat.kolom}", cacat.alasan, cacat.kode),)
    return Ditolak(cacat.kode, cacat.alasan, aturan=_ATURAN.get(cacat.kode), status=status, galat=galat)
