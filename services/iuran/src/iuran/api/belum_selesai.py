"""What of a person's iuran is not settled: nobody is forgotten before (asked by kepesertaan)."""

from __future__ import annotations

from typing import Annotated, Literal

from chassis.auth import Principal, forbidden, requires
from chassis.service import Runtime
from fastapi import APIRouter, Path
from pydantic import BaseModel

# bills of the accounts he ever belonged to that are open, and in them a line of his, or of one whose line shows his wage
_TERBUKA = """
select t.tagihan_id, t.periode from tagihan t
where t.virtual_account in (select k.virtual_account from keanggotaan_iuran k where k.nomor_kartu = $1) and t.keadaan <> 'LUNAS'
  and exists (select 1 from baris_tagihan b where b.tagihan_id = t.tagihan_id and (b.nomor_kartu = $1 or b.nomor_kartu_pekerja = $1))
order by t.periode, t.tagihan_id
"""


class BelumSelesai(BaseModel):
    jenis: Literal["TAGIHAN_TERBUKA"]
    nomor: str
    periode: str


class BelumSelesaiJawaban(BaseModel):
    nomor_kartu: str
    belum_selesai: list[BelumSelesai]


def router(rt: Runtime) -> APIRouter:
    api = APIRouter(tags=["pelupaan"])

    @api.get(
        "/v1/peserta/{nomor_kartu}/belum-selesai", response_model=BelumSelesaiJawaban, summary="Iuran seorang peserta yang belum lunas"
    )
    async def belum_selesai(
        nomor_kartu: Annotated[str, Path(pattern=r"^[0-9]{13}$")], principal: Principal = requires("iuran:baca")
    ) -> BelumSelesaiJawaban:
        """For Kantor Pusat and for kepesertaan. A bill of his unit counts only if it is about him."""
        if not principal.at("PUSAT"):
            raise forbidden("Hanya untuk Kantor Pusat.")
        async with rt.db.connection() as conn:
            rows = await conn.fetch(_TERBUKA, nomor_kartu)
        data = [BelumSelesai(jenis="TAGIHAN_TERBUKA", nomor=str(r["tagihan_id"]), periode=r["periode"]) for r in rows]
        return BelumSelesaiJawaban(nomor_kartu=nomor_kartu, belum_selesai=data)

    return api
