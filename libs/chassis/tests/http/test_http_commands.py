"""What a command carries: idempotency key, request hash, business time, expected version; and how its answer goes out."""

from __future__ import annotations

import hashlib
import itertools
import json
from typing import Any

import aiohttp
import pytest
from chassis.body import BodyDigest
from chassis.http import MAX_BODY, decode_cursor, encode_cursor
from chassis.idempotency import parse_if_match
from chassis.problems import ProblemError
from chassis.settings import Settings
from chassis.simulation import HEADER
from chassis.testing_auth import TestIssuer
from chassis.testing_http import serve
from fastapi import FastAPI
from hypothesis import given
from hypothesis import strategies as st

BODY = {"nama": "Sentosa", "jumlah": 1}


async def post(client: aiohttp.ClientSession, path: str, **headers: str) -> dict[str, Any]:
    async with client.post(path, json=BODY, headers=headers) as response:
        document: dict[str, Any] = await response.json(content_type=None)
        return {"status": response.status, **document} if response.status < 400 else document


async def test_the_context_of_a_command(client: aiohttp.ClientSession) -> None:
    answer = await post(client, "/v1/badan/7", **{"Idempotency-Key": "k-1", HEADER: "2016-12-05T08:00:00+00:00"})
    assert answer["sub"] == "akt-sentosa"
    assert answer["key"] == "k-1"
    assert answer["route"] == "POST /v1/badan/{id} id=7"
    assert answer["hash"] == hashlib.sha256(json.dumps(BODY).encode()).hexdigest()
    assert answer["now"] == "2016-12-05T15:00:00+07:00"
    assert answer["traceparent"].startswith("00-")


async def test_money_refuses_to_run_without_a_key(client: aiohttp.ClientSession) -> None:
    answer = await post(client, "/v1/uang")
    assert (answer["status"], answer["type"]) == (400, "https://selaras.id/masalah/idempotency-key-diperlukan")
    assert (await post(client, "/v1/uang", **{"Idempotency-Key": "a"}))["status"] == 201
    assert (await post(client, "/v1/badan/1"))["key"] is None


@pytest.mark.parametrize("key", ["", "a b", "x" * 256, "é"])
async def test_a_key_that_is_none(client: aiohttp.ClientSession, key: str) -> None:
    assert (await post(client, "/v1/uang", **{"Idempotency-Key": key}))["status"] == 400


async def test_a_key_of_255_characters_is_one(client: aiohttp.ClientSession) -> None:
    assert (await post(client, "/v1/uang", **{"Idempotency-Key": "~" * 255}))["status"] == 201


async def test_a_route_without_a_body_has_a_hash_too(client: aiohttp.ClientSession) -> None:
    async with client.post("/v1/tanpa-isi", data=b"apa saja") as response:
        assert (await response.json())["hash"] == hashlib.sha256(b"apa saja").hexdigest()
    async with client.post("/v1/tanpa-isi") as response:
        without = (await response.json())["hash"]
    async with client.post("/v1/tanpa-isi?a=1") as response:
        assert without == hashlib.sha256(b"").hexdigest() != (await response.json())["hash"]


async def test_the_same_files_sent_again_are_the_same_request(client: aiohttp.ClientSession) -> None:
    """A client draws a new boundary for each try."""
    hashes = []
    for content in (b"a,b\r\n1,2\r\n", b"a,b\r\n1,2\r\n", b"a,b\r\n1,3\r\n"):
        form = aiohttp.FormData()
        form.add_field("berkas", content, filename="x.csv")
        async with client.post("/v1/berkas", data=form) as response:
            hashes.append((await response.json())["hash"])
    assert hashes[0] == hashes[1] != hashes[2]


@given(st.binary(max_size=60), st.lists(st.integers(0, 200), max_size=8))
def test_the_digest_does_not_depend_on_the_pieces(noise: bytes, cuts: list[int]) -> None:
    def digest(boundary: str, pieces: bool) -> bytes:
        mark = b"--" + boundary.encode()
        body = mark + b"\r\n\r\n" + noise.replace(b"batas", b"") + b"\r\n" + mark + b"--"
        counted = BodyDigest(f"multipart/form-data; boundary={boundary}")
        edges = sorted({0, len(body), *(c for c in cuts if c < len(body))}) if pieces else [0, len(body)]
        for start, end in itertools.pairwise(edges):
            counted.update(body[start:end])
        return counted.digest()

    assert digest("batas-1", True) == digest("batas-1", False) == digest("batas-2222", True)


