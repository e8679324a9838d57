"""Poison on every topic, for every projection and reaction of every service: parked with the later records of its subject while all
others go on; shown, tried again in order, or given up with a reason. On real PostgreSQL; what a broker would hand over is handed over here.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterable, Sequence
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from importlib import import_module
from typing import Any
from uuid import uuid4

import pytest
from chassis.context import Context
from chassis.ids import new_id
from chassis.parked import Parked
from chassis.ports import RawRecord
from chassis.runner import Process
from chassis.settings import PORTS, Settings
from chassis.subscription import Projection, Reaction, Subscription
from chassis.testing import fresh_database
from chassis.worker import make_consumer
from dasar.penolakan import Ditolak
from shared_events.documents import GOLDEN
from shared_events.envelope import Envelope

SAAT = datetime(2016, 12, 5, 3, tzinfo=UTC)
LAYANAN = sorted(PORTS)


class Topik:
    """One partition of one topic, as a broker would hand it over."""

    def __init__(self, topik: str) -> None:
        self.topik = topik
        self.isi: list[RawRecord] = []
        self.mulai = 0
        self._baru = True

    def tambah(self, kunci: str | None, jenis: str, urutan: int | None, nilai: bytes = b"{}", **kepala: str | None) -> None:
        amplop = Envelope(new_id(), "/uji", jenis, kunci or "?", SAAT, SAAT, urutan)
        semua = {**{k: v.decode() for k, v in amplop.headers()}, **kepala}
        self.mentah(kunci, nilai, [(k, v.encode()) for k, v in semua.items() if v is not None])

    def mentah(self, kunci: str | None, nilai: bytes, kepala: Sequence[tuple[str, bytes]]) -> None:
        bytes_kunci = None if kunci is None else kunci.encode()
        self.isi.append(RawRecord(self.topik, 0, len(self.isi), bytes_kunci, nilai, tuple(kepala)))

    async def poll(self, max_records: int) -> list[RawRecord]:
        hasil = self.isi[self.mulai : self.mulai + max_records]
        self.mulai += len(hasil)
        return hasil

    def seek(self, topic: str, partition: int, offset: int) -> None:
        self.mulai = offset

    def take_assignment(self) -> frozenset[tuple[str, int]] | None:
        baru, self._baru = self._baru, False
        return frozenset({(self.topik, 0)}) if baru else None


def langganan(p: Process) -> list[Subscription]:
    semua: list[Projection | Reaction] = [*p.parts.projections, *p.parts.reactions]
    return semua


def proses(layanan: str, url: str) -> Process:
    settings = Settings(database_url=url, client_id="uji", client_secret="uji", simulasi=True)
    return Process(import_module(f"{layanan}.main").SPEC, settings, "api")


SEMUA = [
    pytest.param(layanan, s.consumer, sumber, id=f"{layanan}-{s.consumer}-{sumber}")
    for layanan in LAYANAN
    for s in langganan(proses(layanan, "postgresql://uji:uji@127.0.0.1:1/uji"))
    for sumber in s.sources
    if any(sumber == e.LAYANAN for e in s.events)  # some topics are read for their day marks alone
]


def test_all_services_that_read_are_here() -> None:
    assert len(SEMUA) >= 15 and {"dasbor", "notifikasi", "status", "klaim", "iuran"} <= {p.values[0] for p in SEMUA}


class Kasus:
    """One consumer on one topic. Its handler is stood in for: what matters here is which records reach it, in which order."""

    def __init__(self, p: Process, s: Subscription, sumber: str) -> None:
        self.p = p
        self.topik = Topik(p.rt.topic(sumber))
        self.consumer = make_consumer(p.rt, s, self.topik)
        self.jenis = next(e.ce_type() for e in s.events if sumber == e.LAYANAN)
        self.sumber = sumber
        self.parkir = Parked(p.rt.db, p.rt.commands, {s.consumer: self.consumer})
        self.sampai: list[tuple[str, int]] = []
        self.mustahil = True
        self.consumer.handle = self.terima

    async def terima(self, _tx: Any, records: Iterable[Any]) -> None:
        for r in records:
            if r.subject == "racun:mustahil" and self.mustahil:
                raise Ditolak("MUSTAHIL", "Tidak mungkin menurut aturan.")
            self.sampai.append((r.subject, r.envelope.sequence))

    def baik(self, kunci: str, *urutan: int) -> None:
        nilai = next(iter(sorted(GOLDEN.glob(f"{self.jenis}.*.json")))).read_bytes()
        for n in urutan:
            self.topik.tambah(kunci, self.jenis, n, nilai)

    async def baca(self) -> None:
        while await self.consumer.step():
            pass

    async def diparkir(self) -> dict[str, list[str]]:
        async with self.p.rt.db.connection() as conn:
            rows = await conn.fetch(
                'select subject, reason from parked_records where consumer = $1 and topic = $2 order by part, "offset"',
                self.consumer.name, self.topik.topik,
            )  # fmt: skip
        hasil: dict[str, list[str]] = {}
        for r in rows:
            hasil.setdefault(r["subject"], []).append(r["reason"].partition(":")[0])
        return hasil

    async def nomor(self, subjek: str) -> int:
        """The oldest parked record of the subject."""
        async with self.p.rt.db.connection() as conn:
            id: int = await conn.fetchval(
                "select min(id) from parked_records where subject = $1 and consumer = $2 and topic = $3",
                subjek, self.consumer.name, self.topik.topik,
            )  # fmt: skip
        return id

    async def keputusan(self) -> list[tuple[str, str, str]]:
        async with self.p.rt.db.connection() as conn:
            rows = await conn.fetch(
                'select subject, decision, reason from parked_decisions where consumer = $1 and topic = $2 order by "offset", decided_at',
                self.consumer.name, self.topik.topik,
            )  # fmt: skip
        return [(r["subject"], r["decision"], r["reason"]) for r in rows]

    async def urutan(self, subjek: str) -> int | None:
        async with self.p.rt.db.connection() as conn:
            n: int | None = await conn.fetchval(
                "select last_sequence from consumer_sequences where subject = $1 and consumer = $2 and topic = $3",
                subjek, self.consumer.name, self.topik.topik,
            )  # fmt: skip
        return n


_DATABASE: dict[str, str] = {}


@asynccontextmanager
async def kasus(pg_url: str, layanan: str, nama: str, sumber: str) -> AsyncIterator[Kasus]:
    if layanan not in _DATABASE:
        _DATABASE[layanan] = await fresh_database(pg_url, layanan, import_module(f"{layanan}.main").SPEC.migrations)
    p = proses(layanan, _DATABASE[layanan])
    await p.rt.open()
    try:
        yield Kasus(p, next(s for s in langganan(p) if s.consumer == nama), sumber)
    finally:
        await p.rt.close()


def ctx() -> Context:
    return Context("operator", "parkir", uuid4().hex, b"", SAAT, str(new_id()))


def sebar(k: Kasus) -> None:
    """One subject for each way in which a record can be wrong, each with a sound successor, and sound ones between them."""
    nama, t = k.jenis.rsplit(".", 1)[0], k.topik
    k.baik("baik:1", 1)
    t.tambah("racun:isi", k.jenis, 1, b"\x00\xff")
    t.tambah("racun:bentuk", k.jenis, 1, b'{"ini": "bukan"}')
    t.mentah("racun:tanpa-kepala", b"{}", [])
    t.tambah("racun:kepala-rusak", k.jenis, 1, ce_time="kemarin")
    t.tambah("racun:kepala-bukan-teks", k.jenis, 1)
    t.isi[-1] = RawRecord(t.topik, 0, len(t.isi) - 1, b"racun:kepala-bukan-teks", b"{}", (("ce_id", b"\xff\xfe\x00"),))
    t.tambah("racun:tanpa-urutan", k.jenis, None)
    t.tambah("racun:urutan-nol", k.jenis, 0)
    t.tambah("racun:subjek-lain", k.jenis, 1, ce_subject="baik:1")
    t.tambah("racun:versi-baru", f"{nama}.v99", 1)
    t.tambah("racun:versi-bukan-angka", f"{nama}.vBaru", 1)
    t.tambah("racun:tanda-asing", "selaras.entah.HariDitutup.v1", None)
    t.tambah("racun:tanda-baru", f"selaras.{k.sumber}.HariDitutup.v2", None)
    t.mentah(None, b"", [])
    k.baik("racun:lubang", 2)
    k.baik("racun:mustahil", 1)
    for r in list(t.isi):
        if r.key is not None and r.key.startswith(b"racun:"):
            k.baik(r.key.decode(), 3 if r.key == b"racun:lubang" else 2)
    t.tambah("asing:1", f"selaras.{k.sumber}.BelumDikenal.v1", 1, b"\xff")  # of a newer producer; nobody here asked for it
    k.baik("asing:1", 2)
    k.baik("baik:1", 2)
    k.baik("baik:2", 1, 2, 2, 1, 3)


@pytest.mark.parametrize(("layanan", "nama", "sumber"), SEMUA)
async def test_poison_stops_its_own_subject_only_and_nothing_is_passed_over(layanan: str, nama: str, sumber: str, pg_server: Any) -> None:
    async with kasus(pg_server.url, layanan, nama, sumber) as k:
        sebar(k)
        await k.baca()
        ada = await k.diparkir()
        tak_berkunci = [s for s in ada if s.startswith("?")]
        assert [ada.pop(s) for s in tak_berkunci] == [["TIDAK_TERBACA"]]
        awal = dict.fromkeys({r.key.decode() for r in k.topik.isi if r.key and r.key.startswith(b"racun:")}, "TIDAK_TERBACA")
        awal |= {"racun:lubang": "URUTAN_BERLUBANG", "racun:mustahil": "GAGAL"}
        assert ada == {s: [sebab, "MENUNGGU_YANG_LEBIH_DULU"] for s, sebab in awal.items()}
        assert k.sampai[-6:].count(("baik:2", 3)) == 1
        assert [n for s, n in dict.fromkeys(k.sampai) if s == "baik:2"] == [1, 2, 3]
        assert [n for s, n in dict.fromkeys(k.sampai) if s == "baik:1"] == [1, 2]
        assert ("asing:1", 1) not in k.sampai and await k.urutan("asing:1") == 2  # counted, not read, not parked
        assert k.topik.mulai == len(k.topik.isi)
        await decide(k)


async def decide(k: Kasus) -> None:
    """Mended and replayed; given up and the successor taken; the gap filled: in order, each with its row in the records."""
    k.mustahil = False
    k.sampai.clear()
    assert (await k.parkir.replay(await k.nomor("racun:mustahil"), ctx())).json() == {"diproses": 2, "masih_diparkir": 0}
    k.baik("racun:lubang", 1)
    await k.baca()
    assert (await k.diparkir())["racun:lubang"][-1] == "MENUNGGU_YANG_LEBIH_DULU"
    assert (await k.parkir.replay(await k.nomor("racun:lubang"), ctx())).json() == {"diproses": 3, "masih_diparkir": 0}
    id = await k.nomor("racun:isi")
    tetap = (await k.parkir.replay(id, ctx())).json()
    assert (tetap["diproses"], tetap["masih_diparkir"], tetap["tertahan"]["id"]) == (0, 2, id)
    alasan = "rusak sejak dikirim, dilaporkan ke pengirim"
    assert (await k.parkir.discard(id, alasan, ctx())).json() == {"diproses": 1, "masih_diparkir": 0}
    assert k.sampai == [("racun:mustahil", 1), ("racun:mustahil", 2), *(("racun:lubang", n) for n in (1, 2, 3)), ("racun:isi", 2)]
    k.baik("racun:isi", 3)
    await k.baca()
    assert k.sampai[-1] == ("racun:isi", 3)
    # a number that stands in a broken record is not believed: what it would skip is still to come
    k.topik.tambah("racun:nomor-liar", k.jenis, 1000, b"rusak")
    await k.baca()
    assert (await k.parkir.discard(await k.nomor("racun:nomor-liar"), alasan, ctx())).json() == {"diproses": 0, "masih_diparkir": 0}
    k.baik("racun:nomor-liar", 1)
    await k.baca()
    assert k.sampai[-1] == ("racun:nomor-liar", 1)
    jejak = await k.keputusan()
    assert ("racun:isi", "DIBUANG", alasan) in jejak
    diputar = {(s, d) for s, d, _ in jejak if d == "DIPUTAR"}
    assert diputar == {(f"racun:{s}", "DIPUTAR") for s in ("isi", "mustahil", "lubang")}
    assert {s for s, d, _ in jejak if d == "DIBUANG"} == {"racun:isi", "racun:nomor-liar"}
    assert len(jejak) == 2 + 1 + 2 + 3
