"""Utilization review, cash forecast, request for funds."""

from __future__ import annotations

from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from typing import Any
from uuid import UUID

import asyncpg
from chassis.auth import Principal, requires
from chassis.clock import business_now
from chassis.commands import Reply
from chassis.context import Context
from chassis.idempotency import command_context, reply
from chassis.ids import new_id
from chassis.models import Page, StrictModel
from chassis.paging import After, Limit, decode_cursor, encode_cursor
from chassis.service import Runtime
from dasar.penolakan import Ditolak
from dasar.tanggal import Periode, hari_wib
from fastapi import APIRouter
from pydantic import BaseModel, Field
from starlette.responses import Response

from klaim.agregat import DANA
from klaim.akses import kantor_verifikasi, lingkup
from klaim.api.umum import Bulan, isi
from klaim.domain.dana import TIDAK_TERDEFINISI, Kewajiban, MintaDana, Pemanfaatan, PermintaanDana, jatuh_sampai, rerata_persetujuan

_PEMANFAATAN = """
with pakai as (
  select nomor_sep, cob, jenis_pelayanan from sep
  where tanggal_masuk between $1 and $2 and keadaan <> 'DIBATALKAN' and akt_tanda is not null and ($3::text is null or akt_tanda = $3))
select
  (select count(distinct nomor_kartu) from p_tanda
   where berlaku_dari <= $2 and (berakhir_pada is null or berakhir_pada >= $1) and ($3::text is null or akt_id = $3)) as peserta,
  count(*) filter (where p.cob) as kasus_ritl,
  count(*) filter (where p.jenis_pelayanan = 'RJTL') as kasus_rjtl,
  count(k.nomor_sep) filter (where p.cob) as kasus_berbiaya,
  coalesce(sum(k.tagihan_rs) filter (where p.cob), 0)::bigint as biaya
from pakai p left join klaim k using (nomor_sep)
"""
_KEWAJIBAN = """
select jatuh_tempo, coalesce(sum(disetujui), 0)::bigint as disetujui, coalesce(sum(terverifikasi), 0)::bigint as terverifikasi,
  coalesce(sum(verifikasi), 0)::bigint as dalam_verifikasi
from (
  select jatuh_tempo, case when keadaan = 'DISETUJUI' then nilai end as disetujui,
    case when keadaan = 'TERBENTUK' then nilai end as terverifikasi, null::bigint as verifikasi
  from fpk where keadaan <> 'DIBAYAR' and ($1::text is null or kantor_cabang = $1)
  union all
  select jatuh_tempo, null, case when keadaan = 'DIVERIFIKASI' then bpjs end, case when keadaan = 'LENGKAP' then diajukan end
  from klaim where keadaan in ('LENGKAP', 'DIVERIFIKASI') and ($1::text is null or kantor_cabang = $1)) semua
where jatuh_tempo is not null group by jatuh_tempo order by jatuh_tempo
"""
_RERATA = """
select coalesce(sum(diajukan), 0)::bigint as diajukan, coalesce(sum(terverifikasi), 0)::bigint as terverifikasi
from klaim where terverifikasi is not null and ($1::text is null or kantor_cabang = $1)
"""


class PemanfaatanView(BaseModel):
    """Only COB peserta; ordinary JKN use is apart (R-UR-04)."""

    bulan: str
    akt_id: str | None
    peserta: int
    kasus_ritl: int
    kasus_rjtl: int
    kasus_berbiaya: int
    biaya: int
    rate_permil: str = Field(description="Cases per 1.000 peserta, two decimals, or TIDAK_TERDEFINISI", examples=["12.00"])
    ratio: str = Field(description="RITL COB cases to RJTL cases")
    unit_cost: str = Field(description="Rupiah a case with a known bill")


class KewajibanView(BaseModel):
    jatuh_tempo: date
    disetujui: int
    terverifikasi: int
    dalam_verifikasi: int
    prakiraan: int


class PrakiraanView(BaseModel):
    kantor_cabang: str | None
    sampai: date | None
    rerata_persetujuan: str = Field(description="Verified of filed so far, in percent")
    data: list[KewajibanView]
    jumlah: int


class MintaDanaBody(StrictModel):
    sampai: date


class PermintaanDanaView(BaseModel):
    permintaan_id: UUID
    kantor_cabang: str
    sampai: date
    disetujui: int
    terverifikasi: int
    dalam_verifikasi: int
    nominal: int
    diminta_pada: date


def angka(nilai: Fraction | None) -> str:
    if nilai is None:
        return TIDAK_TERDEFINISI
    return str((Decimal(nilai.numerator) / Decimal(nilai.denominator)).quantize(Decimal("0.01"), ROUND_HALF_UP))


async def kewajiban(conn: asyncpg.Connection, kantor: str | None) -> tuple[tuple[Kewajiban, ...], Fraction]:
    semua = tuple(Kewajiban(**dict(b)) for b in await conn.fetch(_KEWAJIBAN, kantor))
    r = await conn.fetchrow(_RERATA, kantor)
    return semua, rerata_persetujuan(r["diajukan"], r["terverifikasi"])


