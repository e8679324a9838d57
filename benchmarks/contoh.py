"""A small aggregate for what is measured without HTTP: three events an append, one of them public, and one row of inline model."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from chassis.aggregate import Aggregate, Appended, PublicForm, Statement
from dasar.tanggal import WIB
from shared_events.iuran import KelebihanIuranDicatat

SAAT = datetime(2016, 12, 5, 9, tzinfo=WIB)
TABEL = "create table saldo_contoh (id text primary key, jumlah bigint not null, versi bigint not null)"
MODEL = (
    "insert into saldo_contoh (id, jumlah, versi) select m.id, m.jumlah, h.version from head h"
    " join unnest($1::text[], $2::text[], $3::bigint[]) as m(stream_id, id, jumlah) using (stream_id)"
    " on conflict (id) do update set jumlah = excluded.jumlah, versi = excluded.versi"
)

__all__ = ["CONTOH", "SAAT", "TABEL", "Buka"]


@dataclass(frozen=True, slots=True)
class Buka:
    pemilik: str
    nominal: int
    referensi: str


@dataclass(frozen=True, slots=True)
class Dibuka:
    pemilik: str


@dataclass(frozen=True, slots=True)
class Disetor:
    nominal: int
    referensi: str
    waktu: datetime


@dataclass(frozen=True, slots=True)
class Disahkan:
    referensi: str


Peristiwa = Dibuka | Disetor | Disahkan


@dataclass(frozen=True, slots=True)
class Saldo:
    pemilik: str | None = None
    jumlah: int = 0


def decide(command: Buka, state: Saldo) -> list[Peristiwa]:
    return [Dibuka(command.pemilik), Disetor(command.nominal, command.referensi, SAAT), Disahkan(command.referensi)]


def evolve(state: Saldo, event: Peristiwa) -> Saldo:
    match event:
        case Dibuka():
            return replace(state, pemilik=event.pemilik)
        case Disetor():
            return replace(state, jumlah=state.jumlah + event.nominal)
        case Disahkan():
            return state


def publish(event: Peristiwa, state: Saldo) -> PublicForm | None:
    if not isinstance(event, Disetor):
        return None
    isi = KelebihanIuranDicatat(
        virtual_account="8888800000000001", pembayaran_id=event.referensi, nominal=event.nominal, saldo=state.jumlah
    )  # fmt: skip
    return PublicForm(isi, akt_id="akt-sentosa")


def inline(appended: Sequence[Appended[Saldo, Peristiwa]]) -> Sequence[Statement]:
    kolom = ([a.stream_id for a in appended], [a.id for a in appended], [a.state.jumlah for a in appended])
    return [Statement(MODEL, kolom)]


CONTOH: Aggregate[Buka, Saldo, Peristiwa] = Aggregate(
    category="contoh",
    initial=Saldo(),
    decide=decide,
    evolve=evolve,
    events=(Dibuka, Disetor, Disahkan),
    publish=publish,
    inline=inline,
)
