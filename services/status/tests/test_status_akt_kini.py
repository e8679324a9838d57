"""A change of AKT between two bills: what a closed day then worsens goes to the one of that day, on real PostgreSQL and Kafka."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from chassis.testing import Harness
from shared_events import kepesertaan

from .dunia import Dunia, akt, saat, tutup


async def _unit(h: Harness, nomor: int, *, baru: bool) -> Dunia:
    """Paid for December, billed for January; with the year its cooperation ends, and another begins or none."""
    d = Dunia(h, nomor)
    await d.daftar()
    await d.tagih("2016-12", "2016-11-21")
    await d.bayar("2016-12", "2016-12-05")
    await d.tagih("2017-01", "2016-12-21")
    akhir = kepesertaan.DelegasiAktDiakhiri(badan_usaha_id=d.bu, akt_id=d.akt, berakhir_pada=date(2016, 12, 31), alasan="")
    await h.bus.publish(f"badan-usaha:{d.bu}", akhir, at=saat("2016-10-31"), akt_id=d.akt)
    if baru:
        kuasa = kepesertaan.DelegasiAktDitetapkan(
            badan_usaha_id=d.bu, akt_id="akt-melati", cakupan="SELURUH", surat_kuasa_nomor="SK/2", berlaku_dari=date(2017, 1, 1)
        )
        await h.bus.publish(f"badan-usaha:{d.bu}", kuasa, at=saat("2017-01-01"), akt_id="akt-melati")
    await d.jadi("2016-12-06", "AKTIF")

    async def dikenal() -> bool:
        lama = await h.call("GET", f"/v1/status/{d.noka}", who=akt(h), at=saat("2017-01-02"))
        kini = await h.call("GET", f"/v1/status/{d.noka}", who=akt(h, "akt-melati"), at=saat("2017-01-02"))
        return (lama.status, kini.status) == (403, 200 if baru else 404)

    assert await h.until(dikenal)
    return d


@pytest.mark.aturan("R-AKT-35")
async def test_the_akt_that_left_is_not_told_of_arrears_after_its_day(h: Harness) -> None:
    pindah, sendiri = await _unit(h, 31, baru=True), await _unit(h, 32, baru=False)
    await tutup(h, "2017-01-10", "2017-01-11")
    for d, siapa in ((pindah, "akt-melati"), (sendiri, None)):

        async def dua(d: Dunia = d) -> Any:
            semua = await d.diumumkan()
            return semua if len(semua) == 2 else None

        terbit = await h.until(dua)
        assert [(p.keadaan, e.akt_id) for e, p in terbit] == [("AKTIF", "akt-sentosa"), ("MENUNGGAK", siapa)]
