"""What breaks in the published language, for whom: FULL_TRANSITIVE, so both ways, against every schema ever published."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from shared_events.documents import HISTORY, SCHEMAS

from .bentuk import Beda, Json, banding
from .konsumen import pembaca_dari

KE_BELAKANG = {"now required", "type lost", "value gone", "tighter"}
"""Readers of today cannot take what was written before."""
KE_DEPAN = {"field gone", "no longer required", "type new", "value new", "looser"}
"""Readers that were not upgraded cannot take what is written today, or lose a field they had."""


def terbitan(ce_type: str) -> list[Path]:
    """Every schema of this event ever published, the one in force last."""
    return [*sorted(HISTORY.glob(f"{ce_type}.*.json")), SCHEMAS / f"{ce_type}.json"]


def siapa(ce_type: str) -> str:
    """The consumers in this repository by name, and those outside who read the topic."""
    return ", ".join([*map(str, pembaca_dari(ce_type)), "whoever reads the topic"])


def kalimat(ce_type: str, beda: Beda) -> str | None:
    """None: the difference breaks nobody."""
    if beda.jenis == "field new":
        if not beda.wajib:
            return None
        return (
            f"{ce_type}: `{beda.tempat}` is new and required: {siapa(ce_type)} can no longer read what was published before."
            " Give it a default, or make a new version."
        )
    if beda.jenis == "field gone":
        return f"{ce_type}: `{beda.tempat}` is gone: {siapa(ce_type)} no longer get it. Keep it, or make a new version."
    if beda.jenis in KE_BELAKANG:
        return f"{ce_type}: {beda}: {siapa(ce_type)}, once upgraded, can no longer read what was published before. Make a new version."
    if beda.jenis in KE_DEPAN:
        return f"{ce_type}: {beda}: {siapa(ce_type)} cannot read it until upgraded. Make a new version."
    raise AssertionError(f"no rule for {beda}")


def pelanggaran(skema: Mapping[str, Json], diterbitkan: Mapping[str, Iterable[Json]]) -> list[str]:
    """``skema``: the schemas of the classes of today by ce_type; ``diterbitkan``: all that were ever published."""
    hasil: list[str] = []
    for ce_type, semua in sorted(diterbitkan.items()):
        if ce_type not in skema:
            hasil.append(f"{ce_type} is gone: {siapa(ce_type)} still read it, and topics hold it for ever. Keep the class.")
            continue
        for lama in semua:
            baru = skema[ce_type]
            hasil += [k for b in banding(lama, baru, lama, baru) if (k := kalimat(ce_type, b)) is not None]
    return list(dict.fromkeys(hasil))


def semua_terbitan() -> dict[str, list[Json]]:
    nama = sorted(p.name.removesuffix(".json") for p in SCHEMAS.glob("*.json"))
    return {n: [_baca(p) for p in terbitan(n)] for n in nama}


def _baca(path: Path) -> Json:
    isi: dict[str, Any] = json.loads(path.read_text("utf-8"))
    return isi
