"""Somebody of the story is forgotten by the command line: no table of any service, no topic and no answer says who he was; the money
adds up, and every read model is still what its facts make of it."""

from __future__ import annotations

import os
import subprocess
import sys
from collections import Counter
from collections.abc import Iterable
from datetime import date
from typing import Any

import aiohttp
import asyncpg
import orjson
from chassis.crypto import LONGEST_PREFIX, Unreadable, name_prefixes, name_words, unseal
from chassis.settings import Settings
from dasar.tanggal import tulis
from kepesertaan.sandi import Sandi
from selaras.cerita.berkas import berkas_peserta
from selaras.cerita.panggilan import Berkas, Jawaban, Pemanggil, sampai
from selaras.cerita.tetap import BANK, KC_PRIMA, NAMA_BU, SENTOSA
from selaras.lokal.peran import jalankan_peran
from selaras.lokal.susunan import LAYANAN
from selaras.lokal.tumpukan import Tumpukan
from shared_events.registry import LAYANAN as BERTOPIK
from shared_events.registry import topic

NAMA = "Wiryaguna Quswatin"
UPAH = 7_316_549
PUSAT, PENYETUJU = "kantor-pusat", "kantor-pusat-persetujuan"


class Bekas:
    """What there is of one person anywhere, and the words by which it would be found."""

    def __init__(self, t: Tumpukan, noka: str, orang: Any, lain: list[Any]) -> None:
        """``lain``: everybody else of the story."""
        self.t, self.noka, self.orang, self.lain = t, noka, orang, lain
        self.sandi = Sandi.dari(Settings())  # the local stack runs with the secrets of the settings themselves

    async def baris(self, layanan: str, sql: str, *args: Any) -> list[asyncpg.Record]:
        conn = await asyncpg.connect(self.t.database_url(layanan))
        try:
            rows: list[asyncpg.Record] = await conn.fetch(sql, *args)
        finally:
            await conn.close()
        return rows

    async def kunci(self) -> bytes | None:
        rows = await self.baris("kepesertaan", "select kunci from kunci_peserta where nomor_kartu = $1", self.noka)
        return self.sandi.induk.unwrap(rows[0]["kunci"]) if rows else None

    def kata(self) -> set[str]:
        """What he was registered with and what he was called since, as it is stored, written in letters and read in files. The beginnings
        of names are other people's too; whole words of a name nobody else has are his alone."""
        o, s = self.orang, self.sandi
        awal = frozenset[str]().union(*(name_prefixes(x.nama) for x in self.lain))
        nama = [k for w in name_words(o.nama) if w[:LONGEST_PREFIX] not in awal for k in s.kata_cari(w)]
        bersama = {nilai for x in self.lain for nilai in (x.nomor_kk, x.alamat, x.telepon, x.email)}
        isian = {o.nomor_kk, o.alamat, o.telepon, o.email} - bersama
        hash_nik = {s.hash_identitas(n).hex() for n in (o.nik, f"PASPOR:{o.nik}")}
        return {o.nik, o.nama, NAMA, str(UPAH), *lahir(o.tanggal_lahir), *isian, *hash_nik, *nama, *s.kata_cari(NAMA)} - {""}

    async def telusuri(self, kata: set[str], layanan: tuple[str, ...] = LAYANAN) -> list[tuple[str, str, str]]:
        """(service, table, word) of everything that is found, in every row of every table."""
        dapat = []
        for nama in layanan:
            conn = await asyncpg.connect(self.t.database_url(nama))
            try:
                tabel = await conn.fetch("select relname from pg_class where relnamespace = 'public'::regnamespace and relkind = 'r'")
                for t in (t["relname"] for t in tabel):
                    for baris in await conn.fetch(f"select * from {t}"):  # noqa: S608 - ours
                        dapat += [(nama, t, k) for k in menyebut(kata, baris.values())]
            finally:
                await conn.close()
        return dapat

    async def terbuka(self, kunci: bytes) -> int:
        """How many sealed texts of his history this key opens."""
        peristiwa = await self.baris("kepesertaan", "select data from events where stream_id = $1", f"peserta:{self.noka}")
        return sum(_terbuka(kunci, v) for b in peristiwa for v in orjson.loads(b["data"]).values() if isinstance(v, str))


