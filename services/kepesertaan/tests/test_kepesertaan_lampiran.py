"""Stored files: what is taken, how papers name them, who gets them back; over HTTP on a real database and a real folder."""

from __future__ import annotations

import hashlib
import io
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import aiohttp
import pytest
from chassis.rebuild_service import rebuild_inline
from dasar.penolakan import Ditolak
from kepesertaan.domain.lampiran import LAMPIRAN_TERBESAR, jenis_media, sidik

Panggung = Any
PDF = b"%PDF-1.7 surat kuasa PT Contoh"
JPEG, PNG = b"\xff\xd8\xff\xe0 foto", b"\x89PNG\r\n\x1a\n foto"


def test_what_a_file_is_stands_in_it() -> None:
    assert [jenis_media(x) for x in (PDF, JPEG, PNG)] == ["application/pdf", "image/jpeg", "image/png"]
    for isi in (b"", b"PK\x03\x04", b"<html>", b"%PDF", b"\xff\xd8"):
        with pytest.raises(Ditolak, match="JENIS_BERKAS_TIDAK_DITERIMA"):
            jenis_media(isi)
    jenis_media(PDF.ljust(LAMPIRAN_TERBESAR, b" "))
    with pytest.raises(Ditolak, match="BERKAS_TERLALU_BESAR"):
        jenis_media(PDF.ljust(LAMPIRAN_TERBESAR + 1, b" "))


def test_a_reference_names_a_stored_file_or_a_cabinet() -> None:
    assert sidik("sha256:" + "a" * 64) == "a" * 64
    for teks in (None, "", "Lemari 3, map B", "sha256:" + "a" * 63, "sha256:" + "A" * 64, "sha256:" + "a" * 64 + "\n"):
        assert sidik(teks) is None


def _isi(folder: Path) -> list[Path]:
    return list(folder.rglob("*"))


async def unggah(panggung: Panggung, who: str, isi: bytes, *, bu: str = "", status: int = 201) -> Any:
    form = aiohttp.FormData()
    form.add_field("berkas", io.BytesIO(isi), filename="x.exe", content_type="text/plain")
    if bu:
        form.add_field("badan_usaha_id", bu)
    answer = await panggung.h.call("POST", "/v1/berkas", who=who, at=panggung.waktu("2016-11-15T09:00"), data=form)
    assert answer.status == status, answer.body
    return answer.json()


async def lihat(panggung: Panggung, who: str, sha256: str, *, at: str = "2016-11-15T10:00") -> int:
    answer = await panggung.h.call("GET", f"/v1/berkas/{sha256}", who=who, at=panggung.waktu(at))
    assert answer.status != 200 or hashlib.sha256(answer.body).hexdigest() == sha256
    status: int = answer.status
    return status


