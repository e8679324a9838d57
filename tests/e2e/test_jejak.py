"""One trace goes from the bank's POST through the bus to the AKT's webhook, whatever processes it passes."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest


def rentang(jejak: list[bytes]) -> dict[bytes, set[tuple[str, str]]]:
    """trace id -> (service, span name) of all that was exported."""
    hasil: dict[bytes, set[tuple[str, str]]] = defaultdict(set)
    for isi in jejak:
        for sumber in ExportTraceServiceRequest.FromString(isi).resource_spans:
            layanan = next(a.value.string_value for a in sumber.resource.attributes if a.key == "service.name")
            for lingkup in sumber.scope_spans:
                for span in lingkup.spans:
                    hasil[span.trace_id].add((layanan, span.name))
    return hasil


def test_satu_jejak_dari_bank_sampai_webhook(dimainkan: Any) -> None:
    semua = rentang(dimainkan.jejak)
    dari_bank = [s for s in semua.values() if any(n == "POST /v1/pembayaran" for _, n in s)]
    assert dari_bank
    sampai = [s for s in dari_bank if any("webhook" in n.lower() for _, n in s)]
    assert sampai, dari_bank[:3]
    layanan = {nama.removeprefix("selaras-") for s in sampai for nama, _ in s}
    assert {"iuran", "status", "notifikasi"} <= layanan, layanan
