"""A service at a table of its own: its real app on a real database, no broker; what other services would tell it is folded in by its
own projections, and jobs run when the seeding asks for it. Its sister services answer over HTTP as far as the seeding needs them."""

from __future__ import annotations

import asyncio
import base64
import tomllib
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime
from importlib import import_module
from pathlib import Path
from typing import Any
from uuid import NAMESPACE_URL, UUID, uuid5

import orjson
from aiohttp import FormData
from chassis.context import Context
from chassis.crypto import new_key
from chassis.jobs import JobRunner
from chassis.ports import RawRecord
from chassis.records import Record
from chassis.testing import Answer, Harness, fresh_database, running
from chassis.testing_http import serve
from dasar.tanggal import WIB
from fastapi import FastAPI, Request
from shared_events.base import PublicEvent
from shared_events.envelope import Envelope

AKAR = Path(__file__).resolve().parents[2]
A, B, C = "akt-sentosa", "akt-melati", "akt-asing"
"""Whose resources they are; who has none; who is a stranger to everybody."""
JAKARTA = "KC-PRIMA-JKT"


def pada(teks: str) -> datetime:
    return datetime.fromisoformat(teks).replace(tzinfo=WIB)


@dataclass(frozen=True)
class Klien:
    """A client of ``contoh/klien.toml``: the scopes and claims its token really has."""

    id: str
    scope: str
    klaim: Mapping[str, str]

    @property
    def cakupan(self) -> frozenset[str]:
        return frozenset(self.scope.split())


def baca_klien() -> dict[str, Klien]:
    nama = ("akt_id", "badan_usaha_id", "kode_ppk", "kode_bank", "kantor", "jenis_kantor")
    isi = tomllib.loads((AKAR / "contoh" / "klien.toml").read_text("utf-8"))["klien"]
    return {k["id"]: Klien(k["id"], k["scope"], {n: k[n] for n in nama if n in k}) for k in isi}


KLIEN = baca_klien()


@dataclass
class Tetangga:
    """Tokens, status, keys and Dukcapil for whoever asks."""

    orang: dict[str, dict[str, Any]] = field(default_factory=dict)
    kunci: dict[str, bytes] = field(default_factory=dict)
    penduduk: dict[str, dict[str, str]] = field(default_factory=dict)

    def kenal(self, noka: str, akt_id: str) -> None:
        self.kunci[noka] = new_key()
        self.orang[noka] = {
            "nomor_kartu": noka, "aktif": True, "keadaan": "AKTIF", "alasan": "Lunas.", "hak_kelas": 2,
            "koordinasi_manfaat": {"aktif": True, "akt_id": akt_id, "sejak": "2016-12-05"}, "dasar": [],
        }  # fmt: skip

    def app(self) -> FastAPI:
        app = FastAPI()

        @app.post("/token")
        async def token() -> dict[str, Any]:
            return {"access_token": "uji", "expires_in": 3600}

        @app.get("/v1/status/{noka}")
        async def status(noka: str) -> dict[str, Any]:
            return self.orang[noka]

        @app.post("/v1/kunci:ambil")
        async def kunci(request: Request) -> dict[str, Any]:
            diminta = (await request.json())["nomor_kartu"]
            return {"kunci": {n: base64.b64encode(self.kunci[n]).decode() for n in diminta if n in self.kunci}}

        @app.post("/v1/penduduk:cari")
        async def cari(request: Request) -> dict[str, Any]:
            nik = (await request.json())["nik"]
            ada = [self.penduduk[n] | {"nik": n} for n in nik if n in self.penduduk]
            return {"data": ada, "tidak_ditemukan": [n for n in nik if n not in self.penduduk]}

        return app


