"""Earlier versions of an event as its readers get them: one upcaster from each version to the next.

The bus and the stores keep every version for ever. A consumer names the newest version it understands and is given all earlier ones in
that form; a newer one than it names is parked, never passed over (consumers are upgraded first).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from shared_events import klaim
from shared_events.base import PublicEvent
from shared_events.registry import EVENTS

Upcaster = Callable[[Any], PublicEvent]


def _klaim_diajukan(e: klaim.KlaimDiajukan) -> klaim.KlaimDiajukanV2:
    # v1 never said to which office; nobody may guess it from the faskes (R-VER-02)
    return klaim.KlaimDiajukanV2(**e.model_dump(), kantor_cabang=None)


UPCASTERS: dict[type[PublicEvent], Upcaster] = {klaim.KlaimDiajukan: _klaim_diajukan}
"""From the class of a version to the next one."""


def name_of(ce_type: str) -> str:
    """``selaras.klaim.KlaimDiajukan.v2`` -> ``selaras.klaim.KlaimDiajukan``."""
    return ce_type.rsplit(".", 1)[0]


def earlier(event: type[PublicEvent]) -> tuple[type[PublicEvent], ...]:
    """The versions before this one."""
    return tuple(e for e in EVENTS.values() if name_of(e.ce_type()) == name_of(event.ce_type()) and e.VERSI < event.VERSI)


def with_earlier(events: Iterable[type[PublicEvent]]) -> frozenset[str]:
    """The ``ce_type`` of these events and of their earlier versions."""
    return frozenset(e.ce_type() for event in events for e in (event, *earlier(event)))


def upcast(event: PublicEvent, wanted: frozenset[str]) -> PublicEvent:
    """The event in the newest of the wanted versions of it."""
    if type(event) not in UPCASTERS:
        return event
    newest = max((EVENTS[t].VERSI for t in wanted if t in EVENTS and name_of(t) == name_of(event.ce_type())), default=event.VERSI)
    while newest > event.VERSI:
        event = UPCASTERS[type(event)](event)
    return event
