"""IMPOR_PESERTA: a file becomes peserta. Three stages: sort the file piece by piece into sealed chunks; register chunk by chunk,
workers before families whatever the order of the rows; announce. Sent again, or killed and resumed, it registers nobody twice. No
step holds more than a piece or a chunk, however large the file.
"""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Literal
from uuid import UUID

import orjson
from chassis.jobs import FailedRow, JobKind, JobRun
from chassis.offload import Offload
from chassis.ports import EventStore, Taken
from chassis.tx import Tx
from dasar.tanggal import hari_wib

from kepesertaan import pembaca
from kepesertaan.baris_gagal import tutup
from kepesertaan.domain import badan_usaha_pesan as pesan
from kepesertaan.domain import tugas as domain_tugas
from kepesertaan.domain.berkas import BarisPeserta, Cacat, baca_baris
from kepesertaan.domain.pendaftaran import JENIS_TUGAS, Diterima, TidakBerubah, urutan_kerja
from kepesertaan.dukcapil import Dukcapil
from kepesertaan.jobs import impor_lanjut
from kepesertaan.kasus import kasus
from kepesertaan.model.badan_usaha import BADAN_USAHA
from kepesertaan.model.peserta import NIK_TERPAKAI, PESERTA
from kepesertaan.model.tugas import TUGAS
from kepesertaan.pekerjaan import IMPOR_PESERTA, PERIKSA_MIGRASI, MasukanImpor
from kepesertaan.pilah import Terpilah, pilah, tandai_ganda
from kepesertaan.registrasi import Hasil, KeluargaBerubah, Unit, jaga_keluarga, lihat, pengenal_baru, putuskan_semua, siapkan
from kepesertaan.registrasi_pindah import siapkan_pindah
from kepesertaan.sandi import Sandi

SEKALI = 500
PEKERJA, KELUARGA = 0, 1
PERCOBAAN = 5

_SIMPAN_IDENTITAS = """
insert into identitas_impor (pekerjaan_id, kunci, baris) select $1, * from unnest($2::bytea[], $3::int[]) on conflict do nothing
"""
_SIMPAN_BAGIAN = """
insert into bagian_impor (pekerjaan_id, potongan, giliran, bagian, isi) select $1, $2, * from unnest($3::smallint[], $4::int[], $5::text[])
"""
_BAGIAN = """
with depan as (
  select giliran, bagian from bagian_impor where pekerjaan_id = $1 and (giliran, bagian) >= ($2::smallint, $3::int)
  order by giliran, bagian limit 1)
select giliran, bagian, isi from bagian_impor join depan using (giliran, bagian) where pekerjaan_id = $1 order by potongan
"""


@dataclass(frozen=True, slots=True)
class Kemajuan:
    """``potongan``: pieces sorted so far. (``giliran``, ``bagian``): the chunk that is next, or the smallest it may be."""

    tahap: Literal["URAI", "DIPERIKSA", "DAFTAR", "UMUMKAN"] = "URAI"
    potongan: int = 0
    giliran: int = 0
    bagian: int = 0
    selesai: int = 0
    gagal: int = 0
    pekerja_baru: int = 0
    tidak_berubah: int = 0


