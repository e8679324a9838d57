"""Races on one account over HTTP, through two api processes on one database: one effect or a clean refusal, and the money adds up."""

from __future__ import annotations

from collections import Counter
from collections.abc import AsyncIterator
from datetime import date, datetime, timedelta
from functools import partial
from typing import Any

import aiohttp
import pytest
from chassis.testing import Answer, Harness, running
from chassis.testing_races import at_once, collisions, models_hold, one_effect
from iuran.main import SPEC
from selaras.lokal.uji import ServerUji

BENIH = range(12)
"""Rounds of each race; every one has its own jitter."""
TAGIHAN = 250_000
KEPALA = "virtual_account,nominal,waktu_bayar,bank,kanal,referensi_bank"


def saat(teks: str) -> datetime:
    return datetime.fromisoformat(f"{teks}+07:00")


PADA = saat("2016-12-06T10:00:00")


class Meja:
    """Two api processes of one service: a race between them is decided by the database alone."""

    def __init__(self, dunia: Any, kedua: Harness) -> None:
        self.dunia, self.kedua = dunia, kedua
        self.va: list[str] = []

    def jalur(self, n: int) -> Harness:
        satu: Harness = self.dunia.h
        return satu if n % 2 == 0 else self.kedua

    async def bayar(self, n: int, va: str, nominal: int, ref: str, key: str, **ubah: Any) -> Answer:
        isi = {
            "virtual_account": va, "nominal": nominal, "waktu_bayar": "2016-12-05T10:00:00+07:00", "bank": "BNI", "kanal": "TELLER",
            "referensi_bank": ref, **ubah,
        }  # fmt: skip
        h = self.jalur(n)
        who = h.token("bank-bni", "pembayaran:tulis", kode_bank="BNI")
        try:
            return await h.call("POST", "/v1/pembayaran", who=who, json=isi, at=PADA, key=key)
        except aiohttp.ClientOSError:  # a connection that had been idle too long: sent again under the same key, as a bank would
            return await h.call("POST", "/v1/pembayaran", who=who, json=isi, at=PADA, key=key)

    async def batalkan(self, n: int, id: str, key: str, versi: int | None = None) -> Answer:
        h = self.jalur(n)
        who = h.token("bank-bni", "pembayaran:tulis", kode_bank="BNI")
        headers = {} if versi is None else {"If-Match": f'"{versi}"'}
        isi = {"alasan": "Salah posting"}
        return await h.call("POST", f"/v1/pembayaran/{id}/pembatalan", who=who, json=isi, at=PADA, key=key, headers=headers)

    async def berkas(self, n: int, baris: list[str], key: str) -> Answer:
        form = aiohttp.FormData()
        form.add_field("berkas", "\n".join([KEPALA, *baris]).encode(), filename="bank.csv", content_type="text/csv")
        h = self.jalur(n)
        who = h.token("bank-bni", "pembayaran:tulis", kode_bank="BNI")
        return await h.call("POST", "/v1/berkas-bank", who=who, data=form, at=PADA, key=key)

    async def uang(self, va: str) -> tuple[int, int, int]:
        """(received and not taken back, on bills, credit) of an account."""
        sql = "select coalesce(sum(nominal), 0)::bigint as n from pembayaran where virtual_account = $1 and dibatalkan_pada is null"
        rows = await self.dunia.h.fetch(sql, va)
        rekening = (await self.dunia.h.call("GET", f"/v1/virtual-account/{va}", who=self.dunia.operasi)).json()
        tagihan = await self.dunia.h.call("GET", f"/v1/tagihan?virtual_account={va}", who=self.dunia.operasi)
        dibayar = sum(t["pemberi_kerja"] + t["pekerja"] - t["sisa"] for t in tagihan.json()["data"])
        return rows[0]["n"], dibayar, rekening["kredit"]

    async def cocok(self) -> None:
        for va in self.va:
            masuk, dibayar, kredit = await self.uang(va)
            assert masuk == dibayar + kredit, va
        await self.dunia.seimbang()
        await models_hold(self.dunia.h)


@pytest.fixture(scope="module")
async def meja(dunia: Any, servers: ServerUji) -> AsyncIterator[Meja]:
    await dunia.umk()
    h: Harness = dunia.h
    async with running(
        SPEC, pg_url=servers.postgres.url, kafka=servers.kafka.bootstrap, role="api", prefix=h.rt.settings.topic_prefix,
        database_url=h.rt.settings.database_url,
    ) as kedua:  # fmt: skip
        m = Meja(dunia, kedua)
        for _ in range(len(BENIH) * 6):
            m.va.append(await dunia.badan_usaha())
            await dunia.orang(m.va[-1], upah=5_000_000)
        await dunia.tutup_kepesertaan(date(2016, 11, 20))
        yield m


