"""CABUT_TANDA: the cooperation of a Badan Usaha and its AKT ended, so do the flags it gave, and who had none is told to it no longer.
LEPAS_PENDAMPINGAN: its surat kuasa ran out; the flags stay, but the AKT is told of these people no longer."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence

from chassis.jobs import JobKind, JobRun
from chassis.ports import Conflict
from chassis.tx import Tx

from kepesertaan.domain import peserta as domain
from kepesertaan.domain.peserta_pesan import KERJA_SAMA_BERAKHIR, CabutTanda, LepasPendampingan
from kepesertaan.model.peserta import PESERTA, muat
from kepesertaan.pekerjaan import CABUT_TANDA, LEPAS_PENDAMPINGAN, MasukanCabut
from kepesertaan.proses import kuasa_diperbarui

SEKALI = 1000

_ORANG = "select nomor_kartu, coalesce(tanda_badan_usaha_id = $1 and tanda_akt_id = $2, false) as bertanda from peserta"
DIDAMPINGI = f"""
({_ORANG} where tanda_badan_usaha_id = $1 and tanda_akt_id = $2 and nomor_kartu > $3 order by 1 limit $4)
union ({_ORANG} where badan_usaha_id = $1 and akt_id = $2 and nomor_kartu > $3 order by 1 limit $4)
order by 1 limit $4
"""
"""Whom an AKT ($2) has by a Badan Usaha ($1), family of its workers under another employer too, in order; ``bertanda``: with its flag."""


async def langkah(run: JobRun) -> None:
    m = run.input(MasukanCabut)
    await _bagian(run, m, CabutTanda(m.akt_id, m.berakhir_pada, KERJA_SAMA_BERAKHIR, m.badan_usaha_id))


async def lepas(run: JobRun) -> None:
    m = run.input(MasukanCabut)

    async def masih(tx: Tx) -> None:
        # after the append: whom a renewal's list gives back to this AKT is not taken from it again
        if await kuasa_diperbarui(tx.conn, m.badan_usaha_id, m.akt_id, m.berakhir_pada):
            raise Conflict("the surat kuasa was renewed")

    async with run.reading() as conn:
        if await kuasa_diperbarui(conn, m.badan_usaha_id, m.akt_id, m.berakhir_pada):
            async with run.commit(finish=True):
                return
    await _bagian(run, m, LepasPendampingan(m.akt_id, m.badan_usaha_id, m.berakhir_pada), masih)


async def _bagian(
    run: JobRun, m: MasukanCabut, perintah: CabutTanda | LepasPendampingan, setelah: Callable[[Tx], Awaitable[None]] | None = None
) -> None:
    """The next so many people of the two; ``setelah``: looked at once they are written, before it stands."""
    async with run.reading() as conn:
        baris = await conn.fetch(DIDAMPINGI, m.badan_usaha_id, m.akt_id, run.checkpoint(str) or "", SEKALI)
    nomor = [b["nomor_kartu"] for b in baris]
    if not nomor:
        async with run.commit(finish=True):
            return
    async with run.commit(checkpoint=nomor[-1], done=len(nomor)) as tx:
        putusan = [(n, p, versi, domain.decide(perintah, p)) for n, (p, versi) in (await muat(tx.commands.store, nomor)).items()]
        ditulis = await tx.append_many(PESERTA, putusan)
        if len(ditulis) != sum(bool(p[3]) for p in putusan):
            raise Conflict("a peserta changed meanwhile")
        if setelah is not None:
            await setelah(tx)


def jenis() -> Sequence[JobKind]:
    return JobKind(CABUT_TANDA, langkah), JobKind(LEPAS_PENDAMPINGAN, lepas)
