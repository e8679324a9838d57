"""What a record says of itself before anybody has decoded it."""

from __future__ import annotations

from chassis.ports import RawRecord


def header(raw: RawRecord, name: str) -> str | None:
    for key, value in raw.headers:
        if key == name:
            return value.decode("utf-8", "replace").replace("\x00", "")  # PostgreSQL stores no NUL
    return None


def event_id(raw: RawRecord) -> str | None:
    return header(raw, "ce_id")


def identity(raw: RawRecord) -> str:
    """Names a record of one log. The id alone would not do: a topic lost and published again from the store may by chance have the
    same event at the same offset, with others before it that were never read."""
    return f"{event_id(raw) or ''}@{raw.timestamp}"


def subject_of(raw: RawRecord) -> str:
    """The key is the subject; a record without one stands alone, so that parking it stops nobody else."""
    if raw.key is not None:
        return raw.key.decode("utf-8", "replace").replace("\x00", "")
    return f"?{raw.partition}:{raw.offset}"
