"""One person of 1,000,000 on a day; people found by NIK, nomor kartu, virtual account and words of their names: over HTTP with a token, as
an insurer and as Kantor Pusat. The rows are made in the database; events and hashes are what the service's own code makes."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import replace
from datetime import date
from itertools import islice
from typing import Any

import asyncpg
import psutil
from chassis.settings import Settings
from kepesertaan.domain.peserta_pesan import PesertaDidaftarkan, TandaDiberikan
from kepesertaan.main import SPEC
from kepesertaan.model.peserta import PESERTA
from kepesertaan.sandi import Sandi
from selaras.cerita.nama import Penamaan

from benchmarks.kerangka import Baris
from benchmarks.klien_http import per_detik, permintaan, persentil
from benchmarks.lingkungan import Lingkungan, proses
from benchmarks.penerbit_uji import penerbit

ORANG = 1_000_000
SATU_UNIT = 500
"""People of one Badan Usaha; every hundredth Badan Usaha is the insurer's."""
BANYAK = 500
SAMBUNGAN = 2
NOMOR = [n * 7919 % ORANG for n in range(BANYAK)]
KATA_UMUM = "siti"
_NOKA, _VA, _BU = "9999999999999", "8888899999999999", "bu-templat"

_ISI = f"""
insert into badan_usaha (badan_usaha_id, nama, jenis, kantor_cabang, kabupaten_kota, sub_segmen, akt_id, rute_pembayaran, email_tagihan,
  jumlah_pekerja, daftar_akt, keadaan, kurang, virtual_account, keadaan_va, pekerja_terdaftar, versi)
select 'bu-' || b, 'PT ' || b, 'SWASTA', 'KC-' || b % 100, 'Kota A', 'SWASTA', case b % 100 when 0 then 'akt-sentosa' end, 'LANGSUNG', '',
  $2::int, '[]', 'TERDAFTAR', '[]', '88888' || lpad(b::text, 11, '0'), 'AKTIF', $2::int, 1 from generate_series(0, $1::int / $2::int - 1) b;
insert into delegasi (badan_usaha_id, urut, akt_id, cakupan, surat_kuasa_nomor, berlaku_dari, berlaku_sampai, alasan)
select 'bu-' || b, 1, 'akt-sentosa', 'SELURUH', 'SK/1', date '2016-01-01', date '2017-12-31', ''
from generate_series(0, $1::int / $2::int - 1, 100) b
where $2::int > 0;
insert into peserta (nomor_kartu, virtual_account, badan_usaha_id, akt_id, segmen, sub_segmen, hubungan, kategori, golongan, hak_kelas,
  iuran_mulai, berlaku_dari, koordinasi_manfaat, keadaan, rahasia, versi)
select lpad(n::text, 13, '0'), '88888' || lpad((n / $2::int)::text, 11, '0'), 'bu-' || n / $2::int, 'akt-sentosa', 'PPU', 'SWASTA',
  'PEKERJA', 'PEKERJA', '', 1, '2016-12', date '2016-11-15', true, 'TERDAFTAR', $3, 2 from generate_series(0, $1::int - 1) n;
insert into streams (stream_id, version, sequence) select 'peserta:' || nomor_kartu, 2, 2 from peserta where $1::int + $2::int > 0;
insert into nik_terdaftar select sha256(convert_to(nomor_kartu, 'UTF8')), nomor_kartu from peserta where $1::int + $2::int > 0;
insert into cari_nama (nomor_kartu, kata, milik)
select lpad(n::text, 13, '0'), a.kata || b.kata || c.kata, array['bu-' || n / {SATU_UNIT}, 'kantor:KC-' || n / {SATU_UNIT} % 100]
from generate_series(0, $1::int - 1) n
join kata_bench a on a.id = (hashint4(n) & 2147483647) % $2::int join kata_bench b on b.id = (hashint4(n + 1) & 2147483647) % $2::int
join kata_bench c on c.id = (hashint4(n + 2) & 2147483647) % $2::int
"""  # noqa: S608 - constants


def templat(noka: str) -> list[tuple[str, bytes]]:
    """(type, data) of what a worker of the file becomes, for one whose numbers are then put into it."""
    masuk = PesertaDidaftarkan(
        noka, _VA, _BU, "akt-sentosa", "PPU", "SWASTA", "PEKERJA", None, "PEKERJA", 1, None, "", "2016-12", date(2016, 11, 15), "Kota A",
        None, True, "r" * 400, "u" * 120, None,
    )  # fmt: skip
    tanda = TandaDiberikan(noka, "akt-sentosa", _BU, date(2016, 12, 5), None)
    return [(nama, data) for nama, _, data in (PESERTA.codec.encode(masuk), PESERTA.codec.encode(tanda))]


