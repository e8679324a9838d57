"""Letters, lists and the template of the peserta file: from the database to the paper and, filled in, back through the import."""

from __future__ import annotations

import csv
import io
from datetime import UTC, date, datetime
from typing import Any

import aiohttp
import openpyxl
import pypdf
import pytest
from chassis.context import Context
from chassis.testing import Answer
from kepesertaan.berkas_masuk import baca_xlsx
from kepesertaan.cetak.lembar import pilihan, templat_xlsx, xlsx
from kepesertaan.domain.berkas import BOLEH, KOLOM, WAJIB, Aturan, BarisPeserta, Cacat, baca_baris
from kepesertaan.domain.mutasi_pesan import TinjauAnak
from kepesertaan.domain.peserta_pesan import BeriTanda
from kepesertaan.model.peserta import PESERTA

Panggung = Any
SAAT = datetime(2016, 12, 6, 3, tzinfo=UTC)
ATURAN = Aturan(date(2016, 12, 6), "SWASTA")
SAH = {
    "nik": "3174011505850001", "nomor_kk": "3174010101100001", "nama": "Budi", "tempat_lahir": "Jakarta", "tanggal_lahir": "1985-05-15",
    "jenis_kelamin": "L", "hubungan": "PEKERJA", "status_kawin": "KAWIN", "bekerja": "Y", "upah_pokok": "5000000",
    "kabupaten_kota_kerja": "Kota Jakarta Selatan",
}  # fmt: skip


# where a column is looked at for some kinds of people only
_IKUT = {"nik_pekerja": SAH["nik"], "upah_pokok": ""}
LAIN = {
    "kelas_dipilih": _IKUT | {"hubungan": "KERABAT"}, "bekerja": _IKUT | {"hubungan": "ANAK"},
    "akta_adopsi": _IKUT | {"hubungan": "ANAK_ANGKAT"},
}  # fmt: skip


def teks(pdf: bytes) -> str:
    return " ".join(" ".join(h.extract_text() for h in pypdf.PdfReader(io.BytesIO(pdf)).pages).split())


# -- the template


def isi_templat(isi: bytes, baris: list[dict[str, Any]]) -> bytes:
    """What somebody does with it in a spreadsheet."""
    buku = openpyxl.load_workbook(io.BytesIO(isi))
    lembar = buku["Peserta"]
    for satu in baris:
        lembar.append([satu.get(k) for k in KOLOM])
    hasil = io.BytesIO()
    buku.save(hasil)
    return hasil.getvalue()


def test_the_template_has_every_column_and_no_row() -> None:
    buku = openpyxl.load_workbook(io.BytesIO(templat_xlsx(date(2016, 12, 6), SAAT)))
    assert [c.value for c in buku["Peserta"][1]] == list(KOLOM)
    assert buku["Peserta"].max_row == 1
    petunjuk = {b[0]: b[1] for b in buku["Petunjuk"].iter_rows(values_only=True) if b[0] in KOLOM}
    assert petunjuk == dict.fromkeys(WAJIB, "Ya") | dict.fromkeys(BOLEH, "Tidak")


def test_excel_checks_what_the_import_checks() -> None:
    lembar = openpyxl.load_workbook(io.BytesIO(templat_xlsx(date(2016, 12, 6), SAAT)))["Peserta"]
    aturan = {str(v.sqref).split("2:")[0]: v for v in lembar.data_validations.dataValidation}
    huruf = {c.value: c.column_letter for c in lembar[1]}
    assert aturan[huruf["jenis_kelamin"]].formula1 == '"L,P"'
    assert aturan[huruf["hubungan"]].formula1 == f'"{",".join(pilihan("hubungan"))}"'
    lahir = aturan[huruf["tanggal_lahir"]]
    assert (lahir.type, lahir.formula1, lahir.formula2) == ("date", "DATE(1900,1,1)", "DATE(2016,12,6)")
    assert isinstance(baca_baris(2, SAH | {"tanggal_lahir": "2016-12-07"}, ATURAN), Cacat), "the day after the limit is refused"
    assert lembar.column_dimensions[huruf["nik"]].number_format == "@", "no digit is lost"
    assert all(len(v.formula1) <= 255 for v in aturan.values()), "Excel takes no longer list"


