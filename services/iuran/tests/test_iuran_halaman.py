"""Pages of units to bill: what is billed already or has nobody is passed over, the page goes on behind it."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

import asyncpg
import pytest
from dasar.tanggal import Periode
from iuran.jobs.bahan import Halaman, jumlah_unit, unit_berikut

DESEMBER = Periode.baca("2016-12")


@pytest.fixture
async def conn(dunia: Any) -> AsyncIterator[asyncpg.Connection]:
    """Nine accounts with one person each but for V3, who has 5 people, V5, who has none, and V6, closed before the month;
    V1 and V2 are billed already. Rolled back."""
    async with dunia.h.rt.db.connection() as conn:
        transaksi = conn.transaction()
        await transaksi.start()
        await conn.execute("delete from keanggotaan_iuran; delete from unit_iuran; delete from tagihan")
        await conn.execute(
            "insert into unit_iuran (virtual_account, jenis_unit, badan_usaha_id, keadaan_va, ditutup_pada)"
            " select 'V' || n, 'BADAN_USAHA', 'B' || n, 'AKTIF', case when n = 6 then date '2016-11-30' end from generate_series(1, 9) n"
        )
        await conn.execute(
            "insert into keanggotaan_iuran (nomor_kartu, virtual_account, iuran_mulai, iuran_terakhir, segmen, hubungan, kategori)"
            " select 'P' || n || m, 'V' || n, '2016-12', null, 'PPU', 'PEKERJA', 'PEKERJA' from generate_series(1, 9) n,"
            " generate_series(1, case when n = 3 then 5 else 1 end) m"
        )
        await conn.execute("update keanggotaan_iuran set iuran_mulai = '2017-01' where virtual_account = 'V5'")
        await conn.execute(
            "insert into tagihan (tagihan_id, virtual_account, periode, jatuh_tempo, pemberi_kerja, pekerja, pemerintah, jumlah_peserta,"
            " terbayar, keadaan, diterbitkan_pada, versi)"
            " select gen_random_uuid(), va, '2016-12', '2016-12-10', 4, 1, 0, 1, 0, 'TERBIT', now(), 1 from unnest(array['V1', 'V2']) va"
        )
        try:
            yield conn
        finally:
            await transaksi.rollback()


@pytest.mark.parametrize(
    ("setelah", "orang", "unit", "halaman"),
    [
        ("", 100, 2, Halaman([], "V2")),  # nothing to do, but not the end
        ("", 100, 5, Halaman(["V3", "V4"], "V5")),
        ("V2", 100, 100, Halaman(["V3", "V4", "V7", "V8", "V9"], "V9")),
        ("V2", 3, 100, Halaman(["V3"], "V3")),  # one unit larger than a page still comes
        ("V3", 2, 100, Halaman(["V4", "V7"], "V7")),
        ("V9", 100, 100, Halaman([], None)),
    ],
)
async def test_a_page(conn: asyncpg.Connection, setelah: str, orang: int, unit: int, halaman: Halaman) -> None:
    assert await unit_berikut(conn, DESEMBER, setelah, orang, unit) == halaman


async def test_pages_hold_all_that_was_counted(conn: asyncpg.Connection) -> None:
    setelah, semua = "", []
    while (halaman := await unit_berikut(conn, DESEMBER, setelah, 2, 3)).sampai is not None:
        setelah, semua = halaman.sampai, [*semua, *halaman.unit]
    assert semua == ["V3", "V4", "V7", "V8", "V9"] and len(semua) == await jumlah_unit(conn, DESEMBER)


async def test_a_page_is_read_by_keys_however_many_there_are(conn: asyncpg.Connection) -> None:
    """What a page costs must not grow with the units or with the bills of the month: no table of theirs is read whole."""
    from iuran.jobs import bahan

    await conn.execute(
        "insert into unit_iuran (virtual_account, jenis_unit, badan_usaha_id, keadaan_va)"
        " select 'W' || lpad(n::text, 6, '0'), 'BADAN_USAHA', 'C' || n, 'AKTIF' from generate_series(1, 20000) n"
    )
    await conn.execute(
        "insert into tagihan (tagihan_id, virtual_account, periode, jatuh_tempo, pemberi_kerja, pekerja, pemerintah, jumlah_peserta,"
        " terbayar, keadaan, diterbitkan_pada, versi) select gen_random_uuid(), virtual_account, '2016-12', '2016-12-10', 4, 1, 0, 1, 0,"
        " 'TERBIT', now(), 1 from unit_iuran where virtual_account like 'W%'"
    )
    await conn.execute(
        "insert into keanggotaan_iuran (nomor_kartu, virtual_account, iuran_mulai, segmen, hubungan, kategori)"
        " select 'Q' || virtual_account, virtual_account, '2016-12', 'PPU', 'PEKERJA', 'PEKERJA' from unit_iuran"
        " where virtual_account like 'W%'"
    )
    await conn.execute("analyze unit_iuran; analyze keanggotaan_iuran; analyze tagihan")
    tanya = bahan._UNIT.replace("$1", "'2016-12'").replace("$2", "'W000100'").replace("$3", "date '2016-12-01'").replace("$4", "200")
    rencana = "\n".join(r[0] for r in await conn.fetch("explain " + tanya))
    assert "Seq Scan" not in rencana and "Hash" not in rencana, rencana
