"""What is on its way and names a person: forms that wait for a document, files in work or waiting for an office, work items.

Only their own seal is on them, not his: his key gone, they would go on naming him. So they are opened and looked through."""

from __future__ import annotations

import asyncio

import asyncpg

from kepesertaan.domain.berkas import kunci_identitas
from kepesertaan.domain.ketentuan import KANTOR
from kepesertaan.domain.lupakan import Halangan
from kepesertaan.domain.pendaftaran import JENIS_TUGAS
from kepesertaan.registrasi import tugas_id
from kepesertaan.sandi import Sandi

BERKAS_MATI = """
select coalesce((convert_from(input, 'UTF8')::jsonb ->> 'berkas')::uuid, id) from jobs
where state = 'GAGAL' and kind in ('IMPOR_PESERTA', 'PERIKSA_MIGRASI', 'MUTASI_IMPOR')
"""
"""Files whose job broke off and will not go on."""

_FORMULIR = "select kolektif_id as milik, isi from formulir_kolektif order by 1"
_POTONGAN = f"""
select pekerjaan_id::text as milik, isi from (
  select pekerjaan_id, isi from potongan_impor union all select pekerjaan_id, isi from bagian_impor) s
where pekerjaan_id not in ({BERKAS_MATI}) order by 1
"""  # noqa: S608 - constant text
_MIGRASI = "select berkas_id::text as berkas, migrasi_id from migrasi where berkas_id = any($1::uuid[])"
_PENANYA_TUGAS = "select distinct badan_usaha_id from tugas where keadaan = 'TERBUKA' and jenis = any($1::text[])"
_TUGAS = "select tugas_id from tugas where keadaan = 'TERBUKA' and tugas_id = any($1::text[]) order by 1"


async def terbuka(conn: asyncpg.Connection, sandi: Sandi, nomor: str, nomor_kartu: str) -> list[Halangan]:
    """``nomor``: his NIK, or the number of his passport. Whoever names him as the worker of a family is found too; a file of mutasi
    names him by his card."""
    formulir = await _menyebut(conn, sandi, _FORMULIR, (nomor,))
    berkas = await _menyebut(conn, sandi, _POTONGAN, (nomor, nomor_kartu))
    migrasi = {b["berkas"]: b["migrasi_id"] for b in await conn.fetch(_MIGRASI, berkas)}
    return [
        *(Halangan("FORMULIR_MENUNGGU", id) for id in formulir),
        *(Halangan("MIGRASI_BERJALAN", migrasi[id]) if id in migrasi else Halangan("IMPOR_BERJALAN", id) for id in berkas),
        *[Halangan("TUGAS_TERBUKA", id) for id in await _tugas(conn, sandi, nomor)],
    ]


async def _menyebut(conn: asyncpg.Connection, sandi: Sandi, sql: str, nomor: tuple[str, ...]) -> list[str]:
    """Whose sealed pieces hold one of the numbers; one piece at a time, however many there are."""
    dicari, ada = [n.upper().encode() for n in nomor], dict[str, None]()

    def sebut(isi: str, milik: str) -> bool:
        terbuka = sandi.buka_berkas(isi, milik).upper()
        return any(d in terbuka for d in dicari)

    async with conn.transaction():
        async for b in conn.cursor(sql, prefetch=20):
            if b["milik"] not in ada and await asyncio.to_thread(sebut, b["isi"], b["milik"]):
                ada[b["milik"]] = None
    return list(ada)


async def _tugas(conn: asyncpg.Connection, sandi: Sandi, nomor: str) -> list[str]:
    """A tugas says nothing of the person, but its id comes from him, from who asked and from why."""
    penanya = {b["badan_usaha_id"] for b in await conn.fetch(_PENANYA_TUGAS, list(JENIS_TUGAS))} - {""} | set(KANTOR)
    calon = [
        tugas_id(sandi, siapa, kunci_identitas(jenis_identitas, nomor), jenis)
        for siapa in penanya
        for jenis_identitas in ("NIK", "PASPOR")
        for jenis in JENIS_TUGAS
    ]
    return [b["tugas_id"] for b in await conn.fetch(_TUGAS, calon)]
