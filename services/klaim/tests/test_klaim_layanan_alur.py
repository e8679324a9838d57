"""From the AKT's file to the money, through HTTP on real servers."""

from __future__ import annotations

import asyncio
from datetime import date, datetime
from typing import Any

import pytest
from dasar.tanggal import WIB
from shared_events import klaim as publik

from .kasus import AJUKAN, KOLOM_NILAI, Kasus, Pembuat, saat


@pytest.mark.aturan("R-VER-02")  # the hospitals lie in Kota Medan, the office is KC-PRIMA-JKT
@pytest.mark.aturan("R-KLM-13", "R-KLM-15", "R-KLM-16", "R-KLM-19", "R-VER-03", "R-VER-04", "R-VER-05", "R-VER-08", "R-BAY-01", "R-BAY-08")
async def test_dari_berkas_sampai_uang(panggung: Any, eklaim: Pembuat, csv_teks: Pembuat) -> None:
    p = panggung
    k = Kasus(p, eklaim, csv_teks, 1000)
    plafon = await k.rawat("rs-a", "0301R001", tagihan=9_000_000, ajukan=6_000_000, polis=3_000_000)
    murah = await k.rawat("rs-b", "0301R002", tagihan=4_000_000, ajukan=4_000_000)
    tanpa_sk = await k.rawat("kc-prima", "0301R004", tagihan=8_000_000, ajukan=5_000_000)
    darurat = await k.rawat(
        "kc-prima", "0301R005", tagihan=7_000_000, ajukan=5_000_000, gawat_darurat=True, kriteria_gawat_darurat="MENGANCAM_NYAWA",
        rujukan=None,
    )  # fmt: skip
    kurang = await k.rawat("rs-b", "0301R002", tagihan=5_000_000, ajukan=4_000_000, tanpa="RESUME_MEDIS")
    rusak = await k.rawat("rs-a", "0301R001", tagihan=5_000_000, ajukan=4_000_000, baris={"DISCHARGE_DATE": "42714"})
    tanpa_flag = await k.rawat("rs-b", "0301R002", tagihan=5_000_000, ajukan=4_000_000, kib=False)
    hasil = await k.impor()
    assert (hasil["jumlah"], hasil["selesai"], hasil["gagal"]) == (7, 5, 2)
    gagal = {b["kode"]: b for b in hasil["baris_gagal"]}
    assert gagal["TANGGAL_RUSAK"]["kolom"] == "DISCHARGE_DATE" and gagal["TANGGAL_RUSAK"]["baris"] == 7
    assert "R-KLM-11" in gagal["SEP_TANPA_FLAG"]["alasan"] and gagal["SEP_TANPA_FLAG"]["baris"] == 8
    csv = await p.get("akt-sentosa", f"/v1/pekerjaan/{hasil['pekerjaan_id']}/gagal.csv")
    assert rusak in csv.body.decode("utf-8-sig") and tanpa_flag in csv.body.decode("utf-8-sig")
    assert (await p.get("akt-melati", f"/v1/pekerjaan/{hasil['pekerjaan_id']}")).status == 404
    assert not await p.h.fetch("select 1 from berkas_impor")

    # filing
    dua = await p.post("akt-sentosa", "/v1/pengajuan", AJUKAN | {"rangkap_fpk": 2}, pada=saat(1, 9))
    assert dua.status == 422 and dua.json()["aturan"] == "R-KLM-10"
    biasa = await p.post("akt-sentosa", "/v1/pengajuan", AJUKAN | {"kantor_cabang": "KC-BANDUNG"}, pada=saat(1, 9))
    assert biasa.status == 409 and biasa.json()["aturan"] == "R-AKT-12"
    diajukan = await p.post("akt-sentosa", "/v1/pengajuan", AJUKAN, pada=saat(1, 9))
    assert diajukan.status == 201, diajukan.body
    pengajuan = diajukan.json()
    assert pengajuan["jumlah_klaim"] == 5 and pengajuan["tepat_waktu"] and pengajuan["batas"] == "2017-01-10" and not pengajuan["ditolak"]
    id = pengajuan["pengajuan_id"]

    # completeness
    assert (await p.post("kc-biasa", f"/v1/pengajuan/{id}/kelengkapan", {}, pada=saat(1, 9))).json()["aturan"] == "R-VER-01"
    assert (await p.post("kc-prima-sby", f"/v1/pengajuan/{id}/kelengkapan", {}, pada=saat(1, 9))).status == 403
    lengkap = (await p.post("kc-prima", f"/v1/pengajuan/{id}/kelengkapan", {}, pada=saat(1, 9))).json()
    assert (lengkap["jumlah_lengkap"], lengkap["jumlah_dikembalikan"], lengkap["jatuh_tempo"]) == (4, 1, "2017-02-21")
    assert lengkap["nomor_ba"].startswith("BA-201701-")
    kembali = await k.klaim(kurang)
    assert kembali["keadaan"] == "DIKEMBALIKAN" and [a["kode"] for a in kembali["dasar"]] == ["KURANG_RESUME_MEDIS"]

    # verification
    kerja = (await p.get("kc-prima", "/v1/daftar-kerja")).json()["data"]
    assert {plafon, murah, tanpa_sk, darurat} <= {b["nomor_sep"] for b in kerja}
    belum = await p.post("kc-prima", f"/v1/pengajuan/{id}/umpan-balik", pada=saat(1, 12))
    assert belum.status == 409 and belum.json()["aturan"] == "R-VER-03"
    satu = await p.post("kc-biasa", f"/v1/klaim/{await k.id(plafon)}/verifikasi", {"hasil": "LAYAK"}, pada=saat(1, 12))
    assert satu.status == 403 and satu.json()["aturan"] == "R-VER-01"
    isi = {"hasil": "LAYAK", "catatan": "berkas baik"}
    satu = await p.post("kc-prima", f"/v1/klaim/{await k.id(plafon)}/verifikasi", isi, pada=saat(1, 12))
    assert satu.status == 200, satu.body
    banyak = csv_teks(("nomor_sep", "hasil", "catatan"), [
        *({"nomor_sep": s, "hasil": "LAYAK", "catatan": ""} for s in (murah, tanpa_sk, darurat)),
        {"nomor_sep": kurang, "hasil": "LAYAK", "catatan": ""},
    ])  # fmt: skip
    hasil = await p.kerjakan("kc-prima", "/v1/verifikasi:impor", {"berkas": banyak}, pada=saat(1, 12))
    assert (hasil["selesai"], hasil["gagal"]) == (3, 1) and hasil["baris_gagal"][0]["baris"] == 5
    harap = {
        plafon: (4_459_300, 3_000_000, "R-KLM-13"),
        murah: (4_000_000, 0, "R-KLM-19"),
        tanpa_sk: (3_900_000, 4_100_000, "R-KLM-15"),
        darurat: (4_100_000, 2_900_000, "R-KLM-16"),
    }
    for sep, (bpjs, akt, rule) in harap.items():
        isi = await k.klaim(sep)
        n = isi["nilai"]
        assert (n["bpjs"], n["akt"]) == (bpjs, akt) and rule in {d["aturan"] for d in isi["dasar"]}, (sep, isi)
        assert n["bpjs"] + n["akt"] + n["peserta"] == n["tagihan_rs"]

    # feedback, FPK
    cepat = await p.post("kc-prima", f"/v1/pengajuan/{id}/fpk", pada=saat(1, 16))
    assert cepat.status == 409 and cepat.json()["type"].endswith("umpan-balik-belum")
    umpan = (await p.post("kc-prima", f"/v1/pengajuan/{id}/umpan-balik", pada=saat(1, 16))).json()
    assert umpan["keadaan"] == "UMPAN_BALIK" and umpan["terverifikasi"] == 16_459_300
    dilihat = (await p.get("kc-prima", f"/v1/pengajuan/{id}")).headers["ETag"]
    usang = await p.post("kc-prima", f"/v1/pengajuan/{id}/fpk", pada=saat(1, 17), headers={"If-Match": '"1"'})
    assert usang.status == 412, usang.body
    fpk = await p.post("kc-prima", f"/v1/pengajuan/{id}/fpk", pada=saat(1, 17), headers={"If-Match": dilihat})
    assert fpk.status == 201, fpk.body
    semua = fpk.json()["data"]
    assert sorted(f["kode_ppk"] for f in semua) == ["0301R001", "0301R002", "0301R004", "0301R005"]
    assert {f["nama_akt"] for f in semua} == {"Asuransi akt-sentosa"} and sum(f["nilai"] for f in semua) == 16_459_300
    lagi = await p.post("kc-prima", f"/v1/pengajuan/{id}/fpk", pada=saat(1, 17))
    assert lagi.status == 200 and {f["nomor_fpk"] for f in lagi.json()["data"]} == {f["nomor_fpk"] for f in semua}

    # approval by another, payment once
    nomor = semua[0]["nomor_fpk"]
    sendiri = await p.post("kc-prima", f"/v1/fpk/{nomor}/persetujuan", pada=saat(1, 18))
    assert sendiri.status == 403 and sendiri.json()["aturan"] == "R-VER-05"
    dini = await p.post("kc-prima-persetujuan", f"/v1/fpk/{nomor}/pembayaran", {}, pada=saat(1, 18))
    assert dini.status == 409 and dini.json()["aturan"] == "R-VER-05"
    for f in semua:
        setuju = await p.post("kc-prima-persetujuan", f"/v1/fpk/{f['nomor_fpk']}/persetujuan", pada=saat(1, 18))
        assert setuju.status == 200 and setuju.json()["keadaan"] == "DISETUJUI"
    rs = {"rekening": {"bank": "BRI", "nomor": "999", "nama": "RS"}}
    assert (await p.post("kc-prima-persetujuan", f"/v1/fpk/{nomor}/pembayaran", rs, pada=saat(1, 20))).json()["aturan"] == "R-BAY-02"
    tanpa_kunci = await p.h.call("POST", f"/v1/fpk/{nomor}/pembayaran", who=p.sebagai("kc-prima-persetujuan"), json={}, at=saat(1, 20))
    assert tanpa_kunci.status == 400
    bersamaan = await asyncio.gather(
        *(p.post("kc-prima-persetujuan", f"/v1/fpk/{nomor}/pembayaran", {}, pada=saat(1, 20)) for _ in range(6))
    )
    assert {a.status for a in bersamaan} == {200} and {a.json()["referensi"] for a in bersamaan} == {f"BPJS-{nomor}"}
    for f in semua[1:]:
        bayar = await p.post("kc-prima-persetujuan", f"/v1/fpk/{f['nomor_fpk']}/pembayaran", {"referensi": "TRF"}, pada=saat(1, 20))
        assert bayar.status == 200 and bayar.json()["dibayar"] == f["nilai"], bayar.body
    assert (await p.get("akt-sentosa", f"/v1/pengajuan/{id}")).json()["keadaan"] == "DIBAYAR"
    assert not await p.h.fetch("select 1 from timers where key = $1 and fired_at is null", id)

    async def terkirim() -> bool:
        kejadian = [e for _, e in await p.h.bus.read("klaim")]
        dibayar = [e for e in kejadian if isinstance(e, publik.KlaimDibayar) and e.nomor_sep in harap]
        transfer = [e for e in kejadian if isinstance(e, publik.FpkDibayar) and e.nomor_fpk in {f["nomor_fpk"] for f in semua}]
        return len(dibayar) == 4 and len(transfer) == 4 and sum(e.nominal for e in dibayar) == sum(e.nilai for e in transfer) == 16_459_300

    await p.h.until(terkirim)
    polos = await p.h.fetch("select convert_from(data, 'utf8') as d, convert_from(public_data, 'utf8') as u from events")
    assert not any("Siti Rahasia" in b["d"] + (b["u"] or "") for b in polos)
    assert not any("E-4-10-I" in (b["u"] or "") or "E11.6" in b["d"] for b in polos)

    # the returned one, with its document, in the next submission
    tambah = {"dokumen": [{"kode": "RESUME_MEDIS", "tanggal": "2017-01-25", "penandatangan": "DR. UJI"}]}
    assert (await p.post("akt-sentosa", f"/v1/klaim/{await k.id(kurang)}/dokumen", tambah, pada=saat(1, 25))).status == 200
    kedua = await p.post("akt-sentosa", "/v1/pengajuan", AJUKAN | {"klaim_id": [await k.id(kurang)]}, pada=saat(2, 9))
    assert kedua.status == 201 and kedua.json()["jumlah_klaim"] == 1 and not kedua.json()["tepat_waktu"]
    assert (await k.klaim(kurang))["pengajuan_ke"] == 2


