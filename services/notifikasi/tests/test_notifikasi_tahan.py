"""What must hold when things break or lie: two workers, kill -9, forbidden addresses, redirects, a poisoned row; and the trace."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from collections import Counter
from typing import Any

import pytest
from chassis.telemetry import configure_telemetry
from chassis.testing import Harness, fresh_database, fresh_topics, running
from notifikasi.main import SPEC
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter
from opentelemetry.trace import SpanKind
from selaras.lokal.uji import ServerUji

from .conftest import akt, daftar, penerima
from .test_notifikasi_kirim import SAAT, kabarkan, lunas, sampai

TRACE = "0af7651916cd43dd8448eb211c80319c"


async def galat(h: Harness, webhook: str) -> list[str]:
    rows = await h.fetch("select galat, kode from percobaan join pengiriman using (pengiriman_id) where webhook_id = $1::uuid", webhook)
    return [r["galat"] or str(r["kode"]) for r in rows]


async def arahkan(h: Harness, webhook: str, url: str) -> None:
    """As if the name had come to mean another address after the registration."""
    await h.fetch("update webhook set url = $2 where webhook_id = $1::uuid", webhook, url)


async def test_a_forbidden_address_is_refused_when_it_is_connected_to(h: Harness) -> None:
    for n, (url, kode) in enumerate(
        (
            ("http://[::1]:{port}/x", "ALAMAT_TERLARANG"),
            ("http://[::ffff:127.0.0.1]:{port}/x", "ALAMAT_TERLARANG"),
            ("http://10.255.255.1/x", "ALAMAT_TERLARANG"),
            ("http://169.254.169.254/x", "ALAMAT_TERLARANG"),
            ("http://0.0.0.0:{port}/x", "ALAMAT_TERLARANG"),
            ("http://tidak-ada.invalid/x", "NAMA_TIDAK_DITEMUKAN"),
            ("http://127.0.0.1:1/x", "TIDAK_TERSAMBUNG"),
        )
    ):
        nama = f"akt-terlarang-{n}"
        async with penerima() as p:
            webhook = await daftar(h, nama, p)
            await arahkan(h, webhook, url.format(port=p.url.split(":")[2].split("/")[0]))
            await kabarkan(h, nama, f"88888{500 + n:011}")

            async def dicoba(webhook: str = webhook) -> Any:
                return await galat(h, webhook)

            assert (await h.until(dicoba))[0] == kode, url
            assert p.percobaan == []


async def test_a_redirect_is_not_followed(h: Harness) -> None:
    async with penerima() as p, penerima() as lain:
        p.jawab = lambda _: (302, {"Location": lain.url})
        webhook = await daftar(h, "akt-alih", p)
        await kabarkan(h, "akt-alih", "8888800000000520")
        assert await h.until(lambda: galat(h, webhook)) == ["302"]
        assert lain.percobaan == []


async def test_one_message_that_cannot_be_made_stops_no_other(h: Harness) -> None:
    async with penerima() as p:
        webhook = await daftar(h, "akt-racun", p)
        await h.fetch("update webhook set rahasia_lama = 'AQ==', lama_berlaku_sampai = now() + interval '1 h' where webhook_id = $1::uuid",
                      webhook)  # fmt: skip
        await kabarkan(h, "akt-racun", "8888800000000530")
        assert await h.until(lambda: galat(h, webhook)) == ["RAHASIA_TIDAK_TERBACA"]
        await h.fetch("update webhook set rahasia_lama = null where webhook_id = $1::uuid", webhook)
        ids = await kabarkan(h, "akt-racun", "8888800000000531")
        assert [t.id for t in await sampai(h, p, 1)] == ids


async def test_the_webhook_is_part_of_the_events_trace(h: Harness) -> None:
    exporter = InMemorySpanExporter()
    configure_telemetry("notifikasi").add_span_processor(SimpleSpanProcessor(exporter))
    async with penerima() as p:
        await daftar(h, "akt-jejak", p)
        parent = f"00-{TRACE}-b7ad6b7169203331-01"
        await h.bus.publish("rekening:8888800000000540", lunas("8888800000000540"), at=SAAT, akt_id="akt-jejak", traceparent=parent)
        (got,) = await sampai(h, p, 1)

        async def ended() -> Any:
            return [s for s in exporter.get_finished_spans() if s.name == "webhook tagihan.lunas" and s.context.trace_id == int(TRACE, 16)]

        (span,) = await h.until(ended)
        assert (span.kind, span.parent.span_id) == (SpanKind.CLIENT, 0xB7AD6B7169203331)
        assert got.kepala["traceparent"] == f"00-{TRACE}-{span.context.span_id:016x}-01"
        assert span.attributes["http.response.status_code"] == 204
    exporter.shutdown()


async def test_two_workers_share_the_work_and_send_nothing_twice(servers: ServerUji, h: Harness) -> None:
    """A second sender on the same queue."""
    url, prefix = str(h.rt.db.url.set(drivername="postgresql").render_as_string(hide_password=False)), h.rt.settings.topic_prefix
    async with penerima() as p:
        p.tidur = 0.01
        await daftar(h, "akt-dua", p)
        async with running(
            SPEC, pg_url=servers.postgres.url, kafka=servers.kafka.bootstrap, role="worker", prefix=prefix, database_url=url
        ):
            await asyncio.gather(
                *(h.bus.publish(f"rekening:{va}", lunas(va, n), at=SAAT, akt_id="akt-dua")
                  for n in range(1, 11) for va in (f"88888{600 + i:011}" for i in range(20)))
            )  # fmt: skip
            got = await sampai(h, p, 200, seconds=40)
        assert len(p.percobaan) == 200 and max(Counter(t.id for t in p.percobaan).values()) == 1
        for va in {t.data["virtual_account"] for t in got}:
            assert [t.data["urutan"] for t in got if t.data["virtual_account"] == va] == list(range(1, 11))


@pytest.mark.lama  # the short chaos run kills workers that send
async def test_a_worker_killed_while_it_sends_loses_nothing(servers: ServerUji, monkeypatch: pytest.MonkeyPatch) -> None:
    """kill -9 on a process of its own, in the middle of an attempt; the next one sends it again under the same id."""
    kafka = servers.kafka.bootstrap
    prefix = await fresh_topics(kafka)
    url = await fresh_database(servers.postgres.url, SPEC.name, SPEC.migrations)
    env = os.environ | {
        "SELARAS_DATABASE_URL": url, "SELARAS_KAFKA_BOOTSTRAP_SERVERS": kafka, "SELARAS_TOPIC_PREFIX": prefix, "SELARAS_SIMULASI": "1",
        "SELARAS_WEBHOOK_IZINKAN": "127.0.0.0/8", "SELARAS_PORT": "0", "SELARAS_INSTANCE_ID": "uji-mati", "SELARAS_CLIENT_ID": "x",
        "SELARAS_CLIENT_SECRET": "x",
    }  # fmt: skip

    async def worker() -> asyncio.subprocess.Process:
        return await asyncio.create_subprocess_exec(
            sys.executable, "-m", "notifikasi", "worker", env=env, stdout=asyncio.subprocess.DEVNULL, stderr=asyncio.subprocess.DEVNULL
        )

    monkeypatch.setenv("SELARAS_WEBHOOK_IZINKAN", "127.0.0.0/8")
    async with (
        penerima() as p,
        running(SPEC, pg_url=servers.postgres.url, kafka=kafka, role="api", prefix=prefix, database_url=url) as api,
    ):
        p.tidur = 1.0
        await daftar(api, "akt-mati", p)
        ids = await kabarkan(api, "akt-mati", "8888800000000700", 1, 2, 3)
        ids += await kabarkan(api, "akt-mati", "8888800000000701")
        first = await worker()
        second: asyncio.subprocess.Process | None = None
        try:

            async def under_way() -> Any:
                return p.serentak == 2

            await api.until(under_way, seconds=30)
            first.send_signal(signal.SIGKILL)
            await first.wait()
            second = await worker()
            await api.until(lambda: _lengkap(p.diterima, ids), seconds=40)
        finally:
            for process in (first, second):
                if process is not None and process.returncode is None:
                    process.kill()
                    await process.wait()
        own = [t.data["urutan"] for t in p.diterima if t.data["virtual_account"].endswith("700")]
        assert list(dict.fromkeys(own)) == [1, 2, 3] and own == sorted(own)
        feed = (await api.call("GET", "/v1/peristiwa", who=akt(api, "akt-mati"))).json()["data"]
        assert [f["nomor"] for f in feed] == [1, 2, 3, 4]


async def _lengkap(diterima: list[Any], ids: list[str]) -> bool:
    return {t.id for t in diterima} == set(ids)
