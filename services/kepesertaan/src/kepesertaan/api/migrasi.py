"""Database migration over HTTP: handed in with its letter, validated by Kantor Cabang and by Divre, then registered."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import replace
from datetime import date
from typing import Annotated, Any
from uuid import UUID

import asyncpg
from chassis.auth import Principal, requires
from chassis.commands import Commands
from chassis.context import Context
from chassis.http import After, Limit, Page, command_context, decode_cursor, encode_cursor, etag, reply
from chassis.ids import new_id
from chassis.jobs_store import insert_job
from chassis.models import StrictModel
from chassis.once import once
from chassis.service import Runtime
from dasar.penolakan import Ditolak, tidak_ditemukan
from fastapi import APIRouter, Form, Path, Query, UploadFile
from pydantic import BaseModel, Field, model_validator
from starlette.responses import Response

from kepesertaan import impor_masuk, pembaca
from kepesertaan.api import akses
from kepesertaan.api.impor import BERKAS_TERBESAR
from kepesertaan.api.kolektif import Rujukan
from kepesertaan.api.lampiran import pemilik, penglihat
from kepesertaan.api.model import Teks
from kepesertaan.domain import migrasi_pesan as pesan
from kepesertaan.domain.migrasi import Keadaan, Migrasi
from kepesertaan.model.migrasi import MIGRASI
from kepesertaan.pekerjaan import IMPOR_PESERTA, PERIKSA_MIGRASI
from kepesertaan.sandi import Sandi
from kepesertaan.simpanan import Simpanan, lekatkan

JalurMigrasi = Annotated[str, Path(min_length=1, max_length=64)]
_DAFTAR = f"""
select * from migrasi where badan_usaha_id in {akses.TERLIHAT} and ($1::text is null or akt_id = $1)
  and ($5::text is null or migrasi_id < $5) and ($6::text is null or keadaan = $6) order by migrasi_id desc limit $7
