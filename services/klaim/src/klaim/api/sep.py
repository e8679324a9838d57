"""``POST /v1/penjaminan:periksa`` and ``POST /v1/sep``."""

from __future__ import annotations

from dataclasses import replace

from chassis.auth import Principal, forbidden, requires
from chassis.commands import Commands, Outcome, Reply
from chassis.context import Context
from chassis.http_client import ServiceUnavailable
from chassis.idempotency import command_context, reply
from chassis.jobs_store import insert_job
from chassis.service import Runtime
from dasar.identitas import nomor_sep as susun_nomor
from dasar.penolakan import Ditolak, Galat
from dasar.tanggal import hari_wib
from fastapi import APIRouter
from starlette.responses import Response

from klaim import fakta, penjamin
from klaim.agregat import SEP, EpisodeSudahAda
from klaim.api.sep_model import PermintaanSep, PutusanView, SepView, lihat
from klaim.api.umum import isi, lihat_alasan
from klaim.domain.penjaminan import Permintaan, StatusPada, peringatan, putuskan, tolak_awal
from klaim.domain.sep import Sep
from klaim.domain.sep_peristiwa import TerbitkanSep
from klaim.layanan import Layanan
from klaim.pekerjaan import TETAPKAN_STATUS, TetapkanInput

LAMPAU_TERJAUH = 366


def _ditanya(b: PermintaanSep) -> penjamin.Ditanya:
    naik = b.naik_kelas
    return penjamin.Ditanya(
        nomor_kartu=b.nomor_kartu,
        kode_ppk=b.kode_ppk,
        tanggal_masuk=b.tanggal_masuk,
        jenis_pelayanan=b.jenis_pelayanan,
        diagnosa_awal=b.diagnosa_awal,
        gawat_darurat=b.gawat_darurat,
        kriteria_gawat_darurat=b.kriteria_gawat_darurat,
        rujukan=(b.rujukan.asal, b.rujukan.kode_faskes, b.rujukan.nomor, b.rujukan.tanggal) if b.rujukan else None,
        nomor_kib=b.nomor_kib,
        dijamin_jkk=b.dijamin_jkk,
        naik_kelas="YA" if naik is True else naik or None,
    )


def periksa_rumah_sakit(p: Principal, kode_ppk: str) -> None:
    """A hospital for itself; Kantor Cabang Prima for any."""
    if p.kode_ppk == kode_ppk or p.at("KC_PRIMA"):
        return
    raise forbidden("SEP hanya diterbitkan rumah sakit itu sendiri atau Kantor Cabang Prima.")


