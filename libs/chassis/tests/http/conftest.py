"""A tiny app with one route of each kind, for the tests of the HTTP half."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Iterator
from datetime import date

import aiohttp
import asyncpg
import pytest
from chassis.clock import business_now
from chassis.context import Context
from chassis.http import (
    MAX_UPLOAD,
    After,
    Page,
    Principal,
    StrictModel,
    command_context,
    create_app,
    decode_cursor,
    encode_cursor,
    if_match,
    reply,
    requires,
)
from chassis.jwks import KeySource
from chassis.metrics import Metrics
from chassis.settings import Settings
from chassis.telemetry import configure_telemetry
from chassis.testing_auth import TestIssuer
from chassis.testing_http import serve
from dasar.penolakan import Ditolak, Galat
from fastapi import APIRouter, FastAPI, UploadFile
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter
from pydantic import BaseModel, Field
from sqlalchemy.exc import TimeoutError as PoolTimeout

router = APIRouter(prefix="/v1")


class Anak(StrictModel):
    nama: str
    lahir: date | None = None


class Badan(StrictModel):
    nama: str = Field(min_length=2)
    jumlah: int = Field(ge=0)
    anak: list[Anak] = Field(default=[])


class Jawaban(BaseModel):
    sub: str
    route: str
    key: str | None
    hash: str
    now: str
    traceparent: str | None


class Hasil:
    response_status = 201
    response_body = b'{"versi":17}'
    version = 17
    replayed = True


def _answer(principal: Principal, context: Context) -> Jawaban:
    return Jawaban(
        sub=principal.sub,
        route=context.route,
        key=context.key,
        hash=context.request_hash.hex(),
        now=context.now.isoformat(),
        traceparent=context.traceparent,
    )


@router.post("/badan/{id}", status_code=201)
async def badan(
    id: str, body: Badan, principal: Principal = requires("uji:tulis"), context: Context = command_context(money=False)
) -> Jawaban:
    return _answer(principal, context)


@router.post("/uang", status_code=201)
async def uang(body: Badan, principal: Principal = requires("uji:tulis"), context: Context = command_context(money=True)) -> Jawaban:
    return _answer(principal, context)


@router.post("/tanpa-isi")
async def tanpa_isi(principal: Principal = requires("uji:tulis"), context: Context = command_context()) -> Jawaban:
    return _answer(principal, context)


@router.post("/berkas", max_body_size=MAX_UPLOAD)
async def berkas(berkas: UploadFile, principal: Principal = requires("uji:tulis"), context: Context = command_context()) -> Jawaban:
    await berkas.read()
    return _answer(principal, context)


@router.get("/daftar")
async def daftar(setelah: After = None, _: Principal = requires(any_of=("uji:baca", "operasi"))) -> Page[str]:
    key = decode_cursor(setelah, str, int)
    return Page(data=[str(key)], berikutnya=encode_cursor("a", 1))


@router.get("/waktu")
async def waktu(_: Principal = requires("uji:baca")) -> dict[str, str]:
    return {"kini": business_now().isoformat()}


@router.get("/nomor/{nomor}")
async def nomor(nomor: int, batas: int = 10, _: Principal = requires("uji:baca")) -> dict[str, int]:
    return {"nomor": nomor, "batas": batas}


@router.get("/tolak")
async def tolak(_: Principal = requires("uji:baca")) -> None:
    raise Ditolak("DATA_BELUM_LENGKAP", "Belum lengkap.", "R-IUR-01", 409, (Galat("/periode", "Belum ditutup.", "BELUM"),))


@router.get("/rusak")
async def rusak(_: Principal = requires("uji:baca")) -> None:
    raise RuntimeError("peserta Budi 3273014101900001")


@router.get("/ganda")
async def ganda(_: Principal = requires("uji:baca")) -> None:
    error = asyncpg.UniqueViolationError('duplicate key value violates unique constraint "peserta_nik"')
    error.detail = "Key (nik)=(3273014101900001) already exists."
    raise error


_PERGI: dict[str, Exception] = {
    "ditolak": ConnectionRefusedError(111, "Connect call failed"),
    "lama": TimeoutError(),
    "penuh": PoolTimeout("QueuePool limit"),
    "putus": asyncpg.InternalClientError("cannot switch to state 12; another operation (2) is in progress"),
}


@router.get("/pergi/{cara}")
async def pergi(cara: str, _: Principal = requires("uji:baca")) -> None:
    raise _PERGI[cara]


@router.get("/versi")
async def versi(diharapkan: int | None = if_match(), _: Principal = requires("uji:baca")) -> dict[str, int | None]:
    return {"diharapkan": diharapkan}


@router.get("/kantor")
async def kantor(principal: Principal = requires("uji:baca")) -> dict[str, bool]:
    principal.must_be_at("PUSAT", "KC_PRIMA")
    return {"boleh": True}


@router.post("/hasil")
async def hasil(_: Principal = requires("uji:tulis")):  # type: ignore[no-untyped-def]
    return reply(Hasil())


def make_app(settings: Settings, keys: KeySource | None, metrics: Metrics | None = None, *, ready: bool = True) -> FastAPI:
    async def readiness() -> dict[str, bool]:
        return {"database": ready}

    return create_app(name="uji", title="Uji", settings=settings, routers=[router], readiness=readiness, keys=keys, metrics=metrics)


@pytest.fixture(scope="session")
def issuer() -> TestIssuer:
    return TestIssuer()


@pytest.fixture(scope="session")
def metrics() -> Metrics:
    return Metrics("uji")


@pytest.fixture(scope="package", autouse=True)
def recorded() -> Iterator[InMemorySpanExporter]:
    exporter = InMemorySpanExporter()
    configure_telemetry("uji", exporter=exporter)
    yield exporter
    exporter.shutdown()  # the provider lives as long as the process: it must not go on collecting other tests' spans


@pytest.fixture
def spans(recorded: InMemorySpanExporter) -> InMemorySpanExporter:
    recorded.clear()
    return recorded


@pytest.fixture(scope="session")
def app(issuer: TestIssuer, metrics: Metrics) -> FastAPI:
    return make_app(Settings(simulasi=True), issuer.keys, metrics)


@pytest.fixture(scope="session")
def make() -> Callable[..., FastAPI]:
    """Another app, with other settings."""
    return make_app


@pytest.fixture(scope="session")
async def url(app: FastAPI) -> AsyncIterator[str]:
    async with serve(app) as base:
        yield base


@pytest.fixture
async def client(url: str, issuer: TestIssuer) -> AsyncIterator[aiohttp.ClientSession]:
    """Signed in with every scope of the tiny app."""
    headers = issuer.headers("akt-sentosa", "uji:baca uji:tulis", akt_id="akt-sentosa")
    async with aiohttp.ClientSession(url, headers=headers) as session:
        yield session


@pytest.fixture
async def stranger(url: str) -> AsyncIterator[aiohttp.ClientSession]:
    async with aiohttp.ClientSession(url) as session:
        yield session
