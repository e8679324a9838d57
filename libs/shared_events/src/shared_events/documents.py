"""The published documents, generated from the classes: a JSON Schema an event and one AsyncAPI 3 document.

``python -m shared_events.documents`` writes them; a changed schema keeps its former text under ``riwayat/``, so that compatibility is
checked against every form that was ever published.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from shared_events.base import PublicEvent
from shared_events.registry import EVENTS, LAYANAN, topic
from shared_events.samples import distinct, full, smallest

ROOT = Path(__file__).resolve().parents[2]
SCHEMAS = ROOT / "skema"
HISTORY = ROOT / "skema" / "riwayat"
GOLDEN = ROOT / "contoh"

HEADERS: dict[str, tuple[str, bool]] = {
    "ce_specversion": ("Always 1.0", True),
    "ce_id": ("UUID of the event", True),
    "ce_source": ("/{service}", True),
    "ce_type": ("selaras.{service}.{Name}.v{n}", True),
    "ce_subject": ("What it is about; also the record's key", True),
    "ce_time": ("When it happened in the world, RFC 3339", True),
    "ce_dataschema": ("Where the JSON Schema of the value stands", True),
    "ce_sequence": ("Counts without gaps per subject from 1; absent only for HariDitutup", False),
    "ce_recordedtime": ("When the producer learned it, RFC 3339", True),
    "ce_aktid": ("The AKT it concerns, if any", False),
    "ce_correlationid": ("First cause", False),
    "ce_causationid": ("The event or job behind it", False),
    "ce_traceparent": ("W3C trace context", False),
}


def schema(event: type[PublicEvent]) -> dict[str, Any]:
    made = event.model_json_schema(ref_template="#/$defs/{model}")
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": f"https://selaras.id/skema/{event.ce_type()}.json",
        **made,
        "title": event.event_name(),
    }


def asyncapi() -> dict[str, Any]:
    messages = {t: _message(e) for t, e in sorted(EVENTS.items())}
    return {
        "asyncapi": "3.0.0",
        "info": {
            "title": "Selaras",
            "version": "1.0.0",
            "description": "Events of JKN membership, contributions, status and coordination-of-benefit claims. CloudEvents 1.0,"
            " Kafka protocol binding, binary mode: the envelope is in the headers, the value is UTF-8 JSON.",
        },
        "defaultContentType": "application/json",
        "channels": {
            layanan: {
                "address": topic(layanan),
                "description": f"All events of {layanan}; key = ce_subject, order kept per key, kept for ever.",
                "messages": {e.__name__: {"$ref": f"#/components/messages/{t}"} for t, e in sorted(EVENTS.items()) if layanan == e.LAYANAN},
                "bindings": {"kafka": {"topic": topic(layanan), "partitions": 12, "topicConfiguration": {"retention.ms": -1}}},
            }
            for layanan in LAYANAN
        },
        "operations": {f"{layanan}.terbitkan": {"action": "send", "channel": {"$ref": f"#/channels/{layanan}"}} for layanan in LAYANAN},
        "components": {
            "messages": messages,
            "schemas": {
                "Envelope": {
                    "type": "object",
                    "required": [name for name, (_, needed) in HEADERS.items() if needed],
                    "properties": {name: {"type": "string", "description": text} for name, (text, _) in HEADERS.items()},
                }
            },
        },
    }


def _message(event: type[PublicEvent]) -> dict[str, Any]:
    return {
        "name": event.ce_type(),
        "title": event.event_name(),
        "description": " ".join((event.__doc__ or "").split()),
        "headers": {"$ref": "#/components/schemas/Envelope"},
        "payload": {k: v for k, v in _inlined(schema(event)).items() if k not in ("$schema", "$id")},
        "examples": [{"name": "lengkap", "payload": full(event)}],
    }


def _inlined(made: dict[str, Any]) -> Any:
    """References of a schema resolved, since an AsyncAPI reference starts at the document's root."""
    defs = made.get("$defs", {})

    def walk(node: Any) -> Any:
        if isinstance(node, dict):
            if set(node) == {"$ref"}:
                return walk(defs[node["$ref"].rsplit("/", 1)[1]])
            return {k: walk(v) for k, v in node.items() if k != "$defs"}
        return [walk(v) for v in node] if isinstance(node, list) else node

    return walk(made)


def text(document: Any) -> str:
    return json.dumps(document, ensure_ascii=False, indent=2, sort_keys=False) + "\n"


def write() -> list[Path]:
    """Write what is missing or changed; golden samples are only ever added."""
    for folder in (SCHEMAS, HISTORY, GOLDEN):
        folder.mkdir(parents=True, exist_ok=True)
    changed: list[Path] = []
    for name, event in sorted(EVENTS.items()):
        path, new = SCHEMAS / f"{name}.json", text(schema(event))
        if path.exists() and path.read_text("utf-8") != new:
            former = len(list(HISTORY.glob(f"{name}.*.json"))) + 1
            (HISTORY / f"{name}.{former}.json").write_text(path.read_text("utf-8"), "utf-8")
        changed += _put(path, new)
        for kind, sample in (("lengkap", full(event)), ("ringkas", smallest(event)), ("beragam", distinct(event))):
            changed += _golden(name, kind, text(sample))
    changed += _put(ROOT / "asyncapi.json", text(asyncapi()))
    return changed


def _golden(name: str, kind: str, sample: str) -> list[Path]:
    known = sorted(GOLDEN.glob(f"{name}.{kind}.*.json"))
    if any(p.read_text("utf-8") == sample for p in known):
        return []
    return _put(GOLDEN / f"{name}.{kind}.{len(known) + 1}.json", sample)


def _put(path: Path, content: str) -> list[Path]:
    if path.exists() and path.read_text("utf-8") == content:
        return []
    path.write_text(content, "utf-8")
    return [path]


if __name__ == "__main__":
    for path in write():
        print(path.relative_to(ROOT))  # noqa: T201
