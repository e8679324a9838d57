"""One payment on the books, by whatever way it is told. (bank, referensi_bank) is the deed: told again, it is answered, not done, again."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from typing import Any

import asyncpg
import orjson
from chassis.commands import Beside, Commands, Outcome, Reply
from chassis.context import Context
from chassis.ids import derived
from dasar.penolakan import Ditolak
from dasar.tanggal import hari_wib

from iuran.agregat import REKENING, TITIPAN, ReferensiTerpakai
from iuran.domain.pembayaran import LaporanBayar
from iuran.domain.rekening import CatatPembayaran, Rekening
from iuran.domain.rekening_peristiwa import PembayaranDicatat
from iuran.domain.titipan import CatatTitipan
from iuran.model_baca import alokasi_json
from iuran.unit import SATU_UNIT, unit_json

Membaca = Callable[[], AbstractAsyncContextManager[asyncpg.Connection]]

_REFERENSI = """
select r.*, b.dialokasikan::text as dialokasikan, b.kelebihan, b.dibatalkan_pada
from referensi_bayar r left join pembayaran b on b.pembayaran_id = r.id
where r.bank = $1 and r.referensi_bank = $2
"""


@asynccontextmanager
async def pinjam(conn: asyncpg.Connection) -> AsyncIterator[asyncpg.Connection]:
    """A transaction's own connection, as ``membaca`` of a Kasir inside it: what it has done already is visible."""
    yield conn


def va_tidak_dikenal() -> Ditolak:
    return Ditolak("VIRTUAL_ACCOUNT_TIDAK_DIKENAL", "Virtual account ini tidak dikenal.", aturan="R-BYR-06", status=404)


def referensi_lain() -> Ditolak:
    return Ditolak("REFERENSI_BANK_DIPAKAI", "Referensi bank ini sudah dipakai untuk pembayaran lain dari bank yang sama.", status=409)


def dibatalkan() -> Ditolak:
    """Told again after the bank took it back: "paid" would be a lie, and nobody would book it."""
    alasan = "Pembayaran dengan referensi bank ini sudah dibatalkan; pembayaran yang baru memakai referensi bank yang baru."
    return Ditolak("PEMBAYARAN_DIBATALKAN", alasan, status=409)


def sama(lama: LaporanBayar, baru: LaporanBayar) -> bool:
    """Two reports of one reference tell the same deed; the same moment may be written in another zone."""
    return lama == baru


def _laporan(r: asyncpg.Record) -> LaporanBayar:
    return LaporanBayar(r["virtual_account"], r["nominal"], r["waktu_bayar"], r["bank"], r["kanal"], r["referensi_bank"])


async def kenal_referensi(conn: asyncpg.Connection, laporan: Sequence[LaporanBayar]) -> dict[tuple[str, str], tuple[LaporanBayar, bool]]:
    """What is known already under the references of some reports, and whether it was taken back since."""
    rows = await conn.fetch(
        "select r.*, b.dibatalkan_pada is not null as dibatalkan from referensi_bayar r"
        " join unnest($1::text[], $2::text[]) as m(bank, referensi_bank) using (bank, referensi_bank)"
        " left join pembayaran b on b.pembayaran_id = r.id",
        [b.bank for b in laporan],
        [b.referensi_bank for b in laporan],
    )
    return {(r["bank"], r["referensi_bank"]): (_laporan(r), r["dibatalkan"]) for r in rows}


class Kasir:
    """``membaca`` lends a connection for one look: the pool's, or that of the transaction a job works in."""

    def __init__(self, commands: Commands, membaca: Membaca) -> None:
        self._commands = commands
        self._membaca = membaca

    async def catat(self, laporan: LaporanBayar, ctx: Context, pembayaran_id: str) -> Outcome[Any]:
        """201 with what was paid; the stored answer (``replayed``) for a deed that is known.

        Raises Ditolak: 404 unknown account, 409 account not active, the reference belongs to another payment or was taken back."""
        hari = hari_wib(ctx.now)

        def perintah(unit: dict[str, Any] | None) -> CatatPembayaran:
            if unit is None:
                raise va_tidak_dikenal()
            u = unit_json(unit)
            return CatatPembayaran(u.pihak, u.keadaan_va, pembayaran_id, laporan, ctx.now)

        bersama = Beside(SATU_UNIT, (laporan.virtual_account, hari), perintah)
        for _ in range(3):
            # the reference is not looked up first: the append fails by itself on one that is known, which is rare
            try:
                return await self._commands.execute(REKENING, laporan.virtual_account, bersama, ctx=ctx, respond=_jawaban)
            except ReferensiTerpakai:
                if (dikenal := await self._dikenal(laporan)) is not None:
                    return await self._jawab_ulang(dikenal, laporan, ctx)
            except Ditolak:
                # what is done already is answered, whatever has become of the account since
                if (dikenal := await self._dikenal(laporan)) is not None:
                    return await self._jawab_ulang(dikenal, laporan, ctx)
                raise
        raise Ditolak("SEDANG_DIUBAH", "Pembayaran ini sedang dicatat oleh permintaan lain; silakan ulangi.", status=409)

    async def _dikenal(self, laporan: LaporanBayar) -> asyncpg.Record | None:
        async with self._membaca() as conn:
            return await conn.fetchrow(_REFERENSI, laporan.bank, laporan.referensi_bank)

    async def titip(self, laporan: LaporanBayar, alasan: str, ctx: Context) -> bool:
        """Into suspense; False if it is there (or elsewhere on the books) already."""
        titipan_id = str(derived("titipan", laporan.bank, laporan.referensi_bank))
        try:
            hasil = await self._commands.execute(
                TITIPAN, titipan_id, CatatTitipan(titipan_id, laporan, alasan, ctx.now), ctx=ctx, fresh=True
            )
        except ReferensiTerpakai:
            return False
        return bool(hasil.events)

    async def _jawab_ulang(self, dikenal: asyncpg.Record, laporan: LaporanBayar, ctx: Context) -> Outcome[Any]:
        if (ulangan := await self._commands.replay(ctx)) is not None:
            return ulangan
        if not sama(_laporan(dikenal), laporan):
            raise referensi_lain()
        if dikenal["jenis"] == "TITIPAN":
            raise Ditolak("DALAM_TITIPAN", "Pembayaran ini sudah diterima dan menunggu dalam titipan.", aturan="R-BYR-06", status=409)
        if dikenal["dibatalkan_pada"] is not None:
            raise dibatalkan()
        isi = {
            "pembayaran_id": str(dikenal["id"]),
            "dialokasikan": orjson.loads(dikenal["dialokasikan"]),
            "kelebihan": dikenal["kelebihan"],
        }
        return await self._commands.remember(ctx, Outcome(None, None, (), 201, orjson.dumps(isi), replayed=True))


def _jawaban(_state: Rekening, _version: int, peristiwa: Any) -> Reply:
    dicatat = next(e for e in peristiwa if isinstance(e, PembayaranDicatat))
    return Reply(
        201,
        {
            "pembayaran_id": dicatat.pembayaran_id,
            "dialokasikan": alokasi_json(dicatat.dialokasikan),
            "kelebihan": dicatat.kelebihan,
        },
    )