@pytest.mark.parametrize("kolom", [k for k in KOLOM if pilihan(k)])
def test_what_can_be_picked_the_import_knows(kolom: str) -> None:
    """Another word in the template than in the rules would be refused row by row."""
    for kata in pilihan(kolom):
        hasil = baca_baris(2, SAH | {kolom: kata}, ATURAN)
        assert isinstance(hasil, BarisPeserta) or hasil.kolom != kolom, (kolom, kata, hasil)
    dasar = SAH | LAIN.get(kolom, {})
    salah = baca_baris(2, dasar | {kolom: "X"}, ATURAN)
    assert isinstance(salah, Cacat)
    assert salah.kolom == kolom


def test_dates_and_numbers_typed_in_a_spreadsheet_are_read() -> None:
    isi = isi_templat(
        templat_xlsx(date(2016, 12, 6), SAAT), [SAH | {"tanggal_lahir": date(1985, 5, 15), "upah_pokok": 5_000_000, "tunjangan_tetap": 0}]
    )
    kolom, [potongan] = baca_xlsx(isi)
    assert (kolom, potongan.jumlah) == (list(KOLOM), 1)
    import orjson

    [(baris, sel)] = orjson.loads(potongan.isi)
    hasil = baca_baris(baris, dict(zip(kolom, sel, strict=True)), ATURAN)
    assert isinstance(hasil, BarisPeserta), hasil
    assert (hasil.nik, hasil.tanggal_lahir, hasil.upah_pokok) == (SAH["nik"], date(1985, 5, 15), 5_000_000)


def test_no_cell_of_a_list_runs() -> None:
    isi = xlsx("Daftar", ["nama"], [["=1+1"], ["@SUM(A1)"], ["-2+3"], ["-5"], ["0031"], ["\x00a\ud800b"]], SAAT)
    lembar = openpyxl.load_workbook(io.BytesIO(isi)).worksheets[0]
    sel = [lembar.cell(n, 1) for n in range(2, 8)]
    assert [s.value for s in sel] == ["'=1+1", "'@SUM(A1)", "'-2+3", "-5", "0031", "a?b"]
    assert {s.data_type for s in sel} == {"s"}


# -- over HTTP


class Meja:
    """akt-melati: forty people registered, one row refused, three with a tanda."""

    def __init__(self, p: Panggung, bu: str, impor: str, bertanda: list[str]) -> None:
        self.p, self.bu, self.impor, self.bertanda = p, bu, impor, bertanda
        self.jalur = f"/v1/badan-usaha/{bu}"

    async def ambil(self, jalur: str, *, who: str | None = None, at: str = "2016-12-06T09:00") -> Answer:
        jawab: Answer = await self.p.h.call("GET", jalur, who=who or self.p.akt("akt-melati"), at=self.p.waktu(at))
        return jawab

    async def surat(self, jalur: str, **lain: Any) -> str:
        jawab = await self.ambil(jalur, **lain)
        assert (jawab.status, jawab.headers["Content-Type"]) == (200, "application/pdf"), jawab.body
        return teks(jawab.body)


@pytest.fixture(scope="module")
async def meja(panggung: Panggung) -> Meja:
    h = panggung.h
    bu = (await panggung.daftar_bu("akt-melati", nama="PT #strong[Melati] & Co", jumlah_pekerja=100))["badan_usaha_id"]
    isi = (await panggung.h.call("GET", "/v1/impor-peserta/templat?bentuk=xlsx", who=panggung.akt("akt-melati"))).body
    baris = [_baris(b) for b in panggung.bahan.melati]
    cacat = baris[0] | {"nik": "3174011505850001", "nama": "+HYPERLINK(1)", "jenis_kelamin": "X"}
    form = aiohttp.FormData()
    form.add_field("berkas", io.BytesIO(isi_templat(isi, [*baris, cacat])), filename="peserta.xlsx")
    jawab = await h.call(
        "POST", f"/v1/badan-usaha/{bu}/peserta:impor", who=panggung.akt("akt-melati"), at=panggung.waktu("2016-11-14T09:00"), data=form
    )
    selesai = await h.job(jawab, panggung.akt("akt-melati"), seconds=60)
    assert (selesai["selesai"], selesai["gagal"]) == (40, 1), selesai
    nomor = [b["nomor_kartu"] for b in await h.fetch("select nomor_kartu from peserta where badan_usaha_id = $1 order by 1 limit 3", bu)]
    for n in nomor:
        ctx = Context("uji", "uji", None, b"", panggung.waktu("2016-12-05T09:00"), "uji")
        await h.rt.commands.execute(PESERTA, n, BeriTanda("akt-melati", date(2016, 12, 5), "2016-12", None), ctx=ctx)
    return Meja(panggung, bu, selesai["pekerjaan_id"], nomor)


