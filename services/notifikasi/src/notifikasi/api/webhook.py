"""Endpoints of an AKT: register, list, delete, rotate the secret."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Annotated, Any
from uuid import UUID

import orjson
from chassis.clock import wall_now
from chassis.commands import Outcome, Reply
from chassis.context import Context
from chassis.http import After, Limit, Page, Principal, command_context, decode_cursor, encode_cursor, etag, if_match, reply
from chassis.ids import new_id
from chassis.problems import parameter_error
from chassis.service import Runtime
from dasar.penolakan import Ditolak, Galat
from fastapi import APIRouter, Query
from starlette.responses import Response

from notifikasi import rahasia
from notifikasi.agregat import WEBHOOK
from notifikasi.api.akses import akt_dibaca, akt_sendiri, daftar_webhook, membaca, mengelola, webhook_milik
from notifikasi.api.webhook_model import RotasiJawaban, WebhookBaru, WebhookIsi, WebhookJawaban
from notifikasi.domain.jenis import langganan
from notifikasi.domain.webhook import Daftarkan, Hapus, Rotasi, Webhook
from notifikasi.kirim.alamat import PORT_BAKU, AlamatTerlarang, periksa_host, urai
from notifikasi.setelan import SetelanWebhook

MASA_ROTASI = timedelta(hours=24)
TERBANYAK = 20
"""Endpoints of one AKT: each takes places of the sender."""


async def periksa_tujuan(url: str, setelan: SetelanWebhook, *, http: bool) -> None:
    """Refuse what could never be sent to. A name that does not resolve now may tomorrow: the sender looks again each time."""
    bagian = urai(url, http=http)
    try:
        await periksa_host(bagian.hostname or "", bagian.port or PORT_BAKU[bagian.scheme], setelan.jaringan())
    except AlamatTerlarang:
        kalimat = "URL menunjuk ke alamat pribadi, loopback atau lokal; webhook hanya dikirim ke alamat publik."
        raise Ditolak("ALAMAT_TERLARANG", kalimat, status=422, galat=(Galat("/url", kalimat, "ALAMAT_TERLARANG"),)) from None
    except (OSError, UnicodeError):
        return


def router(rt: Runtime, setelan: SetelanWebhook) -> APIRouter:
    routes = APIRouter(prefix="/v1", tags=["webhook"])
    kunci = rahasia.kunci_induk(rt.settings)
    http = rt.settings.lingkungan == "lokal"

    def perlihatkan(outcome: Outcome[Any]) -> Outcome[Any]:
        """The stored answer holds the secret sealed; only what goes out is clear (also when the same key asks again)."""
        isi = outcome.json()
        if outcome.response_status < 300:
            isi["rahasia"] = rahasia.tampilkan(kunci.unwrap(isi["rahasia"]))
        return replace(outcome, response_body=orjson.dumps(isi))

    @routes.post("/webhook", status_code=201, response_model=WebhookBaru, summary="Daftarkan webhook")
    async def daftarkan(isi: WebhookIsi, ctx: Context = command_context(), p: Principal = mengelola) -> Response:
        """The signing secret is shown in this answer and never again."""
        akt_id = akt_sendiri(p)
        if (known := await rt.commands.replay(ctx)) is not None:
            return reply(perlihatkan(known))
        jenis = langganan(isi.jenis)
        await periksa_tujuan(isi.url, setelan, http=http)
        async with rt.db.connection() as conn:
            ada = await conn.fetchval("select count(*) from webhook where akt_id = $1 and keadaan <> 'DIHAPUS'", akt_id)
        if ada >= TERBANYAK:
            raise Ditolak("WEBHOOK_TERLALU_BANYAK", f"Satu AKT memiliki paling banyak {TERBANYAK} webhook.", status=409)
        command = Daftarkan(str(new_id()), akt_id, isi.url, jenis, kunci.wrap(rahasia.buat()))

        def respond(state: Webhook, _version: int, _events: Sequence[Any]) -> Reply:
            isi = {"webhook_id": state.webhook_id, "akt_id": akt_id, "url": state.url, "jenis": state.jenis}
            return Reply(201, isi | {"keadaan": "AKTIF", "rahasia": state.rahasia})

        outcome = perlihatkan(await rt.commands.execute(WEBHOOK, command.webhook_id, command, ctx=ctx, respond=respond, fresh=True))
        return reply(outcome, headers={"Location": f"/v1/webhook/{outcome.json()['webhook_id']}"})

    @routes.get("/webhook", response_model=Page[WebhookJawaban], summary="Daftar webhook")
    async def daftar(
        akt_id: Annotated[str | None, Query(max_length=64, description="Hanya untuk operasi")] = None,
        setelah: After = None,
        batas: Limit = 50,
        p: Principal = membaca,
    ) -> Page[WebhookJawaban]:
        kursor = decode_cursor(setelah, str)
        async with rt.db.connection() as conn:
            rows = await daftar_webhook(conn, akt_dibaca(p, akt_id), _uuid(kursor[0]) if kursor else None, batas + 1)
        return Page(
            data=[WebhookJawaban.model_validate(r) for r in rows[:batas]],
            berikutnya=encode_cursor(str(rows[batas - 1]["webhook_id"])) if len(rows) > batas else None,
        )

    @routes.get("/webhook/{webhook_id}", response_model=WebhookJawaban, summary="Satu webhook")
    async def ambil(webhook_id: UUID, response: Response, p: Principal = membaca) -> WebhookJawaban:
        async with rt.db.connection() as conn:
            row = await webhook_milik(conn, webhook_id, p)
        response.headers["ETag"] = etag(row["versi"])
        return WebhookJawaban.model_validate(row)

    @routes.delete("/webhook/{webhook_id}", status_code=204, summary="Hapus webhook")
    async def hapus(
        webhook_id: UUID, ctx: Context = command_context(), expected: int | None = if_match(), p: Principal = mengelola
    ) -> Response:
        """Nothing more is sent to it; what was not delivered stays in the feed."""
        akt_sendiri(p)
        if (known := await rt.commands.replay(ctx)) is None:
            async with rt.db.connection() as conn:
                await webhook_milik(conn, webhook_id, p)
            known = await rt.commands.execute(
                WEBHOOK, str(webhook_id), Hapus(), ctx=ctx, expected=expected, respond=lambda *_: Reply(204, {})
            )
        return Response(None, 204, {"Idempotency-Replayed": "true"} if known.replayed else None)

    @routes.post("/webhook/{webhook_id}/rotasi", response_model=RotasiJawaban, summary="Ganti rahasia")
    async def rotasi(
        webhook_id: UUID, ctx: Context = command_context(), expected: int | None = if_match(), p: Principal = mengelola
    ) -> Response:
        """A new secret. For 24 hours every message carries a signature by each of the two."""
        akt_sendiri(p)
        async with rt.db.connection() as conn:
            await webhook_milik(conn, webhook_id, p)
        command = Rotasi(kunci.wrap(rahasia.buat()), wall_now() + MASA_ROTASI)

        def respond(state: Webhook, _version: int, _events: Sequence[Any]) -> Reply:
            isi = {"webhook_id": state.webhook_id, "rahasia": state.rahasia, "rahasia_lama_berlaku_sampai": state.lama_berlaku_sampai}
            return Reply(200, isi)

        return reply(perlihatkan(await rt.commands.execute(WEBHOOK, str(webhook_id), command, ctx=ctx, expected=expected, respond=respond)))

    return routes


def _uuid(teks: str) -> UUID:
    try:
        return UUID(teks)
    except ValueError:
        raise parameter_error(
            "kursor-tidak-sah", "setelah: bukan kursor dari jawaban sebelumnya.", name="setelah", location="query"
        ) from None
