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
        # only what is kept is decoded: this runs for every record of every consumer
        h: Mapping[str, bytes] = dict(headers)
        get = h.get
        try:
            time, recorded = h["ce_time"], h["ce_recordedtime"]
            moment = datetime.fromisoformat(time.decode())
            sequence, akt_id, cause = get("ce_sequence"), get("ce_aktid"), get("ce_causationid")
            correlation, traceparent = get("ce_correlationid"), get("ce_traceparent")
            return cls(
                UUID(h["ce_id"].decode()),
                h["ce_source"].decode(),
                h["ce_type"].decode(),
                h["ce_subject"].decode(),
                moment,
                moment if recorded == time else datetime.fromisoformat(recorded.decode()),
                None if sequence is None else int(sequence),
                None if akt_id is None else akt_id.decode(),
                None if correlation is None else correlation.decode(),
                None if cause is None else cause.decode(),
                None if traceparent is None else traceparent.decode(),
            )
        except KeyError as missing:
            raise ValueError(f"header {missing} is missing") from None
