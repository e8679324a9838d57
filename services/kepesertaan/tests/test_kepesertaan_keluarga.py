"""Families that pay for themselves, over HTTP on real PostgreSQL and Kafka: PBPU, PBI, one segment at any date, the card."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from chassis.rebuild_service import rebuild_inline
from kepesertaan.domain.berkas import WAJIB
from shared_events.status import StatusUnitBerubah

from .keluarga_uji import KK, daftar, kode, lihat, orang, penduduk, permohonan, terbit

Panggung = Any


@pytest.mark.aturan("R-KEP-04", "R-KEP-41", "R-KEP-42")
async def test_an_ojek_driver_and_his_family_are_one_unit_with_one_account(panggung: Panggung) -> None:
    keluarga = [orang(1, "KEPALA_KELUARGA"), orang(2, "ISTRI", "1982-03-04", "P"), orang(3, "ANAK", "2010-01-02")]
    penduduk(panggung, *keluarga)
    tanpa_kelas = await daftar(panggung, permohonan("PBPU", keluarga), "2014-05-05T09:00")
    assert kode(tanpa_kelas) == (422, "kelas-kosong", "R-KEP-04")
    upah = await daftar(panggung, permohonan("PBPU", [keluarga[0] | {"upah_pokok": "1"}], kelas=2), "2014-05-05T09:00")
    assert upah.status == 422
    answer = await daftar(panggung, permohonan("PBPU", keluarga, kelas=2), "2014-05-05T09:00", key="ojek")
    assert answer.status == 201, answer.body
    k = answer.json()
    kepala = k["anggota"][0]["nomor_kartu"]
    assert (k["virtual_account"], k["keadaan_va"]) == ("88888" + kepala[-11:], "AKTIF")
    assert {(a["segmen"], a["hak_kelas"], a["iuran_mulai"]) for a in k["anggota"]} == {("PBPU", 2, "2014-05")}
    ulang = await daftar(panggung, permohonan("PBPU", keluarga, kelas=2), "2014-05-05T09:00", key="ojek")
    assert ulang.json() == k
    semua = await terbit(panggung, "PesertaDidaftarkan", kepala)
    [baru] = [e for e in await panggung.peristiwa("KeluargaDidaftarkan") if e.keluarga_id == k["keluarga_id"]]
    assert (baru.jumlah_peserta, baru.berlaku_dari, baru.segmen, baru.kelas) == (3, date(2014, 5, 5), "PBPU", 2)
    assert [(e.segmen, e.keluarga_id, e.badan_usaha_id, e.upah_tersandi) for e in semua] == [("PBPU", k["keluarga_id"], None, None)]
    dibaca = await panggung.h.call("GET", f"/v1/keluarga/{k['keluarga_id']}", who=panggung.prima(), at=panggung.waktu("2014-05-06T09:00"))
    assert dibaca.json()["anggota"] == sorted(k["anggota"], key=lambda a: a["nomor_kartu"])
    assert (await lihat(panggung, kepala))["badan_usaha_id"] == ""
    for lain in (panggung.akt(), panggung.h.token("kc", "kepesertaan:baca", kantor="KC-BANDUNG", jenis_kantor="KC")):
        for jalur in (f"/v1/keluarga/{k['keluarga_id']}", f"/v1/peserta/{kepala}"):
            assert (await panggung.h.call("GET", jalur, who=lain, at=panggung.waktu("2014-05-06T09:00"))).status == 404
    cari = await panggung.h.call("POST", "/v1/peserta:cari", who=panggung.prima(), json={"nik": keluarga[0]["nik"]})
    assert [b["nomor_kartu"] for b in cari.json()["data"]] == [kepala]


@pytest.mark.aturan("R-KEP-05", "R-KEP-38")
async def test_each_segment_says_what_it_needs_and_no_more(panggung: Panggung) -> None:
    a = orang(11, "KEPALA_KELUARGA")
    penduduk(panggung, a)
    for isi, harap in (
        (permohonan("PBI", [a], kelas=2), "KELAS_PBI_MUTLAK"),
        (permohonan("BP", [a], sub_segmen="g", kelas=1), "SUB_SEGMEN_TIDAK_DIKENAL"),
        (permohonan("BP", [a], sub_segmen="d", kelas=1), "KELAS_BUKAN_PILIHAN"),
        (permohonan("BP", [a], sub_segmen="c"), "PENSIUN_KOSONG"),
        (permohonan("PBPU", [a | {"hubungan": "ANAK"}], kelas=1), "KEPALA_KELUARGA_TIDAK_SATU"),
        (permohonan("PBPU", [a, orang(12, "ISTRI", kelamin="P", nomor_kk=KK[:-1] + "2")], kelas=1), "BUKAN_SATU_KELUARGA"),
        (permohonan("PBPU", [a, a | {"hubungan": "ANAK"}], kelas=1), "GANDA_DALAM_BERKAS"),
        (permohonan("PBPU", [a, orang(13, "ANAK")], kelas=1), "NIK_TIDAK_DITEMUKAN"),
    ):
        answer = await daftar(panggung, isi, "2014-05-05T09:00")
        assert kode(answer)[:2] == (422, harap.lower().replace("_", "-"))
    tugas = await panggung.h.call("GET", "/v1/tugas", who=panggung.prima(), at=panggung.waktu("2014-05-05T10:00"))
    assert [(t["jenis"], t["peran"]) for t in tugas.json()["data"]] == [("NIK_TIDAK_DITEMUKAN", "PETUGAS_KEPESERTAAN")]
    veteran = (await daftar(panggung, permohonan("BP", [a], sub_segmen="d"), "2014-05-05T09:00")).json()
    assert (veteran["sub_segmen"], veteran["kelas"], veteran["keadaan_va"]) == ("VETERAN", 1, "MENUNGGU")


@pytest.mark.aturan("R-KEP-02", "R-KEP-35")
async def test_from_pbi_to_paying_on_one_day(panggung: Panggung) -> None:
    a = orang(21, "KEPALA_KELUARGA")
    penduduk(panggung, a)
    pbi = (await daftar(panggung, permohonan("PBI", [a]), "2014-02-10T09:00")).json()
    noka = pbi["anggota"][0]["nomor_kartu"]
    assert (pbi["kelas"], pbi["keadaan_va"]) == (3, "MENUNGGU")
    pbpu = (await daftar(panggung, permohonan("PBPU", [a], kelas=1), "2014-03-10T09:00")).json()
    assert (pbpu["keluarga_id"], pbpu["segmen"], pbpu["keadaan_va"]) == (pbi["keluarga_id"], "PBPU", "AKTIF")
    hari = {t: await lihat(panggung, noka, t) for t in ("2014-02-10", "2014-03-31", "2014-04-01", "2014-12-01")}
    assert [(h["segmen"], h["hak_kelas"], h["keadaan"]) for h in hari.values()] == [
        ("PBI", 3, "TERDAFTAR"),
        ("PBI", 3, "TERDAFTAR"),
        ("PBPU", 1, "TERDAFTAR"),
        ("PBPU", 1, "TERDAFTAR"),
    ]
    [pindah] = await terbit(panggung, "PesertaDipindahkan", noka)
    assert (pindah.segmen, pindah.iuran_mulai, pindah.berlaku_dari) == ("PBPU", "2014-04", date(2014, 4, 1))
    # sent again nothing changes; another package from the next month
    lagi = await daftar(panggung, permohonan("PBPU", [a], kelas=1), "2014-04-10T09:00")
    assert lagi.json()["anggota"][0]["berlaku_dari"] == "2014-04-01"
    assert len(await terbit(panggung, "PesertaDipindahkan", noka)) == 1
    naik = await daftar(panggung, permohonan("PBPU", [a], kelas=2), "2014-05-10T09:00")
    assert naik.json()["kelas"] == 2
    assert [(await lihat(panggung, noka, t))["hak_kelas"] for t in ("2014-05-31", "2014-06-01")] == [1, 2]
    # who pays for himself is not taken by another family without a word
    suami = orang(22, "KEPALA_KELUARGA")
    penduduk(panggung, suami)
    ambil = await daftar(panggung, permohonan("PBPU", [suami, a | {"hubungan": "ISTRI"}], kelas=1), "2014-06-10T09:00")
    assert kode(ambil) == (409, "sudah-terdaftar", "R-KEP-35")


@pytest.mark.aturan("R-KEP-27", "R-KEP-29")
async def test_register_account_payment_then_the_card_and_its_loss(panggung: Panggung) -> None:
    a = orang(31, "KEPALA_KELUARGA")
    penduduk(panggung, a)
    k = (await daftar(panggung, permohonan("PBPU", [a], kelas=3), "2014-05-05T09:00")).json()
    noka, va, h = k["anggota"][0]["nomor_kartu"], k["virtual_account"], panggung.h
    kartu = f"/v1/peserta/{noka}/kartu-jkn"
    belum = await h.call("POST", kartu, who=panggung.prima(), at=panggung.waktu("2014-05-05T10:00"))
    assert kode(belum) == (409, "belum-bayar", "R-KEP-27")
    lunas = StatusUnitBerubah(
        virtual_account=va, keluarga_id=k["keluarga_id"], keadaan="AKTIF", aktif=True, dari=date(2014, 5, 6), lunas_sampai="2014-05"
    )
    await h.bus.publish(f"unit:{va}", lunas, at=panggung.waktu("2014-05-06T09:00"))

    async def bayar() -> Any:
        answer = await h.call("GET", f"/v1/keluarga/{k['keluarga_id']}", who=panggung.prima())
        return answer.json()["lunas_sampai"]

    assert await h.until(bayar) == "2014-05"
    terbit = await h.call("POST", kartu, who=panggung.prima(), at=panggung.waktu("2014-05-06T10:00"))
    assert (terbit.status, terbit.json()["ke"], terbit.json()["diterbitkan_pada"]) == (201, 1, "2014-05-06")
    lagi = await h.call("POST", kartu, who=panggung.prima(), at=panggung.waktu("2014-05-07T10:00"))
    assert (lagi.json()["ke"], lagi.json()["diterbitkan_pada"]) == (1, "2014-05-06")

    rs = h.token("rs-a", "sep:tulis", kode_ppk="0301R001")

    async def periksa(at: str, **isi: str) -> Any:
        isi = {"jenis_identitas": "NOKA", "nomor": noka} | isi
        answer = await h.call("POST", "/v1/kelayakan:periksa", who=rs, json=isi, at=panggung.waktu(at))
        assert answer.status == 200, answer.body
        d = answer.json()
        return d["layak"], d["perlu_cocok_nik"], [w["kode"] for w in d["peringatan"]], d["kode"]

    assert await periksa("2016-08-31T09:00") == (True, False, [], None)
    hilang = {"hilang_pada": "2016-09-01"}
    lapor = await h.call("POST", f"{kartu}/kehilangan", who=panggung.prima(), json=hilang, at=panggung.waktu("2016-09-01T10:00"))
    assert (lapor.status, lapor.json()["hilang_pada"]) == (200, "2016-09-01")
    peringatan = ["KARTU_DILAPORKAN_HILANG"]
    assert await periksa("2016-09-02T09:00") == (True, True, peringatan, None)
    assert await periksa("2016-09-02T09:00", nik=a["nik"]) == (True, False, peringatan, None)
    assert await periksa("2016-09-02T09:00", nik="3273010101800099") == (False, True, peringatan, "NIK_TIDAK_COCOK")
    assert await periksa("2016-09-02T09:00", jenis_identitas="NIK", nomor=a["nik"]) == (True, False, [], None)
    ganti = await h.call("POST", kartu, who=panggung.prima(), at=panggung.waktu("2016-09-03T10:00"))
    assert ganti.json()["ke"] == 2
    assert await periksa("2016-09-04T09:00") == (True, False, [], None)

    async def tersiar() -> Any:
        dua = [await panggung.peristiwa(n, f"kartu-jkn:{noka}") for n in ("KartuJknDilaporkanHilang", "KartuJknDiterbitkan")]
        return dua if [len(x) for x in dua] == [1, 2] else None

    [[lapor_umum], [_, kedua]] = await h.until(tersiar)
    assert (lapor_umum.hilang_pada.isoformat(), kedua.ke, kedua.diterbitkan_pada.isoformat()) == ("2016-09-01", 2, "2016-09-03")
    panggung.tidak_aktif.add(noka)
    assert await periksa("2016-09-04T09:00") == (False, False, [], "STATUS_TIDAK_AKTIF")


@pytest.mark.aturan("R-KEP-12")
async def test_a_jamkesmas_card_still_serves_until_there_is_a_number(panggung: Panggung) -> None:
    a, h = orang(41, "KEPALA_KELUARGA"), panggung.h
    penduduk(panggung, a)
    lama = {"skema": "JAMKESMAS", "kantor_cabang": "KC-PRIMA-JKT", "data": [{"nomor": "0002-77", "nik": a["nik"]}]}
    for harap in ({"dicatat": 1, "sudah_ada": 0}, {"dicatat": 0, "sudah_ada": 1}):
        answer = await h.call("POST", "/v1/identitas-lama", who=panggung.prima(), json=lama, at=panggung.waktu("2014-02-01T09:00"))
        assert (answer.status, answer.json()) == (201, harap)
    salah = lama | {"skema": "NIP_KARYAWAN"}
    tolak = await h.call("POST", "/v1/identitas-lama", who=panggung.prima(), json=salah, at=panggung.waktu("2014-02-01T09:00"))
    assert kode(tolak)[:2] == (422, "skema-tidak-dikenal")
    rs = h.token("rs-a", "sep:tulis", kode_ppk="0301R001")
    isi = {"jenis_identitas": "JAMKESMAS", "nomor": "0002-77"}

    async def periksa(**ubah: str) -> Any:
        answer = await h.call("POST", "/v1/kelayakan:periksa", who=rs, json=isi | ubah, at=panggung.waktu("2014-03-10T09:00"))
        return answer.json()

    d = await periksa()
    assert (d["layak"], d["jenis_identitas"], d["nomor_kartu"], d["aturan"]) == (True, "JAMKESMAS", None, "R-KEP-12")
    assert (await periksa())["tugas_id"] == d["tugas_id"], "one tugas, however often it is asked"
    daftar_tugas = await h.call("GET", "/v1/tugas", who=panggung.prima(), at=panggung.waktu("2014-03-10T10:00"))
    assert [t["jenis"] for t in daftar_tugas.json()["data"] if t["tugas_id"] == d["tugas_id"]] == ["TERBITKAN_NOMOR_KARTU"]
    assert (await periksa(nomor="0002-78"))["kode"] == "IDENTITAS_TIDAK_DIKENAL"
    k = (await daftar(panggung, permohonan("PBI", [a]), "2014-03-11T09:00")).json()
    sesudah = await periksa()
    assert (sesudah["layak"], sesudah["nomor_kartu"], sesudah["tugas_id"]) == (True, k["anggota"][0]["nomor_kartu"], None)


@pytest.mark.aturan("R-KEP-31", "R-KEP-33")
async def test_a_number_agreed_with_his_employer_then_work_lost_and_pbi(panggung: Panggung) -> None:
    h, baris, p = panggung.h, orang(51, "PEKERJA"), panggung
    penduduk(p, baris)
    a, b = await p.daftar_bu(), await p.daftar_bu()
    isi = baris | {"badan_usaha_id": a["badan_usaha_id"], "upah_pokok": 5_000_000, "kabupaten_kota_kerja": "Kota Bandung"}
    satu = await h.call("POST", "/v1/peserta", who=p.akt(), json=isi, at=p.waktu("2016-11-15T09:00"))
    assert satu.status == 201, satu.body
    noka = satu.json()["nomor_kartu"]
    jalur = f"/v1/badan-usaha/{a['badan_usaha_id']}/identitas-pengganti"
    sepakat = {"jenis": "NIP_KARYAWAN", "nomor_surat": "S/1", "berlaku_dari": "2016-11-01"}
    assert kode(await h.call("POST", jalur, who=p.akt(), json=sepakat, at=p.waktu("2016-11-16T09:00")))[0] == 403
    daftar_nomor = {"data": [{"nomor": "778", "nomor_kartu": noka}]}
    belum = await h.call("POST", f"{jalur}/NIP_KARYAWAN/daftar", who=p.akt(), json=daftar_nomor, at=p.waktu("2016-11-16T09:00"))
    assert kode(belum) == (409, "identitas-tidak-disepakati", "R-KEP-31")
    assert (await h.call("POST", jalur, who=p.prima(), json=sepakat, at=p.waktu("2016-11-16T09:00"))).status == 201
    catat = await h.call("POST", f"{jalur}/NIP_KARYAWAN/daftar", who=p.akt(), json=daftar_nomor, at=p.waktu("2016-11-16T10:00"))
    assert catat.json() == {"dicatat": 1, "sudah_ada": 0}
    lain = {"data": [{"nomor": "779", "nomor_kartu": "0009999999999"}]}
    asing = await h.call("POST", f"{jalur}/NIP_KARYAWAN/daftar", who=p.akt(), json=lain, at=p.waktu("2016-11-16T10:00"))
    assert asing.json()["errors"][0]["pointer"] == "/data/0/nomor_kartu"
    rs = h.token("rs-a", "sep:tulis", kode_ppk="0301R001")

    async def periksa(bu: str, at: str = "2016-12-20T09:00") -> Any:
        isi = {"jenis_identitas": "NIP_KARYAWAN", "nomor": "778", "badan_usaha_id": bu}
        d = (await h.call("POST", "/v1/kelayakan:periksa", who=rs, json=isi, at=p.waktu(at))).json()
        return d["layak"], d["nomor_kartu"], d["kode"]

    assert await periksa(a["badan_usaha_id"]) == (True, noka, None)
    assert await periksa(b["badan_usaha_id"]) == (False, None, "IDENTITAS_TIDAK_DISEPAKATI")
    akhir = {"berakhir_pada": "2016-12-20"}
    selesai = await h.call("POST", f"{jalur}/NIP_KARYAWAN/pengakhiran", who=p.prima(), json=akhir, at=p.waktu("2016-12-20T10:00"))
    assert selesai.json()["berlaku_sampai"] == "2016-12-20"
    assert [(await periksa(a["badan_usaha_id"], t))[0] for t in ("2016-12-20T11:00", "2016-12-21T11:00")] == [True, False]

    phk = {"jenis": "PHK", "berlaku": "2017-01-31"}
    answer = await h.call("POST", f"/v1/peserta/{noka}/mutasi", who=p.akt(), json=phk, at=p.waktu("2017-01-31T09:00"))
    assert answer.status == 200, answer.body
    kepala = baris | {"hubungan": "KEPALA_KELUARGA"}
    tanpa = await daftar(p, permohonan("PBI", [kepala]), "2017-07-20T09:00")
    assert kode(tanpa) == (422, "pernyataan-tidak-mampu-belum-ada", "R-KEP-33")
    pbi = await daftar(p, permohonan("PBI", [kepala], pernyataan_tidak_mampu="SKTM/1"), "2017-07-20T09:00")
    [anggota] = pbi.json()["anggota"]
    assert (anggota["nomor_kartu"], anggota["segmen"], anggota["berlaku_dari"], anggota["hak_kelas"]) == (noka, "PBI", "2017-08-01", 3)
    hari = [await lihat(p, noka, t, "2017-09-01T09:00") for t in ("2017-01-31", "2017-07-31", "2017-08-01")]
    assert [(x["segmen"], x["keadaan"], x["badan_usaha_id"]) for x in hari] == [
        ("PPU", "TERDAFTAR", a["badan_usaha_id"]),
        ("PPU", "PHK", a["badan_usaha_id"]),
        ("PBI", "TERDAFTAR", ""),
    ]


@pytest.mark.aturan("R-KEP-02")
async def test_a_pbi_whom_an_employer_registers_changes_segment_on_one_day(panggung: Panggung) -> None:
    """The example's days in the time of the AKT: PBI to the last day of a month, PPU from the first, one number."""
    h, p = panggung.h, panggung
    semua = [orang(61, "KEPALA_KELUARGA"), orang(62, "ISTRI", "1985-02-03", "P"), orang(63, "KEPALA_KELUARGA")]
    penduduk(p, *semua)
    pasangan = (await daftar(p, permohonan("PBI", semua[:2]), "2016-11-10T09:00")).json()
    sendiri = (await daftar(p, permohonan("PBI", semua[2:]), "2016-11-10T09:00")).json()
    bu = await p.daftar_bu()
    kerja = {"hubungan": "PEKERJA", "upah_pokok": 5_000_000, "kabupaten_kota_kerja": "Kota Bandung"}
    isi = semua[0] | kerja | {"badan_usaha_id": bu["badan_usaha_id"]}
    answer = await h.call("POST", "/v1/peserta", who=p.akt(), json=isi, at=p.waktu("2017-02-20T09:00"))
    assert answer.status == 201, answer.body
    noka, istri = (a["nomor_kartu"] for a in pasangan["anggota"])
    assert (answer.json()["nomor_kartu"], answer.json()["iuran_mulai"], answer.json()["hak_kelas"]) == (noka, "2017-03", 1)
    hari = [await lihat(p, noka, t, "2017-03-02T09:00") for t in ("2017-02-28", "2017-03-01")]
    assert [(x["segmen"], x["badan_usaha_id"], x["hak_kelas"]) for x in hari] == [("PBI", "", 3), ("PPU", bu["badan_usaha_id"], 1)]
    [pindah] = await terbit(p, "PesertaDipindahkan", noka)
    assert (pindah.segmen, pindah.iuran_mulai, pindah.upah_tersandi is not None) == ("PPU", "2017-03", True)
    # his wife and another worker come by file, as anybody does; who pays for himself does not
    mandiri = orang(64, "KEPALA_KELUARGA")
    penduduk(p, mandiri)
    assert (await daftar(p, permohonan("PBPU", [mandiri], kelas=1), "2016-11-10T09:00")).status == 201
    kolom = dict.fromkeys(WAJIB, "")
    baris = [
        kolom | semua[2] | {"hubungan": "PEKERJA", "upah_pokok": "4000000", "kabupaten_kota_kerja": "Kota Bandung"},
        kolom | semua[1] | {"hubungan": "ISTRI", "nik_pekerja": semua[0]["nik"]},
        kolom | mandiri | {"hubungan": "PEKERJA", "upah_pokok": "4000000", "kabupaten_kota_kerja": "Kota Bandung"},
    ]
    berkas = "\n".join([",".join(kolom), *(",".join(b.values()) for b in baris)]).encode()
    job = await h.job(await p.kirim(bu["badan_usaha_id"], berkas, at="2017-02-21T09:00"), p.akt(), seconds=60)
    assert (job["selesai"], [b["kode"] for b in job["baris_gagal"]]) == (2, ["SUDAH_TERDAFTAR"])
    lain = sendiri["anggota"][0]["nomor_kartu"]
    dibaca = {n: await lihat(p, n, "2017-04-01", "2017-04-02T09:00") for n in (istri, lain)}
    assert [(x["segmen"], x["iuran_mulai"], x["hak_kelas"], x["kategori"]) for x in dibaca.values()] == [
        ("PPU", "2017-04", 1, "INTI"),
        ("PPU", "2017-04", 2, "PEKERJA"),
    ]
    assert dibaca[istri]["nomor_kartu_pekerja"] == noka


async def test_the_read_models_come_out_of_the_events_again(panggung: Panggung) -> None:
    h = panggung.h
    assert [d for d in await rebuild_inline(h.rt, h.process.parts, repair=False) if not d.same] == []
