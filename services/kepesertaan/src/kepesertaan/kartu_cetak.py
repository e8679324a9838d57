"""What is printed on cards, for one and for many: read, opened, signed; and how parts of a printing job are kept."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import asyncpg
from chassis.crypto import seal_bytes, unseal_bytes
from dasar.penolakan import Ditolak

from kepesertaan.cetak.kartu import Cetakan
from kepesertaan.domain.gambar import GAMBAR_TERBESAR
from kepesertaan.domain.lampiran import GAMBAR
from kepesertaan.sandi import Sandi
from kepesertaan.simpanan import Simpanan
from kepesertaan.tanda_tangan import IsiKartu, KunciKartu

_KARTU = """
select k.nomor_kib, k.nomor_kartu, k.akt_id, k.versi_desain, k.diterbitkan_pada, k.alasan_cabut, p.tanda_akt_id = k.akt_id as bertanda,
  p.rahasia, s.kunci from kartu k join peserta p using (nomor_kartu)
"""
KARTU_SATU = f"{_KARTU} left join kunci_peserta s using (nomor_kartu) where k.nomor_kib = $1"
# printed are cards in force, of people who are the AKT's still and not forgotten
_BERLAKU = """
k.akt_id = $1 and k.dicabut_pada is null and p.tanda_akt_id = $1 and ($2::text is null or k.versi_desain = $2)
and ($3::text is null or p.tanda_badan_usaha_id = $3)
"""
CETAK_BERIKUT = f"""{_KARTU} join kunci_peserta s using (nomor_kartu)
where {_BERLAKU} and k.nomor_kib > $4 order by k.nomor_kib limit $5"""
CETAK_JUMLAH = f"""
select count(*) from (select 1 from kartu k join peserta p using (nomor_kartu) join kunci_peserta s using (nomor_kartu)
where {_BERLAKU} limit $4) x"""  # noqa: S608  constant text


_GAMBAR = """
select distinct on (d.versi_desain) d.versi_desain, b.sha256, b.objek, b.kunci, b.media from desain_kartu d
join berkas b on b.akt_id = d.akt_id and d.berkas = 'sha256:' || b.sha256
where d.akt_id = $1 and d.versi_desain = any($2::text[]) and b.media = any($3::text[]) and b.besar <= $4 order by d.versi_desain
"""


async def gambar_desain(conn: asyncpg.Connection, simpanan: Simpanan, akt_id: str, versi: Iterable[str]) -> dict[str, bytes]:
    """Picture of each of these designs that has one; a design in words only (a drawing in a cabinet) is printed without."""
    baris = await conn.fetch(_GAMBAR, akt_id, sorted(set(versi)), sorted(GAMBAR), GAMBAR_TERBESAR)
    return {b["versi_desain"]: await simpanan.ambil(b) for b in baris}


def cetakan(sandi: Sandi, kunci: KunciKartu, b: Mapping[str, Any], akt_nama: str) -> Cetakan:
    isi = sandi.buka(b["kunci"], b["rahasia"])
    if isi is None:
        raise Ditolak("PESERTA_DILUPAKAN", "Data pribadi peserta ini sudah dihapus; kartunya tidak dapat dicetak lagi.")
    kode = kunci.tanda_tangani(IsiKartu(b["nomor_kib"], b["nomor_kartu"], isi["nama"], b["akt_id"], b["diterbitkan_pada"]))
    return Cetakan(b["nomor_kib"], b["nomor_kartu"], isi["nama"], akt_nama, b["versi_desain"], b["diterbitkan_pada"], kode)


def tutup_bagian(kunci: Sequence[bytes], isi: bytes, pekerjaan: str, bagian: int) -> bytes:
    """Under the keys of all the people on it: when one of them is forgotten, no copy of it opens any more."""
    return seal_bytes(_kunci_bagian(kunci), isi, f"{pekerjaan}/{bagian}")


def buka_bagian(kunci: Sequence[bytes], isi: bytes, pekerjaan: str, bagian: int) -> bytes:
    return unseal_bytes(_kunci_bagian(kunci), isi, f"{pekerjaan}/{bagian}")


def _kunci_bagian(kunci: Sequence[bytes]) -> bytes:
    return hashlib.sha256(b"selaras cetak kartu" + b"".join(kunci)).digest()
