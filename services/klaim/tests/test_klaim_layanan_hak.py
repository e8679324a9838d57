"""Who may do what: every route against every client, and two at the same moment."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import date, datetime
from typing import Any
from uuid import uuid4

import pytest
from dasar.tanggal import WIB

Pembuat = Callable[..., Any]
PAGI = datetime(2017, 1, 9, 9, tzinfo=WIB)
SEMUA = ("akt-sentosa", "rs-a", "kc-prima", "kc-prima-persetujuan", "kc-biasa", "pusat", "operasi")
ID = str(uuid4())
SEP = "0301R0010101V000001"
RUTE = (
    ("POST", "/v1/penjaminan:periksa", {"rs-a", "kc-prima"}),
    ("POST", "/v1/sep", {"rs-a", "kc-prima"}),
    ("POST", f"/v1/sep/{SEP}/pulang", {"rs-a", "kc-prima"}),
    ("POST", f"/v1/sep/{SEP}/pemindahan", {"rs-a", "kc-prima"}),
    ("POST", f"/v1/sep/{SEP}/koreksi-cob", {"rs-a", "kc-prima"}),
    ("POST", f"/v1/sep/{SEP}/surat-jaminan", {"akt-sentosa"}),
    ("GET", f"/v1/sep/{SEP}", set(SEMUA)),
    ("GET", "/v1/sep", set(SEMUA)),
    ("POST", "/v1/tarif:impor", {"pusat"}),
    ("POST", "/v1/klaim:impor", {"akt-sentosa"}),
    ("POST", "/v1/klaim", {"akt-sentosa"}),
    ("POST", f"/v1/klaim/{ID}/dokumen", {"akt-sentosa"}),
    ("POST", f"/v1/klaim/{ID}/verifikasi", {"kc-prima"}),
    ("GET", f"/v1/klaim/{ID}", set(SEMUA) - {"rs-a"}),
    ("GET", "/v1/klaim", set(SEMUA) - {"rs-a"}),
    ("GET", "/v1/daftar-kerja", {"kc-prima"}),
    ("POST", "/v1/verifikasi:impor", {"kc-prima"}),
    ("POST", "/v1/pengajuan", {"akt-sentosa"}),
    ("POST", f"/v1/pengajuan/{ID}/kelengkapan", {"kc-prima"}),
    ("POST", f"/v1/pengajuan/{ID}/umpan-balik", {"kc-prima"}),
    ("POST", f"/v1/pengajuan/{ID}/fpk", {"kc-prima"}),
    ("GET", f"/v1/pengajuan/{ID}", set(SEMUA) - {"rs-a"}),
    ("POST", "/v1/fpk/FPK-0/persetujuan", {"kc-prima", "kc-prima-persetujuan", "pusat"}),
    ("POST", "/v1/fpk/FPK-0/pembayaran", {"kc-prima", "kc-prima-persetujuan", "pusat"}),
    ("GET", "/v1/fpk/FPK-0", set(SEMUA) - {"rs-a"}),
)


@pytest.mark.aturan("R-VER-01")
@pytest.mark.parametrize(("cara", "jalur", "boleh"), RUTE, ids=[f"{c} {j.replace(ID, 'id').replace(SEP, 'sep')}" for c, j, _ in RUTE])
async def test_hak_setiap_rute(panggung: Any, cara: str, jalur: str, boleh: set[str]) -> None:
    p = panggung
    assert (await p.h.call(cara, jalur, json={} if cara == "POST" else None)).status == 401
    for siapa in SEMUA:
        jawaban = await p.h.call(cara, jalur, who=p.sebagai(siapa), json={} if cara == "POST" else None, at=PAGI, key=f"hak-{siapa}")
        if siapa in boleh:
            assert jawaban.status in (200, 400, 404, 415, 422), (siapa, jawaban.status, jawaban.body)
        else:
            # 404, 415, 422: the scope is there but not the office, and the request was wrong as well
            assert jawaban.status == 403 or (siapa == "kc-biasa" and jawaban.status in (404, 415, 422)), (
                siapa,
                jawaban.status,
                jawaban.body,
            )


async def test_dua_pengajuan_pada_saat_yang_sama(panggung: Any, eklaim: Pembuat, csv_teks: Pembuat) -> None:
    """A claim is filed once, whoever of two submissions is first; the other has nothing left to file."""
    p = panggung
    noka = p.noka(7001)
    kib = await p.kib(noka)
    sep = await p.rawat("rs-a", noka, "0301R001", date(2016, 12, 6), date(2016, 12, 10), nomor_kib=kib)
    baris = {
        "SEP": sep, "NOKARTU": noka, "ADMISSION_DATE": "06/12/2016", "DISCHARGE_DATE": "10/12/2016", "INACBG": "E-4-10-I",
        "TARIF_RS": 5_000_000,
    }  # fmt: skip
    nilai = {
        "nomor_sep": sep, "nilai_diajukan": 4_000_000, "dijamin_polis": 0, "dibayar_ke_rs": 5_000_000, "tanggal_bayar_rs": "2016-12-30",
    }  # fmt: skip
    berkas = {"berkas": eklaim([baris]), "nilai": csv_teks(tuple(nilai), [nilai])}
    assert (await p.kerjakan("akt-sentosa", "/v1/klaim:impor", berkas, pada=PAGI))["selesai"] == 1
    (klaim,) = (await p.get("akt-sentosa", f"/v1/klaim?nomor_sep={sep}")).json()["data"]
    isi = {"bulan_pelayanan": "2016-12", "kantor_cabang": "KC-PRIMA-JKT", "rangkap_fpk": 3, "klaim_id": [klaim["klaim_id"]]}
    semua = await asyncio.gather(*(p.post("akt-sentosa", "/v1/pengajuan", isi, pada=PAGI) for _ in range(6)))
    assert all(a.status == 201 for a in semua), [a.body for a in semua]
    assert sum(a.json()["jumlah_klaim"] for a in semua) == 1
    assert {d["kode"] for a in semua for d in a.json()["ditolak"]} == {"SUDAH_DIAJUKAN"}
    (klaim,) = (await p.get("akt-sentosa", f"/v1/klaim?nomor_sep={sep}")).json()["data"]
    assert klaim["pengajuan_ke"] == 1

    # six verifiers press at once: one result
    id = klaim["pengajuan_id"]
    lengkapi = await p.post("kc-prima", f"/v1/pengajuan/{id}/kelengkapan", {}, pada=PAGI)
    assert lengkapi.json()["jumlah_dikembalikan"] == 1  # no documents were sent
    kode = {a["kode"] for a in (await p.get("akt-sentosa", f"/v1/klaim/{klaim['klaim_id']}")).json()["dasar"]}
    assert {"KURANG_KIB", "KURANG_RESUME_MEDIS", "KURANG_SPRI"} <= kode
    ganda = await asyncio.gather(*(p.post("kc-prima", f"/v1/pengajuan/{id}/kelengkapan", {}, pada=PAGI) for _ in range(4)))
    assert {a.json()["nomor_ba"] for a in ganda} == {lengkapi.json()["nomor_ba"]}


@pytest.mark.aturan("R-PLY-15", "R-PLY-16")
async def test_pemindahan_sesudah_klaim_disiapkan_tetap_menentukan(panggung: Any, eklaim: Pembuat, csv_teks: Pembuat) -> None:
    p = panggung
    noka = p.noka(7101)
    darurat = {"gawat_darurat": True, "kriteria_gawat_darurat": "MENGANCAM_NYAWA", "rujukan": None, "nomor_kib": await p.kib(noka)}
    sep = await p.rawat("kc-prima", noka, "0301R005", date(2016, 12, 6), date(2016, 12, 10), **darurat)
    baris = {
        "SEP": sep, "NOKARTU": noka, "ADMISSION_DATE": "06/12/2016", "DISCHARGE_DATE": "10/12/2016", "INACBG": "E-4-10-I",
        "TARIF_RS": 5_000_000,
    }  # fmt: skip
    nilai = {
        "nomor_sep": sep, "nilai_diajukan": 4_000_000, "dijamin_polis": 9_000_000, "dibayar_ke_rs": 5_000_000, "tanggal_bayar_rs": "",
    }  # fmt: skip
    dokumen = [
        {"nomor_sep": sep, "kode": k, "tanggal": "2016-12-10", "penandatangan": "x"}
        for k in ("KIB", "SEP", "RESUME_MEDIS", "BUKTI_PELAYANAN")
    ]
    berkas = {"berkas": eklaim([baris]), "nilai": csv_teks(tuple(nilai), [nilai]), "dokumen": csv_teks(tuple(dokumen[0]), dokumen)}
    await p.kerjakan("akt-sentosa", "/v1/klaim:impor", berkas, pada=PAGI)
    (klaim,) = (await p.get("akt-sentosa", f"/v1/klaim?nomor_sep={sep}")).json()["data"]
    isi = {"bulan_pelayanan": "2016-12", "kantor_cabang": "KC-PRIMA-JKT", "klaim_id": [klaim["klaim_id"]]}
    id = (await p.post("akt-sentosa", "/v1/pengajuan", isi, pada=PAGI)).json()["pengajuan_id"]
    assert (await p.post("kc-prima", f"/v1/pengajuan/{id}/kelengkapan", None, pada=PAGI)).json()["jumlah_lengkap"] == 1
    pindah = {"hasil": "MENOLAK", "stabil_pada": "2016-12-07T08:00:00+07:00"}
    assert (await p.post("kc-prima", f"/v1/sep/{sep}/pemindahan", pindah, pada=PAGI)).status == 200
    tanpa_zona = pindah | {"stabil_pada": "2016-12-07T08:00:00"}
    assert (await p.post("kc-prima", f"/v1/sep/{sep}/pemindahan", tanpa_zona, pada=PAGI)).status == 422
    verifikasi = await p.post("kc-prima", f"/v1/klaim/{klaim['klaim_id']}/verifikasi", {"hasil": "LAYAK"}, pada=PAGI)
    nilai_ = verifikasi.json()["nilai"]
    assert (nilai_["bpjs"], nilai_["akt"], nilai_["peserta"]) == (0, 5_000_000, 0), verifikasi.body
