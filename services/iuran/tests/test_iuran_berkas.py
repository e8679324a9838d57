"""Bank files: nothing of a file is lost. And what an AKT has to forward."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import aiohttp
import pytest

KEPALA = "virtual_account,nominal,waktu_bayar,bank,kanal,referensi_bank"


def saat(teks: str) -> datetime:
    return datetime.fromisoformat(f"{teks}+07:00")


async def kirim(dunia: Any, isi: bytes, key: str, who: str | None = None) -> Any:
    form = aiohttp.FormData()
    form.add_field("berkas", isi, filename="bank.csv", content_type="text/csv")
    return await dunia.h.call("POST", "/v1/berkas-bank", who=who or dunia.bni, data=form, at=saat("2016-12-08T10:00:00"), key=key)


@pytest.fixture(scope="module")
async def va(dunia: Any) -> str:
    await dunia.umk()
    va: str = await dunia.badan_usaha()
    await dunia.orang(va, upah=5_000_000)
    await dunia.tutup_kepesertaan(date(2016, 11, 20))
    await dunia.terbitkan()
    return va


@pytest.mark.aturan("R-BYR-05", "R-BYR-06", "R-BYR-07")
async def test_a_file_of_every_sort(dunia: Any, va: str) -> None:
    menunggu = await dunia.badan_usaha(aktif=False)
    await dunia.tutup_kepesertaan(date(2016, 11, 21))
    assert (await dunia.bayar(va, 1_000, "2016-12-05T10:00:00", "F0")).status == 201
    baris = [
        f"{va},1000,2016-12-05T10:00:00+07:00,BNI,TELLER,F0",  # told by the API before
        f"{va},2000,2016-12-05T10:00:00+07:00,BNI,TELLER,F0",  # that reference with another sum
        f"89888{va[5:]},100000,2016-12-06T10:00:00+07:00,BNI,ATM,F1",
        f"{va},149000,2016-12-07T03:00:00+00:00,bni,ppob,F2",  # completes the bill
        "8888899999999999,700,2016-12-07T10:00:00+07:00,BNI,ATM,F3",  # nobody's
        f"{menunggu},800,2016-12-07T10:00:00+07:00,BNI,ATM,F4",  # not active yet
        f"{va},100000,2016-12-06T10:00:00+07:00,BNI,ATM,F1",  # twice in the file
        f"{va},0,2016-12-06T10:00:00+07:00,BNI,ATM,F5",
        f"{va},10,kemarin,BNI,ATM,F6",
        f"{va},10,2016-12-09T10:00:00+07:00,BNI,ATM,F7",  # in the future
        f"{va},10,2016-12-06T10:00:00+07:00,BRI,ATM,F8",  # another bank's
        "12345,10,2016-12-06T10:00:00+07:00,BNI,ATM,F9",
    ]
    jawab = await kirim(dunia, "\n".join([KEPALA, *baris]).encode(), "f-1")
    assert jawab.status == 202
    hasil = await dunia.h.job(jawab, dunia.bni)
    assert (hasil["keadaan"], hasil["jumlah"], hasil["selesai"], hasil["gagal"]) == ("SELESAI", 12, 6, 6)
    assert hasil["hasil"] == {
        "baris": 12, "dicatat": 2, "ganda": 2, "titipan": 2, "nominal_dicatat": 249_000, "nominal_titipan": 1_500,
    }  # fmt: skip
    assert [(b["baris"], b["kolom"], b["kode"]) for b in hasil["baris_gagal"]] == [
        (3, "referensi_bank", "REFERENSI_BANK_DIPAKAI"),
        (9, "nominal", "NOMINAL_TIDAK_SAH"),
        (10, "waktu_bayar", "WAKTU_TIDAK_SAH"),
        (11, "waktu_bayar", "WAKTU_TIDAK_SAH"),
        (12, "bank", "BANK_LAIN"),
        (13, "virtual_account", "VA_TIDAK_SAH"),
    ]
    assert (await dunia.tagihan(va))["keadaan"] == "LUNAS"
    saldo = await dunia.seimbang()
    assert saldo["TITIPAN"] == -1_500
    titipan = await dunia.h.call("GET", "/v1/titipan", who=dunia.operasi)
    assert [(t["referensi_bank"], t["alasan"]) for t in titipan.json()["data"]] == [("F3", "VA_TIDAK_DIKENAL"), ("F4", "VA_BELUM_AKTIF")]

    # the account of F4 is active now: out of suspense and onto it, paid when it was paid
    await dunia.aktifkan(menunggu)
    await dunia.tutup_kepesertaan(date(2016, 11, 22))
    f3, f4 = (t["titipan_id"] for t in titipan.json()["data"])
    alih = {"who": dunia.operasi, "at": saat("2016-12-09T10:00:00"), "key": "alih"}
    jauh = await dunia.h.call("POST", f"/v1/titipan/{f3}/pengalihan", json={"virtual_account": "8888899999999999"}, **alih)
    assert (jauh.status, (await dunia.seimbang())["TITIPAN"]) == (404, -1_500)
    usang = await dunia.h.call(
        "POST", f"/v1/titipan/{f4}/pengalihan", json={"virtual_account": menunggu}, headers={"If-Match": '"2"'}, **(alih | {"key": "usang"})
    )
    assert (usang.status, (await dunia.seimbang())["TITIPAN"]) == (412, -1_500)
    for _ in range(2):
        pindah = await dunia.h.call("POST", f"/v1/titipan/{f4}/pengalihan", json={"virtual_account": menunggu}, **alih)
        assert (pindah.status, pindah.json()["kelebihan"]) == (201, 800)
    dua_kali = await dunia.h.call("POST", f"/v1/titipan/{f4}/pengalihan", json={"virtual_account": va}, **(alih | {"key": "lain"}))
    assert dua_kali.status == 409
    saldo = await dunia.seimbang()
    assert saldo["TITIPAN"] == -700
    bayar = (await dunia.h.call("GET", f"/v1/pembayaran?virtual_account={menunggu}", who=dunia.operasi)).json()["data"][0]
    assert (bayar["referensi_bank"], datetime.fromisoformat(bayar["waktu_bayar"])) == ("F4", saat("2016-12-07T10:00:00"))

    csv = await dunia.h.call("GET", f"/v1/pekerjaan/{hasil['pekerjaan_id']}/gagal.csv", who=dunia.bni)
    teks = csv.body.decode("utf-8-sig").splitlines()
    assert teks[0] == f"{KEPALA},kode,alasan" and len(teks) == 7 and f"{va},0,2016-12-06T10:00:00+07:00,BNI,ATM,F5" in teks[2]

    # the whole file again: nothing new, nothing lost
    lagi = await dunia.h.job(await kirim(dunia, "\n".join([KEPALA, *baris]).encode(), "f-2"), dunia.bni)
    assert (lagi["hasil"]["dicatat"], lagi["hasil"]["titipan"], lagi["hasil"]["ganda"], lagi["gagal"]) == (0, 0, 6, 6)
    assert await dunia.seimbang() == saldo
    assert await dunia.h.fetch("select 1 from berkas_bank") == []


async def test_a_file_longer_than_a_step(dunia: Any, va: str) -> None:
    baris = [f"{va},{n},2016-12-06T10:00:00+07:00,BNI,ATM,L{n}" for n in range(1, 451)]
    hasil = await dunia.h.job(await kirim(dunia, "\n".join([KEPALA, *baris]).encode(), "f-3"), dunia.bni, seconds=180)
    assert (hasil["selesai"], hasil["hasil"]["dicatat"], hasil["hasil"]["nominal_dicatat"]) == (450, 450, 450 * 451 // 2)
    va_kini = (await dunia.h.call("GET", f"/v1/virtual-account/{va}", who=dunia.operasi)).json()
    assert va_kini["kredit"] == 450 * 451 // 2


async def test_a_row_the_bank_took_back_is_failed_with_its_code(dunia: Any, va: str) -> None:
    bayar = await dunia.bayar(va, 7_000, "2016-12-06T10:00:00", "T1")
    jalur = f"/v1/pembayaran/{bayar.json()['pembayaran_id']}/pembatalan"
    batal = await dunia.h.call("POST", jalur, who=dunia.bni, json={"alasan": "Salah posting"}, key="t1", at=saat("2016-12-07T10:00:00"))
    assert batal.status == 200
    saldo = await dunia.seimbang()
    baris = f"{KEPALA}\n{va},7000,2016-12-06T10:00:00+07:00,BNI,TELLER,T1\n"
    hasil = await dunia.h.job(await kirim(dunia, baris.encode(), "f-batal"), dunia.bni)
    assert [(b["baris"], b["kolom"], b["kode"]) for b in hasil["baris_gagal"]] == [(2, "referensi_bank", "PEMBAYARAN_DIBATALKAN")]
    assert (hasil["hasil"]["ganda"], hasil["hasil"]["dicatat"], await dunia.seimbang()) == (0, 0, saldo)


async def test_a_file_without_its_columns_is_refused_whole(dunia: Any, va: str) -> None:
    jawab = await kirim(dunia, b"virtual_account,nominal\n1,2\n", "f-4")
    assert jawab.status == 422 and jawab.json()["type"].endswith("kolom-tidak-ada")
    assert (await kirim(dunia, KEPALA.encode(), "f-5", dunia.akt("akt-sentosa"))).status == 403
    kantor = dunia.h.token("kantor-pusat", "iuran:tulis iuran:baca", kantor="PUSAT", jenis_kantor="PUSAT")
    baris = f"{KEPALA}\n{va},5,2016-12-06T10:00:00+07:00,BRI,ATM,K1\n{va},6,2016-12-06T10:00:00+07:00,BNI,ATM,K2\n"
    hasil = await dunia.h.job(await kirim(dunia, baris.encode(), "f-6", kantor), kantor)
    assert hasil["hasil"]["dicatat"] == 2


@pytest.mark.aturan("R-BYR-15", "R-BYR-16", "R-BYR-17")
async def test_the_24_hours_of_an_akt(dunia: Any, va: str) -> None:
    milik = await dunia.badan_usaha()
    await dunia.pks("akt-sentosa", "IURAN", "MANFAAT")
    await dunia.tutup_kepesertaan(date(2016, 11, 22))
    sentosa = dunia.akt("akt-sentosa")

    async def terima(nominal: int, pada: str, key: str, who: str = sentosa) -> Any:
        isi = {"virtual_account": milik, "nominal": nominal, "diterima_pada": saat(pada).isoformat()}
        return await dunia.h.call("POST", "/v1/penerimaan-akt", who=who, json=isi, key=key, at=saat(pada))

    assert (await terima(5, "2016-12-08T15:00:00", "t-0", dunia.akt("akt-melati"))).status == 404
    satu = await terima(100, "2016-12-08T15:00:00", "t-1")
    assert satu.status == 201 and satu.json()["batas_penerusan"] == "2016-12-09T15:00:00+07:00"
    await terima(70, "2016-12-10T08:00:00", "t-2")
    await dunia.bayar(milik, 100, "2016-12-09T15:00:00", "A1")
    await dunia.tutup(date(2016, 12, 10))
    await dunia.tutup(date(2016, 12, 11))
    daftar = await dunia.h.call("GET", f"/v1/penerimaan-akt?virtual_account={milik}", who=sentosa)
    assert [(t["nominal"], t["keadaan"], t["sisa"]) for t in daftar.json()["data"]] == [
        (100, "DITERUSKAN", 0), (70, "TERLAMBAT_24_JAM", 70),
    ]  # fmt: skip
    nama = [n for n, _ in await dunia.peristiwa(milik)]
    assert nama == ["IuranDiterimaAkt", "IuranDiterimaAkt", "IuranDiterima", "KelebihanIuranDicatat", "PenerusanTerlambat"]


@pytest.mark.aturan("R-AKT-10")
async def test_an_akt_may_do_what_its_agreement_says_on_that_day(dunia: Any) -> None:
    milik, akt = await dunia.badan_usaha("akt-bentuk"), dunia.akt("akt-bentuk")
    isi = {"virtual_account": milik, "nominal": 5, "diterima_pada": saat("2016-12-01T08:00:00").isoformat()}

    async def terima(key: str, pada: str = "2016-12-08T15:00:00") -> Any:
        return await dunia.h.call("POST", "/v1/penerimaan-akt", who=akt, json=isi, key=key, at=saat(pada))

    await dunia.tutup_kepesertaan(date(2016, 12, 25))
    assert (await terima("b-0")).json()["aturan"] == "R-AKT-02", "nothing agreed"
    await dunia.pks("akt-bentuk", "MANFAAT", "SISTEM_INFORMASI")
    await dunia.tutup_kepesertaan(date(2016, 12, 26))
    ditolak = await terima("b-1")
    assert (ditolak.status, ditolak.json()["aturan"]) == (403, "R-AKT-10")
    await dunia.pks("akt-bentuk", "MANFAAT", "IURAN")
    await dunia.tutup_kepesertaan(date(2016, 12, 27))
    assert (await terima("b-2")).status == 201
    assert (await terima("b-3", "2017-11-01T00:00:00")).json()["aturan"] == "R-AKT-02", "the day after its last"
    await dunia.pks_berakhir("akt-bentuk", date(2016, 12, 31))
    await dunia.tutup_kepesertaan(date(2016, 12, 28))
    assert [(await terima(f"b-{h}", f"{h}T10:00:00")).status for h in ("2016-12-31", "2017-01-01")] == [201, 403]


@pytest.mark.aturan("R-BYR-10")
async def test_prepayment(dunia: Any, va: str) -> None:
    milik = await dunia.badan_usaha()
    await dunia.orang(milik, upah=5_000_000, mulai="2017-01")
    await dunia.umk(3_000_000, 2017)
    await dunia.tutup_kepesertaan(date(2016, 12, 20))
    jalur, sentosa = f"/v1/virtual-account/{milik}/bayar-di-muka", dunia.akt("akt-sentosa")
    isi = {"mulai": "2017-01", "bulan": 2}
    ditolak = await dunia.h.call("POST", jalur, who=sentosa, json=isi, key="m-1", at=saat("2016-12-20T10:00:00"))
    assert (ditolak.status, ditolak.json()["aturan"]) == (422, "R-BYR-10")
    boleh = await dunia.h.call("POST", jalur, who=sentosa, json=isi | {"bulan": 3}, key="m-2", at=saat("2016-12-20T10:00:00"))
    assert (boleh.status, boleh.json()["sampai"]) == (201, "2017-03")
    await dunia.bayar(milik, 750_000, "2016-12-20T11:00:00", "M1")
    await dunia.terbitkan("2017-01", "2016-12-21T08:00:00")
    assert (await dunia.tagihan(milik, "2017-01"))["keadaan"] == "LUNAS"
