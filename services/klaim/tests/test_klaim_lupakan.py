"""Who is to be forgotten: what of his care is still open, and what klaim itself gives up once he is."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from klaim.api.belum_selesai import belum
from shared_events import kepesertaan as k

from .kasus import Kasus, Pembuat, saat

PULANG = date(2016, 12, 10)
TERAKHIR = date(2017, 6, 10)
SEP = {"nomor_sep": "S", "jenis_pelayanan": "RITL", "cob": True, "tanggal_masuk": date(2016, 12, 6), "klaim_id": None, "keadaan": None}


@pytest.mark.aturan("R-KLM-21")
@pytest.mark.parametrize(
    ("ubah", "hari", "jenis"),
    [
        ({"tanggal_pulang": None}, date(2018, 1, 1), "SEP_TERBUKA"),  # still in hospital, as far as anybody knows
        ({"tanggal_pulang": PULANG}, TERAKHIR, "SEP_TERBUKA"),  # the last day to file
        ({"tanggal_pulang": PULANG}, TERAKHIR + timedelta(days=1), None),
        ({"tanggal_pulang": PULANG, "cob": False}, PULANG, None),
        ({"tanggal_pulang": None, "cob": False, "jenis_pelayanan": "RJTL"}, date(2017, 6, 6), "SEP_TERBUKA"),
        ({"tanggal_pulang": None, "cob": False, "jenis_pelayanan": "RJTL"}, date(2017, 6, 7), None),
        ({"tanggal_pulang": PULANG, "klaim_id": "K", "keadaan": "FPK"}, date(2018, 1, 1), "KLAIM_TERBUKA"),
        ({"tanggal_pulang": PULANG, "klaim_id": "K", "keadaan": "DIBAYAR"}, PULANG, None),
        ({"tanggal_pulang": PULANG, "klaim_id": "K", "keadaan": "DITOLAK"}, PULANG, None),
        ({"tanggal_pulang": PULANG, "klaim_id": "K", "keadaan": "KEDALUWARSA"}, PULANG, None),
    ],
)
def test_open_until_paid_refused_or_too_late(ubah: dict[str, Any], hari: date, jenis: str | None) -> None:
    hasil = belum({**SEP, **ubah}, hari)
    assert (None if hasil is None else hasil.jenis) == jenis


async def test_asked_over_http_and_the_refused_rows_lose_their_columns(panggung: Any, eklaim: Pembuat, csv_teks: Pembuat) -> None:
    p = panggung
    kasus = Kasus(p, eklaim, csv_teks, 7500)
    baik = await kasus.rawat("rs-a", "0301R001", tagihan=9_000_000, ajukan=6_000_000)
    rusak = await kasus.rawat("rs-a", "0301R001", tagihan=5_000_000, ajukan=4_000_000, baris={"DISCHARGE_DATE": "42714"})
    lain = await kasus.rawat("rs-b", "0301R002", tagihan=5_000_000, ajukan=4_000_000, baris={"DISCHARGE_DATE": "42715"})
    hasil = await kasus.impor()
    assert (hasil["selesai"], hasil["gagal"]) == (1, 2)
    noka = {b["SEP"]: b["NOKARTU"] for b in kasus.baris}

    async def tanya(nomor: str, **klaim: str) -> Any:
        token = p.h.token("layanan-kepesertaan", "klaim:baca", **(klaim or {"kantor": "PUSAT", "jenis_kantor": "PUSAT"}))
        return await p.h.call("GET", f"/v1/peserta/{nomor}/belum-selesai", who=token, at=saat(1, 10))

    assert (await tanya(noka[baik])).json()["belum_selesai"] == [{"jenis": "KLAIM_TERBUKA", "nomor": await kasus.id(baik)}]
    assert (await tanya(noka[rusak])).json()["belum_selesai"] == [{"jenis": "SEP_TERBUKA", "nomor": rusak}]
    assert (await tanya("0009999999999")).json()["belum_selesai"] == []
    assert (await tanya(noka[baik], akt_id="akt-sentosa")).status == 403

    # his key is gone, and klaim has not read of it yet: what this very process sealed with it a moment ago, it cannot open any more
    jalur, surat = f"/v1/klaim/{await kasus.id(baik)}/dokumen", {"kode": "SURAT_LAIN", "tanggal": "2016-12-10"}
    kunci = p.tetangga.kunci.pop(noka[baik])
    tutup = await p.post("akt-sentosa", jalur, {"dokumen": [surat]}, pada=saat(1, 10))
    assert (tutup.status, tutup.json()["type"].rsplit("/", 1)[1]) == (409, "peserta-dilupakan")
    p.tetangga.kunci[noka[baik]] = kunci

    jalur = f"/v1/pekerjaan/{hasil['pekerjaan_id']}/gagal.csv"
    assert rusak in (await p.get("akt-sentosa", jalur)).body.decode()
    await p.h.bus.publish(f"peserta:{noka[rusak]}", k.PesertaDilupakan(nomor_kartu=noka[rusak]), at=saat(1, 11))

    async def hilang() -> bool:
        return rusak not in (await p.get("akt-sentosa", jalur)).body.decode()

    assert await p.h.until(hilang)
    csv = (await p.get("akt-sentosa", jalur)).body.decode("utf-8-sig").splitlines()
    assert len(csv) == 3, "that it failed, and why, stays"
    assert noka[rusak] not in "".join(csv)
    assert lain in csv[2] or lain in csv[1]
