"""Uploaded files: read, joined by SEP, cut into chunks and sealed before the 202 is given."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import asyncpg
import orjson
from chassis.crypto import seal, unseal
from chassis.text import storable
from dasar.penolakan import Ditolak, Galat

from klaim.domain import eklaim

BARIS_PER_BAGIAN = 200
KOLOM_DOKUMEN = ("nomor_sep", "kode", "tanggal", "penandatangan")
KOLOM_NILAI = ("nomor_sep", "nilai_diajukan", "dijamin_polis", "dibayar_ke_rs", "tanggal_bayar_rs")
KOLOM_VERIFIKASI = ("nomor_sep", "hasil", "catatan")
_KEPALA_MAKS = 64 * 1024


@dataclass(frozen=True, slots=True)
class Baris:
    """``nomor``: line of the file, the header being 1. ``isi`` as it came; the rest is what belongs to the same SEP."""

    nomor: int
    isi: dict[str, str]
    dokumen: tuple[dict[str, str], ...] = ()
    nilai: dict[str, str] | None = None
    ganda: bool = False


def teks(isi: bytes, kolom: str) -> str:
    try:
        hasil = isi.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise _berkas_rusak(kolom, "Berkas harus teks UTF-8.") from None
    if not storable(hasil):
        raise _berkas_rusak(kolom, "Berkas mengandung karakter yang tidak sah.")
    return hasil


def _berkas_rusak(kolom: str, pesan: str) -> Ditolak:
    return Ditolak("BERKAS_TIDAK_SAH", pesan, status=422, galat=(Galat(f"/{kolom}", pesan),))


def _baca(isi: bytes, kolom: str, pemisah: str | None, wajib: Sequence[str]) -> Iterator[tuple[int, dict[str, str]]]:
    """(line, row) of a delimited file. A missing column refuses the whole file before any row."""
    semua = teks(isi, kolom)
    kepala = semua[:_KEPALA_MAKS].split("\n", 1)[0]
    tanda = pemisah or (";" if kepala.count(";") > kepala.count(",") else ",")
    tab = tanda == "\t"
    pembaca = csv.reader(io.StringIO(semua, newline=""), delimiter=tanda, quoting=csv.QUOTE_NONE if tab else csv.QUOTE_MINIMAL)
    try:
        nama = [k.strip() if tab else k.strip().lower() for k in next(pembaca, [])]
        ada = {k.upper() for k in nama}
        if hilang := [k for k in wajib if k.upper() not in ada]:
            pesan = f"Kolom yang tidak ada: {', '.join(hilang)}."
            raise Ditolak("KOLOM_TIDAK_ADA", pesan, aturan="R-KLM-12" if tab else None, status=422, galat=(Galat(f"/{kolom}", pesan),))
        for nilai in pembaca:
            if any(n.strip() for n in nilai):
                yield pembaca.line_num, dict(zip(nama, nilai, strict=False))
    except csv.Error:
        raise _berkas_rusak(kolom, "Berkas bukan tabel yang dapat dibaca.") from None


def _per_sep(isi: bytes | None, kolom: str, wajib: Sequence[str]) -> dict[str, list[dict[str, str]]]:
    hasil: dict[str, list[dict[str, str]]] = {}
    for _, b in _baca(isi, kolom, None, wajib) if isi else ():
        hasil.setdefault(b.get("nomor_sep", "").strip(), []).append(b)
    return hasil


def gabung(berkas: bytes, dokumen: bytes | None, nilai: bytes | None) -> list[Baris]:
    """Each E-Klaim row with its documents and its values."""
    per_dokumen = _per_sep(dokumen, "dokumen", KOLOM_DOKUMEN[:3])
    per_nilai = _per_sep(nilai, "nilai", KOLOM_NILAI[:4])
    hasil: list[Baris] = []
    pernah: set[str] = set()
    for nomor, b in _baca(berkas, "berkas", "\t", eklaim.WAJIB):
        sep = next((v for k, v in b.items() if k.strip().upper() == "SEP"), "").strip()
        hasil.append(
            Baris(
                nomor,
                b,
                tuple(per_dokumen.get(sep, ())),
                next(iter(per_nilai.get(sep, ())), None),
                ganda=bool(sep) and sep in pernah,
            )
        )
        pernah.add(sep)
    if not hasil:
        raise _berkas_rusak("berkas", "Berkas tidak berisi satu baris pun.")
    return hasil


def tabel(isi: bytes, wajib: Sequence[str]) -> list[Baris]:
    """Rows of a plain CSV (comma or semicolon)."""
    hasil = [Baris(nomor, b) for nomor, b in _baca(isi, "berkas", None, wajib)]
    if not hasil:
        raise _berkas_rusak("berkas", "Berkas tidak berisi satu baris pun.")
    return hasil


class Lemari:
    """Sealed chunks of an upload: personal data at rest, readable by this service only, taken out when the job has ended."""

    def __init__(self, kunci: bytes) -> None:
        self._kunci = kunci

    def bagian(self, baris: Sequence[Baris]) -> list[Sequence[Baris]]:
        return [baris[i : i + BARIS_PER_BAGIAN] for i in range(0, len(baris), BARIS_PER_BAGIAN)]

    async def simpan(self, conn: asyncpg.Connection, pekerjaan_id: UUID, baris: Sequence[Baris]) -> None:
        semua = [
            seal(self._kunci, {"baris": [_polos(b) for b in potong]}, aad=f"{pekerjaan_id}:{i}")
            for i, potong in enumerate(self.bagian(baris))
        ]
        await conn.execute(
            "insert into berkas_impor (pekerjaan_id, bagian, isi)"
            " select $1, b.o - 1, b.isi from unnest($2::text[]) with ordinality as b(isi, o) on conflict do nothing",
            pekerjaan_id,
            semua,
        )

    async def ambil(self, conn: asyncpg.Connection, pekerjaan_id: UUID, bagian: int) -> list[Baris]:
        isi = await conn.fetchval("select isi from berkas_impor where pekerjaan_id = $1 and bagian = $2", pekerjaan_id, bagian)
        if isi is None:
            raise RuntimeError("a chunk of the file is gone before its job has ended")
        dibuka: list[dict[str, Any]] = unseal(self._kunci, isi, aad=f"{pekerjaan_id}:{bagian}")["baris"]
        return [Baris(b["nomor"], b["isi"], tuple(b["dokumen"]), b["nilai"], b["ganda"]) for b in dibuka]

    async def kosongkan(self, conn: asyncpg.Connection, pekerjaan_id: UUID) -> None:
        await conn.execute("delete from berkas_impor where pekerjaan_id = $1", pekerjaan_id)

    def tutup(self, isi: Mapping[str, str]) -> bytes:
        """A failed row for /gagal.csv."""
        return seal(self._kunci, {"isi": dict(isi)}, aad="gagal").encode()

    async def buka(self, payload: Sequence[bytes]) -> list[Mapping[str, str]]:
        return [unseal(self._kunci, p.decode(), aad="gagal")["isi"] for p in payload]


def _polos(b: Baris) -> dict[str, Any]:
    return {"nomor": b.nomor, "isi": b.isi, "dokumen": list(b.dokumen), "nilai": b.nilai, "ganda": b.ganda}


def tentang(isi: Mapping[str, str]) -> tuple[str, ...]:
    """Whom a row of a file names: the card and the SEP, as they were written; a number with blanks in it is nobody's."""
    nomor = {str(isi.get(k) or "").strip() for k in ("NOKARTU", "SEP", "nomor_sep")}
    return tuple(sorted(n for n in nomor if n and not any(c.isspace() for c in n)))


def sidik_teks(isi: Mapping[str, Any]) -> str:
    """One text for one content, whatever the order of its columns."""
    return orjson.dumps(isi, option=orjson.OPT_SORT_KEYS).decode()