def _baris(b: Any) -> dict[str, Any]:
    from selaras.cerita.berkas import berkas_peserta

    [satu] = csv.DictReader(io.StringIO(berkas_peserta([b], pemisah=",", bom=False).decode()))
    return {k: v or None for k, v in satu.items()}


@pytest.mark.aturan("R-KEP-22")
async def test_the_template_as_csv_is_the_header_alone(meja: Meja) -> None:
    jawab = await meja.ambil("/v1/impor-peserta/templat?bentuk=csv")
    assert jawab.body == b"\xef\xbb\xbf" + ",".join(KOLOM).encode() + b"\r\n"
    assert 'filename="templat-peserta.csv"' in jawab.headers["Content-Disposition"]


@pytest.mark.aturan("R-AKT-22", "R-AKT-24")
async def test_the_answer_to_a_badan_usaha(meja: Meja) -> None:
    isi = await meja.surat(f"{meja.jalur}/surat/pendaftaran")
    va = (await meja.ambil(meja.jalur)).json()["virtual_account"]
    for kata in ("PT #strong[Melati] & Co", "6 Desember 2016", "lengkap", va, "PT akt-melati", "selaku penerima kuasa", "31 Oktober 2017"):
        assert kata in isi, (kata, isi)
    kurang = (await meja.p.daftar_bu("akt-melati", surat_kuasa=None))["badan_usaha_id"]
    isi = await meja.surat(f"/v1/badan-usaha/{kurang}/surat/pendaftaran")
    assert "belum lengkap" in isi
    assert "Salinan surat kuasa kepada AKT" in isi
    assert "Lampiran daftar" not in isi
    assert (await meja.ambil(f"{meja.jalur}/surat/pendaftaran", who=meja.p.akt("akt-sentosa"))).status == 404


@pytest.mark.aturan("R-AKT-21")
async def test_the_answer_to_a_file(meja: Meja) -> None:
    isi = await meja.surat(f"{meja.jalur}/impor/{meja.impor}/surat")
    pekerja = sum(b.orang.pekerja for b in meja.p.bahan.melati)
    for kata in ("14 November 2016", "peserta baru 40", "Ditolak 1", "berkas 41", "ISIAN_TIDAK_SAH", f"{100 - pekerja} pekerja"):
        assert kata in isi, (kata, isi)
    for salah in (f"{meja.jalur}/impor/01a20d31-0000-71f3-8fd4-7abe9e52fcd0/surat", f"/v1/badan-usaha/lain/impor/{meja.impor}/surat"):
        assert (await meja.ambil(salah)).status == 404
    assert (await meja.ambil(f"{meja.jalur}/impor/{meja.impor}/surat", who=meja.p.akt("akt-sentosa"))).status == 404


async def test_the_refused_rows_in_three_forms(meja: Meja) -> None:
    jalur = f"{meja.jalur}/impor/{meja.impor}/baris-gagal"
    pdf = await meja.surat(jalur)
    assert "42 jenis_kelamin" in pdf
    assert "HYPERLINK" not in pdf, "no content of a row in a letter"
    gagal = (await meja.ambil(f"/v1/pekerjaan/{meja.impor}/gagal.csv")).body
    assert (await meja.ambil(f"{jalur}?bentuk=csv")).body == gagal
    lembar = openpyxl.load_workbook(io.BytesIO((await meja.ambil(f"{jalur}?bentuk=xlsx")).body)).worksheets[0]
    kepala, baris = lembar.iter_rows(values_only=True)
    satu = dict(zip(kepala, baris, strict=True))
    assert (satu["nama"], satu["nik"], satu["kode"]) == ("'+HYPERLINK(1)", "3174011505850001", "ISIAN_TIDAK_SAH")
    [dari_csv] = csv.DictReader(io.StringIO(gagal.decode("utf-8-sig")))
    assert {k: v or "" for k, v in satu.items()} == dari_csv


