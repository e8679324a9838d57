"""A database and a role for each service, on our server or on the one of ``DATABASE_URL``."""

from __future__ import annotations

import json
import re
import secrets
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import asyncpg


def url_basis_data(server: str, nama: str, pengguna: str, sandi: str) -> str:
    """The server's URL with another database and role."""
    bagian = urlsplit(server)
    host = (bagian.hostname or "127.0.0.1") + (f":{bagian.port}" if bagian.port else "")
    return urlunsplit(("postgresql", f"{pengguna}:{sandi}@{host}", f"/{nama}", bagian.query, ""))


async def ensure_database(server: str, nama: str, sandi: Path) -> str:
    """Makes role and database ``nama`` when they are missing; the URL to reach it. The passwords are kept in the file ``sandi``."""
    if not re.fullmatch(r"[a-z][a-z0-9_]{0,50}", nama):
        raise ValueError(f"nama basis data tidak sah: {nama!r}")
    kata = _sandi(sandi, nama)
    koneksi = await asyncpg.connect(server)
    try:
        ada = await koneksi.fetchval("select 1 from pg_roles where rolname = $1", nama)
        await koneksi.execute(f"{'alter' if ada else 'create'} role {nama} login password '{kata}'")
        if not await koneksi.fetchval("select 1 from pg_database where datname = $1", nama):
            await koneksi.execute(f"create database {nama} owner {nama}")
            await koneksi.execute(f"revoke connect on database {nama} from public")
    finally:
        await koneksi.close()
    return url_basis_data(server, nama, nama, kata)


async def hapus_basis_data(server: str, nama: str) -> None:
    koneksi = await asyncpg.connect(server)
    try:
        await koneksi.execute(f"drop database if exists {nama} with (force)")
    finally:
        await koneksi.close()


def _sandi(berkas: Path, nama: str) -> str:
    isi: dict[str, str] = json.loads(berkas.read_text()) if berkas.is_file() else {}
    if nama not in isi:
        isi[nama] = secrets.token_hex(16)
        berkas.touch(mode=0o600)
        berkas.write_text(json.dumps(isi, indent=1))
    return isi[nama]
