"""Files: tariffs, the AKT's E-Klaim upload, a verifier's results. Each is a job; what is refused whole is refused before the 202."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

import asyncpg
from chassis.auth import Principal, requires
from chassis.context import Context
from chassis.http import MAX_UPLOAD
from chassis.idempotency import command_context
from chassis.jobs_api import AcceptedJob, job_reply
from chassis.service import Runtime
from dasar.penolakan import Ditolak
from fastapi import APIRouter, File, UploadFile
from starlette.responses import Response

from klaim import berkas
from klaim.akses import akt_sendiri, kantor_verifikasi
from klaim.berkas import KOLOM_VERIFIKASI, Baris, Lemari
from klaim.domain.tarif import KOLOM as KOLOM_TARIF
from klaim.pekerjaan import IMPOR_KLAIM, IMPOR_TARIF, IMPOR_VERIFIKASI, ImporInput

BARIS_MAKS = 200_000


def router(rt: Runtime, lemari: Lemari) -> APIRouter:
    r = APIRouter(tags=["Impor"])

    async def terima(
        ctx: Context, jenis: str, baris: list[Baris], *, pelaku: str, kantor: str | None = None, akt_id: str | None = None
    ) -> Response:
        if len(baris) > BARIS_MAKS:
            raise Ditolak("BERKAS_TERLALU_BESAR", f"Paling banyak {BARIS_MAKS} baris sekali kirim.", status=413)

        async def simpan(conn: asyncpg.Connection, id: UUID) -> None:
            await lemari.simpan(conn, id, baris)

        masukan = ImporInput(len(lemari.bagian(baris)), pelaku, kantor)
        return job_reply(await rt.accept_job(ctx, jenis, masukan, subject=akt_id or kantor, akt_id=akt_id, total=len(baris), inside=simpan))

    @r.post("/v1/tarif:impor", status_code=202, response_model=AcceptedJob, max_body_size=MAX_UPLOAD)
    async def tarif(
        berkas_: Annotated[UploadFile, File(alias="berkas")],
        who: Principal = requires("referensi:tulis"),
        ctx: Context = command_context(),
    ) -> Response:
        """INA-CBG tariffs (CSV). The first row of a key wins; sending a file again changes nothing."""
        return await terima(ctx, IMPOR_TARIF, await rt.offload.run(berkas.tabel, await berkas_.read(), KOLOM_TARIF), pelaku=who.sub)

    @r.post("/v1/klaim:impor", status_code=202, response_model=AcceptedJob, max_body_size=MAX_UPLOAD)
    async def klaim(
        berkas_: Annotated[UploadFile, File(alias="berkas", description="E-Klaim TXT, 78 columns by header name")],
        nilai: Annotated[UploadFile, File(description="nomor_sep,nilai_diajukan,dijamin_polis,dibayar_ke_rs,tanggal_bayar_rs")],
        dokumen: Annotated[UploadFile | None, File(description="nomor_sep,kode,tanggal,penandatangan")] = None,
        who: Principal = requires("klaim:tulis"),
        ctx: Context = command_context(),
    ) -> Response:
        """The AKT's claims: each good row becomes a claim in DRAF; a bad row is named with column, code and reason."""
        akt_id = akt_sendiri(who)
        isi_dokumen = await dokumen.read() if dokumen is not None else None
        baris = await rt.offload.run(berkas.gabung, await berkas_.read(), isi_dokumen, await nilai.read())
        return await terima(ctx, IMPOR_KLAIM, baris, pelaku=akt_id, akt_id=akt_id)

    @r.post("/v1/verifikasi:impor", status_code=202, response_model=AcceptedJob, max_body_size=MAX_UPLOAD)
    async def verifikasi(
        berkas_: Annotated[UploadFile, File(alias="berkas", description="nomor_sep,hasil,catatan")],
        who: Principal = requires("verifikasi:tulis"),
        ctx: Context = command_context(),
    ) -> Response:
        """Results of many claims of this office at once."""
        kantor = kantor_verifikasi(who)
        return await terima(
            ctx,
            IMPOR_VERIFIKASI,
            await rt.offload.run(berkas.tabel, await berkas_.read(), KOLOM_VERIFIKASI[:2]),
            pelaku=who.sub,
            kantor=kantor,
        )

    return r
