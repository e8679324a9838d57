"""TINJAUAN_BULANAN: every inti child and everybody covered without iuran is looked at; then each Badan Usaha is told once.

By key, a page a step, each page with its checkpoint in one transaction: killed anywhere it goes on there, and tells nobody twice. Birth
dates are opened for the page alone, in another thread; only who has something to hear is loaded.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import groupby
from typing import Any, Literal

from chassis.jobs import FailedRow, JobKind, JobRun
from chassis.ports import Conflict, EventStore
from chassis.tx import Tx
from dasar.tanggal import Periode, hari_wib

from kepesertaan import pembaca
from kepesertaan.domain import peserta as domain
from kepesertaan.domain.keluarga import ANAK
from kepesertaan.domain.mutasi_pesan import AkanHabisUsia, TinjauAnak, TinjauJaminan
from kepesertaan.domain.peserta_pesan import PesertaPerintah
from kepesertaan.domain.tanda import sebatas_kerja_sama
from kepesertaan.domain.tinjauan import DIJAMIN, perlu_ditinjau, sampai_bulan
from kepesertaan.domain.tinjauan_pesan import Perihal, UmumkanTinjauan
from kepesertaan.model.badan_usaha import BADAN_USAHA
from kepesertaan.model.peserta import PESERTA, muat
from kepesertaan.pekerjaan import TINJAUAN_BULANAN, MasukanTinjauan
from kepesertaan.sandi import Sandi

SEKALI = 1000
UNIT_SEKALI = 50

_ANAK = """
select p.nomor_kartu, p.rahasia, p.kuliah_sampai, k.kunci
from peserta p left join kunci_peserta k using (nomor_kartu)
where p.nomor_kartu > $1 and p.kategori = 'INTI' and p.keadaan = 'TERDAFTAR' and p.segmen = 'PPU' and p.hubungan = any($2::text[])
  and p.dilupakan_pada is null
order by p.nomor_kartu limit $3
"""
_DIJAMIN = """
select nomor_kartu from peserta
where nomor_kartu > $1 and keadaan = any($2::text[]) and dijamin_sampai between $3 and $4 and tinjauan_sebab is null
order by nomor_kartu limit $5
"""
# of the next few Badan Usaha that somebody was found in by this very job
_UMUMKAN = """
with bu as (
  select distinct badan_usaha_id from peserta where tinjauan_pekerjaan_id = $1 and badan_usaha_id > $2 order by 1 limit $3)
