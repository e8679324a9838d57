"""Changes of a peserta over HTTP. What concerns a worker concerns his family: all their streams change in one transaction."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from typing import Annotated, Any, Literal

import asyncpg
import orjson
from chassis.auth import Principal, requires
from chassis.commands import Commands, Outcome
from chassis.context import Context
from chassis.crypto import seal, unseal
from chassis.http import command_context, if_match, reply
from chassis.models import StrictModel
from chassis.ports import Remembered
from chassis.service import Runtime
from dasar.penolakan import Ditolak, tidak_ditemukan
from fastapi import APIRouter, Body
from pydantic import BaseModel, Field
from starlette.responses import Response

from kepesertaan import pembaca
from kepesertaan.api import akses
from kepesertaan.api.ingat import ingat
from kepesertaan.api.model import JalurNoka, Tanggal
from kepesertaan.domain import peserta as domain
from kepesertaan.domain import peserta_pesan as pesan
from kepesertaan.domain.keluarga import hak_kelas_pekerja
from kepesertaan.domain.ketentuan import PENYELENGGARA_NEGARA
from kepesertaan.domain.siklus import perubahan_mulai
from kepesertaan.model.peserta import PESERTA, muat
from kepesertaan.registrasi import kunci_keluarga, tutup_upah
from kepesertaan.sandi import Sandi

ULANGAN = 4
_KELUARGA = "select nomor_kartu from peserta where nomor_kartu_pekerja = $1 and keadaan = 'TERDAFTAR' order by nomor_kartu"


class _Mutasi(StrictModel):
    berlaku: Tanggal = Field(description="Hari terakhir pada unit (KELUAR, PHK, MENINGGAL), atau hari perubahan mulai berlaku")
    dilaporkan_bu_pada: Tanggal | None = Field(default=None, description="Kapan Badan Usaha melaporkannya ke AKT (R-AKT-31)")


class Keluar(_Mutasi):
    jenis: Literal["KELUAR"]
    alasan: str = Field(default="", max_length=200, description="Tanpa data pribadi")


class Meninggal(_Mutasi):
    jenis: Literal["MENINGGAL"]


class Phk(_Mutasi):
    jenis: Literal["PHK"]


class UbahUpah(_Mutasi):
    jenis: Literal["UBAH_UPAH"]
    upah_pokok: int = Field(gt=0, le=100_000_000_000)
    tunjangan_tetap: int = Field(default=0, ge=0, le=100_000_000_000)
    golongan: str | None = Field(default=None, max_length=20)
    kabupaten_kota_kerja: str | None = Field(default=None, min_length=1, max_length=100)


class DataBaru(StrictModel):
    nama: str | None = Field(default=None, min_length=1, max_length=150)
    alamat: str | None = Field(default=None, max_length=300)
    telepon: str | None = Field(default=None, max_length=30)
    email: str | None = Field(default=None, max_length=254)
    nomor_kk: str | None = Field(default=None, pattern=r"^[0-9]{16}$")
    kode_fktp: str | None = Field(default=None, pattern=r"^[0-9]{4}[0-9A-Z][0-9]{3}$")


class UbahData(_Mutasi):
    jenis: Literal["UBAH_DATA"]
    data: DataBaru


MutasiIsi = Annotated[Keluar | Meninggal | Phk | UbahUpah | UbahData, Body(discriminator="jenis")]


class MutasiJawaban(BaseModel):
    nomor_kartu: str
    jenis: str
    keadaan: str
    hak_kelas: int
    iuran_terakhir: str | None
    nomor_kartu_terdampak: list[str] = Field(description="Orang ini dan keluarga yang mengikutinya")


Putusan = tuple[str, domain.Peserta, int, Sequence[pesan.PesertaPeristiwa]]
PerintahUntuk = Callable[[domain.Peserta, bool], pesan.PesertaPerintah]


def router(rt: Runtime, sandi: Sandi) -> APIRouter:
    r = APIRouter(prefix="/v1/peserta", tags=["peserta"])

    @r.post("/{nomor_kartu}/mutasi", response_model=MutasiJawaban, summary="Mutasi peserta")
    async def mutasi(
        nomor_kartu: JalurNoka,
        isi: MutasiIsi,
        p: Principal = requires("kepesertaan:tulis"),
        ctx: Context = command_context(),
        expected: int | None = if_match(),
    ) -> Response:
        """Entered by the 20th it counts for the next month's bill, else one later (R-AKT-32)."""
        async with rt.db.connection() as conn:
            baris = await akses.peserta(conn, p, nomor_kartu, tulis=True)
        for _ in range(ULANGAN):
            if (ulang := await rt.commands.replay(ctx)) is not None:
                return reply(ulang)
            try:
                async with rt.db.transaction() as conn:
                    hasil = await _jalankan(
                        rt, conn, sandi, nomor_kartu, isi, ctx, expected, baris["hubungan"] == "PEKERJA", baris["badan_usaha_id"]
                    )
            except Remembered:
                continue
            if hasil is not None:
                rt.wake_event.set()
                return reply(hasil)
        raise Ditolak("SEDANG_DIUBAH", "Data ini sedang diubah oleh permintaan lain; silakan ulangi.")

    return r


