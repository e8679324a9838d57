"""What breaks in a published HTTP interface, for whom: two OpenAPI documents of one service, compared from the older one."""

from __future__ import annotations

import json
from collections.abc import Iterator

from .bentuk import Beda, Json, banding
from .isolasi_meja import KLIEN

DIMINTA = {"field gone", "now required", "type lost", "value gone", "tighter"}
"""In what a client sends: what was taken before is refused now (bodies refuse fields they do not know)."""
DIJAWAB = {"field gone", "no longer required", "type new"}
"""In what a client gets. A further value of an enum is no break: clients pass over what they do not know, as for events of the feed."""


def siapa(operasi: Json) -> str:
    """The clients of the local stack that may call it, by their scopes; they stand for the kinds of clients there are."""
    pilihan = [{s for semua in syarat.values() for s in semua} for syarat in operasi.get("security", ())]
    boleh = [k.id for k in KLIEN.values() if any(p <= k.cakupan for p in pilihan)]
    return ", ".join(boleh) or "whoever calls it"


def pelanggaran(layanan: str, lama: Json, baru: Json) -> list[str]:
    hasil: list[str] = []
    for bagian in ("paths", "webhooks"):
        for jalur, cara, operasi in _operasi(lama.get(bagian, {})):
            nama = f"{cara.upper()} {jalur} of {layanan}" if bagian == "paths" else f"webhook {jalur}"
            yang_baru = baru.get(bagian, {}).get(jalur, {}).get(cara)
            untuk = siapa(operasi) if bagian == "paths" else "every AKT that subscribed to it"
            if yang_baru is None:
                hasil.append(
                    f"{nama} is gone: {untuk} still call it." if bagian == "paths" else f"{nama} is gone: {untuk} still wait for it."
                )
                continue
            hasil += [f"{nama}: {k}: this breaks {untuk}." for k in _satu(operasi, yang_baru, lama, baru, bagian == "webhooks")]
    return hasil


def _operasi(semua: Json) -> Iterator[tuple[str, str, Json]]:
    for jalur, cara in semua.items():
        for nama, operasi in cara.items():
            if isinstance(operasi, dict):
                yield jalur, nama, operasi


def _satu(a: Json, b: Json, lama: Json, baru: Json, kami_kirim: bool) -> Iterator[str]:
    yield from _cakupan(a, b)
    yield from _parameter(a, b, lama, baru)
    yield from _isi(a.get("requestBody"), b.get("requestBody"), lama, baru, DIJAWAB if kami_kirim else DIMINTA)
    for status, jawaban in a.get("responses", {}).items():
        if status not in b.get("responses", {}):
            yield f"status {status} is no longer answered"
            continue
        yield from _konten(jawaban.get("content", {}), b["responses"][status].get("content", {}), lama, baru, DIJAWAB, f"answer {status}")


def _cakupan(a: Json, b: Json) -> Iterator[str]:
    """Each set of scopes that opened it must still do."""

    def pilihan(x: Json) -> list[frozenset[str]]:
        return [frozenset(s for semua in syarat.values() for s in semua) for syarat in x.get("security", ())]

    kini = pilihan(b)
    for p in pilihan(a):
        if not any(k <= p for k in kini):
            perlu = " or ".join(sorted(" ".join(sorted(k)) for k in kini))
            yield f"scope {' '.join(sorted(p)) or '(none)'} no longer suffices, {perlu} is asked"
    if not a.get("security") and kini:
        yield "a token is asked now"


def _parameter(a: Json, b: Json, lama: Json, baru: Json) -> Iterator[str]:
    dulu, kini = ({(p["in"], p["name"]): p for p in x.get("parameters", ())} for x in (a, b))
    for kunci, p in dulu.items():
        if kunci not in kini:
            yield f"{kunci[0]} parameter `{kunci[1]}` is gone"
            continue
        if kini[kunci].get("required") and not p.get("required"):
            yield f"{kunci[0]} parameter `{kunci[1]}` is required now"
        for beda in banding(p["schema"], kini[kunci]["schema"], lama, baru, kunci[1]):
            if beda.jenis in DIMINTA:
                yield f"{kunci[0]} parameter {beda}"
    for kunci in kini.keys() - dulu.keys():
        if kini[kunci].get("required"):
            yield f"{kunci[0]} parameter `{kunci[1]}` is new and required"


def _isi(a: Json | None, b: Json | None, lama: Json, baru: Json, putus: set[str]) -> Iterator[str]:
    if a is None:
        if b is not None and b.get("required"):
            yield "a body is required now"
        return
    if b is None:
        yield "a body is no longer taken"
        return
    if b.get("required") and not a.get("required"):
        yield "a body is required now"
    yield from _konten(a["content"], b["content"], lama, baru, putus, "body")


def _konten(a: Json, b: Json, lama: Json, baru: Json, putus: set[str], apa: str) -> Iterator[str]:
    for jenis, isi in a.items():
        if jenis not in b:
            yield f"{apa}: {jenis} is gone"
            continue
        for beda in banding(isi.get("schema", {}), b[jenis].get("schema", {}), lama, baru):
            if beda.jenis in putus or _wajib_baru(beda, putus):
                yield f"{apa}: {beda}"


def _wajib_baru(beda: Beda, putus: set[str]) -> bool:
    return putus is DIMINTA and beda.jenis == "field new" and beda.wajib


def rapi(dokumen: Json) -> Json:
    """Without what has to do with where it runs."""
    isi: Json = json.loads(json.dumps(dokumen))
    isi.pop("servers", None)
    for skema in isi.get("components", {}).get("securitySchemes", {}).values():
        skema["flows"]["clientCredentials"]["tokenUrl"] = "https://selaras.id/token"
    return isi
