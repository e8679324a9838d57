"""Payments over HTTP: who may, what is refused and why, once however often it is told, races, taking back."""

from __future__ import annotations

import asyncio
from datetime import date, datetime
from typing import Any

import pytest
from chassis.rebuild_service import rebuild_inline


def saat(teks: str) -> datetime:
    return datetime.fromisoformat(f"{teks}+07:00")


ISI = {"nominal": 1, "waktu_bayar": "2016-12-05T10:00:00+07:00", "bank": "BNI", "kanal": "ATM", "referensi_bank": "X"}


@pytest.fixture(scope="module")
async def va(dunia: Any) -> str:
    """An active account with a bill of 250.000 for 2016-12."""
    await dunia.umk()
    va: str = await dunia.badan_usaha()
    await dunia.orang(va, upah=5_000_000)
    await dunia.tutup_kepesertaan(date(2016, 11, 20))
    await dunia.terbitkan()
    return va


@pytest.mark.aturan("R-BYR-06")
async def test_unknown_account_is_404(dunia: Any, va: str) -> None:
    jawab = await dunia.bayar("8888899999999999", 100, "2016-12-05T10:00:00", "X1")
    assert (jawab.status, jawab.json()["aturan"]) == (404, "R-BYR-06")
    assert jawab.headers["content-type"].startswith("application/problem+json")


@pytest.mark.aturan("R-BYR-07")
async def test_account_without_complete_entry_is_409_until_activated(dunia: Any, va: str) -> None:
    baru = await dunia.badan_usaha(aktif=False)
    await dunia.tutup_kepesertaan(date(2016, 11, 21))
    jawab = await dunia.bayar(baru, 100, "2016-12-05T10:00:00", "X2")
    assert (jawab.status, jawab.json()["aturan"]) == (409, "R-BYR-07")
    await dunia.aktifkan(baru)
    await dunia.tutup_kepesertaan(date(2016, 11, 22))
    jawab = await dunia.bayar(baru, 100, "2016-12-05T10:00:00", "X2")
    assert (jawab.status, jawab.json()["dialokasikan"], jawab.json()["kelebihan"]) == (201, [], 100)


async def test_a_bank_reports_only_its_own_payments(dunia: Any, va: str) -> None:
    assert (await dunia.bayar(va, 100, "2016-12-05T10:00:00", "X3", bank="BRI")).status == 403
    isi = {**ISI, "virtual_account": va}
    tanpa = dunia.h.token("bank-lain", "pembayaran:tulis")
    assert (await dunia.h.call("POST", "/v1/pembayaran", who=tanpa, json=isi, key="k")).status == 403
    assert (await dunia.h.call("POST", "/v1/pembayaran", who=dunia.akt("akt-sentosa"), json=isi, key="k")).status == 403
    assert (await dunia.h.call("POST", "/v1/pembayaran", json=isi, key="k")).status == 401
    assert (await dunia.h.call("POST", "/v1/pembayaran", who=dunia.bni, json=isi)).status == 400  # money without a key


@pytest.mark.parametrize(
    ("ubah", "penunjuk"),
    [
        ({"nominal": 0}, "/nominal"),
        ({"nominal": "100"}, "/nominal"),
        ({"nominal": 1.5}, "/nominal"),
        ({"nominal": True}, "/nominal"),
        ({"waktu_bayar": "2016-12-05T10:00:00"}, "/waktu_bayar"),
        ({"waktu_bayar": 1480900000}, "/waktu_bayar"),
        ({"waktu_bayar": "2016-12-05T10:00:01+07:00"}, "/waktu_bayar"),
        ({"kanal": "KASIR_KC"}, "/kanal"),
        ({"referensi_bank": ""}, "/referensi_bank"),
        ({"referensi_bank": "A\x00B"}, "/referensi_bank"),
        ({"virtual_account": "88888"}, "/virtual_account"),
        ({"lain": 1}, "/lain"),
    ],
)
@pytest.mark.aturan("R-BYR-03")
async def test_bad_input_names_the_field(dunia: Any, va: str, ubah: dict[str, Any], penunjuk: str) -> None:
    isi = {**ISI, "virtual_account": va}
    jawab = await dunia.h.call("POST", "/v1/pembayaran", who=dunia.bni, json=isi | ubah, key="bad", at=saat("2016-12-05T10:00:00"))
    assert jawab.status == 422, jawab.body
    assert penunjuk in [e["pointer"] for e in jawab.json()["errors"]]


