"""Who reads which event: taken from what the services declare, so that nobody keeps a list."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from importlib import import_module

from chassis.runner import Process
from chassis.settings import PORTS, Settings
from chassis.subscription import Projection, Reaction, Subscription, wanted
from shared_events.registry import HARI_DITUTUP

LAYANAN = sorted(PORTS)


@dataclass(frozen=True)
class Pembaca:
    """One projection or reaction of a service, and the versions of events it is given."""

    layanan: str
    nama: str
    jenis: frozenset[str]
    reaksi: bool

    def __str__(self) -> str:
        return f"{self.layanan} ({'reaksi' if self.reaksi else 'proyeksi'} {self.nama})"


@cache
def proses(layanan: str) -> Process:
    """Composed, never started."""
    settings = Settings(database_url="postgresql://uji:uji@127.0.0.1:1/uji", client_id="uji", client_secret="uji", simulasi=False)
    return Process(import_module(f"{layanan}.main").SPEC, settings, "api")


def langganan(p: Process) -> list[Subscription]:
    semua: list[Projection | Reaction] = [*p.parts.projections, *p.parts.reactions]
    return semua


@cache
def pembaca() -> tuple[Pembaca, ...]:
    """Every consumer reads the day marks of its topics beside what it names."""
    return tuple(
        Pembaca(layanan, s.consumer, wanted(s) | {HARI_DITUTUP[x].ce_type() for x in s.sources}, isinstance(s, Reaction))
        for layanan in LAYANAN
        for s in langganan(proses(layanan))
    )


def pembaca_dari(ce_type: str) -> list[Pembaca]:
    return [p for p in pembaca() if ce_type in p.jenis]
