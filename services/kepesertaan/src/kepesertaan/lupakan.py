"""What stands against forgetting a person, and what is destroyed when he is forgotten.

The other services are asked at the moment of the request and again at the approval, over HTTP: their events could still be on the way
here, and a key that is destroyed too early does not come back. Who cannot answer holds everything up (503)."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable, Mapping
from datetime import date
from typing import Any

import asyncpg
import orjson
from chassis.crypto import Unreadable, unseal
from chassis.http_client import ServiceRefused, ServiceUnavailable
from chassis.jobs_failed import forget_failed
from chassis.service import Runtime

from kepesertaan.domain.berkas import kunci_identitas
from kepesertaan.domain.lupakan import Halangan
from kepesertaan.sandi import Sandi
from kepesertaan.terbuka import BERKAS_MATI, terbuka

_PENGADUAN = "select nomor from pengaduan where nomor_kartu = $1 and keadaan <> 'SELESAI' order by nomor"
_ORANG = "select p.rahasia, k.kunci from peserta p join kunci_peserta k using (nomor_kartu) where p.nomor_kartu = $1"

# his files with their keys, also those of a form that was taken back or refused; one that is of others too (a Kartu Keluarga, a list of
# wages) stays theirs
_BERKAS = """
with dia as (select nik_hash from nik_terdaftar where nomor_kartu = any($1::text[])),
milik as (delete from berkas_peserta where nomor_kartu = any($1::text[]) returning sha256, badan_usaha_id),
disebut as (select sha256, badan_usaha_id from berkas_disebut where nik_hash in (select nik_hash from dia))
delete from berkas b using (select * from milik union select * from disebut) m
where b.sha256 = m.sha256 and b.badan_usaha_id in ('', m.badan_usaha_id)
  and not exists (select 1 from berkas_peserta lain where lain.sha256 = b.sha256 and lain.nomor_kartu <> all($1::text[]))
  and not exists (select 1 from berkas_disebut lain where lain.sha256 = b.sha256 and lain.nik_hash not in (select nik_hash from dia))
"""
PENGENAL: Mapping[str, str] = {
    "identitas_pengganti": "delete from identitas_pengganti where nomor_kartu = any($1::text[])",
    "identitas_lama": """
delete from identitas_lama where nik_hash in (select nik_hash from nik_terdaftar where nomor_kartu = any($1::text[]))
""",
    "berkas_peserta": _BERKAS,
    "berkas_disebut": """
