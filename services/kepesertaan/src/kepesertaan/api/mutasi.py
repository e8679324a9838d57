"""Changes of a peserta over HTTP. What concerns a worker concerns his family: all their streams change in one transaction."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from typing import Any

import asyncpg
import orjson
from chassis.auth import Principal, requires
from chassis.commands import Commands, Outcome
from chassis.context import Context
from chassis.crypto import seal, unseal
from chassis.http import command_context, if_match, reply
from chassis.ports import Remembered
from chassis.service import Runtime
from dasar.penolakan import Ditolak, tidak_ditemukan
from fastapi import APIRouter
from starlette.responses import Response

from kepesertaan import pembaca
from kepesertaan.api import akses, kelahiran, nik, pindah
from kepesertaan.api import mutasi_isi as isi
from kepesertaan.api.ingat import ingat
from kepesertaan.api.model import JalurNoka
from kepesertaan.api.pendaftaran import PesertaTerdaftar
from kepesertaan.domain import mutasi_pesan as mp
from kepesertaan.domain import peserta as domain
from kepesertaan.domain import peserta_pesan as pesan
from kepesertaan.domain.keluarga import PASANGAN, aturan_kelas, hak_kelas_pekerja
from kepesertaan.domain.siklus import perubahan_mulai
from kepesertaan.domain.tanda import sebatas_kerja_sama
from kepesertaan.dukcapil import Dukcapil
from kepesertaan.kunci import kunci_peserta
from kepesertaan.model.peserta import PESERTA, muat
from kepesertaan.registrasi import kunci_keluarga, tutup_upah
from kepesertaan.sandi import Sandi

ULANGAN = 4
_MASIH = "select 1 from peserta where nomor_kartu = $1 and badan_usaha_id = $2 and keadaan = 'TERDAFTAR'"
_KELUARGA = "select nomor_kartu from peserta where nomor_kartu_pekerja = $1 and keadaan = 'TERDAFTAR' order by nomor_kartu"


Putusan = tuple[str, domain.Peserta, int, Sequence[pesan.PesertaPeristiwa]]
PerintahUntuk = Callable[[domain.Peserta, bool], pesan.PesertaPerintah | None]
"""For the person himself (true) and for each of his family; None: nothing happens to him."""
IKUT = (isi.Keluar, isi.Meninggal, isi.Phk, isi.CacatTotal, isi.UbahUpah, isi.Cerai)
"""What concerns a worker's family with him."""
BUTUH_PEKERJA = (isi.KeteranganKuliah, isi.KeluargaTambahan)