class Penerbitan:
    """Issue of one SEP, with the questions to the other services before anything is written."""

    def __init__(self, rt: Runtime, layanan: Layanan) -> None:
        self._rt = rt
        self._layanan = layanan

    async def status(self, p: Permintaan) -> StatusPada | None:
        """None: not reachable, and it is an emergency. A planned admission then has to wait (503)."""
        try:
            return await self._layanan.status(p.nomor_kartu, p.tanggal_masuk)
        except ServiceUnavailable:
            if not p.gawat_darurat:
                raise Ditolak(
                    "STATUS_TIDAK_TERJANGKAU", "Status kepesertaan belum dapat ditanyakan; ulangi sebentar lagi.", status=503
                ) from None
            return None

    async def rahasia(self, p: Permintaan) -> str | None:
        """The diagnosis under the person's key. In an emergency without a key it is left out: the E-Klaim file brings it."""
        try:
            return await self._layanan.segel(p.nomor_kartu, {"diagnosa_awal": p.diagnosa_awal})
        except Ditolak:
            if not p.gawat_darurat:
                raise
            return None

    async def yang_ada(self, p: Permintaan, ctx: Context) -> Outcome[Sep] | None:
        """The SEP of this stay, if it has one: one stay, one SEP, whatever key it is asked by."""
        async with self._rt.db.connection() as conn:
            nomor = await conn.fetchval(
                "select nomor_sep from sep where nomor_kartu = $1 and tanggal_masuk = $2 and kode_ppk = $3 and keadaan <> 'DIBATALKAN'",
                p.nomor_kartu,
                p.tanggal_masuk,
                p.faskes.kode_ppk,
            )
        if nomor is None:
            return None
        sep, versi = await self._rt.commands.load(SEP, nomor)
        if sep.jenis_pelayanan != p.jenis_pelayanan or sep.gawat_darurat != p.gawat_darurat:
            raise Ditolak("SEP_SUDAH_ADA", f"Peserta ini sudah mempunyai SEP {nomor} pada tanggal dan rumah sakit ini.", status=409)
        return await self._rt.commands.remember(ctx, Outcome(sep, versi, (), 200, lihat(sep).model_dump_json().encode()))

    async def terbitkan(self, p: Permintaan, ctx: Context, *, boleh: bool) -> Outcome[Sep]:
        if (tahu := await self._rt.commands.replay(ctx)) is not None:
            return tahu
        if (ada := await self.yang_ada(p, ctx)) is not None:
            return ada
        status = None if tolak_awal(p) is not None else await self.status(p)
        if tolak_awal(p) is None and putuskan(p, status).dijamin and not boleh:
            raise forbidden("SEP di rumah sakit tanpa kontrak BPJS diterbitkan Kantor Cabang Prima.")
        rahasia = await self.rahasia(p) if tolak_awal(p) is None and putuskan(p, status).dijamin else None
        async with self._rt.db.connection() as conn:
            urut = await fakta.nomor_berikut(conn, f"sep:{p.faskes.kode_ppk}:{p.tanggal_masuk:%m%y}")
        nomor = susun_nomor(p.faskes.kode_ppk, p.tanggal_masuk, urut)
        command = TerbitkanSep(nomor, p, status, rahasia)

        def jawab(sep: Sep, versi: int, _: object) -> Reply:
            return Reply(201, isi(lihat(sep)))

        try:
            if status is not None:
                return await self._rt.commands.execute(SEP, nomor, command, ctx=ctx, respond=jawab, fresh=True)
            async with self._rt.db.transaction() as conn:
                commands = Commands(self._rt.store.within(conn))
                outcome = await commands.execute(SEP, nomor, command, ctx=replace(ctx, conn=conn), respond=jawab)
                if not outcome.replayed:
                    await insert_job(conn, kind=TETAPKAN_STATUS, input=TetapkanInput(nomor), ctx=ctx, subject=nomor)
            self._rt.wake_event.set()
            return outcome
        except EpisodeSudahAda:
            if (ada := await self.yang_ada(p, ctx)) is None:
                raise Ditolak("SEDANG_DIUBAH", "SEP ini sedang diterbitkan oleh permintaan lain; ulangi.", status=409) from None
            return ada


def router(rt: Runtime, layanan: Layanan) -> APIRouter:
    r = APIRouter(tags=["SEP"])
    rumah_sakit = requires("sep:tulis")
    penerbitan = Penerbitan(rt, layanan)

    @r.post("/v1/penjaminan:periksa", response_model=PutusanView)
    async def periksa(body: PermintaanSep, who: Principal = rumah_sakit) -> PutusanView:
        """Tabel I: guaranteed or not, as COB or as ordinary JKN, with every reason. Nothing is stored."""
        periksa_rumah_sakit(who, body.kode_ppk)
        p = await penjamin.permintaan(rt, _ditanya(body))
        status = None if tolak_awal(p) is not None else await penerbitan.status(p)
        putusan = putuskan(p, status)
        d = putusan.ditolak
        return PutusanView(
            dijamin=putusan.dijamin,
            kode=d.kode if d else None,
            aturan=d.aturan if d else None,
            penjelasan=d.penjelasan if d else None,
            cob=putusan.cob,
            akt_id=putusan.akt_id,
            hak_kelas=putusan.hak_kelas,
            menunggu_status=putusan.menunggu_status,
            dasar=lihat_alasan(putusan.dasar),
            peringatan=lihat_alasan(peringatan(p)),
        )

    @r.post("/v1/sep", status_code=201, response_model=SepView, responses={200: {"model": SepView}})
    async def terbitkan(body: PermintaanSep, who: Principal = rumah_sakit, ctx: Context = command_context()) -> Response:
        """Issue the SEP of a stay. The same stay asked for again (another key) is answered with its SEP, 200."""
        periksa_rumah_sakit(who, body.kode_ppk)
        selisih = (hari_wib(ctx.now) - body.tanggal_masuk).days
        if selisih < 0 or selisih > LAMPAU_TERJAUH:
            pesan = "Tanggal masuk belum tiba atau sudah terlalu lampau."
            raise Ditolak("TANGGAL_MASUK_TIDAK_SAH", pesan, status=422, galat=(Galat("/tanggal_masuk", pesan),))
        p = await penjamin.permintaan(rt, _ditanya(body))
        boleh = who.at("KC_PRIMA") or p.faskes.berkontrak_bpjs(p.tanggal_masuk)
        return reply(await penerbitan.terbitkan(p, ctx, boleh=boleh))

    return r
