"""The story's months on real PostgreSQL and Kafka: bill, pay, arrears, two months in one payment, a payment told late in a file."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import aiohttp
import pytest


def saat(teks: str) -> datetime:
    return datetime.fromisoformat(f"{teks}+07:00")


@pytest.mark.aturan("R-AKT-32", "R-IUR-01", "R-IUR-20", "R-BYR-05", "R-TAG-11", "R-BYR-01")
async def test_november_2016_to_february_2017(dunia: Any) -> None:
    h = dunia.h
    await dunia.umk()
    await dunia.umk(3_355_750, 2017)
    va = await dunia.badan_usaha()
    ayah = await dunia.orang(va, upah=10_000_000)  # ceiling: 8.000.000
    await dunia.orang(va, "INTI", pekerja=ayah)
    ibu = await dunia.orang(va, "TAMBAHAN", pekerja=ayah)
    rendah = await dunia.orang(va, upah=2_000_000, tunjangan=310_007)  # raised to the UMK
    await dunia.orang(va, "KERABAT", pekerja=rendah, kelas=3)
    lain = await dunia.badan_usaha("akt-melati")
    await dunia.orang(lain, upah=5_000_000)

    # before the cut-off day is closed nothing is billed
    jawab = await h.call("POST", "/v1/tagihan:terbitkan", who=dunia.operasi, json={"periode": "2016-12"}, at=saat("2016-11-20T10:00:00"))
    assert (jawab.status, jawab.json()["type"], jawab.json()["aturan"]) == (
        409, "https://selaras.id/masalah/data-belum-lengkap", "R-AKT-32",
    )  # fmt: skip
    await dunia.tutup_kepesertaan(date(2016, 11, 20))
    pekerjaan = await dunia.terbitkan()
    assert (pekerjaan["keadaan"], pekerjaan["jumlah"], pekerjaan["selesai"], pekerjaan["gagal"]) == ("SELESAI", 2, 2, 0)

    tagihan = await dunia.tagihan(va)
    pemberi_kerja, pekerja = 320_000 + 124_000, 80_000 + 80_000 + 31_000 + 25_500
    assert (tagihan["jumlah"], tagihan["pemberi_kerja"], tagihan["pekerja"], tagihan["pemerintah"]) == (
        pemberi_kerja + pekerja, pemberi_kerja, pekerja, 0,
    )  # fmt: skip
    assert (tagihan["keadaan"], tagihan["jatuh_tempo"], tagihan["jumlah_peserta"]) == ("TERBIT", "2016-12-10", 4)

    baris = await h.call("GET", f"/v1/tagihan/{tagihan['tagihan_id']}/baris", who=dunia.akt("akt-sentosa"))
    assert baris.headers["Cache-Control"] == "no-store"
    per_orang = {b["nomor_kartu"]: b for b in baris.json()["data"]}
    assert per_orang[ayah]["dasar_upah"] == 8_000_000 and per_orang[ibu]["pekerja"] == 80_000
    assert {d["aturan"] for d in per_orang[rendah]["dasar"]} >= {"R-IUR-05", "R-IUR-10"}
    assert sum(b["pekerja"] for b in per_orang.values()) == pekerja
    assert b"8000000" not in b"".join(bytes(r["rahasia"], "ascii") for r in await h.fetch("select rahasia from baris_tagihan"))

    # again: nobody is billed twice
    assert (await dunia.terbitkan())["selesai"] == 0

    # 12-05: the bank
    lunas = await dunia.bayar(va, tagihan["jumlah"], "2016-12-05T10:00:00", "BNI1")
    assert lunas.status == 201
    assert lunas.json()["dialokasikan"] == [{"tagihan_id": tagihan["tagihan_id"], "periode": "2016-12", "nominal": tagihan["jumlah"]}]
    assert lunas.json()["kelebihan"] == 0
    assert (await dunia.tagihan(va))["keadaan"] == "LUNAS"

    await dunia.tutup_kepesertaan(date(2016, 12, 20))
    await dunia.terbitkan("2017-01", "2016-12-21T08:00:00")
    await dunia.tutup(date(2016, 12, 10))
    await dunia.tutup(date(2017, 1, 9))
    assert (await dunia.tagihan(va, "2017-01"))["keadaan"] == "TERBIT"
    await dunia.tutup(date(2017, 1, 10))
    januari = await dunia.tagihan(va, "2017-01")
    assert (januari["keadaan"], januari["menunggak_sejak"]) == ("MENUNGGAK", "2017-01-11")
    # UMK 2017: 4% and 1% of 3.355.750
    assert januari["jumlah"] == 400_000 + 80_000 + 134_230 + 33_558 + 25_500

    await dunia.tutup_kepesertaan(date(2017, 1, 20))
    await dunia.terbitkan("2017-02", "2017-01-21T08:00:00")
    await dunia.tutup(date(2017, 2, 10))
    februari = await dunia.tagihan(va, "2017-02")

    # 02-14: two months in one payment
    dua = await dunia.bayar(va, januari["jumlah"] + februari["jumlah"], "2017-02-14T09:00:00", "BNI2")
    assert [a["periode"] for a in dua.json()["dialokasikan"]] == ["2017-01", "2017-02"]

    # the other one's payment, made 02-10 19:00, arrives only now, in a file
    bulan = [await dunia.tagihan(lain, p) for p in ("2016-12", "2017-01", "2017-02")]
    isi = (
        "virtual_account,nominal,waktu_bayar,bank,kanal,referensi_bank\n"
        f"{lain},{sum(b['jumlah'] for b in bulan)},2017-02-10T19:00:00+07:00,BNI,TELLER,BNI3\n"
    )
    form = aiohttp.FormData()
    form.add_field("berkas", isi.encode(), filename="bank.csv", content_type="text/csv")
    kirim = await h.call("POST", "/v1/berkas-bank", who=dunia.bni, data=form, at=saat("2017-02-14T10:00:00"), key="berkas-1")
    selesai = await h.job(kirim, dunia.bni)
    assert (selesai["keadaan"], selesai["selesai"], selesai["hasil"]["dicatat"]) == ("SELESAI", 1, 1)

    nama = [n for n, _ in await dunia.peristiwa(va)]
    assert nama == [
        "TagihanDiterbitkan", "IuranDiterima", "TagihanLunas", "TagihanDiterbitkan", "TagihanMenunggak", "TagihanDiterbitkan",
        "TagihanMenunggak", "IuranDiterima", "TagihanLunas", "TagihanLunas",
    ]  # fmt: skip
    semua = await dunia.peristiwa(lain)
    terima = next(e for n, e in semua if n == "IuranDiterima")
    assert terima.waktu_bayar == saat("2017-02-10T19:00:00") and terima.lunas_sampai == "2017-02"
    assert all(e.lunas_pada == saat("2017-02-10T19:00:00") for n, e in semua if n == "TagihanLunas")

    saldo = await dunia.seimbang()
    assert saldo["PIUTANG_IURAN"] == 0 and saldo["KAS_BANK"] == -saldo["PENDAPATAN_IURAN"]
    va_jawab = await h.call("GET", f"/v1/virtual-account/{va}", who=dunia.akt("akt-sentosa"))
    assert (va_jawab.json()["lunas_sampai"], va_jawab.json()["tunggakan"], va_jawab.json()["kredit"]) == ("2017-02", 0, 0)
    buku = await h.call("GET", f"/v1/virtual-account/{va}/buku", who=dunia.akt("akt-sentosa"))
    assert sum(e["nominal"] for e in buku.json()["data"]) == 0


async def test_events_go_to_the_akt_of_the_unit_only(dunia: Any) -> None:
    for amplop, _ in await dunia.h.bus.read("iuran"):
        if amplop.subject.startswith("rekening:"):
            assert amplop.akt_id == ("akt-sentosa" if amplop.subject.endswith("00001") else "akt-melati")


async def test_no_wage_is_in_the_clear_anywhere(dunia: Any) -> None:
    teks = [
        *await dunia.h.fetch("select encode(data, 'escape') || coalesce(encode(public_data, 'escape'), '') as teks from events"),
        *await dunia.h.fetch("select t::text as teks from upah_iuran t union all select t::text from baris_tagihan t"),
        *await dunia.h.fetch("select encode(input, 'escape') || encode(checkpoint, 'escape') as teks from jobs"),
    ]
    assert any("pemberi_kerja" in r["teks"] for r in teks)
    for r in teks:
        assert "2000000" not in r["teks"] and "310007" not in r["teks"] and "10000000" not in r["teks"]
