"""A file on its way to the importer: its pieces sealed and stored in the transaction that accepts the job."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Sequence
from datetime import date
from uuid import UUID

import asyncpg
from chassis.commands import Commands
from chassis.context import Context
from chassis.offload import ChildLost, Offload
from chassis.service import Runtime
from dasar.penolakan import Ditolak
from fastapi import UploadFile

from kepesertaan.berkas_masuk import XLSX_TERBESAR, Potongan, adalah_xlsx, baca_csv, baca_xlsx
from kepesertaan.domain import badan_usaha_pesan as pesan
from kepesertaan.domain.berkas import FORMAT
from kepesertaan.domain.format_berkas import Format
from kepesertaan.domain.ketentuan import HARI_SIMPAN_BERKAS
from kepesertaan.model.badan_usaha import BADAN_USAHA
from kepesertaan.pekerjaan import IMPOR_PESERTA
from kepesertaan.sandi import Sandi

# a migration may wait for its letter and its two offices longer than that
_USANG = """
with lama as (
  delete from berkas_impor b where b.dibuat_pada < now() - make_interval(days => $1)
    and not exists (select 1 from migrasi m where m.berkas_id = b.pekerjaan_id and m.terbuka)
  returning pekerjaan_id)
update job_failures f set payload = null from lama where f.job_id = lama.pekerjaan_id
"""
_BERKAS = "insert into berkas_impor (pekerjaan_id, badan_usaha_id, kolom) values ($1, $2, $3)"
_POTONGAN = "insert into potongan_impor (pekerjaan_id, potongan, isi) values ($1, $2, $3)"


async def baca(
    offload: Offload, berkas: UploadFile, format: Format = FORMAT, sebesar: int | None = None
) -> tuple[list[str], Iterator[Potongan]]:
    """The columns, and the pieces as they are asked for. Refuses what is none of ours."""
    awal = await berkas.read(4)
    await berkas.seek(0)
    if not adalah_xlsx(awal):
        return await asyncio.to_thread(baca_csv, berkas.file, format, sebesar)
    if (berkas.size or 0) > XLSX_TERBESAR:
        besar = XLSX_TERBESAR // 1024 // 1024
        raise Ditolak("BERKAS_TERLALU_BESAR", f"XLSX paling besar {besar} MiB; kirim sebagai CSV.", status=413)
    try:
        kolom, potongan = await offload.run(baca_xlsx, await berkas.read(), format, sebesar)
    except (ChildLost, MemoryError):
        raise Ditolak("BERKAS_BELUM_TERBACA", "Berkas XLSX belum dapat dibaca; coba lagi atau kirim sebagai CSV.", status=503) from None
    return kolom, iter(potongan)


async def simpan(
    conn: asyncpg.Connection, sandi: Sandi, id: UUID, badan_usaha_id: str, kolom: Sequence[str], potongan: Iterator[Potongan], pada: date
) -> int:
    """Gives the number of rows. In threads and piece by piece: neither the loop nor the memory notices how large the file is."""

    def berikut() -> tuple[int, str] | None:
        satu = next(potongan, None)
        return None if satu is None else (satu.jumlah, sandi.tutup_berkas(satu.isi, str(id)))

    await conn.execute(_USANG, HARI_SIMPAN_BERKAS.pada(pada).nilai)
    await conn.execute(_BERKAS, id, badan_usaha_id, list(kolom))
    banyak = jumlah = 0
    while (satu := await asyncio.to_thread(berikut)) is not None:
        await conn.execute(_POTONGAN, id, banyak, satu[1])
        banyak, jumlah = banyak + 1, jumlah + satu[0]
    await conn.execute("update berkas_impor set potongan = $2, jumlah = $3 where pekerjaan_id = $1", id, banyak, jumlah)
    return jumlah


async def mulai(rt: Runtime, conn: asyncpg.Connection, id: UUID, badan_usaha_id: str, ctx: Context) -> None:
    """The Badan Usaha knows that an import runs: its account waits for the end of it (R-BYR-07)."""
    # the job's own id is the cause: the key of the request belongs to its answer
    dalam = Context(ctx.client, ctx.route, None, b"", ctx.now, ctx.correlation_id, str(id), ctx.traceparent)
    commands = Commands(rt.store.within(conn), rt.wake_event.set)
    await commands.execute(BADAN_USAHA, badan_usaha_id, pesan.MulaiImpor(str(id), IMPOR_PESERTA), ctx=dalam)
