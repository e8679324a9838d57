"""The monthly submission: filing, completeness, feedback."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

import asyncpg
from chassis.auth import Principal, requires
from chassis.commands import Outcome, Reply
from chassis.context import Context
from chassis.holidays_id import libur, versi_kalender
from chassis.idempotency import command_context, etag, if_match, reply
from chassis.ids import new_id
from chassis.models import Page
from chassis.paging import After, Limit, decode_cursor, encode_cursor
from chassis.service import Runtime
from dasar.penolakan import Ditolak, Galat, tidak_ditemukan
from dasar.tanggal import hari_wib, tulis
from fastapi import APIRouter
from starlette.responses import Response

from klaim import fakta
from klaim.agregat import KLAIM, PENGAJUAN
from klaim.akses import akt_sendiri, kantor_prima, kantor_verifikasi, lingkup, periksa_kantor, terlihat
from klaim.api.klaim_model import FpkRingkasView, KelengkapanBody, KlaimDitolakView, PengajuanBody, PengajuanView
from klaim.api.umum import isi
from klaim.domain.alasan import alasan
from klaim.domain.klaim_peristiwa import AjukanKlaim, KlaimDiajukan, KlaimKedaluwarsa, KlaimLengkap, NyatakanKelengkapan
from klaim.domain.pengajuan import Pengajuan, jatuh_tempo, periksa_syarat
from klaim.domain.pengajuan_peristiwa import AjukanPengajuan, NyatakanLengkap, TerbitkanUmpanBalik
from klaim.transaksi import BANYAK, Unit, sekali


def lihat(p: Pengajuan, ditolak: list[KlaimDitolakView] | None = None) -> PengajuanView:
    return PengajuanView.model_validate(
        {
            "pengajuan_id": p.pengajuan_id,
            "akt_id": p.akt_id,
            "kantor_cabang": p.kantor_cabang,
            "bulan_pelayanan": p.bulan_pelayanan,
            "keadaan": p.keadaan,
            "tanggal": p.tanggal,
            "batas": p.batas,
            "tepat_waktu": p.tepat_waktu,
            "jumlah_klaim": len(p.klaim),
            "diajukan": p.diajukan,
            "jumlah_ditolak": p.ditolak,
            "ditolak": ditolak or [],
            "jumlah_lengkap": len(p.lengkap),
            "jumlah_dikembalikan": len(p.dikembalikan),
            "nomor_ba": p.nomor_ba,
            "lengkap_pada": p.lengkap_pada,
            "jatuh_tempo": p.jatuh_tempo,
            "terverifikasi": p.terverifikasi,
            "fpk": [FpkRingkasView(nomor_fpk=f.nomor_fpk, kode_ppk=f.kode_ppk, jumlah_klaim=f.jumlah_klaim, nilai=f.nilai) for f in p.fpk],
        }
    )


def lihat_baris(b: Any) -> PengajuanView:
    nama = {"jumlah_ditolak": "ditolak", "jumlah_lengkap": "lengkap", "jumlah_dikembalikan": "dikembalikan"}
    kolom = {k: b[nama.get(k, k)] for k in PengajuanView.model_fields if k not in ("ditolak", "fpk")}
    return PengajuanView.model_validate(kolom | {"ditolak": [], "fpk": b["fpk"]})


def _jawab(status: int, ditolak: list[KlaimDitolakView] | None = None) -> Any:
    def tulis(p: Pengajuan, versi: int, _: object) -> Reply:
        return Reply(status, isi(lihat(p, ditolak)))

    return tulis


async def dipilih(conn: asyncpg.Connection, akt_id: str, body: PengajuanBody) -> list[Any]:
    """The claims of the month that can be filed, or the named ones."""
    if body.klaim_id is None:
        baris = await conn.fetch(
            "select klaim_id, nomor_sep from klaim where akt_id = $1 and bulan_pelayanan = $2 and keadaan in ('DRAF', 'DIKEMBALIKAN')"
            " order by klaim_id limit $3",
            akt_id,
            body.bulan_pelayanan,
            BANYAK + 1,
        )
        if len(baris) > BANYAK:
            raise Ditolak("TERLALU_BANYAK", f"Lebih dari {BANYAK} klaim: ajukan bertahap dengan klaim_id.", status=422)
        return list(baris)
    baris = await conn.fetch(
        "select klaim_id, nomor_sep, bulan_pelayanan from klaim where akt_id = $1 and klaim_id = any($2::uuid[]) order by klaim_id",
        akt_id,
        body.klaim_id,
    )
    dikenal = {b["klaim_id"] for b in baris}
    for i, id in enumerate(body.klaim_id):
        if id not in dikenal:
            raise Ditolak(
                "TIDAK_DITEMUKAN", "Klaim tidak ditemukan.", status=404, galat=(Galat(f"/klaim_id/{i}", "Klaim tidak ditemukan."),)
            )
    if lain := [b for b in baris if b["bulan_pelayanan"] != body.bulan_pelayanan]:
        pesan = f"Klaim {lain[0]['nomor_sep']} bukan dari bulan pelayanan {body.bulan_pelayanan}."
        raise Ditolak("BULAN_TIDAK_COCOK", pesan, aturan="R-KLM-02", status=422, galat=(Galat("/klaim_id", pesan),))
    return list(baris)


async def ajukan(u: Unit, akt_id: str, body: PengajuanBody) -> Outcome[Pengajuan]:
    tanggal = hari_wib(u.ctx.now)
    prima = kantor_prima(body.kantor_cabang)
    periksa_syarat(body.rangkap_fpk, body.kantor_cabang, kantor_prima=prima, tanggal=tanggal, bulan=body.bulan_pelayanan)
    baris = await dipilih(u.conn, akt_id, body)
    pengajuan_id = str(new_id())
    klaim = await u.muat(KLAIM, [str(b["klaim_id"]) for b in baris])
    pks = await fakta.pks_pada(u.conn, akt_id, [k.isi_sep.tanggal_masuk for k, _ in klaim.values()])
    diputuskan: list[tuple[str, Any, int, list[Any]]] = []
    diterima: list[str] = []
    diajukan = 0
    ditolak: list[KlaimDitolakView] = []
    for b in baris:
        id = str(b["klaim_id"])
        state, versi = klaim[id]
        try:
            command = AjukanKlaim(pengajuan_id, body.kantor_cabang, tanggal, pks[state.isi_sep.tanggal_masuk])
            peristiwa = list(KLAIM.decide(command, state))
        except Ditolak as t:
            ditolak.append(
                KlaimDitolakView(klaim_id=b["klaim_id"], nomor_sep=b["nomor_sep"], kode=t.kode, aturan=t.aturan, alasan=t.alasan)
            )
            continue
        diputuskan.append((id, state, versi, peristiwa))
        if any(isinstance(e, KlaimDiajukan) for e in peristiwa):
            diterima.append(id)
            diajukan += state.isi_nilai.diajukan
        if state.keadaan == "KEDALUWARSA" or any(isinstance(e, KlaimKedaluwarsa) for e in peristiwa):
            teks = f"Kedaluwarsa: hari terakhir mengajukan {tulis(state.kedaluwarsa_pada)}."
            ditolak.append(
                KlaimDitolakView(klaim_id=b["klaim_id"], nomor_sep=b["nomor_sep"], kode="KEDALUWARSA", aturan="R-KLM-21", alasan=teks)
            )
    await u.tambah(KLAIM, diputuskan)
    command_p = AjukanPengajuan(
        pengajuan_id=pengajuan_id,
        akt_id=akt_id,
        kantor_cabang=body.kantor_cabang,
        kantor_prima=prima,
        bulan_pelayanan=body.bulan_pelayanan,
        rangkap_fpk=body.rangkap_fpk,
        tanggal=tanggal,
        klaim=tuple(diterima),
        ditolak=len(ditolak),
        diajukan=diajukan,
        # a month of years ago is late whatever its holidays were
        libur=libur(max(int(body.bulan_pelayanan[:4]), tanggal.year - 1), tanggal.year + 1),
    )
    return await u.commands.execute(PENGAJUAN, pengajuan_id, command_p, ctx=u.ctx, respond=_jawab(201, ditolak), fresh=True)


async def lengkapi(u: Unit, pengajuan_id: UUID, body: KelengkapanBody, expected: int | None) -> Outcome[Pengajuan]:
    tanggal = hari_wib(u.ctx.now)
    tempo = jatuh_tempo(tanggal, libur(tanggal.year, tanggal.year + 1))
    p, _ = (await u.muat(PENGAJUAN, [str(pengajuan_id)]))[str(pengajuan_id)]
    lengkap: list[str] = []
    kembali: list[str] = []
    nomor_ba = ""
    if p.keadaan == "DIAJUKAN":
        tambahan: dict[str, list[str]] = {}
        for k in body.kurang:
            tambahan.setdefault(str(k.klaim_id), []).append(k.kode)
        if asing := [id for id in tambahan if id not in p.klaim]:
            raise Ditolak("TIDAK_DITEMUKAN", f"Klaim {asing[0]} tidak ada dalam pengajuan ini.", status=422)
        klaim = await u.muat(KLAIM, p.klaim)
        diputuskan: list[tuple[str, Any, int, list[Any]]] = []
        for id, (state, versi) in klaim.items():
            lain = tuple(alasan(kode, "R-VER-06", "Dinyatakan kurang oleh kantor.") for kode in tambahan.get(id, ()))
            peristiwa = list(KLAIM.decide(NyatakanKelengkapan(tanggal, tempo, lain), state))
            (lengkap if any(isinstance(e, KlaimLengkap) for e in peristiwa) else kembali).append(id)
            diputuskan.append((id, state, versi, peristiwa))
        await u.tambah(KLAIM, diputuskan)
        if kembali:
            nomor_ba = f"BA-{tanggal:%Y%m}-{await fakta.nomor_berikut(u.conn, f'ba:{tanggal:%Y%m}'):06d}"
    command = NyatakanLengkap(tanggal, tempo, tuple(lengkap), tuple(kembali), nomor_ba, versi_kalender())
    return await u.commands.execute(PENGAJUAN, str(pengajuan_id), command, ctx=u.ctx, respond=_jawab(200), expected=expected)


async def hitung_umpan_balik(conn: asyncpg.Connection, pengajuan_id: UUID, tanggal: date) -> TerbitkanUmpanBalik:
    b = await conn.fetchrow(
        "select count(*) filter (where keadaan in ('DIAJUKAN', 'LENGKAP')) as belum,"
        " count(*) filter (where keadaan = 'DIVERIFIKASI') as layak,"
        " count(*) filter (where keadaan = 'DITOLAK') as tidak_layak, count(*) filter (where keadaan = 'DIKEMBALIKAN') as dikembalikan,"
        " coalesce(sum(terverifikasi) filter (where keadaan = 'DIVERIFIKASI'), 0)::bigint as terverifikasi"
        " from klaim where pengajuan_id = $1",
        pengajuan_id,
    )
    return TerbitkanUmpanBalik(tanggal=tanggal, **dict(b))


def router(rt: Runtime) -> APIRouter:
    r = APIRouter(tags=["Pengajuan"])
    pembaca = requires(any_of=("klaim:baca", "verifikasi:tulis", "persetujuan:tulis"))
    verifikator = requires("verifikasi:tulis")

    async def baris(pengajuan_id: UUID) -> Any:
        async with rt.db.connection() as conn:
            b = await conn.fetchrow("select * from pengajuan where pengajuan_id = $1", pengajuan_id)
        if b is None:
            raise tidak_ditemukan("Pengajuan")
        return b

    @r.post("/v1/pengajuan", status_code=201, response_model=PengajuanView)
    async def buat(body: PengajuanBody, who: Principal = requires("klaim:tulis"), ctx: Context = command_context()) -> Response:
        """File the month's claims to a Kantor Cabang Prima. What cannot be filed is named in ``ditolak``; an expired claim is final."""
        akt_id = akt_sendiri(who)
        return reply(await sekali(rt, ctx, lambda u: ajukan(u, akt_id, body)))

    @r.get("/v1/pengajuan/{pengajuan_id}", response_model=PengajuanView)
    async def baca(pengajuan_id: UUID, response: Response, who: Principal = pembaca) -> PengajuanView:
        b = await baris(pengajuan_id)
        terlihat(who, akt_id=b["akt_id"], kantor=b["kantor_cabang"], apa="Pengajuan")
        response.headers["ETag"] = etag(b["versi"])
        return lihat_baris(b)

    @r.get("/v1/pengajuan", response_model=Page[PengajuanView])
    async def daftar(
        who: Principal = pembaca, bulan_pelayanan: str | None = None, setelah: After = None, batas: Limit = 100
    ) -> Page[PengajuanView]:
        kursor = decode_cursor(setelah, str)
        milik = lingkup(who)
        if milik.kode_ppk is not None:
            return Page(data=[])
        async with rt.db.connection() as conn:
            semua = await conn.fetch(
                "select * from pengajuan where pengajuan_id > $1 and ($2::text is null or akt_id = $2)"
                " and ($3::text is null or kantor_cabang = $3) and ($4::text is null or bulan_pelayanan = $4)"
                " order by pengajuan_id limit $5",
                UUID(kursor[0]) if kursor else UUID(int=0),
                milik.akt_id,
                milik.kantor,
                bulan_pelayanan,
                batas + 1,
            )
        lagi = encode_cursor(str(semua[batas - 1]["pengajuan_id"])) if len(semua) > batas else None
        return Page(data=[lihat_baris(b) for b in semua[:batas]], berikutnya=lagi)

    @r.post("/v1/pengajuan/{pengajuan_id}/kelengkapan", response_model=PengajuanView)
    async def kelengkapan(
        pengajuan_id: UUID,
        body: KelengkapanBody | None = None,
        who: Principal = verifikator,
        ctx: Context = command_context(),
        expected: int | None = if_match(),
    ) -> Response:
        """Complete claims go on and their 30 hari kerja begin; the others go back with a Berita Acara (R-VER-07, 08, R-BAY-01)."""
        kantor_verifikasi(who)
        periksa_kantor(who, (await baris(pengajuan_id))["kantor_cabang"])
        return reply(await sekali(rt, ctx, lambda u: lengkapi(u, pengajuan_id, body or KelengkapanBody(), expected)))

    @r.post("/v1/pengajuan/{pengajuan_id}/umpan-balik", response_model=PengajuanView)
    async def umpan_balik(
        pengajuan_id: UUID, who: Principal = verifikator, ctx: Context = command_context(), expected: int | None = if_match()
    ) -> Response:
        """The results of verification go to the AKT; only then FPK are formed (R-VER-03)."""
        kantor_verifikasi(who)
        periksa_kantor(who, (await baris(pengajuan_id))["kantor_cabang"])
        async with rt.db.connection() as conn:
            command = await hitung_umpan_balik(conn, pengajuan_id, hari_wib(ctx.now))
        return reply(await rt.commands.execute(PENGAJUAN, str(pengajuan_id), command, ctx=ctx, respond=_jawab(200), expected=expected))

    return r