delete from berkas_disebut where nik_hash in (select nik_hash from nik_terdaftar where nomor_kartu = any($1::text[]))
""",
    "cari_nama": "delete from cari_nama where nomor_kartu = any($1::text[])",
    "nik_terdaftar": "delete from nik_terdaftar where nomor_kartu = any($1::text[])",
    "kunci_peserta": "delete from kunci_peserta where nomor_kartu = any($1::text[])",
}
"""What a person is found and read by. Whoever writes here has his stream first (a move, a rename, forgetting): else two wait for each
other."""

# what a broken off import left lying; it will not go on, and somebody who is to be forgotten may be in it
_SISA_IMPOR = tuple(
    f"delete from {tabel} where pekerjaan_id in ({BERKAS_MATI})"  # noqa: S608 - constants
    for tabel in ("potongan_impor", "bagian_impor", "identitas_impor")
)
_TERSISA = " union ".join(
    f"select t.nomor_kartu from {tabel} t join peserta p using (nomor_kartu) where p.dilupakan_pada is not null"  # noqa: S608 - constants
    for tabel in ("kunci_peserta", "nik_terdaftar", "cari_nama", "identitas_pengganti", "berkas_peserta")
)


class Penghalang:
    """Asks everybody who may still need the person's data."""

    def __init__(self, rt: Runtime, sandi: Sandi) -> None:
        self._rt = rt
        self._sandi = sandi

    async def semua(self, nomor_kartu: str, pada: date) -> tuple[Halangan, ...]:
        """Raises ServiceUnavailable while one of them cannot say."""
        async with self._rt.db.connection() as conn:
            di_sini = [Halangan("PENGADUAN_TERBUKA", b["nomor"]) for b in await conn.fetch(_PENGADUAN, nomor_kartu)]
            if (nik := self._nik(await conn.fetchrow(_ORANG, nomor_kartu))) is not None:
                di_sini += await terbuka(conn, self._sandi, nik, nomor_kartu)
        status, iuran, klaim = await asyncio.gather(
            self._status(nomor_kartu, pada), self._belum_selesai("iuran", nomor_kartu), self._belum_selesai("klaim", nomor_kartu)
        )
        return (*status, *iuran, *klaim, *di_sini)

    def _nik(self, orang: asyncpg.Record | None) -> str | None:
        """None: he cannot be read any more, so nobody can look for him."""
        isi = None if orang is None else self._sandi.buka(orang["kunci"], orang["rahasia"])
        return None if isi is None else str(isi["nik"])

    async def _status(self, nomor_kartu: str, pada: date) -> list[Halangan]:
        isi = await self._tanya(
            "status", lambda: self._rt.calls.post("status", "/v1/status:periksa", {"pada": str(pada), "nomor_kartu": [nomor_kartu]})
        )
        if not isi["data"]:
            # he is a peserta here, so status is behind: who does not know him cannot say that he is not covered
            return [Halangan("STATUS_BELUM_DIKETAHUI")]
        return [Halangan("MASIH_AKTIF", d["keadaan"]) for d in isi["data"] if d["aktif"]]

    async def _belum_selesai(self, layanan: str, nomor_kartu: str) -> list[Halangan]:
        isi = await self._tanya(layanan, lambda: self._rt.calls.get(layanan, f"/v1/peserta/{nomor_kartu}/belum-selesai"))
        return [Halangan(b["jenis"], b["nomor"]) for b in isi["belum_selesai"]]

    async def _tanya(self, layanan: str, panggil: Callable[[], Any]) -> Any:
        try:
            return (await panggil()).json()
        except ServiceRefused as tolak:
            raise ServiceUnavailable(layanan, f"HTTP {tolak.status}") from tolak


async def hapus(conn: asyncpg.Connection, sandi: Sandi, nomor_kartu: str, rahasia: str) -> None:
    """Inside the transaction that records it: the key, what he is found by, and the rows of files that name him."""
    terbungkus = await conn.fetchval("select kunci from kunci_peserta where nomor_kartu = $1 for update", nomor_kartu)
    if terbungkus is not None:
        await forget_failed(conn, _tentang(sandi, nomor_kartu, terbungkus, rahasia))
    for sql in PENGENAL.values():
        await conn.execute(sql, [nomor_kartu])
    for sql in _SISA_IMPOR:
        await conn.execute(sql)


def _tentang(sandi: Sandi, nomor_kartu: str, terbungkus: str, rahasia: str) -> tuple[str, ...]:
    """The keyed hashes by which refused rows of files say whom they name."""
    try:
        nik = str(unseal(sandi.induk.unwrap(terbungkus), rahasia)["nik"])
    except (Unreadable, KeyError):
        return _sidik(sandi, {nomor_kartu})
    return _sidik(sandi, {nik, nomor_kartu})


def tentang_baris(sandi: Sandi, asal: bytes) -> tuple[str, ...]:
    """Whom a row of a file names: himself, by NIK or card, and the worker he belongs to."""
    isi = orjson.loads(asal)
    return _sidik(sandi, {str(isi.get(k) or "").strip() for k in ("nik", "nik_pekerja", "nik_baru", "nomor_kartu")} - {""})


def _sidik(sandi: Sandi, nomor: Iterable[str]) -> tuple[str, ...]:
    return tuple(sorted(sandi.hash_identitas(teks).hex() for n in nomor for teks in (n, kunci_identitas("PASPOR", n))))


async def susul(rt: Runtime) -> None:
    """At every start: a database that came back from an older backup has the keys again, and the topic tells who was forgotten."""
    async with rt.db.transaction() as conn:
        nomor = [b["nomor_kartu"] for b in await conn.fetch(_TERSISA)]
        if nomor:
            for sql in PENGENAL.values():
                await conn.execute(sql, nomor)
