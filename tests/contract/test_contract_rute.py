"""What holds for every route of every service, read from the applications themselves."""

from __future__ import annotations

from importlib import import_module
from typing import Any

import pytest
from chassis.openapi import operations
from chassis.runner import Process
from chassis.settings import PORTS, Settings

LAYANAN = sorted(PORTS)
SCOPES = {
    "kepesertaan:baca", "kepesertaan:tulis", "iuran:baca", "iuran:tulis", "pembayaran:tulis", "status:baca", "klaim:baca", "klaim:tulis",
    "sep:tulis", "verifikasi:tulis", "persetujuan:tulis", "notifikasi:kelola", "referensi:tulis", "kunci:baca", "operasi",
}  # fmt: skip


def _app(layanan: str) -> Any:
    spec = import_module(f"{layanan}.main").SPEC
    settings = Settings(database_url="postgresql://uji:uji@127.0.0.1:1/uji", client_id="uji", client_secret="uji")
    return Process(spec, settings, "api").app


@pytest.fixture(scope="module", params=LAYANAN)
def app(request: pytest.FixtureRequest) -> Any:
    return _app(request.param)


def test_every_published_route_demands_a_scope_of_the_contract(app: Any) -> None:
    document = app.openapi()
    assert document["openapi"].startswith("3.1")
    for path, methods in document["paths"].items():
        for method, operation in methods.items():
            demanded = {s for entry in operation.get("security", []) for scopes in entry.values() for s in scopes}
            named = demanded or set(operation.get("x-salah-satu-scope", []))
            assert operation.get("security"), f"{method.upper()} {path} demands no token"
            assert named <= SCOPES, f"{method.upper()} {path}: {named - SCOPES}"


def test_every_refusal_is_a_problem_document(app: Any) -> None:
    for path, methods in app.openapi()["paths"].items():
        for method, operation in methods.items():
            for status, answer in operation["responses"].items():
                if status[0] in "45":
                    assert list(answer.get("content", {})) == ["application/problem+json"], f"{method} {path} {status}"


def test_no_address_holds_a_nik_or_a_name(app: Any) -> None:
    for path, methods in app.openapi()["paths"].items():
        assert "{nik" not in path
        assert "{nama" not in path
        for operation in methods.values():
            names = {p["name"] for p in operation.get("parameters", []) if p["in"] in ("query", "path")}
            assert not names & {"nik", "nama", "nomor_kk", "tanggal_lahir"}, f"{path}: {names}"


def test_no_route_hides_from_the_document(app: Any) -> None:
    """dasbor's pages are for people and stay out of it; nothing else does."""
    published = {(path, method.upper()) for path, methods in app.openapi()["paths"].items() for method in methods}
    hidden = {(path, method.upper()) for path, method, _ in operations(app)} - published
    assert not hidden or app.title == "Selaras dasbor", hidden
    assert published
