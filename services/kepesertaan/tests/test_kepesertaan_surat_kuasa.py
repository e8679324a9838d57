"""The copy of a surat kuasa handed in with a delegation or a change of AKT: a stored file, whose it is and who reads it."""

from __future__ import annotations

import io
from typing import Any

import aiohttp
import pytest
from chassis.testing import Answer

Panggung = Any
PDF = b"%PDF-1.7 surat kuasa"


async def minta(p: Panggung, cara: str, jalur: str, *, who: str, at: str, **isi: Any) -> Answer:
    jawab: Answer = await p.h.call(cara, jalur, who=who, at=p.waktu(at), **isi)
    return jawab


async def unggah(p: Panggung, who: str, isi: bytes) -> str:
    form = aiohttp.FormData()
    form.add_field("berkas", io.BytesIO(isi), filename="sk.pdf")
    jawab = await minta(p, "POST", "/v1/berkas", who=who, at="2016-12-01T08:00", data=form)
    assert jawab.status == 201, jawab.body
    rujukan: str = jawab.json()["berkas"]
    return rujukan


async def baca(p: Panggung, who: str, rujukan: str, at: str) -> int:
    return (await minta(p, "GET", f"/v1/berkas/{rujukan.removeprefix('sha256:')}", who=who, at=at)).status


def penyerahan(akt: str, dari: str, berkas: str | None) -> dict[str, Any]:
    kuasa = {"nomor": "SK/7", "berlaku_dari": dari, "berlaku_sampai": None, "berkas": berkas}
    return {"akt_id": akt, "pemberitahuan": "PB/7", "cakupan": "SELURUH", "surat_kuasa": kuasa, "email_tagihan": "a@b.id"}


@pytest.mark.aturan("R-AKT-28", "R-AKT-29")
async def test_the_copy_of_a_delegation_is_a_stored_file(panggung: Panggung) -> None:
    p, npwp = panggung, "000000000009977"
    isi = p.formulir("akt-melati", jenis="BUMN", npwp=npwp)
    polos = {k: v for k, v in isi.items() if k not in ("akt_id", "cakupan", "daftar_akt", "akt_ditunjuk", "surat_kuasa")}
    bu = (await minta(p, "POST", "/v1/badan-usaha", who=p.prima(), at="2016-11-07T10:00", json=polos)).json()["badan_usaha_id"]
    melati, sentosa, at = p.akt("akt-melati"), p.akt("akt-sentosa"), "2016-12-01T09:00"
    jalur, asing = f"/v1/badan-usaha/{bu}/delegasi", await unggah(p, sentosa, PDF + b" lain")
    for berkas in (asing, "sha256:" + "0" * 64):  # another's reads like none
        tolak = await minta(p, "POST", jalur, who=melati, at=at, json=penyerahan("akt-melati", "2016-12-01", berkas) | {"npwp": npwp})
        assert (tolak.status, tolak.json()["errors"][0]["pointer"]) == (422, "/surat_kuasa/berkas")
    surat = await unggah(p, melati, PDF)
    mulai = await minta(p, "POST", jalur, who=melati, at=at, json=penyerahan("akt-melati", "2016-12-01", surat) | {"npwp": npwp})
    harap = {"nomor": "SK/7", "berlaku_dari": "2016-12-01", "berlaku_sampai": None, "berkas": surat}
    assert (mulai.status, mulai.json()["surat_kuasa"]) == (201, harap)
    proses = mulai.json()["proses_id"]
    # the office that has to confirm it reads it; before that it was the sender's alone
    assert [await baca(p, who, surat, at) for who in (melati, p.prima(), sentosa)] == [200, 200, 404]
    lihat = await minta(p, "GET", f"/v1/badan-usaha/{bu}/peralihan-akt/{proses}", who=p.prima(), at=at)
    assert lihat.json()["surat_kuasa"] == harap


@pytest.mark.aturan("R-AKT-38")
async def test_the_copy_of_a_change_of_akt_is_read_by_the_new_one_alone(panggung: Panggung) -> None:
    p, at = panggung, "2016-12-02T09:00"
    melati, sentosa, prima = p.akt("akt-melati"), p.akt("akt-sentosa"), p.prima()
    bu = (await p.daftar_bu("akt-sentosa"))["badan_usaha_id"]
    mulai = {"akt_baru": "akt-melati", "berakhir_pada": "2017-02-28"}
    proses = (await minta(p, "POST", f"/v1/badan-usaha/{bu}/peralihan-akt", who=sentosa, at=at, json=mulai)).json()["proses_id"]
    jalur = f"/v1/badan-usaha/{bu}/peralihan-akt/{proses}"
    kata = await minta(p, "POST", f"{jalur}/penyerahan", who=melati, at=at, json=penyerahan("akt-melati", "2017-03-01", "Lemari 3"))
    assert (kata.status, kata.json()["surat_kuasa"]["berkas"]) == (200, "Lemari 3"), kata.body
    surat = await unggah(p, melati, PDF + b" PT lain")
    serah = await minta(p, "POST", f"{jalur}/penyerahan", who=melati, at=at, json=penyerahan("akt-melati", "2017-03-01", surat))
    assert (serah.status, serah.json()["surat_kuasa"]["berkas"]) == (200, surat)
    assert [await baca(p, who, surat, at) for who in (melati, prima, sentosa)] == [200, 200, 404]
    assert (await minta(p, "GET", jalur, who=sentosa, at=at)).json()["surat_kuasa"] is None
