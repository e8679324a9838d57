"""The monthly review over HTTP: started for a month that is over, and what it told each Badan Usaha (R-KEP-16, R-KEP-32)."""

from __future__ import annotations

from typing import Annotated, Literal

from chassis.auth import Principal, requires
from chassis.context import Context
from chassis.days import own_closed_day
from chassis.http import After, Limit, Page, command_context, decode_cursor, encode_cursor
from chassis.jobs_api import AcceptedJob, job_reply
from chassis.models import StrictModel
from chassis.service import Runtime
from dasar.penolakan import Ditolak
from dasar.tanggal import Periode, tulis
from fastapi import APIRouter
from pydantic import BaseModel, Field
from starlette.responses import Response

from kepesertaan.api import akses
from kepesertaan.api.model import JalurId
from kepesertaan.domain.tinjauan import DIJAMIN, KEADAAN_MENUNGGU
from kepesertaan.pekerjaan import TINJAUAN_BULANAN, MasukanTinjauan

PeriodeIsi = Annotated[str, Field(pattern=r"^(19|2[0-9])[0-9]{2}-(0[1-9]|1[0-2])$")]
_DITINJAU = """
select nomor_kartu, nomor_kartu_pekerja, hubungan, kategori, tinjauan_sebab, tinjauan_bulan, tinjauan_periode from peserta
where badan_usaha_id = $1 and tinjauan_sebab is not null and nomor_kartu > $2 order by nomor_kartu limit $3
"""


class JalankanTinjauan(StrictModel):
    periode: PeriodeIsi = Field(description="Bulan yang ditinjau; harinya sudah ditutup")


class Ditinjau(BaseModel):
    """Seseorang yang akan berakhir tanggungannya, sampai ada jawaban atau ia keluar."""

    nomor_kartu: str
    nomor_kartu_pekerja: str | None
    hubungan: str
    kategori: str
    keadaan: Literal["KELUARGA_TAMBAHAN_ATAU_KELUAR", "JAMINAN_AKAN_BERAKHIR"]
    sebab: Literal["UMUR_21", "UMUR_25", "KETERANGAN_KULIAH", "PHK", "CACAT_TOTAL"]
    bulan: str = Field(description="Bulan berakhirnya tanggungan")
    diberitahukan: str = Field(description="Bulan tinjauan yang menemukannya")


def router(rt: Runtime) -> APIRouter:
    r = APIRouter(prefix="/v1", tags=["tinjauan"])

    @r.post("/tinjauan:jalankan", status_code=202, response_model=AcceptedJob, summary="Jalankan tinjauan bulanan")
    async def jalankan(isi: JalankanTinjauan, _: Principal = requires("operasi"), ctx: Context = command_context()) -> Response:
        """Age limits, statements of study, the end of cover after PHK or cacat total. Run again it tells nobody twice."""
        akhir = Periode.baca(isi.periode).akhir
        async with rt.db.connection() as conn:
            tertutup = await own_closed_day(conn)
        if tertutup is None or tertutup < akhir:
            alasan = f"Tinjauan {Periode.baca(isi.periode).nama} baru dapat dijalankan setelah {tulis(akhir)} ditutup."
            raise Ditolak("DATA_BELUM_LENGKAP", alasan, aturan="R-KEP-16", status=409)
        return job_reply(await rt.accept_job(ctx, TINJAUAN_BULANAN, MasukanTinjauan(isi.periode), subject=isi.periode))

    @r.get("/badan-usaha/{badan_usaha_id}/tinjauan", response_model=Page[Ditinjau], summary="Peserta yang akan berakhir tanggungannya")
    async def daftar(
        badan_usaha_id: JalurId, setelah: After = None, batas: Limit = 50, p: Principal = requires("kepesertaan:baca")
    ) -> Page[Ditinjau]:
        kunci = decode_cursor(setelah, str)
        async with rt.db.connection() as conn:
            await akses.badan_usaha(conn, p, badan_usaha_id)
            baris = await conn.fetch(_DITINJAU, badan_usaha_id, kunci[0] if kunci else "", batas + 1)
        data = [
            Ditinjau(
                nomor_kartu=b["nomor_kartu"],
                nomor_kartu_pekerja=b["nomor_kartu_pekerja"],
                hubungan=b["hubungan"],
                kategori=b["kategori"],
                keadaan="JAMINAN_AKAN_BERAKHIR" if b["tinjauan_sebab"] in DIJAMIN else KEADAAN_MENUNGGU,
                sebab=b["tinjauan_sebab"],
                bulan=b["tinjauan_bulan"],
                diberitahukan=b["tinjauan_periode"],
            )
            for b in baris[:batas]
        ]
        return Page(data=data, berikutnya=encode_cursor(data[-1].nomor_kartu) if len(baris) > batas else None)

    return r
