"""All events by ``ce_type``, with the day marks of every service."""

from __future__ import annotations

import inspect
from types import ModuleType

from pydantic import create_model

from shared_events import faskes, iuran, kepesertaan, klaim, notifikasi, status
from shared_events.base import HariDitutup, PublicEvent

LAYANAN = ("faskes", "kepesertaan", "iuran", "status", "klaim", "notifikasi")
"""Producing services in the order in which a day is closed."""


def _of(module: ModuleType) -> list[type[PublicEvent]]:
    return [
        c
        for _, c in inspect.getmembers(module, inspect.isclass)
        if issubclass(c, PublicEvent) and c.__module__.startswith(module.__name__) and not c.__name__.startswith("_")
    ]


def _mark(layanan: str) -> type[HariDitutup]:
    mark = create_model("HariDitutup", __base__=HariDitutup, __module__=__name__, __doc__=HariDitutup.__doc__)
    mark.LAYANAN = layanan
    return mark


HARI_DITUTUP: dict[str, type[HariDitutup]] = {layanan: _mark(layanan) for layanan in LAYANAN}
EVENTS: dict[str, type[PublicEvent]] = {e.ce_type(): e for m in (faskes, kepesertaan, iuran, status, klaim, notifikasi) for e in _of(m)} | {
    m.ce_type(): m for m in HARI_DITUTUP.values()
}


def topic(layanan: str, prefix: str = "") -> str:
    """``selaras.iuran``, with the prefix of the setting (empty in production)."""
    return f"{prefix}selaras.{layanan}"