async def _jalankan(
    rt: Runtime,
    conn: asyncpg.Connection,
    sandi: Sandi,
    nomor_kartu: str,
    isi: Keluar | Meninggal | Phk | UbahUpah | UbahData,
    ctx: Context,
    expected: int | None,
    pekerja: bool,
    badan_usaha_id: str,
) -> Outcome[None] | None:
    """None: somebody changed one of these people meanwhile; nothing is written then, it is decided again."""
    commands = Commands(rt.store.within(conn))
    ikut = pekerja and not isinstance(isi, UbahData)
    if ikut:
        await kunci_keluarga(conn, badan_usaha_id)
    keluarga = [b["nomor_kartu"] for b in await conn.fetch(_KELUARGA, nomor_kartu)] if ikut else []
    dimuat = await muat(commands.store, (nomor_kartu, *keluarga))
    orang, versi = {n: p for n, (p, _) in dimuat.items()}, {n: v for n, (_, v) in dimuat.items()}
    if not versi[nomor_kartu]:
        raise tidak_ditemukan("Peserta")
    if expected is not None and expected != versi[nomor_kartu]:
        raise Ditolak("VERSI_BERUBAH", f"Data sudah berubah: versi sekarang {versi[nomor_kartu]}.", status=412)
    perintah = await _perintah(conn, sandi, orang[nomor_kartu], isi, akses.hari(ctx))
    putusan: list[Putusan] = [(n, o, versi[n], domain.decide(perintah(o, n == nomor_kartu), o)) for n, o in orang.items()]
    berubah = [x for x in putusan if x[3]]
    ditulis = await commands.append_many(PESERTA, berubah, ctx=ctx)
    if len(ditulis) != len(berubah):
        raise Remembered  # roll back what was written of the family, and decide again
    sesudah = PESERTA.fold(putusan[0][3], putusan[0][1])
    jawaban = MutasiJawaban(
        nomor_kartu=nomor_kartu,
        jenis=isi.jenis,
        keadaan=sesudah.keadaan,
        hak_kelas=sesudah.kelas[-1][1],
        iuran_terakhir=sesudah.iuran_terakhir,
        nomor_kartu_terdampak=[n for n, *_ in berubah],
    )
    badan = orjson.dumps(jawaban.model_dump(mode="json"))
    await ingat(conn, ctx, 200, badan)
    return Outcome(None, versi[nomor_kartu] + len(putusan[0][3]), (), 200, badan)


async def _perintah(
    conn: asyncpg.Connection, sandi: Sandi, p: domain.Peserta, isi: Keluar | Meninggal | Phk | UbahUpah | UbahData, pada: date
) -> PerintahUntuk:
    """The command for the person himself, and for each of the family who follows him."""
    match isi:
        case Keluar():
            return lambda _, sendiri: pesan.Keluarkan(isi.berlaku, isi.alasan if sendiri else "PEKERJA_KELUAR", pada)
        case Meninggal():
            mati, tutup = pesan.CatatMeninggal(isi.berlaku, pada), pesan.Keluarkan(isi.berlaku, "PEKERJA_MENINGGAL", pada)
            return lambda _, sendiri: mati if sendiri else tutup
        case Phk():
            phk = pesan.CatatPhk(isi.berlaku, pada)
            return lambda _, __: phk
        case UbahUpah():
            kunci = await _kunci(conn, sandi, p.nomor_kartu)
            upah = isi.upah_pokok + isi.tunjangan_tetap
            mulai = perubahan_mulai(pada, isi.berlaku).awal
            kelas = hak_kelas_pekerja(p.sub_segmen, isi.golongan or p.golongan, upah, mulai)
            aturan = "R-KEP-39" if p.sub_segmen in PENYELENGGARA_NEGARA else "R-KEP-40"
            ubah = pesan.UbahUpah(
                tutup_upah(kunci, isi.upah_pokok, isi.tunjangan_tetap), kelas, aturan, isi.kabupaten_kota_kerja, isi.berlaku, pada
            )
            ikut = pesan.TetapkanHakKelas(kelas, "R-KEP-42", mulai)
            return lambda _, sendiri: ubah if sendiri else ikut
        case UbahData():
            data: dict[str, Any] = {k: v for k, v in isi.data.model_dump().items() if v is not None}
            fktp = data.pop("kode_fktp", None)
            rahasia = None
            if data:
                kunci = await _kunci(conn, sandi, p.nomor_kartu)
                rahasia = seal(kunci, {**unseal(kunci, p.rahasia), **data})
                if "nama" in data:
                    kata = sandi.kata_nama(data["nama"])
                    await conn.execute("update cari_nama set kata = string_to_array($2, ' ') where nomor_kartu = $1", p.nomor_kartu, kata)
            kolom = (*sorted(data), *(("kode_fktp",) if fktp else ()))
            ganti = pesan.UbahData(kolom, rahasia, fktp, isi.berlaku)
            return lambda _, __: ganti


async def _kunci(conn: asyncpg.Connection, sandi: Sandi, nomor_kartu: str) -> bytes:
    terbungkus = (await pembaca.kunci_terbungkus(conn, [nomor_kartu])).get(nomor_kartu)
    if terbungkus is None:
        raise Ditolak("PESERTA_DILUPAKAN", "Data pribadi peserta ini sudah dihapus.", status=409)
    return sandi.induk.unwrap(terbungkus)
