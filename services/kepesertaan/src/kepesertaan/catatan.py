"""Who opened whose identity, when and what for."""

from __future__ import annotations

from collections.abc import Sequence

import asyncpg

_CATAT = "insert into catatan_identitas (oleh, tujuan, nomor_kartu) values ($1, $2, $3)"


async def catat(conn: asyncpg.Connection, oleh: str, tujuan: str, nomor_kartu: Sequence[str]) -> None:
    """Nobody opened is nothing to note."""
    if nomor_kartu:
        await conn.execute(_CATAT, oleh, tujuan, list(nomor_kartu))
