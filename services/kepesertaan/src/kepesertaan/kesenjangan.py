"""The monthly look at the gap of a partial delegation: a tugas for the AKT, a notice to the Badan Usaha, closed when nobody is missing."""

from __future__ import annotations

from chassis.ids import derived
from chassis.timers import Timer
from chassis.tx import Tx

from kepesertaan import pembaca
from kepesertaan.domain.kesenjangan import PeriksaKesenjangan
from kepesertaan.domain.tugas import BuatTugas, SelesaikanTugas
from kepesertaan.model.kesenjangan import KESENJANGAN
from kepesertaan.model.tugas import TUGAS

JENIS_TUGAS = "KESENJANGAN"


async def periksa(timer: Timer, tx: Tx) -> None:
    """As the day that ended left it. A delegation that is no longer partial is looked at no more."""
    badan_usaha_id = timer.read(str)
    bu = await pembaca.baris_badan_usaha(tx.conn, badan_usaha_id)
    berlaku = (await pembaca.milik(tx.conn, bu)).berlaku(timer.due)
    if berlaku is None or berlaku.cakupan != "SEBAGIAN":
        return
    terdaftar = (await pembaca.pekerja_terdaftar(tx.conn, badan_usaha_id)).jumlah
    periode = f"{timer.due:%Y-%m}"
    tugas_id = str(derived("tugas", badan_usaha_id, JENIS_TUGAS, periode))
    perintah = PeriksaKesenjangan(badan_usaha_id, berlaku.akt_id, periode, bu["jumlah_pekerja"], terdaftar, tugas_id, timer.due)
    hasil = await tx.execute(KESENJANGAN, badan_usaha_id, perintah)
    if not hasil.events:
        return
    e = hasil.events[-1]
    if e.ditutup:
        await tx.execute(TUGAS, e.tugas_id, SelesaikanTugas("LAINNYA", "Semua pekerja sudah terdaftar.", "sistem"))
    elif e.tugas_id == tugas_id:
        buat = BuatTugas(tugas_id, JENIS_TUGAS, "AKT", None, bu["kantor_cabang"], badan_usaha_id, berlaku.akt_id, None, None, timer.due)
        await tx.execute(TUGAS, tugas_id, buat)
