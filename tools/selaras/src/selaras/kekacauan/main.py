"""``make kekacauan``: seeds one after the other, a line each; ends with 1 at the first that does not hold."""

from __future__ import annotations

import argparse
import asyncio
import logging
import shutil
import sys
import tempfile
from pathlib import Path

from selaras.kekacauan.adegan import ADEGAN, mainkan
from selaras.kekacauan.jalan import jalankan
from selaras.kekacauan.pembuktian.data import Temuan

TEMUAN_TERBANYAK = 25


async def putar(benih: list[int], detik: float, simpan: Path | None, *, rinci: bool) -> int:
    for satu in benih:
        folder = Path(tempfile.mkdtemp(prefix="selaras-kekacauan-"))
        try:
            hasil = await jalankan(satu, detik, folder)
            print(hasil.baris(), flush=True)
            if rinci or hasil.temuan:
                print("\n".join(f"    {baris}" for baris in hasil.catatan))
            if rinci:
                print("    " + ", ".join(f"{apa} ×{n}" for apa, n in sorted(hasil.status.items())), flush=True)
            if hasil.temuan:
                _runtuh(hasil.temuan, f"make kekacauan BENIH={satu} DETIK={detik:g}")
                if simpan is not None:
                    _simpan(folder, simpan)
                    print(f"Log tumpukan: {simpan}")
                return 1
        finally:
            shutil.rmtree(folder, ignore_errors=True)
    return 0


def _simpan(folder: Path, ke: Path) -> None:
    shutil.copytree(folder / "log", ke, dirs_exist_ok=True)
    for server in ("postgres", "kafka"):
        shutil.copy(folder / server / f"{server}.log", ke)


def _runtuh(temuan: Temuan, ulang: str) -> None:
    for apa in temuan[:TEMUAN_TERBANYAK]:
        print(f"  ✗ {apa}")
    if (lebih := len(temuan) - TEMUAN_TERBANYAK) > 0:
        print(f"  … dan {lebih} lagi")
    print(f"Ulangi dengan: {ulang}", flush=True)


async def adegan(nama: list[str], benih: int, simpan: Path | None) -> int:
    for satu in nama:
        folder = Path(tempfile.mkdtemp(prefix="selaras-kekacauan-"))
        try:
            temuan = await mainkan(satu, folder, benih)
            print(f"adegan {satu}: {'TEGAK' if not temuan else 'RUNTUH'}", flush=True)
            if temuan:
                _runtuh(temuan, f"make kekacauan ADEGAN={satu}")
                if simpan is not None:
                    _simpan(folder, simpan)
                return 1
        finally:
            shutil.rmtree(folder, ignore_errors=True)
    return 0


def main() -> int:
    urai = argparse.ArgumentParser(prog="make kekacauan", description="Gangguan pada tumpukan sungguhan, dibuktikan dari datanya.")
    urai.add_argument("--benih", type=int, help="hanya benih ini")
    urai.add_argument("--mulai", type=int, default=1, help="benih pertama")
    urai.add_argument("--banyak", type=int, default=30, help="berapa benih")
    urai.add_argument("--detik", type=float, default=60.0, help="lama lalu lintas setiap benih")
    urai.add_argument("--log", type=Path, help="simpan log tumpukan di sini bila runtuh")
    urai.add_argument("--adegan", choices=[*ADEGAN, "semua"], help="bukan benih, melainkan adegan ini")
    urai.add_argument("--rinci", action="store_true", help="tampilkan jadwal gangguan dan jawaban menurut jenisnya")
    pilihan = urai.parse_args()
    for pencatat in ("aiokafka", "tumpukan"):  # a broker that is away and a program that is started again are what a run is made of
        logging.getLogger(pencatat).setLevel(logging.CRITICAL)
    if pilihan.adegan is not None:
        return asyncio.run(adegan(list(ADEGAN) if pilihan.adegan == "semua" else [pilihan.adegan], pilihan.benih or 1, pilihan.log))
    benih = [pilihan.benih] if pilihan.benih is not None else list(range(pilihan.mulai, pilihan.mulai + pilihan.banyak))
    return asyncio.run(putar(benih, pilihan.detik, pilihan.log, rinci=pilihan.rinci))


if __name__ == "__main__":
    sys.exit(main())
