"""What became of the messages of an endpoint, and the way back when they did not arrive: resend and test."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated, Any, Literal
from uuid import UUID

import asyncpg
import orjson
from chassis.commands import Commands, Outcome, Reply
from chassis.context import Context
from chassis.http import After, Limit, Page, Principal, command_context, decode_cursor, encode_cursor, if_match, reply
from chassis.ids import new_id
from chassis.service import Runtime
from dasar.tanggal import WIB
from fastapi import APIRouter, Body, Query
from starlette.responses import Response

from notifikasi.agregat import WEBHOOK
from notifikasi.api.akses import akt_sendiri, membaca, mengelola, webhook_milik
from notifikasi.api.webhook_model import KirimUlangIsi, KirimUlangJawaban, PengirimanJawaban, PercobaanJawaban, UjiJawaban
from notifikasi.domain.jenis import UJI
from notifikasi.domain.webhook import KirimUlang, Perintah, Uji
from notifikasi.kirim.antrean import Antre, antrekan, ulangi

_DAFTAR = """
select d.pengiriman_id, d.pesan_id, d.jenis, d.subjek, d.urutan, d.nomor, d.waktu, d.keadaan, d.dibuat_pada, d.selesai_pada,
       case when d.keadaan = 'MENUNGGU' and j.kepala = d.urutan then j.berikutnya_pada end as berikutnya_pada
from pengiriman d join jalur j using (webhook_id, subjek)
where d.webhook_id = $1 and ($2::bigint is null or d.pengiriman_id < $2) and ($3::text is null or d.keadaan = $3)
order by d.pengiriman_id desc limit $4
"""
_PERCOBAAN = "select pengiriman_id, ke, pada, kode, milidetik, galat from percobaan where pengiriman_id = any($1::bigint[]) order by 1, 2"


class _Diulang(Exception):
    """The same key was answered already: roll back, and give that answer."""

    def __init__(self, outcome: Outcome[Any]) -> None:
        super().__init__()
        self.outcome = outcome


def router(rt: Runtime, bangunkan: Callable[[], None]) -> APIRouter:
    routes = APIRouter(prefix="/v1/webhook/{webhook_id}", tags=["webhook"])

    async def dalam(
        conn: asyncpg.Connection, webhook_id: UUID, command: Perintah, ctx: Context, expected: int | None, status: int, isi: dict[str, Any]
    ) -> Any:
        """The command on the endpoint's stream within the transaction of what it does to the queue."""
        outcome = await Commands(rt.store.within(conn), rt.wake_event.set).execute(
            WEBHOOK,
            str(webhook_id),
            command,
            ctx=ctx,
            expected=expected,
            respond=lambda *_: Reply(status, {"webhook_id": webhook_id} | isi),
        )
        if outcome.replayed:
            raise _Diulang(outcome)
        return outcome

    @routes.post("/kirim-ulang", status_code=202, response_model=KirimUlangJawaban, summary="Kirim ulang")
    async def kirim_ulang(
        webhook_id: UUID,
        isi: Annotated[KirimUlangIsi, Body()] = KirimUlangIsi(),  # noqa: B008 - frozen
        ctx: Context = command_context(),
        expected: int | None = if_match(),
        p: Principal = mengelola,
    ) -> Response:
        """Under the same webhook-id and urutan, so that a receiver knows what it has. An endpoint switched off is switched on again."""
        akt_sendiri(p)
        if (known := await rt.commands.replay(ctx)) is not None:
            return reply(known)
        try:
            async with rt.db.transaction() as conn:
                await webhook_milik(conn, webhook_id, p)
                jumlah = await ulangi(conn, webhook_id, isi.sejak, isi.gagal_saja)
                await conn.execute("update webhook_kesehatan set gagal_sejak = null where webhook_id = $1", webhook_id)
                command = KirimUlang(isi.sejak, isi.gagal_saja, jumlah)
                outcome = await dalam(conn, webhook_id, command, ctx, expected, 202, {"keadaan": "AKTIF", "jumlah": jumlah})
        except _Diulang as diulang:
            outcome = diulang.outcome
        bangunkan()
        return reply(outcome)

    @routes.post("/uji", status_code=202, response_model=UjiJawaban, summary="Kirim pesan uji")
    async def uji(
        webhook_id: UUID, ctx: Context = command_context(), expected: int | None = if_match(), p: Principal = mengelola
    ) -> Response:
        """Sends ``webhook.uji`` to this endpoint, whatever it subscribed to."""
        akt_id = akt_sendiri(p)
        if (known := await rt.commands.replay(ctx)) is not None:
            return reply(known)
        pesan_id = new_id()
        try:
            async with rt.db.transaction() as conn:
                await webhook_milik(conn, webhook_id, p)
                outcome = await dalam(conn, webhook_id, Uji(str(pesan_id)), ctx, expected, 202, {"pesan_id": pesan_id})
                data = orjson.dumps({"webhook_id": webhook_id, "akt_id": akt_id, "diminta_pada": ctx.now.astimezone(WIB)})
                pesan = Antre(webhook_id, f"webhook:{webhook_id}", pesan_id, UJI, ctx.now, isi=data, traceparent=ctx.traceparent)
                await antrekan(conn, [pesan])
        except _Diulang as diulang:
            outcome = diulang.outcome
        bangunkan()
        return reply(outcome)

    @routes.get("/pengiriman", response_model=Page[PengirimanJawaban], summary="Pengiriman dan percobaannya")
    async def pengiriman(
        webhook_id: UUID,
        keadaan: Annotated[Literal["MENUNGGU", "TERKIRIM", "GAGAL"] | None, Query()] = None,
        setelah: After = None,
        batas: Limit = 50,
        p: Principal = membaca,
    ) -> Page[PengirimanJawaban]:
        """Newest first."""
        kursor = decode_cursor(setelah, int)
        async with rt.db.connection() as conn:
            await webhook_milik(conn, webhook_id, p)
            rows = await conn.fetch(_DAFTAR, webhook_id, kursor[0] if kursor else None, keadaan, batas + 1)
            percobaan = await conn.fetch(_PERCOBAAN, [r["pengiriman_id"] for r in rows])
        per: dict[int, list[PercobaanJawaban]] = {}
        for r in percobaan:
            per.setdefault(r["pengiriman_id"], []).append(PercobaanJawaban.model_validate({**r}))
        data = [PengirimanJawaban(**_isi(r), percobaan=per.get(r["pengiriman_id"], [])) for r in rows[:batas]]
        return Page(data=data, berikutnya=encode_cursor(rows[batas - 1]["pengiriman_id"]) if len(rows) > batas else None)

    return routes


def _isi(row: asyncpg.Record) -> dict[str, Any]:
    isi = dict(row)
    del isi["pengiriman_id"]
    isi["nomor_peristiwa"] = isi.pop("nomor")
    return isi
