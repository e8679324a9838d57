"""A command that concerns several streams (a submission and its claims): one transaction, exactly once per Idempotency-Key."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from typing import Any, TypeVar

import asyncpg
from chassis.aggregate import Aggregate
from chassis.commands import Commands, Outcome
from chassis.context import Context
from chassis.db import TRANSIENT_ERRORS
from chassis.service import Runtime
from dasar.penolakan import Ditolak

PERCOBAAN = 4
BANYAK = 1000
"""Most streams of one such command: what is more is filed in parts."""

C = TypeVar("C")
S = TypeVar("S")
Kerja = Callable[["Unit"], Awaitable[Outcome[Any]]]


class KalahBalapan(Exception):
    """Somebody changed one of the streams meanwhile: roll back and decide everything again."""


ULANGI: tuple[type[BaseException], ...] = (KalahBalapan, *TRANSIENT_ERRORS)


class _Terulang(Exception):
    def __init__(self, outcome: Outcome[Any]) -> None:
        self.outcome = outcome


class Unit:
    """The open transaction. The last append carries the idempotency key, so that all of it counts once."""

    def __init__(self, rt: Runtime, conn: asyncpg.Connection, ctx: Context) -> None:
        self.conn = conn
        self.ctx = ctx
        self.commands = Commands(rt.store.within(conn))
        self._store = rt.store.within(conn)

    async def muat(self, agregat: Aggregate[Any, S, Any], id: Sequence[str]) -> dict[str, tuple[S, int]]:
        """(state, version) of many streams; version 0 = none."""
        stored = await self._store.load_many([agregat.stream(i) for i in id])
        hasil: dict[str, tuple[S, int]] = {}
        for i in id:
            peristiwa = stored[agregat.stream(i)]
            state = agregat.fold([agregat.codec.decode(e.type, e.schema_version, e.data) for e in peristiwa])
            hasil[i] = (state, peristiwa[-1].version if peristiwa else 0)
        return hasil

    async def tambah(self, agregat: Aggregate[Any, S, Any], diputuskan: Sequence[tuple[str, S, int, Sequence[Any]]]) -> None:
        wajib = {id for id, _, _, peristiwa in diputuskan if peristiwa}
        if wajib and await self.commands.append_many(agregat, diputuskan, ctx=self.ctx) != wajib:
            raise KalahBalapan


async def sekali(rt: Runtime, ctx: Context, kerja: Kerja) -> Outcome[Any]:
    """Run ``kerja`` in one transaction; a used key answers what was answered then."""
    if (tahu := await rt.commands.replay(ctx)) is not None:
        return tahu
    for ke in range(PERCOBAAN):
        try:
            async with rt.db.transaction() as conn:
                outcome = await kerja(Unit(rt, conn, ctx))
                if outcome.replayed:
                    raise _Terulang(outcome)
        except _Terulang as ulang:
            return ulang.outcome
        except ULANGI:
            await asyncio.sleep(0.02 * 2**ke)
            continue
        rt.wake_event.set()
        return outcome
    raise Ditolak("SEDANG_DIUBAH", "Data ini sedang diubah oleh permintaan lain; silakan ulangi.", status=409)