"""  # noqa: S608  constant text
Kerja = Callable[[asyncpg.Connection, Commands, Context], Awaitable[None]]


class SuratIsi(StrictModel):
    surat_pengesahan: Rujukan


class ValidasiIsi(StrictModel):
    setuju: bool
    catatan: str = Field(default="", max_length=500)

    @model_validator(mode="after")
    def _beralasan(self) -> ValidasiIsi:
        if not self.setuju and not self.catatan:
            raise ValueError("penolakan memerlukan catatan")
        return self


class TarikIsi(StrictModel):
    alasan: Teks


class MigrasiJawaban(BaseModel):
    migrasi_id: str
    badan_usaha_id: str
    kantor_cabang: str
    keadaan: Keadaan
    jumlah: int = Field(description="Rekaman dalam berkas")
    baik: int | None = Field(description="Yang lolos pemeriksaan; kosong: belum diperiksa")
    gagal: int = Field(description="Yang ditolak, oleh pemeriksaan dan oleh pendaftaran")
    terdaftar: int
    surat_pengesahan: str | None
    pekerjaan_periksa: str | None = Field(description="`/v1/pekerjaan/{id}/gagal.csv`: baris yang ditolak pemeriksaan")
    pekerjaan_daftar: str | None = Field(description="`/v1/pekerjaan/{id}/gagal.csv`: baris yang ditolak pendaftaran")
    validasi_kc: str | None
    validasi_divre: str | None
    alasan: str | None
    diajukan_pada: date


def router(rt: Runtime, sandi: Sandi, simpanan: Simpanan) -> APIRouter:
    r = APIRouter(prefix="/v1/migrasi", tags=["migrasi"])
    baca, tulis, setuju = requires("kepesertaan:baca"), requires("kepesertaan:tulis"), requires("persetujuan:tulis")

    async def jalankan(ctx: Context, status: int, id: str, kerja: Kerja) -> Response:
        async def dalam(conn: asyncpg.Connection) -> bytes:
            commands = Commands(rt.store.within(conn))
            await kerja(conn, commands, Context(ctx.client, ctx.route, None, b"", ctx.now, ctx.correlation_id, id, ctx.traceparent))
            m, _ = await commands.load(MIGRASI, id)
            return _jawaban(m).model_dump_json().encode()

        hasil = await once(rt.db, rt.commands, ctx, status, dalam)
        rt.wake_event.set()
        rt.job_event.set()
        return reply(hasil)

    async def milik(conn: asyncpg.Connection, p: Principal, id: str) -> tuple[Mapping[str, Any], Migrasi]:
        """Who may see its Badan Usaha; of an AKT that AKT alone."""
        m, versi = await rt.commands.load(MIGRASI, id)
        if not versi or (p.akt_id is not None and m.akt_id != p.akt_id):
            raise tidak_ditemukan("Migrasi")
        return await akses.badan_usaha(conn, p, m.badan_usaha_id, apa="Migrasi"), m

    async def periksa_surat(conn: asyncpg.Connection, p: Principal, surat: str) -> tuple[str, ...]:
        return await simpanan.periksa(conn, penglihat(p), {"/surat_pengesahan": surat})

    async def mulai_periksa(conn: asyncpg.Connection, ctx: Context, bu: Mapping[str, Any], m: Migrasi) -> None:
        """The rows' own check; nobody is registered by it."""
        masukan = await akses.masukan_atas_nama(conn, bu, sendiri=m.sendiri)
        isi = replace(masukan, migrasi_id=m.migrasi_id, berkas=m.berkas_id)
        await insert_job(
            conn, kind=PERIKSA_MIGRASI, input=isi, ctx=ctx, subject=m.badan_usaha_id, akt_id=m.akt_id, total=m.jumlah, id=new_id()
        )

    @r.post("", status_code=201, response_model=MigrasiJawaban, max_body_size=BERKAS_TERBESAR, summary="Ajukan migrasi basis data")
    async def ajukan(
        berkas: UploadFile,
        badan_usaha_id: Annotated[str, Form(min_length=1, max_length=64)],
        surat_pengesahan: Annotated[
            str, Form(pattern=r"^(sha256:[0-9a-f]{64})?$", description="Surat pengesahan pimpinan, dari /v1/berkas")
        ] = "",
        p: Principal = tulis,
        ctx: Context = command_context(),
    ) -> Response:
        """More than 1,000 records in the agreed format, the photo of each in column ``berkas_foto`` (R-KEP-22, R-KEP-23, R-KEP-25).
        Without the letter it waits, and nothing is checked."""
        async with rt.db.connection() as conn:
            bu = await akses.badan_usaha(conn, p, badan_usaha_id, tulis=True)
            masukan = await akses.masukan_impor(conn, p, bu)
            disebut = await periksa_surat(conn, p, surat_pengesahan)
        if bu["keadaan"] != "TERDAFTAR":
            raise Ditolak("BERKAS_TIDAK_LENGKAP", "Berkas Badan Usaha belum lengkap.", aturan="R-AKT-22")
        kolom, potongan = await impor_masuk.baca(rt.offload, berkas)
        id, berkas_id, pada = str(new_id()), new_id(), akses.hari(ctx)

        async def kerja(conn: asyncpg.Connection, c: Commands, dalam: Context) -> None:
            jumlah = await impor_masuk.simpan(conn, sandi, berkas_id, badan_usaha_id, kolom, potongan, pada)
            surat = surat_pengesahan or None
            perintah = pesan.Ajukan(
                id, badan_usaha_id, masukan.akt_id, masukan.sendiri, masukan.kantor_cabang, str(berkas_id), jumlah, surat, p.sub, pada
            )
            lekat = lekatkan(MIGRASI.stream(id), badan_usaha_id, disebut, pemilik(p))
            hasil = await c.execute(MIGRASI, id, perintah, ctx=dalam, extra=lekat)
            if surat is not None and hasil.state is not None:
                await mulai_periksa(conn, ctx, bu, hasil.state)

        return await jalankan(ctx, 201, id, kerja)

    @r.post("/{migrasi_id}/dokumen", response_model=MigrasiJawaban, summary="Susulkan surat pengesahan")
    async def lengkapi(migrasi_id: JalurMigrasi, isi: SuratIsi, p: Principal = tulis, ctx: Context = command_context()) -> Response:
        """With the letter the check begins (R-KEP-25)."""
        async with rt.db.connection() as conn:
            bu, m = await milik(conn, p, migrasi_id)
            await akses.badan_usaha(conn, p, m.badan_usaha_id, tulis=True, apa="Migrasi")
            disebut = await periksa_surat(conn, p, isi.surat_pengesahan)

        async def kerja(conn: asyncpg.Connection, c: Commands, dalam: Context) -> None:
            lekat = lekatkan(MIGRASI.stream(migrasi_id), m.badan_usaha_id, disebut, pemilik(p))
            perintah = pesan.Lengkapi(isi.surat_pengesahan, p.sub, akses.hari(ctx))
            hasil = await c.execute(MIGRASI, migrasi_id, perintah, ctx=dalam, extra=lekat)
            if hasil.events and hasil.state is not None:
                await mulai_periksa(conn, ctx, bu, hasil.state)

        return await jalankan(ctx, 200, migrasi_id, kerja)

    @r.post("/{migrasi_id}/validasi-kc", response_model=MigrasiJawaban, summary="Validasi Kantor Cabang")
    async def validasi_kc(migrasi_id: JalurMigrasi, isi: ValidasiIsi, p: Principal = setuju, ctx: Context = command_context()) -> Response:
        """The first of two, by the Kantor Cabang of the Badan Usaha (R-KEP-24)."""
        async with rt.db.connection() as conn:
            _, m = await milik(conn, p, migrasi_id)
        if not p.at("KC", "KC_PRIMA") or p.kantor != m.kantor_cabang:
            raise Ditolak("BUKAN_KANTOR_CABANG", "Validasi pertama oleh Kantor Cabang Badan Usaha ini.", aturan="R-KEP-24", status=403)

        async def kerja(conn: asyncpg.Connection, c: Commands, dalam: Context) -> None:
            await c.execute(MIGRASI, migrasi_id, pesan.ValidasiKc(isi.setuju, isi.catatan, p.sub, akses.hari(ctx)), ctx=dalam)
            if not isi.setuju:
                await pembaca.buang_potongan(conn, UUID(m.berkas_id))

        return await jalankan(ctx, 200, migrasi_id, kerja)

    @r.post("/{migrasi_id}/validasi-divre", response_model=MigrasiJawaban, summary="Validasi Divre")
    async def validasi_divre(
        migrasi_id: JalurMigrasi, isi: ValidasiIsi, p: Principal = setuju, ctx: Context = command_context()
    ) -> Response:
        """The second, by the Divre of that office; with it the sound rows go to the master file (R-KEP-24)."""
        async with rt.db.connection() as conn:
            bu, m = await milik(conn, p, migrasi_id)
        if not p.at("DIVRE"):  # another region's Divre does not see it at all
            raise Ditolak("BUKAN_DIVRE", "Validasi kedua oleh Divre Kantor Cabang ini.", aturan="R-KEP-24", status=403)
        pekerjaan = new_id()

        async def kerja(conn: asyncpg.Connection, c: Commands, dalam: Context) -> None:
            masukan = await akses.masukan_atas_nama(conn, bu, sendiri=m.sendiri)
            if isi.setuju and masukan.akt_id != m.akt_id:
                raise Ditolak("DELEGASI_BERUBAH", "AKT Badan Usaha ini bukan lagi yang mengajukan migrasi.", aturan="R-AKT-13", status=409)
            perintah = pesan.ValidasiDivre(isi.setuju, isi.catatan, p.sub, str(pekerjaan), akses.hari(ctx))
            await c.execute(MIGRASI, migrasi_id, perintah, ctx=dalam)
            if not isi.setuju:
                await pembaca.buang_potongan(conn, UUID(m.berkas_id))
                return
            kirim = replace(masukan, migrasi_id=m.migrasi_id, berkas=m.berkas_id, gagal_periksa=m.gagal)
            await insert_job(
                conn, kind=IMPOR_PESERTA, input=kirim, ctx=ctx, subject=m.badan_usaha_id, akt_id=m.akt_id, total=m.baik, id=pekerjaan
            )
            await impor_masuk.mulai(rt, conn, pekerjaan, m.badan_usaha_id, ctx)

        return await jalankan(ctx, 200, migrasi_id, kerja)

    @r.post("/{migrasi_id}/penarikan", response_model=MigrasiJawaban, summary="Tarik migrasi")
    async def tarik(migrasi_id: JalurMigrasi, isi: TarikIsi, p: Principal = tulis, ctx: Context = command_context()) -> Response:
        """By its sender, before Divre has said yes. What was uploaded is given up."""
        async with rt.db.connection() as conn:
            _, m = await milik(conn, p, migrasi_id)
            await akses.badan_usaha(conn, p, m.badan_usaha_id, tulis=True, apa="Migrasi")

        async def kerja(conn: asyncpg.Connection, c: Commands, dalam: Context) -> None:
            await c.execute(MIGRASI, migrasi_id, pesan.Tarik(isi.alasan, p.sub, akses.hari(ctx)), ctx=dalam)
            await pembaca.buang_potongan(conn, UUID(m.berkas_id))

        return await jalankan(ctx, 200, migrasi_id, kerja)

    @r.get("/{migrasi_id}", response_model=MigrasiJawaban, summary="Satu migrasi")
    async def satu(migrasi_id: JalurMigrasi, response: Response, p: Principal = baca) -> MigrasiJawaban:
        async with rt.db.connection() as conn:
            _, m = await milik(conn, p, migrasi_id)
        _, versi = await rt.commands.load(MIGRASI, migrasi_id)
        response.headers["ETag"] = etag(versi)
        return _jawaban(m)

    @r.get("", response_model=Page[MigrasiJawaban], summary="Daftar migrasi")
    async def semua(
        keadaan: Annotated[Keadaan | None, Query()] = None, setelah: After = None, batas: Limit = 50, p: Principal = baca
    ) -> Page[MigrasiJawaban]:
        kunci = decode_cursor(setelah, str)
        async with rt.db.connection() as conn:
            baris = await conn.fetch(_DAFTAR, *akses.argumen_terlihat(p), kunci[0] if kunci else None, keadaan, batas + 1)
        data = [MigrasiJawaban(**{n: b[n] for n in MigrasiJawaban.model_fields}) for b in baris[:batas]]
        return Page(data=data, berikutnya=encode_cursor(data[-1].migrasi_id) if len(baris) > batas else None)

    return r


def _jawaban(m: Migrasi) -> MigrasiJawaban:
    return MigrasiJawaban(**{n: getattr(m, n) for n in MigrasiJawaban.model_fields})