@pytest.mark.aturan("R-KLM-21", "R-BAY-04")
async def test_kedaluwarsa(panggung: Any, eklaim: Pembuat, csv_teks: Pembuat) -> None:
    p = panggung
    k = Kasus(p, eklaim, csv_teks, 2000)
    sep = await k.rawat("rs-a", "0301R001", tagihan=5_000_000, ajukan=4_000_000, pulang=date(2016, 12, 28))
    await k.impor(saat(6, 29))
    isi = AJUKAN | {"klaim_id": [await k.id(sep)]}
    jawaban = await p.post("akt-sentosa", "/v1/pengajuan", isi, pada=saat(6, 29), kunci="kedaluwarsa-1")
    assert jawaban.status == 201, jawaban.body
    assert jawaban.json()["keadaan"] == "DITOLAK" and jawaban.json()["jumlah_klaim"] == 0
    (tolak,) = jawaban.json()["ditolak"]
    assert (tolak["kode"], tolak["aturan"]) == ("KEDALUWARSA", "R-KLM-21") and "28 Juni 2017" in tolak["alasan"]
    klaim = await k.klaim(sep)
    assert klaim["keadaan"] == "KEDALUWARSA" and klaim["kedaluwarsa_pada"] == "2017-06-28"
    ulang = await p.post("akt-sentosa", "/v1/pengajuan", isi, pada=saat(6, 29), kunci="kedaluwarsa-1")
    assert ulang.body == jawaban.body and ulang.headers["Idempotency-Replayed"] == "true"


