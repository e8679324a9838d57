"""The sender: leases what is due, posts side by side, writes down what came of it. Several workers may run; each message is leased to one.

Killed at any moment it loses nothing: what was under way is leased anew after LEASE seconds and sent again under the same webhook-id.
"""

from __future__ import annotations

import asyncio
import logging
import random
import time
from collections import Counter
from datetime import datetime
from functools import lru_cache
from uuid import UUID

from chassis.clock import business_now, business_time, wall_now
from chassis.context import Context
from chassis.crypto import Unreadable
from chassis.db import TRANSIENT_ERRORS
from chassis.idle import Idle
from chassis.ids import new_id
from chassis.service import Runtime
from chassis.telemetry import current_traceparent, span
from opentelemetry.trace import SpanKind

from notifikasi import rahasia
from notifikasi.agregat import WEBHOOK
from notifikasi.domain.jadwal import Jawaban, menyerah, putuskan
from notifikasi.domain.webhook import Nonaktifkan
from notifikasi.kirim import surat
from notifikasi.kirim.antrean import Tugas, ambil, perpanjang, tertunda
from notifikasi.kirim.hasil import Hasil, catat
from notifikasi.kirim.http import Balasan, Pos
from notifikasi.setelan import SetelanWebhook

log = logging.getLogger(__name__)

SEWA = 5.0
PERPANJANG = 1.5
TERCEPAT, TERLAMBAT = 0.05, 0.25
KUMPUL = 0.005
"""Seconds in which leases and outcomes gather: each batch is a transaction, however few are in it. A first message does not wait."""
DITOLAK_410 = "DITOLAK_410"
GAGAL_LIMA_HARI = "GAGAL_LIMA_HARI"


