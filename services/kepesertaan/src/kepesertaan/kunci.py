"""The key of one peserta, to read or seal what is his."""

from __future__ import annotations

import asyncpg
from dasar.penolakan import Ditolak

from kepesertaan import pembaca
from kepesertaan.sandi import Sandi


async def kunci_peserta(conn: asyncpg.Connection, sandi: Sandi, nomor_kartu: str) -> bytes:
    terbungkus = (await pembaca.kunci_terbungkus(conn, [nomor_kartu])).get(nomor_kartu)
    if terbungkus is None:
        raise Ditolak("PESERTA_DILUPAKAN", "Data pribadi peserta ini sudah dihapus.", status=409)
    return sandi.induk.unwrap(terbungkus)
