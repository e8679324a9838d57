"""Families change, people move, the month is reviewed: over HTTP, on real PostgreSQL and Kafka."""

from __future__ import annotations

import asyncio
from datetime import date
from typing import Any

import pytest
from chassis.rebuild_service import rebuild_inline

from .keluarga_uji import daftar, kode, orang, penduduk, permohonan
from .mutasi_uji import Keluarga, upah

Panggung = Any
LAHIR_ANAK = date(1995, 7, 15)


@pytest.fixture(scope="module")
async def kel(panggung: Panggung) -> Keluarga:
    return Keluarga(panggung)


@pytest.fixture(scope="module")
async def dua(panggung: Panggung) -> tuple[dict[str, Any], dict[str, Any]]:
    """(a Badan Usaha of akt-sentosa, one of akt-melati)."""
    lama = await panggung.daftar_bu("akt-sentosa")
    return lama, await panggung.daftar_bu("akt-melati")


@pytest.mark.aturan("R-KEP-10", "R-KEP-35", "R-AKT-33", "R-KEP-42", "R-KEP-02")
async def test_a_worker_moves_with_his_family_once_he_was_let_go(panggung: Panggung, kel: Keluarga, dua: Any) -> None:
    lama, baru = dua
    pekerja = await kel.daftar(lama["badan_usaha_id"], "akt-sentosa")
    istri = await kel.daftar(
        lama["badan_usaha_id"], "akt-sentosa", lahir=date(1982, 2, 3), jenis_kelamin="P", hubungan="ISTRI", nik_pekerja=pekerja["nik"]
    )
    n, isi = pekerja["nomor_kartu"], upah(baru, pekerja)
    ditolak = await kel.mutasi(n, "akt-melati", "2016-12-05T09:00", "PINDAH", "2017-01-01", **isi)
    assert (ditolak.status, ditolak.json()["aturan"]) == (409, "R-KEP-35")
    assert lama["badan_usaha_id"] not in ditolak.body.decode() and lama["virtual_account"] not in ditolak.body.decode()
    tugas = (await panggung.h.call("GET", "/v1/tugas", who=panggung.akt("akt-melati"), at=panggung.waktu("2016-12-05T10:00"))).json()[
        "data"
    ]
    assert [(t["jenis"], t["badan_usaha_id"]) for t in tugas] == [("SUDAH_TERDAFTAR", baru["badan_usaha_id"])]
    # number and NIK have to belong together; whoever does not know both learns nothing
    for salah in ({**isi, "nik": istri["nik"]}, {**isi, "nik": "3174010101010001"}):
        assert (await kel.mutasi(n, "akt-melati", "2016-12-05T09:00", "PINDAH", "2017-01-01", **salah)).status == 404
    assert (await kel.mutasi("0009999999999", "akt-melati", "2016-12-05T09:00", "PINDAH", "2017-01-01", **isi)).status == 404
    lain = {**isi, "badan_usaha_id": lama["badan_usaha_id"]}
    assert (await kel.mutasi(n, "akt-melati", "2016-12-05T09:00", "PINDAH", "2017-01-01", **lain)).status == 404
    keluar = await kel.mutasi(n, "akt-sentosa", "2016-12-10T09:00", "KELUAR", "2016-12-31")
    assert keluar.json()["nomor_kartu_terdampak"] == sorted([n, istri["nomor_kartu"]])
    # still there on 31 December
    dini = await kel.mutasi(n, "akt-melati", "2016-12-15T09:00", "PINDAH", "2016-12-31", **isi)
    assert (dini.status, dini.json()["aturan"]) == (422, "R-KEP-02")
    pindah = await kel.mutasi(n, "akt-melati", "2016-12-15T09:00", "PINDAH", "2017-01-01", key="pindah-1", **isi)
    assert pindah.status == 200, pindah.body
    hasil = pindah.json()
    assert (hasil["keadaan"], hasil["iuran_mulai"], hasil["hak_kelas"], len(hasil["nomor_kartu_terdampak"])) == (
        "TERDAFTAR",
        "2017-01",
        1,
        2,
    )
    ulang = await kel.mutasi(n, "akt-melati", "2016-12-15T09:00", "PINDAH", "2017-01-01", key="pindah-1", **isi)
    assert ulang.headers["Idempotency-Replayed"] == "true" and ulang.body == pindah.body
    lagi = await kel.mutasi(n, "akt-melati", "2016-12-16T09:00", "PINDAH", "2017-01-01", **isi)
    assert lagi.status == 200 and lagi.json()["nomor_kartu_terdampak"] == []
    assert (await kel.mutasi(n, "akt-melati", "2016-12-16T09:00", "PINDAH", "2017-02-01", **isi)).status == 409
    # the same person on any day, as known at any time
    sekarang = (await kel.orang(n, "akt-melati", "2016-12-16T10:00")).json()
    assert (sekarang["badan_usaha_id"], sekarang["berlaku_dari"], sekarang["nomor_kartu"]) == (baru["badan_usaha_id"], "2017-01-01", n)
    nanti = (await kel.orang(n, "akt-melati", "2016-12-16T10:00", "?pada=2017-01-01")).json()
    assert (nanti["virtual_account"], nanti["hak_kelas"]) == (baru["virtual_account"], 1)
    assert [(k["nomor_kartu"], k["hak_kelas"]) for k in nanti["keluarga"]] == [(istri["nomor_kartu"], 1)]
    assert (await kel.orang(n, "akt-melati", "2016-12-16T10:00", "?pada=2016-12-31")).status == 404, "where he was is not its to know"
    pusat = await panggung.h.call("GET", f"/v1/peserta/{n}?pada=2016-12-31", who=panggung.pusat())
    assert (pusat.json()["badan_usaha_id"], pusat.json()["keadaan"], pusat.json()["hak_kelas"]) == (lama["badan_usaha_id"], "TERDAFTAR", 2)
    dulu = "?pada=2017-01-01&diketahui=2016-12-14T00:00:00%2B07:00"
    assert (await panggung.h.call("GET", f"/v1/peserta/{n}{dulu}", who=panggung.pusat())).json()["keadaan"] == "KELUAR"
    assert (await kel.orang(n, "akt-sentosa", "2016-12-16T10:00")).status == 404
    [e] = await kel.terbit("PesertaDipindahkan", lambda e: e.nomor_kartu == n)
    assert (e.dari_virtual_account, e.ke_virtual_account, e.segmen, e.kategori) == (
        lama["virtual_account"], baru["virtual_account"], "PPU", "PEKERJA",
    )  # fmt: skip
    unit = (
        await panggung.h.call(
            "GET", f"/v1/badan-usaha/{baru['badan_usaha_id']}", who=panggung.akt("akt-melati"), at=panggung.waktu("2016-12-16T10:00")
        )
    ).json()
    assert (unit["pekerja_terdaftar"], unit["keadaan_va"]) == (1, "AKTIF"), "his first worker opens the account (R-BYR-07)"


