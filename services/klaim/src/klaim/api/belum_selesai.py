"""What of a person's care is not settled: nobody is forgotten before (asked by kepesertaan)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any, Literal

from chassis.auth import Principal, forbidden, requires
from chassis.clock import business_now
from chassis.service import Runtime
from dasar.tanggal import hari_wib
from fastapi import APIRouter
from pydantic import BaseModel

from klaim.api.umum import NomorKartu
from klaim.domain.klaim import kedaluwarsa
from klaim.domain.penjaminan import RAWAT_INAP_LANJUTAN

_SEMUA = """
select s.nomor_sep, s.jenis_pelayanan, s.cob, s.tanggal_masuk, s.tanggal_pulang, k.klaim_id, k.keadaan
from sep s left join klaim k using (nomor_sep) where s.nomor_kartu = $1 and s.keadaan <> 'DIBATALKAN' order by s.nomor_sep
"""
SELESAI = frozenset({"DITOLAK", "DIBAYAR", "KEDALUWARSA"})


class BelumSelesai(BaseModel):
    jenis: Literal["SEP_TERBUKA", "KLAIM_TERBUKA"]
    nomor: str


class BelumSelesaiJawaban(BaseModel):
    nomor_kartu: str
    belum_selesai: list[BelumSelesai]


def router(rt: Runtime) -> APIRouter:
    r = APIRouter(tags=["Pelupaan"])

    @r.get("/v1/peserta/{nomor_kartu}/belum-selesai", response_model=BelumSelesaiJawaban)
    async def belum_selesai(nomor_kartu: NomorKartu, who: Principal = requires("klaim:baca")) -> BelumSelesaiJawaban:
        """For Kantor Pusat and for kepesertaan: stays that go on or may still be claimed, claims that are not at their end."""
        if not who.at("PUSAT"):
            raise forbidden("Hanya untuk Kantor Pusat.")
        async with rt.db.connection() as conn:
            semua = await conn.fetch(_SEMUA, nomor_kartu)
        hari = hari_wib(business_now())
        data = [b for s in semua if (b := belum(s, hari)) is not None]
        return BelumSelesaiJawaban(nomor_kartu=nomor_kartu, belum_selesai=data)

    return r


def belum(s: Mapping[str, Any], hari: date) -> BelumSelesai | None:
    """A stay in hospital is open until its discharge; with COB then until its claim is at an end, or can be filed no more (R-KLM-21)."""
    if s["klaim_id"] is not None:
        return None if s["keadaan"] in SELESAI else BelumSelesai(jenis="KLAIM_TERBUKA", nomor=str(s["klaim_id"]))
    if s["tanggal_pulang"] is None and s["jenis_pelayanan"] in RAWAT_INAP_LANJUTAN:
        return BelumSelesai(jenis="SEP_TERBUKA", nomor=s["nomor_sep"])
    if not s["cob"] and s["tanggal_pulang"] is not None:
        return None  # billed to BPJS Kesehatan alone, elsewhere
    if hari > kedaluwarsa(s["tanggal_pulang"] or s["tanggal_masuk"]):
        return None
    return BelumSelesai(jenis="SEP_TERBUKA", nomor=s["nomor_sep"])