def lahir(hari: date) -> set[str]:
    """A birth date in every form the house writes or takes it in."""
    pendek = {f"{hari.day}{pemisah}{hari.month}{pemisah}{hari.year}" for pemisah in "-/."}
    return (
        pendek | {f"{hari:{b}}" for b in ("%Y-%m-%d", "%Y/%m/%d", "%d-%m-%Y", "%d/%m/%Y", "%d.%m.%Y", "%Y%m%d", "%d%m%Y")} | {tulis(hari)}
    )


def menyebut(kata: set[str], nilai: Iterable[Any]) -> list[str]:
    teks = " ".join(_teks(v) for v in nilai).casefold()
    return [k for k in kata if k.casefold() in teks]


def _teks(nilai: Any) -> str:
    if isinstance(nilai, bytes):
        try:
            return nilai.decode()  # without its hex: letters of a sealed text, written as numbers, make wages of nobody
        except UnicodeDecodeError:
            return nilai.decode("utf-8", "replace") + " " + nilai.hex()
    return " ".join(map(str, nilai)) if isinstance(nilai, list) else str(nilai)


def _terbuka(kunci: bytes, teks: str) -> bool:
    try:
        unseal(kunci, teks)
    except Unreadable:
        return False
    return True


def _selaras(t: Tumpukan, *argumen: str, klien: str) -> subprocess.CompletedProcess[str]:
    """As an operator of a deployment runs it: addresses and client from the environment."""
    alamat = {f"SELARAS_URL_{n.upper()}": t.url(n) for n in LAYANAN}
    env = {**os.environ, **alamat, "SELARAS_TOKEN_URL": f"{t.url('penerbit')}/token", "SELARAS_CLIENT_SECRET": f"lokal-{klien}"}
    perintah = [sys.executable, "-m", "selaras.cli", "lupakan", *argumen, "--klien", klien, "--waktu", "2017-07-03T09:00:00+07:00"]
    return subprocess.run(perintah, env=env, capture_output=True, text=True, timeout=60, check=False)


async def _topik(t: Tumpukan) -> list[bytes]:
    from aiokafka import AIOKafkaConsumer

    konsumen = AIOKafkaConsumer(
        *(topic(n, t.topic_prefix) for n in BERTOPIK), bootstrap_servers=t.kafka.bootstrap, group_id=None, auto_offset_reset="earliest"
    )
    await konsumen.start()
    hasil: list[bytes] = []
    try:
        akhir = await konsumen.end_offsets(konsumen.assignment())
        while any([await konsumen.position(p) < batas for p, batas in akhir.items()]):
            for semua in (await konsumen.getmany(timeout_ms=500)).values():
                hasil += [b"\n".join([r.key or b"", *(v for _, v in r.headers), r.value or b""]) for r in semua]
    finally:
        await konsumen.stop()
    return hasil


