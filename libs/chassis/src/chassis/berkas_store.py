"""Files by what is in them: a store of blobs, addressed by the SHA-256 of what is stored, in a folder or in an S3 bucket.

What goes in should be sealed already (``chassis.crypto.seal_bytes``): the store knows neither owners nor keys, so that a copy of it
alone is worth nothing, and destroying a key destroys the file in every copy.
"""

from __future__ import annotations

import asyncio
import hashlib
import os
import re
import tempfile
from contextlib import suppress
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Protocol
from urllib.parse import unquote, urlsplit

from chassis.http_client import ServiceUnavailable
from chassis.settings import Settings

if TYPE_CHECKING:
    from obstore.store import ObjectStore

_ADDRESS = re.compile(r"[0-9a-f]{64}")
_NAME = "penyimpanan berkas"


class NotStored(LookupError):
    """Nothing stands at this address."""


class Damaged(Exception):
    """What stands at this address is not what was put there."""


class BerkasStore(Protocol):
    """Every implementation: durable once ``put`` returns; the same content twice is one blob; ServiceUnavailable when it is away."""

    async def put(self, content: bytes) -> str:
        """Store; gives the address."""
        ...

    async def get(self, address: str) -> bytes:
        """Raises NotStored, Damaged."""
        ...

    async def delete(self, address: str) -> None:
        """Nothing there is no error."""
        ...


class FolderStore:
    """A local folder (one machine, or a volume that all pods mount). A half-written file is never seen: written beside, synced, moved."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    async def put(self, content: bytes) -> str:
        address = _address(content)
        try:
            await asyncio.to_thread(self._write, self._path(address), content)
        except OSError as error:  # full, read-only, not mounted
            raise ServiceUnavailable(_NAME, type(error).__name__) from None
        return address

    async def get(self, address: str) -> bytes:
        try:
            content = await asyncio.to_thread(self._path(address).read_bytes)
        except FileNotFoundError:
            raise NotStored(address) from None
        except OSError as error:
            raise ServiceUnavailable(_NAME, type(error).__name__) from None
        return _checked(address, content)

    async def delete(self, address: str) -> None:
        try:
            await asyncio.to_thread(self._path(address).unlink, missing_ok=True)
        except OSError as error:
            raise ServiceUnavailable(_NAME, type(error).__name__) from None

    def _path(self, address: str) -> Path:
        return self._folder / _key(address)

    def _write(self, path: Path, content: bytes) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, beside = tempfile.mkstemp(dir=path.parent, prefix=".baru-")
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(content)
                file.flush()
                os.fsync(file.fileno())
            Path(beside).replace(path)
        except BaseException:
            with suppress(FileNotFoundError):
                Path(beside).unlink()
            raise
        _sync_folder(path.parent)
        _sync_folder(path.parent.parent)  # the folder of two letters may be new


class ObjectStorage:
    """A bucket, through obstore. Its blocking calls in threads: its own coroutines come back from a thread of Rust that may outlive
    the interpreter and abort the process at its end (seen with 0.12)."""

    def __init__(self, store: ObjectStore) -> None:
        self._store = store

    async def put(self, content: bytes) -> str:
        address = _address(content)
        await asyncio.to_thread(self._put, _key(address), content)
        return address

    async def get(self, address: str) -> bytes:
        return _checked(address, await asyncio.to_thread(self._get, _key(address)))

    async def delete(self, address: str) -> None:
        await asyncio.to_thread(self._delete, _key(address))

    def _put(self, key: str, content: bytes) -> None:
        import obstore
        from obstore.exceptions import BaseError

        try:
            obstore.put(self._store, key, content)
        except (BaseError, OSError) as error:
            raise ServiceUnavailable(_NAME, type(error).__name__) from None

    def _get(self, key: str) -> bytes:
        import obstore
        from obstore.exceptions import BaseError

        try:
            return bytes(obstore.get(self._store, key).bytes())
        except FileNotFoundError:
            raise NotStored(key) from None
        except (BaseError, OSError) as error:
            raise ServiceUnavailable(_NAME, type(error).__name__) from None

    def _delete(self, key: str) -> None:
        import obstore
        from obstore.exceptions import BaseError

        try:
            obstore.delete(self._store, key)
        except FileNotFoundError:
            return
        except (BaseError, OSError) as error:
            raise ServiceUnavailable(_NAME, type(error).__name__) from None


def open_store(settings: Settings) -> BerkasStore:
    """``SELARAS_BERKAS``: ``file:///folder`` or ``s3://bucket/prefix``. Left out: a temporary folder, local stack only."""
    if settings.berkas is None:
        if settings.lingkungan != "lokal":
            raise RuntimeError("SELARAS_BERKAS must be set outside the local stack: s3://bucket/prefix, or file:///folder")
        return FolderStore(Path(tempfile.gettempdir()) / f"selaras-berkas-{os.getuid()}")
    parts = urlsplit(settings.berkas)
    if parts.scheme == "file":
        return FolderStore(Path(unquote(parts.path)))
    return ObjectStorage(_s3(settings, parts.netloc, parts.path.strip("/")))


def _s3(settings: Settings, bucket: str, prefix: str) -> ObjectStore:
    """Without keys in the settings it finds its own: AWS_… of the environment, the pod's or the machine's identity."""
    from obstore.store import S3Store  # late: 15 MB that only a service with a bucket needs

    secret = settings.s3_rahasia
    given = {
        "endpoint": settings.s3_endpoint,
        "region": settings.s3_region,
        "access_key_id": settings.s3_kunci,
        "secret_access_key": None if secret is None else secret.get_secret_value(),
    }
    return S3Store(
        bucket,
        prefix=prefix or None,
        config={k: v for k, v in given.items() if v},  # type: ignore[arg-type]
        client_options={"allow_http": (settings.s3_endpoint or "").startswith("http://"), "timeout": "30s", "connect_timeout": "3s"},
        retry_config={"max_retries": 3, "retry_timeout": timedelta(seconds=20)},
    )


def _address(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def _key(address: str) -> str:
    if not _ADDRESS.fullmatch(address):  # it becomes a path
        raise NotStored(address)
    return f"{address[:2]}/{address}"


def _checked(address: str, content: bytes) -> bytes:
    if _address(content) != address:
        raise Damaged(address)
    return content


def _sync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
