"""Facilities and reference lists over HTTP."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Annotated, Any

from chassis.commands import Reply
from chassis.context import Context
from chassis.http import (
    After,
    Limit,
    Page,
    Principal,
    business_now,
    command_context,
    decode_cursor,
    encode_cursor,
    if_match,
    reply,
    requires,
)
from chassis.idempotency import etag
from chassis.service import Runtime
from dasar.ketentuan import KetentuanTidakAda
from dasar.penolakan import Ditolak, tidak_ditemukan
from dasar.tanggal import hari_wib, tulis
from fastapi import APIRouter, Path, Query
from starlette.responses import Response

from faskes.aggregates import FASKES, baca
from faskes.api.model import ButirJawaban, FaskesIsi, FaskesJawaban, ReferensiJawaban, jawaban
from faskes.domain.faskes import Faskes, TetapkanFaskes
from faskes.domain.ketentuan import DAFTAR

PEMBACA = ("status:baca", "klaim:baca", "kepesertaan:baca", "sep:tulis", "referensi:tulis", "operasi")
"""A facility and the lists are reference data: whoever takes part in a claim reads them."""

KodePpk = Annotated[str, Path(pattern=r"^[0-9]{4}[0-9A-Z][0-9]{3}$", description="Kode faskes, 8 karakter")]
Pada = Annotated[date | None, Query(description="Keadaan pada hari ini; kosong = hari ini")]

_AMBIL = "select versi, isi from faskes where kode_ppk = $1"
_DAFTAR = """
select kode_ppk, isi from faskes
where kode_ppk > $1 and ($2::text is null or jenis = $2) and ($3::text is null or kabupaten_kota = $3)
order by kode_ppk limit $4
"""


def _hari_ini() -> date:
    return hari_wib(business_now())


def router(rt: Runtime) -> APIRouter:
    routes = APIRouter(prefix="/v1", tags=["faskes"])

    @routes.put("/faskes/{kode_ppk}", response_model=FaskesJawaban, responses={201: {"model": FaskesJawaban}}, summary="Tetapkan faskes")
    async def tetapkan(
        kode_ppk: KodePpk,
        isi: FaskesIsi,
        ctx: Context = command_context(),
        expected: int | None = if_match(),
        _: Principal = requires("referensi:tulis"),
    ) -> Response:
        """Whole state; the first time 201, later 200. Putting the same again changes nothing."""
        hari = hari_wib(ctx.now)

        def respond(state: Faskes, version: int, events: Sequence[Any]) -> Reply:
            # 201 exactly when this command made the stream
            return Reply(201 if events and version == len(events) else 200, jawaban(kode_ppk, state, hari, None).model_dump(mode="json"))

        command = TetapkanFaskes(kode_ppk, isi.data(), isi.berlaku_dari or hari)
        return reply(await rt.commands.execute(FASKES, kode_ppk, command, ctx=ctx, respond=respond, expected=expected))

    @routes.get("/faskes/{kode_ppk}", response_model=FaskesJawaban, summary="Faskes pada satu hari")
    async def ambil(kode_ppk: KodePpk, response: Response, pada: Pada = None, p: Principal = requires(any_of=PEMBACA)) -> FaskesJawaban:
        async with rt.db.connection() as conn:
            row = await conn.fetchrow(_AMBIL, kode_ppk)
        if row is None:
            raise tidak_ditemukan("Faskes")
        response.headers["ETag"] = etag(row["versi"])
        return jawaban(kode_ppk, baca(row["isi"]), pada or _hari_ini(), p.akt_id)

    @routes.get("/faskes", response_model=Page[FaskesJawaban], summary="Daftar faskes")
    async def daftar(
        pada: Pada = None,
        jenis: Annotated[str | None, Query(pattern="^(FKTP|FKRTL)$")] = None,
        kabupaten_kota: Annotated[str | None, Query(max_length=200)] = None,
        setelah: After = None,
        batas: Limit = 50,
        p: Principal = requires(any_of=PEMBACA),
    ) -> Page[FaskesJawaban]:
        kunci = decode_cursor(setelah, str)
        async with rt.db.connection() as conn:
            rows = await conn.fetch(_DAFTAR, kunci[0] if kunci else "", jenis, kabupaten_kota, batas + 1)
        hari = pada or _hari_ini()
        return Page(
            data=[jawaban(r["kode_ppk"], baca(r["isi"]), hari, p.akt_id) for r in rows[:batas]],
            berikutnya=encode_cursor(rows[batas - 1]["kode_ppk"]) if len(rows) > batas else None,
        )

    @routes.get("/referensi/{daftar}", response_model=ReferensiJawaban, summary="Daftar acuan pada satu hari")
    async def referensi(
        daftar: Annotated[str, Path(description=", ".join(DAFTAR), max_length=64)],
        pada: Pada = None,
        _: Principal = requires(any_of=PEMBACA),
    ) -> ReferensiJawaban:
        if daftar not in DAFTAR:
            raise tidak_ditemukan("Daftar acuan")
        hari = pada or _hari_ini()
        try:
            baris = DAFTAR[daftar].pada(hari)
        except KetentuanTidakAda:
            raise Ditolak("KETENTUAN_TIDAK_ADA", f"Tidak ada daftar {daftar} yang berlaku pada {tulis(hari)}.", status=404) from None
        return ReferensiJawaban(
            daftar=daftar,
            pada=hari,
            berlaku_dari=baris.berlaku_dari,
            berlaku_sampai=baris.berlaku_sampai,
            sumber=baris.sumber,
            keyakinan=baris.keyakinan,
            data=[ButirJawaban(kode=b.kode, uraian=b.uraian) for b in baris.nilai],
        )

    return routes
