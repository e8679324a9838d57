"""BERI_TANDA: the people of a unit that became active get their tanda koordinasi manfaat, once each."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from chassis.jobs import JobKind, JobRun
from chassis.ports import Conflict
from dasar.tanggal import hari_wib

from kepesertaan import pembaca
from kepesertaan.domain import badan_usaha_pesan as pesan
from kepesertaan.domain import peserta as domain
from kepesertaan.domain.peserta_pesan import BeriTanda
from kepesertaan.model.badan_usaha import BADAN_USAHA
from kepesertaan.model.peserta import PESERTA, muat
from kepesertaan.pekerjaan import BERI_TANDA, CALON_TANDA, MasukanTanda

SEKALI = 1000


@dataclass(frozen=True, slots=True)
class Kemajuan:
    setelah: str = ""
    habis: bool = False


async def langkah(run: JobRun) -> None:
    masukan = run.input(MasukanTanda)
    kemajuan = run.checkpoint(Kemajuan) or Kemajuan()
    if kemajuan.habis:
        return await _umumkan(run, masukan)
    async with run.reading() as conn:
        calon = await conn.fetch(CALON_TANDA, masukan.virtual_account, masukan.lunas_sampai, kemajuan.setelah, SEKALI)
        # family of another Badan Usaha's worker has the tanda of that one's AKT (R-KIB-07)
        lewat = {c["nomor_kartu"]: c["koordinasi_lewat"] or masukan.badan_usaha_id for c in calon}
        akt = {bu: await pembaca.akt_koordinasi(conn, bu, hari_wib(run.now)) for bu in sorted(set(lewat.values()))}
    if not calon:
        async with run.commit(checkpoint=Kemajuan(kemajuan.setelah, habis=True)):
            return
    # R-AKT-13: no tanda without a surat kuasa in force
    berhak = [n for n in lewat if akt[lewat[n]] is not None]
    async with run.commit(checkpoint=Kemajuan(calon[-1]["nomor_kartu"]), done=len(berhak)) as tx:
        putusan = []
        for noka, (p, versi) in (await muat(tx.commands.store, berhak)).items():
            akt_id = akt[lewat[noka]]
            if akt_id is None or p.unit_koordinasi != lewat[noka]:
                continue
            perintah = BeriTanda(akt_id, mulai_tanda(masukan, p.berlaku_dari), masukan.lunas_sampai, str(run.id))
            putusan.append((noka, p, versi, domain.decide(perintah, p)))
        ditulis = await tx.append_many(PESERTA, putusan)
        if len(ditulis) != sum(bool(p[3]) for p in putusan):
            raise Conflict("a peserta changed while his tanda was given")


def mulai_tanda(masukan: MasukanTanda, berlaku_dari: date) -> date:
    """From the day the unit is covered; who came into a unit already covered has it from the day his month was known paid (R-KIB-06)."""
    return masukan.dari if masukan.dari > berlaku_dari else max(masukan.diketahui, berlaku_dari)


async def _umumkan(run: JobRun, masukan: MasukanTanda) -> None:
    async with run.commit(finish=True) as tx:
        baris = await tx.conn.fetch("select nomor_kartu from peserta where tanda_pekerjaan_id = $1 order by nomor_kartu", str(run.id))
        if baris:
            umumkan = pesan.UmumkanTanda(str(run.id), masukan.dari, tuple(b["nomor_kartu"] for b in baris))
            await tx.execute(BADAN_USAHA, masukan.badan_usaha_id, umumkan)


def jenis() -> JobKind:
    return JobKind(BERI_TANDA, langkah)