@pytest.fixture(scope="module")
async def bertagihan(meja: Meja) -> Meja:
    """After the race of the issue itself: every account has its bill of December."""
    assert (await meja.dunia.terbitkan())["gagal"] == 0
    return meja


def bagian(meja: Meja, ke: int) -> list[str]:
    return meja.va[ke * len(BENIH) : (ke + 1) * len(BENIH)]


async def test_payment_against_the_issue_of_its_bill(meja: Meja) -> None:
    """Before the bill the money is credit, after it it is on the bill: never both, never neither."""
    vas, d = bagian(meja, 0), meja.dunia

    async def terbitkan() -> Answer:
        jawab: Answer = await d.h.call(
            "POST", "/v1/tagihan:terbitkan", who=d.operasi, json={"periode": "2016-12"}, at=saat("2016-12-06T08:00:00")
        )
        assert (await d.h.job(jawab, d.operasi))["gagal"] == 0
        return jawab

    with collisions():
        jawab: list[Answer] = await at_once(
            [terbitkan, terbitkan, *(partial(meja.bayar, n, va, TAGIHAN, f"T{n}", f"t-{n}") for n, va in enumerate(vas))], 1
        )
    assert [j.status for j in jawab] == [202, 202] + [201] * len(vas)
    for va in vas:
        masuk, dibayar, kredit = await meja.uang(va)
        assert masuk == TAGIHAN and (dibayar, kredit) in ((TAGIHAN, 0), (0, TAGIHAN))
    rows = await d.h.fetch("select virtual_account, count(*) as n from tagihan where periode = '2016-12' group by 1 having count(*) > 1")
    assert rows == [], "no account has two bills of a month"
    await meja.cocok()


async def test_two_payments_of_one_bill(bertagihan: Meja) -> None:
    """Two deeds: both are booked, the bill is paid once and the rest is credit; neither writer is sent away."""
    meja = bertagihan
    with collisions() as temu:
        for benih, va in zip(BENIH, bagian(meja, 1), strict=True):
            jawab = await at_once([partial(meja.bayar, n, va, TAGIHAN, f"D{benih}-{n}", f"d-{benih}-{n}") for n in range(3)], benih)
            selesai = one_effect(jawab)
            assert len(selesai) == 3, "three writers are within the attempts of one command"
            assert await meja.uang(va) == (3 * TAGIHAN, TAGIHAN, 2 * TAGIHAN)
            assert len({j.headers["ETag"] for j in selesai}) == 3, "each saw the one before it"
    assert temu["Conflict"] >= len(BENIH) // 2, temu
    await meja.cocok()


async def test_one_deed_told_through_every_channel_at_once(bertagihan: Meja) -> None:
    """The same bank and reference: by API with other keys, as a Mandiri number, in two files; booked once."""
    meja = bertagihan
    with collisions() as temu:
        for benih, va in zip(BENIH, bagian(meja, 2), strict=True):
            ref = f"R{benih}"
            baris = [f"{va},1000,2016-12-05T10:00:00+07:00,BNI,TELLER,{ref}"]
            panggil = [
                partial(meja.bayar, 0, va, 1_000, ref, f"r-{benih}-0"),
                partial(meja.bayar, 1, va, 1_000, ref, f"r-{benih}-1"),
                partial(meja.bayar, 1, f"89888{va[5:]}", 1_000, ref, f"r-{benih}-2"),
                partial(meja.berkas, 0, baris, f"rf-{benih}-0"),
                partial(meja.berkas, 1, baris, f"rf-{benih}-1"),
            ]
            *api, satu, dua = await at_once(panggil, benih)
            assert [j.status for j in api] == [201] * 3, [j.body for j in api]
            assert len({j.json()["pembayaran_id"] for j in api}) == 1
            hitung = Counter[str]()
            for j in (satu, dua):
                hasil = await meja.dunia.h.job(j, meja.dunia.bni)
                assert (hasil["keadaan"], hasil["gagal"]) == ("SELESAI", 0), hasil
                hitung.update({k: hasil["hasil"][k] for k in ("dicatat", "ganda", "titipan")})
            baru = sum(j.headers.get("Idempotency-Replayed") != "true" for j in api)
            assert hitung["dicatat"] + baru == 1 and sum(hitung.values()) == 2, (hitung, baru)
            assert (await meja.uang(va))[0] == 1_000
    assert temu["Taken"] + temu["Conflict"] >= len(BENIH) // 2, temu
    await meja.cocok()


async def test_one_reference_for_two_sums_has_one_winner(bertagihan: Meja) -> None:
    meja = bertagihan
    with collisions() as temu:
        for benih, va in zip(BENIH, bagian(meja, 3), strict=True):
            jawab = await at_once([partial(meja.bayar, n, va, 1_000 + n, f"S{benih}", f"s-{benih}-{n}") for n in range(4)], benih)
            (menang,) = one_effect(jawab)
            assert {j.json()["type"].rsplit("/", 1)[1] for j in jawab if j is not menang} == {"referensi-bank-dipakai"}
            assert (await meja.uang(va))[0] == 1_000 + jawab.index(menang)
    assert sum(temu.values()) >= len(BENIH) // 2, temu
    await meja.cocok()