class Meja:
    def __init__(self, h: Harness, tetangga: Tetangga) -> None:
        self.h = h
        self.tetangga = tetangga
        self.nilai: dict[str, str] = {}
        self.rahasia: set[str] = set()
        self._urut: dict[tuple[str, str], int] = {}
        self._kunci = 0

    def token(self, klien: str, *, scope: str | None = None, **klaim: str) -> str:
        if klien == C:
            k = KLIEN[A]
            return self.h.token(C, k.scope if scope is None else scope, akt_id=C)
        k = KLIEN[klien]
        return self.h.token(klien, k.scope if scope is None else scope, **{**k.klaim, **klaim})

    async def minta(
        self, klien: str, cara: str, jalur: str, isi: Any = None, *, saat: datetime, berkas: Mapping[str, bytes | str] | None = None,
        token: str | None = None,
    ) -> Answer:  # fmt: skip
        self._kunci += 1
        lain: dict[str, Any] = {}
        if berkas is not None:
            lain["data"] = formulir(berkas)
        elif isi is not None:
            lain["json"] = isi
        who = token or self.token(klien)
        return await self.h.call(cara, jalur, who=who, at=saat, key=f"matriks-{self._kunci}", **lain)

    async def buat(
        self, klien: str, cara: str, jalur: str, isi: Any = None, *, saat: str, berkas: Mapping[str, bytes | str] | None = None
    ) -> Any:
        """For the seeding: it has to succeed."""
        jawab = await self.minta(klien, cara, jalur, isi, saat=pada(saat), berkas=berkas)
        assert jawab.status < 300, (cara, jalur, jawab.status, jawab.body)
        return jawab.json()

    async def dengar(self, subjek: str, event: PublicEvent, saat: str, akt_id: str | None = None) -> None:
        """An event of another service, folded by every projection here that wants it."""
        kunci = (event.LAYANAN, subjek)
        urut = self._urut[kunci] = self._urut.get(kunci, 0) + 1
        id = uuid5(NAMESPACE_URL, f"{kunci}/{urut}")
        record = catatan(event, subjek, id=id, urut=urut, saat=pada(saat), akt_id=akt_id)
        for projection in self.h.process.parts.projections:
            if type(event) in projection.events:
                async with self.h.rt.db.transaction() as conn:
                    await projection.apply(conn, [record])

    async def kerjakan(self) -> None:
        """Run the jobs that wait."""
        rt = self.h.rt
        runner = JobRunner(
            rt.db, rt.store, self.h.process.parts.jobs, "matriks", simulated=True, wake=rt.wake_event.set, woken=asyncio.Event()
        )
        while await runner.step():
            pass

    async def pekerjaan_a(self) -> None:
        """A job that concerns A; no worker takes it."""
        ctx = Context(A, "benih", None, b"", pada("2016-12-01T09:00"), "benih")
        outcome = await self.h.rt.accept_job(ctx, "uji-matriks", None, subject=A, akt_id=A)
        self.simpan(pekerjaan_id=outcome.json()["pekerjaan_id"])

    def simpan(self, **nilai: str) -> None:
        """What A's things are called; nobody else may read any of it."""
        self.nilai |= nilai
        self.rahasia |= {v for v in nilai.values() if len(v) > 3}


def catatan(event: PublicEvent, subjek: str, *, id: UUID, urut: int | None, saat: datetime, akt_id: str | None = None) -> Record:
    envelope = Envelope(id, f"/{event.LAYANAN}", event.ce_type(), subjek, saat, saat, urut, akt_id, str(id))
    value = orjson.dumps(event.model_dump(mode="json"))
    raw = RawRecord(f"selaras.{event.LAYANAN}", 0, urut or 0, subjek.encode(), value, tuple(envelope.headers()))
    return Record(raw, envelope, event)


def formulir(berkas: Mapping[str, bytes | str]) -> FormData:
    """Bytes are files, texts the fields beside them."""
    form = FormData()
    for nama, isi in berkas.items():
        if isinstance(isi, str):
            form.add_field(nama, isi)
        else:
            form.add_field(nama, isi, filename=f"{nama}.csv", content_type="text/csv")
    return form


@asynccontextmanager
async def meja(layanan: str, pg_url: str) -> AsyncIterator[Meja]:
    spec = import_module(f"{layanan}.main").SPEC
    tetangga = Tetangga()
    async with serve(tetangga.app()) as url:
        database = await fresh_database(pg_url, spec.name, spec.migrations)
        async with running(
            spec, pg_url=pg_url, kafka="127.0.0.1:1", prefix="matriks-", role="api", database_url=database, url_status=url,
            url_kepesertaan=url, token_url=f"{url}/token", dukcapil_url=url, dukcapil_kunci="uji",
        ) as h:  # fmt: skip
            yield Meja(h, tetangga)
