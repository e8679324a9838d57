"""Events of iuran and kepesertaan -> what status publishes. One stream a record; never rebuilt, unlike the projection."""

from __future__ import annotations

from chassis.days import closed_day
from chassis.records import Record
from chassis.service import Runtime
from chassis.subscription import Reaction
from chassis.tx import ReactionTx
from shared_events import iuran, kepesertaan

from status.aggregates import PENYIMPANGAN, UNIT
from status.domain import penyimpangan, unit
from status.terjemah import catatan_unit

UNIT_BERUBAH = "unit"
PESERTA_BERUBAH = "peserta"

DariIuran = iuran.TagihanDiterbitkan | iuran.TagihanLunas | iuran.PembayaranDibatalkan | iuran.PenerusanTerlambat


def reaksi_unit(rt: Runtime) -> Reaction:
    topik = rt.topic("iuran")

    async def catat(record: Record, tx: ReactionTx) -> None:
        e = record.event
        catatan = catatan_unit(record)
        if not isinstance(e, DariIuran) or not catatan:
            return
        pemilik = unit.Pemilik(e.virtual_account, e.badan_usaha_id, e.keluarga_id, record.envelope.akt_id)
        ditutup = await tx.looked_up("ditutup", lambda conn: closed_day(conn, UNIT_BERUBAH, topik))
        tx.later(UNIT, e.virtual_account, unit.Catat(pemilik, catatan, ditutup))

    peristiwa = (iuran.TagihanDiterbitkan, iuran.TagihanLunas, iuran.PembayaranDibatalkan, iuran.PenerusanTerlambat)
    return Reaction(UNIT_BERUBAH, ("iuran",), dict.fromkeys(peristiwa, catat))


async def _phk(record: Record, tx: ReactionTx) -> None:
    e = record.event
    if isinstance(e, kepesertaan.PesertaTerkenaPhk):
        perintah = penyimpangan.CatatPhk(e.nomor_kartu, record.envelope.akt_id, e.phk_pada, e.dijamin_sampai, record.event_id, e.sebab)
        tx.later(PENYIMPANGAN, e.nomor_kartu, perintah)


async def _meninggal(record: Record, tx: ReactionTx) -> None:
    e = record.event
    if isinstance(e, kepesertaan.PesertaMeninggal):
        perintah = penyimpangan.CatatMeninggal(e.nomor_kartu, record.envelope.akt_id, e.meninggal_pada, record.event_id)
        tx.later(PENYIMPANGAN, e.nomor_kartu, perintah)


async def _unit_baru(record: Record, tx: ReactionTx) -> None:
    e = record.event
    if isinstance(e, kepesertaan.PesertaDipindahkan):
        tx.later(PENYIMPANGAN, e.nomor_kartu, penyimpangan.CatatUnitBaru(e.berlaku_dari))


REAKSI_PESERTA = Reaction(
    PESERTA_BERUBAH,
    ("kepesertaan",),
    {
        kepesertaan.PesertaTerkenaPhk: _phk,
        kepesertaan.PesertaMeninggal: _meninggal,
        kepesertaan.PesertaDipindahkan: _unit_baru,
    },
)
