"""Files that lie, burst or break: refused with a sentence before anything is stored, in memory that does not grow with them."""

from __future__ import annotations

import csv
import io
import re
import zipfile
from collections.abc import Callable
from typing import Any

import aiohttp
import openpyxl
import orjson
import pytest
from dasar.penolakan import Ditolak
from kepesertaan import berkas_masuk
from kepesertaan.berkas_masuk import Potongan, baca_csv, baca_xlsx
from kepesertaan.domain.berkas import WAJIB

Panggung = Any
KEPALA = ",".join(WAJIB)
SATU = KEPALA + "\n" + ",".join(["x"] * len(WAJIB)) + "\n"


def buku(*baris: list[Any]) -> bytes:
    isi = openpyxl.Workbook()
    assert isi.active is not None
    for b in baris:
        isi.active.append(b)
    keluar = io.BytesIO()
    isi.save(keluar)
    return keluar.getvalue()


XLSX = buku(list(WAJIB), ["x"] * len(WAJIB))


def ubah(xlsx: bytes, nama: str, isi: Callable[[bytes], bytes]) -> bytes:
    """One part of an XLSX made another."""
    keluar = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(xlsx)) as asal, zipfile.ZipFile(keluar, "w", zipfile.ZIP_DEFLATED) as tujuan:
        for bagian in asal.namelist():
            tujuan.writestr(bagian, isi(asal.read(bagian)) if bagian == nama else asal.read(bagian))
    return keluar.getvalue()


def bom_entitas(xml: bytes) -> bytes:
    entitas = b'<!DOCTYPE x [<!ENTITY a "' + b"a" * 1000 + b'"><!ENTITY b "' + b"&a;" * 1000 + b'">]>'
    return entitas + xml.replace(b"<sheetData>", b"<sheetData><row><c t='inlineStr'><is><t>&b;</t></is></c></row>")


