"""CloudEvents 1.0, Kafka protocol binding, binary mode: the headers of a record."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

SPECVERSION = "1.0"


@dataclass(frozen=True, slots=True)
class Envelope:
    """What travels beside the value. ``subject`` is also the record's key.

    time           when it happened in the world (``waktu``)
    recorded_time  when the producer learned it (``dicatat_pada``); consumers keep it
    sequence       counts without gaps per subject, from 1; None only for HariDitutup
    """

    id: UUID
    source: str
    type: str
    subject: str
    time: datetime
    recorded_time: datetime
    sequence: int | None = None
    akt_id: str | None = None
    correlation_id: str | None = None
    causation_id: str | None = None
    traceparent: str | None = None

    def headers(self) -> list[tuple[str, bytes]]:
        fields: dict[str, str | None] = {
            "ce_specversion": SPECVERSION,
            "ce_id": str(self.id),
            "ce_source": self.source,
            "ce_type": self.type,
            "ce_subject": self.subject,
            "ce_time": self.time.isoformat(),
            "ce_dataschema": f"https://selaras.id/skema/{self.type}.json",
            "ce_sequence": None if self.sequence is None else str(self.sequence),
            "ce_recordedtime": self.recorded_time.isoformat(),
            "ce_aktid": self.akt_id,
            "ce_correlationid": self.correlation_id,
            "ce_causationid": self.causation_id,
            "ce_traceparent": self.traceparent,
        }
        return [("content-type", b"application/json"), *((k, v.encode()) for k, v in fields.items() if v is not None)]

    @classmethod
    def read(cls, headers: Iterable[tuple[str, bytes]]) -> Envelope:
        """Raises ValueError for a record that is no CloudEvent of ours: the consumer parks it."""
        h: Mapping[str, str] = {k: v.decode() for k, v in headers if k.startswith("ce_")}
        try:
            return cls(
                id=UUID(h["ce_id"]),
                source=h["ce_source"],
                type=h["ce_type"],
                subject=h["ce_subject"],
                time=datetime.fromisoformat(h["ce_time"]),
                recorded_time=datetime.fromisoformat(h["ce_recordedtime"]),
                sequence=int(h["ce_sequence"]) if "ce_sequence" in h else None,
                akt_id=h.get("ce_aktid"),
                correlation_id=h.get("ce_correlationid"),
                causation_id=h.get("ce_causationid"),
                traceparent=h.get("ce_traceparent"),
            )
        except KeyError as missing:
            raise ValueError(f"header {missing} is missing") from None
