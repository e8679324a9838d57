"""What happens in status leads to here: a unit that is covered gives its people their tanda, a family its cards."""

from __future__ import annotations

from chassis.records import Record
from chassis.subscription import Reaction
from chassis.tx import Tx
from dasar.tanggal import hari_wib
from shared_events.status import StatusUnitBerubah

from kepesertaan.domain.keluarga_mandiri import CatatTanggungan
from kepesertaan.model.keluarga import KELUARGA
from kepesertaan.pekerjaan import BERI_TANDA, MasukanTanda, ada_calon


async def beri_tanda(record: Record, tx: Tx) -> None:
    """R-STA-08, R-KIB-06: active first, then the tanda. Many people: a job, started only if somebody waits for it."""
    e = record.event
    assert isinstance(e, StatusUnitBerubah)  # noqa: S101  the reaction is registered for this type alone
    if e.keluarga_id is not None:
        await _keluarga(e.keluarga_id, e, record, tx)
        return
    if not e.aktif or e.badan_usaha_id is None or e.lunas_sampai is None:
        return
    if not await ada_calon(tx.conn, e.virtual_account, e.lunas_sampai):
        return
    masukan = MasukanTanda(e.virtual_account, e.badan_usaha_id, e.lunas_sampai, e.dari, hari_wib(record.envelope.time))
    await tx.enqueue(BERI_TANDA, masukan, subject=e.badan_usaha_id, akt_id=record.envelope.akt_id)


async def _keluarga(keluarga_id: str, e: StatusUnitBerubah, record: Record, tx: Tx) -> None:
    """R-KEP-27: a family that has paid gets its cards."""
    if e.aktif and e.lunas_sampai is not None:
        await tx.execute(KELUARGA, keluarga_id, CatatTanggungan(e.lunas_sampai, hari_wib(record.envelope.time)))


REAKSI = Reaction("tanda", ("status",), {StatusUnitBerubah: beri_tanda})
