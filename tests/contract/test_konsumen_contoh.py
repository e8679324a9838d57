"""Consumer tests: every projection and reaction is fed every golden sample, of every version ever, of every event it reads.

On a real database, through the handlers the worker itself uses. Nothing raises, and what is written says what the sample says: every
column that bears the name of a field of the event holds the field's value.
"""

from __future__ import annotations

import json
import re
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import AsyncExitStack
from datetime import date, datetime
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import asyncpg
import pytest
from chassis.consumer_store import PostgresConsumerTx
from chassis.ports import RawRecord
from chassis.records import Record, read
from chassis.subscription import Projection, Reaction, wanted
from chassis.worker import projection_handler, reaction_handler
from pydantic import BaseModel
from shared_events import iuran
from shared_events import kepesertaan as k
from shared_events.base import PublicEvent
from shared_events.documents import GOLDEN
from shared_events.envelope import Envelope
from shared_events.registry import EVENTS

from .isolasi_meja import Meja, meja, pada
from .konsumen import LAYANAN, langganan, pembaca, proses

SAAT = pada("2016-12-05T10:04:05")
BERLANGGANAN = [layanan for layanan in LAYANAN if langganan(proses(layanan))]


def contoh(ce_type: str) -> list[Path]:
    return sorted(GOLDEN.glob(f"{ce_type}.*.json"))


def jenis_dari(path: Path) -> str:
    """``selaras.klaim.KlaimDiajukan.v1.lengkap.1.json`` -> its ce_type."""
    return ".".join(path.name.split(".")[:4])


SEMUA = [(p.layanan, p.nama, path) for p in pembaca() for jenis in sorted(p.jenis) if "HariDitutup" not in jenis for path in contoh(jenis)]

# what is told of a subject before (so that there is something to change): its sample goes first, where the consumer reads it
PENDAHULU: Mapping[type[PublicEvent], tuple[type[PublicEvent], Mapping[str, Any]]] = {
    **dict.fromkeys(
        (
            k.PesertaDikeluarkan,
            k.PesertaMeninggal,
            k.PesertaTerkenaPhk,
            k.PesertaDipindahkan,
            k.KategoriPesertaDitetapkan,
            k.PesertaDilupakan,
        ),
        (k.PesertaDidaftarkan, {"iuran_mulai": "2016-10"}),
    ),
    k.TandaKoordinasiManfaatDihapus: (k.TandaKoordinasiManfaatDiberikan, {"berlaku_dari": date(2016, 11, 1)}),
    k.KartuJknDiterbitkan: (k.KartuJknDilaporkanHilang, {"hilang_pada": date(2016, 11, 1)}),
    k.DelegasiAktDiakhiri: (k.DelegasiAktDitetapkan, {"berlaku_sampai": date(2017, 10, 31)}),
    k.PksBerakhir: (k.PksDisepakati, {"berlaku_sampai": date(2017, 10, 31)}),
    iuran.PembayaranDibatalkan: (iuran.IuranDiterima, {}),
}
# (consumer, sample): why nothing is written
TANPA_JEJAK: Mapping[tuple[str, str], str] = {
    ("umpan.v1", "PesertaDidaftarkan.v1.lengkap"): "done by a job, which is announced once as PesertaDidaftarkanMassal",
    ("umpan.v1", "PesertaDidaftarkan.v1.beragam"): "as above",
    ("umpan.v1", "TandaKoordinasiManfaatDiberikan.v1.lengkap"): "done by a job, announced once",
    ("umpan.v1", "TandaKoordinasiManfaatDiberikan.v1.beragam"): "as above",
    ("status.v1", "PembayaranDibatalkan.v1.ringkas"): "a payment that had paid no month opens none again",
}
# columns that bear a field's name and mean something of their own
LAIN_ARTI = {"jenis", "akt_id", "waktu", "keadaan"}
BAGIAN = {"alokasi.nominal"}  # of one item of a list
DIUBAH: Mapping[str, Callable[[Any], Any]] = {
    "p_faskes.sk_kelas": lambda sk: sk and sk.tanggal,
    "badan_usaha.kurang": ",".join,
}


