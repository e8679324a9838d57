"""Kartu Identitas Bersama over HTTP: design, its approval, issue by the AKT."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Annotated, Any

import asyncpg
import orjson
from chassis.auth import Principal, requires
from chassis.commands import Commands, Outcome, Reply
from chassis.context import Context
from chassis.http import After, Limit, Page, business_now, command_context, decode_cursor, encode_cursor, if_match, reply
from chassis.models import StrictModel
from chassis.outbox import draw_serials
from chassis.ports import Remembered, Taken
from chassis.service import Runtime
from dasar.penolakan import Ditolak, Galat, tidak_ditemukan
from fastapi import APIRouter
from pydantic import BaseModel, Field
from starlette.responses import Response

from kepesertaan.api import akses
from kepesertaan.api.akt import JalurAkt
from kepesertaan.api.ingat import ingat
from kepesertaan.api.lampiran import penglihat
from kepesertaan.api.model import JalurId, Noka
from kepesertaan.cetak.kartu import CONTOH, cetak, dapat_dicetak
from kepesertaan.domain import kartu as domain
from kepesertaan.domain.gambar import periksa_gambar, tidak_terbaca
from kepesertaan.kartu_cetak import gambar_desain
from kepesertaan.model.kartu import DESAIN, KARTU, KARTU_SEKALI
from kepesertaan.simpanan import Simpanan

Versi = Annotated[str, Field(min_length=1, max_length=40, pattern=r"^[A-Za-z0-9._-]+$")]
_PESERTA = """
select p.nomor_kartu, p.tanda_akt_id = $2 as bertanda, k.nomor_kib,
  (select l.nomor_kib from kartu l where l.nomor_kartu = p.nomor_kartu and l.akt_id = $2 and l.dicabut_pada is not null
     and not exists (select 1 from kartu g where g.menggantikan = l.nomor_kib)
   order by l.nomor_kib desc limit 1) as dicabut
from peserta p
left join kartu k on k.nomor_kartu = p.nomor_kartu and k.akt_id = $2 and k.versi_desain = $3 and k.dicabut_pada is null
where p.nomor_kartu = any($1::text[])
  and (p.tanda_akt_id = $2 or p.badan_usaha_id in (select badan_usaha_id from delegasi where akt_id = $2))
