"""The import of the story on real PostgreSQL and Kafka: 40 people of one AKT, 500 rows of another, 17 bad in nine ways; corrected."""

from __future__ import annotations

import asyncio
import base64
import csv
import io
import re
from collections import Counter
from typing import Any

import openpyxl
import pytest
from chassis.crypto import unseal
from selaras.cerita.berkas import berkas_peserta

Panggung = Any


@pytest.fixture(scope="module")
async def bu(panggung: Panggung) -> dict[str, str]:
    return {a: (await panggung.daftar_bu(a))["badan_usaha_id"] for a in ("akt-sentosa", "akt-melati")}


@pytest.fixture(scope="module")
async def hasil(panggung: Panggung, bu: dict[str, str]) -> dict[str, Any]:
    melati = await panggung.impor(bu["akt-melati"], panggung.bahan.melati, akt="akt-melati", at="2016-11-14T09:00")
    return {"melati": melati, "sentosa": await panggung.impor(bu["akt-sentosa"], panggung.bahan.sentosa)}


@pytest.mark.aturan("R-KEP-11", "R-KEP-35", "R-KEP-36", "R-AKT-26")
async def test_17_rows_bad_in_nine_ways_and_483_registered(panggung: Panggung, hasil: dict[str, Any]) -> None:
    assert (hasil["melati"]["selesai"], hasil["melati"]["gagal"], hasil["melati"]["keadaan"]) == (40, 0, "SELESAI"), hasil["melati"]
    h = hasil["sentosa"]
    assert (h["jumlah"], h["selesai"], h["gagal"]) == (500, 483, 17), h
    got = {g["baris"]: (g["kolom"], g["kode"]) for g in h["baris_gagal"]}
    assert got == {n: (c.kolom, c.kode) for n, c in panggung.bahan.cacat.items()}
    assert len(Counter(k for _, k in got.values())) == 9
    secret = panggung.bahan.rahasia() | {"melati", "PT Contoh 2"}
    assert not [g for g in h["baris_gagal"] for s in secret if s in g["alasan"]]


async def test_refused_rows_come_back_as_they_were_sent(panggung: Panggung, hasil: dict[str, Any]) -> None:
    who = panggung.akt()
    path = f"/v1/pekerjaan/{hasil['sentosa']['pekerjaan_id']}/gagal.csv"
    text = (await panggung.h.call("GET", path, who=who)).body.decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(text)))
    assert {r["nik"] for r in rows} == {c.salah["nik"] for c in panggung.bahan.cacat.values()}
    assert len(rows) == 17 and all(r["kode"] and r["alasan"] for r in rows)
    assert (await panggung.h.call("GET", path, who=panggung.akt("akt-melati"))).status == 404
    stored = await panggung.h.fetch("select payload, reason from job_failures")
    assert not [1 for r in stored for c in panggung.bahan.cacat.values() if c.salah["nik"].encode() in r["payload"]]


@pytest.mark.aturan("R-BYR-07")
async def test_account_becomes_active_with_the_import(panggung: Panggung, bu: dict[str, str], hasil: dict[str, Any]) -> None:
    seen = (
        await panggung.h.call("GET", f"/v1/badan-usaha/{bu['akt-sentosa']}", who=panggung.akt(), at=panggung.waktu("2016-11-15T10:00"))
    ).json()
    assert seen["keadaan_va"] == "AKTIF"
    assert seen["pekerja_terdaftar"] == sum(o.pekerja for o in panggung.bahan.terdaftar_pertama)


async def test_events_go_out_with_secrets_sealed_under_the_persons_key(
    panggung: Panggung, bu: dict[str, str], hasil: dict[str, Any]
) -> None:
    subject = f"badan-usaha:{bu['akt-sentosa']}"

    async def all_out() -> Any:
        return await panggung.peristiwa("VirtualAccountDiaktifkan", subject)

    [aktif] = await panggung.h.until(all_out)
    assert aktif.sejak.isoformat() == "2016-11-15"
    massal = await panggung.peristiwa("PesertaDidaftarkanMassal", subject)
    assert [(len(m.nomor_kartu), m.bagian, m.jumlah_bagian) for m in massal] == [(483, 1, 1)]

    async def ditolak() -> Any:
        semua = [e for e in await panggung.peristiwa("PendaftaranPesertaDitolak") if e.badan_usaha_id == bu["akt-sentosa"]]
        return semua if len(semua) >= 17 else None

    assert len({e.baris for e in await panggung.h.until(ditolak)}) == 17
    # however many rows are refused, a command to the Badan Usaha reads as many events as without them
    dibaca = {e.type for e in await panggung.h.rt.store.load(subject)}
    assert not {t for t in dibaca if "Ditolak" in t}
    [selesai] = await panggung.peristiwa("ImporPesertaSelesai", subject)
    assert (selesai.jumlah, selesai.selesai, selesai.gagal) == (500, 483, 17)
    orang = panggung.bahan.terdaftar_pertama[0]
    [found] = await panggung.cari(orang.nik)
    [e] = await panggung.peristiwa("PesertaDidaftarkan", f"peserta:{found['nomor_kartu']}")
    assert (e.iuran_mulai, e.badan_usaha_id, e.koordinasi_manfaat) == ("2016-12", bu["akt-sentosa"], True)
    who = panggung.h.token("layanan-iuran", "kunci:baca", kantor="PUSAT", jenis_kantor="PUSAT")
    keys = (await panggung.h.call("POST", "/v1/kunci:ambil", who=who, json={"nomor_kartu": [e.nomor_kartu, "9999999999999"]})).json()[
        "kunci"
    ]
    assert list(keys) == [e.nomor_kartu]
    key = base64.b64decode(keys[e.nomor_kartu])
    assert unseal(key, e.rahasia)["nik"] == orang.nik
    worker = next(o for o in panggung.bahan.terdaftar_pertama if o.pekerja)
    [row] = await panggung.cari(worker.nik)
    [ew] = await panggung.peristiwa("PesertaDidaftarkan", f"peserta:{row['nomor_kartu']}")
    answer = await panggung.h.call("POST", "/v1/kunci:ambil", who=who, json={"nomor_kartu": [ew.nomor_kartu]})
    wage = unseal(base64.b64decode(answer.json()["kunci"][ew.nomor_kartu]), ew.upah_tersandi)
    assert wage == {"upah_pokok": worker.upah_pokok, "tunjangan_tetap": worker.tunjangan_tetap}


