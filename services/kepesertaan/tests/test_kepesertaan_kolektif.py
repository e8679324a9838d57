"""Collective registration over HTTP on real PostgreSQL and Kafka: 25 forms, 24 photos; and what may not be handed in."""

from __future__ import annotations

import io
from typing import Any

import aiohttp
import pytest
from chassis.rebuild_service import rebuild_inline
from kepesertaan.lupakan import PENGENAL

Panggung = Any
AT = "2016-11-15T09:00"
PNG = b"\x89PNG\r\n\x1a\n"
BERSAMA = ("SK_PENGANGKATAN", "DATA_GAJI", "KTP", "KARTU_KELUARGA")


async def unggah(panggung: Panggung, bu: str, isi: bytes, who: str) -> str:
    form = aiohttp.FormData()
    form.add_field("berkas", io.BytesIO(isi), filename="x", content_type="application/octet-stream")
    form.add_field("badan_usaha_id", bu)
    answer = await panggung.h.call("POST", "/v1/berkas", who=who, at=panggung.waktu(AT), data=form)
    assert answer.status == 201, answer.body
    rujukan: str = answer.json()["berkas"]
    return rujukan


def isian(baris: Any) -> dict[str, Any]:
    """A line of the file as a form: the same columns, wages as numbers."""
    return {k: (int(v) if v else None) if k in ("upah_pokok", "tunjangan_tetap", "kelas_dipilih") else v for k, v in baris.isi.items()}


async def minta(panggung: Panggung, cara: str, jalur: str, status: int, *, who: str, json: Any = None, key: str | None = None) -> Any:
    answer = await panggung.h.call(cara, jalur, who=who, json=json, at=panggung.waktu(AT), key=key)
    assert answer.status == status, answer.body
    return answer.json()


async def sampai(panggung: Panggung, jalur: str, **harap: Any) -> Any:
    async def benar() -> Any:
        isi = await minta(panggung, "GET", jalur, 200, who=panggung.akt())
        return isi if {k: isi[k] for k in harap} == harap else None

    return await panggung.h.until(benar, seconds=60)


