"""A row of a file of mutasi: the request of the single route, asked by who sent the file."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Annotated, Any

import asyncpg
import orjson
from chassis.service import Runtime
from chassis.tx import Tx
from dasar.penolakan import Ditolak, tidak_ditemukan
from pydantic import Field, TypeAdapter, ValidationError

from kepesertaan.api import akses, nik
from kepesertaan.api import mutasi_isi as isi
from kepesertaan.api.mutasi import terapkan
from kepesertaan.domain.berkas import kunci_identitas
from kepesertaan.domain.berkas_mutasi import KOLOM_ASAL, BarisMutasi, baca_mutasi, salah
from kepesertaan.dukcapil import Dukcapil
from kepesertaan.pekerjaan import MasukanMutasi
from kepesertaan.sandi import Sandi

_ISI: TypeAdapter[isi.Sederhana] = TypeAdapter(Annotated[isi.Sederhana, Field(discriminator="jenis")])
_NOMOR = "select nomor_kartu from nik_terdaftar where nik_hash = any($1::bytea[])"


@dataclass(frozen=True, slots=True)
class Siap:
    orang: Mapping[str, Any]
    apa: isi.Sederhana


class PelakuMutasi:
    def __init__(self, rt: Runtime, sandi: Sandi, dukcapil: Dukcapil) -> None:
        self._rt = rt
        self._sandi = sandi
        self._dukcapil = dukcapil

    async def siapkan(self, masukan: MasukanMutasi, asal: Mapping[str, str], pada: date) -> Siap:
        baris = baca_mutasi(asal)
        apa = uraikan(baris)
        async with self._rt.db.connection() as conn:
            orang = await akses.peserta_bagi(conn, masukan.penanya, await self._nomor(conn, baris), pada, tulis=True)
        if orang["badan_usaha_id"] != masukan.badan_usaha_id:
            # the asker may see him, so he may be told; nobody is changed through a file of another Badan Usaha
            alasan = "Orang ini bukan peserta Badan Usaha yang berkasnya dikirim; tidak ada yang diubah."
            raise Ditolak("BUKAN_PESERTA_BADAN_USAHA", alasan, aturan="R-KEP-35")
        if isinstance(apa, isi.LengkapiNik):
            await nik.periksa(self._rt, self._sandi, self._dukcapil, orang, apa, pada)
        return Siap(orang, apa)

    async def lakukan(self, tx: Tx, siap: Siap, pada: date) -> bool:
        ctx = tx.context("mutasi", key=False)
        hasil = await terapkan(tx.conn, tx.commands, self._sandi, siap.orang, siap.apa, ctx, pada, hanya=siap.orang["badan_usaha_id"])
        return bool(hasil.jawaban.nomor_kartu_terdampak)

    async def _nomor(self, conn: asyncpg.Connection, baris: BarisMutasi) -> str:
        """Whoever names both numbers has to name the same person by them; else it reads as if there was nobody."""
        if not baris.nik:
            return baris.nomor_kartu
        hash_nik = [self._sandi.hash_identitas(t) for t in (baris.nik, kunci_identitas("PASPOR", baris.nik))]
        ada = {b["nomor_kartu"] for b in await conn.fetch(_NOMOR, hash_nik)}
        if baris.nomor_kartu:
            ada &= {baris.nomor_kartu}
        if len(ada) != 1:
            raise tidak_ditemukan("Peserta")
        return str(ada.pop())


def uraikan(baris: BarisMutasi) -> isi.Sederhana:
    """As the body over HTTP is read; the first fault is the row's."""
    try:
        return _ISI.validate_json(orjson.dumps(baris.isi))
    except ValidationError as galat:
        satu = galat.errors(include_input=False, include_url=False)[0]
        kolom = str(satu["loc"][-1])
        kolom = KOLOM_ASAL.get(kolom, kolom)
        if satu["type"] == "missing":
            raise salah(kolom, "ISIAN_KOSONG", f"Kolom {kolom} harus diisi.") from None
        if kolom == "berlaku":
            raise salah(kolom, "TANGGAL_TIDAK_SAH", "Kolom berlaku harus tanggal berbentuk TTTT-BB-HH.") from None
        raise salah(kolom, "ISIAN_TIDAK_SAH", f"Isi kolom {kolom} tidak sesuai bentuknya.") from None