async def test_dilupakan_di_mana_pun(dimainkan: Any) -> None:
    t: Tumpukan = dimainkan.tumpukan
    sakit = {r["nomor_kartu"] for r in await _sep(t)}
    async with aiohttp.ClientSession() as sesi:
        p = Pemanggil(t, sesi)
        p.waktu = _pada("2017-03-01T09:00")
        pekerja = [o for o in dimainkan.bahan.orang_melati if o.pekerja]
        noka, orang = await _sehat(p, _sendirian(pekerja, dimainkan.bahan), sakit)
        bekas = Bekas(t, noka, orang, [x for x in _semua(dimainkan.bahan) if x.nik != orang.nik])
        await _jejak(p, noka, orang, dimainkan)

        # member and active: refused with both, by the command, in one sentence
        anggota = _selaras(t, noka, klien=PUSAT)
        assert anggota.returncode == 1
        assert "masih terdaftar pada unitnya" in anggota.stderr and "masih aktif" in anggota.stderr, anggota.stderr
        p.waktu = _pada("2017-03-10T09:00")
        await p.panggil(SENTOSA, "POST", "kepesertaan", f"/v1/peserta/{noka}/mutasi", isi={"jenis": "KELUAR", "berlaku": "2017-03-31"})
        p.waktu = _pada("2017-07-03T09:00")
        await _lunasi(p)
        await _selesaikan_tugas(p)
        lama = await _baris_tagihan(p, noka)
        assert lama
        assert all(b["terbaca"] for b in lama), "opened by the process that is asked again below"
        neraca = (await p.panggil("operasi", "GET", "iuran", "/v1/neraca")).isi
        tagihan = await _tagihan(p)
        halangan: list[str] = []

        async def diminta() -> bool | None:
            alasan = {"alasan": "PERMINTAAN_PESERTA"}
            jawab = await p.panggil(PUSAT, "POST", "kepesertaan", f"/v1/peserta/{noka}/pelupaan", isi=alasan, harap=(201, 409))
            halangan[:] = [g["kode"] for g in jawab.isi.get("errors", ())]
            return None if halangan else True

        await sampai("diminta, sesudah status tahu ia keluar", diminta, tenggat=40)
        kata, kunci = bekas.kata(), await bekas.kunci()
        assert kunci is not None
        for satu in kata:  # each of them would be seen, whatever kind of column it stands in
            assert {satu} <= set(menyebut({satu}, [f"({satu.upper()})"])) & set(menyebut({satu}, [b"\x01" + satu.encode()])), satu
        assert len(menyebut(kata, [orang.tanggal_lahir, [orang.nama]])) >= 2
        sebelum = await bekas.telusuri(kata, ("kepesertaan",))
        assert {tabel for _, tabel, _ in sebelum} >= {"cari_nama", "nik_terdaftar"}, "the net has no hole"
        tersegel = await bekas.terbuka(kunci)
        assert tersegel == 4, "registered and renamed, two wages"

        setuju = _selaras(t, noka, "--setujui", klien=PENYETUJU)
        assert setuju.returncode == 0, setuju.stderr
        assert "dilupakan" in setuju.stdout

        async def tersebar() -> bool | None:
            upah = await bekas.baris("iuran", "select 1 from upah_iuran where nomor_kartu = $1", noka)
            dikenal = await p.panggil("operasi", "GET", "status", f"/v1/status/{noka}", harap=(200, 404))
            return True if not upah and dikenal.status == 404 else None

        await sampai("semua layanan tahu", tersebar, tenggat=20)
        assert [b["terbaca"] for b in await _baris_tagihan(p, noka)] == [False] * len(lama)
        assert await bekas.kunci() is None
        semua_kunci = await bekas.baris("kepesertaan", "select kunci from kunci_peserta")
        assert kunci not in {bekas.sandi.induk.unwrap(b["kunci"]) for b in semua_kunci}
        assert await bekas.telusuri(kata) == []
        assert await bekas.terbuka(kunci) == tersegel, "history stays as it was, and nobody has this key"
        luar = [*await _topik(t), *(t.log(n).read_bytes() for n in (*LAYANAN, "penerbit")), *dimainkan.jejak]
        assert [k for isi in luar for k in menyebut(kata, [isi.decode("utf-8", "replace")])] == []

        assert (await p.panggil("operasi", "GET", "iuran", "/v1/neraca")).isi == neraca
        assert await _tagihan(p) == tagihan
        kode, keluaran = await jalankan_peran(t.program_dari("kepesertaan"), "periksa")
        assert (kode, "BERBEDA" in keluaran) == (0, False), keluaran


def _pada(teks: str) -> Any:
    from datetime import datetime

    return datetime.fromisoformat(f"{teks}:00+07:00")


async def _sep(t: Tumpukan) -> list[asyncpg.Record]:
    conn = await asyncpg.connect(t.database_url("klaim"))
    try:
        rows: list[asyncpg.Record] = await conn.fetch("select nomor_kartu from sep")
    finally:
        await conn.close()
    return rows


def _semua(bahan: Any) -> list[Any]:
    return list({o.nik: o for o in [*bahan.orang_melati, *(b.orang for b in bahan.sentosa), *bahan.terdaftar_akhir]}.values())


def _sendirian(pekerja: list[Any], bahan: Any) -> list[Any]:
    """Whose name and birth date nobody else has: found afterwards, they would be his."""
    nama, hari = (Counter(getattr(o, n) for o in _semua(bahan)) for n in ("nama", "tanggal_lahir"))
    return [o for o in pekerja if nama[o.nama] == hari[o.tanggal_lahir] == 1]


async def _baris_tagihan(p: Pemanggil, noka: str) -> list[Any]:
    """His lines in all bills of his unit, as iuran opens them now."""
    semua = (await p.panggil(SENTOSA, "GET", "iuran", "/v1/tagihan?batas=500")).isi["data"]
    jalur = (f"/v1/tagihan/{t['tagihan_id']}/baris?batas=500" for t in semua)
    baris = [b for j in jalur for b in (await p.panggil(SENTOSA, "GET", "iuran", j)).isi["data"]]
    return [b for b in baris if b["nomor_kartu"] == noka]


