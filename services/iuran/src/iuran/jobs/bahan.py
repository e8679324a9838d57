"""What a month's bills are made of: units without a bill, their people, wages opened in memory, UMK."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import asyncpg
import msgspec
from chassis.crypto import Unreadable, unseal
from chassis.slices import Slices
from dasar.tanggal import Periode

from iuran.domain.hitung import Orang, Umk, Upah
from iuran.domain.ketentuan import penerima_pensiun
from iuran.wilayah import wilayah

_JATUH = "k.iuran_mulai <= $1 and (k.iuran_terakhir is null or k.iuran_terakhir >= $1)"

# one page of units by key, each looked up by index: what a page costs does not grow with how many there are or are billed already
_UNIT = f"""
select u.virtual_account, o.orang, t.ada is not null as sudah
from (select virtual_account from unit_iuran where virtual_account > $2 and (ditutup_pada is null or ditutup_pada >= $3)
      order by virtual_account limit $4) u
cross join lateral (select count(*) as orang from keanggotaan_iuran k where k.virtual_account = u.virtual_account and {_JATUH}) o
left join lateral (select 1 as ada from tagihan t where t.virtual_account = u.virtual_account and t.periode = $1 limit 1) t on true
order by u.virtual_account
"""  # noqa: S608 - constant condition
_JUMLAH = f"""
select count(distinct u.virtual_account) from unit_iuran u join keanggotaan_iuran k using (virtual_account)
where {_JATUH} and (u.ditutup_pada is null or u.ditutup_pada >= $2)
  and not exists (select 1 from tagihan t where t.virtual_account = u.virtual_account and t.periode = $1)
"""  # noqa: S608
_ORANG = f"""
select k.*, b.kabupaten_kota as kabupaten_kota_unit, b.sub_segmen as sub_segmen_unit,
  (select c.kelas from kelas_iuran c where c.nomor_kartu = k.nomor_kartu and c.berlaku_dari <= $3 order by c.berlaku_dari desc limit 1)
    as kelas_berlaku
from keanggotaan_iuran k join unit_iuran u using (virtual_account) left join badan_usaha_iuran b using (badan_usaha_id)
where k.virtual_account = any($2::text[]) and {_JATUH} order by k.virtual_account, k.nomor_kartu
"""  # noqa: S608
_UPAH = """
select distinct on (nomor_kartu) nomor_kartu, upah_tersandi, kabupaten_kota_kerja from upah_iuran
where nomor_kartu = any($1::text[]) and berlaku_periode <= $2 order by nomor_kartu, berlaku_periode desc
"""


@dataclass(frozen=True, slots=True)
class UpahTersandi:
    teks: str
    kabupaten_kota_kerja: str | None


@dataclass(frozen=True, slots=True)
class AnggotaUnit:
    """``tempat_kerja``: the kabupaten/kota whose UMK is the floor, for a worker (R-IUR-12)."""

    virtual_account: str
    orang: Orang
    tempat_kerja: str | None

    @property
    def membayar(self) -> bool:
        """May have a line of his own: everybody but the keluarga inti of a PPU (R-KEP-13)."""
        return self.orang.segmen != "PPU" or self.orang.kategori != "INTI"

    @property
    def pekerja(self) -> str | None:
        """Whose wage his line is computed on, if on any."""
        if self.orang.kategori not in ("PEKERJA", "TAMBAHAN"):
            return None
        if self.orang.segmen != "PPU" and not penerima_pensiun(self.orang.segmen, self.orang.sub_segmen):
            return None
        return self.orang.nomor_kartu if self.orang.kategori == "PEKERJA" else self.orang.nomor_kartu_pekerja


async def jumlah_unit(conn: asyncpg.Connection, periode: Periode) -> int:
    jumlah: int = await conn.fetchval(_JUMLAH, str(periode), periode.awal)
    return jumlah


@dataclass(frozen=True, slots=True)
class Halaman:
    """``unit`` have somebody to bill and no bill yet; ``sampai``: the last account looked at, None when there are no more."""

    unit: list[str]
    sampai: str | None


async def unit_berikut(conn: asyncpg.Connection, periode: Periode, setelah: str, orang_terbanyak: int, unit_terbanyak: int) -> Halaman:
    """The next units in order, as many as hold about so many people: running again bills only those that were left."""
    sampai: str | None = None
    unit: list[str] = []
    orang = 0
    for r in await conn.fetch(_UNIT, str(periode), setelah, periode.awal, unit_terbanyak):
        if r["orang"] and not r["sudah"]:
            orang += r["orang"]
            if unit and orang > orang_terbanyak:
                break
            unit.append(r["virtual_account"])
        sampai = r["virtual_account"]
    return Halaman(unit, sampai)


async def anggota(conn: asyncpg.Connection, unit: Sequence[str], periode: Periode) -> list[AnggotaUnit]:
    rows = await conn.fetch(_ORANG, str(periode), list(unit), periode.awal)
    return [
        AnggotaUnit(
            r["virtual_account"],
            Orang(
                r["nomor_kartu"],
                r["segmen"],
                r["kategori"],
                r["sub_segmen"] or r["sub_segmen_unit"],
                r["kelas_berlaku"] or r["kelas"],
                r["nomor_kartu_pekerja"],
            ),
            r["kabupaten_kota_kerja"] or r["kabupaten_kota_unit"],
        )
        for r in rows
    ]


async def upah_tersandi(conn: asyncpg.Connection, nomor_kartu: Sequence[str], periode: Periode) -> dict[str, UpahTersandi]:
    """The wage in force in that month of each, still sealed."""
    rows = await conn.fetch(_UPAH, list(nomor_kartu), str(periode))
    return {r["nomor_kartu"]: UpahTersandi(r["upah_tersandi"], r["kabupaten_kota_kerja"]) for r in rows}


async def umk_tahun(conn: asyncpg.Connection, tahun: int) -> dict[str, Umk]:
    rows = await conn.fetch("select * from umk_iuran where tahun = $1", tahun)
    return {r["wilayah"]: Umk(r["tahun"], r["kabupaten_kota"], r["nilai"], r["sumber"]) for r in rows}


class _IsiUpah(msgspec.Struct):
    upah_pokok: int
    tunjangan_tetap: int = 0


async def buka_upah(
    anggota_unit: Sequence[AnggotaUnit],
    tersandi: Mapping[str, UpahTersandi],
    kunci: Mapping[str, bytes],
    umk: Mapping[str, Umk],
) -> dict[str, Upah]:
    """Wages in the clear, by the card number of the worker. What cannot be opened is left out: the unit then says so."""
    tempat = {a.orang.nomor_kartu: a.tempat_kerja for a in anggota_unit}
    hasil: dict[str, Upah] = {}
    slices = Slices()
    for nomor, upah in tersandi.items():
        await slices.rest()
        if nomor not in kunci:
            continue
        try:
            isi: Any = msgspec.convert(unseal(kunci[nomor], upah.teks), _IsiUpah)
        except (Unreadable, msgspec.ValidationError):
            continue
        di = upah.kabupaten_kota_kerja or tempat.get(nomor)
        hasil[nomor] = Upah(isi.upah_pokok, isi.tunjangan_tetap, umk.get(wilayah(di)) if di else None)
    return hasil
