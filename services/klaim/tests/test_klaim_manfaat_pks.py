"""An item of the bill that the agreement does not list, from the AKT's claim to the verified split (R-AKT-05)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from .kasus import AJUKAN, TERENCANA, Kasus, saat

Pembuat = Callable[..., Any]


@pytest.mark.aturan("R-AKT-05")
async def test_butir_yang_tidak_tercantum_tidak_dibayar_bpjs(panggung: Any, eklaim: Pembuat, csv_teks: Pembuat) -> None:
    p = panggung
    k = Kasus(p, eklaim, csv_teks, 9700)
    sep = await k.rawat("rs-a", "0301R001", tagihan=5_000_000, ajukan=4_000_000)
    isi = {
        "nomor_sep": sep, "nomor_kartu": k.baris[0]["NOKARTU"], "tanggal_masuk": "2016-12-06", "tanggal_pulang": "2016-12-10",
        "kode_inacbg": "E-4-10-I", "versi_inacbg": "5.1", "diagnosa": ["E11.6"], "dpjp": "dr. Uji", "tagihan_rs": 5_000_000,
        "nilai_diajukan": 4_000_000, "dijamin_polis": 5_000_000, "dibayar_ke_rs": 5_000_000, "tanggal_bayar_rs": "2016-12-30",
        "dokumen": [
            {"kode": d, "tanggal": "2016-12-10", "penandatangan": "dr. Uji" if d == "RESUME_MEDIS" else ""} for d in TERENCANA
        ],
        # the agreement of the stage lists RITL
        "manfaat": [{"kode": "RITL", "nilai": 2_500_000}, {"kode": "KAMAR_VIP", "nilai": 2_500_000}],
    }  # fmt: skip
    lebih = await p.post("akt-sentosa", "/v1/klaim", isi | {"manfaat": [{"kode": "RITL", "nilai": 5_000_001}]}, pada=saat(1, 5))
    assert (lebih.status, lebih.json()["aturan"]) == (422, "R-AKT-05")
    buat = await p.post("akt-sentosa", "/v1/klaim", isi, pada=saat(1, 5))
    assert buat.status == 201, buat.body
    id = buat.json()["klaim_id"]
    diajukan = await p.post("akt-sentosa", "/v1/pengajuan", AJUKAN | {"klaim_id": [id]}, pada=saat(1, 9))
    assert diajukan.status == 201, diajukan.body
    await p.post("kc-prima", f"/v1/pengajuan/{diajukan.json()['pengajuan_id']}/kelengkapan", {}, pada=saat(1, 9))
    sah = await p.post("kc-prima", f"/v1/klaim/{id}/verifikasi", {"hasil": "LAYAK"}, pada=saat(1, 12))
    assert sah.status == 200, sah.body
    lihat = (await p.get("akt-sentosa", f"/v1/klaim/{id}")).json()
    assert (lihat["nilai"]["bpjs"], lihat["nilai"]["akt"], lihat["nilai"]["peserta"]) == (2_500_000, 2_500_000, 0)
    assert "R-AKT-05" in {d["aturan"] for d in lihat["dasar"]}
