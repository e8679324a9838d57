"""``POST /v1/tutup-hari``: ask for a day to be closed."""

from __future__ import annotations

from datetime import date

import orjson
from dasar.penolakan import Ditolak
from dasar.tanggal import hari_wib
from fastapi import APIRouter
from starlette.responses import Response

from chassis.auth import Principal, requires
from chassis.context import Context
from chassis.days import CLOSE_DAY, DayInput
from chassis.db import Database
from chassis.idempotency import command_context
from chassis.ids import derived
from chassis.jobs_api import AcceptedJob
from chassis.models import StrictModel


class CloseDay(StrictModel):
    tanggal: date


async def ask_to_close(db: Database, service: str, day: date, ctx: Context) -> bytes:
    """One job a day and service: asking again shows the same job, or starts it again: after it failed, or if a deadline of a day it
    closed has not fired (a row written late, or restored)."""
    if day >= hari_wib(ctx.now):
        raise Ditolak("HARI_BELUM_BERAKHIR", f"Hari {day} belum berakhir.", status=409)
    id = derived("tutup-hari", service, day)
    async with db.connection() as conn:
        await conn.execute(
            "insert into jobs as j (id, kind, input, checkpoint, business_time, client, correlation_id, traceparent)"
            " values ($1, $2, $3, 'null', $4, $5, $6, $7)"
            " on conflict (id) do update set state = 'BERJALAN', attempts = 0, error = null, finished_at = null,"
            "  business_time = excluded.business_time"
            " where j.state = 'GAGAL' or (j.state = 'SELESAI' and exists (select from timers where fired_at is null and due <= $8))",
            id, CLOSE_DAY, orjson.dumps(DayInput(day)), ctx.now, ctx.client, ctx.correlation_id, ctx.traceparent, day,
        )  # fmt: skip
    return orjson.dumps({"pekerjaan_id": id, "jenis": CLOSE_DAY, "keadaan": "BERJALAN"})


def days_router(db: Database, service: str) -> APIRouter:
    router = APIRouter(tags=["operasi"])
    operator = requires("operasi")

    @router.post("/v1/tutup-hari", status_code=202, response_model=AcceptedJob)
    async def close_day(body: CloseDay, _: Principal = operator, ctx: Context = command_context()) -> Response:
        """Run the timers due through the day, wait for accepted jobs, and mark the day closed on the topic."""
        answer = await ask_to_close(db, service, body.tanggal, ctx)
        return Response(answer, 202, {"Location": f"/v1/pekerjaan/{orjson.loads(answer)['pekerjaan_id']}"}, media_type="application/json")

    return router
