"""Is this person active, and why: over HTTP with a token, against a bare FastAPI route with one select. A year of bills behind each."""

from __future__ import annotations

from itertools import count, islice

import asyncpg
from status.main import SPEC

from benchmarks.kerangka import Baris, baris, bergantian
from benchmarks.klien_http import per_detik, permintaan, persentil
from benchmarks.lingkungan import Lingkungan, proses
from benchmarks.penerbit_uji import penerbit

SAMBUNGAN = 16
ORANG = 6_000
BANYAK = 3_000
PUTARAN = 5
_ISI = f"""
insert into peserta_fakta (nomor_kartu, urutan, jenis, va, badan_usaha_id, segmen, akt_id, hak_kelas, dari, periode, dicatat_pada,
  peristiwa_id)
select lpad(n::text, 13, '0'), 1, 'DAFTAR', '88888' || lpad(n::text, 11, '0'), 'bu-' || n, 'PPU', 'akt-sentosa', 1,
  date '2016-01-01', '2016-01', timestamptz '2015-12-20 09:00+07', gen_random_uuid()::text from generate_series(1, {ORANG}) n;
insert into unit_fakta (va, urutan, periode, jenis, tanggal, waktu, dicatat_pada, peristiwa_id)
select '88888' || lpad(n::text, 11, '0'), 2 * m + l - 2, '2016-' || lpad(m::text, 2, '0'),
  case l when 1 then 'TAGIHAN' else 'LUNAS' end,
  case l when 1 then make_date(2016, m, 10) end, case l when 2 then make_timestamptz(2016, m, 5, 9, 0, 0, '+07') end,
  make_timestamptz(2016, m, l, 9, 0, 0, '+07'), gen_random_uuid()::text
from generate_series(1, {ORANG}) n, generate_series(1, 12) m, generate_series(1, 2) l;
insert into delegasi_fakta
select 'bu-' || n, 1, 'akt-sentosa', false, date '2015-12-01', date '2017-12-31' from generate_series(1, {ORANG}) n;
insert into hari_tertutup select d, d + interval '1 day' from generate_series(date '2016-11-01', date '2016-12-13', '1 day') d;
analyze
"""  # noqa: S608 - constants


async def ukur(dunia: Lingkungan) -> list[Baris]:
    url = await dunia.basis_data("status", SPEC.migrations)
    conn = await asyncpg.connect(url)
    for satu in _ISI.split(";"):
        await conn.execute(satu)
    await conn.close()
    async with penerbit() as (terbit, jwks):
        env = {
            "SELARAS_PORT": "{PORT}",
            "SELARAS_SIMULASI": "1",
            "SELARAS_DATABASE_URL": url,
            "SELARAS_JWKS_URL": jwks,
            "KAFKA_BOOTSTRAP_SERVERS": "127.0.0.1:1",
        }
        kepala = terbit.headers("akt-sentosa", "status:baca", akt_id="akt-sentosa") | {"X-Waktu-Simulasi": "2016-12-14T09:00:00+07:00"}
        async with (
            proses(["status", "api"], env, "/readyz", dunia.folder / "status.log") as kita,
            proses(
                ["benchmarks.rute_polos"], {"BENCH_PORT": "{PORT}", "BENCH_DATABASE_URL": url}, "/siap", dunia.folder / "polos.log"
            ) as polos,
        ):
            nomor = count(1)
            lama: dict[str, list[float]] = {"kita": [], "polos": []}

            async def satu_putaran(nama: str, jalur: str) -> float:
                antrean = (permintaan("GET", jalur.format(f"{n * 7919 % ORANG + 1:013d}"), kepala) for n in nomor)
                laju, ms = await per_detik(jalur, islice(antrean, BANYAK), sambungan=SAMBUNGAN, harap=200)
                lama[nama] += ms
                return laju

            hasil = await bergantian(
                {
                    "kita": lambda: satu_putaran("kita", f"{kita}/v1/status/{{}}?pada=2016-12-14"),
                    "polos": lambda: satu_putaran("polos", f"{polos}/polos/{{}}"),
                },
                PUTARAN,
            )
    p50 = {nama: persentil(ms[BANYAK:], 0.5) for nama, ms in lama.items()}
    cara = f"{SAMBUNGAN} connections; twelve months of bills a person; token checked"
    return [
        baris(
            "status query", hasil["kita"], hasil["polos"], unit="1/s", wanted=">= 0.6", against="bare FastAPI route, one select", note=cara
        ),
        Baris("status query p50", p50["kita"], "ms", p50["polos"], p50["polos"] / p50["kita"], ">= 0.6", "the same, as speed", cara),
    ]