@pytest.mark.aturan("R-KEP-34", "R-KEP-32")
async def test_a_new_employer_takes_him_out_of_the_cover_after_cacat_total(kel: Keluarga, dua: Any) -> None:
    lama, baru = dua
    pekerja = await kel.daftar(lama["badan_usaha_id"], "akt-sentosa")
    n = pekerja["nomor_kartu"]
    cacat = await kel.mutasi(n, "akt-sentosa", "2016-12-31T09:00", "CACAT_TOTAL", "2016-12-31")
    assert cacat.json()["keadaan"] == "CACAT_TOTAL"
    dijamin = (await kel.orang(n, "akt-sentosa", "2017-01-05T09:00")).json()
    assert (dijamin["keadaan"], dijamin["dijamin_sampai"]) == ("CACAT_TOTAL", "2017-06-30")
    [e] = await kel.terbit("PesertaTerkenaPhk", lambda e: e.nomor_kartu == n)
    assert e.sebab == "CACAT_TOTAL"
    pindah = await kel.mutasi(n, "akt-melati", "2017-03-15T09:00", "PINDAH", "2017-03-15", **upah(baru, pekerja))
    assert (pindah.status, pindah.json()["iuran_mulai"]) == (200, "2017-04")
    for hari, keadaan, dijamin_sampai in (("2017-03-14", "CACAT_TOTAL", "2017-03-14"), ("2017-03-15", "TERDAFTAR", None)):
        orang = (await kel.p.h.call("GET", f"/v1/peserta/{n}?pada={hari}", who=kel.p.pusat())).json()
        assert (orang["keadaan"], orang["dijamin_sampai"]) == (keadaan, dijamin_sampai)


