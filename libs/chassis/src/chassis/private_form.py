"""The private form of an event beside its public one on the topic, so that a service whose database came back from an older backup
can bring its own facts back (``selaras pulihkan``). Opaque to everybody else, and no part of any contract: it holds what the store
holds, personal data only as ciphertext. A public event carries the private-only events of its stream that came right before it.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec

HEADER = "selaras-privat"
COLUMNS = "e.version, e.event_id, e.type, e.schema_version, e.data, e.metadata, e.waktu, e.dicatat_pada, e.head"
MAX_BYTES = 600 * 1024
"""With a public form of 256 KiB the record still fits into the broker's megabyte."""


class PrivateEvent(msgspec.Struct, array_like=True, frozen=True):
    """A row of ``events``, without its public form."""

    version: int
    event_id: UUID
    type: str
    schema_version: int
    data: bytes
    metadata: bytes
    waktu: datetime
    dicatat_pada: datetime
    head: int | None


_encoder = msgspec.msgpack.Encoder()
_decoder = msgspec.msgpack.Decoder(list[PrivateEvent])


def encode_private(rows: Iterable[Any]) -> bytes | None:
    """The run of rows that ends with the public event; None when it would not fit: that stream then has only its backup."""
    run = [
        PrivateEvent(
            r["version"], r["event_id"], r["type"], r["schema_version"], r["data"], r["metadata"], r["waktu"], r["dicatat_pada"], r["head"]
        )
        for r in rows
    ]  # fmt: skip
    encoded = _encoder.encode(run)
    return encoded if len(encoded) <= MAX_BYTES else None


def decode_private(data: bytes) -> list[PrivateEvent]:
    """Raises msgspec.DecodeError for what is not ours."""
    return _decoder.decode(data)
