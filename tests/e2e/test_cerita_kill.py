"""Service processes killed with -9 at random moments of the story change no result. ``SELARAS_BENIH_KILL`` picks other moments."""

from __future__ import annotations

import os
import random
from collections.abc import Callable
from pathlib import Path
from typing import Any

from selaras.cerita.main import mainkan
from selaras.lokal.tumpukan import Tumpukan

LAYANAN = ("kepesertaan", "iuran", "status", "klaim", "notifikasi", "faskes", "dasbor")


async def test_dibunuh_di_tengah_cerita(dimainkan: Any, tumpukan_baru: Callable[[Path], Tumpukan], tmp_path: Path) -> None:
    """Each service once, each at a random call: whoever was in the middle of something has to take it up again."""
    benih = int(os.environ.get("SELARAS_BENIH_KILL", "1"))
    acak = random.Random(benih)
    saat = sorted(acak.sample(range(20, dimainkan.hasil.panggilan), len(LAYANAN)))
    rencana = dict(zip(saat, acak.sample(LAYANAN, len(LAYANAN)), strict=True))
    terbunuh: list[str] = []
    async with tumpukan_baru(tmp_path / "kill") as t:

        def cabut(nomor: int) -> None:
            if (layanan := rencana.get(nomor)) is not None:
                terbunuh.append(layanan)
                t.kill(layanan)

        hasil = await mainkan(t, data=t.data, benih=dimainkan.bahan.benih, pengamat=cabut)
    assert terbunuh, rencana
    assert hasil.fakta == dimainkan.hasil.fakta, (benih, rencana)
