"""From the bus to the receiver, on real PostgreSQL and Kafka, verified by the ``standardwebhooks`` library."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from chassis.testing import Harness
from dasar.tanggal import WIB
from shared_events.iuran import IuranDiterima, TagihanDiterbitkan, TagihanLunas

from .conftest import Penerima, akt, daftar, penerima

SAAT = datetime(2016, 12, 5, 10, 0, tzinfo=WIB)


def lunas(va: str, periode: str = "2016-12") -> TagihanLunas:
    return TagihanLunas(virtual_account=va, tagihan_id=f"t-{periode}", periode=periode, jumlah=5_000_000, lunas_pada=SAAT)


async def test_event_reaches_its_own_akt_verified(h: Harness) -> None:
    async with penerima() as sentosa, penerima() as melati:
        await daftar(h, "akt-sentosa", sentosa)
        await daftar(h, "akt-melati", melati)
        va = "8888800000000001"
        bill = TagihanDiterbitkan(
            virtual_account=va, badan_usaha_id="bu-1", tagihan_id="t-1", periode="2016-12", jatuh_tempo=date(2016, 12, 10),
            jumlah=5_000_000, pemberi_kerja=4_000_000, pekerja=1_000_000, pemerintah=0, jumlah_peserta=20,
        )  # fmt: skip
        envelope = await h.bus.publish(f"rekening:{va}", bill, at=SAAT, akt_id="akt-sentosa")

        async def arrived() -> Any:
            return sentosa.diterima

        (got,) = await h.until(arrived)
        assert (got.id, got.jenis) == (str(envelope.id), "tagihan.diterbitkan")
        assert got.data["virtual_account"] == va and got.data["jumlah"] == 5_000_000 and got.data["urutan"] == 1
        assert got.data["subjek"] == f"rekening:{va}" and got.data["peristiwa"] == "TagihanDiterbitkan"
        assert (sentosa.palsu, melati.percobaan) == ([], [])