class Pengirim:
    def __init__(self, rt: Runtime, setelan: SetelanWebhook) -> None:
        self._rt = rt
        self._setelan = setelan
        # by its wrapped text, which is another one after each rotation
        self._buka = lru_cache(maxsize=1024)(rahasia.kunci_induk(rt.settings).unwrap)
        self._berjalan: dict[UUID, Tugas] = {}
        self._hasil: asyncio.Queue[Hasil] = asyncio.Queue()
        self._bangun = asyncio.Event()
        self._dikirim = rt.metrics.counter("selaras_webhook_pengiriman", "Attempts to deliver webhooks", ("akibat",))
        self._lama = rt.metrics.histogram("selaras_webhook_detik", "Seconds a receiver took to answer")

    async def jalan(self) -> None:
        """For ever; what was under way when it ends is sent again by whoever comes next."""
        self._berjalan.clear()
        self._hasil = asyncio.Queue()
        pos = Pos(self._setelan)
        try:
            async with asyncio.TaskGroup() as group:
                group.create_task(self._mengambil(group, pos))
                group.create_task(self._mencatat())
                group.create_task(self._memperpanjang())
        finally:
            await pos.tutup()

    def bangunkan(self) -> None:
        """Something may be due: do not wait for the next look."""
        self._bangun.set()

    async def _mengambil(self, group: asyncio.TaskGroup, pos: Pos) -> None:
        sela = Idle(TERCEPAT, TERLAMBAT)
        while True:
            berjalan = Counter(t.webhook_id for t in self._berjalan.values())
            async with self._rt.db.connection() as conn:
                tugas = await ambil(conn, SEWA, self._setelan.serentak, berjalan)
            for t in tugas:
                self._berjalan[t.sewa] = t
                group.create_task(self._satu(pos, t))
            if tugas:
                sela.reset()
                await asyncio.sleep(KUMPUL)
            else:
                await sela.wait(self._bangun)

    async def _satu(self, pos: Pos, t: Tugas) -> None:
        mulai, pada = time.perf_counter(), wall_now()
        atribut: dict[str, str | int | bool | float] = {"webhook.jenis": t.jenis, "webhook.percobaan": t.percobaan_semua + 1}
        with span(f"webhook {t.jenis}", t.traceparent, kind=SpanKind.CLIENT, attributes=atribut) as jejak:
            balasan = await self._kirim(pos, t)
            if balasan.jawaban.kode is not None:
                jejak.set_attribute("http.response.status_code", balasan.jawaban.kode)
        lama = time.perf_counter() - mulai
        keputusan = putuskan(balasan.jawaban, t.percobaan + 1, random.random())  # noqa: S311  spreads retries, keeps no secret
        self._dikirim.labels(keputusan.akibat).inc()
        self._lama.observe(lama)
        self._hasil.put_nowait(Hasil(t, keputusan, pada, round(lama * 1000), balasan.jawaban.kode, balasan.galat))

    async def _kirim(self, pos: Pos, t: Tugas) -> Balasan:
        try:
            kunci = [self._buka(r) for r in (t.rahasia, t.rahasia_lama) if r]
            badan = surat.badan(t)
            kepala = surat.kepala(t, badan, int(time.time()), kunci, current_traceparent())
            return await pos.kirim(t.url, badan, kepala)
        except Unreadable:
            log.error("webhook secret does not open", extra={"webhook_id": str(t.webhook_id)})
            return Balasan(Jawaban(None), "RAHASIA_TIDAK_TERBACA")
        except Exception as galat:
            # whatever it is, it belongs to this message: it counts as a failed attempt and must not stop the others
            log.exception("webhook attempt failed", extra={"webhook_id": str(t.webhook_id), "pengiriman_id": t.pengiriman_id})
            return Balasan(Jawaban(None), type(galat).__name__)

    async def _mencatat(self) -> None:
        while True:
            semua = [await self._hasil.get()]
            await asyncio.sleep(KUMPUL)
            while not self._hasil.empty():
                semua.append(self._hasil.get_nowait())
            gagal_sejak = await self._catat(semua)
            for h in semua:
                self._berjalan.pop(h.tugas.sewa, None)
            self._bangun.set()
            await self._matikan(semua, gagal_sejak)

    async def _catat(self, semua: list[Hasil]) -> dict[UUID, datetime | None]:
        while True:
            try:
                async with self._rt.db.transaction() as conn:
                    return await catat(conn, semua)
            except TRANSIENT_ERRORS:
                await asyncio.sleep(0.02)

    async def _matikan(self, semua: list[Hasil], gagal_sejak: dict[UUID, datetime | None]) -> None:
        """410 at once; no success for five days. Decided on its stream, so two workers that see it switch it off once."""
        alasan: dict[UUID, tuple[str, Tugas]] = {}
        for h in semua:
            id = h.tugas.webhook_id
            if h.keputusan.akibat == "NONAKTIFKAN":
                alasan[id] = (DITOLAK_410, h.tugas)
            elif menyerah(gagal_sejak.get(id), wall_now()):
                alasan.setdefault(id, (GAGAL_LIMA_HARI, h.tugas))
        for id, (sebab, tugas) in alasan.items():
            async with self._rt.db.connection() as conn:
                jumlah = await tertunda(conn, id)
            # under simulation the notice belongs to the time of the message that met the closed door
            with business_time(tugas.dicatat_pada if self._rt.settings.simulasi else None):
                ctx = Context("pengirim", f"webhook:{id}", None, b"", business_now(), str(new_id()), traceparent=tugas.traceparent)
                await self._rt.commands.execute(WEBHOOK, str(id), Nonaktifkan(sebab, jumlah), ctx=ctx)
            log.warning("webhook switched off", extra={"webhook_id": str(id), "alasan": sebab})

    async def _memperpanjang(self) -> None:
        while True:
            await asyncio.sleep(PERPANJANG)
            if self._berjalan:
                async with self._rt.db.connection() as conn:
                    await perpanjang(conn, list(self._berjalan.values()), SEWA)
