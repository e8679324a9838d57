"""IMPOR_PESERTA: a file becomes peserta. Three stages: read and sort the file into sealed chunks; register chunk by chunk, workers
before families whatever the order of the rows; announce. Sent again, or killed and resumed, it registers nobody twice.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

import orjson
from chassis.jobs import FailedRow, JobKind, JobRun
from chassis.ports import Taken
from chassis.tx import Tx
from dasar.tanggal import hari_wib

from kepesertaan import pembaca
from kepesertaan.berkas_masuk import baca_berkas
from kepesertaan.domain import badan_usaha_pesan as pesan
from kepesertaan.domain import peserta as domain_peserta
from kepesertaan.domain import tugas as domain_tugas
from kepesertaan.domain.berkas import Aturan, BarisPeserta, Cacat, baca_baris
from kepesertaan.domain.pemeriksaan import periksa_berkas
from kepesertaan.domain.pendaftaran import JENIS_TUGAS, Diterima, TidakBerubah, urutan_kerja
from kepesertaan.dukcapil import Dukcapil
from kepesertaan.model.badan_usaha import BADAN_USAHA
from kepesertaan.model.peserta import NIK_TERPAKAI, PESERTA, tulis_pengenal
from kepesertaan.model.tugas import TUGAS
from kepesertaan.pekerjaan import IMPOR_PESERTA, MasukanImpor
from kepesertaan.registrasi import Hasil, Unit, lihat, putuskan_semua, siapkan, tugas_id
from kepesertaan.sandi import Sandi

SEKALI = 500
PERCOBAAN = 5
MILIK_GAGAL = "baris gagal"
"""What the sealed columns of refused rows belong to: they are opened without their job's id."""


@dataclass(frozen=True, slots=True)
class Kemajuan:
    tahap: Literal["URAI", "DAFTAR", "UMUMKAN"] = "URAI"
    bagian: int = 0
    jumlah_bagian: int = 0
    jumlah: int = 0
    selesai: int = 0
    gagal: int = 0
    pekerja_baru: int = 0
    tidak_berubah: int = 0


