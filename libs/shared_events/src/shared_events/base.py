"""What every public event has in common."""

from __future__ import annotations

from datetime import date
from typing import Annotated, ClassVar

from pydantic import BaseModel, ConfigDict, Field

Rupiah = Annotated[int, Field(description="Whole rupiah", json_schema_extra={"format": "int64"})]
Noka = Annotated[str, Field(pattern=r"^\d{13}$", description="Nomor kartu JKN, 13 digits")]
VirtualAccount = Annotated[
    str, Field(pattern=r"^\d{16}$", description="Virtual account in its 88888… form, 16 digits; it names the paying unit")
]
PeriodeStr = Annotated[str, Field(pattern=r"^\d{4}-(0[1-9]|1[0-2])$", description="Month of iuran, YYYY-MM")]
Tersandi = Annotated[
    str,
    Field(
        description="Base64 ciphertext (AES-256-GCM) of a JSON object under the key of the peserta; unreadable once that key is destroyed"
    ),
]
KodePpk = Annotated[str, Field(pattern=r"^[0-9]{4}[0-9A-Z][0-9]{3}$", description="Kode faskes BPJS, 8 characters")]


class Bagian(BaseModel):
    """A part of an event. Unknown fields of a newer producer are passed over."""

    model_config = ConfigDict(frozen=True, extra="ignore")


class Dasar(Bagian):
    """One reason of an answer: the rule, the text it comes from, the event behind it, a sentence for people."""

    aturan: str = Field(description="Rule id of docs/aturan.md")
    sumber: str = Field(description="Regulation and Pasal")
    penjelasan: str = Field(description="A sentence in Bahasa Indonesia")
    peristiwa_id: str | None = Field(default=None, description="ce_id of the event the reason rests on")


class PublicEvent(Bagian):
    """Base of all events on the bus. The envelope (id, subject, times, sequence, akt) travels in the CloudEvents headers."""

    LAYANAN: ClassVar[str] = ""
    VERSI: ClassVar[int] = 1

    @classmethod
    def event_name(cls) -> str:
        """``IuranDiterima`` for both ``IuranDiterima`` and a later ``IuranDiterimaV2``."""
        return cls.__name__.removesuffix(f"V{cls.VERSI}") if cls.VERSI > 1 else cls.__name__

    @classmethod
    def ce_type(cls) -> str:
        return f"selaras.{cls.LAYANAN}.{cls.event_name()}.v{cls.VERSI}"


class HariDitutup(PublicEvent):
    """The service has recorded everything it will know of this WIB day on its own; sent to every partition of its topic after
    all that was referenced before it. It has no sequence, its subject is the date, reading it twice is harmless."""

    tanggal: date = Field(description="The closed WIB day; it closes all days before it too")
