"""What an import owes to a collective registration or a migration: photos, documents of the registered, and the news of its end."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

import asyncpg
import orjson
from chassis.jobs import JobRun
from chassis.ports import Conflict
from chassis.tx import Tx
from dasar.tanggal import hari_wib

from kepesertaan.domain import kolektif_pesan, migrasi_pesan
from kepesertaan.domain.baris_ditolak import AWAL, CatatBarisDitolak, decide
from kepesertaan.domain.berkas import Cacat
from kepesertaan.domain.dokumen import FOTO, KOLOM
from kepesertaan.domain.lampiran import GAMBAR, sidik
from kepesertaan.model.baris_ditolak import BARIS_DITOLAK
from kepesertaan.model.kolektif import KOLEKTIF
from kepesertaan.model.migrasi import MIGRASI
from kepesertaan.pekerjaan import MasukanImpor
from kepesertaan.pilah import Terpilah, klaim_identitas
from kepesertaan.sandi import Sandi
from kepesertaan.simpanan import sebut

_ADA = "select distinct sha256 from berkas where badan_usaha_id = $1 and sha256 = any($2::text[]) and media = any($3::text[])"
_KAITKAN = """
insert into berkas_peserta (nomor_kartu, jenis, sha256, badan_usaha_id)
select *, $4 from unnest($1::text[], $2::text[], $3::text[]) on conflict do nothing
"""


async def pisahkan_tanpa_foto(
    conn: asyncpg.Connection, badan_usaha_id: str, baris: Sequence[Terpilah]
) -> tuple[list[Terpilah], list[Cacat]]:
    """(rows with a photo, refused ones): a migration brings one for everybody (R-KEP-25)."""
    foto = {b.baris: sidik((orjson.loads(b.asal).get(KOLOM[FOTO]) or "").strip()) for b in baris}
    ada = {r["sha256"] for r in await conn.fetch(_ADA, badan_usaha_id, [s for s in foto.values() if s is not None], list(GAMBAR))}
    alasan = "Foto 3x4 orang ini belum diunggah untuk Badan Usaha ini (JPEG atau PNG)."
    cacat = [Cacat(n, KOLOM[FOTO], f"KURANG_{FOTO}", alasan) for n, s in foto.items() if s not in ada]
    kurang = {c.baris for c in cacat}
    return [b for b in baris if b.baris not in kurang], cacat


async def kaitkan(conn: asyncpg.Connection, masukan: MasukanImpor, baru: Sequence[tuple[str, Mapping[str, str]]]) -> None:
    """The files that a row names are the registered person's from now on."""
    if masukan.kolektif_id is None and masukan.migrasi_id is None:
        return
    milik = [(noka, *berkas) for noka, isi in baru for berkas in _berkas(isi)]
    if milik:
        await conn.execute(_KAITKAN, *[list(k) for k in zip(*milik, strict=True)], masukan.badan_usaha_id)


async def catat_ditolak(tx: Tx, masukan: MasukanImpor, pekerjaan: str, sebelum: int, cacat: Sequence[Cacat]) -> None:
    """``sebelum``: how many of this job were refused before; it makes the batch's stream its own, so that nothing is read to write it."""
    if not cacat:
        return
    perintah = CatatBarisDitolak(
        masukan.badan_usaha_id, masukan.akt_id, pekerjaan, tuple((c.baris, c.kolom, c.kode) for c in cacat)
    )  # fmt: skip
    putusan = (f"{pekerjaan}.{sebelum}", AWAL, AWAL, decide(perintah, AWAL))
    if not await tx.append_many(BARIS_DITOLAK, [putusan]):
        raise Conflict("this batch was recorded before")


async def sebut_berkas(conn: asyncpg.Connection, sandi: Sandi, masukan: MasukanImpor, baris: Sequence[Terpilah]) -> None:
    """Of a migration, sound rows and refused ones; a collective registration has told already."""
    if masukan.migrasi_id is not None:
        isi: list[Mapping[str, str]] = [orjson.loads(b.asal) for b in baris]
        await sebut(conn, sandi, masukan.badan_usaha_id, [(klaim_identitas(i), s) for i in isi for _, s in _berkas(i)])


def _berkas(isi: Mapping[str, str]) -> list[tuple[str, str]]:
    """(kind, hash) of the stored files that a row names."""
    return [(jenis, s) for jenis, kolom in KOLOM.items() if (s := sidik((isi.get(kolom) or "").strip())) is not None]


async def diperiksa(run: JobRun, masukan: MasukanImpor, gagal: int) -> None:
    """The end of a migration's check: the offices may look at it now (R-KEP-24)."""
    async with run.reading() as conn:
        jumlah = await conn.fetchval("select total from jobs where id = $1", run.id)
    async with run.commit(finish=True, done=jumlah - gagal, result={"jumlah": jumlah, "baik": jumlah - gagal, "gagal": gagal}) as tx:
        catat = migrasi_pesan.CatatPemeriksaan(str(run.id), jumlah - gagal, gagal, hari_wib(run.now))
        await tx.execute(MIGRASI, masukan.migrasi_id or "", catat)


async def kabarkan(tx: Tx, masukan: MasukanImpor, pekerjaan_id: str, selesai: int, gagal: int, pada: date) -> None:
    """In the transaction that ends the import."""
    if masukan.kolektif_id is not None:
        baris = await tx.conn.fetch("select row, code from job_failures where job_id = $1::uuid order by row", pekerjaan_id)
        tolak = tuple(kolektif_pesan.Putusan(b["row"], b["code"]) for b in baris)
        await tx.execute(KOLEKTIF, masukan.kolektif_id, kolektif_pesan.CatatHasil(pekerjaan_id, tolak, pada))
    if masukan.migrasi_id is not None:
        await tx.execute(MIGRASI, masukan.migrasi_id, migrasi_pesan.CatatHasil(pekerjaan_id, selesai, gagal, pada))