async def test_told_again_by_key_or_by_reference_is_the_stored_answer(dunia: Any, va: str) -> None:
    pertama = await dunia.bayar(va, 1_000, "2016-12-05T10:00:00", "U1", key="kunci-1")
    assert pertama.status == 201 and "Idempotency-Replayed" not in pertama.headers
    lagi = await dunia.bayar(va, 1_000, "2016-12-05T10:00:00", "U1", key="kunci-1")
    kunci_lain = await dunia.bayar(va, 1_000, "2016-12-05T10:00:00", "U1", key="kunci-2")
    mandiri = await dunia.bayar("89888" + va[5:], 1_000, "2016-12-05T10:00:00", "U1", key="kunci-3")
    for jawab in (lagi, kunci_lain, mandiri):
        assert (jawab.status, jawab.json(), jawab.headers["Idempotency-Replayed"]) == (201, pertama.json(), "true")
    assert (await dunia.bayar(va, 2_000, "2016-12-05T10:00:00", "U1", key="kunci-1")).status == 422
    beda = await dunia.bayar(va, 2_000, "2016-12-05T10:00:00", "U1", key="kunci-4")
    assert (beda.status, beda.json()["type"].rsplit("/", 1)[1]) == (409, "referensi-bank-dipakai")
    assert (await dunia.tagihan(va))["sisa"] == 249_000


async def test_the_same_deed_sixteen_times_at_once_is_booked_once(dunia: Any, va: str) -> None:
    sebelum = (await dunia.tagihan(va))["sisa"]
    jawab = await asyncio.gather(*[dunia.bayar(va, 500, "2016-12-05T10:00:00", "S1", key=f"s-{n}") for n in range(16)])
    assert {j.status for j in jawab} == {201}
    assert len({j.json()["pembayaran_id"] for j in jawab}) == 1
    assert (await dunia.tagihan(va))["sisa"] == sebelum - 500


async def test_many_payments_on_one_account_at_once_lose_nothing(dunia: Any, va: str) -> None:
    sebelum = (await dunia.tagihan(va))["sisa"]

    async def sampai_tercatat(n: int) -> None:
        while (jawab := await dunia.bayar(va, 100 + n, "2016-12-05T10:00:00", f"P{n}")).status != 201:
            assert jawab.json()["type"].endswith("sedang-diubah")

    await asyncio.gather(*[sampai_tercatat(n) for n in range(12)])
    assert (await dunia.tagihan(va))["sisa"] == sebelum - sum(100 + n for n in range(12))
    await dunia.seimbang()


async def test_one_reference_for_two_accounts_at_once_has_one_winner(dunia: Any, va: str) -> None:
    lain = await dunia.badan_usaha()
    await dunia.tutup_kepesertaan(date(2016, 11, 23))
    jawab = await asyncio.gather(
        *[dunia.bayar(v, 777, "2016-12-05T10:00:00", "R1", key=f"r-{v}") for v in (va, lain)]
    )  # fmt: skip
    assert sorted(j.status for j in jawab) == [201, 409]


