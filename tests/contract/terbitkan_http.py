"""Publishes the HTTP interfaces as they are: ``python -m tests.contract.terbitkan_http`` writes ``skema/http/<service>.json``.

It refuses what breaks a client. ``--putus "why"`` publishes it all the same and writes the reason to ``skema/http/PUTUS.md``.
"""

from __future__ import annotations

import json
import sys

from .banding_http import pelanggaran, rapi
from .bentuk import Json
from .isolasi_meja import AKAR
from .konsumen import LAYANAN, proses

TERBITAN = AKAR / "skema" / "http"
PUTUS = TERBITAN / "PUTUS.md"


def sekarang(layanan: str) -> Json:
    return rapi(proses(layanan).app.openapi())


def teks(dokumen: Json) -> str:
    return json.dumps(dokumen, ensure_ascii=False, indent=1, sort_keys=True) + "\n"


def diterbitkan(layanan: str) -> Json:
    dokumen: Json = json.loads((TERBITAN / f"{layanan}.json").read_text("utf-8"))
    return dokumen


def terbitkan(alasan: str | None) -> list[str]:
    """What breaks; nothing is written then, unless there is a reason."""
    TERBITAN.mkdir(parents=True, exist_ok=True)
    putus = [k for n in LAYANAN if (TERBITAN / f"{n}.json").exists() for k in pelanggaran(n, diterbitkan(n), sekarang(n))]
    if putus and alasan is None:
        return putus
    for n in LAYANAN:
        (TERBITAN / f"{n}.json").write_text(teks(sekarang(n)), "utf-8")
    if putus and alasan is not None:
        with PUTUS.open("a", encoding="utf-8") as berkas:
            berkas.write(f"- {alasan}\n" + "".join(f"  - {k}\n" for k in putus))
    return []


if __name__ == "__main__":
    sebab = sys.argv[2] if len(sys.argv) > 2 and sys.argv[1] == "--putus" else None
    if putus := terbitkan(sebab):
        sys.exit("\n".join(putus))
