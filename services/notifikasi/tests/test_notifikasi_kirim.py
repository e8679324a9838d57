"""From the bus to the receiver, on real PostgreSQL and Kafka, verified by the ``standardwebhooks`` library."""

from __future__ import annotations

import asyncio
import time
from datetime import date, datetime
from functools import partial
from typing import Any

from chassis.testing import Harness
from dasar.tanggal import WIB
from shared_events.faskes import FaskesDidaftarkan
from shared_events.iuran import TagihanDiterbitkan, TagihanLunas
from shared_events.kepesertaan import PendaftaranPesertaDitolak, PesertaDidaftarkanMassal, TandaKoordinasiManfaatDiberikan
from shared_events.notifikasi import WebhookDinonaktifkan

from .conftest import Penerima, akt, daftar, penerima

SAAT = datetime(2016, 12, 5, 10, 0, tzinfo=WIB)


def lunas(va: str, n: int = 12) -> TagihanLunas:
    return TagihanLunas(virtual_account=va, tagihan_id=f"t-{n}", periode=f"2016-{n:02}", jumlah=5_000_000, lunas_pada=SAAT)


async def kabarkan(h: Harness, nama: str, va: str, *bulan: int) -> list[str]:
    """Bills paid, on one subject; the ids of the events."""
    sent = [await h.bus.publish(f"rekening:{va}", lunas(va, n), at=SAAT, akt_id=nama) for n in bulan or (12,)]
    return [str(e.id) for e in sent]


async def sampai(h: Harness, p: Penerima, jumlah: int, *, seconds: float = 15.0) -> list[Any]:
    async def cukup() -> Any:
        return len(p.diterima) >= jumlah

    await h.until(cukup, seconds=seconds)
    assert p.palsu == []
    return p.diterima


async def tercatat(h: Harness, webhook: str, jumlah: int) -> None:
    """The receiver has a message a moment before the sender has written so down."""

    async def cukup() -> Any:
        rows = await h.fetch("select 1 from pengiriman where webhook_id = $1::uuid and keadaan = 'TERKIRIM'", webhook)
        return len(rows) == jumlah

    await h.until(cukup)


async def segerakan(h: Harness, webhook: str) -> None:
    """What waits for its next attempt need not wait."""
    await h.fetch("update jalur set berikutnya_pada = now() where webhook_id = $1::uuid", webhook)


async def test_event_reaches_its_own_akt_verified(h: Harness) -> None:
    async with penerima() as sentosa, penerima() as melati:
        await daftar(h, "akt-sentosa", sentosa)
        await daftar(h, "akt-melati", melati)
        va = "8888800000000001"
        bill = TagihanDiterbitkan(
            virtual_account=va, badan_usaha_id="bu-1", tagihan_id="t-1", periode="2016-12", jatuh_tempo=date(2016, 12, 10),
            jumlah=5_000_000, pemberi_kerja=4_000_000, pekerja=1_000_000, pemerintah=0, jumlah_peserta=20,
        )  # fmt: skip
        envelope = await h.bus.publish(f"rekening:{va}", bill, at=SAAT, akt_id="akt-sentosa")
        (got,) = await sampai(h, sentosa, 1)
        assert (got.id, got.jenis) == (str(envelope.id), "tagihan.diterbitkan")
        assert got.data["virtual_account"] == va and got.data["jumlah"] == 5_000_000 and got.data["urutan"] == 1
        assert got.data["subjek"] == f"rekening:{va}" and got.data["peristiwa"] == "TagihanDiterbitkan"
        assert abs(int(got.kepala["webhook-timestamp"]) - time.time()) < 60  # the wall clock, whatever the business day
        assert melati.percobaan == []


async def test_order_is_kept_in_a_subject_and_subjects_go_side_by_side(h: Harness) -> None:
    async with penerima() as p:
        p.tidur = 0.05
        await daftar(h, "akt-urut", p)
        ids = {va: await kabarkan(h, "akt-urut", va, *range(1, 7)) for va in (f"88888{n:011}" for n in range(10, 16))}
        got = await sampai(h, p, 36)
        for va, urut in ids.items():
            own = [t for t in got if t.data["virtual_account"] == va]
            assert [t.id for t in own] == urut
            assert [t.data["urutan"] for t in own] == [1, 2, 3, 4, 5, 6]
        assert 1 < p.terbanyak <= 8


