"""From a request to the facts a guarantee is decided on: facility, referral, card, agreements, status."""

from __future__ import annotations

import asyncio
import time
from dataclasses import dataclass
from datetime import date

from chassis.service import Runtime
from dasar.penolakan import Ditolak, Galat

from klaim import fakta
from klaim.domain.penjaminan import Permintaan, Rujukan
from klaim.domain.sep import Sep

TUNGGU_PROYEKSI = 2.0
JEDA = 0.1


@dataclass(frozen=True, slots=True)
class Ditanya:
    nomor_kartu: str
    kode_ppk: str
    tanggal_masuk: date
    jenis_pelayanan: str
    diagnosa_awal: str
    gawat_darurat: bool = False
    kriteria_gawat_darurat: str | None = None
    rujukan: tuple[str, str, str, date] | None = None
    nomor_kib: str | None = None
    dijamin_jkk: bool = False
    naik_kelas: str | None = None


async def permintaan(rt: Runtime, d: Ditanya) -> Permintaan:
    """What another service published a moment ago may not be read yet: a card or facility that is missing is looked for again for a
    short while before it counts as unknown."""
    kode = {d.kode_ppk, *([d.rujukan[1]] if d.rujukan else [])}
    batas = time.monotonic() + TUNGGU_PROYEKSI
    while True:
        async with rt.db.connection() as conn:
            faskes = await fakta.faskes(conn, list(kode), d.tanggal_masuk)
            kib = await fakta.kib(conn, d.nomor_kib, d.tanggal_masuk) if d.nomor_kib else None
            pks = await fakta.pks_aktif(conn, d.tanggal_masuk)
            hilang = await fakta.kartu_hilang(conn, d.nomor_kartu, d.tanggal_masuk)
        if (kode <= faskes.keys() and (kib is not None or not d.nomor_kib)) or time.monotonic() > batas:
            break
        await asyncio.sleep(JEDA)
    if d.kode_ppk not in faskes:
        pesan = "Faskes ini tidak dikenal."
        raise Ditolak("FASKES_TIDAK_DIKENAL", pesan, status=422, galat=(Galat("/kode_ppk", pesan),))
    rujukan = None
    if d.rujukan is not None:
        asal, kode_faskes, nomor, tanggal = d.rujukan
        rujukan = Rujukan(asal, kode_faskes, nomor, tanggal, faskes.get(kode_faskes))
    return Permintaan(
        nomor_kartu=d.nomor_kartu,
        faskes=faskes[d.kode_ppk],
        tanggal_masuk=d.tanggal_masuk,
        jenis_pelayanan=d.jenis_pelayanan,
        diagnosa_awal=d.diagnosa_awal,
        gawat_darurat=d.gawat_darurat,
        kriteria_gawat_darurat=d.kriteria_gawat_darurat,
        rujukan=rujukan,
        kib_ditunjukkan=d.nomor_kib is not None,
        kib=kib,
        dijamin_jkk=d.dijamin_jkk,
        naik_kelas=d.naik_kelas,
        pks_aktif=pks,
        kartu_hilang_pada=hilang,
    )


async def permintaan_sep(rt: Runtime, sep: Sep) -> Permintaan:
    """The request of an emergency again, from its own SEP (a referral and a diagnosis play no part in an emergency)."""
    return await permintaan(
        rt,
        Ditanya(
            nomor_kartu=sep.nomor_kartu,
            kode_ppk=sep.kode_ppk,
            tanggal_masuk=sep.tanggal_masuk,
            jenis_pelayanan=sep.jenis_pelayanan,
            diagnosa_awal="",
            gawat_darurat=True,
            kriteria_gawat_darurat=sep.kriteria_gawat_darurat,
            nomor_kib=sep.nomor_kib,
            naik_kelas=sep.naik_kelas,
        ),
    )