async def test_payment_against_cancellation_and_the_deed_told_again(bertagihan: Meja) -> None:
    """Taken back once, whoever asks; another payment at that moment is kept; the deed told again is the old answer or a refusal."""
    meja = bertagihan
    with collisions() as temu:
        for benih, va in zip(BENIH, bagian(meja, 4), strict=True):
            pertama = await meja.bayar(0, va, TAGIHAN, f"B{benih}", f"b-{benih}")
            id = pertama.json()["pembayaran_id"]
            versi = int(pertama.headers["ETag"].strip('"'))
            panggil = [
                partial(meja.batalkan, 0, id, f"x-{benih}-0"),
                partial(meja.batalkan, 1, id, f"x-{benih}-1"),
                partial(meja.batalkan, 1, id, f"x-{benih}-2", versi),
                partial(meja.bayar, 0, va, 70_000, f"C{benih}", f"c-{benih}"),
                partial(meja.bayar, 1, va, TAGIHAN, f"B{benih}", f"b-{benih}-lagi"),
            ]
            batal_0, batal_1, batal_2, lain, ulang = await at_once(panggil, benih)
            one_effect([batal_0, batal_1, batal_2, lain, ulang])
            assert (batal_0.status, batal_1.status, lain.status) == (200, 200, 201)
            assert batal_2.status in (200, 412)
            if ulang.status == 201:
                assert ulang.json() == pertama.json()
            else:
                assert ulang.json()["type"].endswith("/pembayaran-dibatalkan")
            rows = await meja.dunia.h.fetch(
                "select count(*) as n from events where stream_id = $1 and type = 'PembayaranDibatalkan'", f"rekening:{va}"
            )
            assert rows[0]["n"] == 1
            masuk, dibayar, kredit = await meja.uang(va)
            assert masuk == 70_000 == dibayar + kredit
    assert temu["Conflict"] >= len(BENIH) // 2, temu
    await meja.cocok()


async def test_one_key_ten_times_at_once(bertagihan: Meja) -> None:
    """One effect and one answer, byte for byte; the key with another body is 422 and does nothing."""
    meja = bertagihan
    with collisions() as temu:
        for benih, va in zip(BENIH, bagian(meja, 5), strict=True):
            sama = [partial(meja.bayar, n, va, 5_000, f"K{benih}", f"k-{benih}") for n in range(10)]
            lain = partial(meja.bayar, 1, va, 6_000, f"K{benih}-lain", f"k-{benih}")
            *jawab, beda = await at_once([*sama, lain], benih)
            if beda.status == 201:  # the other body was first: then the ten are the ones refused
                assert {j.status for j in jawab} == {422}
            else:
                assert beda.status == 422 and beda.json()["type"].endswith("/kunci-idempotensi-dipakai-lain")
                assert {j.status for j in jawab} == {201} and len({j.body for j in jawab}) == 1
                assert sum(j.headers.get("Idempotency-Replayed") != "true" for j in jawab) == 1
            assert (await meja.uang(va))[0] == (6_000 if beda.status == 201 else 5_000)
    assert sum(temu.values()) >= len(BENIH) // 2, temu
    await meja.cocok()


async def test_a_day_closed_by_two_askers_at_two_processes(bertagihan: Meja) -> None:
    """Each unpaid bill falls into arrears once, each mark goes out once a partition."""
    meja, hari = bertagihan, date(2016, 12, 10)
    d = meja.dunia
    await d.tutup_kepesertaan(hari)

    async def tutup(n: int) -> Any:
        h = meja.jalur(n)
        who = h.token("operasi", "operasi iuran:baca", kantor="PUSAT", jenis_kantor="PUSAT")
        jawab = await h.call(
            "POST", "/v1/tutup-hari", who=who, json={"tanggal": str(hari)}, at=saat(f"{hari + timedelta(days=1)}T00:05:00")
        )
        return await d.h.job(jawab, d.operasi)

    hasil = await at_once([partial(tutup, n) for n in range(4)], 1)
    assert {h["keadaan"] for h in hasil} == {"SELESAI"}, hasil
    terbuka = await d.h.fetch("select count(*) as n from tagihan where keadaan <> 'LUNAS'")
    telat = await d.h.fetch("select count(*) as n, count(distinct stream_id) as beda from events where type = 'TagihanMenunggak'")
    assert telat[0]["n"] == telat[0]["beda"] == terbuka[0]["n"] > 0
    tanda = [e.tanggal for _, e in await d.h.bus.read("iuran") if type(e).__name__ == "HariDitutup"]
    assert Counter(tanda)[hari] == 12, "read twice it would be harmless; it went out once"
    await meja.cocok()
