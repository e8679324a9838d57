"""The roles an operator runs by hand or as a Kubernetes Job: periksa, bangun-ulang, pulihkan, terbitkan-ulang. They end by themselves;
0 is well, 1 is a difference found or a refusal, and what is printed says which (docs/operasi.md)."""

from __future__ import annotations

import gc
import sys
from collections.abc import Iterable

from chassis.difference import Difference
from chassis.rebuild_service import rebuild_inline, rebuild_service
from chassis.recover import CannotRecover, Recovery
from chassis.replay_inline import CannotRebuild
from chassis.republish import WorkerRunning, relay_held, republish
from chassis.service import Runtime, ServiceSpec
from chassis.settings import Settings
from chassis.shadow import RebuildRunning

ROLES = ("periksa", "bangun-ulang", "pulihkan", "terbitkan-ulang")


def _say(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


def _report(built: str, differences: Iterable[Difference]) -> int:
    """Prints a line a table; how many differ."""
    wrong = 0
    for d in differences:
        if d.same:
            _say(f"{built:<24} {d.table:<24} {d.rows:>9} baris  sama")
        else:
            wrong += 1
            _say(f"{built:<24} {d.table:<24} {d.rows:>9} baris  BERBEDA: kurang {d.missing}, lebih {d.surplus}; misalnya {d.example}")
    return wrong


async def maintain(spec: ServiceSpec, settings: Settings, role: str) -> int:
    gc.freeze()
    gc.set_threshold(100_000, 50, 50)  # millions of events in a row: full collections of what lives anyway cost a third of the time
    rt = Runtime(spec, settings)
    await rt.open()
    try:
        match role:
            case "periksa" | "bangun-ulang":
                return await _rebuild(spec, rt, repair=role == "bangun-ulang")
            case "pulihkan":
                return await _recover(spec, rt)
            case _:
                return await _republish(spec, rt)
    except (CannotRebuild, CannotRecover, RebuildRunning) as refused:
        _say(f"{spec.name}: {role} berhenti: {refused}")
        return 1
    except WorkerRunning:
        _say(f"{spec.name}: worker layanan ini masih berjalan. Hentikan dahulu worker dan api-nya, lalu ulangi {role}.")
        return 1
    finally:
        await rt.close()


async def _rebuild(spec: ServiceSpec, rt: Runtime, *, repair: bool) -> int:
    wrong = 0
    async for built, differences in rebuild_service(rt, spec.build(rt), repair=repair):
        wrong += _report(built, differences)
    if wrong == 0:
        _say(f"{spec.name}: semua model baca sama dengan yang dibangun dari peristiwa.")
        return 0
    _say(f"{spec.name}: {wrong} tabel berbeda" + (" dan sudah dibetulkan." if repair else "; betulkan dengan bangun-ulang."))
    return 0 if repair else 1


async def _recover(spec: ServiceSpec, rt: Runtime) -> int:
    parts = spec.build(rt)
    async with relay_held(rt.db):
        found = await Recovery(rt.db, rt.settings.kafka_bootstrap_servers, rt.topic(rt.name)).run()
        _report("store", await rebuild_inline(rt, parts, repair=True))
    _say(f"{spec.name}: {found.events} peristiwa dari {len(found.streams)} stream dan {found.days} hari tertutup kembali dari topik.")
    if found.events:
        _say("Yang tidak ada di topik dan hanya dapat datang dari cadangan: peristiwa privat terakhir sebuah stream,")
        _say(f"jawaban Idempotency-Key, pekerjaan, dan tabel {', '.join(parts.beside) or '(tidak ada)'}.")
    return 0


async def _republish(spec: ServiceSpec, rt: Runtime) -> int:
    count = await republish(rt.db)
    _say(f"{spec.name}: {count} peristiwa menunggu dikirim; nyalakan kembali worker, lalu amati selaras_outbox_size.")
    return 0