async def test_berkas_yang_sama_dua_kali_dan_asuransi_lain(panggung: Any, eklaim: Pembuat, csv_teks: Pembuat) -> None:
    p = panggung
    k = Kasus(p, eklaim, csv_teks, 3000)
    sep = await k.rawat("rs-a", "0301R001", tagihan=5_000_000, ajukan=4_000_000)
    assert (await k.impor())["selesai"] == 1
    versi = (await p.get("akt-sentosa", f"/v1/klaim/{await k.id(sep)}")).headers["ETag"]
    assert (await k.impor())["selesai"] == 1
    assert (await p.get("akt-sentosa", f"/v1/klaim/{await k.id(sep)}")).headers["ETag"] == versi
    asing = await k.impor(siapa="akt-melati")
    assert [b["kode"] for b in asing["baris_gagal"]] == ["SEP_TIDAK_DIKENAL"]
    tidak_ada = await k.impor()
    assert tidak_ada["gagal"] == 0
    k.baris[0]["SEP"] = "0301R0011216V999999"
    k.nilai[0]["nomor_sep"] = "0301R0011216V999999"
    dikarang = await k.impor()
    assert dikarang["baris_gagal"][0]["alasan"] == asing["baris_gagal"][0]["alasan"]
    id = await k.id(sep)
    assert (await p.get("akt-melati", f"/v1/klaim/{id}")).status == 404
    assert (await p.post("akt-melati", "/v1/pengajuan", AJUKAN | {"klaim_id": [id]}, pada=saat(1, 9))).status == 404
    assert (await p.get("kc-prima", f"/v1/klaim/{id}")).status == 404  # not filed to this office
    assert (await p.get("pusat", f"/v1/klaim/{id}")).status == 200


