"""An inline read model built again from 1,000,000 events of the store, against COPY of as many rows."""

from __future__ import annotations

import time

from chassis.db import Database
from chassis.replay_inline import InlineReplay
from chassis.shadow import shadow

from benchmarks.contoh import CONTOH, TABEL
from benchmarks.kerangka import Baris, baris
from benchmarks.lingkungan import Lingkungan

STREAM = 333_334
PERISTIWA = 3 * STREAM
# the events are put there as a million commands would have left them; only the rebuilding is measured
_ISI = f"""
insert into streams select 'contoh:k' || lpad(n::text, 7, '0'), 3, 1 from generate_series(1, {STREAM}) n;
insert into events (stream_id, version, event_id, type, schema_version, data, metadata, waktu, dicatat_pada, sequence, public_type,
  public_data, head)
select 'contoh:k' || lpad(n::text, 7, '0'), v, gen_random_uuid(), (array['Dibuka', 'Disetor', 'Disahkan'])[v], 1,
  convert_to(case v when 1 then '{{"pemilik":"seseorang"}}'
    when 2 then '{{"nominal":' || n || ',"referensi":"r' || n || '","waktu":"2016-12-05T09:00:00+07:00"}}'
    else '{{"referensi":"r' || n || '"}}' end, 'UTF8'),
  '{{}}', now(), now(), case v when 2 then 1 end, case v when 2 then 'x' end, case v when 2 then '{{}}'::bytea end, 3
from generate_series(1, {STREAM}) n, generate_series(1, 3) v;
analyze
"""  # noqa: S608 - constants


async def ukur(dunia: Lingkungan) -> list[Baris]:
    db = Database(await dunia.basis_data("contoh", None))
    try:
        async with db.connection() as conn:
            await conn.execute("set statement_timeout = '10min'")
            await conn.execute(TABEL)
            for satu in _ISI.split(";"):
                await conn.execute(satu)
            await conn.execute("checkpoint")
        async with shadow(db, ["saldo_contoh"]) as dalam, dalam.connection() as conn:
            mulai = time.perf_counter()
            if await InlineReplay([CONTOH]).run(conn) != STREAM:
                raise RuntimeError("not every stream was rebuilt")
            kita = PERISTIWA / (time.perf_counter() - mulai)
        async with db.connection() as conn:
            await conn.execute("create table salinan (like saldo_contoh including all)")
            mulai = time.perf_counter()
            await conn.copy_records_to_table("salinan", records=((f"k{n:07d}", n, 3) for n in range(PERISTIWA)))
            polos = PERISTIWA / (time.perf_counter() - mulai)
    finally:
        await db.close()
    return [
        baris(
            "rebuild from 1,000,000 events", [kita], [polos], unit="1/s", wanted=">= 0.5", against="COPY of as many rows",
            note="events read, decoded and folded; the read model written by its own statements",
        )
    ]  # fmt: skip
