"""``/v1/pekerjaan``: how far a job is and which rows failed; and ``accept_job``, the 202 of whoever starts one."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from typing import Any, Literal
from uuid import UUID

import asyncpg
import orjson
from dasar.penolakan import tidak_ditemukan
from fastapi import APIRouter
from pydantic import BaseModel
from starlette.responses import Response, StreamingResponse

from chassis.auth import Principal, requires
from chassis.commands import Commands, Outcome
from chassis.context import Context
from chassis.db import Database
from chassis.jobs_failed import FailedTable, OpenRows
from chassis.jobs_store import insert_job
from chassis.once import once

Inside = Callable[[asyncpg.Connection, UUID], Awaitable[None]]


class FailedRowView(BaseModel):
    baris: int
    kolom: str
    kode: str
    alasan: str


class JobView(BaseModel):
    """A job as its client sees it."""

    pekerjaan_id: UUID
    jenis: str
    keadaan: Literal["BERJALAN", "SELESAI", "GAGAL"]
    jumlah: int | None
    selesai: int
    gagal: int
    baris_gagal: list[FailedRowView] = []
    hasil: dict[str, Any] | None = None
    galat: str | None = None


class AcceptedJob(BaseModel):
    pekerjaan_id: UUID
    jenis: str
    keadaan: Literal["BERJALAN", "SELESAI", "GAGAL"] = "BERJALAN"


async def accept_job(
    db: Database,
    commands: Commands,
    ctx: Context,
    kind: str,
    input: Any,
    *,
    subject: str | None = None,
    akt_id: str | None = None,
    total: int | None = None,
    inside: Inside | None = None,
) -> Outcome[None]:
    """Store the job with its input before anything is answered; the same Idempotency-Key makes it once.

    ``inside``: more to store in the same transaction (a file, say). Answer with ``job_reply(outcome)``.
    """

    async def work(conn: asyncpg.Connection) -> bytes:
        id = await insert_job(conn, kind=kind, input=input, ctx=ctx, subject=subject, akt_id=akt_id, total=total)
        if inside is not None:
            await inside(conn, id)
        return orjson.dumps({"pekerjaan_id": id, "jenis": kind, "keadaan": "BERJALAN"})

    return await once(db, commands, ctx, 202, work)


def job_reply(outcome: Outcome[Any]) -> Response:
    headers = {"Location": f"/v1/pekerjaan/{outcome.json()['pekerjaan_id']}"}
    if outcome.replayed:
        headers["Idempotency-Replayed"] = "true"
    return Response(outcome.response_body, outcome.response_status, headers, media_type="application/json")


def visible(principal: Principal, akt_id: str | None, client: str) -> bool:
    """Whose job it is: the AKT's it concerns, its own starter's, and everybody's in an office of BPJS or in operations."""
    if client == principal.sub or principal.has("operasi"):
        return True
    return akt_id == principal.akt_id if principal.akt_id is not None else principal.jenis_kantor is not None


def jobs_router(db: Database, scopes: tuple[str, ...], open_rows: Mapping[str, OpenRows]) -> APIRouter:
    router = APIRouter(tags=["pekerjaan"])
    may_read = requires(any_of=(*scopes, "operasi"))

    async def find(id: UUID, principal: Principal) -> asyncpg.Record:
        async with db.connection() as conn:
            row = await conn.fetchrow("select * from jobs where id = $1", id)
        if row is None or not visible(principal, row["akt_id"], row["client"]):
            raise tidak_ditemukan("Pekerjaan")
        return row

    @router.get("/v1/pekerjaan/{id}", response_model=JobView)
    async def read_job(id: UUID, principal: Principal = may_read) -> JobView:
        """Progress, and the first 100 failed rows."""
        row = await find(id, principal)
        async with db.connection() as conn:
            failed = await conn.fetch(
                "select row, column_name, code, reason from job_failures where job_id = $1 order by row limit 100", id
            )
        return JobView(
            pekerjaan_id=id,
            jenis=row["kind"],
            keadaan=row["state"],
            jumlah=row["total"],
            selesai=row["done"],
            gagal=row["failed"],
            baris_gagal=[FailedRowView(baris=f["row"], kolom=f["column_name"], kode=f["code"], alasan=f["reason"]) for f in failed],
            hasil=None if row["result"] is None else orjson.loads(row["result"]),
            galat=row["error"] if row["state"] == "GAGAL" else None,
        )

    @router.get("/v1/pekerjaan/{id}/gagal.csv", response_class=Response, responses={200: {"content": {"text/csv": {}}}})
    async def failed_csv(id: UUID, principal: Principal = may_read) -> Response:
        """All failed rows with their columns as they came, plus ``kode`` and ``alasan``: to be corrected and sent again."""
        job = await find(id, principal)
        table = FailedTable(db, id, open_rows.get(job["kind"]))
        columns = await table.columns()
        return StreamingResponse(
            table.lines(columns),
            media_type="text/csv; charset=utf-8",
            headers={"Content-Disposition": f'attachment; filename="gagal-{id}.csv"', "Cache-Control": "no-store"},
        )

    return router
