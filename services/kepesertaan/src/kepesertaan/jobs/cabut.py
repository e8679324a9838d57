"""CABUT_TANDA: the cooperation of a Badan Usaha and its AKT ended, so do the flags it gave, and who had none is told to it no longer."""

from __future__ import annotations

from chassis.jobs import JobKind, JobRun
from chassis.ports import Conflict

from kepesertaan.domain import peserta as domain
from kepesertaan.domain.peserta_pesan import KERJA_SAMA_BERAKHIR, CabutTanda
from kepesertaan.model.peserta import PESERTA, muat
from kepesertaan.pekerjaan import CABUT_TANDA, MasukanCabut

SEKALI = 1000

_ORANG = "select nomor_kartu, coalesce(tanda_badan_usaha_id = $1 and tanda_akt_id = $2, false) as bertanda from peserta"
DIDAMPINGI = f"""
({_ORANG} where tanda_badan_usaha_id = $1 and tanda_akt_id = $2 and nomor_kartu > $3 order by 1 limit $4)
union ({_ORANG} where badan_usaha_id = $1 and akt_id = $2 and nomor_kartu > $3 order by 1 limit $4)
order by 1 limit $4
"""
"""Whom an AKT ($2) has by a Badan Usaha ($1), family of its workers under another employer too, in order; ``bertanda``: with its flag."""


async def langkah(run: JobRun) -> None:
    masukan = run.input(MasukanCabut)
    setelah = run.checkpoint(str) or ""
    async with run.reading() as conn:
        baris = await conn.fetch(DIDAMPINGI, masukan.badan_usaha_id, masukan.akt_id, setelah, SEKALI)
    nomor = [b["nomor_kartu"] for b in baris]
    if not nomor:
        async with run.commit(finish=True):
            return
    cabut = CabutTanda(masukan.akt_id, masukan.berakhir_pada, KERJA_SAMA_BERAKHIR, masukan.badan_usaha_id)
    async with run.commit(checkpoint=nomor[-1], done=len(nomor)) as tx:
        putusan = [(n, p, versi, domain.decide(cabut, p)) for n, (p, versi) in (await muat(tx.commands.store, nomor)).items()]
        ditulis = await tx.append_many(PESERTA, putusan)
        if len(ditulis) != sum(bool(p[3]) for p in putusan):
            raise Conflict("a peserta changed while his tanda was ended")


def jenis() -> JobKind:
    return JobKind(CABUT_TANDA, langkah)