async def _sehat(p: Pemanggil, pekerja: list[Any], sakit: set[str]) -> tuple[str, Any]:
    """A worker of Badan Usaha 2, which is Sentosa's by then, who was never in hospital."""
    for orang in pekerja:
        [b] = (await p.panggil(SENTOSA, "POST", "kepesertaan", "/v1/peserta:cari", isi={"nik": orang.nik})).isi["data"]
        if b["nomor_kartu"] not in sakit:
            return b["nomor_kartu"], orang
    raise AssertionError("everybody was in hospital")


async def _jejak(p: Pemanggil, noka: str, orang: Any, dimainkan: Any) -> None:
    """A new name, a new wage, a complaint and its answer, a refused row of another employer's file."""
    p.waktu = _pada("2017-03-01T09:00")
    jalur = f"/v1/peserta/{noka}/mutasi"
    await p.panggil(SENTOSA, "POST", "kepesertaan", jalur, isi={"jenis": "UBAH_DATA", "berlaku": "2017-03-01", "data": {"nama": NAMA}})
    await p.panggil(SENTOSA, "POST", "kepesertaan", jalur, isi={"jenis": "UBAH_UPAH", "berlaku": "2017-03-01", "upah_pokok": UPAH})
    aduan = {"nomor_kartu": noka, "kanal": "LISAN", "isi": f"Kartu {NAMA} rusak"}
    nomor = (await p.panggil(KC_PRIMA, "POST", "kepesertaan", "/v1/pengaduan", isi=aduan)).isi["nomor"]
    selesai = {"keadaan": "SELESAI", "jawaban": f"Kartu {NAMA} diganti"}
    await p.panggil(KC_PRIMA, "POST", "kepesertaan", f"/v1/pengaduan/{nomor}/tindak-lanjut", isi=selesai)
    baris = next(b for b in dimainkan.bahan.melati if b.orang is orang)
    semua = (await p.panggil(SENTOSA, "GET", "kepesertaan", "/v1/badan-usaha")).isi["data"]
    bu = next(b["badan_usaha_id"] for b in semua if b["nama"] == NAMA_BU[SENTOSA])
    berkas = [Berkas("berkas", "lain.csv", berkas_peserta([baris]))]
    diterima = await p.panggil(SENTOSA, "POST", "kepesertaan", f"/v1/badan-usaha/{bu}/peserta:impor", berkas=berkas, harap=202)

    async def selesai_impor() -> Jawaban | None:
        kerja = await p.panggil(SENTOSA, "GET", "kepesertaan", diterima.kepala["location"])
        return kerja if kerja.isi["keadaan"] != "BERJALAN" else None

    assert (await sampai("impor", selesai_impor, tenggat=20)).isi["gagal"] == 1


async def _selesaikan_tugas(p: Pemanggil) -> None:
    """The refused row of the other employer's file is a case, and forgetting waits for its end."""
    for t in (await p.panggil(KC_PRIMA, "GET", "kepesertaan", "/v1/tugas?keadaan=TERBUKA&batas=200")).isi["data"]:
        isi = {"hasil": "DITOLAK", "catatan": "bukan pekerja Badan Usaha ini"}
        await p.panggil(KC_PRIMA, "POST", "kepesertaan", f"/v1/tugas/{t['tugas_id']}/penyelesaian", isi=isi)


async def _tagihan(p: Pemanggil) -> list[tuple[str, int, int]]:
    isi = (await p.panggil(SENTOSA, "GET", "iuran", "/v1/tagihan")).isi["data"]
    return [(b["periode"], b["jumlah"], b["jumlah_peserta"]) for b in isi]


async def _lunasi(p: Pemanggil) -> None:
    """Whatever else was played on this stack: bills with a line of his would stand against it."""
    sisa: dict[str, int] = {}
    for b in (await p.panggil(SENTOSA, "GET", "iuran", "/v1/tagihan")).isi["data"]:
        sisa[b["virtual_account"]] = sisa.get(b["virtual_account"], 0) + b["sisa"]
    for va, nominal in sisa.items():
        if nominal:
            bayar = {"waktu_bayar": "2017-07-03T08:00:00+07:00", "bank": "BNI", "kanal": "TELLER", "referensi_bank": f"LUPA-{va}"}
            await p.panggil(BANK, "POST", "iuran", "/v1/pembayaran", isi={"virtual_account": va, "nominal": nominal, **bayar}, harap=201)
