"""Job IMPOR_VERIFIKASI: a verifier's results of many claims (``nomor_sep, hasil, catatan``), each with its own refusal."""

from __future__ import annotations

from typing import Any

from chassis.crypto import seal
from chassis.jobs import FailedRow, JobKind, JobRun
from chassis.service import Runtime
from dasar.penolakan import Ditolak
from dasar.tanggal import hari_wib

from klaim import verifikasi
from klaim.agregat import KLAIM
from klaim.berkas import Baris, Lemari, tentang
from klaim.domain.klaim import Klaim
from klaim.layanan import Layanan
from klaim.pekerjaan import IMPOR_VERIFIKASI, ImporInput, Sampai
from klaim.transaksi import KalahBalapan


def kind(rt: Runtime, layanan: Layanan, lemari: Lemari) -> JobKind:
    def gagal(b: Baris, kolom: str, kode: str, alasan: str) -> FailedRow:
        return FailedRow(b.nomor, kolom, kode, alasan, lemari.tutup(b.isi), tentang(b.isi))

    async def step(run: JobRun) -> None:
        masukan = run.input(ImporInput)
        sampai = run.checkpoint(Sampai) or Sampai(0)
        async with run.reading() as conn:
            baris = await lemari.ambil(conn, run.id, sampai.bagian)
            dikenal = {
                r["nomor_sep"]: (str(r["klaim_id"]), r["nomor_kartu"])
                for r in await conn.fetch(
                    "select nomor_sep, klaim_id, nomor_kartu from klaim where nomor_sep = any($1::text[]) and kantor_cabang = $2",
                    [b.isi.get("nomor_sep", "").strip() for b in baris],
                    masukan.kantor,
                )
            }
        bercatatan = {dikenal[n][1] for b in baris if b.isi.get("catatan", "").strip() and (n := b.isi["nomor_sep"].strip()) in dikenal}
        kunci = await layanan.kunci(bercatatan) if bercatatan else {}
        salah: list[FailedRow] = []
        diputuskan: dict[str, tuple[str, Klaim, int, list[Any]]] = {}
        async with run.reading() as conn:
            for b in baris:
                klaim_id, noka = dikenal.get(b.isi.get("nomor_sep", "").strip(), ("", ""))
                if not klaim_id:
                    salah.append(gagal(b, "nomor_sep", "KLAIM_TIDAK_DIKENAL", "Tidak ada klaim untuk SEP ini di kantor ini."))
                    continue
                if klaim_id in diputuskan:
                    salah.append(gagal(b, "nomor_sep", "GANDA_DALAM_BERKAS", "SEP ini sudah ada pada baris sebelumnya."))
                    continue
                catatan = b.isi.get("catatan", "").strip()
                tersandi = seal(kunci[noka], {"catatan": catatan}, aad=noka) if catatan and noka in kunci else None
                state, versi = await rt.commands.load(KLAIM, klaim_id)
                try:
                    command = await verifikasi.perintah(
                        conn, state, hasil=b.isi.get("hasil", "").strip().upper(), verifikator=masukan.pelaku, tanggal=hari_wib(run.now),
                        catatan=tersandi,
                    )  # fmt: skip
                    diputuskan[klaim_id] = (klaim_id, state, versi, list(KLAIM.decide(command, state)))
                except Ditolak as tolak:
                    salah.append(gagal(b, "hasil", tolak.kode, tolak.alasan))
        akhir = sampai.bagian + 1 >= masukan.bagian
        async with run.commit(
            checkpoint=Sampai(sampai.bagian + 1), done=len(diputuskan), failed=sorted(salah, key=lambda f: f.row), finish=akhir
        ) as tx:
            wajib = {id for id, _, _, peristiwa in diputuskan.values() if peristiwa}
            if wajib and await tx.append_many(KLAIM, list(diputuskan.values())) != wajib:
                raise KalahBalapan
            if akhir:
                await lemari.kosongkan(tx.conn, run.id)

    return JobKind(IMPOR_VERIFIKASI, step)
