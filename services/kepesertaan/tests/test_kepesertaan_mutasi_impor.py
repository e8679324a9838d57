"""A file of mutasi: each row what the single route would have done, refused as there, and nothing twice."""

from __future__ import annotations

import asyncio
import csv
import io
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

import aiohttp
import asyncpg
import openpyxl
import pypdf
import pytest
from chassis.testing import Answer
from dasar.penolakan import Ditolak
from kepesertaan.api.mutasi_baris import uraikan
from kepesertaan.cetak.lembar import MUTASI, templat_xlsx
from kepesertaan.domain.berkas_mutasi import FORMAT, JENIS, SATU_PER_SATU, baca_mutasi
from kepesertaan.jobs.mutasi import MutasiImpor
from kepesertaan.lupakan import tentang_baris
from kepesertaan.sandi import Sandi

from .mutasi_uji import Keluarga

Panggung = Any
Baris = dict[str, str]
AT = "2016-12-10T09:00"
NOKA = {"nomor_kartu": "0001944350001", "berlaku": "2016-12-31"}


def tabel(baris: list[Baris]) -> bytes:
    aliran = io.StringIO(newline="")
    tulis = csv.DictWriter(aliran, FORMAT.kolom, delimiter=";")
    tulis.writeheader()
    tulis.writerows(baris)
    return aliran.getvalue().encode("utf-8-sig")


# -- a row by itself


@pytest.mark.parametrize("jenis", JENIS)
def test_every_kind_of_the_file_is_one_of_the_single_route(jenis: str) -> None:
    contoh = {
        "sebab": "MENGUNDURKAN_DIRI", "upah_pokok": "5000000", "tunjangan_tetap": "0", "golongan": "III/a",
        "kabupaten_kota_kerja": "Kota Bandung", "nama": "Ana", "alamat": "Jl. A", "telepon": "08", "email": "a@b.id",
        "nomor_kk": "3174010101160001", "kode_fktp": "0301U001", "menjadi": "tambahan", "nik_baru": "3174010503160001",
    }  # fmt: skip
    baris = baca_mutasi(NOKA | {"jenis": jenis.lower().replace("_", " ")} | {k: contoh[k] for k in JENIS[jenis]})
    apa = uraikan(baris)
    assert (apa.jenis, apa.berlaku) == (jenis, date(2016, 12, 31))
    isi = apa.model_dump(mode="json", exclude={"jenis", "berlaku", "dilaporkan_bu_pada"})
    terisi = {str(v).lower() for v in (isi.get("data") or isi).values() if v is not None}
    assert terisi == {contoh[k].lower() for k in JENIS[jenis]}


@pytest.mark.parametrize(
    ("ubah", "kolom", "kode"),
    [
        ({"jenis": "PINDAH"}, "jenis", "MUTASI_SATU_PER_SATU"),
        ({"jenis": "KELAHIRAN"}, "jenis", "MUTASI_SATU_PER_SATU"),
        ({"jenis": "CUTI"}, "jenis", "ISIAN_TIDAK_SAH"),
        ({"jenis": "KELUAR", "nomor_kartu": ""}, "nomor_kartu", "ISIAN_KOSONG"),
        ({"jenis": "KELUAR", "berlaku": ""}, "berlaku", "ISIAN_KOSONG"),
        ({"jenis": "KELUAR", "berlaku": "31-12-2016"}, "berlaku", "TANGGAL_TIDAK_SAH"),
        ({"jenis": "KELUAR", "upah_pokok": "1"}, "upah_pokok", "ISIAN_TIDAK_DIPAKAI"),
        ({"jenis": "UBAH_UPAH"}, "upah_pokok", "ISIAN_KOSONG"),
        ({"jenis": "UBAH_UPAH", "upah_pokok": "5.000.000"}, "upah_pokok", "ISIAN_TIDAK_SAH"),
        ({"jenis": "UBAH_UPAH", "upah_pokok": "0"}, "upah_pokok", "ISIAN_TIDAK_SAH"),
        ({"jenis": "UBAH_DATA"}, "nama", "ISIAN_KOSONG"),
        ({"jenis": "UBAH_DATA", "nomor_kk": "12"}, "nomor_kk", "ISIAN_TIDAK_SAH"),
        ({"jenis": "KELUAR", "sebab": "x" * 201}, "sebab", "ISIAN_TIDAK_SAH"),
        ({"jenis": "LENGKAPI_NIK", "nik_baru": "12"}, "nik_baru", "ISIAN_TIDAK_SAH"),
    ],
)
def test_a_faulty_row_names_its_column_and_repeats_nothing(ubah: Baris, kolom: str, kode: str) -> None:
    with pytest.raises(Ditolak) as salah:
        uraikan(baca_mutasi(NOKA | ubah))
    [galat] = salah.value.galat
    assert (galat.penunjuk, salah.value.kode) == (f"/{kolom}", kode)
    assert not any(v in salah.value.alasan for k, v in ubah.items() if v and k != "jenis" and len(v) > 1)