async def test_berkas_yang_ditolak_seluruhnya(panggung: Any, eklaim: Pembuat, csv_teks: Pembuat) -> None:
    p = panggung
    nilai = csv_teks(KOLOM_NILAI, [])
    tanpa = eklaim([{}]).replace(b"TARIF_RS", b"TARIF_XX")
    jawaban = await p.unggah("akt-sentosa", "/v1/klaim:impor", {"berkas": tanpa, "nilai": nilai}, pada=saat(1, 9))
    assert jawaban.status == 422 and "TARIF_RS" in jawaban.json()["errors"][0]["detail"]
    for isi in (b"", b"\xff\xfe\x00", b"PTD\x00"):
        assert (await p.unggah("akt-sentosa", "/v1/klaim:impor", {"berkas": isi, "nilai": nilai}, pada=saat(1, 9))).status == 422
    assert (await p.unggah("kc-prima", "/v1/klaim:impor", {"berkas": eklaim([{}]), "nilai": nilai}, pada=saat(1, 9))).status == 403
    assert (await p.unggah("akt-sentosa", "/v1/klaim:impor", {"berkas": eklaim([{}])}, pada=saat(1, 9))).status == 422


async def test_tarif_pertama_menang(panggung: Any, csv_teks: Pembuat) -> None:
    """facts.md 5.3: special hospitals stand under a wrong heading later in the file; the last row must not win."""
    p = panggung
    kolom = ("kode_inacbg", "deskripsi", "regional", "kelas_rs", "kepemilikan", "kelas_rawat", "tarif", "berlaku_dari", "sumber")
    baris = {
        "kode_inacbg": "M-4-10-I", "deskripsi": "Fraktur femur", "regional": 5, "kelas_rs": "D", "kepemilikan": "SWASTA", "kelas_rawat": 3,
        "tarif": 2_290_400, "berlaku_dari": "2023-01-09", "sumber": "Permenkes 3/2023",
    }  # fmt: skip
    isi = csv_teks(kolom, [baris, baris, baris | {"tarif": 6_853_600}, baris | {"kelas_rs": "Z"}])
    for _ in range(2):
        hasil = await p.kerjakan("pusat", "/v1/tarif:impor", {"berkas": isi}, pada=saat(1, 9))
        assert (hasil["selesai"], hasil["gagal"]) == (2, 2)
        assert [(b["baris"], b["kode"]) for b in hasil["baris_gagal"]] == [(4, "TARIF_BERTENTANGAN"), (5, "KELAS_RS_TIDAK_SAH")]
    (b,) = await p.h.fetch("select tarif from tarif where kode_inacbg = 'M-4-10-I'")
    assert b["tarif"] == 2_290_400
    assert (await p.unggah("akt-sentosa", "/v1/tarif:impor", {"berkas": isi}, pada=saat(1, 9))).status == 403


