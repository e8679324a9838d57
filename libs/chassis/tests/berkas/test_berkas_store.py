"""One contract, kept by the folder and by S3 over real HTTP (moto's server; ``SELARAS_UJI_S3`` names another: s3://bucket@http://host).

Also how a store is chosen by the settings, and what a store that is away looks like.
"""

from __future__ import annotations

import asyncio
import hashlib
import os
import subprocess
import sys
from collections.abc import Iterator
from http.client import HTTPConnection
from pathlib import Path
from typing import Any

import pytest
from chassis.berkas_store import BerkasStore, Damaged, FolderStore, NotStored, ObjectStorage, open_store
from chassis.crypto import Unreadable, new_key, seal_bytes, unseal_bytes
from chassis.http_client import ServiceUnavailable
from chassis.settings import Settings
from pydantic import ValidationError

RAHASIA = {"kunci_induk": "MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE=", "rahasia_cari": "MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDI="}


@pytest.fixture(scope="module")
def s3() -> Iterator[tuple[str, str]]:
    """(bucket, address) of an S3 server."""
    given = os.environ.get("SELARAS_UJI_S3")
    if given is not None:
        bucket, _, address = given.removeprefix("s3://").partition("@")
        yield bucket, address
        return
    # in a process of its own: it is no part of what is tested, and its imports warn. It says its port once it listens
    server = subprocess.Popen(
        [sys.executable, "-u", "-m", "moto.server", "-H", "127.0.0.1", "-p", "0"],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    try:
        assert server.stdout is not None
        line = next(line for line in server.stdout if "Running on http" in line)
        address = "http://" + line.split("http://", 1)[1].split()[0].replace("\x1b[0m", "")
        asking = HTTPConnection(address.removeprefix("http://"))
        asking.request("PUT", "/berkas-uji")
        assert asking.getresponse().status == 200
        asking.close()
        yield "berkas-uji", address
    finally:
        server.kill()
        server.communicate()


@pytest.fixture(params=["folder", "s3"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> tuple[BerkasStore, Any]:
    """(store, what changes a stored blob behind its back)."""
    if request.param == "folder":
        made = open_store(Settings(berkas=f"file://{tmp_path}/ber%20kas"))
        assert isinstance(made, FolderStore)

        def spoil(address: str) -> None:
            path = tmp_path / "ber kas" / address[:2] / address
            path.write_bytes(path.read_bytes()[:-1])

        return made, spoil
    bucket, endpoint = request.getfixturevalue("s3")
    keys = {
        "s3_kunci": os.environ.get("SELARAS_UJI_S3_KUNCI", "uji"),
        "s3_rahasia": os.environ.get("SELARAS_UJI_S3_RAHASIA", "uji-rahasia"),
    }
    settings = Settings(berkas=f"s3://{bucket}/kepesertaan", s3_endpoint=endpoint, **keys)  # type: ignore[arg-type]
    bucket_store = open_store(settings)
    assert isinstance(bucket_store, ObjectStorage)

    def spoil_object(address: str) -> None:
        import obstore

        obstore.put(bucket_store._store, f"{address[:2]}/{address}", b"lain")

    return bucket_store, spoil_object


async def test_what_was_put_is_got_under_its_own_hash(store: tuple[BerkasStore, Any]) -> None:
    made, spoil = store
    content = os.urandom(300_000)
    address = await made.put(content)
    assert address == hashlib.sha256(content).hexdigest()
    assert await made.put(content) == address  # twice is once
    assert await made.get(address) == content
    assert await made.get(await made.put(b"")) == b""
    await asyncio.gather(*(made.put(content) for _ in range(8)))  # the same at the same moment
    assert await made.get(address) == content
    other = hashlib.sha256(b"never put").hexdigest()
    for missing in (other, "", "../../etc/passwd", address.upper(), address + "0"):
        with pytest.raises(NotStored):
            await made.get(missing)
    spoil(address)
    with pytest.raises(Damaged):
        await made.get(address)
    assert await made.put(content) == address  # put again: mended
    assert await made.get(address) == content
    await made.delete(address)
    await made.delete(address)
    with pytest.raises(NotStored):
        await made.get(address)


async def test_a_store_that_is_away_says_so(tmp_path: Path) -> None:
    (tmp_path / "bukan-folder").write_bytes(b"")
    away = [
        FolderStore(tmp_path / "bukan-folder"),
        open_store(Settings(berkas="s3://berkas-uji", s3_endpoint="http://127.0.0.1:9", s3_kunci="x", s3_rahasia="y")),
    ]
    for made in away:
        with pytest.raises(ServiceUnavailable):
            await made.put(b"isi")
        with pytest.raises(ServiceUnavailable):
            await made.get("0" * 64)


def test_a_write_that_fails_leaves_nothing(tmp_path: Path) -> None:
    made = FolderStore(tmp_path)
    (tmp_path / hashlib.sha256(b"isi").hexdigest()[:2] / hashlib.sha256(b"isi").hexdigest()).mkdir(parents=True)  # in the way
    with pytest.raises(ServiceUnavailable):
        asyncio.run(made.put(b"isi"))
    assert not list(tmp_path.glob("**/.baru-*"))


def test_production_must_say_where() -> None:
    production = {"lingkungan": "produksi", **RAHASIA}
    with pytest.raises(RuntimeError, match="SELARAS_BERKAS"):
        open_store(Settings(**production))  # type: ignore[arg-type]
    assert isinstance(open_store(Settings(berkas="file:///var/lib/berkas", **production)), FolderStore)  # type: ignore[arg-type]
    assert isinstance(open_store(Settings()), FolderStore)
    for wrong in ("/var/lib/berkas", "file://berkas", "gs://ember/x", "s3://"):
        with pytest.raises(ValidationError):
            Settings(berkas=wrong)


def test_sealed_content_opens_with_its_key_and_name_only() -> None:
    key, content = new_key(), os.urandom(1000)
    sealed = seal_bytes(key, content, "nama")
    assert unseal_bytes(key, sealed, "nama") == content
    assert content not in sealed
    for wrong, raw, name in ((new_key(), sealed, "nama"), (key, sealed, "lain"), (key, sealed[:-1], "nama"), (key, b"", "nama")):
        with pytest.raises(Unreadable):
            unseal_bytes(wrong, raw, name)
