"""Tugas over HTTP: who has what to do, and the settling of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Annotated, Any, Literal

import asyncpg
from chassis.auth import Principal, requires
from chassis.commands import Reply
from chassis.context import Context
from chassis.http import After, Limit, Page, command_context, decode_cursor, encode_cursor, etag, if_match, reply
from chassis.models import StrictModel
from chassis.service import Runtime
from dasar.penolakan import Ditolak, tidak_ditemukan
from fastapi import APIRouter, Query
from pydantic import BaseModel, Field
from starlette.responses import Response

from kepesertaan.api import akses
from kepesertaan.api.model import JalurId
from kepesertaan.domain.tugas import HASIL, AmbilTugas, SelesaikanTugas, Tugas
from kepesertaan.model.tugas import TUGAS

_DAFTAR = f"""
select * from tugas where (badan_usaha_id in {akses.TERLIHAT}
    or ($1::text is null and $2::text is null and ($3::text[] is null or kantor = any($3::text[]))))
  and tugas_id > $5
  and ($7::text is null or keadaan = $7) and ($8::text is null or badan_usaha_id = $8)
order by tugas_id limit $6
"""  # noqa: S608  constant text


class TugasJawaban(BaseModel):
    tugas_id: str
    jenis: str
    peran: str
    petugas: str | None
    kantor: str
    badan_usaha_id: str
    pekerjaan_id: str | None
    baris: int | None
    jatuh_tempo: date
    keadaan: str
    hasil: str | None


class PenyelesaianIsi(StrictModel):
    hasil: Annotated[str, Field(pattern=f"^({'|'.join(HASIL)})$")]
    catatan: str = Field(default="", max_length=500, description="Tanpa data pribadi")


def router(rt: Runtime) -> APIRouter:
    r = APIRouter(prefix="/v1/tugas", tags=["tugas"])

    @r.get("", response_model=Page[TugasJawaban], summary="Daftar tugas")
    async def daftar(
        keadaan: Annotated[Literal["TERBUKA", "SELESAI"] | None, Query()] = None,
        badan_usaha_id: Annotated[str | None, Query(max_length=64)] = None,
        setelah: After = None,
        batas: Limit = 50,
        p: Principal = requires("kepesertaan:baca"),
    ) -> Page[TugasJawaban]:
        """An office sees its own; an AKT those about its Badan Usaha."""
        kunci = decode_cursor(setelah, str)
        argumen = (*akses.argumen_terlihat(p), kunci[0] if kunci else "", batas + 1, keadaan, badan_usaha_id)
        async with rt.db.connection() as conn:
            baris = await conn.fetch(_DAFTAR, *argumen)
        return Page(
            data=[TugasJawaban(**{k: b[k] for k in TugasJawaban.model_fields}) for b in baris[:batas]],
            berikutnya=encode_cursor(baris[batas - 1]["tugas_id"]) if len(baris) > batas else None,
        )

    @r.get("/{tugas_id}", response_model=TugasJawaban, summary="Satu tugas")
    async def ambil(tugas_id: JalurId, response: Response, p: Principal = requires("kepesertaan:baca")) -> TugasJawaban:
        async with rt.db.connection() as conn:
            baris = await _milik(conn, p, tugas_id)
        response.headers["ETag"] = etag(baris["versi"])
        return TugasJawaban(**{k: baris[k] for k in TugasJawaban.model_fields})

    @r.post("/{tugas_id}/pengambilan", response_model=TugasJawaban, summary="Ambil tugas yang belum dipegang siapa pun")
    async def pegang(
        tugas_id: JalurId,
        p: Principal = requires("kepesertaan:tulis"),
        ctx: Context = command_context(),
        expected: int | None = if_match(),
    ) -> Response:
        """By somebody of the office that owns it, for himself."""
        async with rt.db.connection() as conn:
            await _milik(conn, p, tugas_id)
        _petugas(p)
        perintah = AmbilTugas(p.sub, p.kantor or "")
        return reply(await rt.commands.execute(TUGAS, tugas_id, perintah, ctx=ctx, respond=_jawab, expected=expected))

    @r.post("/{tugas_id}/penyelesaian", response_model=TugasJawaban, summary="Selesaikan tugas")
    async def selesaikan(
        tugas_id: JalurId,
        isi: PenyelesaianIsi,
        p: Principal = requires("kepesertaan:tulis"),
        ctx: Context = command_context(),
        expected: int | None = if_match(),
    ) -> Response:
        """By the office that owns it."""
        async with rt.db.connection() as conn:
            await _milik(conn, p, tugas_id)
        _petugas(p)
        perintah = SelesaikanTugas(isi.hasil, isi.catatan, p.sub)
        return reply(await rt.commands.execute(TUGAS, tugas_id, perintah, ctx=ctx, respond=_jawab, expected=expected))

    return r


async def _milik(conn: asyncpg.Connection, p: Principal, tugas_id: str) -> Mapping[str, Any]:
    """The tugas, for the office it was given to, though the Badan Usaha is another's (R-AKT-11), and for who may see the Badan Usaha."""
    baris = await conn.fetchrow("select * from tugas where tugas_id = $1", tugas_id)
    if baris is None:
        raise tidak_ditemukan("Tugas")
    if p.jenis_kantor is None or p.kantor != baris["kantor"]:
        await akses.badan_usaha(conn, p, baris["badan_usaha_id"], apa="Tugas")
    return dict(baris)


def _petugas(p: Principal) -> None:
    if p.jenis_kantor is None:
        raise Ditolak("BUKAN_PETUGAS", "Tugas diselesaikan kantor BPJS Kesehatan yang memilikinya.", status=403)


def _jawab(t: Tugas, _: int, __: Sequence[Any]) -> Reply:
    isi = {k: getattr(t, k) for k in TugasJawaban.model_fields if k != "keadaan"}
    return Reply(200, TugasJawaban(**isi, keadaan="TERBUKA" if t.hasil is None else "SELESAI").model_dump(mode="json"))
