"""Isolation matrix: every route of every service x every kind of client, on what one AKT really has in a real database.

The routes come from the applications themselves; one that ``isolasi_rute`` does not know fails, so that a new route is not forgotten.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from typing import Any

import pytest
from chassis.openapi import operations
from chassis.settings import PORTS
from chassis.testing import Answer

from .isolasi_benih import BENIH, NIK, formulir_bu, orang
from .isolasi_bentuk import PENANYA, Rute
from .isolasi_meja import KLIEN, A, B, C, Meja, meja, pada
from .isolasi_rute import ASING, RUTE

LAYANAN = sorted(PORTS)
SEMUA = [(layanan, rute) for layanan in LAYANAN for rute in RUTE[layanan]]
TENTANG_A = [(layanan, rute) for layanan, rute in SEMUA if not RUTE[layanan][rute].baru]
SERBA_BISA = " ".join(sorted(set().union(*(k.cakupan for k in KLIEN.values())) - {"operasi", "kunci:baca"}))
"""More than any AKT is given: who an AKT is must not hang on its scopes alone."""


class Rak:
    """The tables, each set and seeded the first time a test asks for it."""

    def __init__(self, pg_url: str, tumpukan: AsyncExitStack) -> None:
        self._pg_url = pg_url
        self._tumpukan = tumpukan
        self._meja: dict[str, Meja] = {}

    async def __call__(self, layanan: str) -> Meja:
        if layanan not in self._meja:
            m = await self._tumpukan.enter_async_context(meja(layanan, self._pg_url))
            await BENIH[layanan](m)
            await m.pekerjaan_a()
            m.nilai |= {"akt_id": A, "parkir": "1"}
            self._meja[layanan] = m
        return self._meja[layanan]


@pytest.fixture(scope="module")
async def rak(pg_server: Any) -> AsyncIterator[Rak]:
    with pytest.MonkeyPatch.context() as lingkungan:
        lingkungan.setenv("SELARAS_WEBHOOK_IZINKAN", "127.0.0.0/8")
        async with AsyncExitStack() as tumpukan:
            yield Rak(pg_server.url, tumpukan)


def alamat(rute: str, r: Rute, nilai: dict[str, str]) -> tuple[str, str]:
    cara, pola = rute.split(" ")
    nama = r.jalur or {}
    jalur = re.sub(r"{(\w+)}", lambda p: nilai[nama.get(p[1], p[1])], pola)
    return cara, jalur + (f"?{r.query.format(**nilai)}" if r.query else "")


async def tanya(m: Meja, klien: str, rute: str, r: Rute, nilai: dict[str, str], token: str | None = None) -> Answer:
    cara, jalur = alamat(rute, r, nilai)
    isi = None if r.isi is None else r.isi(nilai)
    return await m.minta(klien, cara, jalur, isi, saat=pada(r.saat), berkas=None if r.berkas is None else r.berkas(nilai), token=token)


def dipakai(rute: str, r: Rute, m: Meja) -> set[str]:
    """What of A the question itself names: an answer may say it back."""
    _, jalur = alamat(rute, r, m.nilai)
    isi = "" if r.isi is None else repr(r.isi(m.nilai))
    berkas = "" if r.berkas is None else repr(r.berkas(m.nilai))
    return {s for s in m.rahasia if s in jalur + isi + berkas}


def bocor(jawab: Answer, m: Meja, rute: str, r: Rute) -> set[str]:
    teks = jawab.body.decode("utf-8", "replace") + repr(dict(jawab.headers))
    boleh = dipakai(rute, r, m) | {m.nilai[n] for n in r.terbuka if n in m.nilai}
    return {s for s in m.rahasia - boleh if s in teks}


def _lembar(isi: bytes) -> str:
    """An XLSX by what is in it: the ZIP around it and its properties carry the second in which it was made."""
    with zipfile.ZipFile(io.BytesIO(isi)) as arsip:
        bagian = [f"{n}:{arsip.read(n).decode('utf-8', 'replace')}" for n in sorted(arsip.namelist())]
    return re.sub(r"(<dcterms:(?:created|modified)[^>]*>)[^<]*", r"\1", "\n".join(bagian))


def polos(jawab: Answer, nilai: dict[str, str]) -> Any:
    """The answer without what has to differ between two questions: their ids, and when and where they were answered."""
    if jawab.body[:4] == b"PK\x03\x04":
        return jawab.status, _lembar(jawab.body)
    teks = jawab.body.decode("utf-8", "replace")
    for v in sorted(nilai.values(), key=len, reverse=True):
        if len(v) > 3:
            teks = teks.replace(v, "<nilai>")
    teks = re.sub(f'"({B}|{C})"', '"<penanya>"', teks)
    teks = re.sub(r'"(trace_id|instance)":"[^"]*"', "", teks)
    return jawab.status, re.sub(r'"diketahui":"[^"]*"', "", teks)


@pytest.mark.parametrize("layanan", LAYANAN)
async def test_the_matrix_knows_every_route(layanan: str, rak: Rak) -> None:
    app = (await rak(layanan)).h.process.app
    published = {f"{m.upper()} {p}" for p, methods in app.openapi()["paths"].items() for m in methods}
    ada = published | ({f"{m.upper()} {p}" for p, m, _ in operations(app)} if layanan != "dasbor" else set())
    assert not ada - RUTE[layanan].keys(), (
        f"isolasi_rute.py has to say who may see these of {layanan}: {sorted(ada - RUTE[layanan].keys())}"
    )
    assert not RUTE[layanan].keys() - ada, f"no route of {layanan} any more: {sorted(RUTE[layanan].keys() - ada)}"


@pytest.mark.parametrize(("layanan", "rute"), SEMUA, ids=[f"{la} {r}" for la, r in SEMUA])
async def test_each_client_gets_the_answer_it_should(layanan: str, rute: str, rak: Rak) -> None:
    m, r = await rak(layanan), RUTE[layanan][rute]
    harap = r.harap()
    dapat = {p: None if k is None else (await tanya(m, p, rute, r, m.nilai)) for p, k in harap.items()}
    kode = {p: None if j is None else j.status for p, j in dapat.items()}
    assert kode == harap, {p: j.body[:300] for p, j in dapat.items() if j is not None and j.status != harap[p]}
    jawab_b = dapat[B]
    if jawab_b is not None:
        assert not bocor(jawab_b, m, rute, r), jawab_b.body


@pytest.mark.parametrize("siapa", ["biasa", "serba_bisa"])
@pytest.mark.parametrize(("layanan", "rute"), TENTANG_A, ids=[f"{la} {r}" for la, r in TENTANG_A])
async def test_what_is_anothers_is_as_what_is_not_there(layanan: str, rute: str, siapa: str, rak: Rak) -> None:
    """B asks about A's thing and about nothing: the same answer. And B sees no more of lists and counts than a stranger."""
    m, r = await rak(layanan), RUTE[layanan][rute]
    scope = None if siapa == "biasa" else SERBA_BISA
    token = m.token(B, scope=scope)
    asing = {**m.nilai, **ASING}
    punya_a = await tanya(m, B, rute, r, m.nilai, token)
    tiada = await tanya(m, B, rute, r, asing, token)
    assert punya_a.status < 500
    assert not bocor(punya_a, m, rute, r), punya_a.body
    if r.terbuka or layanan == "faskes":  # everybody's
        return
    assert polos(punya_a, m.nilai) == polos(tiada, asing)
    if rute.startswith("GET") and punya_a.status == 200:
        stranger = await tanya(m, C, rute, r, m.nilai, m.token(C, scope=scope))
        assert polos(punya_a, m.nilai) == polos(stranger, m.nilai)


