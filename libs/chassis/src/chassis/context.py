"""What a command carries besides itself: who asks, under which key, when, and what caused it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from dasar.tanggal import hari_wib


@dataclass(frozen=True, slots=True)
class Context:
    """Made from a request by ``command_context``; made by the engine for a reaction or a job.

    client          ``sub`` of the asker (or the name of the reaction or job)
    route           method, path template and concrete path parameters: the scope of the idempotency key
    key             Idempotency-Key, or None: then a repetition is not recognised by key
    request_hash    SHA-256 of the request; another body under the same key is refused
    now             business time, WIB
    clock           asks for it again, if it may change under the command: then nothing is recorded on a day that was closed meanwhile.
                    None where it stands still (simulated) or the closing waits anyway (the transaction of a reaction or a job)
    correlation_id  the first cause of it all; causation_id the event that led here, if one did
    traceparent     W3C trace context to travel with what the command causes
    conn            a connection whose transaction the append joins (reactions, jobs); None: the pool, in autocommit
    """

    client: str
    route: str
    key: str | None
    request_hash: bytes
    now: datetime
    correlation_id: str | None
    causation_id: str | None = None
    traceparent: str | None = None
    conn: Any = None
    clock: Callable[[], datetime] | None = None

    @property
    def open_day(self) -> date | None:
        return None if self.clock is None else hari_wib(self.now)

    def again(self) -> Context:
        """For another attempt: what was refused because its day had been closed is of the new day."""
        return self if self.clock is None else replace(self, now=self.clock())
