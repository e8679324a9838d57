"""MUTASI_IMPOR: a file of mutasi, row by row, each in a transaction of its own that is the single route's (and the checkpoint's)."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Generic, Protocol, TypeVar

import orjson
from chassis.jobs import JobKind, JobRun
from chassis.tx import Tx
from dasar.penolakan import Ditolak
from dasar.tanggal import hari_wib

from kepesertaan import pembaca
from kepesertaan.baris_gagal import tutup
from kepesertaan.domain.berkas import Cacat
from kepesertaan.pekerjaan import MUTASI_IMPOR, MasukanMutasi
from kepesertaan.sandi import Sandi

S = TypeVar("S")


class Pelaku(Protocol[S]):
    """The deed of a row, as the single route does it. Both raise Ditolak where it would refuse."""

    async def siapkan(self, masukan: MasukanMutasi, asal: Mapping[str, str], pada: date) -> S:
        """Whatever is read or asked before the transaction."""

    async def lakukan(self, tx: Tx, siap: S, pada: date) -> bool:
        """False: found done already. Raises Conflict where somebody changed these people meanwhile."""


@dataclass(slots=True)
class Kemajuan:
    """``baris``: the row of the piece that is next."""

    potongan: int = 0
    baris: int = 0
    berubah: int = 0
    tidak_berubah: int = 0
    gagal: int = 0

    def lewat(self, banyak: int) -> Kemajuan:
        """After this row of a piece of so many."""
        habis = self.baris + 1 >= banyak
        potongan, baris = (self.potongan + 1, 0) if habis else (self.potongan, self.baris + 1)
        return Kemajuan(potongan, baris, self.berubah, self.tidak_berubah, self.gagal)


class MutasiImpor(Generic[S]):
    def __init__(self, sandi: Sandi, pelaku: Pelaku[S]) -> None:
        self._sandi = sandi
        self._pelaku = pelaku

    def jenis(self) -> JobKind:
        return JobKind(MUTASI_IMPOR, self.langkah)

    async def langkah(self, run: JobRun) -> None:
        masukan, kemajuan = run.input(MasukanMutasi), run.checkpoint(Kemajuan) or Kemajuan()
        async with run.reading() as conn:
            berkas = await conn.fetchrow("select kolom, jumlah from berkas_impor where pekerjaan_id = $1", run.id)
            isi = await conn.fetchval(
                "select isi from potongan_impor where pekerjaan_id = $1 and potongan = $2", run.id, kemajuan.potongan
            )  # fmt: skip
        if isi is None:
            return await self._selesai(run, kemajuan, berkas["jumlah"])
        baris = orjson.loads(await asyncio.to_thread(self._sandi.buka_berkas, isi, str(run.id)))
        nomor, sel = baris[kemajuan.baris]
        kolom, lanjut = dict(zip(berkas["kolom"], sel, strict=True)), kemajuan.lewat(len(baris))
        pada = hari_wib(run.now)
        try:
            siap = await self._pelaku.siapkan(masukan, kolom, pada)
            # the checkpoint is written at the end of the block, with what the row has come to
            async with run.commit(checkpoint=lanjut, done=1, total=berkas["jumlah"]) as tx:
                if await self._pelaku.lakukan(tx, siap, pada):
                    lanjut.berubah += 1
                else:
                    lanjut.tidak_berubah += 1
                await self._buang(tx, run, lanjut)
        except Ditolak as tolak:
            gagal = tutup(self._sandi, cacat(nomor, tolak), orjson.dumps(kolom))
            lanjut = kemajuan.lewat(len(baris))
            lanjut.gagal += 1
            async with run.commit(checkpoint=lanjut, failed=[gagal], total=berkas["jumlah"]) as tx:
                await self._buang(tx, run, lanjut)

    async def _buang(self, tx: Tx, run: JobRun, lanjut: Kemajuan) -> None:
        """Of a piece that is through nothing stays but its refused rows."""
        if lanjut.baris == 0:
            await tx.conn.execute("delete from potongan_impor where pekerjaan_id = $1 and potongan < $2", run.id, lanjut.potongan)

    async def _selesai(self, run: JobRun, k: Kemajuan, jumlah: int) -> None:
        hasil = {"berubah": k.berubah, "tidak_berubah": k.tidak_berubah, "gagal": k.gagal}
        async with run.commit(checkpoint=k, finish=True, total=jumlah, result=hasil) as tx:
            await pembaca.buang_potongan(tx.conn, run.id)


def cacat(baris: int, tolak: Ditolak) -> Cacat:
    """A refusal of the single route as a refused row: its column where it names one, its rule with the sentence."""
    kolom = tolak.galat[0].penunjuk.rpartition("/")[2] if tolak.galat else "nomor_kartu"
    aturan = "" if tolak.aturan is None else f" ({tolak.aturan})"
    return Cacat(baris, kolom, tolak.kode, f"{tolak.alasan}{aturan}")
