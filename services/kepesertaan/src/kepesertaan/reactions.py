"""What happens in status leads to here: a unit that is covered gives its people their tanda."""

from __future__ import annotations

from chassis.records import Record
from chassis.subscription import Reaction
from chassis.tx import Tx
from dasar.tanggal import hari_wib
from shared_events.status import StatusUnitBerubah

from kepesertaan.pekerjaan import BERI_TANDA, MasukanTanda, ada_calon


async def beri_tanda(record: Record, tx: Tx) -> None:
    """R-STA-08, R-KIB-06: active first, then the tanda. Many people: a job, started only if somebody waits for it."""
    e = record.event
    assert isinstance(e, StatusUnitBerubah)  # noqa: S101  the reaction is registered for this type alone
    if not e.aktif or e.badan_usaha_id is None or e.lunas_sampai is None:
        return
    if not await ada_calon(tx.conn, e.virtual_account, e.lunas_sampai):
        return
    masukan = MasukanTanda(e.virtual_account, e.badan_usaha_id, e.lunas_sampai, e.dari, hari_wib(record.envelope.time))
    await tx.enqueue(BERI_TANDA, masukan, subject=e.badan_usaha_id, akt_id=record.envelope.akt_id)


REAKSI = Reaction("tanda", ("status",), {StatusUnitBerubah: beri_tanda})
