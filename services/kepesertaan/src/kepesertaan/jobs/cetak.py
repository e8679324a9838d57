"""CETAK_KARTU: the cards in force of an AKT, page after page of a hundred, each page one PDF. Killed and resumed it prints none twice."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from chassis.jobs import JobKind, JobRun
from chassis.offload import Offload

from kepesertaan.catatan import catat
from kepesertaan.cetak.kartu import Cetakan, cetak
from kepesertaan.kartu_cetak import CETAK_BERIKUT, cetakan, gambar_desain, tutup_bagian
from kepesertaan.pekerjaan import CETAK_KARTU, MasukanCetak
from kepesertaan.sandi import Sandi
from kepesertaan.simpanan import Simpanan
from kepesertaan.tanda_tangan import KunciKartu

SEKALI = 100
_SIMPAN = """
insert into cetak_kartu (pekerjaan_id, bagian, nomor_kartu, nomor_kib, isi) values ($1, $2, $3, $4, $5)
"""


@dataclass(frozen=True, slots=True)
class Kemajuan:
    setelah: str = ""
    bagian: int = 0
    kartu: int = 0


class CetakKartu:
    def __init__(self, sandi: Sandi, kunci: KunciKartu, offload: Offload, simpanan: Simpanan) -> None:
        self._simpanan = simpanan
        self._sandi = sandi
        self._kunci = kunci
        self._offload = offload

    def jenis(self) -> JobKind:
        return JobKind(CETAK_KARTU, self.langkah)

    async def langkah(self, run: JobRun) -> None:
        m = run.input(MasukanCetak)
        k = run.checkpoint(Kemajuan) or Kemajuan()
        async with run.reading() as conn:
            baris = await conn.fetch(CETAK_BERIKUT, m.akt_id, m.versi_desain, m.badan_usaha_id, k.setelah, SEKALI)
            gambar = await gambar_desain(conn, self._simpanan, m.akt_id, (b["versi_desain"] for b in baris))
        if not baris:
            async with run.commit(finish=True, total=k.kartu, result={"kartu": k.kartu, "berkas": k.bagian}):
                return
        terbaca = await asyncio.to_thread(self._baca, baris, m.akt_nama)
        isi = await self._offload.run(cetak, [c for c, _ in terbaca], run.now, gambar)
        nomor = [c.nomor_kartu for c, _ in terbaca]
        lanjut = Kemajuan(baris[-1]["nomor_kib"], k.bagian + 1, k.kartu + len(terbaca))
        tersegel = await asyncio.to_thread(tutup_bagian, [kunci for _, kunci in terbaca], isi, str(run.id), lanjut.bagian)
        async with run.commit(checkpoint=lanjut, done=len(terbaca)) as tx:
            await tx.conn.execute(_SIMPAN, run.id, lanjut.bagian, nomor, [c.nomor_kib for c, _ in terbaca], tersegel)
            await catat(tx.conn, m.oleh, "Pencetakan kartu", nomor)

    def _baca(self, baris: Sequence[Mapping[str, Any]], akt_nama: str) -> list[tuple[Cetakan, bytes]]:
        return [(cetakan(self._sandi, self._kunci, b, akt_nama), self._sandi.induk.unwrap(b["kunci"])) for b in baris]
