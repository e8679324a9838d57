"""The read models and reactions of the example services, on tables in memory."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from chassis.records import Record
from chassis.subscription import Projection, Reaction
from chassis.tx import ReactionTx, Tx
from shared_events.iuran import KelebihanIuranDicatat, ReturDisetujui

from .accounts import COPY, TALLY, Deposit

FIRST, SECOND = "iuran", "status"
"""Names of the two services that publish (a mark needs a name the registry knows)."""


async def mirror(conn: Any, records: Sequence[Record]) -> None:
    """Folds a poll per account: what has been heard, by adding up, and the balance the events tell."""
    sums: dict[str, int] = {}
    told: dict[str, int] = {}
    for record in records:
        if isinstance(record.event, KelebihanIuranDicatat):
            sums[record.subject] = sums.get(record.subject, 0) + record.event.nominal
            told[record.subject] = record.event.saldo
    for subject in sorted(sums):
        await conn.lock("mirror", subject)
        before = conn.get("mirror", subject) or (0, 0)
        await conn.put("mirror", subject, (before[0] + sums[subject], told[subject]))


async def copy_deposit(record: Record, tx: ReactionTx) -> None:
    """Every account's money goes to one of two copies, so that two partitions meet on one stream; those of a poll together."""
    if isinstance(record.event, KelebihanIuranDicatat):
        tx.later(COPY, str(record.event.nominal % 2), Deposit(record.event.nominal, record.event_id))


async def tally(record: Record, tx: Tx) -> None:
    if isinstance(record.event, ReturDisetujui):
        await tx.execute(TALLY, "all", Deposit(record.event.nominal, record.event_id))


async def feed(conn: Any, records: Sequence[Record]) -> None:
    """Numbers per AKT without holes, drawn under the row lock of the counter: who sees a number sees all lower ones."""
    for akt in sorted({r.envelope.akt_id for r in records if r.envelope.akt_id}):
        mine = [r for r in records if r.envelope.akt_id == akt]
        await conn.lock("feed_counter", akt)
        last = conn.get("feed_counter", akt) or 0
        await conn.put("feed_counter", akt, last + len(mine))
        for number, record in enumerate(mine, last + 1):
            await conn.put("feed", (akt, number), record.event_id)


MIRROR = Projection("mirror", (FIRST,), (KelebihanIuranDicatat,), mirror)
COPIER = Reaction("copier", (FIRST,), {KelebihanIuranDicatat: copy_deposit})
FEED = Projection("feed", (SECOND,), (ReturDisetujui,), feed)
TALLIER = Reaction("tallier", (SECOND,), {ReturDisetujui: tally})
