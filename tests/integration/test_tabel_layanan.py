"""Every table of a service has one owner: the engine, its inline models, one of its projections, or it is named as standing beside."""

from __future__ import annotations

from importlib import import_module
from typing import Any

import asyncpg
import pytest
from chassis.runner import Process
from chassis.settings import Settings
from chassis.testing import fresh_database
from selaras.lokal.susunan import LAYANAN

_TABEL = """
select c.relname, exists (select 1 from pg_index i where i.indrelid = c.oid and i.indisprimary) as berkunci
from pg_class c where c.relnamespace = 'public'::regnamespace and c.relkind = 'r' and c.relname <> 'alembic_version'
"""


async def _tabel(url: str) -> dict[str, bool]:
    conn = await asyncpg.connect(url)
    try:
        return {r["relname"]: r["berkunci"] for r in await conn.fetch(_TABEL)}
    finally:
        await conn.close()


@pytest.mark.parametrize("layanan", LAYANAN)
async def test_setiap_tabel_punya_satu_pemilik(layanan: str, pg_server: Any) -> None:
    spec = import_module(f"{layanan}.main").SPEC
    url = await fresh_database(pg_server.url, layanan, spec.migrations)
    mesin = await _tabel(await fresh_database(pg_server.url, "mesin", None))
    parts = Process(spec, Settings(database_url=url), "api").parts
    disebut = [*parts.inline, *parts.beside, *(t for p in parts.projections for t in p.tables)]
    assert len(disebut) == len(set(disebut)), "a table has two owners"
    ada = await _tabel(url)
    assert set(ada) - set(mesin) == set(disebut)
    assert [t for t in disebut if not ada[t]] == [], "a table without a key cannot be put right"


@pytest.mark.parametrize("layanan", LAYANAN)
def test_setiap_projeksi_dapat_dibangun_ulang_atau_berkata_mengapa_tidak(layanan: str) -> None:
    spec = import_module(f"{layanan}.main").SPEC
    for projeksi in Process(spec, Settings(database_url="postgresql://uji"), "api").parts.projections:
        assert projeksi.tables, projeksi.consumer
        assert projeksi.rebuildable or projeksi.consumer == "umpan.v1", "only the feed, which would announce everything again"
