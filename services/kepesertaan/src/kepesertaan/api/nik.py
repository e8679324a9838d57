"""LENGKAPI_NIK: a child registered before its NIK was issued gets it, under the number it has (R-KEP-11, R-KEP-36)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

import asyncpg
from chassis.crypto import seal, unseal
from chassis.service import Runtime
from dasar.penolakan import Ditolak

from kepesertaan.api.mutasi_isi import LengkapiNik
from kepesertaan.api.pendaftaran import tolak
from kepesertaan.domain.berkas import Aturan, BarisPeserta, Cacat, baca_baris
from kepesertaan.domain.pendaftaran import cocokkan_dukcapil
from kepesertaan.domain.peserta_pesan import UbahData
from kepesertaan.dukcapil import Dukcapil
from kepesertaan.kunci import kunci_peserta
from kepesertaan.sandi import Sandi

_GANTI = "update nik_terdaftar set nik_hash = $2 where nomor_kartu = $1"


async def periksa(rt: Runtime, sandi: Sandi, dukcapil: Dukcapil, orang: Mapping[str, Any], isi: LengkapiNik, pada: date) -> None:
    """Before anything is written: his NIK by form, birth date and sex, and by Dukcapil."""
    async with rt.db.connection() as conn:
        identitas = unseal(await kunci_peserta(conn, sandi, orang["nomor_kartu"]), orang["rahasia"])
    if identitas["jenis_identitas"] != "BAYI":
        if identitas["nik"] == isi.nik:
            return
        raise Ditolak("SUDAH_BERNIK", "Peserta ini sudah mempunyai nomor identitas.", aturan="R-KEP-11", status=409)
    kolom = {**identitas, "jenis_identitas": "NIK", "nik": isi.nik, "hubungan": "ANAK", "nik_pekerja": "-"}
    baris: BarisPeserta | Cacat = baca_baris(0, {k: str(v) for k, v in kolom.items()}, Aturan(pada, orang["sub_segmen"]))
    if isinstance(baris, Cacat):
        raise tolak(baris)
    tidak_cocok = cocokkan_dukcapil(baris, await dukcapil.cari([isi.nik]))
    if tidak_cocok is not None:
        raise tolak(tidak_cocok)


async def perintah(conn: asyncpg.Connection, sandi: Sandi, nomor_kartu: str, rahasia: str, isi: LengkapiNik) -> UbahData:
    kunci = await kunci_peserta(conn, sandi, nomor_kartu)
    identitas = unseal(kunci, rahasia)
    if identitas["nik"] == isi.nik:
        return UbahData((), None, None, isi.berlaku)
    return UbahData(("jenis_identitas", "nik"), seal(kunci, {**identitas, "jenis_identitas": "NIK", "nik": isi.nik}), None, isi.berlaku)


async def catat(conn: asyncpg.Connection, sandi: Sandi, nomor_kartu: str, nik: str) -> None:
    """In the transaction that records it: he is found by his NIK from now on, and nobody else has it."""
    try:
        await conn.execute(_GANTI, nomor_kartu, sandi.hash_identitas(nik))
    except asyncpg.UniqueViolationError:
        raise Ditolak("SUDAH_TERDAFTAR", "NIK ini sudah terdaftar di Master File.", aturan="R-KEP-11", status=409) from None
