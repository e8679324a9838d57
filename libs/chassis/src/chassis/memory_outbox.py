"""Outbox and lease in memory."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from chassis.memory_db import MemorySession
from chassis.outbox import outbox_entry
from chassis.ports import OutboxEntry


class MemoryOutbox:
    def __init__(self, session: MemorySession, service: str) -> None:
        self._session = session
        self._source = f"/{service}"

    async def pending(self, limit: int, besides: Sequence[int] = ()) -> list[OutboxEntry]:
        async with self._session.statement(writes=False) as tx:
            found: list[OutboxEntry] = []
            for id, row in sorted(r for r in tx.rows("outbox").items() if r[0] not in besides)[:limit]:
                event: dict[str, Any] = tx.get("events", (row.get("stream_id"), row.get("version"))) or {}
                found.append(outbox_entry({**event, **row, "id": id}, self._source))
            return found

    async def delete(self, ids: Sequence[int]) -> None:
        async with self._session.statement() as tx:
            for id in ids:
                await tx.delete("outbox", id)


class MemoryLease:
    def __init__(self, session: MemorySession, name: str, owner: str, seconds: float) -> None:
        self._session = session
        self._name = name
        self._owner = owner
        self._seconds = seconds

    async def acquire(self) -> bool:
        async with self._session.statement() as tx:
            await tx.lock("leases", self._name)
            held: tuple[str, float] | None = tx.get("leases", self._name)
            now = tx.db.now()
            if held is not None and held[0] != self._owner and held[1] >= now:
                return False
            await tx.put("leases", self._name, (self._owner, now + self._seconds))
            return True