def test_what_needs_an_answer_names_its_route() -> None:
    assert all("POST /v1/peserta/{nomor_kartu}/" in kata for kata in SATU_PER_SATU.values()) and not SATU_PER_SATU.keys() & JENIS.keys()


@pytest.mark.aturan("R-KEP-22")
def test_a_file_needs_a_number_a_kind_and_a_day() -> None:
    FORMAT.periksa(["nik", "jenis", "berlaku"])
    FORMAT.periksa(["nomor_kartu", "jenis", "berlaku", "catatan kami"])
    for kepala, kurang in ((["jenis", "berlaku"], "nomor_kartu atau nik"), (["nik", "berlaku"], "jenis")):
        with pytest.raises(Ditolak, match=kurang) as tolak:
            FORMAT.periksa(kepala)
        assert tolak.value.aturan == "R-KEP-22"


def test_excel_offers_the_kinds_and_every_column_has_its_word() -> None:
    buku = openpyxl.load_workbook(io.BytesIO(templat_xlsx(date(2016, 12, 6), datetime(2016, 12, 6, tzinfo=UTC), MUTASI)))
    lembar = buku["Mutasi"]
    assert [s.value for s in lembar[1]] == list(FORMAT.kolom) and lembar.max_row == 1
    daftar = {v.formula1 for v in lembar.data_validations.dataValidation if v.type == "list"}
    assert f'"{",".join(JENIS)}"' in daftar and len(daftar) == 2
    petunjuk = {b[0].value: b[1].value for b in buku["Petunjuk"].iter_rows()}
    assert [petunjuk[k] for k in ("nik", "jenis", "nama")] == ["Salah satu", "Ya", "Tidak"] and petunjuk.keys() >= set(FORMAT.kolom)


# -- the job


class Kirim:
    def __init__(self, p: Panggung) -> None:
        self.p = p
        self.kel = Keluarga(p)

    async def unggah(self, bu: str, baris: list[Baris], *, who: str | None = None, at: str = AT) -> Answer:
        form = aiohttp.FormData()
        form.add_field("berkas", io.BytesIO(tabel(baris)), filename="mutasi.csv", content_type="text/csv")
        hasil: Answer = await self.p.h.call(
            "POST", f"/v1/badan-usaha/{bu}/mutasi:impor", who=who or self.p.akt(), at=self.p.waktu(at), data=form
        )
        return hasil

    async def kerjakan(self, bu: str, baris: list[Baris], *, who: str | None = None, at: str = AT) -> Any:
        return await self.p.h.job(await self.unggah(bu, baris, who=who, at=at), who or self.p.akt(), seconds=60)

    async def peristiwa(self, noka: str) -> list[tuple[str, str]]:
        baris = await self.p.h.fetch("select type, data from events where stream_id = $1 order by version", f"peserta:{noka}")
        return [(b["type"], str(b["data"])) for b in baris]


@pytest.fixture(scope="module")
async def kirim(panggung: Panggung) -> Kirim:
    return Kirim(panggung)


def gagal(job: Any) -> dict[int, tuple[str, str]]:
    return {g["baris"]: (g["kolom"], g["kode"]) for g in job["baris_gagal"]}


