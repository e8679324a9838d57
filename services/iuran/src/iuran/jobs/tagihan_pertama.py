"""TAGIHAN_PERTAMA: the first bill of a family as soon as it and all its people are known: register, account, pay (R-KEP-27).

The monthly run bills whom it misses: one bill an account and month, whoever issues it."""

from __future__ import annotations

from chassis.jobs import JobKind, JobRun
from dasar.tanggal import Periode

from iuran.domain.hitung import jatuh_tempo_pertama
from iuran.jobs import bahan
from iuran.jobs.terbitkan import TerbitkanTagihanBulanan, terbitkan
from iuran.pekerjaan import TAGIHAN_PERTAMA, MasukanTagihanPertama

_DIKENAL = """
select exists (select 1 from unit_iuran where virtual_account = $1 and keluarga_id is not null) as unit,
  (select count(distinct nomor_kartu) from keanggotaan_iuran where virtual_account = $1) as orang,
  exists (select 1 from tagihan where virtual_account = $1 and periode = $2) as sudah
"""


class TagihanPertama:
    def __init__(self, bulanan: TerbitkanTagihanBulanan) -> None:
        self._bulanan = bulanan

    def jenis(self) -> JobKind:
        return JobKind(TAGIHAN_PERTAMA, self.langkah)

    async def langkah(self, run: JobRun) -> None:
        m = run.input(MasukanTagihanPertama)
        periode = Periode.dari(m.sejak)
        async with run.reading() as conn:
            dikenal = await conn.fetchrow(_DIKENAL, m.virtual_account, str(periode))
            if not dikenal["sudah"] and (not dikenal["unit"] or dikenal["orang"] < m.jumlah):
                return  # the family's people come by other partitions: not yet
            anggota = [] if dikenal["sudah"] else await bahan.anggota(conn, [m.virtual_account], periode)
            pekerja = sorted({a.pekerja for a in anggota if a.pekerja})
            upah = await bahan.upah_tersandi(conn, pekerja, periode)
            umk = await bahan.umk_tahun(conn, periode.tahun)
        tagihan, gagal = await self._bulanan.hitung(periode, [m.virtual_account] if anggota else [], anggota, upah, umk, 0)
        async with run.commit(done=len(tagihan), failed=gagal, total=1, finish=True) as tx:
            await terbitkan(tx, periode, tagihan, jatuh_tempo_pertama(periode, m.sejak))