async def test_tarif_rezim_lain_tidak_memberi_harga(panggung: Any, eklaim: Pembuat, csv_teks: Pembuat) -> None:
    p = panggung
    k = Kasus(p, eklaim, csv_teks, 4000)
    sep = await k.rawat("rs-a", "0301R001", tagihan=5_000_000, ajukan=4_000_000, baris={"INACBG": "K-4-17-I"})
    await k.impor()
    diajukan = await p.post("akt-sentosa", "/v1/pengajuan", AJUKAN | {"klaim_id": [await k.id(sep)]}, pada=saat(1, 9))
    await p.post("kc-prima", f"/v1/pengajuan/{diajukan.json()['pengajuan_id']}/kelengkapan", {}, pada=saat(1, 9))
    jawaban = await p.post("kc-prima", f"/v1/klaim/{await k.id(sep)}/verifikasi", {"hasil": "LAYAK"}, pada=saat(1, 12))
    assert jawaban.status == 409 and jawaban.json()["type"].endswith("tarif-tidak-ada")
    assert (await k.klaim(sep))["keadaan"] == "LENGKAP"


@pytest.mark.aturan("R-BAY-01")
async def test_tiga_puluh_hari_kerja_terlewati(panggung: Any, eklaim: Pembuat, csv_teks: Pembuat) -> None:
    p = panggung
    k = Kasus(p, eklaim, csv_teks, 5000)
    sep = await k.rawat("rs-a", "0301R001", tagihan=5_000_000, ajukan=4_000_000)
    await k.impor()
    diajukan = await p.post("akt-sentosa", "/v1/pengajuan", AJUKAN | {"klaim_id": [await k.id(sep)]}, pada=saat(1, 9))
    id = diajukan.json()["pengajuan_id"]
    await p.post("kc-prima", f"/v1/pengajuan/{id}/kelengkapan", {}, pada=saat(1, 9))

    async def tutup(hari: date) -> None:
        for layanan in ("faskes", "kepesertaan"):
            await p.h.bus.close_day(layanan, hari, at=datetime(2017, 2, 22, tzinfo=WIB))
        jawaban = await p.post("operasi", "/v1/tutup-hari", {"tanggal": hari.isoformat()}, pada=datetime(2017, 2, 22, 0, 5, tzinfo=WIB))
        await p.h.job(jawaban, p.sebagai("operasi"))

    async def lewat() -> list[publik.BatasPembayaranTerlewati]:
        return [e for _, e in await p.h.bus.read("klaim") if isinstance(e, publik.BatasPembayaranTerlewati) and e.pengajuan_id == id]

    await tutup(date(2017, 2, 20))
    assert not await lewat()
    await tutup(date(2017, 2, 21))
    (e,) = await p.h.until(lewat)
    assert e.jatuh_tempo == date(2017, 2, 21) and e.belum_dibayar == 1