@pytest.mark.aturan("R-AKT-32", "R-KEP-35", "R-KEP-28")
async def test_a_row_does_what_the_route_does_and_the_file_sent_again_nothing(panggung: Panggung, kirim: Kirim) -> None:
    bu = (await panggung.daftar_bu("akt-sentosa"))["badan_usaha_id"]
    lain = (await panggung.daftar_bu("akt-sentosa"))["badan_usaha_id"]
    asing = (await panggung.daftar_bu("akt-melati"))["badan_usaha_id"]
    a, b, c = [await kirim.kel.daftar(bu, "akt-sentosa") for _ in range(3)]
    istri = await kirim.kel.daftar(
        bu, "akt-sentosa", lahir=date(1982, 2, 3), jenis_kelamin="P", hubungan="ISTRI", nik_pekerja=a["nik"]
    )  # fmt: skip
    di_lain, di_asing = await kirim.kel.daftar(lain, "akt-sentosa"), await kirim.kel.daftar(asing, "akt-melati")
    n = {nama: o["nomor_kartu"] for nama, o in {"a": a, "b": b, "c": c, "lain": di_lain, "asing": di_asing}.items()}
    isi = [
        {
            "nomor_kartu": n["a"],
            "jenis": "UBAH_UPAH",
            "berlaku": "2017-01-01",
            "upah_pokok": "9000000",
            "kabupaten_kota_kerja": "Kota Bandung",
        },
        {"nomor_kartu": n["a"], "nik": a["nik"], "jenis": "KELUAR", "berlaku": "2016-12-31", "sebab": "MENGUNDURKAN_DIRI"},
        {"nik": b["nik"], "jenis": "UBAH_DATA", "berlaku": "2016-12-10", "telepon": "0812", "kode_fktp": "0301U001"},
        {"nomor_kartu": n["b"], "jenis": "NIKAH", "berlaku": "2016-12-03"},
        {"nomor_kartu": n["b"], "jenis": "PHK", "berlaku": "2016-12-20"},
        {"nomor_kartu": n["b"], "nik": c["nik"], "jenis": "KELUAR", "berlaku": "2016-12-31"},
        {"nomor_kartu": n["lain"], "jenis": "KELUAR", "berlaku": "2016-12-31"},
        {"nik": di_asing["nik"], "jenis": "KELUAR", "berlaku": "2016-12-31"},
        {"nomor_kartu": "0009999999999", "jenis": "KELUAR", "berlaku": "2016-12-31"},
        {"nomor_kartu": n["c"], "jenis": "PINDAH", "berlaku": "2016-12-31"},
        {"nomor_kartu": n["c"], "jenis": "MENINGGAL", "berlaku": "2016-12-11"},
    ]
    sebelum = {k: await kirim.peristiwa(n[k]) for k in ("c", "lain", "asing")}
    job = await kirim.kerjakan(bu, isi)
    assert (job["keadaan"], job["jumlah"], job["selesai"], job["gagal"]) == ("SELESAI", 11, 5, 6), job
    assert job["hasil"] == {"berubah": 5, "tidak_berubah": 0, "gagal": 6}
    tak_ada = ("nomor_kartu", "TIDAK_DITEMUKAN")
    assert gagal(job) == {
        7: tak_ada,  # number and NIK of two people
        8: ("nomor_kartu", "BUKAN_PESERTA_BADAN_USAHA"),
        9: tak_ada,
        10: tak_ada,  # somebody else's person reads like nobody
        11: ("jenis", "MUTASI_SATU_PER_SATU"),
        12: ("berlaku", "TANGGAL_TIDAK_SAH"),
    }
    alasan = {g["baris"]: g["alasan"] for g in job["baris_gagal"]}
    assert alasan[8].endswith("(R-KEP-35)") and alasan[9] == alasan[10] and alasan[12].endswith("(R-KEP-28)")
    assert {k: await kirim.peristiwa(n[k]) for k in sebelum} == sebelum, "nobody of another Badan Usaha, and nobody refused, is touched"
    assert (await kirim.kel.orang(istri["nomor_kartu"], "akt-sentosa", "2016-12-11T09:00")).json()["keadaan"] == "KELUAR"

    # the route does the same: the same events, but for the numbers and the seals
    kembar = await kirim.kel.daftar(bu, "akt-sentosa")
    m = kembar["nomor_kartu"]
    upah: dict[str, Any] = {"upah_pokok": 9_000_000, "kabupaten_kota_kerja": "Kota Bandung"}
    assert (await kirim.kel.mutasi(m, "akt-sentosa", AT, "UBAH_UPAH", "2017-01-01", **upah)).status == 200
    assert (await kirim.kel.mutasi(m, "akt-sentosa", AT, "KELUAR", "2016-12-31", alasan="MENGUNDURKAN_DIRI")).status == 200
    lewat_berkas, lewat_rute = await kirim.peristiwa(n["a"]), await kirim.peristiwa(m)
    assert [t for t, _ in lewat_berkas] == [t for t, _ in lewat_rute] and len(lewat_rute) == 4
    [keluar] = await kirim.kel.terbit("PesertaDikeluarkan", lambda e: e.nomor_kartu == n["a"])
    [keluar_rute] = await kirim.kel.terbit("PesertaDikeluarkan", lambda e: e.nomor_kartu == m)
    assert keluar.model_copy(update={"nomor_kartu": m}) == keluar_rute

    # sent again: the same deeds are found done; the wage of who has left is refused as by the route
    tetap = {k: await kirim.peristiwa(n[k]) for k in ("a", "b")}
    lagi = await kirim.kerjakan(bu, isi[1:5], at="2016-12-12T09:00")
    assert lagi["hasil"] == {"berubah": 0, "tidak_berubah": 4, "gagal": 0}, lagi
    assert {k: await kirim.peristiwa(n[k]) for k in tetap} == tetap
    upah_rute = await kirim.kel.mutasi(n["a"], "akt-sentosa", "2016-12-12T09:00", "UBAH_UPAH", "2017-01-01", **upah)
    [upah_berkas] = (await kirim.kerjakan(bu, isi[:1], at="2016-12-12T09:00"))["baris_gagal"]
    assert (upah_rute.status, upah_berkas["kode"], upah_berkas["alasan"]) == (409, "BUKAN_ANGGOTA_LAGI", upah_rute.json()["detail"])