@pytest.mark.aturan("R-KEP-21", "R-KEP-26")
async def test_twenty_five_forms_of_which_one_lacks_its_photo(panggung: Panggung) -> None:
    akt = panggung.akt()
    bu = (await panggung.daftar_bu())["badan_usaha_id"]
    jalur = f"/v1/badan-usaha/{bu}/pendaftaran-kolektif"
    dokumen = {jenis: await unggah(panggung, bu, b"%PDF-" + jenis.encode(), akt) for jenis in BERSAMA}
    pekerja = [b for b in panggung.bahan.sentosa_betul if b.orang.pekerja and b.cacat is None][:25]
    formulir = [
        isian(b) | {"dokumen": dokumen | {"FOTO": await unggah(panggung, bu, PNG + bytes([n]), akt)}} for n, b in enumerate(pekerja)
    ]
    foto = formulir[24]["dokumen"].pop("FOTO")
    diterima = await minta(panggung, "POST", jalur, 201, who=akt, json={"formulir": formulir}, key="kolektif-1")
    assert (diterima["keadaan"], diterima["diproses"], diterima["menunggu_dokumen"]) == ("BELUM_SELESAI", 24, 1)
    assert (diterima["formulir"][24]["kurang"], diterima["formulir"][0]["keadaan"]) == (["KURANG_FOTO"], "DIPROSES")
    satu = f"{jalur}/{diterima['kolektif_id']}"
    # 24 pass, the batch is not finished
    await sampai(panggung, satu, terdaftar=24, diproses=0, menunggu_dokumen=1, keadaan="BELUM_SELESAI")
    tertutup = await panggung.h.fetch("select isi from formulir_kolektif")
    assert len(tertutup) == 1
    assert pekerja[24].orang.nik not in tertutup[0]["isi"]
    assert (await minta(panggung, "POST", jalur, 201, who=akt, json={"formulir": formulir}, key="kolektif-1")) == diterima
    # a letter is no photo
    susulan = {"formulir": [{"baris": 25, "dokumen": {"FOTO": dokumen["KTP"]}}]}
    assert (await minta(panggung, "POST", f"{satu}/dokumen", 200, who=akt, json=susulan))["formulir"][24]["kurang"] == ["KURANG_FOTO"]
    # what is not the batch's sender's is not there, nor is what another AKT uploaded
    for who in (
        panggung.akt("akt-melati"),
        panggung.h.token("kc", "kepesertaan:baca kepesertaan:tulis", kantor="KC-BANDUNG", jenis_kantor="KC"),
    ):
        await minta(panggung, "GET", satu, 404, who=who)
        await minta(panggung, "POST", f"{satu}/dokumen", 404, who=who, json=susulan)
    bu_lain = (await panggung.daftar_bu("akt-melati"))["badan_usaha_id"]
    asing = {"formulir": [{"baris": 25, "dokumen": {"FOTO": await unggah(panggung, bu_lain, PNG + b"asing", panggung.akt("akt-melati"))}}]}
    tolak = await minta(panggung, "POST", f"{satu}/dokumen", 422, who=akt, json=asing)
    assert tolak["errors"][0]["pointer"] == "/formulir/0/dokumen/FOTO"
    # the photo comes: registered, finished; the documents given before still count
    susulan["formulir"][0]["dokumen"]["FOTO"] = foto  # type: ignore[index]
    assert (await minta(panggung, "POST", f"{satu}/dokumen", 200, who=akt, json=susulan))["diproses"] == 1
    selesai = await sampai(panggung, satu, keadaan="SELESAI")
    assert (selesai["terdaftar"], selesai["ditolak"], {f["keadaan"] for f in selesai["formulir"]}) == (25, 0, {"TERDAFTAR"})
    assert await panggung.h.fetch("select 1 from formulir_kolektif") == []
    await minta(panggung, "POST", f"{satu}/dokumen", 409, who=akt, json=susulan)
    [ada] = await panggung.h.fetch(
        "select count(*) as orang, count(distinct nomor_kartu) as noka from peserta where badan_usaha_id = $1", bu
    )
    assert (ada["orang"], ada["noka"]) == (25, 25)
    milik = await panggung.h.fetch("select jenis, count(*) as n from berkas_peserta where badan_usaha_id = $1 group by jenis", bu)
    assert {m["jenis"]: m["n"] for m in milik} == dict.fromkeys((*BERSAMA, "FOTO"), 25)
    assert [k["kolektif_id"] for k in (await minta(panggung, "GET", jalur, 200, who=akt))["data"]] == [diterima["kolektif_id"]]
    # its own events are the import's: everybody announced once
    massal = await panggung.peristiwa("PesertaDidaftarkanMassal")
    assert sum(len(e.nomor_kartu) for e in massal if e.badan_usaha_id == bu) == 25
    # who is forgotten takes his photo with him, and leaves the others what is theirs too
    [dia] = await panggung.h.fetch("select nomor_kartu from berkas_peserta where sha256 = $1", foto.removeprefix("sha256:"))
    daftar = f"/v1/peserta/{dia['nomor_kartu']}/dokumen"
    punya = {d["jenis"]: d for d in (await minta(panggung, "GET", daftar, 200, who=akt))["dokumen"]}
    assert (punya.keys(), punya["FOTO"]) == ({*BERSAMA, "FOTO"}, {"jenis": "FOTO", "berkas": foto, "media": "image/png"})
    await minta(panggung, "GET", daftar, 404, who=panggung.akt("akt-melati"))
    async with panggung.h.rt.db.transaction() as conn:
        await conn.execute(PENGENAL["berkas_peserta"], [dia["nomor_kartu"]])
    for rujukan, status in ((foto, 404), (dokumen["KTP"], 200)):
        jalur_berkas = f"/v1/berkas/{rujukan.removeprefix('sha256:')}"
        assert (await panggung.h.call("GET", jalur_berkas, who=akt, at=panggung.waktu(AT))).status == status, rujukan
    assert len(await panggung.h.fetch("select 1 from berkas_peserta where badan_usaha_id = $1", bu)) == 24 * 5
    assert [d for d in await rebuild_inline(panggung.h.rt, panggung.h.process.parts, repair=False) if not d.same] == []


