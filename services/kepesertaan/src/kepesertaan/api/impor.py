"""Peserta files over HTTP: taken in, sealed piece by piece and stored before the 202."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from uuid import UUID

import asyncpg
from chassis.auth import Principal, requires
from chassis.commands import Commands
from chassis.context import Context
from chassis.http import MIB, command_context
from chassis.jobs_api import AcceptedJob, job_reply
from chassis.offload import ChildLost, Offload
from chassis.service import Runtime
from dasar.penolakan import Ditolak
from fastapi import APIRouter, UploadFile
from starlette.responses import Response

from kepesertaan.api import akses
from kepesertaan.api.model import JalurId
from kepesertaan.berkas_masuk import XLSX_TERBESAR, Potongan, adalah_xlsx, baca_csv, baca_xlsx
from kepesertaan.domain import badan_usaha_pesan as pesan
from kepesertaan.domain.ketentuan import HARI_SIMPAN_BERKAS
from kepesertaan.model.badan_usaha import BADAN_USAHA
from kepesertaan.pekerjaan import IMPOR_PESERTA
from kepesertaan.sandi import Sandi

BERKAS_TERBESAR = 256 * MIB
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
        kolom, potongan = await _baca(rt.offload, berkas)
        if bu["keadaan"] != "TERDAFTAR":
            raise Ditolak("BERKAS_TIDAK_LENGKAP", "Berkas Badan Usaha belum lengkap.", aturan="R-AKT-22")

        async def simpan(conn: asyncpg.Connection, id: UUID) -> None:
            await conn.execute(_USANG, HARI_SIMPAN_BERKAS.pada(akses.hari(ctx)).nilai)
            await conn.execute(
                "insert into berkas_impor (pekerjaan_id, badan_usaha_id, kolom) values ($1, $2, $3)", id, badan_usaha_id, kolom
            )
            await _simpan(conn, sandi, id, potongan)
            # the job's own id is the cause: the key of the request belongs to the 202
            mulai = Context(ctx.client, ctx.route, None, b"", ctx.now, ctx.correlation_id, str(id), ctx.traceparent)
            dalam = Commands(rt.store.within(conn), rt.wake_event.set)
            await dalam.execute(BADAN_USAHA, badan_usaha_id, pesan.MulaiImpor(str(id), IMPOR_PESERTA), ctx=mulai)

        hasil = await rt.accept_job(ctx, IMPOR_PESERTA, masukan, subject=badan_usaha_id, akt_id=masukan.akt_id, inside=simpan)
        return job_reply(hasil)

    return r


async def _baca(offload: Offload, berkas: UploadFile) -> tuple[list[str], Iterator[Potongan]]:
    """The columns, and the pieces as they are asked for. Refuses what is none of ours."""
    awal = await berkas.read(4)
    await berkas.seek(0)
    if not adalah_xlsx(awal):
        return await asyncio.to_thread(baca_csv, berkas.file)
    if (berkas.size or 0) > XLSX_TERBESAR:
        raise Ditolak("BERKAS_TERLALU_BESAR", f"XLSX paling besar {XLSX_TERBESAR // MIB} MiB; kirim sebagai CSV.", status=413)
    try:
        kolom, potongan = await offload.run(baca_xlsx, await berkas.read())
    except (ChildLost, MemoryError):
        raise Ditolak("BERKAS_BELUM_TERBACA", "Berkas XLSX belum dapat dibaca; coba lagi atau kirim sebagai CSV.", status=503) from None
    return kolom, iter(potongan)


async def _simpan(conn: asyncpg.Connection, sandi: Sandi, id: UUID, potongan: Iterator[Potongan]) -> None:
    """In threads and piece by piece: neither the loop nor the memory notices how large the file is."""

    def berikut() -> tuple[int, str] | None:
        satu = next(potongan, None)
        return None if satu is None else (satu.jumlah, sandi.tutup_berkas(satu.isi, str(id)))

    banyak = jumlah = 0
    while (satu := await asyncio.to_thread(berikut)) is not None:
        await conn.execute("insert into potongan_impor (pekerjaan_id, potongan, isi) values ($1, $2, $3)", id, banyak, satu[1])
        banyak, jumlah = banyak + 1, jumlah + satu[0]
    await conn.execute("update berkas_impor set potongan = $2, jumlah = $3 where pekerjaan_id = $1", id, banyak, jumlah)
