"""Forms that wait for a document: sealed until they are complete; then they go to the importer as rows of a file."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

import asyncpg
import orjson

from kepesertaan.berkas_masuk import Potongan
from kepesertaan.domain import berkas, dokumen
from kepesertaan.domain.lampiran import sidik
from kepesertaan.sandi import Sandi

SEPOTONG = 250
_SIMPAN = """
insert into formulir_kolektif (kolektif_id, baris, isi) select $1, * from unnest($2::int[], $3::text[])
on conflict (kolektif_id, baris) do update set isi = excluded.isi
"""


@dataclass(frozen=True, slots=True)
class Formulir:
    """``kolom``: those of the peserta file. ``dokumen``: kind -> reference. ``kurang``: codes of what is missing."""

    baris: int
    kolom: Mapping[str, str]
    dokumen: Mapping[str, str] = field(default_factory=dict)
    kurang: tuple[str, ...] = ()

    @property
    def sidik(self) -> list[str]:
        return [s for teks in self.dokumen.values() if (s := sidik(teks)) is not None]


def potongan(formulir: Sequence[Formulir]) -> tuple[list[str], Iterator[Potongan]]:
    """(columns, pieces) of the file that these forms are; a form's number is its line."""
    kolom = [*berkas.KOLOM, *dokumen.KOLOM.values()]
    baris = [(f.baris, [*(f.kolom.get(k, "") for k in berkas.KOLOM), *(f.dokumen.get(j, "") for j in dokumen.KOLOM)]) for f in formulir]
    bagian = (baris[i : i + SEPOTONG] for i in range(0, len(baris), SEPOTONG))
    return kolom, (Potongan(len(b), orjson.dumps(b)) for b in bagian)


async def simpan(conn: asyncpg.Connection, sandi: Sandi, kolektif_id: str, formulir: Sequence[Formulir]) -> None:
    if formulir:
        isi = [sandi.tutup_berkas(orjson.dumps([f.kolom, f.dokumen]), kolektif_id) for f in formulir]
        await conn.execute(_SIMPAN, kolektif_id, [f.baris for f in formulir], isi)


async def ambil(conn: asyncpg.Connection, sandi: Sandi, kolektif_id: str, baris: Sequence[int]) -> dict[int, Formulir]:
    ada = await conn.fetch(
        "select baris, isi from formulir_kolektif where kolektif_id = $1 and baris = any($2::int[])", kolektif_id, list(baris)
    )
    hasil: dict[int, Formulir] = {}
    for b in ada:
        kolom, dok = orjson.loads(sandi.buka_berkas(b["isi"], kolektif_id))
        hasil[b["baris"]] = Formulir(b["baris"], kolom, dok)
    return hasil


async def buang(conn: asyncpg.Connection, kolektif_id: str, baris: Sequence[int]) -> None:
    await conn.execute("delete from formulir_kolektif where kolektif_id = $1 and baris = any($2::int[])", kolektif_id, list(baris))