async def test_satu_klaim_dengan_tangan(panggung: Any, eklaim: Pembuat, csv_teks: Pembuat) -> None:
    p = panggung
    k = Kasus(p, eklaim, csv_teks, 6000)
    sep = await k.rawat("rs-a", "0301R001", tagihan=5_000_000, ajukan=4_000_000)
    isi = {
        "nomor_sep": sep, "nomor_kartu": k.baris[0]["NOKARTU"], "tanggal_masuk": "2016-12-06", "tanggal_pulang": "2016-12-10",
        "kode_inacbg": "E-4-10-I", "versi_inacbg": "5.1", "diagnosa": ["E11.6"], "dpjp": "dr. Uji", "tagihan_rs": 5_000_000,
        "nilai_diajukan": 4_000_000, "dijamin_polis": 1_000_000, "dibayar_ke_rs": 5_000_000,
        "dokumen": [{"kode": "RESUME_MEDIS", "tanggal": "2016-12-10", "penandatangan": "dr. Orang Lain"}],
    }  # fmt: skip
    buat = await p.post("akt-sentosa", "/v1/klaim", isi, pada=saat(1, 5))
    assert buat.status == 201 and buat.json()["keadaan"] == "DRAF", buat.body
    assert "RESUME_BUKAN_DPJP" in {a["kode"] for a in buat.json()["kurang"]}
    assert (await p.post("akt-melati", "/v1/klaim", isi, pada=saat(1, 5))).status == 404
    salah = await p.post("akt-sentosa", "/v1/klaim", isi | {"kode_inacbg": "X-0-96-X"}, pada=saat(1, 5))
    assert salah.status == 422 and salah.json()["aturan"] == "R-KLM-35"
