"""Exceptions become problem documents here, and only here."""

from __future__ import annotations

import http
import logging
from collections.abc import Awaitable, Callable, Mapping
from typing import Any, TypeVar, cast

import asyncpg
from dasar.ketentuan import KetentuanTidakAda
from dasar.penolakan import Ditolak
from fastapi import FastAPI, Request
from fastapi.exceptions import HTTPException as FastApiHTTPException
from fastapi.exceptions import RequestValidationError
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from starlette.exceptions import HTTPException
from starlette.responses import Response

from chassis import faults, route_info
from chassis.http_client import ServiceRefused, ServiceUnavailable
from chassis.metrics import Metrics
from chassis.offload import ChildLost
from chassis.problems import PROBLEM_MEDIA_TYPE, Problem, ProblemError, ProblemField, problem_response, refusal_document
from chassis.text import SENTENCE

E = TypeVar("E", bound=Exception)

log = logging.getLogger(__name__)

# status: slug, title, detail
_BY_STATUS: Mapping[int, tuple[str, str, str]] = {
    400: ("permintaan-tidak-sah", "Permintaan tidak sah", "Isi permintaan tidak dapat dibaca."),
    401: ("tidak-terautentikasi", "Tidak terautentikasi", "Token akses diperlukan."),
    403: ("tidak-berwenang", "Tidak berwenang", "Tidak diizinkan."),
    404: ("tidak-ditemukan", "Tidak ditemukan", "Alamat atau sumber daya ini tidak ada."),
    405: ("metode-tidak-didukung", "Metode tidak didukung", "Alamat ini tidak menerima metode tersebut."),
    406: ("bentuk-jawaban-tidak-tersedia", "Bentuk jawaban tidak tersedia", "Bentuk jawaban yang diminta tidak tersedia."),
    413: ("isi-terlalu-besar", "Isi terlalu besar", "Isi permintaan melebihi batas ukuran."),
    415: ("jenis-isi-tidak-didukung", "Jenis isi tidak didukung", "Isi permintaan harus dikirim sebagai {content_type}."),
    422: ("isian-tidak-sah", "Isian tidak sah", "Ada isian yang tidak sah."),
    429: ("terlalu-banyak-permintaan", "Terlalu banyak permintaan", "Terlalu banyak permintaan; coba lagi nanti."),
    500: ("kesalahan-internal", "Kesalahan internal", "Terjadi kesalahan di pihak kami. Sebutkan trace_id bila melapor."),
    503: ("layanan-tidak-tersedia", "Layanan tidak tersedia", "Layanan sedang tidak dapat dijangkau; coba lagi."),
}
_OBJECT_EXPECTED = ("model_attributes_type", "model_type", "dict_type", "list_type", "dataclass_type")


def install(app: FastAPI, metrics: Metrics) -> None:
    """All handlers but the one for the unexpected, which the middleware has (it knows whether an answer has begun)."""

    async def refused(_request: Request, error: Ditolak) -> Response:
        metrics.refused(error.kode, error.aturan)
        headers = {"Retry-After": "5"} if error.status == 503 else None
        return _document(refusal_document(error), headers)

    _on(app, Ditolak, refused)
    _on(app, RequestValidationError, _invalid)
    _on(app, HTTPException, _http)
    _on(app, KetentuanTidakAda, _no_rule)
    _on(app, ServiceUnavailable, _unavailable)
    _on(app, ServiceRefused, _other_refused)
    _on(app, asyncpg.PostgresError, _database)
    _on(app, asyncpg.InterfaceError, _database)
    _on(app, asyncpg.InternalClientError, _database)
    _on(app, DBAPIError, _database)
    # nobody listens, nobody answers, every connection is taken, or the child that worked for us is gone
    for away in (ConnectionError, TimeoutError, PoolTimeout, ChildLost):
        _on(app, away, _away)


def _on(app: FastAPI, kind: type[E], handler: Callable[[Request, E], Awaitable[Response]]) -> None:
    # Starlette calls a handler with instances of its kind only, but its type says Exception
    app.add_exception_handler(kind, cast(Any, handler))


def status_response(status: int, *, headers: Mapping[str, str] | None = None, trace_id: str | None = None) -> Response:
    """The stock problem of a status."""
    slug, title, detail = _BY_STATUS.get(status) or _stock(status)
    return problem_response(status, slug, title, detail, headers=headers, trace_id=trace_id)


def _stock(status: int) -> tuple[str, str, str]:
    try:
        phrase = http.HTTPStatus(status).phrase
    except ValueError:
        phrase = f"HTTP {status}"
    return phrase.lower().replace(" ", "-"), phrase, phrase


def _document(document: Mapping[str, Any], headers: Mapping[str, str] | None = None) -> Response:
    problem = Problem.model_validate(document)
    return Response(problem.model_dump_json(exclude_none=True), problem.status, headers, media_type=PROBLEM_MEDIA_TYPE)


