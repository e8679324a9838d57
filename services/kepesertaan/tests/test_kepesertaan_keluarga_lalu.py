"""The family of a person on a day, with those who have moved to another unit since; over HTTP, on a real database."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from chassis.rebuild_service import rebuild_inline

from .mutasi_uji import Keluarga, upah

Panggung = Any


@pytest.mark.aturan("R-KEP-10", "R-KEP-35")
async def test_the_family_of_a_day_has_who_moved_since(panggung: Panggung) -> None:
    """The wife goes to an employer of her own: of the days before she is his family still, from her first day there no more."""
    kel = Keluarga(panggung)
    lama, baru = await panggung.daftar_bu("akt-sentosa"), await panggung.daftar_bu("akt-melati")
    suami = await kel.daftar(lama["badan_usaha_id"], "akt-sentosa")
    istri = await kel.daftar(
        lama["badan_usaha_id"], "akt-sentosa", lahir=date(1982, 2, 4), jenis_kelamin="P", hubungan="ISTRI", nik_pekerja=suami["nik"]
    )
    anak = await kel.daftar(lama["badan_usaha_id"], "akt-sentosa", lahir=date(2010, 2, 4), hubungan="ANAK", nik_pekerja=suami["nik"])
    s, i, a = suami["nomor_kartu"], istri["nomor_kartu"], anak["nomor_kartu"]
    assert (await kel.mutasi(i, "akt-sentosa", "2016-12-10T09:00", "KELUAR", "2016-12-31")).status == 200
    pindah = await kel.mutasi(i, "akt-melati", "2016-12-15T09:00", "PINDAH", "2017-01-05", **upah(baru, istri))
    assert pindah.status == 200, pindah.body

    async def keluarga(noka: str, tanya: str = "", who: str | None = None) -> dict[str, str]:
        jawab = await panggung.h.call(
            "GET", f"/v1/peserta/{noka}{tanya}", who=who or panggung.pusat(), at=panggung.waktu("2017-02-01T09:00")
        )
        assert jawab.status == 200, jawab.body
        return {k["nomor_kartu"]: k["keadaan"] for k in jawab.json()["keluarga"]}

    ada = {a: "TERDAFTAR"}
    for hari, dia in (("2016-12-31", {i: "TERDAFTAR"}), ("2017-01-04", {i: "KELUAR"}), ("2017-01-05", {})):
        assert await keluarga(s, f"?pada={hari}") == dia | ada, hari
        assert await keluarga(s, f"?pada={hari}", panggung.akt()) == dia | ada, "the AKT of that unit sees its family"
    assert await keluarga(s) == ada
    assert await keluarga(i, "?pada=2016-12-31") == {s: "TERDAFTAR", a: "TERDAFTAR"}
    assert await keluarga(i, "?pada=2017-01-05") == await keluarga(i) == {}
    sebelum_tahu = "?pada=2017-01-05&diketahui=2016-12-12T00:00:00%2B07:00"
    assert await keluarga(s, sebelum_tahu) == {i: "KELUAR"} | ada
    assert [d for d in await rebuild_inline(panggung.h.rt, panggung.h.process.parts, repair=False) if not d.same] == []