@pytest.mark.aturan("R-KEP-26", "R-KEP-21")
async def test_a_refused_form_ends_and_a_form_nobody_completes_is_taken_back(panggung: Panggung) -> None:
    akt = panggung.akt()
    bu = (await panggung.daftar_bu())["badan_usaha_id"]
    jalur = f"/v1/badan-usaha/{bu}/pendaftaran-kolektif"
    dokumen = {jenis: await unggah(panggung, bu, b"%PDF-" + jenis.encode(), akt) for jenis in BERSAMA}
    dokumen["FOTO"] = await unggah(panggung, bu, PNG, akt)
    pekerja = [b for b in panggung.bahan.sentosa_betul if b.orang.pekerja and b.cacat is None][30:32]
    tak_dikenal = isian(pekerja[0]) | {"nik": pekerja[0].orang.nik[:12] + "9876", "dokumen": dokumen}
    tanpa_gaji = isian(pekerja[1]) | {"dokumen": {j: r for j, r in dokumen.items() if j != "DATA_GAJI"}}
    diterima = await minta(panggung, "POST", jalur, 201, who=akt, json={"formulir": [tak_dikenal, tanpa_gaji]})
    assert diterima["formulir"][1]["kurang"] == ["KURANG_DATA_GAJI"]
    satu = f"{jalur}/{diterima['kolektif_id']}"
    isi = await sampai(panggung, satu, ditolak=1, keadaan="BELUM_SELESAI")
    assert isi["formulir"][0]["kode"] == "NIK_TIDAK_DITEMUKAN"
    tarik = {"baris": [2], "alasan": "mengundurkan diri"}
    await minta(panggung, "POST", f"{satu}/penarikan", 404, who=panggung.akt("akt-melati"), json=tarik)
    ditarik = await minta(panggung, "POST", f"{satu}/penarikan", 200, who=akt, json=tarik)
    assert (ditarik["keadaan"], ditarik["ditarik"]) == ("SELESAI", 1)
    await minta(panggung, "POST", f"{satu}/penarikan", 409, who=akt, json=tarik)
    salah = isian(pekerja[1]) | {"dokumen": {"IJAZAH": dokumen["KTP"]}}
    tolak = await minta(panggung, "POST", jalur, 422, who=akt, json={"formulir": [salah]})
    assert (tolak["type"].rsplit("/", 1)[1], tolak["errors"][0]["pointer"]) == ("jenis-dokumen-tidak-dikenal", "/formulir/0/dokumen/IJAZAH")
    banyak = await minta(panggung, "POST", jalur, 422, who=akt, json={"formulir": [isian(pekerja[1])] * 1001})
    assert banyak["type"].endswith("/gunakan-migrasi")


@pytest.mark.aturan("R-KEP-26")
async def test_the_matrix_of_documents_can_be_asked_for(panggung: Panggung) -> None:
    isi = await minta(panggung, "GET", "/v1/dokumen-pendukung?segmen=PENERIMA_PENSIUN&pada=2016-11-15", 200, who=panggung.akt())
    pekerja = next(h for h in isi["hubungan"] if h["hubungan"] == "PEKERJA")
    assert pekerja["wajib"][0] == {"jenis": ["SK_PENSIUN", "KARIP"], "kode": "KURANG_SK_PENSIUN"}
    assert (isi["keyakinan"], len(isi["hubungan"])) == ("usulan", 10)
    await minta(panggung, "GET", "/v1/dokumen-pendukung?pada=2013-12-31", 404, who=panggung.akt())
