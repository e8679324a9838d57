"""An emergency taken in while status could not be asked: ask until it answers, then settle the SEP."""

from __future__ import annotations

from chassis.jobs import JobKind, JobRun
from chassis.service import Runtime
from dasar.penolakan import Ditolak

from klaim import penjamin
from klaim.agregat import SEP
from klaim.domain.penjaminan import StatusPada
from klaim.domain.sep_peristiwa import TetapkanStatus
from klaim.layanan import Layanan
from klaim.pekerjaan import TETAPKAN_STATUS, TetapkanInput


def kind(rt: Runtime, layanan: Layanan) -> JobKind:
    async def step(run: JobRun) -> None:
        nomor = run.input(TetapkanInput).nomor_sep
        sep, _ = await rt.commands.load(SEP, nomor)
        if not sep.menunggu_status:
            async with run.commit(finish=True, result={"keadaan": sep.keadaan}):
                return
        try:
            status = await layanan.status(sep.nomor_kartu, sep.tanggal_masuk)  # not reachable: the job rests and is tried again
        except Ditolak:
            status = StatusPada(False, "TIDAK_DIKENAL", "Nomor kartu tidak dikenal.", None, None, False)
        permintaan = await penjamin.permintaan_sep(rt, sep)
        async with run.commit(done=1, finish=True) as tx:
            await tx.execute(SEP, nomor, TetapkanStatus(permintaan, status))

    return JobKind(TETAPKAN_STATUS, step)
