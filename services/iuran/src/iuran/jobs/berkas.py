"""BERKAS_BANK: a bank's payment file, row by row through the same till as the API. No rupiah of a file is lost:
it is on an account, in suspense, counted as told before, or given back with a reason."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from chassis.crypto import seal, unseal
from chassis.ids import derived
from chassis.jobs import FailedRow, JobKind, JobRun
from chassis.tx import Tx
from dasar.penolakan import Ditolak

from iuran.domain.berkas_bank import BarisBerkas, baca_berkas, laporan_baris
from iuran.domain.pembayaran import LaporanBayar, periksa
from iuran.kasir import Kasir, dibatalkan, kenal_referensi, pinjam, referensi_lain, sama
from iuran.pekerjaan import BERKAS_BANK, MasukanBerkas

BARIS_SATU_LANGKAH = 200
AAD = "berkas-bank"
KE_TITIPAN = {
    "VIRTUAL_ACCOUNT_TIDAK_DIKENAL": "VA_TIDAK_DIKENAL",
    "VIRTUAL_ACCOUNT_BELUM_AKTIF": "VA_BELUM_AKTIF",
    "VIRTUAL_ACCOUNT_DITUTUP": "VA_DITUTUP",
}
HITUNGAN = ("baris", "dicatat", "ganda", "titipan", "nominal_dicatat", "nominal_titipan")


class BerkasBank:
    """``kunci_induk`` seals the failed rows that wait for /gagal.csv."""

    def __init__(self, kunci_induk: bytes) -> None:
        self._kunci = kunci_induk
        self._terbaca: tuple[UUID, list[BarisBerkas]] | None = None

    def jenis(self) -> JobKind:
        return JobKind(BERKAS_BANK, self.langkah)

    async def buka_gagal(self, isi: Sequence[bytes]) -> list[dict[str, str]]:
        return [unseal(self._kunci, b.decode(), AAD) for b in isi]

    async def langkah(self, run: JobRun) -> None:
        """First what can be refused without writing; then the rest, each row seeing what the one before it did."""
        semua = await self._baris(run)
        kini: dict[str, int] = run.checkpoint(dict[str, int]) or dict.fromkeys(HITUNGAN, 0)
        bagian = semua[kini["baris"] : kini["baris"] + BARIS_SATU_LANGKAH]
        laporan, gagal = await self._saring(run, bagian)
        kini["baris"] += len(bagian)
        selesai = kini["baris"] >= len(semua)
        # the checkpoint is written when the block ends: it holds what the rows inside have counted by then
        async with run.commit(
            checkpoint=kini, done=len(laporan), failed=gagal, total=len(semua), result=kini, finish=selesai
        ) as tx:  # fmt: skip
            for nomor, satu in laporan:
                await self._satu(run, tx, nomor, satu, kini)
            if selesai:
                await tx.conn.execute("delete from berkas_bank where pekerjaan_id = $1", run.id)
        if selesai:
            self._terbaca = None

    async def _saring(self, run: JobRun, bagian: Sequence[BarisBerkas]) -> tuple[list[tuple[int, LaporanBayar]], list[FailedRow]]:
        pengirim = run.input(MasukanBerkas).kode_bank
        baik: list[tuple[int, LaporanBayar]] = []
        gagal: list[FailedRow] = []
        bentuk: list[tuple[BarisBerkas, LaporanBayar]] = []
        for baris in bagian:
            try:
                laporan = periksa(laporan_baris(baris.isi), run.now)
                if pengirim is not None and laporan.bank != pengirim:
                    raise Ditolak("BANK_LAIN", "Baris ini dari bank lain daripada pengirim berkas.", aturan="R-BYR-09", status=403)
                bentuk.append((baris, laporan))
            except Ditolak as tolak:
                gagal.append(self._gagal(baris, tolak))
        async with run.reading() as conn:
            dikenal = await kenal_referensi(conn, [b for _, b in bentuk])
        for baris, laporan in bentuk:
            lama, batal = dikenal.setdefault((laporan.bank, laporan.referensi_bank), (laporan, False))
            if not sama(lama, laporan):
                gagal.append(self._gagal(baris, referensi_lain()))
            elif batal:
                gagal.append(self._gagal(baris, dibatalkan()))
            else:
                baik.append((baris.nomor, laporan))
        return baik, gagal

    def _gagal(self, baris: BarisBerkas, tolak: Ditolak) -> FailedRow:
        pertama = tolak.galat[0] if tolak.galat else None
        kolom = pertama.penunjuk.removeprefix("/") if pertama else {"BANK_LAIN": "bank"}.get(tolak.kode, "referensi_bank")
        kode = (pertama.kode if pertama else "") or tolak.kode
        return FailedRow(baris.nomor, kolom, kode, tolak.alasan, seal(self._kunci, dict(baris.isi), AAD).encode())

    async def _satu(self, run: JobRun, tx: Tx, nomor: int, laporan: LaporanBayar, hitung: dict[str, int]) -> None:
        sebab = tx.caused_by(f"{run.id}:{nomor}")
        ctx = sebab.context(f"berkas-bank:{nomor}")
        kasir = Kasir(sebab.commands, lambda: pinjam(tx.conn))
        try:
            baru = not (await kasir.catat(laporan, ctx, str(derived("pembayaran", run.id, nomor)))).replayed
            ke = "dicatat"
        except Ditolak as tolak:
            if tolak.kode != "DALAM_TITIPAN" and tolak.kode not in KE_TITIPAN:
                raise  # somebody used the reference, or took the payment back, since it was looked at: the step is done again and sees it
            baru = tolak.kode in KE_TITIPAN and await kasir.titip(laporan, KE_TITIPAN[tolak.kode], ctx)
            ke = "titipan"
        hitung[ke if baru else "ganda"] += 1
        hitung[f"nominal_{ke}"] += laporan.nominal if baru else 0

    async def _baris(self, run: JobRun) -> list[BarisBerkas]:
        if self._terbaca is None or self._terbaca[0] != run.id:
            async with run.reading() as conn:
                isi: Any = await conn.fetchval("select isi from berkas_bank where pekerjaan_id = $1", run.id)
            self._terbaca = (run.id, baca_berkas(isi))
        return self._terbaca[1]
