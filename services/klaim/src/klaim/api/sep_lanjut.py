"""What happens to a SEP after its issue: discharge, move, correction, guarantee letter; and reading it."""

from __future__ import annotations

from typing import Any

from chassis.auth import Principal, requires
from chassis.commands import Outcome, Reply
from chassis.context import Context
from chassis.idempotency import command_context, etag, if_match, reply
from chassis.models import Page
from chassis.paging import After, Limit, decode_cursor, encode_cursor
from chassis.service import Runtime
from dasar.penolakan import Ditolak, Galat, tidak_ditemukan
from dasar.tanggal import hari_wib
from fastapi import APIRouter
from starlette.responses import Response

from klaim import fakta
from klaim.agregat import SEP
from klaim.akses import akt_sendiri
from klaim.api.sep import periksa_rumah_sakit
from klaim.api.sep_model import KoreksiCobBody, PemindahanBody, PulangBody, SepView, SuratJaminanBody, lihat, lihat_baris
from klaim.api.umum import isi
from klaim.domain.sep import Sep
from klaim.domain.sep_peristiwa import CatatPemindahan, KoreksiCob, Pulangkan, SepCommand, TerbitkanSuratJaminan
from klaim.layanan import Layanan


def terlihat(p: Principal, b: Any) -> bool:
    """The hospital's own, the AKT whose card it is, every office of BPJS."""
    if p.akt_id is not None:
        return p.akt_id in (b["akt_id"], b["akt_tanda"])
    if p.kode_ppk is not None:
        return bool(b["kode_ppk"] == p.kode_ppk)
    return p.kantor is not None


def router(rt: Runtime, layanan: Layanan) -> APIRouter:
    r = APIRouter(tags=["SEP"])
    rumah_sakit = requires("sep:tulis")
    pembaca = requires(any_of=("sep:tulis", "klaim:baca"))
    asuransi = requires("klaim:tulis")

    async def baris(nomor: str, who: Principal) -> Any:
        async with rt.db.connection() as conn:
            b = await conn.fetchrow("select * from sep where nomor_sep = $1", nomor)
        if b is None or not terlihat(who, b):
            raise tidak_ditemukan("SEP")
        return b

    async def jalankan(nomor: str, command: SepCommand, ctx: Context, expected: int | None = None) -> Outcome[Sep]:
        def jawab(sep: Sep, versi: int, _: object) -> Reply:
            return Reply(200, isi(lihat(sep)))

        return await rt.commands.execute(SEP, nomor, command, ctx=ctx, respond=jawab, expected=expected)

    @r.get("/v1/sep/{nomor}", response_model=SepView)
    async def baca(nomor: str, response: Response, who: Principal = pembaca) -> SepView:
        b = await baris(nomor, who)
        response.headers["ETag"] = etag(b["versi"])
        return lihat_baris(b)

    @r.get("/v1/sep", response_model=Page[SepView])
    async def daftar(
        who: Principal = pembaca, nomor_kartu: str | None = None, kode_ppk: str | None = None, setelah: After = None, batas: Limit = 100
    ) -> Page[SepView]:
        kursor = decode_cursor(setelah, str)
        if who.akt_id is None and who.kode_ppk is None and who.kantor is None:
            return Page(data=[])
        async with rt.db.connection() as conn:
            semua = await conn.fetch(
                "select * from sep where nomor_sep > $1 and ($2::text is null or akt_id = $2 or akt_tanda = $2)"
                " and ($3::text is null or kode_ppk = $3) and ($4::text is null or nomor_kartu = $4)"
                " and ($5::text is null or kode_ppk = $5) order by nomor_sep limit $6",
                kursor[0] if kursor else "",
                who.akt_id,
                who.kode_ppk,
                nomor_kartu,
                kode_ppk,
                batas + 1,
            )
        lagi = encode_cursor(semua[batas - 1]["nomor_sep"]) if len(semua) > batas else None
        return Page(data=[lihat_baris(b) for b in semua[:batas]], berikutnya=lagi)

    @r.post("/v1/sep/{nomor}/pulang", response_model=SepView)
    async def pulang(
        nomor: str, body: PulangBody, who: Principal = rumah_sakit, ctx: Context = command_context(), expected: int | None = if_match()
    ) -> Response:
        """The day of discharge: the bulan pelayanan and the six months to file count from it."""
        periksa_rumah_sakit(who, (await baris(nomor, who))["kode_ppk"])
        return reply(await jalankan(nomor, Pulangkan(body.tanggal_pulang, ctx.now), ctx, expected))

    @r.post("/v1/sep/{nomor}/pemindahan", response_model=SepView)
    async def pemindahan(
        nomor: str, body: PemindahanBody, who: Principal = rumah_sakit, ctx: Context = command_context(), expected: int | None = if_match()
    ) -> Response:
        """After an emergency at a hospital without contract: stable and moved, stable and not moved, or refused (R-PLY-13 to 16)."""
        periksa_rumah_sakit(who, (await baris(nomor, who))["kode_ppk"])
        for nama, waktu in (("stabil_pada", body.stabil_pada), ("dipindah_pada", body.dipindah_pada)):
            if waktu is not None and waktu.tzinfo is None:
                pesan = "Waktu harus menyebut zona, misalnya 2016-12-06T08:00:00+07:00."
                raise Ditolak("WAKTU_TANPA_ZONA", pesan, status=422, galat=(Galat(f"/{nama}", pesan),))
        command = CatatPemindahan(body.hasil, body.stabil_pada, body.dipindah_pada, body.ke_ppk, body.biaya_gawat_darurat)
        return reply(await jalankan(nomor, command, ctx, expected))

    @r.post("/v1/sep/{nomor}/koreksi-cob", response_model=SepView)
    async def koreksi(
        nomor: str, body: KoreksiCobBody, who: Principal = rumah_sakit, ctx: Context = command_context(), expected: int | None = if_match()
    ) -> Response:
        """The way back of ``SEP_TANPA_FLAG``: the card is shown after all (R-KLM-11). From AKT to JKN there is none (R-PLY-11)."""
        b = await baris(nomor, who)
        periksa_rumah_sakit(who, b["kode_ppk"])
        async with rt.db.connection() as conn:
            kib = await fakta.kib(conn, body.nomor_kib, b["tanggal_masuk"]) if body.nomor_kib else None
            pks = await fakta.pks_aktif(conn, b["tanggal_masuk"])
            klaim = await conn.fetchval("select keadaan from klaim where nomor_sep = $1", nomor)
        if klaim is not None and klaim not in ("DRAF", "DIKEMBALIKAN"):
            raise Ditolak("SUDAH_DIAJUKAN", "Klaim untuk SEP ini sudah diajukan.", aturan="R-KLM-22")
        rahasia = await layanan.segel(b["nomor_kartu"], {"alasan": body.alasan}) if body.alasan else None
        return reply(await jalankan(nomor, KoreksiCob(body.cob, kib, pks, rahasia), ctx, expected))

    @r.post("/v1/sep/{nomor}/surat-jaminan", response_model=SepView)
    async def surat_jaminan(
        nomor: str, body: SuratJaminanBody, who: Principal = asuransi, ctx: Context = command_context(), expected: int | None = if_match()
    ) -> Response:
        """The AKT's guarantee letter for the whole episode; BPJS is not asked at the bedside (R-PLY-09, 10)."""
        await baris(nomor, who)
        command = TerbitkanSuratJaminan(akt_sendiri(who), body.nomor, body.tanggal or hari_wib(ctx.now))
        return reply(await jalankan(nomor, command, ctx, expected))

    return r
