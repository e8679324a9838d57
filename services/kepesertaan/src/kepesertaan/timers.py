"""Deadlines of kepesertaan, fired when their day is closed."""

from __future__ import annotations

from datetime import date

from chassis.timers import Timer, TimerKind, one_by_one
from chassis.tx import Tx

from kepesertaan import kesenjangan
from kepesertaan.domain.akt import AkhiriPks
from kepesertaan.domain.badan_usaha_pesan import SelesaikanDelegasi
from kepesertaan.domain.ketentuan import kantor_prima
from kepesertaan.domain.tugas import EskalasiTugas
from kepesertaan.model.akt import AKT, PKS_BERAKHIR
from kepesertaan.model.badan_usaha import BADAN_USAHA, KERJA_SAMA_BERAKHIR, KUASA_BERAKHIR
from kepesertaan.model.kesenjangan import KESENJANGAN_BULANAN
from kepesertaan.model.proses_akt import PROSES_MULAI
from kepesertaan.model.tugas import TUGAS, TUGAS_JATUH_TEMPO
from kepesertaan.pekerjaan import CABUT_TANDA, LEPAS_PENDAMPINGAN, MasukanCabut
from kepesertaan.proses import jalankan, kuasa_diperbarui, proses_hidup


async def _pks_berakhir(timer: Timer, tx: Tx) -> None:
    akt_id, nomor = timer.read(tuple[str, str])
    await tx.execute(AKT, akt_id, AkhiriPks(nomor, timer.due))


async def _kerja_sama_berakhir(timer: Timer, tx: Tx) -> None:
    """The flags of this Badan Usaha and this AKT end with their cooperation: many people, so a job (R-KIB-11, R-AKT-37)."""
    badan_usaha_id, akt_id, berakhir_pada = timer.read(tuple[str, str, date])
    await tx.execute(BADAN_USAHA, badan_usaha_id, SelesaikanDelegasi(akt_id, berakhir_pada))
    if await proses_hidup(tx.conn, badan_usaha_id, akt_id) is not None:
        return  # a change of AKT: ending the flags is its step b
    await tx.enqueue(CABUT_TANDA, MasukanCabut(badan_usaha_id, akt_id, berakhir_pada), subject=badan_usaha_id, akt_id=akt_id)


async def _kuasa_berakhir(timer: Timer, tx: Tx) -> None:
    """A surat kuasa ran out and no notice ended the cooperation: the AKT may no longer act (R-AKT-13), so it is told no more (R-AKT-35)."""
    badan_usaha_id, akt_id, sampai = timer.read(tuple[str, str, date])
    bu, _ = await tx.commands.load(BADAN_USAHA, badan_usaha_id)
    berjalan = any(d.habis(akt_id, sampai) and not d.selesai for d in bu.delegasi)
    if not berjalan or await kuasa_diperbarui(tx.conn, badan_usaha_id, akt_id, sampai):
        return
    await tx.execute(BADAN_USAHA, badan_usaha_id, SelesaikanDelegasi(akt_id, sampai))
    await tx.enqueue(LEPAS_PENDAMPINGAN, MasukanCabut(badan_usaha_id, akt_id, sampai), subject=badan_usaha_id, akt_id=akt_id)


async def _proses_akt(timer: Timer, tx: Tx) -> None:
    """The day before a step's first day is over."""
    proses_id, hari = timer.read(tuple[str, date])
    await jalankan(tx.conn, tx.context(f"job:{timer.key}"), proses_id, hari)


async def _tugas_jatuh_tempo(timer: Timer, tx: Tx) -> None:
    """R-AKT-11: an open one goes to MPKR of the Kantor Cabang Prima."""
    tugas_id = timer.read(str)
    tugas, versi = await tx.commands.load(TUGAS, tugas_id)
    if versi and tugas.hasil is None:
        await tx.execute(TUGAS, tugas_id, EskalasiTugas(kantor_prima(tugas.kantor), timer.due))


TIMERS = (
    TimerKind(TUGAS_JATUH_TEMPO, one_by_one(_tugas_jatuh_tempo), chunk=100),
    TimerKind(KESENJANGAN_BULANAN, one_by_one(kesenjangan.periksa), chunk=100),
    TimerKind(PROSES_MULAI, one_by_one(_proses_akt), chunk=100),
    TimerKind(PKS_BERAKHIR, one_by_one(_pks_berakhir), chunk=100),
    TimerKind(KERJA_SAMA_BERAKHIR, one_by_one(_kerja_sama_berakhir), chunk=100),
    TimerKind(KUASA_BERAKHIR, one_by_one(_kuasa_berakhir), chunk=100),
)