@pytest.mark.aturan("R-KEP-02", "R-KEP-10")
async def test_who_acts_for_both_units_moves_in_one_act_and_ends_the_flag_with_it(panggung: Panggung, kel: Keluarga, dua: Any) -> None:
    lama, _ = dua
    saudara = await panggung.daftar_bu("akt-sentosa")
    pekerja = await kel.daftar(lama["badan_usaha_id"], "akt-sentosa")
    n = pekerja["nomor_kartu"]
    pindah = await kel.mutasi(n, "akt-sentosa", "2016-12-21T09:00", "PINDAH", "2017-01-01", **upah(saudara, pekerja))
    assert pindah.status == 200, pindah.body
    [keluar] = await kel.terbit("PesertaDikeluarkan", lambda e: e.nomor_kartu == n)
    [masuk] = await kel.terbit("PesertaDipindahkan", lambda e: e.nomor_kartu == n)
    assert (keluar.berakhir_pada, keluar.iuran_terakhir, masuk.iuran_mulai) == (date(2016, 12, 31), "2017-01", "2017-02")
    # the AKT of both sees both stays
    assert (await kel.orang(n, "akt-sentosa", "2017-01-05T09:00", "?pada=2016-12-31")).json()["badan_usaha_id"] == lama["badan_usaha_id"]
    balapan = [kel.mutasi(n, "akt-sentosa", "2017-01-05T09:00", "PINDAH", "2017-02-01", **upah(lama, pekerja)) for _ in range(3)]
    assert {a.status for a in await asyncio.gather(*balapan)} == {200}
    await kel.terbit("PesertaDipindahkan", lambda e: e.nomor_kartu == n, 2)


@pytest.mark.aturan("R-KEP-19", "R-KEP-20", "R-KEP-17", "R-KEP-11", "R-KEP-36")
async def test_children_are_born(kel: Keluarga, dua: Any) -> None:
    lama, _ = dua
    pekerja = await kel.daftar(lama["badan_usaha_id"], "akt-sentosa")
    n = pekerja["nomor_kartu"]
    bayi = {"nama": "BAYI NY SITI", "jenis_kelamin": "P", "anak_ke": 1}
    lahir = await kel.mutasi(n, "akt-sentosa", "2016-12-29T09:00", "KELAHIRAN", "2016-12-20", anak=bayi, key="lahir-1")
    assert (lahir.status, lahir.json()["kategori"], lahir.json()["iuran_mulai"]) == (201, "INTI", "2016-12")
    anak = (await kel.orang(lahir.json()["nomor_kartu"], "akt-sentosa", "2016-12-29T10:00")).json()
    assert (anak["berlaku_dari"], anak["keadaan"], anak["nomor_kartu_pekerja"]) == ("2016-12-20", "TERDAFTAR", n)
    ulang = await kel.mutasi(n, "akt-sentosa", "2016-12-29T09:00", "KELAHIRAN", "2016-12-20", anak=bayi, key="lahir-1")
    assert ulang.body == lahir.body
    sama = await kel.mutasi(n, "akt-sentosa", "2017-01-03T09:00", "KELAHIRAN", "2016-12-20", anak=bayi)
    assert (sama.status, sama.json()["nomor_kartu"], sama.json()["tidak_berubah"]) == (200, lahir.json()["nomor_kartu"], True)
    # the NIK comes later, and the number stays
    nik = kel.nik(date(2016, 12, 20), "P")
    lengkap = await kel.mutasi(lahir.json()["nomor_kartu"], "akt-sentosa", "2017-02-03T09:00", "LENGKAPI_NIK", "2017-02-01", nik=nik)
    assert lengkap.status == 200, lengkap.body
    assert [b["nomor_kartu"] for b in await kel.p.cari(nik, at="2017-02-03T10:00")] == [lahir.json()["nomor_kartu"]]
    for lain, harap in ((nik[:-1] + "0", 409), (nik, 200)):
        lagi = await kel.mutasi(lahir.json()["nomor_kartu"], "akt-sentosa", "2017-02-04T09:00", "LENGKAPI_NIK", "2017-02-01", nik=lain)
        assert lagi.status == harap
    # a twin is another child; one with a NIK is looked for in Dukcapil
    kembar = await kel.mutasi(n, "akt-sentosa", "2016-12-29T09:00", "KELAHIRAN", "2016-12-20", anak={**bayi, "anak_ke": 2})
    assert kembar.status == 201 and kembar.json()["nomor_kartu"] != lahir.json()["nomor_kartu"]
    for milik, aturan in ((nik, "R-KEP-11"), ("3174016012169999", "R-KEP-36")):
        dipakai = await kel.mutasi(kembar.json()["nomor_kartu"], "akt-sentosa", "2017-02-04T09:00", "LENGKAPI_NIK", "2017-02-01", nik=milik)
        assert dipakai.json()["aturan"] == aturan
    tua = await kel.mutasi(n, "akt-sentosa", "2017-03-21T09:00", "KELAHIRAN", "2016-12-20", anak={**bayi, "anak_ke": 9})
    assert (tua.status, tua.json()["errors"][0]["pointer"]) == (422, "/anak/nik")
    bernik = {**bayi, "anak_ke": 3, "nik": kel.nik(date(2016, 12, 20), "P")}
    assert (await kel.mutasi(n, "akt-sentosa", "2016-12-29T09:00", "KELAHIRAN", "2016-12-20", anak=bernik)).status == 201
    hantu = {**bayi, "anak_ke": 4, "nik": "3174016012169999"}
    tak_dikenal = await kel.mutasi(n, "akt-sentosa", "2016-12-29T09:00", "KELAHIRAN", "2016-12-20", anak=hantu)
    assert (tak_dikenal.status, tak_dikenal.json()["aturan"]) == (422, "R-KEP-36")
    keempat = await kel.mutasi(n, "akt-sentosa", "2016-12-29T09:00", "KELAHIRAN", "2016-12-21", anak={**bayi, "anak_ke": 4})
    assert (keempat.status, keempat.json()["aturan"]) == (409, "R-KEP-20")
    assert keempat.json()["type"].endswith("perlu-kebijakan")
    bukan = await kel.mutasi(lahir.json()["nomor_kartu"], "akt-sentosa", "2016-12-29T09:00", "KELAHIRAN", "2016-12-20", anak=bayi)
    assert bukan.status == 409
    asing = await kel.mutasi(n, "akt-melati", "2016-12-29T09:00", "KELAHIRAN", "2016-12-20", anak=bayi)
    assert asing.status == 404


