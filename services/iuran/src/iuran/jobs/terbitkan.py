"""TERBITKAN_TAGIHAN: the bills of one month, chunk by chunk. Each chunk: read, fetch keys, compute in memory, then one transaction.

Idempotent per account and month: a chunk bills only units without a bill, and RekeningIuran refuses a second one of its own."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import msgspec
from chassis.ids import derived
from chassis.jobs import FailedRow, JobKind, JobRun
from chassis.keyring import Keyring
from chassis.many import execute_many
from chassis.slices import Slices
from chassis.tx import Tx
from dasar.penolakan import Ditolak
from dasar.tanggal import Periode, hari_wib

from iuran.agregat import REKENING
from iuran.baris_tersandi import BarisTersandi, KunciTidakAda, tutup
from iuran.domain.hitung import Rincian, Umk, Upah, hitung_orang, jatuh_tempo, jumlahkan
from iuran.domain.rekening import TerbitkanTagihan
from iuran.jobs import bahan
from iuran.pekerjaan import TERBITKAN_TAGIHAN, MasukanTerbitkan
from iuran.unit import cari_unit

ORANG_SATU_LANGKAH = 1000
UNIT_SATU_LANGKAH = 200
BARIS_SATU_KALI = 1000

_BARIS = """
insert into baris_tagihan (tagihan_id, nomor_kartu, jenis, nomor_kartu_pekerja, rahasia)
select * from unnest($1::uuid[], $2::text[], $3::text[], $4::text[], $5::text[])
"""


@dataclass(frozen=True, slots=True)
class Sampai:
    """``setelah``: the last account looked at; ``gagal``: units refused so far, their row numbers."""

    setelah: str = ""
    gagal: int = 0


@dataclass(frozen=True, slots=True)
class TagihanUnit:
    virtual_account: str
    tagihan_id: str
    rincian: Rincian
    baris: tuple[BarisTersandi, ...]


class TerbitkanTagihanBulanan:
    """``keyring`` is asked for when a step runs: the process's HTTP session exists only then."""

    def __init__(self, keyring: Callable[[], Keyring]) -> None:
        self._keyring = keyring

    def jenis(self) -> JobKind:
        return JobKind(TERBITKAN_TAGIHAN, self.langkah)

    @staticmethod
    async def buka_gagal(isi: Sequence[bytes]) -> list[dict[str, str]]:
        return [msgspec.json.decode(b, type=dict[str, str]) for b in isi]

    async def langkah(self, run: JobRun) -> None:
        periode = Periode.baca(run.input(MasukanTerbitkan).periode)
        sampai = run.checkpoint(Sampai)
        async with run.reading() as conn:
            jumlah = await bahan.jumlah_unit(conn, periode) if sampai is None else None
            sampai = sampai or Sampai()
            halaman = await bahan.unit_berikut(conn, periode, sampai.setelah, ORANG_SATU_LANGKAH, UNIT_SATU_LANGKAH)
            anggota = await bahan.anggota(conn, halaman.unit, periode)
            pekerja = sorted({a.pekerja for a in anggota if a.pekerja})
            upah = await bahan.upah_tersandi(conn, pekerja, periode)
            umk = await bahan.umk_tahun(conn, periode.tahun)
        if halaman.sampai is None:
            async with run.commit(checkpoint=sampai, total=jumlah, finish=True):
                return
        tagihan, gagal = await self.hitung(periode, halaman.unit, anggota, upah, umk, sampai.gagal)
        lanjut = Sampai(halaman.sampai, sampai.gagal + len(gagal))
        async with run.commit(checkpoint=lanjut, done=len(tagihan), failed=gagal, total=jumlah) as tx:
            await terbitkan(tx, periode, tagihan)

    async def hitung(
        self,
        periode: Periode,
        unit: Sequence[str],
        anggota: Sequence[bahan.AnggotaUnit],
        tersandi: Mapping[str, bahan.UpahTersandi],
        umk: Mapping[str, Umk],
        sudah_gagal: int,
    ) -> tuple[list[TagihanUnit], list[FailedRow]]:
        """A unit that cannot be computed exactly gets no bill and a reason; it never stops the others."""
        kunci = await self._keyring().keys([*tersandi, *(a.orang.nomor_kartu for a in anggota if a.membayar)])
        upah = await bahan.buka_upah(anggota, tersandi, kunci, umk)
        per_unit: dict[str, list[bahan.AnggotaUnit]] = {va: [] for va in unit}
        for a in anggota:
            per_unit[a.virtual_account].append(a)
        tagihan: list[TagihanUnit] = []
        gagal: list[FailedRow] = []
        slices = Slices()
        for va, orang in per_unit.items():
            try:
                tagihan.append(await hitung_tagihan(va, orang, upah, kunci, periode, slices))
            except (Ditolak, KunciTidakAda) as tolak:
                kode, alasan = (
                    (tolak.kode, tolak.alasan)
                    if isinstance(tolak, Ditolak)
                    else ("KUNCI_TIDAK_ADA", "Data seorang peserta tidak dapat dibuka lagi; keluarkan ia dahulu dari unit ini.")
                )
                nomor = sudah_gagal + len(gagal) + 1
                gagal.append(FailedRow(nomor, "virtual_account", kode, f"{va}: {alasan}", msgspec.json.encode({"virtual_account": va})))
        return tagihan, gagal


async def hitung_tagihan(
    va: str, orang: Sequence[bahan.AnggotaUnit], upah: dict[str, Upah], kunci: dict[str, bytes], periode: Periode, slices: Slices
) -> TagihanUnit:
    tagihan_id = str(derived("tagihan", va, str(periode)))
    semua, tersandi = [], []
    for a in orang:
        await slices.rest()  # a single unit may have 50,000 people
        baris = hitung_orang(a.orang, upah.get(a.pekerja or ""), periode)
        if baris is not None:
            semua.append(baris)
            tersandi.append(tutup(baris, a.pekerja, tagihan_id, kunci))
    return TagihanUnit(va, tagihan_id, jumlahkan(semua), tuple(tersandi))


async def terbitkan(tx: Tx, periode: Periode, tagihan: Sequence[TagihanUnit], tempo: date | None = None) -> None:
    """All bills of a chunk in one statement, then their lines, in the same transaction."""
    isi = {t.virtual_account: t for t in tagihan if t.rincian.jumlah_peserta}
    unit = await cari_unit(tx.conn, list(isi), hari_wib(tx.now))
    perintah = [
        (va, TerbitkanTagihan(unit[va].pihak, t.tagihan_id, str(periode), tempo or jatuh_tempo(periode), t.rincian, tx.now))
        for va, t in isi.items()
    ]
    terbit = await execute_many(tx, REKENING, perintah)  # without those that somebody billed meanwhile
    baris = [
        (isi[va].tagihan_id, b.nomor_kartu, b.jenis, b.nomor_kartu_pekerja, b.rahasia) for va in isi if va in terbit for b in isi[va].baris
    ]
    for awal in range(0, len(baris), BARIS_SATU_KALI):
        await tx.conn.execute(_BARIS, *[list(kolom) for kolom in zip(*baris[awal : awal + BARIS_SATU_KALI], strict=True)])
