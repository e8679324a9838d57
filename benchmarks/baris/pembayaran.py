"""A payment over HTTP, with auth and idempotency, against a bare FastAPI route with one insert: each alone with PostgreSQL, in turns."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import count, islice
from typing import Any

from iuran.main import SPEC

from benchmarks import bahan_iuran
from benchmarks.kerangka import Baris, baris, bergantian
from benchmarks.klien_http import per_detik, permintaan, persentil
from benchmarks.lingkungan import Lingkungan, proses
from benchmarks.penerbit_uji import penerbit

SAMBUNGAN = 16
UNIT = 6_000
NOMINAL = 250_000
BANYAK = 1_500
PUTARAN = 5


def laporan(va: str, referensi: str) -> dict[str, Any]:
    return {
        "virtual_account": va,
        "nominal": NOMINAL,
        "waktu_bayar": "2016-12-04T08:59:00+07:00",
        "bank": "BNI",
        "kanal": "ATM",
        "referensi_bank": referensi,
    }


async def ukur(dunia: Lingkungan) -> list[Baris]:
    url = await dunia.basis_data("iuran", SPEC.migrations)
    semua = await bahan_iuran.isi(url, UNIT, NOMINAL)
    async with penerbit() as (terbit, jwks):
        env = {
            "SELARAS_PORT": "{PORT}",
            "SELARAS_SIMULASI": "1",
            "SELARAS_DATABASE_URL": url,
            "SELARAS_JWKS_URL": jwks,
            "KAFKA_BOOTSTRAP_SERVERS": "127.0.0.1:1",  # api alone: no worker, no broker; commands are taken all the same
        }
        kepala = terbit.headers("bank-bni", "pembayaran:tulis", kode_bank="BNI") | {"X-Waktu-Simulasi": bahan_iuran.SAAT.isoformat()}
        async with (
            proses(["iuran", "api"], env, "/readyz", dunia.folder / "iuran.log") as kita,
            proses(
                ["benchmarks.rute_polos"], {"BENCH_PORT": "{PORT}", "BENCH_DATABASE_URL": url}, "/siap", dunia.folder / "polos.log"
            ) as polos,
        ):
            nomor = count(1)

            def antrean(alamat: str) -> Iterator[bytes]:
                for n in nomor:
                    isi = laporan(semua[n % UNIT], f"B-{n}")
                    yield permintaan("POST", alamat, kepala | {"Idempotency-Key": f"bench-{n}"}, isi)

            lama: dict[str, list[float]] = {"kita": [], "polos": []}

            async def satu(nama: str, alamat: str) -> float:
                laju, ms = await per_detik(alamat, islice(antrean(alamat), BANYAK), sambungan=SAMBUNGAN, harap=201)
                lama[nama] += ms
                return laju

            hasil = await bergantian(
                {"kita": lambda: satu("kita", f"{kita}/v1/pembayaran"), "polos": lambda: satu("polos", f"{polos}/polos")}, PUTARAN
            )
    p99 = {nama: round(persentil(ms[BANYAK:], 0.99), 1) for nama, ms in lama.items()}
    return [
        baris(
            "payment over HTTP",
            hasil["kita"],
            hasil["polos"],
            unit="1/s",
            wanted=">= 0.4",
            against="bare FastAPI route, one insert",
            note=f"{SAMBUNGAN} connections, token and Idempotency-Key checked, two events each",
            p99_ms=p99["kita"],
            floor_p99_ms=p99["polos"],
        )
    ]
