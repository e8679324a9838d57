"""Who is billed with which unit from which month to which: one row a person and stay, never overwritten by a later stay."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import asyncpg
from dasar.tanggal import Periode
from shared_events import kepesertaan as k
from shared_events.base import PublicEvent

_UPSERT = """
insert into keanggotaan_iuran (nomor_kartu, virtual_account, iuran_mulai, iuran_terakhir, segmen, sub_segmen, hubungan, kategori,
  nomor_kartu_pekerja, kelas, kabupaten_kota_kerja)
select * from unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[], $8::text[], $9::text[], $10::int[],
  $11::text[])
on conflict (nomor_kartu, virtual_account, iuran_mulai) do update set iuran_terakhir = excluded.iuran_terakhir,
  segmen = excluded.segmen, sub_segmen = excluded.sub_segmen, hubungan = excluded.hubungan, kategori = excluded.kategori,
  nomor_kartu_pekerja = excluded.nomor_kartu_pekerja, kelas = excluded.kelas, kabupaten_kota_kerja = excluded.kabupaten_kota_kerja
"""
_KELAS = """
insert into kelas_iuran (nomor_kartu, berlaku_dari, kelas) select * from unnest($1::text[], $2::date[], $3::int[])
on conflict (nomor_kartu, berlaku_dari) do update set kelas = excluded.kelas
"""

_AKHIR = (k.PesertaDipindahkan, k.KategoriPesertaDitetapkan, k.PesertaDikeluarkan, k.PesertaMeninggal, k.PesertaTerkenaPhk)


@dataclass(frozen=True, slots=True)
class Keanggotaan:
    """``kelas``: the class bought (kerabat, PBPU, BP), else the one he is entitled to."""

    nomor_kartu: str
    virtual_account: str
    iuran_mulai: str
    iuran_terakhir: str | None
    segmen: str
    sub_segmen: str | None
    hubungan: str
    kategori: str
    nomor_kartu_pekerja: str | None
    kelas: int | None
    kabupaten_kota_kerja: str | None

    def baris(self) -> tuple[Any, ...]:
        return (
            self.nomor_kartu, self.virtual_account, self.iuran_mulai, self.iuran_terakhir, self.segmen, self.sub_segmen, self.hubungan,
            self.kategori, self.nomor_kartu_pekerja, self.kelas, self.kabupaten_kota_kerja,
        )  # fmt: skip


def dari_pendaftaran(e: k.PesertaDidaftarkan) -> Keanggotaan:
    return Keanggotaan(
        e.nomor_kartu,
        e.virtual_account,
        e.iuran_mulai,
        None,
        e.segmen,
        e.sub_segmen,
        e.hubungan,
        e.kategori,
        e.nomor_kartu_pekerja,
        e.kelas_dipilih or e.hak_kelas,
        e.kabupaten_kota_kerja,
    )


def _pindah(asal: Keanggotaan, e: k.PesertaDipindahkan) -> Keanggotaan:
    """His stay in the new unit; one who does not say as what stays what he was (R-KEP-02)."""
    baru = replace(asal, virtual_account=e.ke_virtual_account, iuran_mulai=e.iuran_mulai, iuran_terakhir=None)
    if e.segmen is None:
        return baru
    return replace(
        baru,
        segmen=e.segmen,
        sub_segmen=e.sub_segmen,
        hubungan=e.hubungan or asal.hubungan,
        kategori=e.kategori or asal.kategori,
        nomor_kartu_pekerja=e.nomor_kartu_pekerja,
        kelas=e.kelas_dipilih or asal.kelas,
        kabupaten_kota_kerja=e.kabupaten_kota_kerja,
    )


def _berakhir(semua: list[Keanggotaan], virtual_account: str, iuran_terakhir: str) -> list[Keanggotaan]:
    """His stays in the unit end with that month, or with the earlier one they ended with already."""
    return [
        replace(s, iuran_terakhir=min(s.iuran_terakhir or iuran_terakhir, iuran_terakhir)) if s.virtual_account == virtual_account else s
        for s in semua
    ]


def terapkan_satu(semua: list[Keanggotaan], e: PublicEvent) -> list[Keanggotaan]:
    """The stays of one person after one event of his."""
    match e:
        case k.PesertaDidaftarkan():
            baru = dari_pendaftaran(e)
            return [*(s for s in semua if (s.virtual_account, s.iuran_mulai) != (baru.virtual_account, baru.iuran_mulai)), baru]
        case k.PesertaDipindahkan():
            sebelum = str(Periode.baca(e.iuran_mulai).geser(-1))
            asal = next((s for s in reversed(semua) if s.virtual_account == e.dari_virtual_account), None)
            semua = _berakhir(semua, e.dari_virtual_account, sebelum)
            if asal is None:
                raise ValueError("pindah dari unit yang tidak dikenal")  # parked: the record before it is missing
            return [*(s for s in semua if (s.virtual_account, s.iuran_mulai) != (e.ke_virtual_account, e.iuran_mulai)), _pindah(asal, e)]
        case k.KategoriPesertaDitetapkan():
            lama = next((s for s in reversed(semua) if s.virtual_account == e.virtual_account), None)
            if lama is None:
                raise ValueError("kategori seseorang yang tidak pernah terdaftar di unit itu")
            baru = replace(lama, kategori=e.kategori, iuran_mulai=e.iuran_mulai)
            semua = _berakhir(semua, e.virtual_account, str(Periode.baca(e.iuran_mulai).geser(-1)))
            return [*(s for s in semua if (s.virtual_account, s.iuran_mulai) != (e.virtual_account, e.iuran_mulai)), baru]
        case k.PesertaDikeluarkan() | k.PesertaMeninggal() | k.PesertaTerkenaPhk():
            if not semua:
                raise ValueError("berakhir tanpa pernah terdaftar")  # parked likewise
            return _berakhir(semua, e.virtual_account, e.iuran_terakhir)
        case _:
            return semua


async def terapkan(conn: asyncpg.Connection, peristiwa: Sequence[PublicEvent]) -> None:
    berubah = [e for e in peristiwa if isinstance(e, (k.PesertaDidaftarkan, *_AKHIR))]
    if berubah:
        # a registration needs no look-up: whoever only registers has no row yet
        dicari = list({e.nomor_kartu for e in berubah if isinstance(e, _AKHIR)})
        orang: dict[str, list[Keanggotaan]] = {}
        if dicari:
            for r in await conn.fetch(
                "select * from keanggotaan_iuran where nomor_kartu = any($1::text[]) order by nomor_kartu, iuran_mulai", dicari
            ):
                orang.setdefault(r["nomor_kartu"], []).append(Keanggotaan(**dict(r)))
        for e in berubah:
            orang[e.nomor_kartu] = terapkan_satu(orang.get(e.nomor_kartu, []), e)
        baris = {(s.nomor_kartu, s.virtual_account, s.iuran_mulai): s.baris() for semua in orang.values() for s in semua}
        await conn.execute(_UPSERT, *[list(kolom) for kolom in zip(*baris.values(), strict=True)])
    kelas = {(e.nomor_kartu, e.berlaku_dari): e.hak_kelas for e in peristiwa if isinstance(e, k.HakKelasDitetapkan)}
    if kelas:
        await conn.execute(_KELAS, [n for n, _ in kelas], [d for _, d in kelas], list(kelas.values()))
