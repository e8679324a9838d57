"""People and paying units for the measurements, made with the demo's generator, entered through the public API."""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from selaras.cerita import tetap
from selaras.cerita.berkas import berkas_dukcapil, berkas_peserta
from selaras.cerita.hitungan import UMK
from selaras.cerita.keluarga import Pembuat
from selaras.cerita.orang import Orang
from selaras.cerita.panggilan import Berkas, serentak
from selaras.cerita.panggung import Panggung
from selaras.cerita.pembangkit import FKTP_BPJS, BarisBerkas
from selaras.cerita.tetap import PUSAT, SENTOSA

BARIS_IMPOR = 5_000
UNIT = 400


@dataclass
class Isi:
    """``unit``: virtual account -> (badan_usaha_id, nomor kartu of its one worker)."""

    badan_usaha_besar: str = ""
    berkas: bytes = b""
    unit: dict[str, tuple[str, str]] = field(default_factory=dict)


def buat_orang(folder: Path) -> tuple[list[BarisBerkas], list[Orang]]:
    """Rows of one big file, and one worker for each small unit; Dukcapil knows them all."""
    pembuat = Pembuat(random.Random(3), (FKTP_BPJS,))
    besar: list[Orang] = []
    while len(besar) < BARIS_IMPOR:
        besar += pembuat.biasa().semua if len(besar) < BARIS_IMPOR - 8 else pembuat.lajang().semua
    kecil = [pembuat.pekerja() for _ in range(UNIT)]
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "bench.csv").write_bytes(berkas_dukcapil([*besar, *kecil]))
    return [BarisBerkas(o.baris(), o) for o in besar[:BARIS_IMPOR]], kecil


def isi_badan_usaha(nomor: int, pekerja: int) -> dict[str, Any]:
    return tetap.isi_badan_usaha(SENTOSA, pekerja) | {
        "nama": f"PT Bench {nomor}",
        "kode_bu": f"{20_000_000 + nomor:08d}",
        "npwp": f"{900_000_000_000_000 + nomor:015d}",
    }


async def siapkan(p: Panggung, data: Path) -> Isi:
    baris, kecil = buat_orang(data / "dukcapil")
    isi = Isi(berkas=berkas_peserta(baris))
    p.pada("2016-11-01 09:00")
    await p.put(PUSAT, "kepesertaan", f"/v1/akt/{SENTOSA}", tetap.isi_akt(SENTOSA))
    await p.post(PUSAT, "kepesertaan", f"/v1/akt/{SENTOSA}/pks", tetap.isi_pks(SENTOSA, "2017-10-31"))
    for (tahun, kota), nilai in UMK.items():
        await p.put(PUSAT, "kepesertaan", "/v1/umk", {"tahun": tahun, "kabupaten_kota": kota, "nilai": nilai, "sumber": "CONTOH"})
    p.pada("2016-11-07 09:00")
    j = await p.post(SENTOSA, "kepesertaan", "/v1/badan-usaha", isi_badan_usaha(0, BARIS_IMPOR), harap=201)
    isi.badan_usaha_besar = j.isi["badan_usaha_id"]

    async def unit(pasangan: tuple[int, Orang]) -> None:
        nomor, orang = pasangan
        bu = (await p.post(SENTOSA, "kepesertaan", "/v1/badan-usaha", isi_badan_usaha(nomor, 1), harap=201)).isi
        berkas = Berkas("berkas", "peserta.csv", berkas_peserta([BarisBerkas(orang.baris(), orang)]))
        jalur = f"/v1/badan-usaha/{bu['badan_usaha_id']}/peserta:impor"
        await p.pekerjaan(SENTOSA, "kepesertaan", await p.post(SENTOSA, "kepesertaan", jalur, berkas=[berkas], harap=202), "unit")
        cari = await p.post(SENTOSA, "kepesertaan", "/v1/peserta:cari", {"nik": orang.nik})
        isi.unit[bu["virtual_account"]] = (bu["badan_usaha_id"], cari.isi["data"][0]["nomor_kartu"])

    await serentak(unit, enumerate(kecil, start=1), banyak=8)
    return isi