async def test_a_file_is_its_sender_s_until_a_paper_names_it(panggung: Panggung) -> None:
    akt, lain, prima = panggung.akt(), panggung.akt("akt-melati"), panggung.prima()
    surat = await unggah(panggung, akt, PDF)
    assert surat == {"berkas": "sha256:" + hashlib.sha256(PDF).hexdigest(), "sha256": hashlib.sha256(PDF).hexdigest(),
                     "media": "application/pdf", "besar": len(PDF)}  # fmt: skip
    assert await unggah(panggung, akt, PDF, status=200) == surat
    sha = surat["sha256"]
    assert [await lihat(panggung, who, sha) for who in (akt, lain, prima)] == [200, 404, 404]
    # another's file cannot be named, and nobody learns that it is there
    asing = panggung.formulir("akt-melati")
    asing["surat_kuasa"]["berkas"] = surat["berkas"]
    tolak = await panggung.h.call("POST", "/v1/badan-usaha", who=lain, json=asing, at=panggung.waktu("2016-11-15T09:00"))
    assert (tolak.status, tolak.json()["errors"][0]["pointer"]) == (422, "/surat_kuasa/berkas")
    asing["surat_kuasa"]["berkas"] = "sha256:" + "0" * 64
    tak_ada = await panggung.h.call("POST", "/v1/badan-usaha", who=lain, json=asing, at=panggung.waktu("2016-11-15T09:00"))
    assert {k: v for k, v in tak_ada.json().items() if k != "trace_id"} == {k: v for k, v in tolak.json().items() if k != "trace_id"}
    formulir = panggung.formulir(salinan=(await unggah(panggung, akt, JPEG))["berkas"])
    formulir["surat_kuasa"]["berkas"] = surat["berkas"]
    daftar = await panggung.h.call("POST", "/v1/badan-usaha", who=akt, json=formulir, at=panggung.waktu("2016-11-15T09:00"))
    assert daftar.status == 201, daftar.body
    bu = daftar.json()["badan_usaha_id"]
    sendiri = panggung.h.token("bu", "kepesertaan:baca kepesertaan:tulis", badan_usaha_id=bu)
    bu_lain = panggung.h.token("bu-lain", "kepesertaan:baca kepesertaan:tulis", badan_usaha_id="bu-lain")
    kc = panggung.h.token("kc", "kepesertaan:baca kepesertaan:tulis", kantor="KC-MEDAN", jenis_kantor="KC")
    siapa = (akt, lain, prima, panggung.pusat(), sendiri, bu_lain, kc)
    assert [await lihat(panggung, who, sha) for who in siapa] == [200, 404, 200, 200, 200, 404, 404]
    assert await lihat(panggung, sendiri, hashlib.sha256(JPEG).hexdigest()) == 200
    # for a Badan Usaha: by who may deal with it; the AKT does not read what the Badan Usaha itself keeps there
    await unggah(panggung, lain, PNG, bu=bu, status=404)
    await unggah(panggung, bu_lain, PNG, bu=bu, status=404)
    milik = (await unggah(panggung, sendiri, PNG))["sha256"]
    assert [await lihat(panggung, who, milik) for who in siapa] == [404, 404, 200, 200, 200, 404, 404]
    bank = panggung.h.token("bank", "kepesertaan:tulis", kode_bank="BNI")
    await unggah(panggung, bank, PDF, status=403)
    await unggah(panggung, akt, b"MZ", status=415)
    await unggah(panggung, akt, PDF, bu="bu\x00", status=422)
    await unggah(panggung, akt, PDF.ljust(LAMPIRAN_TERBESAR + 1, b" "), status=413)
    # the cooperation over, so is the AKT's sight of what it handed in for the Badan Usaha (R-AKT-35); its own papers stay its own
    foto = (await unggah(panggung, akt, PNG + b"2", bu=bu))["sha256"]
    henti = {"berakhir_pada": "2017-01-31"}
    jalur = f"/v1/badan-usaha/{bu}/penghentian-kerja-sama"
    assert (await panggung.h.call("POST", jalur, who=akt, json=henti, at=panggung.waktu("2016-11-20T09:00"))).status == 200
    assert [await lihat(panggung, akt, foto, at=at) for at in ("2017-01-31T23:00", "2017-02-01T00:00")] == [200, 404]
    assert await lihat(panggung, akt, sha, at="2017-02-01T00:00") == 200
    assert [d for d in await rebuild_inline(panggung.h.rt, panggung.h.process.parts, repair=False) if not d.same] == []


async def test_what_lies_in_the_store_is_sealed_and_a_lost_blob_is_told(panggung: Panggung) -> None:
    akt = panggung.akt()
    isi = b"%PDF-1.7 KTP Budi Rahasia 3174011505850001"
    sha = (await unggah(panggung, akt, isi))["sha256"]
    [baris] = await panggung.h.fetch("select objek, kunci from berkas where sha256 = $1", sha)
    folder = Path(urlsplit(panggung.h.rt.settings.berkas).path)
    blob = folder / baris["objek"][:2] / baris["objek"]
    tutup = blob.read_bytes()
    assert b"Budi" not in tutup
    assert blob in _isi(folder)
    assert not [p for p in _isi(folder) if sha in p.name]
    blob.write_bytes(tutup[:-1])
    assert await lihat(panggung, akt, sha) == 503
    blob.unlink()
    assert await lihat(panggung, akt, sha) == 503
    blob.write_bytes(tutup)
    assert await lihat(panggung, akt, sha) == 200
    kepala = (await panggung.h.call("GET", f"/v1/berkas/{sha}", who=akt, at=panggung.waktu("2016-11-15T10:00"))).headers
    assert (kepala["X-Content-Type-Options"], kepala["Content-Disposition"][:11]) == ("nosniff", "attachment;")
    assert [(await panggung.h.call("GET", f"/v1/berkas/{x}", who=akt)).status for x in ("..%2f..%2fetc", sha.upper())] == [404, 422]
