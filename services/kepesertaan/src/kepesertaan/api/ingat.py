"""The stored answer of a command that writes several streams in a transaction of its own."""

from __future__ import annotations

import asyncpg
from chassis.context import Context
from chassis.ports import Remembered


async def ingat(conn: asyncpg.Connection, ctx: Context, status: int, badan: bytes) -> None:
    """Written with the effect. Raises Remembered if the key was used meanwhile: everything rolls back, the stored answer counts."""
    if ctx.key is None:
        return
    try:
        await conn.execute(
            "insert into commands (client, route, key, request_hash, status, response) values ($1, $2, $3, $4, $5, $6)",
            ctx.client,
            ctx.route,
            ctx.key,
            ctx.request_hash,
            status,
            badan,
        )
    except asyncpg.UniqueViolationError:
        raise Remembered from None
