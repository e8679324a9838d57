"""Changes of a peserta over HTTP. What concerns a worker concerns his family: all their streams change in one transaction."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import asyncpg
import orjson
from chassis.auth import Principal, requires
from chassis.commands import Commands, Outcome
from chassis.context import Context
from chassis.crypto import seal, unseal
from chassis.http import command_context, if_match, reply
from chassis.ports import Conflict, Remembered
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
                    commands = Commands(rt.store.within(conn))
                    hasil = await terapkan(conn, commands, sandi, baris, apa, ctx, akses.hari(ctx), expected)
                    badan = orjson.dumps(hasil.jawaban.model_dump(mode="json"))
                    await ingat(conn, ctx, 200, badan)
            except (Conflict, Remembered):
                continue
            rt.wake_event.set()
            return reply(Outcome(None, hasil.versi, (), 200, badan))
        raise Ditolak("SEDANG_DIUBAH", "Data ini sedang diubah oleh permintaan lain; silakan ulangi.")

    return r


@dataclass(frozen=True, slots=True)
class Hasil:
    jawaban: isi.MutasiJawaban
    versi: int


async def terapkan(
    conn: asyncpg.Connection,
    commands: Commands,
    sandi: Sandi,
    baris: Mapping[str, Any],
    apa: isi.Sederhana,
    ctx: Context,
    pada: date,
    expected: int | None = None,
    hanya: str | None = None,
) -> Hasil:
    """One mutasi, in the transaction of who asks: this route, or the row of a file.

    ``baris``: of the person, whom the asker may change; ``hanya``: only while he is of this Badan Usaha. Raises Conflict where somebody
    changed one of these people meanwhile: roll back what was written of the family, decide again."""
    nomor_kartu, pekerja = baris["nomor_kartu"], baris["hubungan"] == "PEKERJA"
    ikut = pekerja and isinstance(apa, IKUT)
    if ikut or isinstance(apa, BUTUH_PEKERJA):
        await kunci_keluarga(conn, baris["badan_usaha_id"])
    keluarga = [b["nomor_kartu"] for b in await conn.fetch(_KELUARGA, nomor_kartu)] if ikut else []
    dimuat = await muat(commands.store, (nomor_kartu, *keluarga))
    orang, versi = {n: p for n, (p, _) in dimuat.items()}, {n: v for n, (_, v) in dimuat.items()}
    if not versi[nomor_kartu]:
        raise tidak_ditemukan("Peserta")
    if hanya is not None and orang[nomor_kartu].badan_usaha_id != hanya:
        raise Conflict("he has moved away since the row was looked at")
    if expected is not None and expected != versi[nomor_kartu]:
        raise Ditolak("VERSI_BERUBAH", f"Data sudah berubah: versi sekarang {versi[nomor_kartu]}.", status=412)
    if isinstance(apa, BUTUH_PEKERJA):
        await _pekerja_masih_ada(conn, orang[nomor_kartu])
    if isinstance(apa, isi.Cerai) and pekerja and sum(o.hubungan in PASANGAN for o in orang.values()) != 1:
        raise Ditolak("PASANGAN_TIDAK_JELAS", "Catat perceraian pada kartu suami atau istri yang keluar dari keluarga ini.", status=409)
    perintah = await _perintah(conn, sandi, orang[nomor_kartu], apa, pada)
    berakhir = await pembaca.kerja_sama_berakhir(conn, orang)
    putusan: list[Putusan] = []
    for n, o in orang.items():
        if (p := perintah(o, n == nomor_kartu)) is not None:
            putusan.append((n, o, versi[n], sebatas_kerja_sama(domain.decide(p, o), o, berakhir.get(n))))
    berubah = [x for x in putusan if x[3]]
    ditulis = await commands.append_many(PESERTA, berubah, ctx=ctx)
    if len(ditulis) != len(berubah):
        raise Conflict("one of these people was changed meanwhile")
    if berubah:
        await _temukan(conn, sandi, nomor_kartu, apa)
    jawaban = isi.MutasiJawaban.dari(apa.jenis, PESERTA.fold(putusan[0][3], putusan[0][1]), [n for n, *_ in berubah])
    return Hasil(jawaban, versi[nomor_kartu] + len(putusan[0][3]))


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
    lama = {} if p.upah_tersandi is None else unseal(kunci, p.upah_tersandi)
    sama = (lama.get("upah_pokok"), lama.get("tunjangan_tetap")) == (apa.upah_pokok, apa.tunjangan_tetap)
    kelas = hak_kelas_pekerja(p.sub_segmen, apa.golongan or p.golongan, apa.upah_pokok + apa.tunjangan_tetap, mulai)
    # the same wage in its old seal: only so can the domain see that nothing changes
    ubah = pesan.UbahUpah(
        p.upah_tersandi if sama and p.upah_tersandi else tutup_upah(kunci, apa.upah_pokok, apa.tunjangan_tetap),
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
    kolom, rahasia = await _rahasia(conn, sandi, p, data)
    if fktp and fktp != p.kode_fktp:
        kolom = (*kolom, "kode_fktp")
    ganti = pesan.UbahData(kolom, rahasia, fktp, apa.berlaku)
    return lambda _, __: ganti


async def _status_kawin(conn: asyncpg.Connection, sandi: Sandi, p: domain.Peserta, status: str, berlaku: date) -> PerintahUntuk:
    """R-KEP-28: marriage and divorce of the worker are kept with his identity."""
    kolom, rahasia = await _rahasia(conn, sandi, p, {"status_kawin": status})
    ganti = pesan.UbahData(kolom, rahasia, None, berlaku)
    return lambda _, __: ganti


async def _rahasia(conn: asyncpg.Connection, sandi: Sandi, p: domain.Peserta, data: dict[str, Any]) -> tuple[tuple[str, ...], str | None]:
    """(columns that become others, the identity with them). What is so already changes nothing (R-KEP-28)."""
    if not data:
        return (), None
    kunci = await kunci_peserta(conn, sandi, p.nomor_kartu)
    lama = unseal(kunci, p.rahasia)
    baru = {k: v for k, v in data.items() if lama.get(k) != v}
    return (tuple(sorted(baru)), seal(kunci, {**lama, **baru})) if baru else ((), None)
