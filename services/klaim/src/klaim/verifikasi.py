"""The command of a verification: the facts a price rests on, looked up for one claim."""

from __future__ import annotations

from datetime import date

import asyncpg
from dasar.penolakan import Ditolak

from klaim import fakta
from klaim.domain.harga import Kasus, acuan
from klaim.domain.klaim import Klaim
from klaim.domain.klaim_peristiwa import VerifikasiKlaim
from klaim.domain.tarif import Tarif


async def kasus(conn: asyncpg.Connection, klaim: Klaim) -> Kasus:
    s, n = klaim.isi_sep, klaim.isi_nilai
    faskes = (await fakta.faskes(conn, [s.kode_ppk], s.tanggal_masuk)).get(s.kode_ppk)
    if faskes is None:
        raise Ditolak("FASKES_TIDAK_DIKENAL", "Data rumah sakit belum dikenal.", status=409)
    # what became of an emergency may have been recorded after the claim was prepared: the SEP of now says it (R-PLY-15, 16)
    kini = (await fakta.sep_untuk_klaim(conn, [s.nomor_sep])).get(s.nomor_sep, s)
    if s.hak_kelas is None:
        raise Ditolak("HAK_KELAS_TIDAK_ADA", "Hak kelas peserta tidak diketahui pada SEP ini.", aturan="R-KLM-18", status=409)
    daftar = await fakta.manfaat_pks(conn, klaim.akt_id, s.tanggal_masuk) if n.manfaat else None
    return Kasus(
        tanggal_masuk=s.tanggal_masuk,
        kode_inacbg=klaim.kode_inacbg,
        hak_kelas=s.hak_kelas,
        faskes=faskes,
        gawat_darurat=s.gawat_darurat,
        tagihan_rs=klaim.tagihan_rs,
        diajukan=n.diajukan,
        dijamin_polis=n.dijamin_polis,
        hasil_pemindahan=kini.hasil_pemindahan,
        biaya_gawat_darurat=kini.biaya_gawat_darurat,
        # an agreement heard of before its list was kept says nothing about items
        di_luar_pks=0 if daftar is None else sum(m.nilai for m in n.manfaat if m.kode not in daftar),
    )


async def tarif_sekarang(conn: asyncpg.Connection, k: Kasus) -> Tarif | None:
    return await fakta.tarif(conn, k.kode_inacbg, acuan(k), k.tanggal_masuk)


async def perintah(
    conn: asyncpg.Connection, klaim: Klaim, *, hasil: str, verifikator: str, tanggal: date, catatan: str | None
) -> VerifikasiKlaim:
    """``catatan`` sealed already."""
    k = await kasus(conn, klaim)
    return VerifikasiKlaim(hasil, verifikator, tanggal, k, await tarif_sekarang(conn, k), catatan)
