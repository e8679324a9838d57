"""A short run of `make kekacauan`: a few seconds of traffic with faults on the whole stack, and every proof (docs/kekacauan.md).

``SELARAS_BENIH_KEKACAUAN`` picks another seed."""

from __future__ import annotations

import os
from pathlib import Path

from selaras.kekacauan.gangguan import jadwal
from selaras.kekacauan.jalan import jalankan

DETIK = 14.0


async def test_beberapa_detik_kekacauan(tmp_path: Path) -> None:
    hasil = await jalankan(int(os.environ.get("SELARAS_BENIH_KEKACAUAN", "13")), DETIK, tmp_path / "tumpukan")
    assert hasil.temuan == [], hasil.baris()
    assert hasil.gangguan["bunuh"] > 0 and hasil.ulangan > 0 and hasil.diakui > 50, hasil.baris()


def test_satu_benih_satu_jadwal() -> None:
    program, layanan = ["iuran", "iuran-pekerja-1", "klaim"], ["iuran", "klaim"]
    semua = {benih: jadwal(benih, 60.0, program, layanan, layanan) for benih in range(40)}
    assert all(jadwal(benih, 60.0, program, layanan, layanan) == satu for benih, satu in semua.items())
    assert len({tuple(s) for s in semua.values()}) == 40
    assert {g.jenis for s in semua.values() for g in s} == {"bunuh", "jeda", "bunuh postgres", "bunuh kafka", "kirim ganda", "putar ulang"}
    assert all(g.sasaran == "iuran-pekerja-1" and g.lama > 6 for s in semua.values() for g in s if g.jenis == "jeda")