async def test_two_files_at_once_and_a_death_before_the_commit_do_each_row_once(
    panggung: Panggung, kirim: Kirim, monkeypatch: pytest.MonkeyPatch
) -> None:
    bu = (await panggung.daftar_bu("akt-sentosa"))["badan_usaha_id"]
    orang = [(await kirim.kel.daftar(bu, "akt-sentosa"))["nomor_kartu"] for _ in range(5)]
    isi = [{"nomor_kartu": o, "jenis": "UBAH_UPAH", "berlaku": "2017-01-01", "upah_pokok": "9000000"} for o in orang]
    isi += [{"nomor_kartu": o, "jenis": "UBAH_DATA", "berlaku": "2017-01-01", "alamat": "Jl. Baru 1"} for o in orang]
    isi += [{"nomor_kartu": "0009999999999", "jenis": "KELUAR", "berlaku": "2017-01-01"}]
    asli, jatuh = MutasiImpor._buang, set[tuple[UUID, int]]()

    async def buang(self: Any, tx: Any, run: Any, lanjut: Any) -> None:
        await asli(self, tx, run, lanjut)
        if (run.id, run.job.step) not in jatuh:
            jatuh.add((run.id, run.job.step))
            raise asyncpg.DeadlockDetectedError("died before the commit")

    monkeypatch.setattr(MutasiImpor, "_buang", buang)
    dua = await asyncio.gather(*(kirim.unggah(bu, isi) for _ in range(2)))
    hasil = [await panggung.h.job(d, panggung.akt(), seconds=60) for d in dua]
    assert [(h["keadaan"], h["selesai"], h["gagal"]) for h in hasil] == [("SELESAI", 10, 1)] * 2 and len(jatuh) == 22
    assert sum(h["hasil"]["berubah"] for h in hasil) == 10 == sum(h["hasil"]["tidak_berubah"] for h in hasil)
    for o in orang:
        jenis = [t for t, _ in await kirim.peristiwa(o)]
        assert jenis.count("UpahDiubah") == jenis.count("DataDiubah") == 1, jenis
    assert await panggung.h.fetch("select 1 from potongan_impor p join jobs j on j.id = p.pekerjaan_id where j.subject = $1", bu) == []


