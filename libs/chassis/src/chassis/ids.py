"""Identifiers of our own things."""

from __future__ import annotations

from uuid import UUID, uuid5

from uuid_utils import uuid7

NAMESPACE = UUID("6f1d3c58-52f5-4f0e-9d0b-0f8f3a4f6a10")


def new_id() -> UUID:
    """A UUIDv7: ordered by time, so indexes stay compact."""
    return UUID(bytes=uuid7().bytes)


def derived(*parts: object) -> UUID:
    """The same parts give the same id: what a replay must not do twice carries one of these."""
    return uuid5(NAMESPACE, "\x1f".join(str(p) for p in parts))