"""


_PENERBIT = """
select coalesce(a.nama, d.akt_id) from desain_kartu d left join akt a using (akt_id)
where d.akt_id = $1 and d.versi_desain = $2 and ($3::text is null or d.akt_id = $3)
"""


class DesainIsi(StrictModel):
    versi: Versi
    keterangan: str = Field(default="", max_length=500)
    berkas: str | None = Field(
        default=None, max_length=500, description="Gambar desain (PNG, JPEG, 1 MiB): `sha256:…` dari /v1/berkas dicetak pada kartu"
    )


class DesainJawaban(BaseModel):
    akt_id: str
    versi: str
    keadaan: str = Field(description="DIAJUKAN, DISETUJUI atau DITOLAK")
    keterangan: str = ""
    berkas: str | None = Field(default=None, description="Rujukan gambar desain")


class KeputusanIsi(StrictModel):
    setuju: bool = True
    alasan: str = Field(default="", max_length=500)


class TerbitIsi(StrictModel):
    nomor_kartu: Annotated[list[Noka], Field(min_length=1, max_length=1000)]
    versi_desain: Versi


class KartuJawaban(BaseModel):
    nomor_kib: str
    nomor_kartu: str


class TerbitJawaban(BaseModel):
    versi_desain: str
    data: list[KartuJawaban]


class KartuRinci(KartuJawaban):
    akt_id: str
    versi_desain: str
    diterbitkan_pada: date
    menggantikan: str | None = Field(default=None, description="Nomor KIB yang dicabut")
    dicabut_pada: date | None = None
    alasan_cabut: str | None = None


class PencabutanIsi(StrictModel):
    alasan: domain.AlasanCabut


def router(rt: Runtime, simpanan: Simpanan) -> APIRouter:
    r = APIRouter(prefix="/v1/kartu-identitas-bersama", tags=["kartu identitas bersama"])
    tulis = requires("kepesertaan:tulis")

    @r.post("/desain", status_code=201, response_model=DesainJawaban, summary="Ajukan desain kartu")
    async def ajukan(isi: DesainIsi, p: Principal = tulis, ctx: Context = command_context()) -> Response:
        """The AKT proposes, BPJS approves (R-KIB-04). The picture is tried on a card first."""
        akt_id = domain.harus_akt(p.akt_id)
        await _periksa_gambar(rt, simpanan, p, isi.berkas)
        perintah = domain.AjukanDesain(akt_id, isi.versi, isi.keterangan, isi.berkas)
        return reply(await rt.commands.execute(DESAIN, akt_id, perintah, ctx=ctx, respond=_jawab_desain(201, isi.versi)))

    @r.post("/desain/{akt_id}/{versi}/persetujuan", response_model=DesainJawaban, summary="Putuskan desain kartu")
    async def putuskan(
        akt_id: JalurAkt,
        versi: JalurId,
        isi: KeputusanIsi,
        p: Principal = requires("persetujuan:tulis"),
        ctx: Context = command_context(),
        expected: int | None = if_match(),
    ) -> Response:
        akses.harus_pusat(p, "R-KIB-04", "Persetujuan desain kartu")
        perintah = domain.PutuskanDesain(versi, isi.setuju, isi.alasan, akses.hari(ctx))
        return reply(await rt.commands.execute(DESAIN, akt_id, perintah, ctx=ctx, respond=_jawab_desain(200, versi), expected=expected))

    @r.get("/desain", response_model=list[DesainJawaban], summary="Desain kartu")
    async def daftar_desain(p: Principal = requires(any_of=("kepesertaan:baca", "persetujuan:tulis"))) -> list[DesainJawaban]:
        """The AKT's own; offices see all."""
        if p.akt_id is None and p.jenis_kantor is None:
            return []
        async with rt.db.connection() as conn:
            baris = await conn.fetch(
                "select akt_id, versi_desain as versi, keadaan, keterangan, berkas from desain_kartu"
                " where $1::text is null or akt_id = $1 order by 1, 2 limit 500",
                p.akt_id,
            )
        return [DesainJawaban(**dict(b)) for b in baris]

    @r.get(
        "/desain/{akt_id}/{versi}/contoh",
        response_class=Response,
        responses={200: {"content": {"application/pdf": {}}}},
        summary="Contoh kartu menurut satu desain (PDF)",
    )
    async def contoh(
        akt_id: JalurAkt, versi: JalurId, p: Principal = requires(any_of=("kepesertaan:baca", "persetujuan:tulis"))
    ) -> Response:
        """What will be printed, on nobody's card: for the AKT that proposed it and the offices, of which one decides (R-KIB-04)."""
        async with rt.db.connection() as conn:
            nama = await conn.fetchval(_PENERBIT, akt_id, versi, p.akt_id)
            if nama is None or (p.akt_id is None and p.jenis_kantor is None):
                raise tidak_ditemukan("Desain kartu")
            gambar = await gambar_desain(conn, simpanan, akt_id, [versi])
        isi = await rt.offload.run(cetak, [replace(CONTOH, akt_nama=nama, versi_desain=versi)], business_now(), gambar)
        return Response(isi, media_type="application/pdf", headers={"Content-Disposition": f'inline; filename="contoh-{versi}.pdf"'})

    @r.post("", status_code=201, response_model=TerbitJawaban, summary="Terbitkan kartu")
    async def terbitkan(isi: TerbitIsi, p: Principal = tulis, ctx: Context = command_context()) -> Response:
        """By the AKT, on an approved design, for people whose registration is finished. A card issued before is told again."""
        akt_id = domain.harus_akt(p.akt_id)
        if (ulang := await rt.commands.replay(ctx)) is not None:
            return reply(ulang)
        for _ in range(5):
            try:
                async with rt.db.transaction() as conn:
                    hasil = await _terbitkan(rt, conn, akt_id, isi, ctx)
                rt.wake_event.set()
                return reply(hasil)
            except Remembered:
                if (ulang := await rt.commands.replay(ctx)) is not None:
                    return reply(ulang)
            except Taken as taken:
                if taken.constraint != KARTU_SEKALI:  # else: issued by another request meanwhile, look again
                    raise
        raise Ditolak("SEDANG_DIUBAH", "Kartu ini sedang diterbitkan oleh permintaan lain; silakan ulangi.")

    @r.post("/{nomor_kib}/pencabutan", response_model=KartuRinci, summary="Cabut kartu yang hilang, rusak atau tidak sesuai lagi")
    async def cabut(
        nomor_kib: JalurId, isi: PencabutanIsi, p: Principal = tulis, ctx: Context = command_context(), expected: int | None = if_match()
    ) -> Response:
        """By its AKT, or by an office the person came to. Its place is free then: the next card issued to him replaces it."""
        await _milik(rt, p, nomor_kib)
        perintah = domain.CabutKartu(isi.alasan, akses.hari(ctx))
        return reply(await rt.commands.execute(KARTU, nomor_kib, perintah, ctx=ctx, respond=_jawab_kartu, expected=expected))

    @r.get("/{nomor_kib}", response_model=KartuRinci, summary="Satu kartu")
    async def ambil(nomor_kib: JalurId, p: Principal = requires("kepesertaan:baca")) -> KartuRinci:
        b = await _milik(rt, p, nomor_kib)
        return KartuRinci(**{k: b[k] for k in KartuRinci.model_fields})

    @r.get("", response_model=Page[KartuRinci], summary="Kartu yang diterbitkan AKT")
    async def daftar(setelah: After = None, batas: Limit = 100, p: Principal = requires("kepesertaan:baca")) -> Page[KartuRinci]:
        if p.akt_id is None and p.jenis_kantor is None:
            return Page(data=[])
        kunci = decode_cursor(setelah, str)
        async with rt.db.connection() as conn:
            baris = await conn.fetch(
                "select * from kartu where ($1::text is null or akt_id = $1) and nomor_kib > $2 order by nomor_kib limit $3",
                p.akt_id,
                kunci[0] if kunci else "",
                batas + 1,
            )
        data = [KartuRinci(**{k: b[k] for k in KartuRinci.model_fields}) for b in baris[:batas]]
        return Page(data=data, berikutnya=encode_cursor(data[-1].nomor_kib) if len(baris) > batas else None)

    return r