select badan_usaha_id, tinjauan_sebab, nomor_kartu from peserta join bu using (badan_usaha_id) where tinjauan_pekerjaan_id = $1
order by badan_usaha_id, nomor_kartu
"""


@dataclass(frozen=True, slots=True)
class Kemajuan:
    """``setelah``: last key of the present stage."""

    tahap: Literal["ANAK", "JAMINAN", "UMUMKAN"] = "ANAK"
    setelah: str = ""
    diberi_tahu: int = 0
    keluar: int = 0
    jaminan: int = 0
    gagal: int = 0


class Tinjauan:
    def __init__(self, store: EventStore, sandi: Sandi) -> None:
        self._store = store
        self._sandi = sandi

    def jenis(self) -> JobKind:
        return JobKind(TINJAUAN_BULANAN, self.langkah)

    async def langkah(self, run: JobRun) -> None:
        periode = Periode.baca(run.input(MasukanTinjauan).periode)
        k = run.checkpoint(Kemajuan) or Kemajuan()
        match k.tahap:
            case "ANAK":
                await self._anak(run, periode, k)
            case "JAMINAN":
                await self._jaminan(run, periode, k)
            case "UMUMKAN":
                await _umumkan(run, periode, k)

    async def _anak(self, run: JobRun, periode: Periode, k: Kemajuan) -> None:
        async with run.reading() as conn:
            halaman = await conn.fetch(_ANAK, k.setelah, list(ANAK), SEKALI)
        if not halaman:
            async with run.commit(checkpoint=replace(k, tahap="JAMINAN", setelah="")):
                return
        lahir, buta = await asyncio.to_thread(self._buka, halaman, periode)
        gagal = [
            FailedRow(k.gagal + n, "nomor_kartu", "DATA_TIDAK_TERBACA", f"{noka}: tanggal lahirnya tidak dapat dibaca.")
            for n, noka in enumerate(buta, 1)
        ]
        perintah: Mapping[str, PesertaPerintah] = {
            n: TinjauAnak(str(periode), hari, str(run.id), hari_wib(run.now)) for n, hari in lahir.items()
        }
        putusan = await _putuskan(run, self._store, perintah)
        kabar = sum(isinstance(e, AkanHabisUsia) for *_, peristiwa in putusan for e in peristiwa)
        lanjut = replace(
            k,
            setelah=halaman[-1]["nomor_kartu"],
            diberi_tahu=k.diberi_tahu + kabar,
            keluar=k.keluar + len(putusan) - kabar,
            gagal=k.gagal + len(gagal),
        )
        async with run.commit(checkpoint=lanjut, done=len(halaman) - len(gagal), failed=gagal) as tx:
            await _tulis(tx, putusan)

    def _buka(self, halaman: Sequence[Mapping[str, Any]], periode: Periode) -> tuple[dict[str, date], list[str]]:
        """(birth date of those the review has something to say to, those who cannot be read)."""
        perlu: dict[str, date] = {}
        buta: list[str] = []
        for b in halaman:
            isi = self._sandi.buka(b["kunci"], b["rahasia"])
            if isi is None:
                buta.append(b["nomor_kartu"])
                continue
            lahir = date.fromisoformat(isi["tanggal_lahir"])
            if perlu_ditinjau(lahir, b["kuliah_sampai"], periode):
                perlu[b["nomor_kartu"]] = lahir
        return perlu, buta

    async def _jaminan(self, run: JobRun, periode: Periode, k: Kemajuan) -> None:
        async with run.reading() as conn:
            sampai = sampai_bulan(periode).akhir
            halaman = await conn.fetch(_DIJAMIN, k.setelah, list(DIJAMIN), periode.akhir, sampai, SEKALI)
        if not halaman:
            async with run.commit(checkpoint=replace(k, tahap="UMUMKAN", setelah="")):
                return
        putusan = await _putuskan(run, self._store, {b["nomor_kartu"]: TinjauJaminan(str(periode), str(run.id)) for b in halaman})
        lanjut = replace(k, setelah=halaman[-1]["nomor_kartu"], jaminan=k.jaminan + len(putusan))
        async with run.commit(checkpoint=lanjut, done=len(halaman)) as tx:
            await _tulis(tx, putusan)


Putusan = tuple[str, domain.Peserta, int, list[Any]]


async def _putuskan(run: JobRun, store: EventStore, perintah: Mapping[str, PesertaPerintah]) -> list[Putusan]:
    orang = await muat(store, list(perintah))
    async with run.reading() as conn:
        berakhir = await pembaca.kerja_sama_berakhir(conn, orang)
    putusan = [(n, p, versi, sebatas_kerja_sama(domain.decide(perintah[n], p), p, berakhir.get(n))) for n, (p, versi) in orang.items()]
    return [x for x in putusan if x[3]]


async def _tulis(tx: Tx, putusan: Sequence[Putusan]) -> None:
    if len(await tx.append_many(PESERTA, putusan)) != len(putusan):
        raise Conflict("a peserta changed while he was reviewed")


async def _umumkan(run: JobRun, periode: Periode, k: Kemajuan) -> None:
    async with run.reading() as conn:
        baris = await conn.fetch(_UMUMKAN, str(run.id), k.setelah, UNIT_SEKALI)
    hasil = {"diberi_tahu": k.diberi_tahu, "keluar": k.keluar, "jaminan": k.jaminan}
    if not baris:
        async with run.commit(checkpoint=k, finish=True, result=hasil):
            return
    async with run.commit(checkpoint=replace(k, setelah=baris[-1]["badan_usaha_id"])) as tx:
        for badan_usaha_id, anggota in groupby(baris, key=lambda b: str(b["badan_usaha_id"])):
            menurut: dict[Perihal, list[str]] = {"USIA_ANAK": [], "JAMINAN": []}
            for b in anggota:
                menurut["JAMINAN" if b["tinjauan_sebab"] in DIJAMIN else "USIA_ANAK"].append(b["nomor_kartu"])
            for perihal, nomor in menurut.items():
                if nomor:
                    umumkan = UmumkanTinjauan(str(run.id), perihal, str(periode), tuple(nomor))
                    await tx.caused_by(f"{run.id}:{perihal}").execute(BADAN_USAHA, badan_usaha_id, umumkan)
