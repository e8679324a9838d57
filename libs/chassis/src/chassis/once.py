"""A transaction that happens once per idempotency key: for what is not one command on one stream (a job, a decision on parked records)."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

import asyncpg

from chassis.commands import Commands, Outcome
from chassis.context import Context
from chassis.db import Database
from chassis.ports import Taken

Work = Callable[[asyncpg.Connection], Awaitable[bytes]]
"""Does the work inside the transaction and gives the JSON of the answer."""

_REMEMBER = "insert into commands (client, route, key, request_hash, status, response) values ($1, $2, $3, $4, $5, $6)"


async def once(db: Database, commands: Commands, ctx: Context, status: int, work: Work) -> Outcome[None]:
    """The effect and its stored answer commit together; the same key gets that answer again, another body under it 422."""
    if (known := await commands.replay(ctx)) is not None:
        return known
    try:
        async with db.transaction() as conn:
            body = await work(conn)
            if ctx.key is not None:
                await conn.execute(_REMEMBER, ctx.client, ctx.route, ctx.key, ctx.request_hash, status, body)
    except (asyncpg.UniqueViolationError, Taken):
        # the same request at the same moment: the other one won, its answer counts, whichever of its rows was met first
        if (known := await commands.replay(ctx)) is None:
            raise
        return known
    return Outcome(None, None, (), status, body)