@pytest.mark.aturan("R-KEP-20")
async def test_a_baby_of_a_pbpu_needs_a_policy(panggung: Panggung) -> None:
    kepala = orang(81, "KEPALA_KELUARGA")
    penduduk(panggung, kepala)
    keluarga = (await daftar(panggung, permohonan("PBPU", [kepala], kelas=2), "2014-05-05T09:00")).json()
    isi = {"jenis": "KELAHIRAN", "berlaku": "2014-08-20", "anak": {"nama": "BAYI NY X", "jenis_kelamin": "L", "anak_ke": 1}}
    jalur = f"/v1/peserta/{keluarga['anggota'][0]['nomor_kartu']}/mutasi"
    lahir = await panggung.h.call("POST", jalur, who=panggung.prima(), json=isi, at=panggung.waktu("2014-08-25T09:00"))
    assert kode(lahir) == (409, "perlu-kebijakan", "R-KEP-20")
    kini = await panggung.h.call(
        "POST", jalur, who=panggung.prima(), json={**isi, "berlaku": "2019-02-01"}, at=panggung.waktu("2019-02-05T09:00")
    )
    assert kode(kini)[:2] == (409, "gunakan-pendaftaran-keluarga")


@pytest.mark.aturan("R-KEP-15", "R-KEP-16", "R-KEP-17", "R-KEP-28", "R-KEP-32")
async def test_the_month_is_reviewed_and_a_review_that_is_killed_goes_on(panggung: Panggung, kel: Keluarga, monkeypatch: Any) -> None:
    from kepesertaan.jobs import tinjauan

    monkeypatch.setattr(tinjauan, "SEKALI", 2)
    monkeypatch.setattr(tinjauan, "UNIT_SEKALI", 1)
    bu = await panggung.daftar_bu("akt-sentosa", at="2016-11-07T10:00")
    id = bu["badan_usaha_id"]
    pekerja = await kel.daftar(id, "akt-sentosa")
    anak = [
        await kel.daftar(id, "akt-sentosa", lahir=lahir, hubungan="ANAK", nik_pekerja=pekerja["nik"], **isi)
        for lahir, isi in (
            (date(1996, 3, 15), {}), (date(1996, 3, 16), {"keterangan_kuliah": "Y"}), (date(1999, 1, 1), {}),
        )
    ]  # fmt: skip
    phk = await kel.daftar(id, "akt-sentosa")
    assert (await kel.mutasi(phk["nomor_kartu"], "akt-sentosa", "2016-11-20T09:00", "PHK", "2016-11-15")).status == 200

    async def tinjau(periode: str, at: str) -> Any:
        return await panggung.h.call(
            "POST", "/v1/tinjauan:jalankan", who=panggung.pusat(), json={"periode": periode}, at=panggung.waktu(at)
        )

    async def tutup(hari: str, at: str) -> None:
        ask = await panggung.h.call("POST", "/v1/tutup-hari", who=panggung.pusat(), json={"tanggal": hari}, at=panggung.waktu(at))
        assert (await panggung.h.job(ask, panggung.pusat(), seconds=60))["keadaan"] == "SELESAI"

    dini = await tinjau("2017-01", "2017-02-01T06:00")
    assert (dini.status, dini.json()["type"].rsplit("/", 1)[1], dini.json()["aturan"]) == (409, "data-belum-lengkap", "R-KEP-16")
    assert (await panggung.h.call("POST", "/v1/tinjauan:jalankan", who=panggung.akt(), json={"periode": "2017-01"})).status == 403
    await tutup("2017-01-31", "2017-02-01T00:05")
    mati = {"sisa": 1}
    asli = tinjauan._tulis

    async def putus(tx: Any, putusan: Any) -> None:
        """Writes, and dies before the checkpoint: all of the step is gone with it."""
        await asli(tx, putusan)
        if putusan and mati["sisa"]:
            mati["sisa"] -= 1
            raise ConnectionError("killed")

    monkeypatch.setattr(tinjauan, "_tulis", putus)
    done = await panggung.h.job(await tinjau("2017-01", "2017-02-01T06:00"), panggung.pusat(), seconds=60)
    assert (done["keadaan"], done["hasil"]["keluar"], mati["sisa"]) == ("SELESAI", 0, 0), done
    semua = await kel.terbit("PesertaAkanBerakhir", lambda e: e.badan_usaha_id == id)
    assert [(e.perihal, e.nomor_kartu, e.jumlah_bagian) for e in semua] == [("USIA_ANAK", (anak[0]["nomor_kartu"],), 1)]
    daftar = await panggung.h.call("GET", f"/v1/badan-usaha/{id}/tinjauan", who=panggung.akt(), at=panggung.waktu("2017-02-01T07:00"))
    [ditinjau] = daftar.json()["data"]
    assert (ditinjau["nomor_kartu"], ditinjau["keadaan"], ditinjau["sebab"], ditinjau["bulan"]) == (
        anak[0]["nomor_kartu"], "KELUARGA_TAMBAHAN_ATAU_KELUAR", "UMUR_21", "2017-03",
    )  # fmt: skip
    assert (
        await panggung.h.call(
            "GET", f"/v1/badan-usaha/{id}/tinjauan", who=panggung.akt("akt-melati"), at=panggung.waktu("2017-02-01T07:00")
        )
    ).status == 404
    # again: nobody is told twice
    lagi = await panggung.h.job(await tinjau("2017-01", "2017-02-02T06:00"), panggung.pusat(), seconds=60)
    assert lagi["hasil"] == {"diberi_tahu": 0, "keluar": 0, "jaminan": 0}
    # the next month: the child leaves on the eve of his birthday; the one after PHK has till 15 May
    await tutup("2017-02-28", "2017-03-01T00:05")
    februari = await panggung.h.job(await tinjau("2017-02", "2017-03-01T06:00"), panggung.pusat(), seconds=60)
    assert februari["hasil"]["keluar"] == 1
    orang = (await kel.orang(anak[0]["nomor_kartu"], "akt-sentosa", "2017-03-02T09:00")).json()
    assert (orang["keadaan"], orang["berakhir_pada"], orang["tinjauan"]) == ("KELUAR", "2017-03-14", None)
    await tutup("2017-03-31", "2017-04-01T00:05")
    maret = await panggung.h.job(await tinjau("2017-03", "2017-04-01T06:00"), panggung.pusat(), seconds=60)
    assert maret["hasil"]["jaminan"] == 1, maret
    [kabar] = await kel.terbit("PesertaAkanBerakhir", lambda e: e.perihal == "JAMINAN")
    assert (kabar.badan_usaha_id, kabar.nomor_kartu, kabar.periode) == (id, (phk["nomor_kartu"],), "2017-03")
    # answered in time he comes back without a gap; the student is asked for a new statement; the others were never named
    balik = await kel.mutasi(anak[0]["nomor_kartu"], "akt-sentosa", "2017-03-10T09:00", "KELUARGA_TAMBAHAN", "2017-03-15")
    assert (balik.json()["kategori"], balik.json()["iuran_mulai"]) == ("TAMBAHAN", "2017-04")
    for hari, kategori in (("2017-03-14", "INTI"), ("2017-03-15", "TAMBAHAN")):
        kini = (await kel.orang(anak[0]["nomor_kartu"], "akt-sentosa", "2017-04-02T09:00", f"?pada={hari}")).json()
        assert (kini["kategori"], kini["keadaan"]) == (kategori, "TERDAFTAR")
    nikah = await kel.mutasi(anak[2]["nomor_kartu"], "akt-sentosa", "2017-04-03T09:00", "NIKAH", "2017-04-02")
    assert nikah.json()["keadaan"] == "KELUAR"
    menikah = (await kel.orang(anak[2]["nomor_kartu"], "akt-sentosa", "2017-04-03T10:00")).json()
    assert menikah["berakhir_pada"] == "2017-04-01"
    surat = await kel.mutasi(anak[1]["nomor_kartu"], "akt-sentosa", "2017-04-03T09:00", "KETERANGAN_KULIAH", "2017-04-01")
    assert surat.status == 200
    cerai = await kel.mutasi(pekerja["nomor_kartu"], "akt-sentosa", "2017-04-03T09:00", "CERAI", "2017-04-02")
    assert cerai.status == 409
    # the worker gone, nobody comes back into his family
    assert (await kel.mutasi(pekerja["nomor_kartu"], "akt-sentosa", "2017-04-10T09:00", "KELUAR", "2017-04-30")).status == 200
    sendiri = await kel.mutasi(anak[1]["nomor_kartu"], "akt-sentosa", "2017-05-03T09:00", "KETERANGAN_KULIAH", "2017-05-01")
    assert (sendiri.status, sendiri.json()["type"].rsplit("/", 1)[1]) == (409, "pekerja-tidak-ada")


