"""What kepesertaan tells that iuran needs: units with their accounts, who belongs to them, wages (sealed), UMK."""

from __future__ import annotations

from collections.abc import Sequence

import asyncpg
from chassis.records import Record
from chassis.subscription import Projection
from shared_events import kepesertaan as k
from shared_events.base import PublicEvent

from iuran.nama import PROYEKSI_KEPESERTAAN
from iuran.projections import keanggotaan, unit, upah

UNIT: tuple[type[PublicEvent], ...] = (
    k.BadanUsahaDidaftarkan,
    k.DelegasiAktDitetapkan,
    k.DelegasiAktDiakhiri,
    k.VirtualAccountDiterbitkan,
    k.VirtualAccountDiaktifkan,
    k.VirtualAccountDitutup,
    k.KeluargaDidaftarkan,
)
ORANG: tuple[type[PublicEvent], ...] = (
    k.PesertaDidaftarkan,
    k.PesertaDipindahkan,
    k.KategoriPesertaDitetapkan,
    k.PesertaDikeluarkan,
    k.PesertaMeninggal,
    k.PesertaTerkenaPhk,
    k.HakKelasDitetapkan,
    k.UpahPesertaDiubah,
    k.PesertaDilupakan,
)


async def apply(conn: asyncpg.Connection, records: Sequence[Record]) -> None:
    """Subjects are in order each; between a unit and its people there is none, so their tables do not depend on each other."""
    peristiwa = [r.event for r in records if r.event is not None]

    def ada(*jenis: type[PublicEvent]) -> bool:
        return any(isinstance(e, jenis) for e in peristiwa)

    if ada(*UNIT):
        await unit.terapkan(conn, peristiwa)
    if ada(*ORANG):
        await keanggotaan.terapkan(conn, peristiwa)
        await upah.terapkan(conn, peristiwa)
    if ada(k.UmkDitetapkan):
        await upah.terapkan_umk(conn, peristiwa)


KEPESERTAAN = Projection(
    PROYEKSI_KEPESERTAAN,
    ("kepesertaan",),
    (*UNIT, *ORANG, k.UmkDitetapkan),
    apply,
    tables=(
        "badan_usaha_iuran",
        "delegasi_iuran",
        "unit_iuran",
        "keanggotaan_iuran",
        "kelas_iuran",
        "upah_iuran",
        "umk_iuran",
    ),
)
