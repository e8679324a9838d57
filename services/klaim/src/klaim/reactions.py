"""A person who is forgotten: the refused rows of files that name him lose their columns, here too."""

from __future__ import annotations

from chassis.jobs_failed import forget_failed
from chassis.records import Record
from chassis.subscription import Reaction
from chassis.tx import Tx
from shared_events.kepesertaan import PesertaDilupakan

_SEP = "select nomor_sep from sep where nomor_kartu = $1"


async def lupakan(record: Record, tx: Tx) -> None:
    """Everything else of his is sealed under his key, and that is gone."""
    e = record.event
    assert isinstance(e, PesertaDilupakan)  # noqa: S101  the reaction is registered for this type alone
    sep = [b["nomor_sep"] for b in await tx.conn.fetch(_SEP, e.nomor_kartu)]
    await forget_failed(tx.conn, [e.nomor_kartu, *sep])


LUPAKAN = Reaction("klaim.lupakan", ("kepesertaan",), {PesertaDilupakan: lupakan})