@pytest.mark.aturan("R-KEP-28")
async def test_a_divorced_spouse_leaves_and_the_read_models_follow(panggung: Panggung, kel: Keluarga, dua: Any) -> None:
    lama, _ = dua
    pekerja = await kel.daftar(lama["badan_usaha_id"], "akt-sentosa")
    nikah = await kel.mutasi(pekerja["nomor_kartu"], "akt-sentosa", "2016-12-02T09:00", "NIKAH", "2016-12-01")
    assert nikah.json()["keadaan"] == "TERDAFTAR"
    istri = await kel.daftar(
        lama["badan_usaha_id"], "akt-sentosa", lahir=date(1982, 2, 3), jenis_kelamin="P", hubungan="ISTRI", nik_pekerja=pekerja["nik"],
        at="2016-12-03T09:00",
    )  # fmt: skip
    cerai = await kel.mutasi(pekerja["nomor_kartu"], "akt-sentosa", "2017-02-03T09:00", "CERAI", "2017-02-02")
    assert cerai.json()["nomor_kartu_terdampak"] == [pekerja["nomor_kartu"], istri["nomor_kartu"]], cerai.body
    orang = (await kel.orang(istri["nomor_kartu"], "akt-sentosa", "2017-02-03T10:00")).json()
    assert (orang["keadaan"], orang["berakhir_pada"]) == ("KELUAR", "2017-02-02")
    assert [d for d in await rebuild_inline(panggung.h.rt, panggung.h.process.parts, repair=False) if not d.same] == []