@pytest.mark.aturan("R-KEP-35", "R-KEP-36", "R-AKT-42", "R-AKT-21")
async def test_corrected_file_registers_the_correctable_and_changes_nothing_else(
    panggung: Panggung, bu: dict[str, str], hasil: dict[str, Any]
) -> None:
    before = {r["nomor_kartu"]: r["versi"] for r in await panggung.h.fetch("select nomor_kartu, versi from peserta")}
    again = await panggung.impor(bu["akt-sentosa"], panggung.bahan.sentosa_betul, at="2016-11-18T09:00")
    assert (again["selesai"], again["gagal"]) == (496, 4), again
    assert Counter(g["kode"] for g in again["baris_gagal"]) == {"NIK_TIDAK_DITEMUKAN": 2, "SUDAH_TERDAFTAR": 2}
    after = {r["nomor_kartu"]: r["versi"] for r in await panggung.h.fetch("select nomor_kartu, versi from peserta")}
    assert len(after) == len(before) + 13 and before.items() <= after.items()
    assert (again["hasil"]["terdaftar"], again["hasil"]["tidak_berubah"]) == (13, 483)
    workers = sum(o.pekerja for o in panggung.bahan.terdaftar_akhir)
    assert again["hasil"]["selisih_pekerja"] == 10 - workers  # R-AKT-21: the form said 10
    tugas = (await panggung.h.call("GET", "/v1/tugas", who=panggung.prima(), at=panggung.waktu("2016-11-18T10:00"))).json()["data"]
    assert Counter(t["jenis"] for t in tugas) == {"NIK_TIDAK_DITEMUKAN": 2, "SUDAH_TERDAFTAR": 2}
    assert {t["badan_usaha_id"] for t in tugas} == {bu["akt-sentosa"]} and tugas[0]["jatuh_tempo"] == "2016-11-22"


async def test_search_and_lists_stop_at_ones_own_people(panggung: Panggung, bu: dict[str, str], hasil: dict[str, Any]) -> None:
    orang = panggung.bahan.terdaftar_pertama[0]
    assert len(await panggung.cari(orang.nik)) == 1
    assert await panggung.cari(orang.nik, akt="akt-melati") == []
    kata = orang.nama.split()
    body = {"nama": " ".join(k[:4] for k in reversed(kata))}
    found = (
        await panggung.h.call("POST", "/v1/peserta:cari", who=panggung.akt(), json=body, at=panggung.waktu("2016-11-20T09:00"))
    ).json()["data"]
    [own] = await panggung.cari(orang.nik)
    assert own in found
    noka = own["nomor_kartu"]
    other = panggung.akt("akt-melati")
    at = panggung.waktu("2016-11-20T09:00")
    for method, path in (
        ("GET", f"/v1/peserta/{noka}"),
        ("GET", f"/v1/badan-usaha/{bu['akt-sentosa']}"),
        ("GET", f"/v1/peserta?badan_usaha_id={bu['akt-sentosa']}"),
    ):
        assert (await panggung.h.call(method, path, who=other, at=at)).status == 404, path
    names = await panggung.h.call("POST", "/v1/peserta:identitas", who=other, json={"nomor_kartu": [noka]}, at=at)
    assert names.json()["data"] == []
    mine = (await panggung.h.call("POST", "/v1/peserta:identitas", who=panggung.akt(), json={"nomor_kartu": [noka]}, at=at)).json()["data"]
    assert mine[0]["nama"] == orang.nama and orang.nik not in mine[0]["nik"]
    [log] = await panggung.h.fetch("select * from catatan_identitas where cardinality(nomor_kartu) > 0")
    assert (log["oleh"], log["nomor_kartu"]) == ("akt-sentosa", [noka])


