"""What a command carries besides itself: who asks, under which key, when, and what caused it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any


@dataclass(frozen=True, slots=True)
class Context:
    """Made from a request by ``command_context``; made by the engine for a reaction or a job.

    client          ``sub`` of the asker (or the name of the reaction or job)
    route           method, path template and concrete path parameters: the scope of the idempotency key
    key             Idempotency-Key, or None: then a repetition is not recognised by key
    request_hash    SHA-256 of the request; another body under the same key is refused
    now             business time, WIB
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
