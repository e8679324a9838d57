"""status on real PostgreSQL and Kafka: knowledge, publication for a person, day marks, the query plan."""

from __future__ import annotations

import asyncio
from datetime import date
from typing import Any
from urllib.parse import quote

import pytest
from chassis.testing import Harness
from shared_events import kepesertaan
from status.baca import SQL_BANYAK, SQL_SATU
from status.projections.fakta import TUTUP

from .dunia import Dunia, rs, saat


async def test_before_he_was_known_he_is_unknown(h: Harness) -> None:
    d = Dunia(h, 8)
    await d.daftar()
    await d.jadi("2016-12-01", "TERDAFTAR")
    path = f"/v1/status/{d.noka}?diketahui={quote(saat('2016-11-14').isoformat())}"
    assert (await h.call("GET", path, who=rs(h))).status == 404
    await d.orang(kepesertaan.PesertaDilupakan(nomor_kartu=d.noka), "2017-01-02")

    async def dilupakan() -> bool:
        return (await h.call("GET", f"/v1/status/{d.noka}", who=rs(h))).status == 404

    assert await h.until(dilupakan)


@pytest.mark.aturan("R-STA-12", "R-STA-13")
async def test_phk_and_death_are_published_for_the_person(h: Harness) -> None:
    d = Dunia(h, 9)
    await d.daftar()
    phk = kepesertaan.PesertaTerkenaPhk(
        nomor_kartu=d.noka, virtual_account=d.va, phk_pada=date(2016, 12, 31), dijamin_sampai=date(2017, 6, 30), iuran_terakhir="2016-12"
    )
    await d.orang(phk, "2017-01-02")
    assert (await d.jadi("2017-06-30", "PHK"))["aktif"]
    assert (await d.tanya("2017-07-01"))["keadaan"] == "TIDAK_AKTIF"
    mati = kepesertaan.PesertaMeninggal(nomor_kartu=d.noka, virtual_account=d.va, meninggal_pada=date(2017, 3, 1), iuran_terakhir="2016-12")
    await d.orang(mati, "2017-03-02")
    await d.jadi("2017-03-02", "MENINGGAL")

    async def terbit() -> Any:
        semua = [p for e, p in await h.bus.read("status") if e.subject == f"peserta:{d.noka}"]
        return semua if len(semua) == 2 else None

    assert [(p.keadaan, p.aktif, str(p.dari)) for p in await h.until(terbit)] == [
        ("PHK", True, "2017-01-01"),
        ("MENINGGAL", False, "2017-03-02"),
    ]


async def test_a_day_is_not_closed_before_iuran_closed_it(h: Harness) -> None:
    who = h.token("operasi", "operasi", kantor="PUSAT", jenis_kantor="PUSAT")
    asked = await h.call("POST", "/v1/tutup-hari", who=who, json={"tanggal": "2017-02-20"}, at=saat("2017-02-21"))
    assert asked.status == 202
    await asyncio.sleep(0.5)
    assert (await h.call("GET", asked.headers["Location"], who=who)).json()["keadaan"] == "BERJALAN"
    for layanan in ("kepesertaan", "iuran"):
        await h.bus.close_day(layanan, date(2017, 2, 20), at=saat("2017-02-21"))
    assert (await h.job(asked, who))["keadaan"] == "SELESAI"


async def test_a_mark_missing_on_one_partition_closes_nothing_and_the_last_worker_sees_all(h: Harness) -> None:
    async with h.rt.db.transaction() as conn:
        await conn.execute("delete from hari_tertutup")
        await conn.execute("delete from tanda_hari")
        await conn.executemany(
            "insert into tanda_hari values ($1, $2, $3)", [(n, date(2018, 1, 10), saat("2018-01-11")) for n in range(11)]
        )
        await conn.execute(TUTUP, 12)
        assert await conn.fetchval("select count(*) from hari_tertutup") == 0
        await conn.execute("insert into tanda_hari values (11, $1, $2)", date(2018, 1, 12), saat("2018-01-13"))
        await conn.execute(TUTUP, 12)
        rows = await conn.fetch("select * from hari_tertutup")
        assert [(r["tanggal"], r["dicatat_pada"]) for r in rows] == [(date(2018, 1, 10), saat("2018-01-13"))]


async def test_the_query_walks_indexes_only(h: Harness) -> None:
    async with h.rt.db.transaction() as conn:
        await conn.execute(
            "insert into peserta_fakta (nomor_kartu, urutan, jenis, va, badan_usaha_id, dari, periode, dicatat_pada, peristiwa_id)"
            " select lpad((5000000 + n)::text, 13, '0'), 1, 'DAFTAR', '77777' || lpad((n % 200)::text, 11, '0'), 'X' || n % 200,"
            " '2016-11-15', '2016-12', now(), 'e' from generate_series(1, 20000) n"
        )
        await conn.execute(
            "insert into unit_fakta (va, urutan, periode, jenis, dicatat_pada, peristiwa_id)"
            " select '77777' || lpad((n % 200)::text, 11, '0'), n, '2016-12', 'LUNAS', now(), 'e' from generate_series(1, 20000) n"
        )
        await conn.execute("analyze peserta_fakta; analyze unit_fakta; analyze delegasi_fakta")
        for sql, siapa in ((SQL_SATU, "'0000005000001'"), (SQL_BANYAK, "array['0000005000001', '0000005000002']")):
            tanya = sql.replace("$1::text[]", siapa).replace("$1::text", siapa).replace("$2", "now()")
            teks = "\n".join(r[0] for r in await conn.fetch("explain " + tanya))
            assert "Seq Scan on peserta_fakta" not in teks and "Seq Scan on unit_fakta" not in teks, teks
        await conn.execute("delete from peserta_fakta where peristiwa_id = 'e'; delete from unit_fakta where peristiwa_id = 'e'")
