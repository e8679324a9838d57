"""A small service of accounts, so that the engine is tested without a business word: deposits, a public form, an inline model,
a projection of another service's events, a reaction, a job and a timer."""

from __future__ import annotations

from collections import Counter
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

import asyncpg
import pytest
from chassis.aggregate import Aggregate, Appended, PublicForm, Statement
from chassis.auth import requires
from chassis.commands import Reply
from chassis.context import Context
from chassis.http import command_context, if_match, reply
from chassis.jobs import FailedRow, JobKind, JobRun
from chassis.jobs_api import job_reply
from chassis.many import execute_many
from chassis.records import Record
from chassis.service import Parts, Runtime, ServiceSpec
from chassis.subscription import Projection, Reaction
from chassis.testing import Harness, running
from chassis.timers import SetTimer, Timer, TimerKind, set_timers
from chassis.tx import ReactionTx, Tx
from dasar.penolakan import Ditolak
from fastapi import APIRouter
from pydantic import BaseModel
from shared_events.faskes import FaskesDidaftarkan
from shared_events.iuran import KelebihanIuranDicatat

MIGRATIONS = Path(__file__).parent / "migrations"


@dataclass(frozen=True, slots=True)
class Account:
    balance: int = 0
    open: bool = False


@dataclass(frozen=True, slots=True)
class Deposit:
    amount: int
    reference: str = ""
    due: date | None = None


@dataclass(frozen=True, slots=True)
class Opened:
    owner: str


@dataclass(frozen=True, slots=True)
class Deposited:
    amount: int
    reference: str
    due: date | None


@dataclass(frozen=True, slots=True)
class Noted:
    """Private: nobody outside hears of it."""

    text: str


Event = Opened | Deposited | Noted


def decide(command: Deposit, state: Account) -> list[Event]:
    if command.amount <= 0:
        raise Ditolak("NOMINAL_TIDAK_SAH", "Nominal harus lebih dari nol.", aturan="R-BYR-06", status=422)
    if state.balance + command.amount > 1_000_000:
        raise Ditolak("TERLALU_BANYAK", "Saldo melebihi batas.")
    first: list[Event] = [] if state.open else [Opened("seseorang")]
    return [*first, Noted("masuk"), Deposited(command.amount, command.reference, command.due)]


def evolve(state: Account, event: Event) -> Account:
    match event:
        case Opened():
            return replace(state, open=True)
        case Deposited(amount=amount):
            return replace(state, balance=state.balance + amount)
        case Noted():
            return state


def publish(event: Event, state: Account) -> PublicForm | None:
    if isinstance(event, Deposited):
        public = KelebihanIuranDicatat(
            virtual_account="8888800000000001", pembayaran_id=event.reference or "p", nominal=event.amount, saldo=state.balance
        )
        return PublicForm(public, akt_id="akt-a")
    return None


def inline(appended: Sequence[Appended[Account, Event]]) -> Sequence[Statement]:
    references = [(a.stream_id, e.reference) for a in appended for e in a.events if isinstance(e, Deposited) and e.reference]
    timers = [
        SetTimer(a.stream_id, "INGAT", a.id, e.due, {"id": a.id}) for a in appended for e in a.events if isinstance(e, Deposited) and e.due
    ]
    model = Statement(
        "insert into account_model (id, balance, version) select m.id, m.balance, h.version from head h"
        " join unnest($1::text[], $2::text[], $3::bigint[]) as m(stream_id, id, balance) using (stream_id)"
        " on conflict (id) do update set balance = excluded.balance, version = excluded.version",
        ([a.stream_id for a in appended], [a.id for a in appended], [a.state.balance for a in appended]),
    )
    unique = Statement(
        "insert into reference_used (reference) select m.reference from head h"
        " join unnest($1::text[], $2::text[]) as m(stream_id, reference) using (stream_id)",
        ([s for s, _ in references], [r for _, r in references]),
    )
    return [model, *([unique] if references else []), *([set_timers(timers)] if timers else [])]


ACCOUNT: Aggregate[Deposit, Account, Event] = Aggregate(
    category="account",
    initial=Account(),
    decide=decide,
    evolve=evolve,
    events=(Opened, Deposited, Noted),
    publish=publish,
    inline=inline,
    taken={"reference_used_pkey": lambda: Ditolak("REFERENSI_DIPAKAI", "Referensi ini sudah dipakai.")},
)