LEMBAR = "xl/worksheets/sheet1.xml"
CSV_BURUK: dict[str, bytes] = {
    "kosong": b"",
    "hanya BOM": b"\xef\xbb\xbf",
    "UTF-16": SATU.encode("utf-16"),
    "Latin-1": SATU.encode() + "Ré".encode("latin-1"),
    "terpotong di tengah huruf": SATU.encode() + "é".encode()[:1],
    "NUL": SATU.encode() + b"a\x00b\n",
    "NUL di kepala": b"\x00" + SATU.encode(),
    "100.000 kolom": ",".join(f"k{n}" for n in range(100_000)).encode(),
    "201 kolom": (KEPALA + "".join(f",k{n}" for n in range(201))).encode(),
    "satu baris tanpa akhir": SATU.encode() + b"x" * 2_000_000,
    "satu sel berlarik": SATU.encode() + b'"' + b"x\n" * 2_000_000,
    "sel raksasa": SATU.encode() + b"x" * 140_000 + b"\n",
    "gambar": b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 10,
    "JSON": b'{"nik": "3174"}',
}
XLSX_BURUK: dict[str, bytes] = {
    "terpotong": XLSX[: len(XLSX) // 2],
    "hanya kepala zip": b"PK\x03\x04",
    "bukan XLSX": ubah(XLSX, "[Content_Types].xml", lambda _: b"bukan xml"),
    "lembar terpotong": ubah(XLSX, LEMBAR, lambda xml: xml[: len(xml) // 2]),
    "bom zip": ubah(XLSX, LEMBAR, lambda xml: xml + b" " * (200 * 1024 * 1024)),
    "bom entitas": ubah(XLSX, LEMBAR, bom_entitas),
    "tanpa lembar": ubah(XLSX, "xl/workbook.xml", lambda xml: re.sub(rb"<sheets>.*</sheets>", b"<sheets/>", xml)),
    "baris di ujung dunia": ubah(XLSX, LEMBAR, lambda xml: xml.replace(b'<row r="2"', b'<row r="99999999"')),
    "kosong": buku(),
    "201 kolom": buku([*WAJIB, *(f"k{n}" for n in range(201))]),
    "satu teks sering sekali": buku(list(WAJIB), *([["y" * 9000] * 20] * 600)),
}


def habiskan(isi: bytes) -> list[Potongan]:
    return list(baca_csv(io.BytesIO(isi))[1])


@pytest.mark.parametrize("nama", CSV_BURUK)
def test_a_bad_csv_is_refused_with_a_sentence(nama: str) -> None:
    with pytest.raises(Ditolak) as tolak:
        habiskan(CSV_BURUK[nama])
    assert (tolak.value.status, tolak.value.aturan) == (422, "R-KEP-22") and tolak.value.alasan.endswith(".")


@pytest.mark.parametrize("nama", XLSX_BURUK)
def test_a_bad_xlsx_is_refused_with_a_sentence(nama: str) -> None:
    with pytest.raises(Ditolak) as tolak:
        baca_xlsx(XLSX_BURUK[nama])
    assert (tolak.value.status, tolak.value.aturan) == (422, "R-KEP-22") and tolak.value.alasan.endswith(".")


def test_too_many_rows_are_413(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(berkas_masuk, "BARIS_TERBANYAK", 3)
    assert habiskan((SATU + SATU.split("\n")[1] + "\n\n").encode())[0].jumlah == 2
    with pytest.raises(Ditolak) as tolak:
        habiskan((SATU + "x,y\n" * 3).encode())
    assert tolak.value.status == 413


def test_pieces_together_are_the_file_whatever_their_size(monkeypatch: pytest.MonkeyPatch) -> None:
    isi = (KEPALA + "\n" + "".join(f'{n},"baris\nkedua ""{n}""",\n\n' for n in range(50))).encode()
    utuh = [b for p in habiskan(isi) for b in orjson.loads(p.isi)]
    monkeypatch.setattr(berkas_masuk, "POTONGAN", 10)
    potong = habiskan(isi)
    assert len(potong) == 50 and [b for p in potong for b in orjson.loads(p.isi)] == utuh
    assert utuh[1] == [4, ["1", 'baris\nkedua "1"', *[""] * (len(WAJIB) - 2)]]
    assert sum(p.jumlah for p in potong) == 50


def test_rows_outside_the_size_a_sheet_claims_are_read_too() -> None:
    kecil = ubah(XLSX, LEMBAR, lambda xml: re.sub(rb'<dimension ref="[^"]*"', b'<dimension ref="A1:B1"', xml))
    assert kecil != XLSX and baca_xlsx(kecil) == baca_xlsx(XLSX)


def test_xlsx_and_csv_of_the_same_rows_are_the_same() -> None:
    kolom, potong = baca_xlsx(XLSX)
    assert kolom == list(WAJIB) and [p.isi for p in potong] == [p.isi for p in habiskan(SATU.encode())]


@pytest.fixture(scope="module")
async def bu(panggung: Panggung) -> str:
    id: str = (await panggung.daftar_bu())["badan_usaha_id"]
    return id


async def sisa(panggung: Panggung) -> list[int]:
    tabel = ("berkas_impor", "jobs")
    return [(await panggung.h.fetch(f"select count(*) as n from {t}"))[0]["n"] for t in tabel]  # noqa: S608


@pytest.mark.parametrize("nama", ["kosong", "UTF-16", "terpotong di tengah huruf", "100.000 kolom", "satu baris tanpa akhir"])
async def test_over_http_a_bad_csv_is_a_problem_and_leaves_nothing(panggung: Panggung, bu: str, nama: str) -> None:
    ada = await sisa(panggung)
    jawab = await panggung.kirim(bu, CSV_BURUK[nama])
    assert (jawab.status, jawab.headers["Content-Type"]) == (422, "application/problem+json"), jawab.body
    assert jawab.json()["detail"].endswith(".") and jawab.json()["aturan"] == "R-KEP-22"
    assert await sisa(panggung) == ada


async def test_a_file_that_breaks_late_leaves_nothing_half_done(panggung: Panggung, bu: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(berkas_masuk, "POTONGAN", 100)  # pieces have been written when the end is seen
    ada = await sisa(panggung)
    rusak = (SATU + SATU.split("\n")[1] * 50 + "\n").encode() * 3 + b"\xff"
    assert (await panggung.kirim(bu, rusak, key="rusak-lalu-betul")).status == 422
    assert await sisa(panggung) == ada
    betul = await panggung.kirim(bu, rusak[:-1], key="rusak-lalu-betul-2")
    assert betul.status == 202, betul.body


@pytest.mark.parametrize("nama", ["terpotong", "bom entitas", "lembar terpotong", "bom zip"])
async def test_over_http_a_bad_xlsx_is_a_problem_and_leaves_nothing(panggung: Panggung, bu: str, nama: str) -> None:
    ada = await sisa(panggung)
    jawab = await panggung.kirim(bu, XLSX_BURUK[nama])
    assert (jawab.status, jawab.headers["Content-Type"]) == (422, "application/problem+json"), jawab.body
    assert await sisa(panggung) == ada


# Starlette leaves the file of a part that never ends to the garbage collector
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
async def test_wrong_content_types_and_broken_bodies_are_problems(panggung: Panggung, bu: str) -> None:
    jalur, who, at = f"/v1/badan-usaha/{bu}/peserta:impor", panggung.akt(), panggung.waktu("2016-11-15T09:00")
    batas = b'--b\r\nContent-Disposition: form-data; name="berkas"; filename="a.csv"\r\n\r\n' + SATU.encode()
    for jenis, isi, harap in (
        ("text/csv", SATU.encode(), {415}),
        ("application/json", b"{}", {415}),
        ("multipart/form-data", batas, {400}),
        ("multipart/form-data; boundary=lain", batas, {400, 422}),
        ("multipart/form-data; boundary=b", batas, {400, 422}),  # cut off
        ("multipart/form-data; boundary=b", batas + b"\r\n--b--\r\n", {202}),
        ("multipart/form-data; boundary=b", b'--b\r\nContent-Disposition: form-data; name="berkas"\r\n\r\nteks\r\n--b--\r\n', {422}),
    ):
        jawab = await panggung.h.call("POST", jalur, who=who, at=at, data=isi, headers={"Content-Type": jenis})
        assert jawab.status in harap, (jenis, jawab.status, jawab.body)
        assert jawab.status == 202 or jawab.headers["Content-Type"] == "application/problem+json"


async def test_a_formula_in_a_cell_comes_back_as_text(panggung: Panggung, bu: str) -> None:
    rumus = ["=cmd|' /C calc'!A0", "+1+1", "@SUM(A1)", "-2+3", "\t=1", "x;=1+1"]
    isi = KEPALA + ",=nama" + "".join(f'\n1,2,"{r}"' + "," * (len(WAJIB) - 2) for r in rumus)
    form = aiohttp.FormData()
    form.add_field("berkas", isi.encode(), filename="=1+1.csv", content_type="text/csv")
    who = panggung.akt()
    jawab = await panggung.h.call("POST", f"/v1/badan-usaha/{bu}/peserta:impor", who=who, at=panggung.waktu("2016-11-15T09:00"), data=form)
    selesai = await panggung.h.job(jawab, who)
    assert selesai["gagal"] == len(rumus)
    teks = (await panggung.h.call("GET", f"/v1/pekerjaan/{selesai['pekerjaan_id']}/gagal.csv", who=who)).body.decode("utf-8-sig")
    sel = {s for baris in csv.reader(io.StringIO(teks, newline="")) for s in baris}
    assert not [s for s in sel if s[:1] in ("=", "+", "@", "\t")]
    assert {"'=nama", "'=cmd|' /C calc'!A0", "'-2+3", "x;=1+1"} <= sel and '"x;=1+1"' in teks
