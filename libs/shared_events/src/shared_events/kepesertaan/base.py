"""What the events of kepesertaan share."""

from __future__ import annotations

from typing import ClassVar

from shared_events.base import PublicEvent


class EventKepesertaan(PublicEvent):
    LAYANAN: ClassVar[str] = "kepesertaan"
