"""``selaras periksa``, ``bangun-ulang``, ``pulihkan``, ``terbitkan-ulang``: a service's own maintenance roles, on the local stack.

In a deployment the same roles run in the service's image: ``python -m iuran pulihkan`` (docs/operasi.md)."""

from __future__ import annotations

from pathlib import Path

from rich.console import Console

from selaras.lokal import catatan
from selaras.lokal.basis_data import ensure_database
from selaras.lokal.galat import GalatTumpukan
from selaras.lokal.jalur import folder_data
from selaras.lokal.klien import baca_klien
from selaras.lokal.peran import jalankan_peran
from selaras.lokal.susunan import LAYANAN, Program, susun

BERHENTI_DULU = ("pulihkan", "terbitkan-ulang")
"""Nobody else may write or send meanwhile."""


async def rawat(folder: Path, layanan: str, peran: str, layar: Console) -> bool:
    """True if the role ended well; what it printed is printed."""
    if layanan not in LAYANAN:
        raise GalatTumpukan(f"Layanan {layanan} tidak ada; yang ada: {', '.join(LAYANAN)}.")
    berjalan = catatan.baca(folder)
    if berjalan is not None and peran in BERHENTI_DULU:
        raise GalatTumpukan(f"Tumpukan sedang berjalan. Hentikan dengan `make down`, lalu ulangi `selaras {peran} {layanan}`.")
    if berjalan is not None:
        return await _jalankan(await _program(folder, berjalan, layanan), peran, layar)
    from selaras.lokal.tumpukan import Tumpukan

    async with Tumpukan(folder, ports="auto", layanan=(layanan,), hanya_server=True) as t:
        return await _jalankan(t.program_dari(layanan), peran, layar)


async def _program(folder: Path, berjalan: catatan.Catatan, layanan: str) -> Program:
    [program] = susun(
        layanan=(layanan,),
        port={nama: int(url.rsplit(":", 1)[1]) for nama, url in berjalan.url.items()},
        keadaan=folder,
        data=folder_data(folder),
        klien=baca_klien(),
        basis_data={layanan: await ensure_database(berjalan.postgres, layanan, folder / "sandi.json")},
        bootstrap=berjalan.kafka,
        prefix="",
        simulasi=True,
        env={},
    )
    return program


async def _jalankan(program: Program, peran: str, layar: Console) -> bool:
    kode, keluaran = await jalankan_peran(program, peran)
    layar.print(keluaran.rstrip(), highlight=False, markup=False, soft_wrap=True)
    return kode == 0
