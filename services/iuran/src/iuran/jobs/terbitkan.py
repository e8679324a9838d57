"""TERBITKAN_TAGIHAN: the bills of one month, chunk by chunk. Each chunk: read, fetch keys, compute in memory, then one statement.

Idempotent per account and month: a chunk bills only units without a bill, and RekeningIuran refuses a second one of its own."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import msgspec
from chassis.ids import derived
from chassis.jobs import FailedRow, JobKind, JobRun
from chassis.keyring import Keyring
from chassis.tx import Tx
from dasar.penolakan import Ditolak
from dasar.tanggal import Periode, hari_wib

from iuran.agregat import REKENING
from iuran.baris_tersandi import BarisTersandi, KunciTidakAda, tutup
from iuran.domain.hitung import Rincian, Upah, hitung_orang, jatuh_tempo, jumlahkan
from iuran.domain.rekening import TerbitkanTagihan, decide
from iuran.jobs import bahan
from iuran.model_baca import statement
from iuran.pekerjaan import TERBITKAN_TAGIHAN, MasukanTerbitkan
from iuran.unit import cari_unit

ORANG_SATU_LANGKAH = 2000
UNIT_SATU_LANGKAH = 500
PERCOBAAN = 10

_BARIS = """
insert into baris_tagihan (tagihan_id, nomor_kartu, jenis, nomor_kartu_pekerja, rahasia)
select m.tagihan_id, m.nomor_kartu, m.jenis, m.pekerja, m.rahasia
from head h join unnest($1::text[], $2::uuid[], $3::text[], $4::text[], $5::text[], $6::text[])
  as m(stream_id, tagihan_id, nomor_kartu, jenis, pekerja, rahasia) using (stream_id)
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
            unit = await bahan.unit_berikut(conn, periode, sampai.setelah, ORANG_SATU_LANGKAH, UNIT_SATU_LANGKAH)
            if unit:
                anggota = await bahan.anggota(conn, unit, periode)
                pekerja = sorted({a.pekerja for a in anggota if a.pekerja})
                upah = await bahan.upah_tersandi(conn, pekerja, periode)
                umk = await bahan.umk_tahun(conn, periode.tahun)
        if not unit:
            async with run.commit(checkpoint=sampai, total=jumlah, finish=True):
                return
        kunci = await self._keyring().keys([*pekerja, *(a.orang.nomor_kartu for a in anggota if a.membayar)])
        tagihan, gagal = self._hitung(periode, unit, anggota, bahan.buka_upah(anggota, upah, kunci, umk), kunci, sampai.gagal)
        lanjut = Sampai(unit[-1], sampai.gagal + len(gagal))
        async with run.commit(checkpoint=lanjut, done=len(tagihan), failed=gagal, total=jumlah) as tx:
            await terbitkan(tx, periode, tagihan)

    def _hitung(
        self,
        periode: Periode,
        unit: Sequence[str],
        anggota: Sequence[bahan.AnggotaUnit],
        upah: dict[str, Upah],
        kunci: dict[str, bytes],
        sudah_gagal: int,
    ) -> tuple[list[TagihanUnit], list[FailedRow]]:
        """A unit that cannot be computed exactly gets no bill and a reason; it never stops the others."""
        per_unit: dict[str, list[bahan.AnggotaUnit]] = {va: [] for va in unit}
        for a in anggota:
            per_unit[a.virtual_account].append(a)
        tagihan: list[TagihanUnit] = []
        gagal: list[FailedRow] = []
        for va, orang in per_unit.items():
            try:
                tagihan.append(hitung_tagihan(va, orang, upah, kunci, periode))
            except (Ditolak, KunciTidakAda) as tolak:
                kode, alasan = (
                    (tolak.kode, tolak.alasan)
                    if isinstance(tolak, Ditolak)
                    else ("KUNCI_TIDAK_ADA", "Data seorang peserta tidak dapat dibuka lagi; keluarkan ia dahulu dari unit ini.")
                )
                nomor = sudah_gagal + len(gagal) + 1
                gagal.append(FailedRow(nomor, "virtual_account", kode, f"{va}: {alasan}", msgspec.json.encode({"virtual_account": va})))
        return tagihan, gagal


def hitung_tagihan(
    va: str, orang: Sequence[bahan.AnggotaUnit], upah: dict[str, Upah], kunci: dict[str, bytes], periode: Periode
) -> TagihanUnit:
    tagihan_id = str(derived("tagihan", va, str(periode)))
    semua, tersandi = [], []
    for a in orang:
        baris = hitung_orang(a.orang, upah.get(a.pekerja or ""), periode)
        if baris is not None:
            semua.append(baris)
            tersandi.append(tutup(baris, a.pekerja, tagihan_id, kunci))
    return TagihanUnit(va, tagihan_id, jumlahkan(semua), tuple(tersandi))


async def terbitkan(tx: Tx, periode: Periode, tagihan: Sequence[TagihanUnit]) -> None:
    """All bills of a chunk in one statement; an account that somebody changed meanwhile is decided again."""
    sisa = {t.virtual_account: t for t in tagihan if t.rincian.jumlah_peserta}
    unit = await cari_unit(tx.conn, list(sisa), hari_wib(tx.now))
    for _ in range(PERCOBAAN):
        if not sisa:
            return
        tersimpan = await tx.commands.store.load_many([REKENING.stream(va) for va in sisa])
        putusan = []
        for va, t in list(sisa.items()):
            lama = tersimpan[REKENING.stream(va)]
            state = REKENING.fold([REKENING.codec.decode(e.type, e.schema_version, e.data) for e in lama])
            perintah = TerbitkanTagihan(unit[va].pihak, t.tagihan_id, str(periode), jatuh_tempo(periode), t.rincian, tx.now)
            peristiwa = decide(perintah, state)
            if peristiwa:
                putusan.append((va, state, lama[-1].version if lama else 0, peristiwa))
            else:
                del sisa[va]
        baris = [
            (REKENING.stream(va), sisa[va].tagihan_id, b.nomor_kartu, b.jenis, b.nomor_kartu_pekerja, b.rahasia)
            for va, _, _, _ in putusan
            for b in sisa[va].baris
        ]
        for va in await tx.append_many(REKENING, putusan, extra=statement(_BARIS, baris)):
            del sisa[va]
    if sisa:
        raise RuntimeError(f"{len(sisa)} accounts kept changing while they were billed")