@pytest.mark.aturan("R-AKT-15", "R-AKT-31", "R-AKT-25")
async def test_who_may_send_and_whom_he_may_change(panggung: Panggung, kirim: Kirim) -> None:
    penuh = (await panggung.daftar_bu("akt-sentosa"))["badan_usaha_id"]
    tulis = "kepesertaan:baca kepesertaan:tulis"
    kosong = await kirim.unggah(penuh, [], who=panggung.h.token("bu", tulis, badan_usaha_id=penuh))
    assert (kosong.status, kosong.json()["aturan"]) == (403, "R-AKT-31")
    assert (await kirim.unggah(penuh, [], who=panggung.akt("akt-melati"))).status == 404
    bu = (await panggung.daftar_bu("akt-sentosa", cakupan="SEBAGIAN"))["badan_usaha_id"]
    sendiri = panggung.h.token("bu", tulis, badan_usaha_id=bu)
    ikut = (await kirim.kel.daftar(bu, "akt-sentosa", koordinasi_manfaat="Y"))["nomor_kartu"]
    nik = kirim.kel.nik(date(1980, 3, 5))
    badan = {
        "badan_usaha_id": bu, "nik": nik, "nomor_kk": "3174010101160001", "nama": "Tanpa Koordinasi", "jenis_kelamin": "L",
        "tanggal_lahir": "1980-03-05", "hubungan": "PEKERJA", "upah_pokok": 3_000_000, "tunjangan_tetap": 0,
        "kabupaten_kota_kerja": "Kota Jakarta Selatan", "koordinasi_manfaat": "T",
    }  # fmt: skip
    daftar = await panggung.h.call("POST", "/v1/peserta", who=sendiri, json=badan, at=panggung.waktu("2016-11-10T09:00"))
    assert daftar.status == 201, daftar.body
    tidak = daftar.json()["nomor_kartu"]
    isi = [{"nomor_kartu": o, "jenis": "UBAH_DATA", "berlaku": "2016-12-10", "alamat": "Jl. Dua"} for o in (ikut, tidak)]
    for who, salah, kode in ((panggung.akt(), 3, "BUKAN_KOORDINASI_MANFAAT"), (sendiri, 2, "LAPOR_KE_AKT")):
        job = await kirim.kerjakan(bu, isi, who=who)
        assert (job["hasil"]["berubah"], gagal(job)) == (1, {salah: ("nomor_kartu", kode)})
        assert job["baris_gagal"][0]["alasan"].endswith("(R-AKT-15)")


async def test_refused_rows_come_back_as_they_came_and_the_answer_is_a_letter(panggung: Panggung, kirim: Kirim) -> None:
    bu = (await panggung.daftar_bu("akt-sentosa"))["badan_usaha_id"]
    o = await kirim.kel.daftar(bu, "akt-sentosa")
    salah = {"nomor_kartu": "0009999999999", "jenis": "UBAH_DATA", "berlaku": "2016-12-10", "alamat": "Jl. Rahasia 7"}
    terima = await kirim.unggah(bu, [salah, {"nik": o["nik"], "jenis": "KELUAR", "berlaku": "2016-12-31"}])
    job = await panggung.h.job(terima, panggung.akt())
    ambil = {"who": panggung.akt(), "at": panggung.waktu(AT)}
    berkas = await panggung.h.call("GET", f"{terima.headers['Location']}/gagal.csv", **ambil)
    [asal] = csv.DictReader(io.StringIO(berkas.body.decode("utf-8-sig")))
    assert {k: asal[k].lstrip("'") for k in salah} == salah and asal["kode"] == "TIDAK_DITEMUKAN"
    [baris] = await panggung.h.fetch("select payload, about from job_failures where job_id = $1", UUID(job["pekerjaan_id"]))
    assert b"Rahasia" not in baris["payload"]
    tentang = tentang_baris(Sandi.dari(panggung.h.rt.settings), b'{"nomor_kartu": "0009999999999"}')
    assert tuple(baris["about"]) == tentang != ()
    jalur = f"/v1/badan-usaha/{bu}/impor/{job['pekerjaan_id']}"
    surat = await panggung.h.call("GET", f"{jalur}/surat", **ambil)
    assert surat.status == 200, surat.body
    teks = " ".join(" ".join(h.extract_text() for h in pypdf.PdfReader(io.BytesIO(surat.body)).pages).split())
    assert "Jawaban atas laporan mutasi peserta" in teks and "Dicatat 1" in teks and "Peserta tidak ditemukan." in teks
    kembali = await panggung.h.call("GET", f"{jalur}/baris-gagal?bentuk=csv", **ambil)
    assert kembali.status == 200 and "Jl. Rahasia 7" in kembali.body.decode()
    for bentuk in ("csv", "xlsx"):
        templat = await panggung.h.call("GET", f"/v1/impor-mutasi/templat?bentuk={bentuk}", **ambil)
        assert templat.status == 200 and f'filename="templat-mutasi.{bentuk}"' in templat.headers["Content-Disposition"]