async def test_nothing_personal_lies_in_clear_in_the_store(panggung: Panggung, hasil: dict[str, Any]) -> None:
    secrets = [s for s in panggung.bahan.rahasia() if len(s) > 5]
    blobs: list[str] = []
    for table in (
        "events",
        "jobs",
        "job_failures",
        "berkas_impor",
        "potongan_impor",
        "identitas_impor",
        "bagian_impor",
        "peserta",
        "tugas",
        "cari_nama",
        "nik_terdaftar",
        "commands",
    ):
        blobs += [r["t"] for r in await panggung.h.fetch(f"select x::text as t from {table} x")]  # noqa: S608
        if table in ("events", "jobs", "commands"):
            column = {"events": "data", "jobs": "input", "commands": "response"}[table]
            blobs += [bytes(r["t"]).decode("utf-8", "replace") for r in await panggung.h.fetch(f"select {column} as t from {table}")]  # noqa: S608
    everything = "\n".join(blobs)

    def found() -> list[str]:
        # a wage may stand by chance in the middle of a hexadecimal or base64 text; as a word of its own it must not
        words = set(re.findall(r"[0-9A-Za-z+/]+", everything))
        return [s for s in secrets if (s in words if s.isdigit() and len(s) < 12 else s in everything)]

    # seconds of work: the server in this loop must go on meanwhile, or it ends the connection that the next test uses
    assert await asyncio.to_thread(found) == []


async def test_the_same_file_twice_at_once_registers_nobody_twice(panggung: Panggung, bangun_bahan: Any) -> None:
    bahan = bangun_bahan(99)
    panggung.isi_dukcapil(bahan, "penduduk-99")
    bu = (await panggung.daftar_bu("akt-melati"))["badan_usaha_id"]
    both = await asyncio.gather(*(panggung.impor(bu, bahan.melati, akt="akt-melati") for _ in range(2)))
    assert [(b["selesai"], b["gagal"], b["keadaan"]) for b in both] == [(40, 0, "SELESAI")] * 2
    [row] = await panggung.h.fetch("select count(*) as n from peserta where badan_usaha_id = $1", bu)
    assert row["n"] == 40
    seen = (
        await panggung.h.call("GET", f"/v1/badan-usaha/{bu}", who=panggung.akt("akt-melati"), at=panggung.waktu("2016-11-16T09:00"))
    ).json()
    assert (seen["keadaan_va"], seen["pekerja_terdaftar"]) == ("AKTIF", sum(b.orang.pekerja for b in bahan.melati))


@pytest.mark.aturan("R-KEP-22")
async def test_a_file_without_an_agreed_column_is_refused_as_a_whole(panggung: Panggung, bu: dict[str, str]) -> None:
    id = bu["akt-sentosa"]
    for isi, kurang in ((b"nomor,nama\r\n1,x\r\n", "nik"), (b"", "nik"), (b"\xff\xfe\x00", None), (b"PK\x03\x04 rusak", None)):
        answer = await panggung.kirim(id, isi)
        assert (answer.status, answer.json()["aturan"]) == (422, "R-KEP-22"), isi
        if kurang:
            assert kurang in answer.json()["detail"]
    rusak = await panggung.h.call("POST", f"/v1/badan-usaha/{id}/peserta:impor", who=panggung.akt(), json={})
    assert rusak.status in (415, 422)


async def test_the_same_key_makes_one_job_and_another_file_under_it_is_refused(panggung: Panggung, bu: dict[str, str]) -> None:
    isi = berkas_peserta(panggung.bahan.sentosa_betul[:3])
    first = await panggung.kirim(bu["akt-sentosa"], isi, key="impor-1", at="2016-11-19T09:00")
    again = await panggung.kirim(bu["akt-sentosa"], isi, key="impor-1", at="2016-11-19T09:00")
    assert (first.status, again.status, again.headers["Idempotency-Replayed"]) == (202, 202, "true")
    assert first.json()["pekerjaan_id"] == again.json()["pekerjaan_id"]
    assert (await panggung.kirim(bu["akt-sentosa"], isi + b"\r\n", key="impor-1", at="2016-11-19T09:00")).status == 422
    await panggung.h.job(first, panggung.akt())


async def test_xlsx_with_the_same_columns(panggung: Panggung, bangun_bahan: Any) -> None:
    bahan = bangun_bahan(123)
    panggung.isi_dukcapil(bahan, "penduduk-123")
    bu = (await panggung.daftar_bu("akt-melati"))["badan_usaha_id"]
    buku = openpyxl.Workbook()
    lembar = buku.active
    lembar.append(list(bahan.melati[0].isi))
    for b in bahan.melati:
        lembar.append([int(v) if k in ("upah_pokok", "tunjangan_tetap") and v else v for k, v in b.isi.items()])
    aliran = io.BytesIO()
    buku.save(aliran)
    done = await panggung.h.job(await panggung.kirim(bu, aliran.getvalue(), akt="akt-melati"), panggung.akt("akt-melati"))
    assert (done["selesai"], done["gagal"]) == (40, 0), done