def router(rt: Runtime, sandi: Sandi, dukcapil: Dukcapil) -> APIRouter:
    r = APIRouter(prefix="/v1/peserta", tags=["peserta"])

    @r.post(
        "/{nomor_kartu}/mutasi",
        response_model=isi.MutasiJawaban,
        responses={201: {"model": PesertaTerdaftar, "description": "KELAHIRAN: anak yang terdaftar"}},
        summary="Mutasi peserta",
    )
    async def mutasi(
        nomor_kartu: JalurNoka,
        apa: isi.MutasiIsi,
        p: Principal = requires("kepesertaan:tulis"),
        ctx: Context = command_context(),
        expected: int | None = if_match(),
    ) -> Response:
        """Entered by the 20th it counts for the next month's bill, else one later (R-AKT-32)."""
        if isinstance(apa, isi.Pindah):
            return reply(await pindah.pindahkan(rt, sandi, p, nomor_kartu, apa, ctx, expected))
        async with rt.db.connection() as conn:
            baris = await akses.peserta(conn, p, nomor_kartu, tulis=True)
        if isinstance(apa, isi.Kelahiran):
            return reply(await kelahiran.daftarkan(rt, sandi, dukcapil, p, baris, apa, ctx))
        if isinstance(apa, isi.LengkapiNik):
            await nik.periksa(rt, sandi, dukcapil, baris, apa, akses.hari(ctx))
        for _ in range(ULANGAN):
            if (ulang := await rt.commands.replay(ctx)) is not None:
                return reply(ulang)
            try:
                async with rt.db.transaction() as conn:
                    hasil = await _jalankan(
                        rt, conn, sandi, nomor_kartu, apa, ctx, expected, baris["hubungan"] == "PEKERJA", baris["badan_usaha_id"]
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
    apa: isi.Sederhana,
    ctx: Context,
    expected: int | None,
    pekerja: bool,
    badan_usaha_id: str,
) -> Outcome[None] | None:
    """None: somebody changed one of these people meanwhile; nothing is written then, it is decided again."""
    commands = Commands(rt.store.within(conn))
    ikut = pekerja and isinstance(apa, IKUT)
    if ikut or isinstance(apa, BUTUH_PEKERJA):
        await kunci_keluarga(conn, badan_usaha_id)
    keluarga = [b["nomor_kartu"] for b in await conn.fetch(_KELUARGA, nomor_kartu)] if ikut else []
    dimuat = await muat(commands.store, (nomor_kartu, *keluarga))
    orang, versi = {n: p for n, (p, _) in dimuat.items()}, {n: v for n, (_, v) in dimuat.items()}
    if not versi[nomor_kartu]:
        raise tidak_ditemukan("Peserta")
    if expected is not None and expected != versi[nomor_kartu]:
        raise Ditolak("VERSI_BERUBAH", f"Data sudah berubah: versi sekarang {versi[nomor_kartu]}.", status=412)
    if isinstance(apa, BUTUH_PEKERJA):
        await _pekerja_masih_ada(conn, orang[nomor_kartu])
    if isinstance(apa, isi.Cerai) and pekerja and sum(o.hubungan in PASANGAN for o in orang.values()) != 1:
        raise Ditolak("PASANGAN_TIDAK_JELAS", "Catat perceraian pada kartu suami atau istri yang keluar dari keluarga ini.", status=409)
    perintah = await _perintah(conn, sandi, orang[nomor_kartu], apa, akses.hari(ctx))
    berakhir = await pembaca.kerja_sama_berakhir(conn, orang)
    putusan: list[Putusan] = []
    for n, o in orang.items():
        if (p := perintah(o, n == nomor_kartu)) is not None:
            putusan.append((n, o, versi[n], sebatas_kerja_sama(domain.decide(p, o), o, berakhir.get(n))))
    berubah = [x for x in putusan if x[3]]
    ditulis = await commands.append_many(PESERTA, berubah, ctx=ctx)
    if len(ditulis) != len(berubah):
        raise Remembered  # roll back what was written of the family, and decide again
    if berubah:
        await _temukan(conn, sandi, nomor_kartu, apa)
    jawaban = isi.MutasiJawaban.dari(apa.jenis, PESERTA.fold(putusan[0][3], putusan[0][1]), [n for n, *_ in berubah])
    badan = orjson.dumps(jawaban.model_dump(mode="json"))
    await ingat(conn, ctx, 200, badan)
    return Outcome(None, versi[nomor_kartu] + len(putusan[0][3]), (), 200, badan)


async def _temukan(conn: asyncpg.Connection, sandi: Sandi, nomor_kartu: str, apa: isi.Sederhana) -> None:
    """What he is found by, changed with him: after his stream, as every writer of both takes them (adr/0006)."""
    match apa:
        case isi.UbahData() if apa.data.nama is not None:
            kata = sandi.kata_nama(apa.data.nama)
            await conn.execute("update cari_nama set kata = string_to_array($2, ' ') where nomor_kartu = $1", nomor_kartu, kata)
        case isi.LengkapiNik():
            await nik.catat(conn, sandi, nomor_kartu, apa.nik)
        case _:
            pass


async def _pekerja_masih_ada(conn: asyncpg.Connection, p: domain.Peserta) -> None:
    """A child stays or comes back only into the family of somebody who is in the unit himself."""
    if not await conn.fetchval(_MASIH, p.nomor_kartu_pekerja, p.badan_usaha_id):
        raise Ditolak("PEKERJA_TIDAK_ADA", "Pekerja yang diikuti sudah tidak terdaftar pada Badan Usaha ini.", status=409)


