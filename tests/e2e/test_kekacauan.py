"""A short run of `make kekacauan`: a few seconds of traffic with faults on the whole stack, and every proof (docs/kekacauan.md).

``SELARAS_BENIH_KEKACAUAN`` picks another seed."""

from __future__ import annotations

import os
from pathlib import Path

import asyncpg
from selaras.kekacauan.gangguan import jadwal
from selaras.kekacauan.jalan import Panggung, jalankan
from selaras.kekacauan.pembuktian.model import model_baca
from selaras.kekacauan.tenang import tunggu_tenang

DETIK = 9.0


async def rusak_model(p: Panggung) -> None:
    """The two proofs that need servers can fail too: a rupiah too much in a read model and a job that never ends are found."""
    url = p.t.database_url("iuran")
    conn = await asyncpg.connect(url)
    try:
        await conn.execute("update saldo_va set kredit = kredit + 1 where virtual_account = (select min(virtual_account) from saldo_va)")
        await conn.execute(
            "insert into jobs (id, kind, input, checkpoint, business_time, client)"
            " values (gen_random_uuid(), 'HANTU', 'null', 'null', now(), 'uji')"
        )
    finally:
        await conn.close()
    [satu] = await model_baca({"iuran": url}, p.t.bootstrap, p.t.topic_prefix)
    assert satu.startswith("iuran: saldo_va (store): kurang 1, lebih 1")
    assert any("pekerjaan berjalan" in g for g in await tunggu_tenang(p.t.database_url, p.t.bootstrap, p.t.topic_prefix, 0.2))


async def test_beberapa_detik_kekacauan(tmp_path: Path) -> None:
    hasil = await jalankan(int(os.environ.get("SELARAS_BENIH_KEKACAUAN", "13")), DETIK, tmp_path / "tumpukan", rusak_model)
    assert hasil.temuan == [], hasil.baris()
    assert hasil.gangguan["bunuh"] > 0 and hasil.ulangan > 0 and hasil.diakui > 50, hasil.baris()


def test_satu_benih_satu_jadwal() -> None:
    program, layanan = ["iuran", "iuran-pekerja-1", "klaim"], ["iuran", "klaim"]
    semua = {benih: jadwal(benih, 60.0, program, layanan, layanan) for benih in range(40)}
    assert all(jadwal(benih, 60.0, program, layanan, layanan) == satu for benih, satu in semua.items())
    assert len({tuple(s) for s in semua.values()}) == 40
    assert {g.jenis for s in semua.values() for g in s} == {"bunuh", "jeda", "bunuh postgres", "bunuh kafka", "kirim ganda", "putar ulang"}
    assert all(g.sasaran == "iuran-pekerja-1" and g.lama > 6 for s in semua.values() for g in s if g.jenis == "jeda")
