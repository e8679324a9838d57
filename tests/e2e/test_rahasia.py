"""No NIK, name, birth date or wage of the run stands in clear anywhere it could be read: topics, logs, webhooks, traces."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from aiokafka import AIOKafkaConsumer
from selaras.lokal.susunan import LAYANAN
from shared_events.registry import LAYANAN as BERTOPIK
from shared_events.registry import topic


def pola(rahasia: Iterable[str]) -> re.Pattern[bytes]:
    """Whole words only: a wage must not be found inside a longer number or a hash."""
    kata = b"|".join(re.escape(r.encode()) for r in sorted(rahasia, key=len, reverse=True))
    return re.compile(rb"(?<![0-9A-Za-z+/_-])(?:" + kata + rb")(?![0-9A-Za-z+/_=-])", re.IGNORECASE)


def ditemukan(cari: re.Pattern[bytes], dari: str, isi: bytes) -> list[tuple[str, bytes, bytes]]:
    return [(dari, m[0], isi[max(0, m.start() - 60) : m.end() + 60]) for m in cari.finditer(isi)]


async def isi_topik(bootstrap: str, prefix: str) -> dict[str, list[bytes]]:
    """Every record of every topic as it lies on the broker: key, headers, value."""
    nama = [topic(layanan, prefix) for layanan in BERTOPIK]
    konsumen = AIOKafkaConsumer(*nama, bootstrap_servers=bootstrap, group_id=None, auto_offset_reset="earliest", enable_auto_commit=False)
    await konsumen.start()
    hasil: dict[str, list[bytes]] = {n: [] for n in nama}
    try:
        akhir = await konsumen.end_offsets(konsumen.assignment())
        while any([await konsumen.position(p) < batas for p, batas in akhir.items()]):
            for bagian, semua in (await konsumen.getmany(timeout_ms=500)).items():
                kepala = ([k.encode() + b"=" + v for k, v in r.headers] for r in semua)
                hasil[bagian.topic] += [b"\n".join([r.key or b"", *h, r.value or b""]) for r, h in zip(semua, kepala, strict=True)]
    finally:
        await konsumen.stop()
    return hasil


async def test_tidak_ada_data_pribadi_di_luar_sandi(dimainkan: Any) -> None:
    t = dimainkan.tumpukan
    cari = pola(dimainkan.bahan.rahasia())
    topik = await isi_topik(t.kafka.bootstrap, t.topic_prefix)
    assert {n.rsplit(".", 1)[-1] for n, isi in topik.items() if isi} >= {"kepesertaan", "iuran", "status", "klaim", "faskes"}
    assert sum(map(len, topik.values())) > 1_000
    log = {nama: t.log(nama).read_bytes() for nama in (*LAYANAN, "penerbit", "dukcapil")}
    assert all(log[nama] for nama in LAYANAN)
    webhook = dimainkan.hasil.penerima.mentah
    assert webhook
    assert dimainkan.jejak, "no trace was exported"

    bocor = [b for nama, isi in topik.items() for satu in isi for b in ditemukan(cari, f"topik {nama}", satu)]
    bocor += [b for nama, isi in log.items() for b in ditemukan(cari, f"log {nama}", isi)]
    bocor += [b for isi in webhook for b in ditemukan(cari, "webhook", isi)]
    bocor += [b for isi in dimainkan.jejak for b in ditemukan(cari, "jejak", isi)]
    assert not bocor, bocor[:20]


def test_pencarian_menemukan_yang_harus_ditemukan(dimainkan: Any) -> None:
    """The net has no hole: each kind of secret is found where it does stand in clear (the Dukcapil file of the run)."""
    t = dimainkan.tumpukan
    isi = b"".join(f.read_bytes() for f in (t.data / "dukcapil").glob("*.csv"))
    orang = dimainkan.bahan.orang_melati[0]
    dapat = {m[1] for m in ditemukan(pola(dimainkan.bahan.rahasia()), "berkas", isi)}
    assert {orang.nik.encode(), orang.nama.encode(), orang.tanggal_lahir.isoformat().encode()} <= dapat
    assert ditemukan(pola([str(orang.upah)]), "json", f'{{"upah_pokok":{orang.upah}}}'.encode())