class ImporPeserta:
    def __init__(self, sandi: Sandi, dukcapil: Dukcapil) -> None:
        self._sandi = sandi
        self._dukcapil = dukcapil

    def jenis(self) -> JobKind:
        return JobKind(IMPOR_PESERTA, self.langkah)

    async def langkah(self, run: JobRun) -> None:
        masukan = run.input(MasukanImpor)
        kemajuan = run.checkpoint(Kemajuan) or Kemajuan()
        match kemajuan.tahap:
            case "URAI":
                await self._urai(run, masukan)
            case "DAFTAR":
                await self._daftar(run, masukan, kemajuan)
            case "UMUMKAN":
                await self._umumkan(run, masukan, kemajuan)

    # -- stage 1: the file into chunks

    async def _urai(self, run: JobRun, masukan: MasukanImpor) -> None:
        async with run.reading() as conn:
            isi = await conn.fetchval("select isi from berkas_impor where pekerjaan_id = $1", run.id)
        pekerjaan = str(run.id)
        baris, cacat, bagian = await asyncio.to_thread(self._pilah, isi, pekerjaan, masukan.aturan(hari_wib(run.now)))
        kemajuan = Kemajuan("DAFTAR" if bagian else "UMUMKAN", 0, len(bagian), len(baris), 0, len(cacat))
        gagal = self._gagal(cacat, baris)
        async with run.commit(checkpoint=kemajuan, failed=gagal, total=len(baris)) as tx:
            await self._catat_ditolak(tx, masukan, pekerjaan, cacat)
            await tx.conn.execute(
                "insert into bagian_impor (pekerjaan_id, bagian, isi) select $1, * from unnest($2::int[], $3::text[])",
                run.id,
                list(range(len(bagian))),
                bagian,
            )

    def _pilah(self, isi: str, pekerjaan: str, aturan_baris: Aturan) -> tuple[dict[int, dict[str, str]], list[Cacat], list[str]]:
        """CPU-heavy: open, read, check, sort, seal again in chunks."""
        baris = baca_berkas(self._sandi.buka_berkas(isi, pekerjaan))
        asal = dict(baris)
        baik, cacat = periksa_berkas(baris, aturan_baris, urutan_kerja)
        # a family may lie across chunks, but never before its worker: workers fill their chunks alone
        pekerja = [b for b in baik if b.pekerja]
        keluarga = [b for b in baik if not b.pekerja]
        potongan = [k[i : i + SEKALI] for k in (pekerja, keluarga) for i in range(0, len(k), SEKALI)]
        return asal, cacat, [self._sandi.tutup_berkas(orjson.dumps([[b.baris, asal[b.baris]] for b in p]), pekerjaan) for p in potongan]

    # -- stage 2: a chunk of people

    async def _daftar(self, run: JobRun, masukan: MasukanImpor, kemajuan: Kemajuan) -> None:
        pekerjaan, pada = str(run.id), hari_wib(run.now)
        async with run.reading() as conn:
            isi = await conn.fetchval("select isi from bagian_impor where pekerjaan_id = $1 and bagian = $2", run.id, kemajuan.bagian)
        asal = {int(n): kolom for n, kolom in orjson.loads(self._sandi.buka_berkas(isi, pekerjaan))}
        baris = [_baik(baca_baris(n, kolom, masukan.aturan(pada))) for n, kolom in asal.items()]
        for percobaan in range(1, PERCOBAAN + 1):
            try:
                return await self._daftar_sekali(run, masukan, kemajuan, asal, baris, pada)
            except Taken as taken:
                # somebody registered one of these people between our look and our write: look again
                if taken.constraint != NIK_TERPAKAI or percobaan == PERCOBAAN:
                    raise

    async def _daftar_sekali(
        self,
        run: JobRun,
        masukan: MasukanImpor,
        kemajuan: Kemajuan,
        asal: Mapping[int, Mapping[str, str]],
        baris: Sequence[BarisPeserta],
        pada: date,
    ) -> None:
        unit = Unit(masukan.badan_usaha_id, masukan.virtual_account, masukan.akt_id, masukan.sub_segmen)
        pekerjaan = str(run.id)
        async with run.reading() as conn:
            keadaan = await lihat(conn, self._sandi, baris, unit, pada)
        hasil = await putuskan_semua(baris, keadaan, self._dukcapil)
        diterima = [h for _, h in hasil if isinstance(h, Diterima)]
        cacat = [h for _, h in hasil if isinstance(h, Cacat)]
        sama = sum(isinstance(h, TidakBerubah) for _, h in hasil)
        async with run.reading() as conn:
            siap = await siapkan(conn, self._sandi, diterima, unit, pada, pekerjaan)
        bagian = kemajuan.bagian + 1
        lanjut = Kemajuan(
            "DAFTAR" if bagian < kemajuan.jumlah_bagian else "UMUMKAN",
            bagian,
            kemajuan.jumlah_bagian,
            kemajuan.jumlah,
            kemajuan.selesai + len(siap) + sama,
            kemajuan.gagal + len(cacat),
            kemajuan.pekerja_baru + sum(s.pekerja for s in siap),
            kemajuan.tidak_berubah + sama,
        )
        async with run.commit(checkpoint=lanjut, done=len(siap) + sama, failed=self._gagal(cacat, asal)) as tx:
            # streams in order of their ids: badan-usaha, peserta, tugas; two imports never wait for each other crosswise
            await self._catat_ditolak(tx, masukan, pekerjaan, cacat)
            ditulis = await tx.append_many(
                PESERTA,
                [(s.nomor_kartu, domain_peserta.AWAL, 0, s.peristiwa) for s in siap],
                extra=tulis_pengenal([s.pengenal for s in siap]) if siap else (),
            )
            if len(ditulis) != len(siap):
                raise RuntimeError("a fresh nomor kartu was taken")
            await self._buat_tugas(tx, masukan, pekerjaan, hasil, pada)

    async def _catat_ditolak(self, tx: Tx, masukan: MasukanImpor, pekerjaan: str, cacat: Sequence[Cacat]) -> None:
        if cacat:
            baris = tuple((c.baris, c.kolom, c.kode) for c in cacat)
            await tx.execute(BADAN_USAHA, masukan.badan_usaha_id, pesan.CatatBarisDitolak(pekerjaan, baris))

    async def _buat_tugas(
        self, tx: Tx, masukan: MasukanImpor, pekerjaan: str, hasil: Sequence[tuple[BarisPeserta, Hasil]], pada: date
    ) -> None:
        """One tugas a person and reason, ever: its id comes from them, and a stream that exists is not made again (R-KEP-35, 36)."""
        tugas: dict[str, tuple[domain_tugas.TugasPeristiwa, ...]] = {}
        for baris, h in hasil:
            if isinstance(h, Cacat) and h.kode in JENIS_TUGAS:
                id = tugas_id(self._sandi, masukan.badan_usaha_id, baris.identitas, h.kode)
                perintah = domain_tugas.BuatTugas(
                    tugas_id=id,
                    jenis=h.kode,
                    peran="RO",
                    petugas=masukan.relationship_officer,
                    kantor=masukan.kantor_cabang,
                    badan_usaha_id=masukan.badan_usaha_id,
                    akt_id=masukan.akt_id,
                    pekerjaan_id=pekerjaan,
                    baris=h.baris,
                    pada=pada,
                )
                tugas[id] = tuple(domain_tugas.decide(perintah, domain_tugas.AWAL))
        await tx.append_many(TUGAS, [(id, domain_tugas.AWAL, 0, peristiwa) for id, peristiwa in tugas.items()])

    # -- stage 3: tell the world

    async def _umumkan(self, run: JobRun, masukan: MasukanImpor, kemajuan: Kemajuan) -> None:
        pekerjaan = str(run.id)
        async with run.reading() as conn:
            bu = await pembaca.baris_badan_usaha(conn, masukan.badan_usaha_id)
        hasil = {
            "terdaftar": kemajuan.selesai - kemajuan.tidak_berubah,
            "tidak_berubah": kemajuan.tidak_berubah,
            "pekerja_baru": kemajuan.pekerja_baru,
            "gagal": kemajuan.gagal,
            # R-AKT-21: workers of the form less workers registered; a warning, stored with the submission
            "selisih_pekerja": bu["jumlah_pekerja"] - bu["pekerja_terdaftar"] - kemajuan.pekerja_baru,
        }
        async with run.commit(finish=True, result=hasil) as tx:
            noka = await tx.conn.fetch("select nomor_kartu from peserta where pekerjaan_id = $1 order by nomor_kartu", pekerjaan)
            lain = await pembaca.impor_lain(tx.conn, IMPOR_PESERTA, masukan.badan_usaha_id, pekerjaan)
            selesai = pesan.SelesaikanImpor(
                pekerjaan,
                IMPOR_PESERTA,
                kemajuan.jumlah,
                kemajuan.selesai,
                kemajuan.gagal,
                kemajuan.pekerja_baru,
                tuple(n["nomor_kartu"] for n in noka),
                lain,
                hari_wib(run.now),
            )
            await tx.execute(BADAN_USAHA, masukan.badan_usaha_id, selesai)
            await tx.conn.execute("delete from bagian_impor where pekerjaan_id = $1", run.id)

    # -- refused rows

    def _gagal(self, cacat: Sequence[Cacat], asal: Mapping[int, Mapping[str, str]]) -> list[FailedRow]:
        return [
            FailedRow(c.baris, c.kolom, c.kode, c.alasan, self._sandi.tutup_berkas(orjson.dumps(asal[c.baris]), MILIK_GAGAL).encode())
            for c in cacat
        ]

    async def buka_gagal(self, isi: Sequence[bytes]) -> Sequence[Mapping[str, str]]:
        """For /gagal.csv: the columns as they came."""
        return [orjson.loads(self._sandi.buka_berkas(b.decode(), MILIK_GAGAL)) for b in isi]


def _baik(hasil: BarisPeserta | Cacat) -> BarisPeserta:
    if isinstance(hasil, Cacat):
        raise TypeError("a row that was sound when the file was read is not sound now")
    return hasil