async def test_a_slow_receiver_delays_nobody_else(h: Harness) -> None:
    async with penerima() as lambat, penerima() as cepat:
        lambat.tidur = 6.0  # longer than the time-out
        await daftar(h, "akt-lambat", lambat)
        await daftar(h, "akt-cepat", cepat)
        for n in range(30, 50):
            await kabarkan(h, "akt-lambat", f"88888{n:011}")
        await h.until(lambda: _benar(lambat.serentak >= 5))
        await kabarkan(h, "akt-cepat", "8888800000000060")
        await sampai(h, cepat, 1)
        assert len(lambat.percobaan) < 20  # the slow one's twenty subjects are far from through
        assert lambat.terbanyak <= 8


async def _benar(nilai: bool) -> bool:
    return nilai


async def test_a_failed_message_is_sent_again_unchanged_and_holds_back_its_subject_only(h: Harness) -> None:
    async with penerima() as p:
        p.jawab = lambda isi: 500 if isi["data"]["virtual_account"].endswith("71") and len(p.percobaan) < 3 else 204
        webhook = await daftar(h, "akt-ulang", p)
        held = await kabarkan(h, "akt-ulang", "8888800000000071", 1, 2)
        await h.until(lambda: _benar(len(p.percobaan) == 1))
        free = await kabarkan(h, "akt-ulang", "8888800000000072")
        assert [t.id for t in await sampai(h, p, 1)] == free

        async def shown() -> Any:
            seen = (await h.call("GET", f"/v1/webhook/{webhook}/pengiriman", who=akt(h, "akt-ulang"))).json()["data"]
            return seen if len(seen) == 3 and all(s["percobaan"] for s in seen if s["urutan"] == 1) else None

        delivery = {(d["subjek"], d["urutan"]): d for d in await h.until(shown)}
        first, second = delivery["rekening:8888800000000071", 1], delivery["rekening:8888800000000071", 2]
        assert (first["keadaan"], first["percobaan"][0]["kode"], first["percobaan"][0]["ke"]) == ("MENUNGGU", 500, 1)
        wait = datetime.fromisoformat(first["berikutnya_pada"]) - datetime.fromisoformat(first["percobaan"][0]["pada"])
        assert 4.4 < wait.total_seconds() < 8.5  # 5 s, a tenth either way, and the time of the attempt
        assert (second["keadaan"], second["percobaan"], second["berikutnya_pada"]) == ("MENUNGGU", [], None)
        await segerakan(h, webhook)
        got = await sampai(h, p, 3)
        assert [t.id for t in got[1:]] == held
        attempts = [t for t in p.percobaan if t.id == held[0]]
        assert len(attempts) == 2 and attempts[0].badan == attempts[1].badan
        health = (await h.call("GET", f"/v1/webhook/{webhook}", who=akt(h, "akt-ulang"))).json()
        assert health["gagal_sejak"] is None and health["berhasil_terakhir"] is not None


async def test_retry_after_is_honoured(h: Harness) -> None:
    async with penerima() as p:
        p.jawab = lambda _: (429, {"Retry-After": "120"})
        webhook = await daftar(h, "akt-sabar", p)
        await kabarkan(h, "akt-sabar", "8888800000000080")

        async def planned() -> Any:
            return await h.fetch("select extract(epoch from berikutnya_pada - now()) as d from jalur j"
                                 " join pengiriman p using (webhook_id, subjek)"
                                 " where webhook_id = $1::uuid and percobaan = 1", webhook)  # fmt: skip

        (row,) = await h.until(planned)
        assert 110 < row["d"] <= 120


