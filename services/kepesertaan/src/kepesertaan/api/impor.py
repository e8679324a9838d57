"""Peserta files over HTTP: taken in, sealed and stored before the 202."""

from __future__ import annotations

import asyncio
from uuid import UUID

import asyncpg
from chassis.auth import Principal, requires
from chassis.commands import Commands
from chassis.context import Context
from chassis.http import MAX_UPLOAD, command_context
from chassis.jobs_api import AcceptedJob, job_reply
from chassis.service import Runtime
from dasar.penolakan import Ditolak
from fastapi import APIRouter, UploadFile
from starlette.responses import Response

from kepesertaan.api import akses
from kepesertaan.api.model import JalurId
from kepesertaan.berkas_masuk import baca_kepala
from kepesertaan.domain import badan_usaha_pesan as pesan
from kepesertaan.domain.ketentuan import HARI_SIMPAN_BERKAS
from kepesertaan.model.badan_usaha import BADAN_USAHA
from kepesertaan.pekerjaan import IMPOR_PESERTA, MasukanImpor
from kepesertaan.sandi import Sandi

_USANG = """
with lama as (delete from berkas_impor where dibuat_pada < now() - make_interval(days => $1) returning pekerjaan_id)
update job_failures f set payload = null from lama where f.job_id = lama.pekerjaan_id
"""


def router(rt: Runtime, sandi: Sandi) -> APIRouter:
    r = APIRouter(prefix="/v1/badan-usaha", tags=["peserta"])

    @r.post(
        "/{badan_usaha_id}/peserta:impor",
        status_code=202,
        response_model=AcceptedJob,
        max_body_size=MAX_UPLOAD,
        summary="Impor peserta dari CSV atau XLSX",
    )
    async def impor(
        badan_usaha_id: JalurId,
        berkas: UploadFile,
        p: Principal = requires("kepesertaan:tulis"),
        ctx: Context = command_context(),
    ) -> Response:
        """Another column than agreed missing refuses the whole file (R-KEP-22); a bad row never stops the others."""
        async with rt.db.connection() as conn:
            bu = await akses.badan_usaha(conn, p, badan_usaha_id, tulis=True)
        isi = await berkas.read()
        await asyncio.to_thread(baca_kepala, isi)
        if bu["keadaan"] != "TERDAFTAR":
            raise Ditolak("BERKAS_TIDAK_LENGKAP", "Berkas Badan Usaha belum lengkap.", aturan="R-AKT-22")
        masukan = MasukanImpor(
            badan_usaha_id,
            bu["virtual_account"],
            bu["akt_id"],
            bu["sub_segmen"],
            bu["cakupan"],
            bu["kantor_cabang"],
            bu["relationship_officer"],
        )

        async def simpan(conn: asyncpg.Connection, id: UUID) -> None:
            await conn.execute(_USANG, HARI_SIMPAN_BERKAS.pada(akses.hari(ctx)).nilai)
            tertutup = await asyncio.to_thread(sandi.tutup_berkas, isi, str(id))
            await conn.execute(
                "insert into berkas_impor (pekerjaan_id, badan_usaha_id, isi) values ($1, $2, $3) on conflict do nothing",
                id,
                badan_usaha_id,
                tertutup,
            )
            # the job's own id is the cause: the key of the request belongs to the 202
            mulai = Context(ctx.client, ctx.route, None, b"", ctx.now, ctx.correlation_id, str(id), ctx.traceparent)
            dalam = Commands(rt.store.within(conn), rt.wake_event.set)
            await dalam.execute(BADAN_USAHA, badan_usaha_id, pesan.MulaiImpor(str(id), IMPOR_PESERTA), ctx=mulai)

        hasil = await rt.accept_job(ctx, IMPOR_PESERTA, masukan, subject=badan_usaha_id, akt_id=bu["akt_id"], inside=simpan)
        return job_reply(hasil)

    return r