async def test_taking_a_payment_back_opens_the_month(dunia: Any, va: str) -> None:
    sisa = (await dunia.tagihan(va))["sisa"]
    bayar = await dunia.bayar(va, sisa + 9, "2016-12-06T10:00:00", "B1", key="b1")
    assert (await dunia.tagihan(va))["keadaan"] == "LUNAS" and bayar.json()["kelebihan"] == 9
    jalur, isi = f"/v1/pembayaran/{bayar.json()['pembayaran_id']}/pembatalan", {"alasan": "Salah posting"}
    lain = dunia.h.token("bank-bri", "pembayaran:tulis", kode_bank="BRI")
    assert (await dunia.h.call("POST", jalur, who=lain, json=isi, key="batal", at=saat("2016-12-07T10:00:00"))).status == 404
    usang = await dunia.h.call(
        "POST", jalur, who=dunia.bni, json=isi, key="batal-usang", headers={"If-Match": '"1"'}, at=saat("2016-12-07T10:00:00")
    )
    assert usang.status == 412
    for _ in range(2):
        batal = await dunia.h.call("POST", jalur, who=dunia.bni, json=isi, key="batal", at=saat("2016-12-07T10:00:00"))
        assert (batal.status, batal.json()["dibuka_kembali"]) == (200, ["2016-12"])
    tagihan = await dunia.tagihan(va)
    assert (tagihan["keadaan"], tagihan["sisa"], tagihan["lunas_pada"]) == ("KURANG_BAYAR", sisa, None)
    daftar = await dunia.h.call("GET", f"/v1/pembayaran?virtual_account={va}&batas=500", who=dunia.operasi)
    dibatalkan = [b for b in daftar.json()["data"] if b["dibatalkan_pada"]]
    assert [b["referensi_bank"] for b in dibatalkan] == ["B1"]
    # told again under a new key it is not "paid": the bill is open; a replay of the old request keeps its answer
    ulang = await dunia.bayar(va, sisa + 9, "2016-12-06T10:00:00", "B1", key="b1-lagi")
    assert (ulang.status, ulang.json()["type"].rsplit("/", 1)[1]) == (409, "pembayaran-dibatalkan")
    lain_isi = await dunia.bayar(va, sisa + 10, "2016-12-06T10:00:00", "B1", key="b1-beda")
    assert (lain_isi.status, lain_isi.json()["type"].rsplit("/", 1)[1]) == (409, "referensi-bank-dipakai")
    replay = await dunia.bayar(va, sisa + 9, "2016-12-06T10:00:00", "B1", key="b1")
    assert (replay.status, replay.body, replay.headers["Idempotency-Replayed"]) == (201, bayar.body, "true")
    assert (await dunia.tagihan(va))["sisa"] == sisa
    nama = [n for n, _ in await dunia.peristiwa(va)]
    assert nama[-4:] == ["IuranDiterima", "TagihanLunas", "KelebihanIuranDicatat", "PembayaranDibatalkan"]
    await dunia.seimbang()


async def test_the_ledger_cannot_be_changed(dunia: Any, va: str) -> None:
    for sql in ("update buku_besar set nominal = 1", "delete from buku_besar"):
        with pytest.raises(Exception, match="insert only"):
            await dunia.h.fetch(sql)


async def test_what_somebody_wrote_into_the_ledger_is_found_and_written_anew(dunia: Any, va: str) -> None:
    """As docs/operasi.md says: periksa names the table, bangun-ulang puts it right from the events, and it is insert only again."""
    rt, parts = dunia.h.rt, dunia.h.process.parts
    async with rt.db.transaction() as conn:
        await conn.execute(
            "insert into buku_besar select gen_random_uuid(), 1, 'rekening:' || $1, 1, 'Karangan', akun, $1, null, 5000, now()"
            " from buku_besar limit 1",
            va,
        )
        await conn.execute("alter table buku_besar disable trigger user")
        await conn.execute("update buku_besar set nominal = nominal + 1 where ctid = (select ctid from buku_besar limit 1)")
        await conn.execute("alter table buku_besar enable trigger user")

    async def neraca() -> Any:
        return (await dunia.h.call("GET", "/v1/neraca", who=dunia.operasi)).json()

    assert (await neraca())["seimbang"] is False
    beda = [d for d in await rebuild_inline(rt, parts, repair=False) if not d.same]
    assert [(d.table, d.missing, d.surplus) for d in beda] == [("buku_besar", 1, 2)]
    assert [d.table for d in await rebuild_inline(rt, parts, repair=True) if not d.same] == ["buku_besar"]
    assert all(d.same for d in await rebuild_inline(rt, parts, repair=False))
    assert (await neraca())["seimbang"] is True
    await dunia.seimbang()
    with pytest.raises(Exception, match="insert only"):
        await dunia.h.fetch("delete from buku_besar")
