"""Dates at the ends of the calendar."""

from __future__ import annotations

from datetime import date
from typing import Any

from .mutasi_uji import Keluarga, upah


async def test_dates_at_the_ends_of_the_calendar_are_refused_not_crashed_on(panggung: Any) -> None:
    h, at = panggung.h, panggung.waktu("2016-11-08T09:00")
    bu = (await panggung.daftar_bu())["badan_usaha_id"]
    kuasa = {"nomor": "S", "berlaku_dari": "0001-01-01", "berlaku_sampai": "9999-12-31"}
    pks = {"nomor": "Z", "versi_naskah": "2016.1", "bentuk_kerja_sama": ["IURAN"]}
    for path, body in (
        ("/v1/akt/akt-sentosa/pks", {**pks, "berlaku_dari": "9999-06-01", "berlaku_sampai": "9999-12-31"}),
        ("/v1/akt/akt-sentosa/pks", {**pks, "berlaku_dari": "0001-01-01", "berlaku_sampai": "0002-01-01"}),
        (f"/v1/badan-usaha/{bu}/penghentian-kerja-sama", {"berakhir_pada": "0001-01-01"}),
        ("/v1/badan-usaha", panggung.formulir(surat_kuasa=kuasa)),
    ):
        answer = await h.call("POST", path, who=panggung.pusat() if "/akt/" in path else panggung.akt(), json=body, at=at)
        assert answer.status < 500, (path, answer.body)
    for q in ("pada=0001-01-01", "pada=9999-12-31", "diketahui=9999-12-31T23:59:59%2B07:00", "diketahui=2016-01-01"):
        assert (await h.call("GET", f"/v1/peserta/0001000000001?{q}", who=panggung.akt(), at=at)).status in (404, 422)
    early = await h.call("POST", "/v1/badan-usaha", who=panggung.akt(), json=panggung.formulir(), at=panggung.waktu("1990-01-01T00:00"))
    assert (early.status, early.json()["aturan"]) == (422, "R-KEP-09")


async def test_a_day_before_any_regulation_is_refused_not_guessed_for(panggung: Any) -> None:
    k = Keluarga(panggung)
    lama, baru = await panggung.daftar_bu(), await panggung.daftar_bu()
    orang = await k.daftar(lama["badan_usaha_id"], "akt-sentosa")
    anak = await k.daftar(lama["badan_usaha_id"], "akt-sentosa", nik_pekerja=orang["nik"], hubungan="ANAK", lahir=date(2000, 5, 5))
    for noka, jenis, isi in ((orang["nomor_kartu"], "PINDAH", upah(baru, orang)), (anak["nomor_kartu"], "KETERANGAN_KULIAH", {})):
        jawab = await k.mutasi(noka, "akt-sentosa", "2016-12-16T09:00", jenis, "2013-12-31", **isi)
        assert (jawab.status, jawab.json()["type"].rsplit("/", 1)[1]) == (422, "ketentuan-tidak-ada"), (jenis, jawab.body)