@pytest.mark.parametrize(("tag", "version"), [(None, None), ("*", None), ('"17"', 17), ('W/"17"', 17), (' "0" ', 0)])
def test_if_match(tag: str | None, version: int | None) -> None:
    assert parse_if_match(tag) == version


@pytest.mark.parametrize("tag", ["17", '"x"', '"1", "2"', '""', '"-1"', '"99999999999999999999"', ""])
async def test_a_bad_if_match_is_400(client: aiohttp.ClientSession, tag: str) -> None:
    async with client.get("/v1/versi", headers={"If-Match": tag}) as response:
        assert response.status == 400


async def test_a_replayed_answer_says_so(client: aiohttp.ClientSession) -> None:
    async with client.post("/v1/hasil") as response:
        assert (response.status, await response.read()) == (201, b'{"versi":17}')
        assert response.headers["ETag"] == '"17"'
        assert response.headers["Idempotency-Replayed"] == "true"
        assert response.content_type == "application/json"


@pytest.mark.parametrize(
    ("sent", "wib"),
    [
        ("2016-08-11T09:00:00+07:00", "2016-08-11T09:00:00+07:00"),
        ("2016-08-11T02:00:00Z", "2016-08-11T09:00:00+07:00"),
        ("2016-08-11t02:00:00.123456789z", "2016-08-11T09:00:00.123456+07:00"),
        ("2016-12-31T23:59:59-05:00", "2017-01-01T11:59:59+07:00"),
    ],
)
async def test_simulated_time(client: aiohttp.ClientSession, sent: str, wib: str) -> None:
    async with client.get("/v1/waktu", headers={HEADER: sent}) as response:
        assert (await response.json())["kini"] == wib


@pytest.mark.parametrize(
    "sent",
    ["", "kemarin", "2016-08-11", "2016-08-11T09:00:00", "2016-08-11 09:00:00+07:00", "2016-13-11T09:00:00+07:00", "0001-01-01T00:00:00Z",
     "9999-12-31T23:59:59-12:00", "2016-08-11T25:00:00Z", "20160811T090000Z", "1470880800"],
)  # fmt: skip
async def test_simulated_time_without_a_zone_or_a_sense_is_400(client: aiohttp.ClientSession, sent: str) -> None:
    async with client.get("/v1/waktu", headers={HEADER: sent}) as response:
        assert response.status == 400
        assert (await response.json(content_type=None))["errors"][0]["pointer"] == f"/{HEADER}"


async def test_outside_the_simulation_the_header_is_refused(issuer: TestIssuer, make: Any) -> None:
    app: FastAPI = make(Settings(simulasi=False), issuer.keys)
    async with serve(app) as url, aiohttp.ClientSession(url, headers=issuer.headers("x", "uji:baca")) as client:
        async with client.get("/v1/waktu", headers={HEADER: "2016-08-11T09:00:00+07:00"}) as response:
            assert response.status == 400
        async with client.get("/v1/waktu") as response:
            assert response.status == 200


def test_cursors_go_round() -> None:
    assert decode_cursor(encode_cursor("0001944358911", 12), str, int) == ("0001944358911", 12)
    assert decode_cursor(None, str) is None


@pytest.mark.parametrize("cursor", ["x", "%%", encode_cursor("a"), encode_cursor(1, "a"), encode_cursor("a", 2**62 * 2), "bnVsbA", "a\x00"])
def test_a_cursor_that_is_not_ours_is_400(cursor: str) -> None:
    with pytest.raises(ProblemError) as refused:
        decode_cursor(cursor, str, int)
    assert refused.value.status_code == 400


@given(st.text(max_size=50))
def test_no_text_breaks_the_cursor(text: str) -> None:
    try:
        decode_cursor(text, str)
    except ProblemError as refused:
        assert refused.status_code == 400


def test_the_default_limit_is_a_mebibyte() -> None:
    assert MAX_BODY == 1024 * 1024
