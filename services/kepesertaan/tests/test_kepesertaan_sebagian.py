"""Partial delegation: who registers and changes whom, and the gap that is left, on real PostgreSQL and Kafka."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from chassis.rebuild_service import rebuild_inline
from kepesertaan.domain import kesenjangan as domain

Panggung = Any
PUTIH = {"tempat_lahir": "Jakarta", "jenis_kelamin": "L", "hubungan": "PEKERJA", "status_kawin": "KAWIN", "bekerja": "Y"}


def periksa(jumlah: int, terdaftar: int, periode: str = "2016-12", tugas: str = "t1") -> domain.PeriksaKesenjangan:
    return domain.PeriksaKesenjangan("B1", "akt-x", periode, jumlah, terdaftar, tugas, date(2016, 12, 31))


@pytest.mark.aturan("R-AKT-16")
def test_the_gap_is_the_workers_nobody_registered_and_closes_at_zero() -> None:
    k = domain.AWAL
    [e] = domain.decide(periksa(500, 450), k)  # 300 by the AKT, 150 of 200 by the Badan Usaha
    assert (e.kesenjangan, e.tugas_id, e.ditutup) == (50, "t1", False)
    k = domain.evolve(k, e)
    assert domain.decide(periksa(500, 450), k) == []  # a month is looked at once
    [e] = domain.decide(periksa(500, 499, "2017-01", "t2"), k)
    assert (e.kesenjangan, e.tugas_id) == (1, "t1")  # the same tugas while it is open
    k = domain.evolve(k, e)
    [e] = domain.decide(periksa(500, 501, "2017-02", "t3"), k)
    assert (e.kesenjangan, e.tugas_id, e.ditutup) == (0, "t1", True)
    k = domain.evolve(k, e)
    [e] = domain.decide(periksa(500, 500, "2017-03", "t4"), k)
    assert (e.kesenjangan, e.tugas_id, e.ditutup) == (0, None, False)


def orang(panggung: Panggung, bu: str, n: int, koordinasi: str) -> dict[str, Any]:
    o = [b.orang for b in panggung.bahan.sentosa_betul if b.orang.pekerja][n]
    return {
        **PUTIH, "badan_usaha_id": bu, "nik": o.nik, "nomor_kk": "3174010101100001", "nama": o.nama, "upah_pokok": 5_000_000,
        "tanggal_lahir": o.tanggal_lahir.isoformat(), "jenis_kelamin": o.jenis_kelamin, "kabupaten_kota_kerja": "Kota Jakarta Selatan",
        "koordinasi_manfaat": koordinasi,
    }  # fmt: skip


async def minta(panggung: Panggung, cara: str, jalur: str, *, who: str, at: str, status: int = 200, json: Any = None) -> Any:
    answer = await panggung.h.call(cara, jalur, who=who, json=json, at=panggung.waktu(at))
    assert answer.status == status, answer.body
    return answer.json()


async def tutup(panggung: Panggung, hari: str) -> None:
    esok = (date.fromisoformat(hari) + timedelta(days=1)).isoformat()
    ask = await panggung.h.call("POST", "/v1/tutup-hari", who=panggung.pusat(), json={"tanggal": hari}, at=panggung.waktu(f"{esok}T00:05"))
    assert (await panggung.h.job(ask, panggung.pusat(), seconds=60))["keadaan"] == "SELESAI"


@pytest.mark.aturan("R-AKT-15", "R-AKT-16", "R-AKT-31")
async def test_each_registers_its_own_and_the_gap_is_told_until_nobody_is_missing(panggung: Panggung) -> None:
    bu = (await panggung.daftar_bu("akt-sentosa", cakupan="SEBAGIAN", jumlah_pekerja=3))["badan_usaha_id"]
    akt, sendiri = panggung.akt("akt-sentosa"), panggung.h.token("bu", "kepesertaan:baca kepesertaan:tulis", badan_usaha_id=bu)
    at = "2016-11-15T09:00"
    # the AKT those with koordinasi manfaat, the Badan Usaha the others, and not the other way round
    satu = await minta(panggung, "POST", "/v1/peserta", who=akt, at=at, json=orang(panggung, bu, 0, "Y"), status=201)
    salah = await minta(panggung, "POST", "/v1/peserta", who=akt, at=at, json=orang(panggung, bu, 1, "T"), status=422)
    assert salah["aturan"] == "R-AKT-15"
    salah = await minta(panggung, "POST", "/v1/peserta", who=sendiri, at=at, json=orang(panggung, bu, 1, "Y"), status=422)
    assert (salah["aturan"], salah["errors"][0]["pointer"]) == ("R-AKT-15", "/koordinasi_manfaat")
    dua = await minta(panggung, "POST", "/v1/peserta", who=sendiri, at=at, json=orang(panggung, bu, 1, "T"), status=201)
    ubah = {"jenis": "UBAH_DATA", "berlaku": "2016-11-16", "data": {"alamat": "Jl. Baru"}}
    tolak = await minta(panggung, "POST", f"/v1/peserta/{satu['nomor_kartu']}/mutasi", who=sendiri, at=at, json=ubah, status=403)
    assert tolak["aturan"] == "R-AKT-15"
    await minta(panggung, "POST", f"/v1/peserta/{dua['nomor_kartu']}/mutasi", who=akt, at=at, json=ubah, status=403)
    await minta(panggung, "POST", f"/v1/peserta/{dua['nomor_kartu']}/mutasi", who=sendiri, at=at, json=ubah)

    async def terbit() -> Any:
        amplop = {e.nomor_kartu: a.akt_id for a, e in await panggung.h.bus.read("kepesertaan") if type(e).__name__ == "PesertaDidaftarkan"}
        return len(amplop) == 2 and amplop

    amplop = await panggung.h.until(terbit)
    assert (amplop[satu["nomor_kartu"]], amplop[dua["nomor_kartu"]]) == ("akt-sentosa", None)
    # the month ends with one missing
    await tutup(panggung, "2016-11-30")
    lihat = await minta(panggung, "GET", f"/v1/badan-usaha/{bu}/kesenjangan", who=sendiri, at="2016-12-01T09:00")
    assert (lihat["kesenjangan"], lihat["terdaftar_koordinasi"], lihat["terdaftar_lain"]) == (1, 1, 1)
    assert lihat["terakhir"]["periode"] == "2016-11" and lihat["pemberitahuan"].startswith("1 dari 3 pekerja")
    tugas = await minta(panggung, "GET", f"/v1/tugas?badan_usaha_id={bu}&keadaan=TERBUKA", who=akt, at="2016-12-01T09:00")
    assert [(t["jenis"], t["peran"], t["tugas_id"]) for t in tugas["data"]] == [("KESENJANGAN", "AKT", lihat["terakhir"]["tugas_id"])]
    [ditemukan] = await panggung.h.until(lambda: panggung.peristiwa("KesenjanganDitemukan", f"kesenjangan:{bu}"))
    assert (ditemukan.kesenjangan, ditemukan.periode) == (1, "2016-11")
    # the last one comes in: the next look closes it
    await minta(panggung, "POST", "/v1/peserta", who=sendiri, at="2016-12-05T09:00", json=orang(panggung, bu, 2, "T"), status=201)
    await tutup(panggung, "2016-12-31")
    tugas = await minta(panggung, "GET", f"/v1/tugas?badan_usaha_id={bu}&keadaan=TERBUKA", who=akt, at="2017-01-01T09:00")
    assert tugas["data"] == []
    assert len(await panggung.h.until(lambda: panggung.peristiwa("KesenjanganDitutup", f"kesenjangan:{bu}"))) == 1
    assert [d for d in await rebuild_inline(panggung.h.rt, panggung.h.process.parts, repair=False) if not d.same] == []


@pytest.mark.aturan("R-AKT-09", "R-AKT-14")
async def test_without_surat_kuasa_the_badan_usaha_registers_itself_and_no_tanda_comes_of_it(panggung: Panggung) -> None:
    isi = panggung.formulir("akt-sentosa", jenis="BUMN")
    tanpa = {k: v for k, v in isi.items() if k not in ("akt_id", "cakupan", "akt_ditunjuk", "surat_kuasa")}
    tanpa["daftar_akt"] = ["akt-sentosa", "akt-melati"]
    bu = (await minta(panggung, "POST", "/v1/badan-usaha", who=panggung.prima(), at="2016-11-07T10:00", json=tanpa, status=201))[
        "badan_usaha_id"
    ]
    sendiri = panggung.h.token("bu", "kepesertaan:baca kepesertaan:tulis", badan_usaha_id=bu)
    satu = await minta(panggung, "POST", "/v1/peserta", who=sendiri, at="2016-11-15T09:00", json=orang(panggung, bu, 5, "T"), status=201)
    lihat = await minta(panggung, "GET", f"/v1/peserta/{satu['nomor_kartu']}", who=sendiri, at="2016-12-20T09:00")
    assert lihat["koordinasi_manfaat"]["tanda"] is False and lihat["riwayat_tanda"] == []
    penuh = (await panggung.daftar_bu("akt-sentosa"))["badan_usaha_id"]
    login = panggung.h.token("bu", "kepesertaan:baca kepesertaan:tulis", badan_usaha_id=penuh)
    tolak = await minta(panggung, "POST", "/v1/peserta", who=login, at="2016-11-15T09:00", json=orang(panggung, penuh, 6, "Y"), status=403)
    assert tolak["aturan"] == "R-AKT-31"  # full delegation: person 501 is the AKT's to add (R-AKT-14)