async def test_after_the_last_attempt_the_next_of_the_subject_goes_and_a_resend_brings_the_lost_one(h: Harness) -> None:
    async with penerima() as p:
        p.jawab = lambda isi: 404 if isi["data"]["tagihan_id"] == "t-1" else 200
        webhook = await daftar(h, "akt-akhir", p)
        lost, kept = await kabarkan(h, "akt-akhir", "8888800000000090", 1, 2)
        for n in range(1, 10):
            await h.until(partial(_percobaan, h, webhook, n))
            assert p.diterima == []
            await segerakan(h, webhook)
        assert [t.id for t in await sampai(h, p, 1)] == [kept]
        await tercatat(h, webhook, 1)
        path = f"/v1/webhook/{webhook}/pengiriman?keadaan=GAGAL"
        (given_up,) = (await h.call("GET", path, who=akt(h, "akt-akhir"))).json()["data"]
        assert (given_up["pesan_id"], given_up["berikutnya_pada"]) == (lost, None)
        assert [a["ke"] for a in given_up["percobaan"]] == list(range(1, 11))
        p.jawab = lambda isi: 200
        again = await h.call("POST", f"/v1/webhook/{webhook}/kirim-ulang", who=akt(h, "akt-akhir"), json={})
        assert (again.status, again.json()["jumlah"]) == (202, 1)
        assert [t.id for t in await sampai(h, p, 2)] == [kept, lost]


async def _percobaan(h: Harness, webhook: str, n: int) -> bool:
    rows = await h.fetch("select 1 from pengiriman where webhook_id = $1::uuid and percobaan_semua >= $2", webhook, n)
    return bool(rows)


async def test_gone_switches_off_tells_the_others_and_a_resend_switches_on(h: Harness) -> None:
    async with penerima() as p, penerima() as lain:
        p.jawab = lambda _: 410
        p.tidur = 0.5  # both wait in line before the first is answered
        webhook = await daftar(h, "akt-pergi", p, "tagihan.lunas", "webhook.dinonaktifkan")
        await daftar(h, "akt-pergi", lain, "webhook.dinonaktifkan")
        ids = await kabarkan(h, "akt-pergi", "8888800000000100", 1, 2)
        (notice,) = await sampai(h, lain, 1)
        assert (notice.data["webhook_id"], notice.data["alasan"], notice.data["tertunda"]) == (webhook, "DITOLAK_410", 2)
        published = [(e, v) for e, v in await h.bus.read("notifikasi") if isinstance(v, WebhookDinonaktifkan)]
        assert [(e.subject, e.akt_id) for e, _ in published] == [(f"webhook:{webhook}", "akt-pergi")]
        assert published[0][0].recorded_time == SAAT  # under simulation: the time of what met the closed door
        seen = (await h.call("GET", f"/v1/webhook/{webhook}", who=akt(h, "akt-pergi"))).json()
        assert (seen["keadaan"], seen["alasan"]) == ("NONAKTIF", "DITOLAK_410")
        ids += await kabarkan(h, "akt-pergi", "8888800000000101")
        p.jawab, p.tidur = lambda _: 204, 0.0
        await asyncio.sleep(0.5)
        assert len(p.percobaan) == 1
        assert (await h.call("POST", f"/v1/webhook/{webhook}/uji", who=akt(h, "akt-pergi"))).status == 409
        again = await h.call("POST", f"/v1/webhook/{webhook}/kirim-ulang", who=akt(h, "akt-pergi"), json={"hanya_gagal": True})
        assert (again.status, again.json()["keadaan"], again.json()["jumlah"]) == (202, "AKTIF", 3)
        await sampai(h, p, 3)
        assert {t.id for t in p.diterima} == set(ids)


