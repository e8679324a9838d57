"""Claims: reading them, one by hand, more documents, verification, the worklist."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from chassis.auth import Principal, requires
from chassis.commands import Reply
from chassis.context import Context
from chassis.crypto import Unreadable, unseal
from chassis.http_client import ServiceUnavailable
from chassis.idempotency import command_context, etag, if_match, reply
from chassis.models import Page
from chassis.paging import After, Limit, decode_cursor, encode_cursor
from chassis.service import Runtime
from dasar.penolakan import Ditolak, Galat, tidak_ditemukan
from dasar.tanggal import hari_wib
from fastapi import APIRouter
from starlette.responses import Response

from klaim import fakta, susun, verifikasi
from klaim.agregat import KLAIM, id_klaim
from klaim.akses import akt_sendiri, kantor_verifikasi, lingkup, periksa_kantor, terlihat
from klaim.api.klaim_model import DokumenBaru, KeadaanKlaim, KlaimBody, KlaimView, VerifikasiBody, lihat, lihat_baris
from klaim.api.umum import isi
from klaim.domain import inacbg
from klaim.domain.eklaim import BarisEklaim
from klaim.domain.klaim import Klaim
from klaim.domain.klaim_peristiwa import Manfaat, Nilai, TambahDokumen
from klaim.layanan import Layanan


def router(rt: Runtime, layanan: Layanan) -> APIRouter:
    r = APIRouter(tags=["Klaim"])
    pembaca = requires(any_of=("klaim:baca", "verifikasi:tulis", "persetujuan:tulis"))
    asuransi = requires("klaim:tulis")

    def jawab(status: int) -> Any:
        def tulis(klaim: Klaim, versi: int, _: object) -> Reply:
            return Reply(status, isi(lihat(klaim)))

        return tulis

    async def baris(klaim_id: UUID, who: Principal) -> Any:
        async with rt.db.connection() as conn:
            b = await conn.fetchrow("select * from klaim where klaim_id = $1", klaim_id)
        if b is None:
            raise tidak_ditemukan("Klaim")
        terlihat(who, akt_id=b["akt_id"], kantor=b["kantor_cabang"], kode_ppk=b["kode_ppk"], apa="Klaim")
        return b

    async def kunci(nomor_kartu: str) -> dict[str, bytes]:
        try:
            return await layanan.kunci([nomor_kartu])
        except ServiceUnavailable:
            raise Ditolak("KUNCI_TIDAK_TERJANGKAU", "Kunci peserta belum dapat diambil; ulangi sebentar lagi.", status=503) from None

    @r.get("/v1/klaim/{klaim_id}", response_model=KlaimView)
    async def baca(klaim_id: UUID, response: Response, who: Principal = pembaca) -> KlaimView:
        b = await baris(klaim_id, who)
        response.headers["ETag"] = etag(b["versi"])
        return lihat_baris(b)

    async def halaman(who: Principal, setelah: str | None, batas: int, syarat: str, *args: Any) -> Page[KlaimView]:
        kursor = decode_cursor(setelah, str)
        milik = lingkup(who)
        async with rt.db.connection() as conn:
            semua = await conn.fetch(
                "select * from klaim where klaim_id > $1 and ($2::text is null or akt_id = $2) and ($3::text is null or kantor_cabang = $3)"  # noqa: S608
                f" and ($4::text is null or kode_ppk = $4) {syarat} order by klaim_id limit $5",
                UUID(kursor[0]) if kursor else UUID(int=0),
                milik.akt_id,
                milik.kantor,
                milik.kode_ppk,
                batas + 1,
                *args,
            )
        lagi = encode_cursor(str(semua[batas - 1]["klaim_id"])) if len(semua) > batas else None
        return Page(data=[lihat_baris(b) for b in semua[:batas]], berikutnya=lagi)

    @r.get("/v1/klaim", response_model=Page[KlaimView])
    async def daftar(
        who: Principal = pembaca,
        pengajuan_id: UUID | None = None,
        keadaan: KeadaanKlaim | None = None,
        nomor_sep: str | None = None,
        nomor_fpk: str | None = None,
        bulan_pelayanan: str | None = None,
        setelah: After = None,
        batas: Limit = 100,
    ) -> Page[KlaimView]:
        syarat = (
            "and ($6::uuid is null or pengajuan_id = $6) and ($7::text is null or keadaan = $7) and ($8::text is null or nomor_sep = $8)"
            " and ($9::text is null or nomor_fpk = $9) and ($10::text is null or bulan_pelayanan = $10)"
        )
        return await halaman(who, setelah, batas, syarat, pengajuan_id, keadaan, nomor_sep, nomor_fpk, bulan_pelayanan)

    @r.get("/v1/daftar-kerja", response_model=Page[KlaimView])
    async def daftar_kerja(who: Principal = requires("verifikasi:tulis"), setelah: After = None, batas: Limit = 100) -> Page[KlaimView]:
        """Complete claims of this office that wait for a verifier."""
        kantor_verifikasi(who)
        return await halaman(who, setelah, batas, "and keadaan = 'LENGKAP'")

    @r.post("/v1/klaim", status_code=201, response_model=KlaimView)
    async def buat(body: KlaimBody, who: Principal = asuransi, ctx: Context = command_context()) -> Response:
        """One claim by hand; the AKT files it with the next pengajuan."""
        akt_id = akt_sendiri(who)
        if inacbg.urai(body.kode_inacbg) is None:
            pesan = "Kode INA-CBG bukan kelompok yang dapat dibayar."
            raise Ditolak("KODE_INACBG_TIDAK_SAH", pesan, aturan="R-KLM-35", status=422, galat=(Galat("/kode_inacbg", pesan),))
        async with rt.db.connection() as conn:
            sep = (await fakta.sep_untuk_klaim(conn, [body.nomor_sep])).get(body.nomor_sep)
        rahasia = {"diaglist": ";".join(body.diagnosa), "proclist": ";".join(body.prosedur) or "-", "dpjp": body.dpjp}
        baris_eklaim = BarisEklaim(
            nomor_sep=body.nomor_sep,
            nomor_kartu=body.nomor_kartu,
            rawat_inap=True,
            tanggal_masuk=body.tanggal_masuk,
            tanggal_pulang=body.tanggal_pulang,
            kode_inacbg=body.kode_inacbg,
            versi_inacbg=body.versi_inacbg,
            tagihan_rs=body.tagihan_rs,
            dpjp=body.dpjp,
            rahasia=rahasia,
        )
        try:
            command = susun.susun(
                baris_eklaim,
                sep,
                await kunci(sep.nomor_kartu) if sep is not None and akt_id in (sep.akt_id, sep.akt_tanda) else {},
                Nilai(
                    body.nilai_diajukan,
                    body.dijamin_polis,
                    body.dibayar_ke_rs,
                    body.tanggal_bayar_rs,
                    tuple(Manfaat(m.kode, m.nilai) for m in body.manfaat),
                ),
                susun.dokumen([d.model_dump(mode="json") for d in body.dokumen], body.dpjp),
                akt_id=akt_id,
                pencarian=rt.settings.search_secret(),
                pada=hari_wib(ctx.now),
                asal=body.model_dump(mode="json"),
            )
        except susun.BarisSalah as s:
            status = 404 if s.kode == "SEP_TIDAK_DIKENAL" else 422
            raise Ditolak(s.kode, s.alasan, status=status, galat=(Galat(f"/{s.kolom.lower()}", s.alasan),)) from None
        return reply(await rt.commands.execute(KLAIM, id_klaim(body.nomor_sep), command, ctx=ctx, respond=jawab(201), fresh=True))

    @r.post("/v1/klaim/{klaim_id}/dokumen", response_model=KlaimView)
    async def tambah_dokumen(
        klaim_id: UUID, body: DokumenBaru, who: Principal = asuransi, ctx: Context = command_context(), expected: int | None = if_match()
    ) -> Response:
        """What was missing, before filing or after the claim came back (R-KLM-31, 32)."""
        akt_id = akt_sendiri(who)
        b = await baris(klaim_id, who)
        state, _ = await rt.commands.load(KLAIM, str(klaim_id))
        try:
            dpjp = unseal((await kunci(b["nomor_kartu"]))[b["nomor_kartu"]], state.rahasia, aad=b["nomor_kartu"]).get("dpjp", "")
        except (KeyError, Unreadable):
            raise Ditolak("PESERTA_DILUPAKAN", "Data peserta ini sudah dihapus.", status=409) from None
        try:
            dokumen = susun.dokumen([d.model_dump(mode="json") for d in body.dokumen], dpjp)
        except susun.BarisSalah as s:
            raise Ditolak(s.kode, s.alasan, status=422, galat=(Galat("/dokumen", s.alasan),)) from None
        command = TambahDokumen(akt_id, dokumen)
        return reply(await rt.commands.execute(KLAIM, str(klaim_id), command, ctx=ctx, respond=jawab(200), expected=expected))

    @r.post("/v1/klaim/{klaim_id}/verifikasi", response_model=KlaimView)
    async def verifikasi_klaim(
        klaim_id: UUID,
        body: VerifikasiBody,
        who: Principal = requires("verifikasi:tulis"),
        ctx: Context = command_context(),
        expected: int | None = if_match(),
    ) -> Response:
        """Re-pricing with every rule that decided; never above what was filed or billed (R-VER-10)."""
        kantor_verifikasi(who)
        if (tahu := await rt.commands.replay(ctx)) is not None:
            return reply(tahu)
        async with rt.db.connection() as conn:
            b = await conn.fetchrow("select kantor_cabang, nomor_kartu from klaim where klaim_id = $1", klaim_id)
            if b is None or b["kantor_cabang"] is None:
                raise tidak_ditemukan("Klaim")
            periksa_kantor(who, b["kantor_cabang"])
            state, _ = await rt.commands.load(KLAIM, str(klaim_id))
            catatan = await layanan.segel(b["nomor_kartu"], {"catatan": body.catatan}) if body.catatan else None
            command = await verifikasi.perintah(
                conn, state, hasil=body.hasil, verifikator=who.sub, tanggal=hari_wib(ctx.now), catatan=catatan
            )
        return reply(await rt.commands.execute(KLAIM, str(klaim_id), command, ctx=ctx, respond=jawab(200), expected=expected))

    return r