async def _perintah(conn: asyncpg.Connection, sandi: Sandi, p: domain.Peserta, apa: isi.Sederhana, pada: date) -> PerintahUntuk:
    """The command for the person himself, and for each of the family who follows him."""
    match apa:
        case isi.Keluar():
            return lambda _, sendiri: pesan.Keluarkan(apa.berlaku, apa.alasan if sendiri else "PEKERJA_KELUAR", pada)
        case isi.Meninggal():
            mati, tutup = pesan.CatatMeninggal(apa.berlaku, pada), pesan.Keluarkan(apa.berlaku, "PEKERJA_MENINGGAL", pada)
            return lambda _, sendiri: mati if sendiri else tutup
        case isi.Phk() | isi.CacatTotal():
            jamin = pesan.CatatPhk(apa.berlaku, pada, apa.jenis)
            return lambda _, __: jamin
        case isi.UbahUpah():
            return await _ubah_upah(conn, sandi, p, apa, pada)
        case isi.UbahData():
            return await _ubah_data(conn, sandi, p, apa)
        case isi.Nikah() if p.hubungan == "PEKERJA":
            return await _status_kawin(conn, sandi, p, "KAWIN", apa.berlaku)
        case isi.Nikah() | isi.Bekerja():
            lepas = mp.LepaskanAnak(apa.jenis, apa.berlaku, apa.menjadi, pada)
            return lambda _, __: lepas
        case isi.Cerai():
            cerai = mp.Ceraikan(apa.berlaku, pada)
            if p.hubungan != "PEKERJA":
                return lambda _, __: cerai
            status = await _status_kawin(conn, sandi, p, "CERAI", apa.berlaku)
            return lambda o, sendiri: status(o, True) if sendiri else cerai if o.hubungan in PASANGAN else None
        case isi.KeteranganKuliah():
            surat = mp.CatatKeteranganKuliah(apa.berlaku, pada)
            return lambda _, __: surat
        case isi.LengkapiNik():
            lengkap = await nik.perintah(conn, sandi, p.nomor_kartu, p.rahasia, apa)
            return lambda _, __: lengkap
        case isi.KeluargaTambahan():
            tambahan = mp.JadikanTambahan(apa.berlaku, pada)
            return lambda _, __: tambahan


async def _ubah_upah(conn: asyncpg.Connection, sandi: Sandi, p: domain.Peserta, apa: isi.UbahUpah, pada: date) -> PerintahUntuk:
    kunci = await kunci_peserta(conn, sandi, p.nomor_kartu)
    mulai = perubahan_mulai(pada, apa.berlaku).awal
    kelas = hak_kelas_pekerja(p.sub_segmen, apa.golongan or p.golongan, apa.upah_pokok + apa.tunjangan_tetap, mulai)
    ubah = pesan.UbahUpah(
        tutup_upah(kunci, apa.upah_pokok, apa.tunjangan_tetap),
        kelas,
        aturan_kelas(p.sub_segmen),
        apa.kabupaten_kota_kerja,
        apa.berlaku,
        pada,
    )
    ikut = pesan.TetapkanHakKelas(kelas, "R-KEP-42", mulai)
    return lambda _, sendiri: ubah if sendiri else ikut


async def _ubah_data(conn: asyncpg.Connection, sandi: Sandi, p: domain.Peserta, apa: isi.UbahData) -> PerintahUntuk:
    data: dict[str, Any] = {k: v for k, v in apa.data.model_dump().items() if v is not None}
    fktp = data.pop("kode_fktp", None)
    rahasia = None
    if data:
        rahasia = await _rahasia(conn, sandi, p, data)
    ganti = pesan.UbahData((*sorted(data), *(("kode_fktp",) if fktp else ())), rahasia, fktp, apa.berlaku)
    return lambda _, __: ganti


async def _status_kawin(conn: asyncpg.Connection, sandi: Sandi, p: domain.Peserta, status: str, berlaku: date) -> PerintahUntuk:
    """R-KEP-28: marriage and divorce of the worker are kept with his identity."""
    rahasia = await _rahasia(conn, sandi, p, {"status_kawin": status})
    ganti = pesan.UbahData(("status_kawin",), rahasia, None, berlaku)
    return lambda _, __: ganti


async def _rahasia(conn: asyncpg.Connection, sandi: Sandi, p: domain.Peserta, data: dict[str, Any]) -> str:
    kunci = await kunci_peserta(conn, sandi, p.nomor_kartu)
    return seal(kunci, {**unseal(kunci, p.rahasia), **data})