class Batal(Exception):
    """Ends the transaction of a sample: the next one meets an empty database."""


@pytest.fixture(scope="module")
async def semua_meja(pg_server: Any) -> AsyncIterator[dict[str, Meja]]:
    async with AsyncExitStack() as tumpukan:
        yield {layanan: await tumpukan.enter_async_context(meja(layanan, pg_server.url)) for layanan in BERLANGGANAN}


def catatan(jenis: str, isi: bytes, ingin: frozenset[str], urut: int = 1) -> Record:
    doc = EVENTS[jenis].__doc__ or ""
    nilai = json.loads(isi)
    pola = re.search(r"Subject ``([^`]+)``", doc)
    subjek = re.sub(r"{(\w+)}", lambda m: str(nilai.get(m[1], "1")), pola[1]) if pola else f"rekening:{nilai.get('virtual_account', '1')}"
    envelope = Envelope(uuid4(), f"/{EVENTS[jenis].LAYANAN}", jenis, subjek, SAAT, SAAT, urut, nilai.get("akt_id") or "akt-sentosa")
    raw = RawRecord(f"selaras.{EVENTS[jenis].LAYANAN}", 0, urut, subjek.encode(), isi, tuple(envelope.headers()))
    return read(raw, ingin)


async def tabel(conn: asyncpg.Connection) -> dict[str, list[dict[str, Any]]]:
    """Every row of every table; one question finds those that have any."""
    nama = [r["tablename"] for r in await conn.fetch("select tablename from pg_tables where schemaname = 'public'")]
    hitung = " union all ".join(f"select '{n}' as n where exists (select 1 from \"{n}\")" for n in nama)  # noqa: S608
    return {r["n"]: [dict(x) for x in await conn.fetch(f'select * from "{r["n"]}"')] for r in await conn.fetch(hitung)}  # noqa: S608


def sama(kolom: Any, bidang: Any) -> bool:
    if isinstance(kolom, str) and not isinstance(bidang, str):
        kolom = json.loads(kolom)  # jsonb
    if isinstance(bidang, datetime) and isinstance(kolom, date) and not isinstance(kolom, datetime):
        bidang = bidang.date()
    return bool((str(kolom) if isinstance(kolom, UUID) else kolom) == polos(bidang))


def polos(bidang: Any) -> Any:
    if isinstance(bidang, BaseModel):
        return bidang.model_dump(mode="json")
    return [polos(b) for b in bidang] if isinstance(bidang, tuple) else bidang


@pytest.mark.parametrize(("layanan", "nama", "path"), SEMUA, ids=[f"{n}-{p.name.removesuffix('.json')}" for _, n, p in SEMUA])
async def test_a_consumer_reads_every_sample(layanan: str, nama: str, path: Path, semua_meja: dict[str, Meja]) -> None:
    m = semua_meja[layanan]
    (langgan,) = [s for s in langganan(m.h.process) if s.consumer == nama]
    record = baca(path, langgan)
    event = record.event
    assert event is not None and type(event) in langgan.events, f"{nama} is handed a {type(event).__name__}, which it does not name"
    handle = penerima(m, langgan)
    dahulu, ubah = PENDAHULU.get(type(event), (None, {}))
    with pytest.raises(Batal):
        async with m.h.rt.db.transaction() as conn:
            tx = PostgresConsumerTx(conn, nama)
            if dahulu is not None and dahulu in langgan.events:
                isi = dahulu.model_validate_json((GOLDEN / f"{dahulu.ce_type()}.lengkap.1.json").read_bytes())
                isi = isi.model_copy(update={**jati_diri(event, dahulu), **ubah})
                await handle(tx, [catatan(dahulu.ce_type(), isi.model_dump_json().encode(), wanted(langgan))])
            sebelum = await tabel(conn)
            await handle(tx, [record])
            periksa(langgan, path, event, sebelum, await tabel(conn))
            raise Batal


