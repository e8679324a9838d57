"""``make bench``: one warm run, one table, JSON lines. Nothing is asserted: numbers of a laptop and of a server are not comparable,
ratios to the yardstick of the same run are."""

from __future__ import annotations

import asyncio
import json
import os
import platform
import sys
import tempfile
from pathlib import Path

import aiohttp
from rich.console import Console
from rich.table import Table
from selaras.cerita.catatan import Catatan
from selaras.cerita.panggilan import Pemanggil
from selaras.cerita.panggung import Panggung
from selaras.cerita.pembangkit import bangun
from selaras.cerita.penerima import Penerima
from selaras.cerita.tarif import TabelTarif
from selaras.lokal.tumpukan import Tumpukan

from benchmarks import isi_awal, ukur


async def jalankan(konsol: Console) -> list[ukur.Angka]:
    with tempfile.TemporaryDirectory(prefix="selaras-bench-") as sementara:
        async with (
            Tumpukan(state=Path(sementara), fresh=True, ports="free", kabar=lambda teks: konsol.print(teks, style="dim")) as t,
            aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=120)) as sesi,
        ):
            p = Panggung(Pemanggil(t, sesi), Penerima(), konsol, bangun(), TabelTarif({}, {}), [], Catatan())
            konsol.print(f"menyiapkan {isi_awal.UNIT} Badan Usaha dan berkas {isi_awal.BARIS_IMPOR} baris …", style="dim")
            isi = await isi_awal.siapkan(p, t.data)
            hasil: list[ukur.Angka] = []
            for ukuran in (ukur.impor, ukur.tagihan, ukur.pembayaran, ukur.sampai_aktif):
                await ukur.reda(t)
                hasil += await ukuran(p, t, isi)
            return hasil


def main() -> int:
    konsol = Console(stderr=not sys.stdout.isatty())
    hasil = asyncio.run(jalankan(konsol))
    tabel = Table(title=f"{os.cpu_count()} inti, Python {platform.python_version()}", title_justify="left")
    for kolom in ("Ukuran", "Nilai", "Satuan", "Cara"):
        tabel.add_column(kolom, justify="right" if kolom == "Nilai" else "left")
    for a in hasil:
        tabel.add_row(a.nama, f"{a.nilai:,.2f}" if a.nilai < 10 else f"{a.nilai:,.0f}", a.satuan, a.cara)
    konsol.print(tabel)
    for a in hasil:
        print(json.dumps({"ukuran": a.nama, "nilai": round(a.nilai, 3), "satuan": a.satuan, "cara": a.cara}))
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
