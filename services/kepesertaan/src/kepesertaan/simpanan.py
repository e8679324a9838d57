"""Stored files of people and Badan Usaha: each sealed under a key of its own, which stands wrapped in its row. The row gone, the file
is unreadable wherever copies of it lie."""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import asyncpg
from chassis.aggregate import Statement
from chassis.berkas_store import BerkasStore, Damaged, NotStored
from chassis.crypto import seal_bytes, unseal_bytes
from chassis.http_client import ServiceUnavailable
from dasar.penolakan import Ditolak, Galat, tidak_ditemukan

from kepesertaan.domain.lampiran import Pemilik, sidik
from kepesertaan.sandi import Sandi

_ADA = "select media, besar from berkas where (sha256, badan_usaha_id, akt_id, kantor) = ($1, $2, $3, $4)"
_SIMPAN = """
insert into berkas (sha256, badan_usaha_id, akt_id, kantor, objek, kunci, media, besar, diunggah_oleh, diunggah_pada)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) on conflict do nothing
"""
# the file goes on being its sender's, and is the Badan Usaha's too
_LEKATKAN = """
insert into berkas (sha256, badan_usaha_id, akt_id, kantor, objek, kunci, media, besar, diunggah_oleh, diunggah_pada)
select b.sha256, $2, b.akt_id, b.kantor, b.objek, b.kunci, b.media, b.besar, b.diunggah_oleh, b.diunggah_pada
from head h join berkas b on b.sha256 = any($3::text[]) where h.stream_id = $1 and (b.badan_usaha_id, b.akt_id, b.kantor) = ('', $4, $5)
on conflict do nothing
"""


_SEBUT = """
insert into berkas_disebut (nik_hash, sha256, badan_usaha_id) select *, $3 from unnest($1::bytea[], $2::text[]) on conflict do nothing
"""


@dataclass(frozen=True, slots=True)
class Penglihat:
    """What of the asker decides which files he sees: the arguments of ``akses.TERLIHAT``, and his office for what is for no Badan Usaha."""

    akt_id: str | None
    badan_usaha_id: str | None
    kantor: list[str] | None
    pada: date
    kantor_sendiri: str | None

    @property
    def argumen(self) -> tuple[Any, ...]:
        return self.akt_id, self.badan_usaha_id, self.kantor, self.pada, self.kantor_sendiri


class Simpanan:
    def __init__(self, store: BerkasStore, sandi: Sandi, terlihat: str) -> None:
        """``terlihat``: the SQL of the Badan Usaha an asker may see, by $1 to $4."""
        self._store = store
        self._sandi = sandi
        self._lihat = f"""
        select distinct on (sha256) sha256, objek, kunci, media, besar from berkas where sha256 = any($6::text[]) and case
          when badan_usaha_id <> '' then badan_usaha_id in {terlihat} and ($1::text is null or akt_id = $1)
          when $1::text is not null then akt_id = $1
          when $2::text is not null then false
          else kantor <> '' and kantor = $5::text end
        order by sha256, badan_usaha_id desc
        """  # noqa: S608  constant text

    async def simpan(self, conn: asyncpg.Connection, isi: bytes, media: str, pemilik: Pemilik, oleh: str, waktu: Any) -> tuple[str, bool]:
        """(hash, new). Sealed and durable before its row says that it is there."""
        sha256 = await asyncio.to_thread(lambda: hashlib.sha256(isi).hexdigest())
        milik = (sha256, pemilik.badan_usaha_id, pemilik.akt_id, pemilik.kantor)
        if await conn.fetchrow(_ADA, *milik) is not None:
            return sha256, False
        kunci, terbungkus = self._sandi.kunci_baru()
        objek = await self._store.put(await asyncio.to_thread(seal_bytes, kunci, isi, sha256))
        status: str = await conn.execute(_SIMPAN, *milik, objek, terbungkus, media, len(isi), oleh, waktu)
        return sha256, status.endswith(" 1")

    async def terlihat(self, conn: asyncpg.Connection, siapa: Penglihat, sha256: Sequence[str]) -> dict[str, Mapping[str, Any]]:
        """Rows of those files the asker may see."""
        return {b["sha256"]: b for b in await conn.fetch(self._lihat, *siapa.argumen, list(sha256))}

    async def ambil(self, baris: Mapping[str, Any]) -> bytes:
        try:
            tutup = await self._store.get(baris["objek"])
        except (NotStored, Damaged) as hilang:
            # its row says that it was there: to be brought back from the backup
            raise ServiceUnavailable("penyimpanan berkas", type(hilang).__name__) from hilang
        return await asyncio.to_thread(lambda: unseal_bytes(self._sandi.induk.unwrap(baris["kunci"]), tutup, baris["sha256"]))

    async def periksa(self, conn: asyncpg.Connection, siapa: Penglihat, rujukan: Mapping[str, str | None]) -> tuple[str, ...]:
        """Pointer -> reference; gives the hashes of stored files among them. One that the asker does not see is refused at its pointer."""
        disebut = {penunjuk: s for penunjuk, teks in rujukan.items() if (s := sidik(teks)) is not None}
        if not disebut:
            return ()
        ada = await self.terlihat(conn, siapa, list(disebut.values()))
        asing = [p for p, s in disebut.items() if s not in ada]
        if asing:
            alasan = "Berkas yang disebut tidak ditemukan; unggah dahulu lewat /v1/berkas."
            raise Ditolak("BERKAS_TIDAK_DITEMUKAN", alasan, status=422, galat=tuple(Galat(p, alasan) for p in asing))
        return tuple(dict.fromkeys(disebut.values()))

    async def media(
        self,
        conn: asyncpg.Connection,
        siapa: Penglihat,
        rujukan: Mapping[str, str],
        badan_usaha_id: str,
        lama: Iterable[Mapping[str, str]] = (),
    ) -> dict[str, str]:
        """Hash -> kind of content, of files that a paper names now (checked as by ``periksa``) and that the Badan Usaha has already."""
        ada = await self.terlihat(conn, siapa, await self.periksa(conn, siapa, rujukan))
        dulu = [s for d in lama for teks in d.values() if (s := sidik(teks)) is not None]
        baris = await conn.fetch(
            "select sha256, media from berkas where badan_usaha_id = $1 and sha256 = any($2::text[])", badan_usaha_id, dulu
        )
        return {b["sha256"]: b["media"] for b in (*baris, *ada.values())}


def lekatkan(stream_id: str, badan_usaha_id: str, sha256: Sequence[str], pemilik: Pemilik) -> tuple[Statement, ...]:
    """The files a paper names become the Badan Usaha's with the append that records the paper."""
    if not sha256:
        return ()
    return (Statement(_LEKATKAN, (stream_id, badan_usaha_id, list(sha256), pemilik.akt_id, pemilik.kantor)),)


async def sebut(conn: asyncpg.Connection, sandi: Sandi, badan_usaha_id: str, berkas: Iterable[tuple[str, str]]) -> None:
    """(identity, hash) each: whom a form or a row names with a file. Forgotten, he takes it along, though the form came to nothing."""
    pasangan = [(sandi.hash_identitas(identitas), sha256) for identitas, sha256 in berkas]
    if pasangan:
        await conn.execute(_SEBUT, *[list(k) for k in zip(*pasangan, strict=True)], badan_usaha_id)


def satu(baris: Mapping[str, Mapping[str, Any]], sha256: str) -> Mapping[str, Any]:
    if sha256 not in baris:
        raise tidak_ditemukan("Berkas")
    return baris[sha256]
