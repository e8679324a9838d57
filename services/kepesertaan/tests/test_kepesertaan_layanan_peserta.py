"""Sanctions, complaints, and tugas nobody settled: their rules, and over HTTP on real PostgreSQL and Kafka."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from chassis.rebuild_service import rebuild_inline
from dasar.penolakan import Ditolak
from kepesertaan.domain import pengaduan, sanksi, tugas
from kepesertaan.domain.ketentuan import kantor_prima

Panggung = Any
PADA = date(2016, 9, 5)
BU_LAYANAN = ("IZIN_USAHA", "IZIN_TENDER", "TENAGA_KERJA_ASING", "IZIN_PENYEDIA_JASA_PEKERJA", "IMB")
ORANG_LAYANAN = ("IMB", "SIM", "SERTIFIKAT_TANAH", "PASPOR", "STNK")


def kenakan(tingkat: int, jenis: sanksi.JenisSubjek = "PEMBERI_KERJA", layanan: tuple[str, ...] = ()) -> sanksi.Kenakan:
    return sanksi.Kenakan("BU-1", jenis, "1", tingkat, "Tidak mendaftarkan pekerja", layanan, PADA)


def sampai(tingkat: int, jenis: sanksi.JenisSubjek = "PEMBERI_KERJA") -> sanksi.Sanksi:
    s = sanksi.AWAL
    for n in range(1, tingkat + 1):
        for e in sanksi.decide(kenakan(n, jenis), s):
            s = sanksi.evolve(s, e)
    return s


@pytest.mark.aturan("R-KEP-43")
@pytest.mark.parametrize(
    ("ada", "diminta", "boleh"), [(0, 1, True), (0, 2, False), (0, 3, False), (1, 3, False), (1, 2, True), (2, 3, True)]
)
def test_sanctions_come_in_order(ada: int, diminta: int, boleh: bool) -> None:
    if boleh:
        [e] = sanksi.decide(kenakan(diminta), sampai(ada))
        assert isinstance(e, sanksi.SanksiDikenakan)
        assert e.nama_tingkat == ("TEGURAN_TERTULIS", "DENDA", "TIDAK_MENDAPAT_PELAYANAN_PUBLIK")[diminta - 1]
    else:
        with pytest.raises(Ditolak, match="SANKSI_TIDAK_BERURUTAN"):
            sanksi.decide(kenakan(diminta), sampai(ada))


@pytest.mark.aturan("R-KEP-43")
def test_a_lifted_sanction_begins_anew_and_a_fourth_level_is_unknown() -> None:
    s = sampai(3)
    with pytest.raises(Ditolak, match="TINGKAT_TIDAK_DIKENAL"):
        sanksi.decide(kenakan(4), s)
    assert sanksi.decide(kenakan(3), s) == []  # sent again
    for e in sanksi.decide(sanksi.Cabut("dipenuhi", PADA), s):
        s = sanksi.evolve(s, e)
    assert s.tingkat == 0
    with pytest.raises(Ditolak, match="SANKSI_TIDAK_BERURUTAN"):
        sanksi.decide(kenakan(3), s)


@pytest.mark.aturan("R-KEP-44", "R-KEP-45")
@pytest.mark.parametrize(("jenis", "layanan"), [("PEMBERI_KERJA", BU_LAYANAN), ("PERORANGAN", ORANG_LAYANAN)])
def test_the_last_level_names_exactly_these_services(jenis: sanksi.JenisSubjek, layanan: tuple[str, ...]) -> None:
    s = sampai(3, jenis)
    assert s.riwayat[-1].layanan == layanan
    asing = "IZIN_USAHA" if jenis == "PERORANGAN" else "SIM"
    with pytest.raises(Ditolak, match="LAYANAN_TIDAK_BERLAKU"):
        sanksi.decide(kenakan(3, jenis, (asing,)), sampai(2, jenis))
    with pytest.raises(Ditolak, match="LAYANAN_TIDAK_BERLAKU"):
        sanksi.decide(kenakan(1, jenis, ("IMB",)), sanksi.AWAL)  # no service is denied before the last level


@pytest.mark.aturan("R-KEP-30")
def test_a_complaint_is_settled_once() -> None:
    p = pengaduan.AWAL
    for e in pengaduan.decide(pengaduan.TerimaPengaduan("PGD-201609-000001", "1", "LISAN", "KELUHAN", "KC-BANDUNG", "r", PADA), p):
        p = pengaduan.evolve(p, e)
    assert p.keadaan == "DITERIMA"
    for e in pengaduan.decide(pengaduan.TindakLanjuti("SELESAI", "j", "kc", PADA), p):
        p = pengaduan.evolve(p, e)
    with pytest.raises(Ditolak, match="PENGADUAN_SUDAH_SELESAI"):
        pengaduan.decide(pengaduan.TindakLanjuti("DIPROSES", None, "kc", PADA), p)


@pytest.mark.aturan("R-AKT-11")
def test_a_tugas_past_its_day_goes_to_mpkr_of_a_kantor_cabang_prima() -> None:
    t = tugas.AWAL
    for e in tugas.decide(tugas.BuatTugas("t", "SUDAH_TERDAFTAR", "RO", "RO-1", "KC-BEKASI", "B", "akt-x", None, 1, PADA), t):
        t = tugas.evolve(t, e)
    assert tugas.decide(tugas.EskalasiTugas("KC-PRIMA-JKT", t.jatuh_tempo - timedelta(1)), t) == []
    for e in tugas.decide(tugas.EskalasiTugas(kantor_prima("KC-BEKASI"), t.jatuh_tempo), t):
        t = tugas.evolve(t, e)
    assert (t.peran, t.kantor, t.petugas) == ("MPKR", "KC-PRIMA-JKT", None)
    assert (kantor_prima("KC-PRIMA-SBY"), kantor_prima("KC-DENPASAR")) == ("KC-PRIMA-SBY", "KC-PRIMA-JKT")


async def minta(panggung: Panggung, cara: str, jalur: str, *, who: str, at: str, status: int = 200, json: Any = None) -> Any:
    answer = await panggung.h.call(cara, jalur, who=who, json=json, at=panggung.waktu(at))
    assert answer.status == status, answer.body
    return answer.json() if "json" in answer.headers["Content-Type"] else answer.body.decode()


@pytest.mark.aturan("R-KEP-30", "R-KEP-43", "R-KEP-44", "R-AKT-11")
async def test_over_http(panggung: Panggung) -> None:
    bu = (await panggung.daftar_bu("akt-sentosa"))["badan_usaha_id"]
    await panggung.impor(bu, panggung.bahan.sentosa_betul[:3])
    orang = panggung.bahan.sentosa_betul[0].orang
    [ditemukan] = await panggung.cari(orang.nik)
    noka, prima, akt, at = ditemukan["nomor_kartu"], panggung.prima(), panggung.akt(), "2016-11-20T09:00"
    # complaints: taken by phone at an office, seen by number and NIK
    isi = {"nomor_kartu": noka, "kanal": "LISAN", "isi": "Kartu belum saya terima."}
    await minta(panggung, "POST", "/v1/pengaduan", who=akt, at=at, json=isi, status=403)
    kasus = await minta(panggung, "POST", "/v1/pengaduan", who=prima, at=at, json=isi, status=201)
    assert (kasus["kanal"], kasus["keadaan"], kasus["nomor"][:10]) == ("LISAN", "DITERIMA", "PGD-201611")
    tanya = {"nomor": kasus["nomor"], "nik": orang.nik}
    assert (await minta(panggung, "POST", "/v1/pengaduan:periksa", who=akt, at=at, json=tanya))["keadaan"] == "DITERIMA"
    await minta(panggung, "POST", "/v1/pengaduan:periksa", who=prima, at=at, json={**tanya, "nik": "3174011505850009"}, status=404)
    await minta(panggung, "GET", f"/v1/pengaduan/{kasus['nomor']}", who=akt, at=at, status=404)
    assert (await minta(panggung, "GET", f"/v1/pengaduan/{kasus['nomor']}", who=prima, at=at))["isi"] == isi["isi"]
    jalur = f"/v1/pengaduan/{kasus['nomor']}/tindak-lanjut"
    await minta(panggung, "POST", jalur, who=prima, at=at, json={"keadaan": "SELESAI", "jawaban": "Kartu dikirim hari ini."})
    lihat = await minta(panggung, "POST", "/v1/pengaduan:periksa", who=akt, at=at, json=tanya)
    assert (lihat["keadaan"], lihat["jawaban"]) == ("SELESAI", "Kartu dikirim hari ini.")
    simpan = await panggung.h.fetch(
        "select convert_from(data, 'UTF8') as isi from events where stream_id = $1", f"pengaduan:{kasus['nomor']}"
    )
    assert simpan and not any("Kartu" in s["isi"] for s in simpan)
    # sanctions: in order, exported with the five codes
    dasar = {"badan_usaha_id": bu, "pelanggaran": "Tidak mendaftarkan seluruh pekerja"}
    await minta(panggung, "POST", "/v1/sanksi", who=akt, at=at, json={**dasar, "tingkat": 1}, status=403)
    tolak = await minta(panggung, "POST", "/v1/sanksi", who=prima, at=at, json={**dasar, "tingkat": 3}, status=409)
    assert tolak["aturan"] == "R-KEP-43"
    for n in (1, 2, 3):
        await minta(panggung, "POST", "/v1/sanksi", who=prima, at=at, json={**dasar, "tingkat": n}, status=201)
    ekspor = await minta(panggung, "GET", f"/v1/sanksi/BU-{bu}/ekspor", who=prima, at=at)
    assert [b.split(",")[2] for b in ekspor.splitlines()[1:]] == list(BU_LAYANAN)
    await minta(panggung, "GET", f"/v1/sanksi/BU-{bu}/ekspor", who=panggung.akt("akt-melati"), at=at, status=404)
    assert [s["tingkat"] for s in (await minta(panggung, "GET", "/v1/sanksi", who=akt, at=at))["data"]] == [3]
    satu = [(await minta(panggung, "GET", f"/v1/sanksi?subjek=BU-{x}", who=akt, at=at))["data"] for x in (bu, "lain")]
    assert [[s["subjek"] for s in daftar] for daftar in satu] == [[f"BU-{bu}"], []]
    assert (await minta(panggung, "GET", "/v1/sanksi", who=panggung.akt("akt-melati"), at=at))["data"] == []
    await minta(panggung, "POST", f"/v1/sanksi/BU-{bu}/pencabutan", who=prima, at=at, json={"alasan": "dipenuhi"})
    assert (await minta(panggung, "GET", "/v1/sanksi", who=akt, at=at))["data"] == []
    # a tugas nobody settled in its week
    asing = {"badan_usaha_id": bu, "nik": "3174011505850009", "nama": "Tono", "tanggal_lahir": "1985-05-15"}
    asing |= {"jenis_kelamin": "L", "hubungan": "PEKERJA", "upah_pokok": 5_000_000, "tunjangan_tetap": 0, "status_kawin": "KAWIN"}
    asing |= {"nomor_kk": "3174010101100001", "bekerja": "Y", "kabupaten_kota_kerja": "Kota Jakarta Selatan", "koordinasi_manfaat": "Y"}
    await minta(panggung, "POST", "/v1/peserta", who=akt, at="2016-11-15T09:00", json=asing, status=422)
    hari, esok = {"tanggal": "2016-11-22"}, panggung.waktu("2016-11-23T00:05")
    tutup = await panggung.h.call("POST", "/v1/tutup-hari", who=panggung.pusat(), json=hari, at=esok)
    assert (await panggung.h.job(tutup, panggung.pusat(), seconds=60))["keadaan"] == "SELESAI"
    [t] = (await minta(panggung, "GET", f"/v1/tugas?badan_usaha_id={bu}", who=prima, at="2016-11-23T09:00"))["data"]
    assert (t["peran"], t["kantor"], t["keadaan"]) == ("MPKR", "KC-PRIMA-JKT", "TERBUKA")
    [e] = await panggung.h.until(lambda: panggung.peristiwa("TugasDieskalasi"))
    assert e.tugas_id == t["tugas_id"]
    assert [d for d in await rebuild_inline(panggung.h.rt, panggung.h.process.parts, repair=False) if not d.same] == []


@pytest.mark.aturan("R-AKT-11", "R-AKT-12")
async def test_cooperation_is_carried_by_the_kantor_cabang_prima(panggung: Panggung) -> None:
    """A Badan Usaha of an ordinary office begins to cooperate: its own KC is told where, the KC Prima does it and settles the tugas."""
    bandung = panggung.h.token("kc", "kepesertaan:baca kepesertaan:tulis", kantor="KC-BANDUNG", jenis_kantor="KC")
    lain = panggung.h.token("sby", "kepesertaan:baca kepesertaan:tulis", kantor="KC-PRIMA-SBY", jenis_kantor="KC_PRIMA")
    isi = panggung.formulir("akt-sentosa", kantor_cabang="KC-BANDUNG", npwp="000000000008811")
    polos = {k: v for k, v in isi.items() if k not in ("akt_id", "cakupan", "daftar_akt", "akt_ditunjuk", "surat_kuasa")}
    at = "2016-12-01T09:00"
    bu = (await minta(panggung, "POST", "/v1/badan-usaha", who=bandung, at="2016-11-07T10:00", json=polos, status=201))["badan_usaha_id"]
    serah = {
        "pemberitahuan": "PB/1", "cakupan": "SELURUH", "surat_kuasa": {"nomor": "SK/1", "berlaku_dari": "2016-12-01"},
        "email_tagihan": "a@b.id",
    }  # fmt: skip
    jalur = f"/v1/badan-usaha/{bu}/delegasi"
    tolak = await minta(panggung, "POST", jalur, who=bandung, at=at, json={**serah, "akt_id": "akt-sentosa"}, status=403)
    assert tolak["aturan"] == "R-AKT-12" and "KC-PRIMA-JKT" in tolak["detail"]
    await minta(panggung, "POST", jalur, who=lain, at=at, json={**serah, "akt_id": "akt-sentosa"}, status=404)
    proses = await minta(panggung, "POST", jalur, who=panggung.akt(), at=at, json={**serah, "npwp": "000000000008811"}, status=201)
    lihat = f"/v1/badan-usaha/{bu}/peralihan-akt/{proses['proses_id']}"

    async def tugas() -> Any:
        semua = (await minta(panggung, "GET", f"/v1/tugas?badan_usaha_id={bu}", who=panggung.prima(), at=at))["data"]
        return [t for t in semua if t["jenis"] == "MENUNGGU_KONFIRMASI"]

    [t] = await panggung.h.until(tugas)
    assert (t["peran"], t["kantor"]) == ("MPKR", "KC-PRIMA-JKT")
    # it is nobody's yet: somebody of the office takes it up, and no other
    satu = f"/v1/tugas/{t['tugas_id']}"
    assert (await minta(panggung, "GET", satu, who=panggung.prima(), at=at))["petugas"] is None
    await minta(panggung, "GET", satu, who=lain, at=at, status=404)
    await minta(panggung, "POST", f"{satu}/pengambilan", who=panggung.akt(), at=at, status=404)
    diambil = await minta(panggung, "POST", f"{satu}/pengambilan", who=panggung.prima(), at=at)
    assert diambil["petugas"] and diambil["keadaan"] == "TERBUKA"
    assert (await minta(panggung, "GET", satu, who=panggung.prima(), at=at))["petugas"] == diambil["petugas"]
    tolak = await minta(panggung, "POST", f"{satu}/pengambilan", who=panggung.pusat(), at=at, status=403)
    assert "KC-PRIMA-JKT" in tolak["detail"]
    await minta(panggung, "GET", lihat, who=lain, at=at, status=404)
    await minta(panggung, "POST", f"{lihat}/lanjutan", who=panggung.prima(), at=at, json={"konfirmasi": True})

    async def selesai() -> Any:
        return (await minta(panggung, "GET", lihat, who=panggung.prima(), at=at))["keadaan"] == "SELESAI"

    await panggung.h.until(selesai)
    assert (await minta(panggung, "GET", f"/v1/badan-usaha/{bu}", who=panggung.akt(), at=at))["cakupan"] == "SELURUH"