async def test_five_days_without_success_switch_off(h: Harness) -> None:
    async with penerima() as p:
        p.jawab = lambda _: 500
        webhook = await daftar(h, "akt-mati", p)
        await kabarkan(h, "akt-mati", "8888800000000110")
        await h.until(lambda: _percobaan(h, webhook, 1))
        await h.fetch("update webhook_kesehatan set gagal_sejak = now() - interval '5 days' where webhook_id = $1::uuid", webhook)
        await segerakan(h, webhook)

        async def off() -> Any:
            seen = (await h.call("GET", f"/v1/webhook/{webhook}", who=akt(h, "akt-mati"))).json()
            return seen["alasan"] == "GAGAL_LIMA_HARI"

        await h.until(off)
        again = await h.call("POST", f"/v1/webhook/{webhook}/kirim-ulang", who=akt(h, "akt-mati"))
        assert again.json()["jumlah"] == 1
        await h.until(lambda: _percobaan(h, webhook, 3))
        seen = (await h.call("GET", f"/v1/webhook/{webhook}", who=akt(h, "akt-mati"))).json()
        assert seen["keadaan"] == "AKTIF"  # the five days begin anew


async def test_resend_since_a_moment_keeps_id_and_urutan(h: Harness) -> None:
    async with penerima() as p:
        webhook = await daftar(h, "akt-lagi", p)
        ids = await kabarkan(h, "akt-lagi", "8888800000000120", 1, 2)
        await sampai(h, p, 2)
        await tercatat(h, webhook, 2)
        path = f"/v1/webhook/{webhook}/kirim-ulang"
        assert (await h.call("POST", path, who=akt(h, "akt-lagi"), json={})).json()["jumlah"] == 0
        later = {"sejak": "2016-12-05T10:00:01+07:00"}
        assert (await h.call("POST", path, who=akt(h, "akt-lagi"), json=later)).json()["jumlah"] == 0
        first = await h.call("POST", path, who=akt(h, "akt-lagi"), json={"sejak": SAAT.isoformat()}, key="k-1")
        assert first.json()["jumlah"] == 2
        got = await sampai(h, p, 4)
        assert [t.id for t in got] == ids * 2 and [t.data["urutan"] for t in got] == [1, 2, 1, 2]
        same = await h.call("POST", path, who=akt(h, "akt-lagi"), json={"sejak": SAAT.isoformat()}, key="k-1")
        assert (same.json(), same.headers["Idempotency-Replayed"]) == (first.json(), "true")
        await kabarkan(h, "akt-lagi", "8888800000000120", 3)
        assert [t.data["urutan"] for t in await sampai(h, p, 5)][-1] == 3


async def test_subscription_and_what_reaches_nobody(h: Harness) -> None:
    async with penerima() as p:
        await daftar(h, "akt-pilih", p, "peserta.terdaftar", "peserta.ditolak")
        await kabarkan(h, "akt-pilih", "8888800000000130")
        flag = TandaKoordinasiManfaatDiberikan(
            nomor_kartu="0001944358911", akt_id="akt-pilih", badan_usaha_id="b", berlaku_dari=date(2016, 12, 5), pekerjaan_id="j-1"
        )
        await h.bus.publish("peserta:0001944358911", flag, at=SAAT, akt_id="akt-pilih")
        clinic = FaskesDidaftarkan(kode_ppk="0301U001", nama="X", jenis="FKTP", kepemilikan="SWASTA", kabupaten_kota="X", regional=3)
        await h.bus.publish("faskes:0301U001", clinic, at=SAAT)
        cards = tuple(f"{n:013}" for n in range(500))
        many = PesertaDidaftarkanMassal(badan_usaha_id="b", pekerjaan_id="j-1", nomor_kartu=cards, bagian=1, jumlah_bagian=1)
        await h.bus.publish("badan-usaha:b", many, at=SAAT, akt_id="akt-pilih")
        for n in range(2, 19):
            row = PendaftaranPesertaDitolak(badan_usaha_id="b", pekerjaan_id="j-1", baris=n, kolom="nik", kode="NIK_TIDAK_SAH")
            await h.bus.publish("badan-usaha:b", row, at=SAAT, akt_id="akt-pilih")
        await h.until(lambda: _benar(sum(len(t.data.get("baris_ditolak", ())) for t in p.diterima) == 17))
        assert {t.jenis for t in p.diterima} == {"peserta.terdaftar", "peserta.ditolak"}
        (big,) = [t for t in p.diterima if t.jenis == "peserta.terdaftar"]
        assert big.data["nomor_kartu"] == list(cards) and len(big.badan) <= 20_000
