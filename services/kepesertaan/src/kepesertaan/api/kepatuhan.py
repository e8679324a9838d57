"""Compliance report over HTTP: each Badan Usaha the asker may see, as of a day."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal

import orjson
from chassis.auth import Principal, requires
from chassis.http import After, Limit, Page, decode_cursor, encode_cursor
from chassis.service import Runtime
from fastapi import APIRouter, Query
from pydantic import BaseModel, Field

from kepesertaan.api import akses
from kepesertaan.api.model import Tanggal
from kepesertaan.domain.kepatuhan import kepatuhan

# workers on the day: in before it ended, not out before it
_DAFTAR = f"""
select b.badan_usaha_id, b.jenis, b.jumlah_pekerja, b.akt_id, b.daftar_akt, (
  select count(*) from peserta p where p.badan_usaha_id = b.badan_usaha_id and p.hubungan = 'PEKERJA' and p.berlaku_dari <= $7
    and (p.berakhir_pada is null or p.berakhir_pada >= $7)) as terdaftar
from badan_usaha b where b.badan_usaha_id in {akses.TERLIHAT} and b.badan_usaha_id > $5
  and ($8::text is null or b.badan_usaha_id = $8) order by b.badan_usaha_id limit $6
"""  # noqa: S608  constant text


class KepatuhanBaris(BaseModel):
    badan_usaha_id: str
    golongan: str = Field(description="BUMN, BESAR, MENENGAH, KECIL, MIKRO")
    batas: date = Field(description="Hari seluruh pekerja harus sudah terdaftar (ingatan, bukan teks)")
    jumlah_pekerja: int
    terdaftar: int
    belum_terdaftar: int
    belum_jkn: int = Field(description="Yang belum terdaftar pada Badan Usaha yang mempunyai AKT: asuransi tambahan tidak menggantikan JKN")
    keadaan: Literal["PATUH", "BELUM_PATUH", "BELUM_JATUH_TEMPO"]


def router(rt: Runtime) -> APIRouter:
    r = APIRouter(prefix="/v1", tags=["laporan"])

    @r.get("/kepatuhan", response_model=Page[KepatuhanBaris], summary="Kepatuhan Badan Usaha menurut tahap")
    async def daftar(
        pada: Annotated[Tanggal | None, Query(ge=akses.MULAI_JKN, description="Kosong = hari ini")] = None,
        keadaan: Annotated[Literal["PATUH", "BELUM_PATUH", "BELUM_JATUH_TEMPO"] | None, Query()] = None,
        badan_usaha_id: Annotated[str | None, Query(max_length=64, description="Hanya Badan Usaha ini")] = None,
        setelah: After = None,
        batas: Limit = 100,
        p: Principal = requires("kepesertaan:baca"),
    ) -> Page[KepatuhanBaris]:
        """A page may hold fewer rows than asked for when ``keadaan`` passes some over; it goes on while ``berikutnya`` is there."""
        kunci = decode_cursor(setelah, str)
        hari = pada or akses.hari_ini()
        async with rt.db.connection() as conn:
            argumen = (*akses.argumen_terlihat(p), kunci[0] if kunci else "", batas + 1, hari, badan_usaha_id)
            baris = await conn.fetch(_DAFTAR, *argumen)
        data = []
        for b in baris[:batas]:
            akt = b["akt_id"] is not None or bool(orjson.loads(b["daftar_akt"]))
            k = kepatuhan(b["jenis"], b["jumlah_pekerja"], b["terdaftar"], punya_akt=akt, pada=hari)
            if keadaan in (None, k.keadaan):
                data.append(KepatuhanBaris(badan_usaha_id=b["badan_usaha_id"], **{n: getattr(k, n) for n in k.__slots__}))
        return Page(data=data, berikutnya=encode_cursor(baris[batas - 1]["badan_usaha_id"]) if len(baris) > batas else None)

    return r
