"""What happens in kepesertaan leads to here: a new family gets its first bill at once, it need not wait for the month's run."""

from __future__ import annotations

from chassis.records import Record
from chassis.subscription import Reaction
from chassis.tx import Tx
from dasar.tanggal import Periode, hari_wib
from shared_events.kepesertaan import KeluargaDidaftarkan

from iuran.pekerjaan import TAGIHAN_PERTAMA, MasukanTagihanPertama


async def keluarga_baru(record: Record, tx: Tx) -> None:
    """R-KEP-27. A family whose first day is in a later month is billed with that month."""
    e = record.event
    assert isinstance(e, KeluargaDidaftarkan)  # noqa: S101  the reaction is registered for this type alone
    if not e.jumlah_peserta or e.berlaku_dari is None or Periode.dari(e.berlaku_dari) > Periode.dari(hari_wib(record.envelope.time)):
        return
    masukan = MasukanTagihanPertama(e.virtual_account, e.berlaku_dari, e.jumlah_peserta)
    await tx.enqueue(TAGIHAN_PERTAMA, masukan, subject=e.keluarga_id)


REAKSI = Reaction("tagihan-pertama", ("kepesertaan",), {KeluargaDidaftarkan: keluarga_baru})
