"""Payment files of banks."""

from __future__ import annotations

from uuid import UUID

import asyncpg
from chassis.auth import Principal, forbidden, requires
from chassis.context import Context
from chassis.http import MAX_UPLOAD
from chassis.idempotency import command_context
from chassis.jobs_api import AcceptedJob, job_reply
from chassis.service import Runtime
from fastapi import APIRouter, UploadFile
from starlette.responses import Response

from iuran.domain.berkas_bank import baca_berkas
from iuran.pekerjaan import BERKAS_BANK, MasukanBerkas


def router(rt: Runtime) -> APIRouter:
    api = APIRouter(tags=["pembayaran"])
    pengirim = requires(any_of=("pembayaran:tulis", "iuran:tulis", "operasi"))

    @api.post("/v1/berkas-bank", status_code=202, response_model=AcceptedJob, max_body_size=MAX_UPLOAD)
    async def terima(berkas: UploadFile, principal: Principal = pengirim, ctx: Context = command_context(money=True)) -> Response:
        """A CSV with virtual_account, nominal, waktu_bayar, bank, kanal, referensi_bank. An unknown account goes to suspense,
        a payment told before is counted, a bad row is given back in /gagal.csv."""
        if principal.kode_bank is None and not principal.at("PUSAT", "KC", "KC_PRIMA"):
            raise forbidden("Berkas bank dikirim oleh bank atau kantor BPJS Kesehatan.")
        isi = await berkas.read()
        jumlah = len(await rt.offload.run(baca_berkas, isi))  # a file without its columns is refused whole, now

        async def simpan(conn: asyncpg.Connection, id: UUID) -> None:
            await conn.execute("insert into berkas_bank (pekerjaan_id, isi) values ($1, $2) on conflict do nothing", id, isi)

        return job_reply(await rt.accept_job(ctx, BERKAS_BANK, MasukanBerkas(principal.kode_bank), total=jumlah, inside=simpan))

    return api