class ImporPeserta:
    def __init__(self, sandi: Sandi, dukcapil: Dukcapil, offload: Offload, store: EventStore) -> None:
        self._sandi = sandi
        self._dukcapil = dukcapil
        self._offload = offload
        self._store = store

    def jenis(self) -> tuple[JobKind, JobKind]:
        return JobKind(IMPOR_PESERTA, self.langkah), JobKind(PERIKSA_MIGRASI, self.langkah)

    async def langkah(self, run: JobRun) -> None:
        masukan = run.input(MasukanImpor)
        # the rows of a migration were sorted by its check
        awal = Kemajuan("URAI" if masukan.migrasi_id is None or run.job.kind == PERIKSA_MIGRASI else "DAFTAR")
        kemajuan = run.checkpoint(Kemajuan) or awal
        match kemajuan.tahap:
            case "URAI":
                await self._urai(run, masukan, kemajuan)
            case "DIPERIKSA":
                await impor_lanjut.diperiksa(run, masukan, kemajuan.gagal)
            case "DAFTAR":
                await self._daftar(run, masukan, kemajuan)
            case "UMUMKAN":
                await self._umumkan(run, masukan, kemajuan)

    # -- stage 1: pieces into chunks

    async def _urai(self, run: JobRun, masukan: MasukanImpor, kemajuan: Kemajuan) -> None:
        pekerjaan, id = str(run.id), _berkas(run, masukan)
        async with run.reading() as conn:
            berkas = await conn.fetchrow("select kolom, jumlah, potongan from berkas_impor where pekerjaan_id = $1", id)
            isi = await conn.fetchval(
                "select isi from potongan_impor where pekerjaan_id = $1 and potongan = $2", id, kemajuan.potongan
            )  # fmt: skip
        aturan, garam = masukan.aturan(hari_wib(run.now)), self._sandi.garam_impor(str(id))
        terbuka = b"[]" if isi is None else await asyncio.to_thread(self._sandi.buka_berkas, isi, str(id))
        baris = await self._offload.run(pilah, terbuka, berkas["kolom"], aturan, garam)
        kunci = [b.kunci for b in baris if b.kunci is not None]
        async with run.reading() as conn:
            lama = await conn.fetch(
                "select kunci, baris from identitas_impor where pekerjaan_id = $1 and kunci = any($2::bytea[])", id, kunci
            )
        dikenal: dict[bytes, int] = {r["kunci"]: r["baris"] for r in lama}
        baik, cacat = tandai_ganda(baris, dikenal)
        if masukan.migrasi_id is not None:
            async with run.reading() as conn:
                baik, tanpa_foto = await impor_lanjut.pisahkan_tanpa_foto(conn, masukan.badan_usaha_id, baik)
            cacat += tanpa_foto
        bagian = await asyncio.to_thread(self._bagi, baik, str(id), kemajuan, berkas["jumlah"])
        asal = {b.baris: b.asal for b in baris}
        gagal = await asyncio.to_thread(self._gagal, cacat, asal)
        terakhir = kemajuan.potongan + 1 >= berkas["potongan"]
        lanjut = replace(
            kemajuan,
            tahap="URAI" if not terakhir else "DAFTAR" if masukan.migrasi_id is None else "DIPERIKSA",
            potongan=kemajuan.potongan + 1,
            bagian=0 if terakhir else kemajuan.bagian + sum(b[0] == PEKERJA for b in bagian),
            gagal=kemajuan.gagal + len(cacat),
        )
        async with run.commit(checkpoint=lanjut, failed=gagal, total=berkas["jumlah"]) as tx:
            await impor_lanjut.catat_ditolak(tx, masukan, pekerjaan, kemajuan.gagal, cacat)
            await impor_lanjut.sebut_berkas(tx.conn, self._sandi, masukan, baris)
            await tx.conn.execute(_SIMPAN_IDENTITAS, id, list(dikenal), list(dikenal.values()))
            await tx.conn.execute(_SIMPAN_BAGIAN, id, kemajuan.potongan, *[[b[i] for b in bagian] for i in range(3)])
            # the piece's content is all in chunks and refused rows now
            await tx.conn.execute("delete from potongan_impor where pekerjaan_id = $1 and potongan = $2", id, kemajuan.potongan)

    def _bagi(self, baik: Sequence[Terpilah], pekerjaan: str, kemajuan: Kemajuan, jumlah: int) -> list[tuple[int, int, str]]:
        """(giliran, bagian, sealed rows). Workers fill chunks of their own, before all families; a family is in one chunk whole,
        whichever pieces its people came in."""
        pekerja = [b for b in baik if b.keluarga is None]
        isi: dict[tuple[int, int], Sequence[Terpilah]] = {
            (PEKERJA, kemajuan.bagian + n): pekerja[i : i + SEKALI] for n, i in enumerate(range(0, len(pekerja), SEKALI))
        }
        keluarga: dict[tuple[int, int], list[Terpilah]] = defaultdict(list)
        for b in baik:
            if b.keluarga is not None:
                keluarga[KELUARGA, b.keluarga % max(1, -(-jumlah // SEKALI))].append(b)
        return [
            (giliran, bagian, self._sandi.tutup_berkas(orjson.dumps([(b.baris, orjson.Fragment(b.asal)) for b in isi_bagian]), pekerjaan))
            for (giliran, bagian), isi_bagian in (isi | keluarga).items()
        ]

    # -- stage 2: a chunk of people

    async def _daftar(self, run: JobRun, masukan: MasukanImpor, kemajuan: Kemajuan) -> None:
        berkas, pada = _berkas(run, masukan), hari_wib(run.now)
        async with run.reading() as conn:
            potong = await conn.fetch(_BAGIAN, berkas, kemajuan.giliran, kemajuan.bagian)
        if not potong:
            async with run.commit(checkpoint=replace(kemajuan, tahap="UMUMKAN")):
                return
        kemajuan = replace(kemajuan, giliran=potong[0]["giliran"], bagian=potong[0]["bagian"])
        terbuka = await asyncio.to_thread(lambda: [self._sandi.buka_berkas(p["isi"], str(berkas)) for p in potong])
        asal: dict[int, dict[str, str]] = {n: kolom for isi in terbuka for n, kolom in orjson.loads(isi)}
        dibaca = [baca_baris(n, kolom, masukan.aturan(pada)) for n, kolom in asal.items()]
        baris = sorted((b for b in dibaca if isinstance(b, BarisPeserta)), key=urutan_kerja)
        # sound when it was sorted; in a migration that is days ago, and it was by the rules of that day
        usang = [b for b in dibaca if isinstance(b, Cacat)]
        for percobaan in range(1, PERCOBAAN + 1):
            try:
                return await self._daftar_sekali(run, masukan, kemajuan, asal, baris, usang, pada)
            except Taken as taken:
                # somebody registered one of these people between our look and our write: look again
                if taken.constraint != NIK_TERPAKAI or percobaan == PERCOBAAN:
                    raise
            except KeluargaBerubah:
                if percobaan == PERCOBAAN:
                    raise

    async def _daftar_sekali(
        self,
        run: JobRun,
        masukan: MasukanImpor,
        kemajuan: Kemajuan,
        asal: Mapping[int, Mapping[str, str]],
        baris: Sequence[BarisPeserta],
        usang: Sequence[Cacat],
        pada: date,
    ) -> None:
        unit = Unit(masukan.badan_usaha_id, masukan.virtual_account, masukan.akt_id, masukan.sub_segmen)
        pekerjaan = str(run.id)
        async with run.reading() as conn:
            keadaan = await lihat(conn, self._sandi, baris, unit, pada)
        dilihat = {n: replace(w) for n, w in keadaan.pekerja.items()}  # deciding counts places in them
        hasil = await putuskan_semua(baris, keadaan, self._dukcapil)
        diterima = [h for _, h in hasil if isinstance(h, Diterima)]
        cacat = [*usang, *(h for _, h in hasil if isinstance(h, Cacat))]
        sama = sum(isinstance(h, TidakBerubah) for _, h in hasil)
        async with run.reading() as conn:
            baru = iter(await siapkan(conn, self._sandi, [d for d in diterima if d.dari_pbi is None], unit, pada, pekerjaan))
            lama = await siapkan_pindah(conn, self._store, self._sandi, diterima, unit, pada, pekerjaan)
        siap = [next(baru) if d.dari_pbi is None else lama[d.dari_pbi] for d in diterima]
        lanjut = replace(
            kemajuan,
            bagian=kemajuan.bagian + 1,
            selesai=kemajuan.selesai + len(siap) + sama,
            gagal=kemajuan.gagal + len(cacat),
            pekerja_baru=kemajuan.pekerja_baru + sum(s.pekerja for s in siap),
            tidak_berubah=kemajuan.tidak_berubah + sama,
        )
        gagal = self._gagal(cacat, {n: orjson.dumps(kolom) for n, kolom in asal.items()})
        async with run.commit(checkpoint=lanjut, done=len(siap) + sama, failed=gagal) as tx:
            await jaga_keluarga(tx.conn, self._sandi, baris, unit, pada, dilihat)
            # streams in order of their ids: baris-ditolak, peserta, tugas; two imports never wait for each other crosswise
            await impor_lanjut.catat_ditolak(tx, masukan, pekerjaan, kemajuan.gagal, cacat)
            ditulis = await tx.append_many(
                PESERTA,
                [(s.nomor_kartu, s.awal, s.versi, s.peristiwa) for s in siap],
                extra=pengenal_baru(siap),
            )
            if len(ditulis) != len(siap):
                if lama:
                    raise KeluargaBerubah  # somebody changed a PBI between our look and our write
                raise RuntimeError("a fresh nomor kartu was taken")
            await impor_lanjut.kaitkan(
                tx.conn, masukan, [(s.nomor_kartu, asal[d.baris.baris]) for s, d in zip(siap, diterima, strict=True)]
            )
            await self._buat_tugas(tx, masukan, pekerjaan, hasil, pada)

    async def _buat_tugas(
        self, tx: Tx, masukan: MasukanImpor, pekerjaan: str, hasil: Sequence[tuple[BarisPeserta, Hasil]], pada: date
    ) -> None:
        """One tugas a person and reason, ever: its id comes from them, and a stream that exists is not made again (R-KEP-35, 36)."""
        tugas: dict[str, tuple[domain_tugas.TugasPeristiwa, ...]] = {}
        for baris, h in hasil:
            if isinstance(h, Cacat) and h.kode in JENIS_TUGAS:
                perintah = kasus(self._sandi, masukan, baris.identitas, h.kode, pada, pekerjaan_id=pekerjaan, baris=h.baris)
                tugas[perintah.tugas_id] = tuple(domain_tugas.decide(perintah, domain_tugas.AWAL))
        await tx.append_many(TUGAS, [(id, domain_tugas.AWAL, 0, peristiwa) for id, peristiwa in tugas.items()])

    # -- stage 3: tell the world

    async def _umumkan(self, run: JobRun, masukan: MasukanImpor, kemajuan: Kemajuan) -> None:
        pekerjaan, berkas = str(run.id), _berkas(run, masukan)
        gagal = kemajuan.gagal + masukan.gagal_periksa
        async with run.reading() as conn:
            bu = await pembaca.baris_badan_usaha(conn, masukan.badan_usaha_id)
            jumlah = await conn.fetchval("select jumlah from berkas_impor where pekerjaan_id = $1", berkas)
        hasil = {
            "terdaftar": kemajuan.selesai - kemajuan.tidak_berubah,
            "tidak_berubah": kemajuan.tidak_berubah,
            "pekerja_baru": kemajuan.pekerja_baru,
            "gagal": gagal,
            # R-AKT-21: workers of the form less workers registered; a warning, stored with the submission
            "selisih_pekerja": bu["jumlah_pekerja"] - bu["pekerja_terdaftar"] - kemajuan.pekerja_baru,
        }
        async with run.commit(finish=True, result=hasil) as tx:
            noka = await tx.conn.fetch("select nomor_kartu from peserta where pekerjaan_id = $1 order by nomor_kartu", pekerjaan)
            lain = await pembaca.impor_lain(tx.conn, IMPOR_PESERTA, masukan.badan_usaha_id, pekerjaan)
            selesai = pesan.SelesaikanImpor(
                pekerjaan,
                IMPOR_PESERTA,
                jumlah,
                kemajuan.selesai,
                gagal,
                kemajuan.pekerja_baru,
                tuple(n["nomor_kartu"] for n in noka),
                lain,
                hari_wib(run.now),
            )
            await tx.execute(BADAN_USAHA, masukan.badan_usaha_id, selesai)
            await impor_lanjut.kabarkan(tx, masukan, pekerjaan, kemajuan.selesai, gagal, hari_wib(run.now))
            await pembaca.buang_potongan(tx.conn, berkas)

    def _gagal(self, cacat: Sequence[Cacat], asal: Mapping[int, bytes]) -> list[FailedRow]:
        return [tutup(self._sandi, c, asal[c.baris]) for c in cacat]


def _berkas(run: JobRun, masukan: MasukanImpor) -> UUID:
    return run.id if masukan.berkas is None else UUID(masukan.berkas)
