"""Files of people over HTTP: taken in, sealed piece by piece and stored before the 202."""

from __future__ import annotations

from uuid import UUID

import asyncpg
from chassis.auth import Principal, requires
from chassis.context import Context
from chassis.http import MIB, command_context
from chassis.jobs_api import AcceptedJob, job_reply
from chassis.service import Runtime
from dasar.penolakan import Ditolak
from fastapi import APIRouter, UploadFile
from starlette.responses import Response

from kepesertaan import impor_masuk
from kepesertaan.api import akses
from kepesertaan.api.model import JalurId
from kepesertaan.domain.berkas_mutasi import FORMAT as FORMAT_MUTASI
from kepesertaan.pekerjaan import IMPOR_PESERTA, MUTASI_IMPOR, MasukanMutasi
from kepesertaan.sandi import Sandi

BERKAS_TERBESAR = 256 * MIB
POTONGAN_MUTASI = 8 * 1024
"""Its job opens a piece for every row of it."""


def router(rt: Runtime, sandi: Sandi) -> APIRouter:
    r = APIRouter(prefix="/v1/badan-usaha", tags=["peserta"])

    @r.post(
        "/{badan_usaha_id}/peserta:impor",
        status_code=202,
        response_model=AcceptedJob,
        max_body_size=BERKAS_TERBESAR,
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
            masukan = await akses.masukan_impor(conn, p, bu)
        kolom, potongan = await impor_masuk.baca(rt.offload, berkas)
        if bu["keadaan"] != "TERDAFTAR":
            raise Ditolak("BERKAS_TIDAK_LENGKAP", "Berkas Badan Usaha belum lengkap.", aturan="R-AKT-22")

        async def simpan(conn: asyncpg.Connection, id: UUID) -> None:
            await impor_masuk.simpan(conn, sandi, id, badan_usaha_id, kolom, potongan, akses.hari(ctx))
            await impor_masuk.mulai(rt, conn, id, badan_usaha_id, ctx)

        hasil = await rt.accept_job(ctx, IMPOR_PESERTA, masukan, subject=badan_usaha_id, akt_id=masukan.akt_id, inside=simpan)
        return job_reply(hasil)

    @r.post(
        "/{badan_usaha_id}/mutasi:impor",
        status_code=202,
        response_model=AcceptedJob,
        max_body_size=BERKAS_TERBESAR,
        summary="Impor mutasi dari CSV atau XLSX",
    )
    async def mutasi(
        badan_usaha_id: JalurId,
        berkas: UploadFile,
        p: Principal = requires("kepesertaan:tulis"),
        ctx: Context = command_context(),
    ) -> Response:
        """Each row is what `POST /v1/peserta/{nomor_kartu}/mutasi` would have done for the sender, or is refused as there (R-AKT-31,
        R-AKT-15, R-AKT-32); of people of this Badan Usaha alone."""
        pada = akses.hari(ctx)
        async with rt.db.connection() as conn:
            bu = await akses.badan_usaha(conn, p, badan_usaha_id, tulis=True)
            akt_id = (await akses.masukan_impor(conn, p, bu)).akt_id
        kolom, potongan = await impor_masuk.baca(rt.offload, berkas, FORMAT_MUTASI, POTONGAN_MUTASI)

        async def simpan(conn: asyncpg.Connection, id: UUID) -> None:
            await impor_masuk.simpan(conn, sandi, id, badan_usaha_id, kolom, potongan, pada)

        masukan = MasukanMutasi(badan_usaha_id, akt_id, akses.penanya(p))
        return job_reply(await rt.accept_job(ctx, MUTASI_IMPOR, masukan, subject=badan_usaha_id, akt_id=akt_id, inside=simpan))

    return r