def lihat(p: PermintaanDana, _versi: int, _peristiwa: Any) -> Reply:
    if p.isi is None:
        raise ValueError("permintaan tanpa isi")
    e = p.isi
    view = PermintaanDanaView(
        permintaan_id=UUID(e.permintaan_id),
        kantor_cabang=e.kantor_cabang,
        sampai=e.sampai,
        disetujui=e.disetujui,
        terverifikasi=e.terverifikasi,
        dalam_verifikasi=e.dalam_verifikasi,
        nominal=e.nominal,
        diminta_pada=e.tanggal,
    )
    return Reply(201, isi(view))


def router(rt: Runtime) -> APIRouter:
    r = APIRouter(tags=["Dana"])
    kantor_bpjs = requires(any_of=("klaim:baca", "verifikasi:tulis", "persetujuan:tulis"))

    @r.get("/v1/utilization-review", response_model=PemanfaatanView)
    async def pemanfaatan(bulan: Bulan, akt_id: str | None = None, who: Principal = requires("klaim:baca")) -> PemanfaatanView:
        """Rate, ratio and unit cost of COB peserta for a month (R-UR-01, 02). An AKT sees its own."""
        if who.akt_id is not None:
            akt_id = who.akt_id
        elif who.kantor is None:
            raise Ditolak("BUKAN_KANTOR", "Hanya untuk asuransi dan kantor BPJS Kesehatan.", status=403)
        p = Periode.baca(bulan)
        async with rt.db.connection() as conn:
            u = Pemanfaatan(**dict(await conn.fetchrow(_PEMANFAATAN, p.awal, p.akhir, akt_id)))
        return PemanfaatanView(
            bulan=bulan,
            akt_id=akt_id,
            peserta=u.peserta,
            kasus_ritl=u.kasus_ritl,
            kasus_rjtl=u.kasus_rjtl,
            kasus_berbiaya=u.kasus_berbiaya,
            biaya=u.biaya,
            rate_permil=angka(u.rate),
            ratio=angka(u.ratio),
            unit_cost=str(u.unit_cost) if u.unit_cost is not None else TIDAK_TERDEFINISI,
        )

    @r.get("/v1/cash-forecast", response_model=PrakiraanView)
    async def prakiraan(sampai: date | None = None, who: Principal = kantor_bpjs) -> PrakiraanView:
        """What will have to be paid by due date (R-UR-05, 06): an office its own, PUSAT all."""
        if who.kantor is None:
            raise Ditolak("BUKAN_KANTOR", "Hanya untuk kantor BPJS Kesehatan.", status=403)
        kantor = lingkup(who).kantor
        async with rt.db.connection() as conn:
            semua, rerata = await kewajiban(conn, kantor)
        semua = semua if sampai is None else jatuh_sampai(semua, sampai)
        data = [
            KewajibanView(
                jatuh_tempo=k.jatuh_tempo,
                disetujui=k.disetujui,
                terverifikasi=k.terverifikasi,
                dalam_verifikasi=k.dalam_verifikasi,
                prakiraan=k.prakiraan(rerata),
            )
            for k in semua
        ]
        return PrakiraanView(
            kantor_cabang=kantor, sampai=sampai, rerata_persetujuan=angka(rerata * 100), data=data, jumlah=sum(d.prakiraan for d in data)
        )

    @r.post("/v1/permintaan-dana", status_code=201, response_model=PermintaanDanaView)
    async def minta(body: MintaDanaBody, who: Principal = requires("verifikasi:tulis"), ctx: Context = command_context()) -> Response:
        """Kantor Cabang Prima asks Kantor Pusat for the forecast through a day (R-UR-05)."""
        kantor = kantor_verifikasi(who)
        async with rt.db.connection() as conn:
            semua, rerata = await kewajiban(conn, kantor)
        id = str(new_id())
        command = MintaDana(id, kantor, body.sampai, semua, rerata, hari_wib(business_now()))
        return reply(await rt.commands.execute(DANA, id, command, ctx=ctx, respond=lihat))

    @r.get("/v1/permintaan-dana", response_model=Page[PermintaanDanaView])
    async def daftar(who: Principal = kantor_bpjs, setelah: After = None, batas: Limit = 100) -> Page[PermintaanDanaView]:
        if who.kantor is None:
            raise Ditolak("BUKAN_KANTOR", "Hanya untuk kantor BPJS Kesehatan.", status=403)
        kursor = decode_cursor(setelah, str)
        async with rt.db.connection() as conn:
            semua = await conn.fetch(
                "select * from permintaan_dana where permintaan_id > $1 and ($2::text is null or kantor_cabang = $2)"
                " order by permintaan_id limit $3",
                UUID(kursor[0]) if kursor else UUID(int=0),
                lingkup(who).kantor,
                batas + 1,
            )
        lagi = encode_cursor(str(semua[batas - 1]["permintaan_id"])) if len(semua) > batas else None
        kolom = PermintaanDanaView.model_fields
        return Page(data=[PermintaanDanaView.model_validate({k: b[k] for k in kolom}) for b in semua[:batas]], berikutnya=lagi)

    return r
