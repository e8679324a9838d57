"""What the three example services are about: accounts that take deposits, a copy of them next door, a tally two hops away.

Every SQL text of a read model has its twin in ``INLINE``: PostgreSQL runs the text, the memory store runs the twin.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from chassis.aggregate import Aggregate, Appended, PublicForm, Statement
from chassis.memory_db import Transaction
from chassis.memory_store import InlineModel
from chassis.ports import Taken
from dasar.penolakan import Ditolak
from shared_events.iuran import KelebihanIuranDicatat, ReturDisetujui

LIMIT = 60
VA = "8888800000000001"


@dataclass(frozen=True, slots=True)
class Account:
    balance: int = 0
    open: bool = False


@dataclass(frozen=True, slots=True)
class Deposit:
    amount: int
    reference: str
    unique: str = ""


@dataclass(frozen=True, slots=True)
class Opened:
    reference: str


@dataclass(frozen=True, slots=True)
class Noted:
    """Private: nobody outside hears of it, so versions and sequences differ."""

    reference: str


@dataclass(frozen=True, slots=True)
class Deposited:
    amount: int
    reference: str
    unique: str


Event = Opened | Noted | Deposited


def decide_within_limit(command: Deposit, state: Account) -> list[Event]:
    if state.balance + command.amount > LIMIT:
        raise Ditolak("TERLALU_BANYAK", "Saldo melebihi batas.")
    return decide(command, state)


def decide(command: Deposit, state: Account) -> list[Event]:
    if command.amount <= 0:
        raise Ditolak("NOMINAL_TIDAK_SAH", "Nominal harus lebih dari nol.", status=422)
    events: list[Event] = [] if state.open else [Opened(command.reference)]
    half = command.amount // 2 if command.amount % 4 == 0 else 0
    if half:  # two public events in one append
        events.append(Deposited(half, command.reference, ""))
    return [*events, Noted(command.reference), Deposited(command.amount - half, command.reference, command.unique)]


def evolve(state: Account, event: Event) -> Account:
    match event:
        case Opened():
            return replace(state, open=True)
        case Deposited(amount=amount):
            return replace(state, balance=state.balance + amount)
        case Noted():
            return state


def publish(event: Event, state: Account) -> PublicForm | None:
    if not isinstance(event, Deposited):
        return None
    public = KelebihanIuranDicatat(virtual_account=VA, pembayaran_id=event.reference, nominal=event.amount, saldo=state.balance)
    return PublicForm(public, akt_id="akt-a" if event.amount % 2 else "akt-b")


def publish_copy(event: Event, state: Account) -> PublicForm | None:
    if not isinstance(event, Deposited):
        return None
    public = ReturDisetujui(virtual_account=VA, retur_id=event.reference, nominal=event.amount)
    return PublicForm(public, akt_id="akt-a" if event.amount % 2 else "akt-b")


MODEL = (
    "insert into account_model (id, balance, version) select m.id, m.balance, h.version from head h"
    " join unnest($1::text[], $2::text[], $3::bigint[]) as m(stream_id, id, balance) using (stream_id)"
    " on conflict (id) do update set balance = excluded.balance, version = excluded.version"
)
UNIQUE = (
    "insert into reference_used (reference) select m.reference from head h"
    " join unnest($1::text[], $2::text[]) as m(stream_id, reference) using (stream_id)"
)


def inline(appended: Sequence[Appended[Account, Event]]) -> Sequence[Statement]:
    unique = [(a.stream_id, e.unique) for a in appended for e in a.events if isinstance(e, Deposited) and e.unique]
    model = Statement(MODEL, ([a.stream_id for a in appended], [a.id for a in appended], [a.state.balance for a in appended]))
    return [model, *([Statement(UNIQUE, ([s for s, _ in unique], [u for _, u in unique]))] if unique else [])]


async def _model(tx: Transaction, head: Mapping[str, int], args: tuple[Any, ...]) -> None:
    for stream_id, id, balance in zip(*args, strict=True):
        if stream_id in head:
            await tx.put("account_model", id, (balance, head[stream_id]))


async def _unique(tx: Transaction, head: Mapping[str, int], args: tuple[Any, ...]) -> None:
    for stream_id, reference in zip(*args, strict=True):
        if stream_id in head and not await tx.insert("reference_used", reference, True):
            raise Taken("reference_used_pkey")


INLINE: Mapping[str, InlineModel] = {MODEL: _model, UNIQUE: _unique}


def _aggregate(category: str, publish: Any, decide: Any = decide) -> Aggregate[Deposit, Account, Event]:
    return Aggregate(
        category=category, initial=Account(), decide=decide, evolve=evolve, events=(Opened, Noted, Deposited), publish=publish,
        inline=inline, taken={"reference_used_pkey": lambda: Ditolak("REFERENSI_DIPAKAI", "Referensi ini sudah dipakai.")},
    )  # fmt: skip


ACCOUNT = _aggregate("account", publish, decide_within_limit)
COPY = _aggregate("copy", publish_copy)
TALLY = _aggregate("tally", lambda _event, _state: None)
