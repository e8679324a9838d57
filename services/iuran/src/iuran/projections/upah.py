"""Wages by the month they count from, as kepesertaan sealed them, and the UMK. Nothing here can be read without the person's key."""

from __future__ import annotations

from collections.abc import Sequence

import asyncpg
from shared_events import kepesertaan as k
from shared_events.base import PublicEvent

from iuran.wilayah import wilayah

_UPAH = """
insert into upah_iuran (nomor_kartu, berlaku_periode, upah_tersandi, kabupaten_kota_kerja)
select * from unnest($1::text[], $2::text[], $3::text[], $4::text[])
on conflict (nomor_kartu, berlaku_periode) do update set upah_tersandi = excluded.upah_tersandi,
  kabupaten_kota_kerja = coalesce(excluded.kabupaten_kota_kerja, upah_iuran.kabupaten_kota_kerja)
"""
_UMK = """
insert into umk_iuran (tahun, wilayah, kabupaten_kota, nilai, sumber)
select * from unnest($1::int[], $2::text[], $3::text[], $4::bigint[], $5::text[])
on conflict (tahun, wilayah) do update set kabupaten_kota = excluded.kabupaten_kota, nilai = excluded.nilai, sumber = excluded.sumber
"""


async def terapkan(conn: asyncpg.Connection, peristiwa: Sequence[PublicEvent]) -> None:
    upah: dict[tuple[str, str], tuple[str, str | None]] = {}
    dilupakan: set[str] = set()
    for e in peristiwa:
        match e:
            case k.PesertaDidaftarkan() if e.upah_tersandi is not None:
                upah[e.nomor_kartu, e.iuran_mulai] = (e.upah_tersandi, e.kabupaten_kota_kerja)
            case k.PesertaDipindahkan() if e.upah_tersandi is not None:
                upah[e.nomor_kartu, e.iuran_mulai] = (
                    e.upah_tersandi,
                    e.kabupaten_kota_kerja or upah.get((e.nomor_kartu, e.iuran_mulai), ("", None))[1],
                )
            case k.UpahPesertaDiubah():
                # who does not name a place keeps the one he had: also when both events arrive in one batch, as _UPAH does between two
                _, tempat = upah.get((e.nomor_kartu, e.berlaku_periode), ("", None))
                upah[e.nomor_kartu, e.berlaku_periode] = (e.upah_tersandi, e.kabupaten_kota_kerja or tempat)
            case k.PesertaDilupakan():
                dilupakan.add(e.nomor_kartu)
            case _:
                pass
    if upah:
        await conn.execute(_UPAH, [n for n, _ in upah], [p for _, p in upah], [s for s, _ in upah.values()], [w for _, w in upah.values()])
    if dilupakan:
        # the key is destroyed, so the texts are noise; what was billed stays, unreadable, and the sums still add up
        await conn.execute("delete from upah_iuran where nomor_kartu = any($1::text[])", list(dilupakan))


async def terapkan_umk(conn: asyncpg.Connection, peristiwa: Sequence[PublicEvent]) -> None:
    umk = {(e.tahun, wilayah(e.kabupaten_kota)): e for e in peristiwa if isinstance(e, k.UmkDitetapkan)}
    await conn.execute(
        _UMK,
        [t for t, _ in umk],
        [w for _, w in umk],
        [e.kabupaten_kota for e in umk.values()],
        [e.nilai for e in umk.values()],
        [e.sumber for e in umk.values()],
    )
