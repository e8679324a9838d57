"""``make demo``: plays the story on its own stack, prints what was asked, answered and why, and ends with 1 if anything is not as told."""

from __future__ import annotations

import asyncio
import signal
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import aiohttp
from rich.console import Console
from rich.table import Table

from selaras.cerita import (
    impor,
    klaim,
    mandiri,
    milik,
    pembayaran,
    peralihan,
    rawat,
    registrasi,
    sebagian,
    susulan,
    tagihan,
    tunggakan,
)
from selaras.cerita.berkas import berkas_dukcapil
from selaras.cerita.catatan import Catatan
from selaras.cerita.harapan import HarapanGagal, sama
from selaras.cerita.panggilan import Pemanggil, TumpukanLike
from selaras.cerita.panggung import Panggung
from selaras.cerita.pembangkit import BENIH_BAWAAN, bangun
from selaras.cerita.penerima import PenerimaCerita
from selaras.cerita.rencana_rawat import rencana
from selaras.cerita.tarif import TabelTarif
from selaras.lokal.galat import GalatTumpukan
from selaras.lokal.jalur import akar_repo
from selaras.lokal.tumpukan import Tumpukan

URUTAN: tuple[Callable[[Panggung], Awaitable[None]], ...] = (
    registrasi.pusat,
    registrasi.badan_usaha,
    impor.melati,
    impor.sentosa,
    impor.perbaikan,
    tagihan.desember,
    pembayaran.belum_bayar,
    pembayaran.desember,
    pembayaran.kartu,
    rawat.sebelum_tagihan,
    tagihan.januari,
    rawat.sesudah_tagihan,
    peralihan.dilaporkan,
    klaim.ajukan,
    tunggakan.menunggak,
    klaim.verifikasi,
    susulan.susulan,
    tagihan.februari,
    peralihan.diserahkan,
    tunggakan.tidak_aktif,
    tunggakan.lunas_kembali,
    sebagian.didaftarkan,
    tagihan.maret,
    peralihan.pindah,
    peralihan.sesudah,
    sebagian.laporan,
    mandiri.keluarga,
    klaim.kedaluwarsa,
)
LEBAR = 150
"""Columns of the tables where no terminal says how many it has."""
LAYANAN_DOCS = ("kepesertaan", "iuran", "status", "klaim", "faskes", "notifikasi")


@dataclass(frozen=True, slots=True)
class Hasil:
    """What a run ended with: facts that no crash may change, what the receiver got, how long it took."""

    fakta: dict[str, Any]
    penerima: PenerimaCerita
    detik: float
    panggilan: int


async def mainkan(
    tumpukan: TumpukanLike,
    *,
    data: Path,
    benih: int = BENIH_BAWAAN,
    konsol: Console | None = None,
    pengamat: Callable[[int], None] | None = None,
) -> Hasil:
    """The whole story against a running stack. Raises HarapanGagal with the expectation that does not hold."""
    mulai = time.monotonic()
    bahan = bangun(benih)
    tabel = TabelTarif.baca(akar_repo() / "contoh")
    folder = data / "dukcapil"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / f"cerita-{benih}.csv").write_bytes(berkas_dukcapil(bahan.penduduk))
    async with aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=60)) as sesi, PenerimaCerita() as penerima:
        pemanggil = Pemanggil(tumpukan, sesi)
        p = Panggung(pemanggil, penerima, konsol or Console(quiet=True), bahan, tabel, rencana(bahan, tabel), Catatan())
        if pengamat is not None:
            pemanggil.pengamat = pengamat
        for adegan in URUTAN:
            await adegan(p)
        sama("webhook dengan tanda tangan salah", penerima.palsu, [])
        milik.periksa(p)
        return Hasil(p.catatan.fakta, penerima, time.monotonic() - mulai, pemanggil.jumlah)


async def _demo(benih: int, tinggal: bool | None) -> int:
    konsol = Console(width=None if sys.stdout.isatty() else LEBAR)
    with tempfile.TemporaryDirectory(prefix="selaras-demo-") as sementara:
        try:
            async with Tumpukan(state=Path(sementara), fresh=True, ports="auto", kabar=lambda teks: konsol.print(teks, style="dim")) as t:
                hasil = await mainkan(t, data=t.data, benih=benih, konsol=konsol)
                _penutup(konsol, t, hasil)
                if sys.stdin.isatty() and sys.stdout.isatty() if tinggal is None else tinggal:
                    konsol.print("Tekan Ctrl-C untuk berhenti.")
                    await _sampai_dihentikan(t)
        except HarapanGagal as gagal:
            konsol.print(f"\n[bold red]Cerita tidak seperti yang diharapkan[/]\n{gagal}", highlight=False)
            return 1
        except GalatTumpukan as galat:
            konsol.print(f"\n[bold red]Tumpukan tidak jalan[/]\n{galat}", highlight=False)
            return 1
    return 0


async def _sampai_dihentikan(t: Tumpukan) -> None:
    """Until Ctrl-C (or TERM); a program that will not stay up ends it too."""
    berhenti = asyncio.Event()
    putaran = asyncio.get_running_loop()
    for isyarat in (signal.SIGINT, signal.SIGTERM):
        putaran.add_signal_handler(isyarat, berhenti.set)
    gagal = asyncio.create_task(t.wait_failed())
    selesai = asyncio.create_task(berhenti.wait())
    await asyncio.wait((gagal, selesai), return_when=asyncio.FIRST_COMPLETED)
    for tugas in (gagal, selesai):
        tugas.cancel()
    if gagal.done() and not gagal.cancelled():
        raise gagal.result()


def _penutup(konsol: Console, t: Tumpukan, hasil: Hasil) -> None:
    konsol.print("\n[bold green]Cerita selesai: semua harapan terpenuhi.[/]")
    tabel = Table(show_header=False, box=None)
    tabel.add_row("Dasbor", t.url("dasbor"))
    for nama in LAYANAN_DOCS:
        tabel.add_row(f"API {nama}", f"{t.url(nama)}/docs")
    tabel.add_row(
        "Cerita", f"{hasil.detik:.1f} detik, {hasil.panggilan} panggilan HTTP, {len(hasil.penerima.kiriman)} webhook terverifikasi"
    )
    tabel.add_row("Mulai tumpukan", f"{t.start_seconds:.1f} detik sampai semua /readyz 200")
    tabel.add_row("Memori (PSS, tanpa JVM)", f"{t.pss_mib():.0f} MiB")
    konsol.print(tabel)


def jalankan(*, benih: int = BENIH_BAWAAN, tinggal: bool | None = None) -> int:
    """Exit code of the demo. ``tinggal``: stay up afterwards (None: only in a terminal)."""
    return asyncio.run(_demo(benih, tinggal))


if __name__ == "__main__":
    raise SystemExit(jalankan())