@pytest.mark.parametrize(
    ("layanan", "nama", "path"),
    [x for x in SEMUA if EVENTS[jenis_dari(x[2])] in PENDAHULU],
    ids=lambda x: x.name.removesuffix(".json") if isinstance(x, Path) else x,
)
async def test_what_comes_without_what_must_come_before_is_refused_in_words(
    layanan: str, nama: str, path: Path, semua_meja: dict[str, Meja]
) -> None:
    """It is parked then. Bug found: iuran answered a person's end without his beginning with a broken SQL statement."""
    m = semua_meja[layanan]
    (langgan,) = [s for s in langganan(m.h.process) if s.consumer == nama]
    with pytest.raises((Batal, ValueError)):
        async with m.h.rt.db.transaction() as conn:
            await penerima(m, langgan)(PostgresConsumerTx(conn, nama), [baca(path, langgan)])
            raise Batal


def jati_diri(event: PublicEvent, dahulu: type[PublicEvent]) -> dict[str, Any]:
    """What of the event says of whom it is, for the one before it."""
    semua = ("nomor_kartu", "badan_usaha_id", "virtual_account", "akt_id", "nomor", "pembayaran_id", "nominal")
    sama = {n: getattr(event, n) for n in semua if n in dahulu.model_fields and hasattr(event, n)}
    if isinstance(event, k.PesertaDipindahkan):
        sama["virtual_account"] = event.dari_virtual_account
    return sama


def baca(path: Path, langgan: Projection | Reaction) -> Record:
    return catatan(jenis_dari(path), path.read_bytes(), wanted(langgan), 2 if EVENTS[jenis_dari(path)] in PENDAHULU else 1)


def penerima(m: Meja, langgan: Projection | Reaction) -> Any:
    return reaction_handler(m.h.rt, langgan) if isinstance(langgan, Reaction) else projection_handler(langgan)


def periksa(langgan: Projection | Reaction, path: Path, event: PublicEvent, sebelum: Mapping[str, Any], sesudah: Mapping[str, Any]) -> None:
    baru = {n: [b for b in baris if b not in sebelum.get(n, [])] for n, baris in sesudah.items()}
    baru = {n: b for n, b in baru.items() if b}
    hilang = {n for n, baris in sebelum.items() if any(b not in sesudah.get(n, []) for b in baris)}
    if isinstance(langgan, Projection):
        asing = (baru.keys() | hilang) - set(langgan.tables)
        assert not asing, f"{langgan.consumer} writes tables it does not name: {asing}"
        diam = (langgan.consumer, ".".join(path.name.split(".")[2:5])) in TANPA_JEJAK
        assert bool(baru or hilang) is not diam, f"{langgan.consumer} keeps {'something' if diam else 'nothing'} of {path.name}"
    # of a row that was there before, what the event does not say stays
    bidang = {
        n: v
        for n in type(event).model_fields
        if n not in LAIN_ARTI and ((v := getattr(event, n)) is not None or type(event) not in PENDAHULU)
    }
    salah = []
    for n, baris in baru.items():
        for kolom in bidang.keys() & baris[0].keys():
            # of several rows (the stay that ended, the one that began) one has to be the event's
            ada = [b[kolom] for b in baris if b[kolom] is not None]
            arti = DIUBAH.get(f"{n}.{kolom}", lambda x: x)(bidang[kolom])
            if ada and f"{n}.{kolom}" not in BAGIAN and not any(sama(isi, arti) for isi in ada):
                salah.append(f"{n}.{kolom} = {ada}, the event says {arti!r}")
    assert not salah, salah


def test_nothing_is_excused_that_is_not_read() -> None:
    ada = {(nama, ".".join(path.name.split(".")[2:5])) for _, nama, path in SEMUA}
    assert TANPA_JEJAK.keys() <= ada
    assert len({p.layanan for p in pembaca()}) >= 6 and len(SEMUA) > 250