@pytest.mark.aturan("R-AKT-16")
async def test_the_notice_of_a_gap(meja: Meja) -> None:
    isi = await meja.surat(f"{meja.jalur}/kesenjangan/surat")
    pekerja = sum(b.orang.pekerja for b in meja.p.bahan.melati)
    assert f"Belum terdaftar {100 - pekerja}" in isi
    penuh = (await meja.p.daftar_bu("akt-melati", jumlah_pekerja=0))["badan_usaha_id"]
    jawab = await meja.ambil(f"/v1/badan-usaha/{penuh}/kesenjangan/surat")
    assert (jawab.status, jawab.json()["aturan"]) == (409, "R-AKT-16")


@pytest.mark.aturan("R-KEP-16", "R-KEP-32")
async def test_the_notice_of_an_age_limit(meja: Meja) -> None:
    """By the command of the monthly review."""
    kosong = await meja.ambil(f"{meja.jalur}/tinjauan/surat")
    assert (kosong.status, kosong.json()["aturan"]) == (409, "R-KEP-16")
    [anak] = await meja.p.h.fetch(
        "select nomor_kartu from peserta where badan_usaha_id = $1 and hubungan = 'ANAK' and kategori = 'INTI' order by 1 limit 1", meja.bu
    )
    noka, pada = anak["nomor_kartu"], date(2016, 12, 31)
    ctx = Context("uji", "uji", None, b"", meja.p.waktu("2017-01-01T09:00"), "uji")
    await meja.p.h.rt.commands.execute(PESERTA, noka, TinjauAnak("2016-12", date(1996, 1, 15), "uji", pada), ctx=ctx)
    isi = await meja.surat(f"{meja.jalur}/tinjauan/surat")
    for kata in (noka, "mencapai umur 21 tahun", "Januari 2017"):
        assert kata in isi, isi
    [catat] = await meja.p.h.fetch("select oleh, nomor_kartu from catatan_identitas where tujuan = 'Surat berakhirnya tanggungan'")
    assert (catat["oleh"], catat["nomor_kartu"]) == ("akt-melati", [noka])


@pytest.mark.aturan("R-KIB-05")
async def test_the_list_of_flags_in_three_forms(meja: Meja) -> None:
    jalur = f"{meja.jalur}/daftar-tanda"
    jawab = await meja.ambil(f"{jalur}?bentuk=csv")
    assert jawab.headers["Content-Type"].startswith("text/csv")
    baris = list(csv.DictReader(io.StringIO(jawab.body.decode("utf-8-sig"))))
    assert [b["nomor_kartu"] for b in baris] == meja.bertanda
    assert {b["akt"] for b in baris} == {"PT akt-melati"}
    assert {b["sejak"] for b in baris} == {"2016-12-05"}
    assert {b["nama"] for b in baris} <= {b.orang.nama for b in meja.p.bahan.melati}
    lembar = openpyxl.load_workbook(io.BytesIO((await meja.ambil(f"{jalur}?bentuk=xlsx")).body)).worksheets[0]
    assert [dict(zip(KEPALA, b, strict=True)) for b in lembar.iter_rows(min_row=2, values_only=True)] == baris
    isi = await meja.surat(f"{jalur}?bentuk=pdf")
    assert all(b["nomor_kartu"] in isi and b["nama"] in isi for b in baris)
    catat = await meja.p.h.fetch("select nomor_kartu from catatan_identitas where tujuan = 'Daftar tanda koordinasi manfaat'")
    assert [c["nomor_kartu"] for c in catat] == [meja.bertanda] * 3
    # the office sees all; another AKT not even that the Badan Usaha exists; after the end of the cooperation it is refused
    kantor = await meja.ambil(jalur, who=meja.p.prima())
    assert kantor.body.count(b"\r\n") == 4
    assert (await meja.ambil(jalur, who=meja.p.akt("akt-sentosa"))).status == 404
    assert (await meja.ambil(jalur, at="2017-11-01T09:00")).status == 403


KEPALA = ("nomor_kartu", "nama", "hubungan", "hak_kelas", "akt", "sejak")
