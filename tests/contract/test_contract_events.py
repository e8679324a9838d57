"""The published language never breaks: both ways, against every sample and every schema that was ever committed (FULL_TRANSITIVE)."""

from __future__ import annotations

import json
from typing import Any

import jsonschema
import pytest
from shared_events.base import HariDitutup, PublicEvent
from shared_events.documents import GOLDEN, HISTORY, ROOT, SCHEMAS, asyncapi, schema, text
from shared_events.registry import EVENTS, LAYANAN
from shared_events.samples import full, smallest

IDS = sorted(EVENTS)


@pytest.mark.parametrize("name", IDS)
def test_the_committed_schema_is_the_one_of_the_class(name: str) -> None:
    committed = (SCHEMAS / f"{name}.json").read_text("utf-8")
    assert committed == text(schema(EVENTS[name])), f"{name} changed: run `python -m shared_events.documents` and commit what it writes"


@pytest.mark.parametrize("name", IDS)
def test_every_sample_ever_committed_is_still_read(name: str) -> None:
    """Backward: consumers of today read what producers wrote at any time."""
    samples = sorted(GOLDEN.glob(f"{name}.*.json"))
    assert len(samples) >= 2, f"{name} has no golden samples"
    for path in samples:
        event = EVENTS[name].model_validate_json(path.read_bytes())
        known = json.loads(path.read_text("utf-8"))
        again = event.model_dump(mode="json")
        lost = {k for k, v in known.items() if k not in again or _differs(v, again[k])}
        assert not lost, f"{name}: consumers no longer get {sorted(lost)} of {path.name}"


@pytest.mark.parametrize("name", IDS)
def test_events_of_today_are_read_by_every_earlier_schema(name: str) -> None:
    """Forward: consumers that were not upgraded read what producers write today."""
    earlier = [SCHEMAS / f"{name}.json", *sorted(HISTORY.glob(f"{name}.*.json"))]
    for path in earlier:
        validator = jsonschema.Draft202012Validator(json.loads(path.read_text("utf-8")))
        for sample in (full(EVENTS[name]), smallest(EVENTS[name])):
            problems = [f"{'/'.join(map(str, e.path))}: {e.message}" for e in validator.iter_errors(sample)]
            assert not problems, f"{name} is not read by consumers of {path.name}: {problems}"


def test_the_asyncapi_document_is_the_one_of_the_classes() -> None:
    assert (ROOT / "asyncapi.json").read_text("utf-8") == text(asyncapi()), "run `python -m shared_events.documents`"


def test_nobody_removes_a_published_event() -> None:
    published = {p.name.removesuffix(".json") for p in SCHEMAS.glob("*.json")}
    assert published <= set(EVENTS), f"consumers still need {sorted(published - set(EVENTS))}"


@pytest.mark.parametrize("event", EVENTS.values(), ids=lambda e: str(e.ce_type()))
def test_every_event_is_documented_and_frozen(event: type[PublicEvent]) -> None:
    assert event.__doc__
    assert event.model_config.get("frozen")
    assert event.LAYANAN in LAYANAN
    if not issubclass(event, HariDitutup):
        assert event.model_fields, f"{event.__name__} says nothing"


PERSONAL = {"nik", "nama_peserta", "tanggal_lahir", "alamat", "telepon", "upah", "upah_pokok", "diagnosa", "diagnosis", "nomor_kk"}


@pytest.mark.parametrize("event", EVENTS.values(), ids=lambda e: str(e.ce_type()))
def test_no_event_has_a_personal_field_in_clear(event: type[PublicEvent]) -> None:
    assert not PERSONAL & set(event.model_fields)


def _differs(before: Any, after: Any) -> bool:
    if isinstance(before, dict) and isinstance(after, dict):
        return any(k not in after or _differs(v, after[k]) for k, v in before.items())
    if isinstance(before, list) and isinstance(after, list):
        return len(before) != len(after) or any(_differs(b, a) for b, a in zip(before, after, strict=True))
    return bool(before != after)