async def test_a_clash_with_anothers_data_names_nothing_of_it(rak: Rak) -> None:
    """B registers what A has registered: the refusal says so (R-KEP-35), not whose it is; nor does the tugas that follows."""
    m = await rak("kepesertaan")
    saat = pada("2016-12-08T09:00")
    npwp = await m.minta(B, "POST", "/v1/badan-usaha", formulir_bu(B, "PT Melati", "000000000000001"), saat=saat)
    bu = await m.minta(B, "POST", "/v1/badan-usaha", formulir_bu(B, "PT Melati", "000000000000002"), saat=saat)
    assert bu.status == 201, bu.body
    milik_a = (await m.minta(A, "GET", f"/v1/badan-usaha/{m.nilai['badan_usaha_id']}", saat=saat)).json()
    sama = formulir_bu(B, "PT Melati Dua", "000000000000003") | {"kode_bu": milik_a["kode_bu"]}
    kode = await m.minta(B, "POST", "/v1/badan-usaha", sama, saat=saat)
    orang_a = await m.minta(B, "POST", "/v1/peserta", orang(bu.json()["badan_usaha_id"], NIK, "Nama Lain"), saat=saat)
    tugas = await m.minta(B, "GET", "/v1/tugas", saat=saat)
    assert (npwp.status, kode.status, orang_a.status, len(tugas.json()["data"])) == (409, 409, 409, 1), (kode.body, orang_a.body)
    for jawab in (npwp, bu, kode, orang_a, tugas):
        assert not {v for v in m.rahasia if v.encode() in jawab.body}, jawab.body


async def test_the_matrix_finds_a_leak(rak: Rak) -> None:
    """The sieve itself: what A reads of its own is what ``bocor`` would name in B's answer."""
    m = await rak("kepesertaan")
    rute = "GET /v1/badan-usaha"
    r = RUTE["kepesertaan"][rute]
    milik = await tanya(m, A, rute, r, m.nilai)
    assert {m.nilai["badan_usaha_id"], m.nilai["nama"]} <= bocor(milik, m, rute, r)


def test_the_columns_are_the_kinds_of_client() -> None:
    assert PENANYA[0] == A and KLIEN[A].klaim["akt_id"] != KLIEN[B].klaim["akt_id"]
    assert KLIEN["kc-biasa"].klaim["jenis_kantor"] == "KC" and KLIEN["kc-prima"].klaim["jenis_kantor"] == "KC_PRIMA"
