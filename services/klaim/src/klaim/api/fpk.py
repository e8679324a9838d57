"""FPK: one per faskes, approved by another person, paid once to the AKT's account."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from chassis.auth import Principal, requires
from chassis.commands import Outcome, Reply
from chassis.context import Context
from chassis.idempotency import command_context, etag, if_match, reply
from chassis.models import Page
from chassis.paging import After, Limit, decode_cursor, encode_cursor
from chassis.service import Runtime
from dasar.penolakan import Ditolak, tidak_ditemukan
from dasar.tanggal import hari_wib
from fastapi import APIRouter
from pydantic import BaseModel
from starlette.responses import Response

from klaim import fakta, verifikasi
from klaim.agregat import FPK, KLAIM, PENGAJUAN
from klaim.akses import kantor_verifikasi, lingkup, periksa_kantor, terlihat
from klaim.api.klaim_model import FpkView, PembayaranBody, lihat_fpk
from klaim.api.umum import isi
from klaim.domain.fpk import BayarFpk, CetakFpk, Fpk, KlaimFpk, Rekening, SetujuiFpk
from klaim.domain.harga import batas as batas_tarif
from klaim.domain.klaim_peristiwa import BayarKlaim, KlaimDibayar, MasukkanFpk
from klaim.domain.pengajuan import Pengajuan
from klaim.domain.pengajuan_peristiwa import BentukFpk, CatatFpkDibayar, FpkRingkas
from klaim.transaksi import Unit, sekali


class FpkTerbentukView(BaseModel):
    data: list[FpkView]


def _jawab(f: Fpk, versi: int, _: object) -> Reply:
    return Reply(200, isi(lihat_fpk(f)))


async def bentuk(u: Unit, pengajuan_id: UUID, expected: int | None) -> Outcome[Pengajuan]:
    """One FPK per faskes over the verified claims (R-VER-04); formed once."""
    tanggal = hari_wib(u.ctx.now)
    p, _ = (await u.muat(PENGAJUAN, [str(pengajuan_id)]))[str(pengajuan_id)]
    ada: list[FpkView] = []
    ringkas: list[FpkRingkas] = []
    if p.fpk:
        sudah = await u.muat(FPK, [f.nomor_fpk for f in p.fpk])
        ada = [lihat_fpk(f) for f, _ in sudah.values()]
    elif p.keadaan == "UMPAN_BALIK" and p.jatuh_tempo is not None:
        per_faskes: dict[str, list[tuple[str, Any, int]]] = {}
        for id, (k, versi) in (await u.muat(KLAIM, p.lengkap)).items():
            if k.keadaan == "DIVERIFIKASI":
                per_faskes.setdefault(k.isi_sep.kode_ppk, []).append((id, k, versi))
        nama_akt, _ = await fakta.akt(u.conn, p.akt_id)
        faskes = await fakta.faskes(u.conn, list(per_faskes), tanggal)
        klaim: list[tuple[str, Any, int, list[Any]]] = []
        baru: list[tuple[str, Fpk, int, list[Any]]] = []
        for kode_ppk, isi_fpk in sorted(per_faskes.items()):
            nomor = f"FPK-{tanggal:%Y%m}-{await fakta.nomor_berikut(u.conn, f'fpk:{tanggal:%Y%m}'):06d}"
            cetak = CetakFpk(
                nomor_fpk=nomor,
                pengajuan_id=p.pengajuan_id,
                akt_id=p.akt_id,
                nama_akt=nama_akt,
                kode_ppk=kode_ppk,
                nama_faskes=faskes[kode_ppk].nama if kode_ppk in faskes else kode_ppk,
                kantor_cabang=p.kantor_cabang,
                bulan_pelayanan=p.bulan_pelayanan,
                klaim=tuple(KlaimFpk(id, k.isi_sep.nomor_sep, k.bpjs or 0) for id, k, _ in isi_fpk),
                verifikator=tuple(sorted({k.verifikator for _, k, _ in isi_fpk if k.verifikator})),
                jatuh_tempo=p.jatuh_tempo,
                tanggal=tanggal,
            )
            peristiwa = list(FPK.decide(cetak, FPK.initial))
            f = FPK.fold(peristiwa)
            baru.append((nomor, FPK.initial, 0, peristiwa))
            klaim += [(id, k, versi, list(KLAIM.decide(MasukkanFpk(nomor), k))) for id, k, versi in isi_fpk]
            ringkas.append(FpkRingkas(nomor, kode_ppk, len(isi_fpk), f.nilai))
            ada.append(lihat_fpk(f))
        await u.tambah(KLAIM, klaim)
        await u.tambah(FPK, baru)

    def jawab(_p: Pengajuan, versi: int, peristiwa: Any) -> Reply:
        return Reply(201 if peristiwa else 200, isi(FpkTerbentukView(data=ada)))

    command = BentukFpk(tanggal, tuple(ringkas))
    return await u.commands.execute(PENGAJUAN, str(pengajuan_id), command, ctx=u.ctx, respond=jawab, expected=expected)


async def bayar(u: Unit, nomor: str, body: PembayaranBody, oleh: str, expected: int | None) -> Outcome[Fpk]:
    """The FPK, its claims and its submission in one transaction: paid everywhere or nowhere."""
    tanggal = hari_wib(u.ctx.now)
    f, _ = (await u.muat(FPK, [nomor]))[nomor]
    _, rekening = await fakta.akt(u.conn, f.akt_id)
    tujuan = Rekening(body.rekening.bank, body.rekening.nomor, body.rekening.nama) if body.rekening else None
    command = BayarFpk(oleh, tanggal, rekening, tujuan, body.referensi or f"BPJS-{nomor}", f.nilai)
    FPK.decide(command, f)  # a refusal comes before anything is counted
    total = 0
    diputuskan: list[tuple[str, Any, int, list[Any]]] = []
    for id, (k, versi) in (await u.muat(KLAIM, [k.klaim_id for k in f.klaim])).items():
        tarif = await verifikasi.tarif_sekarang(u.conn, await verifikasi.kasus(u.conn, k))
        kini = None if tarif is None else batas_tarif(k.isi_sep.tanggal_masuk, tarif.tarif)
        # a tariff corrected since verification lowers the payment, never raises it (R-BAY-03)
        peristiwa = list(KLAIM.decide(BayarKlaim(nomor, tanggal, kini), k))
        total += sum(e.nominal for e in peristiwa if isinstance(e, KlaimDibayar))
        diputuskan.append((id, k, versi, peristiwa))
    await u.tambah(KLAIM, diputuskan)
    p, versi_p = (await u.muat(PENGAJUAN, [f.pengajuan_id]))[f.pengajuan_id]
    if f.keadaan != "DIBAYAR":
        dicatat = list(PENGAJUAN.decide(CatatFpkDibayar(nomor, len(f.klaim), tanggal), p))
        await u.tambah(PENGAJUAN, [(f.pengajuan_id, p, versi_p, dicatat)])
    akhir = BayarFpk(oleh, tanggal, rekening, tujuan, command.referensi, total)
    return await u.commands.execute(FPK, nomor, akhir, ctx=u.ctx, respond=_jawab, expected=expected)


def router(rt: Runtime) -> APIRouter:
    r = APIRouter(tags=["FPK"])
    pembaca = requires(any_of=("klaim:baca", "verifikasi:tulis", "persetujuan:tulis"))
    penyetuju = requires("persetujuan:tulis")

    async def baris(nomor: str) -> Any:
        async with rt.db.connection() as conn:
            b = await conn.fetchrow("select * from fpk where nomor_fpk = $1", nomor)
        if b is None:
            raise tidak_ditemukan("FPK")
        return b

    async def periksa_penyetuju(who: Principal, nomor: str) -> None:
        """At the office that verified, or at PUSAT; another person is the aggregate's own rule (R-VER-05)."""
        lain = Ditolak("KANTOR_LAIN", "FPK ini milik kantor lain.", aturan="R-VER-05", status=403)
        # who may approve nothing does not learn either which FPK there are
        if who.akt_id is not None or not who.at("PUSAT", "KC_PRIMA"):
            raise lain
        kantor = (await baris(nomor))["kantor_cabang"]
        if not who.at("PUSAT") and who.kantor != kantor:
            raise lain

    @r.post(
        "/v1/pengajuan/{pengajuan_id}/fpk", status_code=201, response_model=FpkTerbentukView, responses={200: {"model": FpkTerbentukView}}
    )
    async def bentuk_fpk(
        pengajuan_id: UUID,
        who: Principal = requires("verifikasi:tulis"),
        ctx: Context = command_context(),
        expected: int | None = if_match(),
    ) -> Response:
        """Form the FPK of a submission, after the feedback (R-VER-03, R-VER-04). If-Match names a version of the submission."""
        kantor_verifikasi(who)
        async with rt.db.connection() as conn:
            kantor = await conn.fetchval("select kantor_cabang from pengajuan where pengajuan_id = $1", pengajuan_id)
        if kantor is None:
            raise tidak_ditemukan("Pengajuan")
        periksa_kantor(who, kantor)
        return reply(await sekali(rt, ctx, lambda u: bentuk(u, pengajuan_id, expected)))

    @r.get("/v1/fpk/{nomor}", response_model=FpkView)
    async def baca(nomor: str, response: Response, who: Principal = pembaca) -> FpkView:
        b = await baris(nomor)
        terlihat(who, akt_id=b["akt_id"], kantor=b["kantor_cabang"], kode_ppk=b["kode_ppk"], apa="FPK")
        f, versi = await rt.commands.load(FPK, nomor)
        response.headers["ETag"] = etag(versi)
        return lihat_fpk(f)

    @r.get("/v1/fpk", response_model=Page[FpkView])
    async def daftar(who: Principal = pembaca, pengajuan_id: UUID | None = None, setelah: After = None, batas: Limit = 50) -> Page[FpkView]:
        kursor = decode_cursor(setelah, str)
        milik = lingkup(who)
        async with rt.db.connection() as conn:
            semua = await conn.fetch(
                "select nomor_fpk from fpk where nomor_fpk > $1 and ($2::text is null or akt_id = $2)"
                " and ($3::text is null or kantor_cabang = $3) and ($4::text is null or kode_ppk = $4)"
                " and ($5::uuid is null or pengajuan_id = $5) order by nomor_fpk limit $6",
                kursor[0] if kursor else "",
                milik.akt_id,
                milik.kantor,
                milik.kode_ppk,
                pengajuan_id,
                batas + 1,
            )
        nomor = [b["nomor_fpk"] for b in semua[:batas]]
        stored = await rt.store.load_many([FPK.stream(n) for n in nomor])
        fpk = [FPK.fold([FPK.codec.decode(e.type, e.schema_version, e.data) for e in stored[FPK.stream(n)]]) for n in nomor]
        return Page(data=[lihat_fpk(f) for f in fpk], berikutnya=encode_cursor(nomor[-1]) if len(semua) > batas else None)

    @r.post("/v1/fpk/{nomor}/persetujuan", response_model=FpkView)
    async def setujui(
        nomor: str, who: Principal = penyetuju, ctx: Context = command_context(), expected: int | None = if_match()
    ) -> Response:
        """Approval in BOA, by another person than the verifier (R-VER-05)."""
        await periksa_penyetuju(who, nomor)
        command = SetujuiFpk(who.sub, hari_wib(ctx.now))
        return reply(await rt.commands.execute(FPK, nomor, command, ctx=ctx, respond=_jawab, expected=expected))

    @r.post("/v1/fpk/{nomor}/pembayaran", response_model=FpkView)
    async def bayarkan(
        nomor: str,
        body: PembayaranBody | None = None,
        who: Principal = penyetuju,
        ctx: Context = command_context(money=True),
        expected: int | None = if_match(),
    ) -> Response:
        """One transfer to the AKT's account; asked again by any key, it answers what was paid (R-BAY-02, 08)."""
        await periksa_penyetuju(who, nomor)
        return reply(await sekali(rt, ctx, lambda u: bayar(u, nomor, body or PembayaranBody(), who.sub, expected)))

    return r
