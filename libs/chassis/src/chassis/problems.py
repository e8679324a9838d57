"""Errors as RFC 9457 problem documents. Nothing that went in comes out again: an input may be personal."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Literal

import orjson
from dasar.penolakan import Ditolak, Galat
from fastapi.exceptions import HTTPException
from pydantic import BaseModel, ConfigDict, Field
from starlette.responses import Response

PROBLEM_MEDIA_TYPE = "application/problem+json"
PROBLEM_BASE = "https://selaras.id/masalah/"

SINGKATAN = frozenset(
    {
        *("AKT", "BA", "BOA", "BP", "BPJS", "BU", "COB", "FKRTL", "FKTP", "FPK", "HTTP", "INACBG", "JKK", "JKN", "KBK", "KC", "KIB", "NIK"),
        *("NOKA", "NPWP", "PBI", "PBPU", "PHK", "PKS", "PPU", "PTD", "RITL", "RJTL", "RO", "RS", "SEP", "SK", "SNAP", "UMK", "UR", "URL"),
        *("KK", "KTP", "SIUP", "VA", "XLSX"),
    }
)
"""Words of a code that stay as they are: whoever reads ``Pks tidak aktif`` stumbles."""

Location = Literal["body", "query", "path", "header", "cookie"]


class ProblemField(BaseModel):
    """One faulty field."""

    model_config = ConfigDict(title="GalatIsian")

    pointer: str = Field(description="RFC 6901 pointer: `/upah_pokok` is a field of the body, or the parameter of that name")
    detail: str = Field(description="A sentence in Bahasa Indonesia")
    lokasi: Location = Field(default="body", description="Where the field stands")
    kode: str | None = Field(default=None, description="Stable code, where there is one")


class Problem(BaseModel):
    """RFC 9457 problem document."""

    model_config = ConfigDict(title="Masalah")

    type: str = Field(description="Stable URI of the kind of problem", examples=[PROBLEM_BASE + "data-belum-lengkap"])
    title: str = Field(description="The kind of problem in words")
    status: int = Field(description="HTTP status")
    detail: str | None = Field(default=None, description="What happened here, in Bahasa Indonesia")
    aturan: str | None = Field(default=None, description="The rule that refused, an id of docs/aturan.md")
    errors: list[ProblemField] | None = Field(default=None, description="The faulty fields")
    trace_id: str | None = Field(default=None, description="To be quoted when reporting a fault of ours")


class ProblemError(HTTPException):
    """A refusal of the HTTP layer itself. Business refusals are ``Ditolak``.

    It is an HTTPException so that FastAPI lets it pass while it reads a body.
    """

    def __init__(
        self,
        status: int,
        slug: str,
        title: str,
        detail: str,
        *,
        errors: Sequence[ProblemField] = (),
        headers: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(status_code=status, detail=detail, headers=headers)
        self.slug = slug
        self.title = title
        self.errors = tuple(errors)


def parameter_error(slug: str, detail: str, *, name: str, location: Location, status: int = 400) -> ProblemError:
    """A parameter or header that cannot be read."""
    return ProblemError(
        status, slug, "Permintaan tidak sah", detail, errors=[ProblemField(pointer=pointer([name]), detail=detail, lokasi=location)]
    )


def problem_response(
    status: int,
    slug: str,
    title: str,
    detail: str | None = None,
    aturan: str | None = None,
    errors: Sequence[ProblemField] = (),
    *,
    headers: Mapping[str, str] | None = None,
    trace_id: str | None = None,
) -> Response:
    """The document as a response."""
    document = problem_document(status, slug, title, detail, aturan, errors, trace_id=trace_id)
    return Response(orjson.dumps(document), status, headers, media_type=PROBLEM_MEDIA_TYPE)


def problem_document(
    status: int,
    slug: str,
    title: str,
    detail: str | None = None,
    aturan: str | None = None,
    errors: Sequence[ProblemField] = (),
    *,
    trace_id: str | None = None,
) -> dict[str, Any]:
    """The document as plain data: what is stored beside an idempotency key and what a SNAP route translates."""
    problem = Problem(
        type=PROBLEM_BASE + slug,
        title=title,
        status=status,
        detail=detail,
        aturan=aturan,
        errors=list(errors) or None,
        trace_id=trace_id,
    )
    return problem.model_dump(exclude_none=True)


def refusal_document(refusal: Ditolak) -> dict[str, Any]:
    """The document of a business refusal."""
    return problem_document(
        refusal.status, slug(refusal.kode), title(refusal.kode), refusal.alasan, refusal.aturan, [_field(g) for g in refusal.galat]
    )


def slug(code: str) -> str:
    """``DATA_BELUM_LENGKAP`` -> ``data-belum-lengkap``."""
    return code.lower().replace("_", "-")


def title(code: str) -> str:
    """``DATA_BELUM_LENGKAP`` -> ``Data belum lengkap``, ``PKS_TIDAK_AKTIF`` -> ``PKS tidak aktif``."""
    kata = [k if k in SINGKATAN else k.lower() for k in code.split("_")]
    return kata[0][:1].upper() + " ".join(kata)[1:]


def pointer(path: Sequence[str | int]) -> str:
    """RFC 6901: ``["daftar", 0, "a/b"]`` -> ``/daftar/0/a~1b``."""
    return "".join("/" + _printable(str(part)).replace("~", "~0").replace("/", "~1") for part in path)


def _printable(name: str) -> str:
    """A client may name a field anything: a megabyte, or half a surrogate pair that no JSON can hold."""
    return name[:100].encode("utf-8", "replace").decode()


def _field(fault: Galat) -> ProblemField:
    return ProblemField(pointer=fault.penunjuk, detail=fault.alasan, kode=fault.kode or None)