async def _periksa_gambar(rt: Runtime, simpanan: Simpanan, p: Principal, berkas: str | None) -> None:
    async with rt.db.connection() as conn:
        baris = await simpanan.terlihat(conn, penglihat(p), await simpanan.periksa(conn, penglihat(p), {"/berkas": berkas}))
    for b in baris.values():
        isi = await simpanan.ambil(b)
        periksa_gambar(b["media"], isi)
        if not await rt.offload.run(dapat_dicetak, isi, business_now()):
            raise tidak_terbaca()


async def _milik(rt: Runtime, p: Principal, nomor_kib: str) -> Mapping[str, Any]:
    async with rt.db.connection() as conn:
        b: Mapping[str, Any] | None = await conn.fetchrow("select * from kartu where nomor_kib = $1", nomor_kib)
    if b is None or (p.akt_id != b["akt_id"] if p.akt_id is not None else p.jenis_kantor is None):
        raise tidak_ditemukan("Kartu")
    return b


async def _terbitkan(rt: Runtime, conn: asyncpg.Connection, akt_id: str, isi: TerbitIsi, ctx: Context) -> Outcome[None]:
    keadaan = await conn.fetchval("select keadaan from desain_kartu where akt_id = $1 and versi_desain = $2", akt_id, isi.versi_desain)
    domain.periksa_desain(keadaan)
    nomor = list(dict.fromkeys(isi.nomor_kartu))
    ada: Mapping[str, Any] = {b["nomor_kartu"]: b for b in await conn.fetch(_PESERTA, nomor, akt_id, isi.versi_desain)}
    belum = [n for n in nomor if n not in ada or not (ada[n]["bertanda"] or ada[n]["nomor_kib"])]
    if belum:
        # another AKT's people read like unknown ones: no registration finished with this AKT
        galat = tuple(Galat(f"/nomor_kartu/{isi.nomor_kartu.index(n)}", "Belum bertanda koordinasi manfaat.") for n in belum[:100])
        alasan = f"{len(belum)} nomor kartu belum selesai didaftarkan untuk koordinasi manfaat."
        raise Ditolak("PENDAFTARAN_BELUM_SELESAI", alasan, aturan="R-KIB-03", galat=galat)
    kib = {n: ada[n]["nomor_kib"] for n in nomor}
    baru = [n for n in nomor if kib[n] is None]
    if baru:
        pertama = await draw_serials(conn, "nomor_kib", len(baru))
        kib.update({n: f"KIB{pertama + i:010d}" for i, n in enumerate(baru)})
    hari = akses.hari(ctx)
    putusan = []
    for n in baru:
        perintah = domain.TerbitkanKartu(kib[n], n, akt_id, isi.versi_desain, hari, ada[n]["dicabut"])
        putusan.append((kib[n], domain.KARTU_AWAL, 0, domain.decide_kartu(perintah, domain.KARTU_AWAL)))
    badan = orjson.dumps({"versi_desain": isi.versi_desain, "data": [{"nomor_kib": kib[n], "nomor_kartu": n} for n in nomor]})
    ditulis = await Commands(rt.store.within(conn)).append_many(KARTU, putusan, ctx=ctx)
    if len(ditulis) != len(putusan):
        raise Ditolak("SEDANG_DIUBAH", "Data ini sedang diubah oleh permintaan lain; silakan ulangi.", status=409)
    await ingat(conn, ctx, 201, badan)
    return Outcome(None, None, (), 201, badan)


def _jawab_desain(status: int, versi: str) -> Any:
    def jawab(d: domain.Desain, _: int, __: Sequence[Any]) -> Reply:
        a = d.ajuan[versi]
        isi = {"akt_id": d.akt_id, "versi": versi, "keadaan": d.versi[versi], "keterangan": a.keterangan, "berkas": a.berkas}
        return Reply(status, isi)

    return jawab


def _jawab_kartu(k: domain.Kartu, _: int, __: Sequence[Any]) -> Reply:
    if k.terbit is None:
        raise AssertionError("a card that was revoked was issued")
    t, c = k.terbit, k.dicabut
    isi = KartuRinci(
        nomor_kib=t.nomor_kib, nomor_kartu=t.nomor_kartu, akt_id=t.akt_id, versi_desain=t.versi_desain, diterbitkan_pada=t.diterbitkan_pada,
        menggantikan=t.menggantikan, dicabut_pada=None if c is None else c.dicabut_pada, alasan_cabut=None if c is None else c.alasan,
    )  # fmt: skip
    return Reply(200, isi.model_dump(mode="json"))
