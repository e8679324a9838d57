"""The projection: any order, any batches, any repetition gives the same pages; every event of the bus is survived."""

from __future__ import annotations

import json
import random
from datetime import date
from pathlib import Path
from typing import Any

import asyncpg
import pytest
import shared_events
from chassis.records import Record
from chassis.testing import fresh_database
from dasbor.main import SPEC
from dasbor.projections.halaman import HALAMAN
from dasbor.projections.lipat import KUNCI
from dasbor.tampilan import Tampilan
from selaras.lokal.uji import ServerUji
from shared_events import kepesertaan
from shared_events.registry import EVENTS

from .conftest import Pena, cerita, lipat
from .nama import BU1, MELATI, NOKA1, SENTOSA, VA1

CONTOH = Path(shared_events.__file__).parents[2] / "contoh"


async def isi(conn: asyncpg.Connection) -> dict[str, list[dict[str, Any]]]:
    return {t: [dict(r) for r in await conn.fetch(f"select * from {t} order by {', '.join(k)}")] for t, k in KUNCI.items()}  # noqa: S608


async def dibangun(servers: ServerUji, kelompok: list[list[Record]]) -> dict[str, list[dict[str, Any]]]:
    conn = await asyncpg.connect(await fresh_database(servers.postgres.url, SPEC.name, SPEC.migrations))
    try:
        for batch in kelompok:
            await lipat(conn, batch)
        await conn.set_type_codec("jsonb", schema="pg_catalog", encoder=json.dumps, decoder=json.loads)
        return await isi(conn)
    finally:
        await conn.close()


def campur(records: list[Record], benih: int) -> list[Record]:
    """Another order that Kafka could give: only the order within a subject of a service is kept."""
    acak = random.Random(benih)
    antrean: dict[tuple[str, str], list[Record]] = {}
    for r in records:
        antrean.setdefault((r.envelope.source, r.subject), []).append(r)
    keluar = []
    while antrean:
        kunci = acak.choice(sorted(antrean))
        keluar.append(antrean[kunci].pop(0))
        if not antrean[kunci]:
            del antrean[kunci]
    return keluar


async def test_urutan_dan_ulangan_tidak_mengubah_apa_pun(servers: ServerUji) -> None:
    semua = cerita()
    harapan = await dibangun(servers, [semua])  # rebuilt: one batch
    assert len(harapan["peserta"]) == 3
    assert len(harapan["riwayat"]) > 30
    assert await dibangun(servers, [[r] for r in semua]) == harapan  # live: record by record
    for benih in (1, 2, 3):
        acak = campur(semua, benih)
        rng = random.Random(benih)
        kelompok: list[list[Record]] = []
        while acak:
            n = rng.randint(1, 17)
            kelompok.append(acak[:n])
            acak = acak[n:]
        assert await dibangun(servers, kelompok) == harapan, benih
    assert await dibangun(servers, [semua, semua]) == harapan


@pytest.mark.parametrize("bentuk", ["lengkap", "ringkas"])
async def test_setiap_peristiwa_contoh_terlipat_dan_terbaca(servers: ServerUji, bentuk: str) -> None:
    """Golden samples of every event of the bus, fullest and smallest; every line of a timeline that comes of it can be rendered."""
    p = Pena()
    for tipe, kelas in sorted(EVENTS.items()):
        event = kelas.model_validate_json((CONTOH / f"{tipe}.{bentuk}.1.json").read_text())
        p.tulis(f"contoh:{tipe}", event, "2016-12-05T10:00", "akt-contoh")
    assert {type(r.event) for r in p.records} > set(HALAMAN.events)
    hasil = await dibangun(servers, [p.records, p.records])
    assert {"KlaimDiverifikasi", "SepDiterbitkan", "PesertaDidaftarkan"} <= {r["jenis"] for r in hasil["riwayat"]}
    tampilan = Tampilan("http://127.0.0.1:8106")
    for baris in hasil["riwayat"]:
        teks = str(tampilan.potong("kejadian.html", "kejadian", r=baris))
        assert baris["jenis"] not in teks, "every kind has a sentence of its own"


async def test_tidak_ada_data_pribadi(servers: ServerUji) -> None:
    hasil = await dibangun(servers, [cerita()])
    teks = repr(hasil)
    for rahasia in ("c2VnZWw=", "rahasia", "upah_tersandi"):
        assert rahasia not in teks


async def test_pindah_keluar_kembali(servers: ServerUji) -> None:
    """Who leaves his employer for a family unit is no longer of the Badan Usaha; who comes back has no last day."""
    p = Pena()
    p.badan_usaha(BU1, VA1, SENTOSA, "KC-PRIMA-JKT", "PT Satu")
    p.peserta(NOKA1, BU1, VA1, SENTOSA)
    p.tulis(f"peserta:{NOKA1}", kepesertaan.PesertaDikeluarkan(
        nomor_kartu=NOKA1, virtual_account=VA1, berakhir_pada=date(2017, 3, 31), iuran_terakhir="2017-03"),
        "2017-03-31T10:00", SENTOSA)  # fmt: skip
    p.tulis(f"peserta:{NOKA1}", kepesertaan.PesertaDipindahkan(
        nomor_kartu=NOKA1, dari_virtual_account=VA1, ke_virtual_account="8888800000099999", ke_keluarga_id="kel-1", iuran_mulai="2017-04",
        berlaku_dari=date(2017, 4, 1)), "2017-04-01T10:00")  # fmt: skip
    (orang,) = (await dibangun(servers, [p.records]))["peserta"]
    assert (orang["badan_usaha_id"], orang["akt_id"], orang["berakhir_pada"]) == (None, None, None)
    assert (await dibangun(servers, [[r] for r in p.records]))["peserta"] == [orang]


async def test_delegasi_berganti(servers: ServerUji) -> None:
    p = Pena()
    p.badan_usaha(BU1, VA1, SENTOSA, "KC-PRIMA-JKT", "PT Satu")
    s = f"badan_usaha:{BU1}"
    p.tulis(s, kepesertaan.DelegasiAktDitetapkan(
        badan_usaha_id=BU1, akt_id=MELATI, cakupan="SELURUH", surat_kuasa_nomor="SK-2", berlaku_dari=date(2017, 3, 1)), "2017-02-20T09:00",
        MELATI)  # fmt: skip
    p.tulis(s, kepesertaan.DelegasiAktDiakhiri(badan_usaha_id=BU1, akt_id=SENTOSA, berakhir_pada=date(2017, 2, 28)), "2017-02-20T09:00",
        SENTOSA)  # fmt: skip
    baris = {b["akt_id"]: b for b in (await dibangun(servers, [p.records]))["delegasi"]}
    assert baris[SENTOSA]["berakhir_pada"] == date(2017, 2, 28)
    assert baris[MELATI]["berakhir_pada"] is None
