"""The insurers that had signed in 2014, as master data (R-AKT-44), and the list a Badan Usaha chooses from (R-AKT-27)."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import Any

import pytest

BERKAS = Path(__file__).resolve().parents[3] / "contoh" / "akt-2014.csv"
NAMA = {
    "Asuransi Jiwa InHealth Indonesia",
    "Asuransi Sinar Mas",
    "Asuransi Mitra Maparya Tbk.",
    "Asuransi Jiwa Tugu Mandiri",
    "Asuransi AXA Mandiri Financial Service",
    "Asuransi AXA Financial Indonesia",
    "PT Lippo General Insurance",
}


@pytest.mark.aturan("R-AKT-44", "R-AKT-27")
async def test_the_seven_of_2014_are_loaded_and_told_while_their_agreement_lasts(panggung: Any) -> None:
    with BERKAS.open(encoding="utf-8", newline="") as aliran:
        baris = [b for b in csv.DictReader(aliran) if b["per"] == "2014"]
    assert {b["nama"] for b in baris} == NAMA and {b["sumber"] for b in baris} == {"slide 54"}
    at = panggung.waktu("2014-03-03T09:00")
    for b in baris:
        isi = {"nama": b["nama"], "jenis_produk": [b["jenis_produk"]]}
        assert (await panggung.h.call("PUT", f"/v1/akt/{b['akt_id']}", who=panggung.pusat(), json=isi, at=at)).status == 201
        sampai = "2015-03-02" if b["akt_id"] == "akt-lippo" else "2016-03-02"
        pks = {
            "nomor": f"PKS/2014/{b['akt_id']}", "berlaku_dari": "2014-03-03", "berlaku_sampai": sampai, "versi_naskah": "2014.1",
            "bentuk_kerja_sama": ["MANFAAT"], "manfaat": ["RITL"],
        }  # fmt: skip
        answer = await panggung.h.call("POST", f"/v1/akt/{b['akt_id']}/pks", who=panggung.pusat(), json=pks, at=at)
        assert answer.status == 201, answer.body
    for pada, ada in (("2015-03-02", NAMA), ("2015-03-03", NAMA - {"PT Lippo General Insurance"})):
        jawab = await panggung.h.call("GET", f"/v1/akt?pks_aktif_pada={pada}", who=panggung.akt("akt-lain"))
        assert {a["nama"] for a in jawab.json()["data"]} == ada
