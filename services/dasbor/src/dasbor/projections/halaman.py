"""The one projection of dasbor: all topics, folded into the tables of the pages."""

from __future__ import annotations

from collections.abc import Sequence

import asyncpg
from chassis.records import Record
from chassis.subscription import Projection
from shared_events import faskes, iuran, kepesertaan, klaim, notifikasi, status
from shared_events.registry import LAYANAN

from dasbor.projections.fakta import lipat
from dasbor.projections.lipat import Lipatan
from dasbor.projections.riwayat import SUBJEK_BADAN_USAHA, SUBJEK_KLAIM, SUBJEK_PESERTA, lipat_riwayat

_FAKTA = (
    faskes.FaskesDidaftarkan, faskes.KontrakFaskesDiubah, kepesertaan.AktDidaftarkan, kepesertaan.RelationshipOfficerDitunjuk,
    kepesertaan.VirtualAccountDiterbitkan, kepesertaan.TugasDibuat, kepesertaan.TugasDieskalasi, kepesertaan.TugasSelesai,
    iuran.TagihanLunas, iuran.PembayaranDikoreksi,
    klaim.SepDiubah, klaim.BerkasKlaimLengkap, klaim.FpkDibentuk, klaim.FpkDisetujui, klaim.FpkDibayar,
    notifikasi.WebhookDinonaktifkan, status.StatusUnitBerubah,
)  # fmt: skip

_JAM = """
insert into jam as j (dicatat_pada, gerak) values ($1, $2)
on conflict (satu) do update set dicatat_pada = greatest(j.dicatat_pada, excluded.dicatat_pada), gerak = j.gerak + $2
"""


async def _terapkan(conn: asyncpg.Connection, records: Sequence[Record]) -> None:
    ke = Lipatan()
    for record in records:
        lipat(record, ke)
        lipat_riwayat(record, ke)
    await ke.tulis(conn)
    # "today" of the pages under simulation, and the sign for live pages that something moved
    await conn.execute(_JAM, max(r.envelope.recorded_time for r in records), len(records))


HALAMAN = Projection(
    name="halaman",
    sources=LAYANAN,
    events=tuple(dict.fromkeys((*_FAKTA, *SUBJEK_BADAN_USAHA, *SUBJEK_PESERTA, *SUBJEK_KLAIM))),
    apply=_terapkan,
    tables=(
        "akt",
        "faskes",
        "badan_usaha",
        "delegasi",
        "peserta",
        "tagihan",
        "pembayaran",
        "alokasi",
        "status_unit",
        "sep",
        "klaim",
        "pengajuan",
        "fpk",
        "tugas",
        "proses_akt",
        "webhook_mati",
        "riwayat",
        "jam",
    ),
)
