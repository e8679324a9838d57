"""A file of 100,000 peserta imported with all its checks (Dukcapil asked, keys made, names and wages sealed, read model written), against
COPY of as many rows; and the service's memory meanwhile."""

from __future__ import annotations

import asyncio
import random
import time
from pathlib import Path
from typing import Any

import aiohttp
import asyncpg
from rich.console import Console
from selaras.cerita import tetap
from selaras.cerita.berkas import berkas_dukcapil, berkas_peserta
from selaras.cerita.catatan import Catatan
from selaras.cerita.hitungan import UMK
from selaras.cerita.keluarga import Pembuat
from selaras.cerita.orang import Orang
from selaras.cerita.panggilan import Berkas, Pemanggil
from selaras.cerita.panggung import Panggung
from selaras.cerita.pembangkit import FKTP_BPJS, BarisBerkas, bangun
from selaras.cerita.penerima import PenerimaCerita
from selaras.cerita.tarif import TabelTarif
from selaras.cerita.tetap import PUSAT, SENTOSA
from selaras.lokal.tumpukan import Tumpukan

from benchmarks.kerangka import Baris
from benchmarks.lingkungan import Lingkungan

UKURAN = (10_000, 100_000)


def buat_orang(pembuat: Pembuat, banyak: int) -> list[Orang]:
    """Whole families: a file with half of one would have rows refused."""
    semua: list[Orang] = []
    while len(semua) < banyak:
        semua += pembuat.biasa().semua if len(semua) < banyak - 8 else pembuat.lajang().semua
    return semua


async def siapkan(p: Panggung) -> None:
    p.pada("2016-11-01 09:00")
    await p.put(PUSAT, "kepesertaan", f"/v1/akt/{SENTOSA}", tetap.isi_akt(SENTOSA))
    await p.post(PUSAT, "kepesertaan", f"/v1/akt/{SENTOSA}/pks", tetap.isi_pks(SENTOSA, "2017-10-31"))
    for (tahun, kota), nilai in UMK.items():
        await p.put(PUSAT, "kepesertaan", "/v1/umk", {"tahun": tahun, "kabupaten_kota": kota, "nilai": nilai, "sumber": "CONTOH"})


async def impor(p: Panggung, t: Tumpukan, nomor: int, orang: list[Orang]) -> tuple[float, float]:
    """(rows a second from the POST to SELESAI, most MiB the process held)."""
    p.pada("2016-11-07 09:00")
    isi = tetap.isi_badan_usaha(SENTOSA, len(orang)) | {
        "nama": f"PT Bench {nomor}", "kode_bu": f"{20_000_000 + nomor:08d}", "npwp": f"{900_000_000_000_000 + nomor:015d}",
    }  # fmt: skip
    bu = (await p.post(SENTOSA, "kepesertaan", "/v1/badan-usaha", isi, harap=201)).isi["badan_usaha_id"]
    berkas = Berkas("berkas", "peserta.csv", berkas_peserta([BarisBerkas(o.baris(), o) for o in orang]))
    terbanyak = 0.0

    async def amati() -> None:
        nonlocal terbanyak
        while True:
            pid = t.pid("kepesertaan")
            terbanyak = max(terbanyak, rss_mib(pid) if pid else 0.0)
            await asyncio.sleep(0.25)

    pengamat = asyncio.create_task(amati())
    mulai = time.perf_counter()
    try:
        j = await p.post(SENTOSA, "kepesertaan", f"/v1/badan-usaha/{bu}/peserta:impor", berkas=[berkas], harap=202)
        hasil = await selesai(p, j.kepala["location"])
    finally:
        pengamat.cancel()
    if hasil["gagal"]:
        raise RuntimeError(f"baris gagal: {hasil}")
    return hasil["selesai"] / (time.perf_counter() - mulai), terbanyak


async def selesai(p: Panggung, jalur: str) -> dict[str, Any]:
    while True:
        isi: dict[str, Any] = (await p.get(SENTOSA, "kepesertaan", jalur)).isi
        if isi["keadaan"] != "BERJALAN":
            return isi
        await asyncio.sleep(0.25)


def rss_mib(pid: int) -> float:
    teks = Path(f"/proc/{pid}/status").read_text()
    return next(int(b.split()[1]) / 1024 for b in teks.splitlines() if b.startswith("VmRSS"))


async def salin(url: str, banyak: int) -> float:
    conn = await asyncpg.connect(url)
    try:
        await conn.execute("create table salinan (nomor_kartu text primary key, nama text, nik text, rahasia text)")
        mulai = time.perf_counter()
        await conn.copy_records_to_table("salinan", records=((f"{n:013d}", "x" * 24, f"{n:016d}", "r" * 200) for n in range(banyak)))
        return banyak / (time.perf_counter() - mulai)
    finally:
        await conn.close()


async def ukur(dunia: Lingkungan) -> list[Baris]:
    pembuat = Pembuat(random.Random(3), (FKTP_BPJS,))
    sedikit, banyak = (buat_orang(pembuat, n) for n in UKURAN)
    async with (
        Tumpukan(state=dunia.folder / "impor", fresh=True, ports="free", layanan=("kepesertaan",), kabar=dunia.kabar) as t,
        aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=600)) as sesi,
    ):
        (t.data / "dukcapil").mkdir(parents=True, exist_ok=True)
        (t.data / "dukcapil" / "bench.csv").write_bytes(berkas_dukcapil([*sedikit, *banyak]))
        p = Panggung(Pemanggil(t, sesi), PenerimaCerita(), Console(stderr=True), bangun(), TabelTarif({}, {}), [], Catatan())
        await siapkan(p)
        kecil, mib_kecil = await impor(p, t, 1, sedikit)
        besar, mib_besar = await impor(p, t, 2, banyak)
        copy = await salin(t.database_url("kepesertaan"), UKURAN[1])
    lain = {"per_second_10000": round(kecil), "rss_mib_10000": round(mib_kecil), "rss_mib_100000": round(mib_besar)}
    return [
        Baris(
            "import of 100,000 peserta",
            besar,
            "rows/s",
            copy,
            besar / copy,
            ">= 0.05",
            "COPY of as many rows",
            "from the POST to SELESAI",
            lain,
        ),
        Baris(
            "memory of the import",
            mib_besar,
            "MiB",
            mib_kecil,
            mib_besar / mib_kecil,
            "<= 1.3",
            "a tenth of the rows",
            "RSS of the process",
        ),
    ]
