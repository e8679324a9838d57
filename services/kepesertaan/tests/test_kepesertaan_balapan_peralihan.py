"""The change of AKT while its people leave, die and are corrected: at each instant at most one flag, for who stays exactly one."""

from __future__ import annotations

import asyncio
import random
from itertools import pairwise
from typing import Any

import pytest
from chassis.testing import Answer
from chassis.testing_races import models_hold

from .test_kepesertaan_proses_akt import minta, penyerahan, sampai, tutup
from .test_kepesertaan_tanda import lunas

Panggung = Any
AKHIR, MULAI = "2016-12-31", "2017-01-01"
SAAT = "2017-01-01T08:00"


async def berpindah(panggung: Panggung, bahan: Any) -> tuple[str, str, list[str]]:
    """A Badan Usaha whose people carry akt-melati's flag and whose change to akt-sentosa waits for the day to close."""
    isi = await panggung.daftar_bu("akt-melati")
    bu = isi["badan_usaha_id"]
    assert (await panggung.impor(bu, bahan.melati, akt="akt-melati", at="2016-11-14T09:00"))["selesai"] == 40
    await lunas(panggung, isi, dari="2016-12-05", sampai="2016-12", at="2016-12-05T10:00")
    rows = await panggung.h.fetch("select nomor_kartu from peserta where badan_usaha_id = $1 order by 1", bu)
    orang = [r["nomor_kartu"] for r in rows]

    async def bertanda() -> Any:
        [b] = await panggung.h.fetch("select count(*) as n from peserta where badan_usaha_id = $1 and tanda_akt_id = 'akt-melati'", bu)
        return b["n"] == len(orang)

    await panggung.h.until(bertanda)
    at, jalur = "2016-12-16T09:00", f"/v1/badan-usaha/{bu}/peralihan-akt"
    mulai = {"akt_baru": "akt-sentosa", "berakhir_pada": AKHIR, "alasan": "pindah", "nomor_kartu": orang}
    proses = (await minta(panggung, "POST", jalur, who=panggung.akt("akt-melati"), json=mulai, at=at, status=201))["proses_id"]
    serah = penyerahan("akt-sentosa", MULAI, orang)
    await minta(panggung, "POST", f"{jalur}/{proses}/penyerahan", who=panggung.akt("akt-sentosa"), json=serah, at=at)
    await minta(panggung, "POST", f"{jalur}/{proses}/lanjutan", who=panggung.prima(), json={"konfirmasi": True}, at=at)
    return bu, proses, orang


async def ubah(panggung: Panggung, noka: str, isi: dict[str, Any]) -> Answer:
    """By the office, as often as it is told to ask again."""
    while True:
        jawab: Answer = await panggung.h.call("POST", f"/v1/peserta/{noka}/mutasi", who=panggung.prima(), json=isi, at=panggung.waktu(SAAT))
        if not (jawab.status == 409 and jawab.json()["type"].endswith("/sedang-diubah")):
            return jawab


@pytest.mark.aturan("R-KIB-10", "R-KIB-11", "R-AKT-37", "R-AKT-39")
async def test_people_leave_while_their_badan_usaha_changes_its_akt(panggung: Panggung, bangun_bahan: Any) -> None:
    bahan = bangun_bahan(8501)
    panggung.isi_dukcapil(bahan, "penduduk-8501")
    bu, proses, orang = await berpindah(panggung, bahan)
    acak = random.Random(8501)
    pekerja = [b["nomor_kartu"] for b in await panggung.h.fetch(
        "select nomor_kartu from peserta where badan_usaha_id = $1 and nomor_kartu_pekerja is null order by 1", bu)]  # fmt: skip
    pergi = {n: {"jenis": "KELUAR", "berlaku": MULAI} for n in pekerja[:4]} | {pekerja[4]: {"jenis": "MENINGGAL", "berlaku": AKHIR}}
    berhenti = asyncio.Event()

    async def keluar(noka: str, isi: dict[str, Any]) -> Answer:
        await asyncio.sleep(acak.uniform(0, 0.6))
        return await ubah(panggung, noka, isi)

    async def perbaiki(noka: str) -> int:
        kali = 0
        while not berhenti.is_set():
            data = {"alamat": f"Jalan {acak.randrange(10**9)}"}
            assert (await ubah(panggung, noka, {"jenis": "UBAH_DATA", "berlaku": MULAI, "data": data})).status == 200
            kali += 1
        return kali

    mengubah = [asyncio.create_task(perbaiki(n)) for n in pekerja[5:9]]
    jawab, _ = await asyncio.gather(asyncio.gather(*(keluar(n, isi) for n, isi in pergi.items())), tutup(panggung, AKHIR))
    try:
        selesai = await sampai(panggung, bu, proses, "SELESAI")
    finally:
        berhenti.set()
    assert {j.status for j in jawab} == {200}, [j.body for j in jawab]
    assert sum(await asyncio.gather(*mengubah)) > 0

    tinggal = 0
    for noka in orang:
        lihat = await minta(panggung, "GET", f"/v1/peserta/{noka}", who=panggung.prima(), at="2017-01-03T09:00")
        riwayat = [(t["akt_id"], t["sejak"], t["sampai"]) for t in lihat["riwayat_tanda"]]
        assert all(a[2] is not None and a[2] < b[1] for a, b in pairwise(riwayat)), (noka, riwayat)
        assert riwayat[0][0] == "akt-melati" and riwayat[0][2] is not None and riwayat[0][2] <= MULAI, (noka, riwayat)
        if lihat["keadaan"] == "TERDAFTAR":
            tinggal += 1
            assert riwayat[1:] == [("akt-sentosa", MULAI, None)] and riwayat[0][2] == AKHIR, (noka, riwayat)
        else:
            assert not lihat["koordinasi_manfaat"]["tanda"] and all(t[2] is not None for t in riwayat), (noka, riwayat)
    # whoever left before step b had no flag any more, whoever left before step e gets none; family goes with its worker
    assert 0 < tinggal <= selesai["tanda_diberikan"] <= len(orang) - 1 and selesai["tanda_dicabut"] >= tinggal
    jejak = await panggung.h.fetch(
        "select stream_id, array_agg(type order by version) as semua from events where type in ('TandaDiberikan', 'TandaDihapus')"
        " and stream_id = any($1::text[]) group by 1",
        [f"peserta:{n}" for n in orang],
    )
    assert all(a != b for j in jejak for a, b in pairwise(j["semua"])), "never given twice, never ended twice, as it was recorded"
    await models_hold(panggung.h)
