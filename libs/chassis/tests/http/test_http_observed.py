"""Probes, metrics, traces, OpenAPI and the page that shows it."""

from __future__ import annotations

import re
from typing import Any

import aiohttp
import pytest
from chassis import telemetry
from chassis.metrics import Metrics
from chassis.openapi import operations
from chassis.settings import Settings
from chassis.telemetry import current_traceparent, span
from chassis.testing_auth import TestIssuer
from chassis.testing_http import serve
from fastapi import FastAPI
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter
from opentelemetry.trace import SpanKind, StatusCode

PARENT = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"


async def test_alive_and_ready(stranger: aiohttp.ClientSession) -> None:
    async with stranger.get("/healthz") as response:
        assert await response.json() == {"layanan": "uji", "hidup": True}
    async with stranger.get("/readyz") as response:
        assert (response.status, await response.json()) == (200, {"layanan": "uji", "siap": True, "komponen": {"database": True}})


async def test_not_ready(issuer: TestIssuer, make: Any) -> None:
    async with serve(make(Settings(), issuer.keys, ready=False)) as url, aiohttp.ClientSession(url) as client:
        async with client.get("/readyz") as response:
            assert (response.status, (await response.json())["siap"]) == (503, False)
        async with client.get("/healthz") as response:
            assert response.status == 200


async def test_metrics_by_route_and_rule(client: aiohttp.ClientSession, metrics: Metrics) -> None:
    metrics.hook("uji_outbox_umur_detik", "Age", ("topik",), lambda: [(("a",), 1.5)])
    refreshed = metrics.gauge("uji_parkir", "Parked")

    async def refresh() -> None:
        refreshed.set(3)

    metrics.on_scrape(refresh)
    for path in ("/v1/nomor/12345", "/v1/tolak", "/v1/entah/apa"):
        async with client.get(path):
            pass
    async with client.get("/metrics") as response:
        text = await response.text()
    assert re.search(r'http_server_request_duration_seconds_count\{method="GET",route="/v1/nomor/\{nomor\}",status="200"\} \d', text)
    assert re.search(r'selaras_ditolak_total\{aturan="R-IUR-01",kode="DATA_BELUM_LENGKAP"\} \d', text)
    assert 'route="(tidak dikenal)",status="404"' in text
    assert "/v1/entah" not in text
    assert 'uji_outbox_umur_detik{topik="a"} 1.5' in text
    assert "uji_parkir 3.0" in text


async def test_the_server_span_continues_the_callers_trace(client: aiohttp.ClientSession, spans: InMemorySpanExporter) -> None:
    async with client.post("/v1/badan/9", json={"nama": "ab", "jumlah": 1}, headers={"traceparent": PARENT}) as response:
        answer = await response.json()
        assert response.headers["X-Trace-Id"] == PARENT[3:35]
    (server,) = [s for s in spans.get_finished_spans() if s.kind is SpanKind.SERVER]
    assert server.name == "POST /v1/badan/{id}"
    assert server.parent is not None
    assert format(server.parent.span_id, "016x") == PARENT[36:52]
    assert answer["traceparent"] == f"00-{PARENT[3:35]}-{server.context.span_id:016x}-01"
    assert dict(server.attributes or {}) == {
        "http.request.method": "POST",
        "http.route": "/v1/badan/{id}",
        "http.response.status_code": 201,
    }


async def test_a_failed_span_tells_no_secret(client: aiohttp.ClientSession, spans: InMemorySpanExporter) -> None:
    async with client.get("/v1/rusak"):
        pass
    (server,) = spans.get_finished_spans()
    assert server.status.status_code is StatusCode.ERROR
    assert "Budi" not in server.to_json()


def test_spans_by_hand(spans: InMemorySpanExporter) -> None:
    with span("luar", PARENT, links=[PARENT, "rusak"]) as outer:
        assert (current_traceparent() or "")[3:35] == PARENT[3:35]
        with pytest.raises(ValueError, match="Budi"), span("dalam"):
            raise ValueError("Budi")
    inner, out = spans.get_finished_spans()
    assert inner.parent is not None
    assert inner.parent.span_id == outer.get_span_context().span_id
    assert len(out.links) == 1
    assert "Budi" not in inner.to_json()
    with span("sendiri", "bukan traceparent"):
        assert (current_traceparent() or "")[3:35] != PARENT[3:35]


async def test_openapi_tells_the_truth(client: aiohttp.ClientSession, app: FastAPI) -> None:
    async with client.get("/openapi.json") as response:
        document = await response.json()
    assert document["openapi"].startswith("3.1")
    for path, method, _ in operations(app):
        operation = document["paths"][path][method]
        assert operation["security"], path
        for status, described in operation["responses"].items():
            if not status.startswith("2"):
                assert list(described["content"]) == ["application/problem+json"], (path, status)
    assert document["paths"]["/v1/daftar"]["get"]["security"] == [{"oauth2": ["uji:baca"]}, {"oauth2": ["operasi"]}]
    (key,) = [p for p in document["paths"]["/v1/uang"]["post"]["parameters"] if p["name"] == "Idempotency-Key"]
    assert key["required"] is True
    flow = document["components"]["securitySchemes"]["oauth2"]["flows"]["clientCredentials"]
    assert flow["tokenUrl"] == "http://127.0.0.1:8106/token"
    assert set(flow["scopes"]) == {"uji:baca", "uji:tulis", "operasi"}
    assert "412" in document["paths"]["/v1/versi"]["get"]["responses"]
    assert "HTTPValidationError" not in document["components"]["schemas"]
    refs = set(re.findall(r"#/components/schemas/([^\"]+)", str(document).replace("'", '"')))
    assert refs <= set(document["components"]["schemas"])


async def test_the_docs_need_nobody_elses_server(client: aiohttp.ClientSession) -> None:
    async with client.get("/docs") as response:
        page = await response.text()
        policy = response.headers["Content-Security-Policy"]
    assert "unsafe-inline" not in policy.split("style-src")[0]
    assets = re.findall(r'(?:src|href)="([^"]+)"', page)
    assert "docs/swagger-ui-bundle.js" in assets
    for asset in assets:
        assert "//" not in asset
        async with client.get(f"/{asset}") as response:
            assert response.status == 200, asset


def test_a_span_that_nobody_listens_to_still_has_its_ids(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(telemetry, "_provider", telemetry._Provider())
    with span("luar", PARENT) as outer:
        context = outer.get_span_context()
        assert not outer.is_recording()
        assert format(context.trace_id, "032x") == PARENT.split("-")[1]
        assert current_traceparent() == f"00-{context.trace_id:032x}-{context.span_id:016x}-{PARENT.rsplit('-', 1)[1]}"
        with span("dalam") as inner:
            assert inner.get_span_context().trace_id == context.trace_id
            assert inner.get_span_context().span_id != context.span_id
        assert (current_traceparent() or "").split("-")[2] == format(context.span_id, "016x")
    with span("baru", "bukan traceparent") as fresh:
        assert fresh.get_span_context().trace_id not in (0, context.trace_id)
    assert current_traceparent() is None