async def isi(url: str, sandi: Sandi) -> None:
    """The tables without the indexes that are dear to fill row by row; they are made at the end, as after a restore."""
    nama = Penamaan(random.Random(5))
    semua = " ".join(nama.baru(jenis, nama.marga()) for _ in range(2_000) for jenis in "LP")
    kata = sorted({KATA_UMUM, *semua.casefold().split()})
    conn = await asyncpg.connect(url, command_timeout=1_800)
    try:
        await conn.execute("create table kata_bench (id int primary key, kata text[])")
        await conn.copy_records_to_table("kata_bench", records=((i, sandi.kata_nama(k).split()) for i, k in enumerate(kata)))
        await conn.execute("drop index cari_nama_kata")
        for satu in _ISI.split(";"):
            banyak_kata = "cari_nama" in satu
            argumen: list[Any] = [ORANG, len(kata) if banyak_kata else SATU_UNIT]
            await conn.execute(satu, *argumen, *(["r" * 400] if "rahasia" in satu else []))
        for versi, (jenis, data) in enumerate(templat(_NOKA), 1):
            await conn.execute(
                "insert into events (stream_id, version, event_id, type, schema_version, data, metadata, waktu, dicatat_pada)"
                " select 'peserta:' || nomor_kartu, $1, gen_random_uuid(), $2, 1, convert_to(replace(replace(replace($3, $4, nomor_kartu),"
                " $5, virtual_account), $6, badan_usaha_id), 'UTF8'), '{}', now(), timestamptz '2016-12-05' from peserta",
                versi, jenis, data.decode(), _NOKA, _VA, _BU,
            )  # fmt: skip
        hash_nik = [(sandi.hash_identitas(f"{n:016d}"), f"{n:013d}") for n in NOMOR]
        await conn.executemany("update nik_terdaftar set nik_hash = $1 where nomor_kartu = $2", hash_nik)
        await conn.execute("create index cari_nama_kata on cari_nama using gin (kata, milik)")
        await conn.execute("vacuum analyze")
    finally:
        await conn.close()


def cpu_anak() -> float:
    """Seconds of CPU that the service and PostgreSQL have used: what a request costs, whatever else the machine does."""
    hasil = 0.0
    for anak in psutil.Process().children(recursive=True):
        with suppress(psutil.NoSuchProcess):
            waktu = anak.cpu_times()
            hasil += waktu.user + waktu.system
    return hasil


async def ukur(dunia: Lingkungan) -> list[Baris]:
    url = await dunia.basis_data("kepesertaan", SPEC.migrations)
    dunia.kabar(f"{ORANG} peserta dibuat di basis data …")
    await isi(url, Sandi.dari(Settings(database_url=url)))
    async with penerbit() as (terbit, jwks):
        env = {
            "SELARAS_PORT": "{PORT}", "SELARAS_SIMULASI": "1", "SELARAS_DATABASE_URL": url, "SELARAS_JWKS_URL": jwks,
            "KAFKA_BOOTSTRAP_SERVERS": "127.0.0.1:1",
        }  # fmt: skip
        waktu = {"X-Waktu-Simulasi": "2016-12-14T09:00:00+07:00"}
        akt = terbit.headers("akt-sentosa", "kepesertaan:baca", akt_id="akt-sentosa") | waktu
        kantor = terbit.headers("kc", "kepesertaan:baca", kantor="KC-7", jenis_kantor="KC") | waktu
        pusat = terbit.headers("pusat", "kepesertaan:baca", kantor="PUSAT", jenis_kantor="PUSAT") | waktu
        async with proses(["kepesertaan", "api"], env, "/readyz", dunia.folder / "kepesertaan.log") as alamat:
            cari = f"{alamat}/v1/peserta:cari"

            def satu(n: int) -> bytes:
                return permintaan("GET", f"{alamat}/v1/peserta/{n:013d}?pada=2016-12-14", pusat)

            def dicari(isi_cari: Callable[[int], dict[str, str]], kepala: dict[str, str]) -> Callable[[int], bytes]:
                return lambda n: permintaan("POST", cari, kepala, isi_cari(n))

            pertanyaan: dict[str, tuple[Callable[[int], bytes], str]] = {
                "person on a day": (satu, "<= 3"),
                "search by NIK": (dicari(lambda n: {"nik": f"{n:016d}"}, pusat), "<= 20"),
                "search by nomor kartu": (dicari(lambda n: {"nomor_kartu": f"{n:013d}"}, pusat), "<= 20"),
                "search by virtual account": (dicari(lambda n: {"virtual_account": f"88888{n // SATU_UNIT:011d}"}, pusat), "<= 20"),
                "search by a word": (dicari(lambda _: {"nama": KATA_UMUM}, pusat), "<= 20"),
                "search by a word, as an insurer": (dicari(lambda _: {"nama": KATA_UMUM}, akt), "<= 20"),
                "search by a word, as one of 100 offices": (dicari(lambda _: {"nama": KATA_UMUM}, kantor), "<= 20"),
                "search by the beginning of a word": (dicari(lambda _: {"nama": KATA_UMUM[:3]}, akt), "<= 20"),
            }
            hasil: list[Baris] = []
            for nama, (buat, ingin) in pertanyaan.items():
                dunia.kabar(nama)
                sambungan = 1 if ingin == "<= 3" else SAMBUNGAN

                def antrean(buat: Callable[[int], bytes] = buat) -> Iterator[bytes]:
                    return map(buat, NOMOR)

                await per_detik(cari, islice(antrean(), BANYAK // 10), sambungan=sambungan, harap=200)
                cpu = cpu_anak()
                _, ms = await per_detik(cari, antrean(), sambungan=sambungan, harap=200)
                p50, p99 = persentil(ms, 0.5), persentil(ms, 0.99)
                lain = {"p50": round(p50, 2), "p99": round(p99, 2), "cpu_ms": round((cpu_anak() - cpu) * 1000 / BANYAK, 2)}
                ukuran = p50 if ingin == "<= 3" else p99
                dasar = Baris(nama, ukuran, "ms", wanted=ingin, note=f"{ORANG} people; {sambungan} connections; token checked")
                hasil.append(replace(dasar, against="p50" if ingin == "<= 3" else "p99", more=lain))
    return hasil