async def _invalid(request: Request, error: RequestValidationError) -> Response:
    errors = error.errors()
    if any(e.get("type") == "json_invalid" for e in errors):
        return problem_response(400, "json-tidak-sah", "JSON tidak sah", "Isi permintaan bukan JSON yang sah.")
    if (expected := _wrong_content_type(request, error)) is not None:
        slug, title, detail = _BY_STATUS[415]
        return problem_response(415, slug, title, detail.format(content_type=expected))
    found = faults.fields(errors)
    slug, title, detail = _BY_STATUS[422]
    if len(found) == 1:
        detail = f"{found[0].pointer.removeprefix('/') or 'Isi permintaan'}: {found[0].detail}"
    return problem_response(422, slug, title, detail, errors=found)


def _wrong_content_type(request: Request, error: RequestValidationError) -> str | None:
    """The media type the route takes, if that is what went wrong (FastAPI then hands the raw bytes to the model)."""
    sent = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    form = route_info.takes_form(request.scope)
    if form is False and not (sent == "application/json" or (sent.startswith("application/") and sent.endswith("+json"))):
        whole_body = any(tuple(e.get("loc", ())) == ("body",) and e.get("type") in _OBJECT_EXPECTED for e in error.errors())
        return "application/json" if whole_body and isinstance(error.body, bytes) else None
    if form and sent not in ("multipart/form-data", "application/x-www-form-urlencoded"):
        return "multipart/form-data"
    return None


async def _http(_request: Request, error: HTTPException) -> Response:
    if isinstance(error, ProblemError):
        return problem_response(
            error.status_code, error.slug, error.title, error.detail, errors=list[ProblemField](error.errors), headers=error.headers
        )
    slug, title, detail = _BY_STATUS.get(error.status_code) or _stock(error.status_code)
    own_words = isinstance(error, FastApiHTTPException) and isinstance(error.detail, str) and not error.__cause__
    if own_words and error.detail != _phrase(error.status_code):
        detail = error.detail
    return problem_response(error.status_code, slug, title, detail, headers=error.headers)


def _phrase(status: int) -> str:
    return http.HTTPStatus(status).phrase if status in http.HTTPStatus.__members__.values() else ""


async def _no_rule(request: Request, error: Exception) -> Response:
    """The last net under the checks of dates: nothing is guessed for a day from which no regulation is on record."""
    log.warning("no regulation of that day", extra={"rute": route_info.template(request.scope)}, exc_info=error)
    detail = "Tidak ada ketentuan yang tercatat untuk salah satu tanggal dalam permintaan ini."
    return problem_response(422, "ketentuan-tidak-ada", "Ketentuan tidak ada", detail)


async def _unavailable(_request: Request, error: ServiceUnavailable) -> Response:
    log.warning("sister service is out of reach", extra={"tujuan": error.service})
    return status_response(503, headers={"Retry-After": "5"})


async def _other_refused(_request: Request, error: ServiceRefused) -> Response:
    # a refusal of a sister service that the caller did not foresee is a fault between us, not of who asked
    log.error("sister service refused", extra={"tujuan": error.service, "status": error.status, "masalah": error.type})
    return problem_response(502, "layanan-lain-menolak", "Layanan lain menolak", "Layanan yang diperlukan menolak permintaan kami.")


async def _away(request: Request, error: Exception) -> Response:
    """A server that is being started again: what was asked can be asked again."""
    log.warning("database out of reach", extra={"rute": route_info.template(request.scope)}, exc_info=error)
    return status_response(503, headers={"Retry-After": "2"})


async def _database(request: Request, error: Exception) -> Response:
    """The last net under the checks: a bad value is never a 500, and the database's words (which quote rows) never leave."""
    state = str(getattr(error, "sqlstate", None) or getattr(getattr(error, "orig", None), "sqlstate", None) or "")
    cause = getattr(error, "orig", error)
    extra = {"sqlstate": state, "rute": route_info.template(request.scope)}
    if state in ("22021", "22P05"):
        log.warning("text the database cannot hold", extra=extra)
        return problem_response(422, "isian-tidak-sah", "Isian tidak sah", SENTENCE)
    if state.startswith("22") or isinstance(cause, asyncpg.DataError):
        log.error("value the database cannot hold", extra=extra, exc_info=error)
        return problem_response(422, "isian-tidak-sah", "Isian tidak sah", "Ada nilai di luar jangkauan.")
    if state.startswith("23"):
        log.error("constraint broken", extra=extra, exc_info=error)
        return problem_response(409, "bentrok", "Bentrok", "Permintaan ini bentrok dengan data yang sudah ada.")
    gone = state.startswith(("08", "57P", "53", "55P03", "40")) or state == "57014"
    if gone or isinstance(error, asyncpg.InterfaceError | asyncpg.InternalClientError) or getattr(error, "connection_invalidated", False):
        log.warning("database out of reach", extra=extra, exc_info=error)
        return status_response(503, headers={"Retry-After": "2"})
    raise error