class DepositBody(BaseModel):
    amount: int
    reference: str = ""
    due: date | None = None


@dataclass(frozen=True, slots=True)
class ManyInput:
    count: int


async def many(run: JobRun) -> None:
    """Ten accounts a step; every seventh row fails."""
    start = run.checkpoint(int) or 0
    count = run.input(ManyInput).count
    rows = range(start, min(start + 10, count))
    good = [r for r in rows if r % 7]
    failed = [FailedRow(r, "nomor", "KELIPATAN_TUJUH", "Baris ini kelipatan tujuh.") for r in rows if r % 7 == 0]
    async with run.commit(checkpoint=rows.stop, done=len(good), failed=failed, total=count, finish=rows.stop >= count) as tx:
        await tx.append_many(ACCOUNT, [(f"{run.id}-{r}", Account(), 0, decide(Deposit(r), Account())) for r in good])


async def fold(conn: asyncpg.Connection, records: Sequence[Record]) -> None:
    names: dict[str, str] = {}
    seen: Counter[str] = Counter()  # records, not batches: a projection must not show how the bus cut them
    for record in records:
        if isinstance(record.event, FaskesDidaftarkan):
            if record.event.nama == "RACUN":
                raise ValueError("poison")
            names[record.event.kode_ppk] = record.event.nama
            seen[record.event.kode_ppk] += 1
    if names:
        await conn.execute(
            "insert into facility (kode, nama, seen) select * from unnest($1::text[], $2::text[], $3::int[])"
            " on conflict (kode) do update set nama = excluded.nama, seen = facility.seen + excluded.seen",
            list(names),
            list(names.values()),
            [seen[kode] for kode in names],
        )


async def react(record: Record, tx: ReactionTx) -> None:
    assert isinstance(record.event, FaskesDidaftarkan)
    tx.later(ACCOUNT, record.event.kode_ppk, Deposit(100))


async def remind(timers: Sequence[Timer], tx: Tx) -> None:
    await execute_many(tx, ACCOUNT, [(timer.key, Deposit(1)) for timer in timers])


def build(rt: Runtime) -> Parts:
    router = APIRouter()
    may = requires("iuran:tulis")

    @router.post("/v1/account/{id}/deposit", status_code=201)
    async def deposit(id: str, body: DepositBody, _: Any = may, ctx: Context = command_context(), expected: int | None = if_match()) -> Any:
        outcome = await rt.commands.execute(
            ACCOUNT, id, Deposit(body.amount, body.reference, body.due), ctx=ctx, expected=expected,
            respond=lambda state, version, _: Reply(201, {"balance": state.balance, "version": version}),
        )  # fmt: skip
        return reply(outcome)

    @router.post("/v1/many", status_code=202)
    async def start_many(body: dict[str, int], _: Any = may, ctx: Context = command_context()) -> Any:
        return job_reply(await rt.accept_job(ctx, "BANYAK", ManyInput(body["count"]), akt_id="akt-a"))

    return Parts(
        routers=[router],
        aggregates=[ACCOUNT],
        inline=("account_model", "reference_used"),
        projections=[Projection("facility", ("faskes",), (FaskesDidaftarkan,), fold, tables=("facility",))],
        reactions=[Reaction("greet", ("faskes",), {FaskesDidaftarkan: react})],
        jobs=[JobKind("BANYAK", many)],
        timers=[TimerKind("INGAT", remind, chunk=40)],
        read_scopes=("iuran:tulis",),
    )


SPEC = ServiceSpec("iuran", "Akun", 8102, MIGRATIONS, build)


@pytest.fixture(scope="module")
async def service(pg_server: Any, kafka_server: Any) -> AsyncIterator[Harness]:
    async with running(SPEC, pg_url=pg_server.url, kafka=kafka_server.bootstrap) as harness:
        yield harness


@pytest.fixture(scope="module")
def teller(service: Harness) -> str:
    return service.token("teller", "iuran:tulis operasi", akt_id="akt-a")


def facility(kode: str, nama: str) -> FaskesDidaftarkan:
    return FaskesDidaftarkan(kode_ppk=kode, nama=nama, jenis="FKRTL", kepemilikan="PEMERINTAH", kabupaten_kota="X", regional=3)
