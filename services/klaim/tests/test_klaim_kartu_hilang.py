"""A card of JKN reported lost: a warning at the guarantee and at the SEP, from the events of kepesertaan to the answer (R-KEP-29)."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import pytest
from dasar.tanggal import WIB
from klaim.domain.penjaminan import peringatan, putuskan
from klaim.domain.sep import KOSONG, decide, evolve
from klaim.domain.sep_peristiwa import TerbitkanSep
from shared_events import kepesertaan as k

from .bangun import Pembuat

HILANG, GANTI = date(2016, 9, 1), date(2016, 9, 4)


@pytest.mark.aturan("R-KEP-29")
def test_a_lost_card_warns_and_refuses_nobody(permintaan: Pembuat, status: Pembuat) -> None:
    p = permintaan(kartu_hilang_pada=HILANG)
    [satu] = peringatan(p)
    assert (satu.kode, satu.aturan) == ("KARTU_DILAPORKAN_HILANG", "R-KEP-29")
    assert "1 September 2016" in satu.penjelasan
    assert "cocokkan NIK" in satu.penjelasan
    assert putuskan(p, status()) == putuskan(permintaan(), status())
    assert peringatan(permintaan()) == ()
    [terbit] = decide(TerbitkanSep("0301R0011216V000001", p, status(), None), KOSONG)
    assert evolve(KOSONG, terbit).peringatan == (satu,)


@pytest.mark.aturan("R-KEP-29")
async def test_from_the_report_to_the_sep_and_gone_with_the_next_card(panggung: Any) -> None:
    p = panggung
    noka = p.noka(9101)

    def saat(hari: date) -> datetime:
        return datetime(hari.year, hari.month, hari.day, 10, tzinfo=WIB)

    def isi(hari: date) -> dict[str, Any]:
        rujukan = {"asal": "FKTP_BPJS", "kode_faskes": "0301P001", "nomor": "R-1", "tanggal": "2016-08-30"}
        badan: dict[str, Any] = p.isi_sep(noka, masuk=hari, rujukan=rujukan)
        return badan

    async def periksa(hari: date) -> list[str]:
        jawab = await p.post("rs-a", "/v1/penjaminan:periksa", isi(hari), pada=saat(hari))
        assert (jawab.status, jawab.json()["dijamin"]) == (200, True), jawab.body
        return [w["kode"] for w in jawab.json()["peringatan"]]

    async def kabar(e: Any, hari: date, ada: str) -> None:
        await p.h.bus.publish(f"kartu-jkn:{noka}", e, at=saat(hari))
        await p.h.until(lambda: p.h.fetch(f"select 1 from p_kartu_hilang where nomor_kartu = $1 and {ada}", noka))  # noqa: S608 - ours

    await kabar(k.KartuJknDilaporkanHilang(nomor_kartu=noka, hilang_pada=HILANG), HILANG, "diganti_pada is null")
    warn = ["KARTU_DILAPORKAN_HILANG"]
    assert [await periksa(date(2016, 8, 31)), await periksa(HILANG), await periksa(date(2016, 9, 2))] == [[], warn, warn]
    terbit = await p.post("rs-a", "/v1/sep", isi(date(2016, 9, 2)), pada=saat(date(2016, 9, 2)))
    assert (terbit.status, [w["aturan"] for w in terbit.json()["peringatan"]]) == (201, ["R-KEP-29"])
    await kabar(k.KartuJknDiterbitkan(nomor_kartu=noka, ke=2, diterbitkan_pada=GANTI), GANTI, "diganti_pada is not null")
    assert [await periksa(date(2016, 9, 3)), await periksa(GANTI)] == [warn, []]
    baru = await p.post("rs-a", "/v1/sep", isi(GANTI), pada=saat(GANTI))
    assert (baru.status, baru.json()["peringatan"]) == (201, [])
    # the SEP keeps what was warned of when it was issued
    lama = (await p.get("rs-a", f"/v1/sep/{terbit.json()['nomor_sep']}")).json()
    assert [w["kode"] for w in lama["peringatan"]] == warn
    # and lost once more
    await kabar(k.KartuJknDilaporkanHilang(nomor_kartu=noka, hilang_pada=date(2016, 9, 10)), date(2016, 9, 10), "diganti_pada is null")
    assert [await periksa(date(2016, 9, 9)), await periksa(date(2016, 9, 10))] == [[], warn]
