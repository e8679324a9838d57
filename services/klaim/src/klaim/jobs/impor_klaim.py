"""Job IMPOR_KLAIM: rows of the E-Klaim TXT become claims; a failed row never stops the others."""

from __future__ import annotations

from typing import Any

from chassis.jobs import FailedRow, JobKind, JobRun
from chassis.service import Runtime
from dasar.penolakan import Ditolak
from dasar.tanggal import hari_wib

from klaim import fakta, susun
from klaim.agregat import KLAIM, id_klaim
from klaim.berkas import Baris, Lemari, tentang
from klaim.domain.eklaim import BarisEklaim
from klaim.domain.klaim import Klaim
from klaim.layanan import Layanan
from klaim.pekerjaan import IMPOR_KLAIM, ImporInput, Sampai
from klaim.susun import BarisSalah
from klaim.transaksi import KalahBalapan


def kind(rt: Runtime, layanan: Layanan, lemari: Lemari) -> JobKind:
    def gagal(b: Baris, s: BarisSalah) -> FailedRow:
        return FailedRow(b.nomor, s.kolom, s.kode, s.alasan, lemari.tutup(b.isi), tentang(b.isi))

    async def muat(id: list[str]) -> dict[str, tuple[Klaim, int]]:
        stored = await rt.store.load_many([KLAIM.stream(i) for i in id])
        hasil: dict[str, tuple[Klaim, int]] = {}
        for i in id:
            peristiwa = stored[KLAIM.stream(i)]
            state = KLAIM.fold([KLAIM.codec.decode(e.type, e.schema_version, e.data) for e in peristiwa])
            hasil[i] = (state, peristiwa[-1].version if peristiwa else 0)
        return hasil

    async def step(run: JobRun) -> None:
        masukan = run.input(ImporInput)
        sampai = run.checkpoint(Sampai) or Sampai(0)
        async with run.reading() as conn:
            baris = await lemari.ambil(conn, run.id, sampai.bagian)
            salah: list[FailedRow] = []
            terbaca: list[tuple[Baris, BarisEklaim]] = []
            for b in baris:
                try:
                    terbaca.append((b, susun.urai(b)))
                except BarisSalah as s:
                    salah.append(gagal(b, s))
            sep = await fakta.sep_untuk_klaim(conn, [e.nomor_sep for _, e in terbaca])
        kunci = await layanan.kunci({s.nomor_kartu for s in sep.values()})
        keadaan = await muat([id_klaim(n) for n in sep])
        diputuskan: list[tuple[str, Klaim, int, list[Any]]] = []
        for b, e in terbaca:
            try:
                command = susun.susun(
                    e, sep.get(e.nomor_sep), kunci, susun.nilai(b.nilai), susun.dokumen(b.dokumen, e.dpjp), akt_id=masukan.pelaku,
                    pencarian=rt.settings.search_secret(), pada=hari_wib(run.now),
                    asal={"isi": b.isi, "dokumen": list(b.dokumen), "nilai": b.nilai},
                )  # fmt: skip
                state, versi = keadaan[command.klaim_id]
                diputuskan.append((command.klaim_id, state, versi, list(KLAIM.decide(command, state))))
            except BarisSalah as s:
                salah.append(gagal(b, s))
            except Ditolak as tolak:
                salah.append(gagal(b, susun.penolakan(tolak)))
        akhir = sampai.bagian + 1 >= masukan.bagian
        async with run.commit(
            checkpoint=Sampai(sampai.bagian + 1), done=len(diputuskan), failed=sorted(salah, key=lambda f: f.row), finish=akhir
        ) as tx:
            wajib = {id for id, _, _, peristiwa in diputuskan if peristiwa}
            if wajib and await tx.append_many(KLAIM, diputuskan) != wajib:
                raise KalahBalapan
            if akhir:
                await lemari.kosongkan(tx.conn, run.id)

    return JobKind(IMPOR_KLAIM, step)
