"""Family under another employer, and compliance by phase: their rules, and over HTTP on real PostgreSQL and Kafka."""

from __future__ import annotations

import csv
import io
from datetime import date
from typing import Any

import aiohttp
import pypdf
import pytest
from chassis.rebuild_service import rebuild_inline
from dasar.penolakan import Ditolak
from kepesertaan.domain import peserta
from kepesertaan.domain import peserta_pesan as ps
from kepesertaan.domain.kepatuhan import golongan, kepatuhan
from kepesertaan.domain.rekap import Dokumen, periksa_dokumen
from selaras.cerita.berkas import berkas_peserta
from shared_events.status import StatusUnitBerubah

Panggung = Any


@pytest.mark.aturan("R-KIB-08")
@pytest.mark.parametrize(
    ("dokumen", "kode"),
    [
        (Dokumen("a", "b", None), ["KURANG_POLIS"]),
        (Dokumen("a", None, "c"), ["KURANG_KARTU_KELUARGA"]),
        (Dokumen(None, None, None), ["KURANG_IDENTITAS_JKN", "KURANG_KARTU_KELUARGA", "KURANG_POLIS"]),
        (Dokumen("a", "b", "c"), []),
    ],
)
def test_a_recap_needs_its_three_documents(dokumen: Dokumen, kode: list[str]) -> None:
    if not kode:
        periksa_dokumen(dokumen)
        return
    with pytest.raises(Ditolak) as tolak:
        periksa_dokumen(dokumen)
    assert (tolak.value.kode, [g.kode for g in tolak.value.galat]) == (kode[0], kode)


@pytest.mark.aturan("R-KEP-08")
@pytest.mark.parametrize(
    ("jenis", "pekerja", "pada", "keadaan"),
    [
        ("SWASTA", 4, date(2015, 6, 1), "BELUM_JATUH_TEMPO"),  # the example: a micro firm
        ("SWASTA", 4, date(2015, 12, 31), "BELUM_JATUH_TEMPO"),
        ("SWASTA", 4, date(2016, 1, 1), "BELUM_PATUH"),
        ("SWASTA", 5, date(2014, 12, 31), "BELUM_JATUH_TEMPO"),
        ("SWASTA", 5, date(2015, 1, 1), "BELUM_PATUH"),
        ("BUMN", 4, date(2015, 1, 1), "BELUM_PATUH"),
    ],
)
def test_who_is_overdue_depends_on_the_phase(jenis: str, pekerja: int, pada: date, keadaan: str) -> None:
    assert kepatuhan(jenis, pekerja, 0, punya_akt=False, pada=pada).keadaan == keadaan


@pytest.mark.aturan("R-KEP-07", "R-AKT-01")
def test_insurance_with_an_akt_exempts_nobody() -> None:
    k = kepatuhan("SWASTA", 40, 39, punya_akt=True, pada=date(2016, 12, 1))
    assert (k.keadaan, k.belum_terdaftar) == ("BELUM_PATUH", 1)
    assert kepatuhan("SWASTA", 40, 40, punya_akt=True, pada=date(2016, 12, 1)).keadaan == "PATUH"
    k = kepatuhan("SWASTA", 100, 60, punya_akt=True, pada=date(2016, 12, 1))
    assert (k.belum_jkn, k.golongan) == (40, "BESAR")
    hari = date(2016, 1, 1)
    assert [golongan("SWASTA", n, hari) for n in (0, 1, 19, 20, 99, 100)] == [
        "LAIN",
        "MIKRO",
        "KECIL",
        "MENENGAH",
        "MENENGAH",
        "BESAR",
    ]


@pytest.mark.aturan("R-KIB-07", "R-KIB-09")
def test_she_stays_with_her_employer_and_carries_the_flag_of_his_akt() -> None:
    p = peserta.AWAL
    daftar = ps.Daftarkan(
        "0001000000001", "8888800012345678", "BZ", None, "SWASTA", "PEKERJA", None, "PEKERJA", 1, None, "", "Kota A", None, False, "r", "u",
        None, date(2016, 11, 15),
    )  # fmt: skip
    for e in peserta.decide(daftar, p):
        p = peserta.evolve(p, e)
    ajuan = ps.AjukanTanda("akt-x", "BA", date(2016, 12, 12), False, "J")
    for e in peserta.decide(ajuan, p):  # BU Z has not paid: withheld
        p = peserta.evolve(p, e)
    assert (p.tanda_terbuka, p.unit_koordinasi, p.badan_usaha_id, p.akt_id) == (None, "BA", "BZ", None)
    [e] = peserta.decide(ps.BeriTanda("akt-x", date(2016, 12, 20), "2016-12", "J2"), p)  # BU Z pays: the next run
    assert e == ps.TandaDiberikan("0001000000001", "akt-x", "BA", date(2016, 12, 20), "J2")
    p = peserta.evolve(p, e)
    with pytest.raises(Ditolak, match="SATU_AKT_SAJA"):
        peserta.decide(ps.AjukanTanda("akt-y", "BZ", date(2016, 12, 21), True, "J3"), p)


async def minta(panggung: Panggung, cara: str, jalur: str, *, who: str, at: str, status: int = 200, json: Any = None) -> Any:
    answer = await panggung.h.call(cara, jalur, who=who, json=json, at=panggung.waktu(at))
    assert answer.status == status, answer.body
    return answer.json()


async def tanpa_akt(panggung: Panggung) -> dict[str, Any]:
    isi = panggung.formulir("akt-melati", jenis="BUMN")
    polos = {k: v for k, v in isi.items() if k not in ("akt_id", "cakupan", "daftar_akt", "akt_ditunjuk", "surat_kuasa")}
    bu: dict[str, Any] = await minta(
        panggung, "POST", "/v1/badan-usaha", who=panggung.prima(), at="2016-11-07T10:00", json=polos, status=201
    )
    return bu


@pytest.mark.aturan("R-KIB-07", "R-KIB-08", "R-KIB-09")
async def test_the_recap_over_http(panggung: Panggung) -> None:
    h = panggung.h
    # BU A with its workers under akt-melati, BU Z without an AKT; the wife of A's worker works at Z, under one Kartu Keluarga
    a = await panggung.daftar_bu("akt-melati")
    z = await tanpa_akt(panggung)
    pekerja = [b for b in panggung.bahan.melati if b.orang.pekerja]
    assert (await panggung.impor(a["badan_usaha_id"], pekerja[:1], akt="akt-melati"))["selesai"] == 1
    form = panggung.pusat()
    kolom = berkas_peserta(pekerja[1:3], pemisah=";", bom=True).decode("utf-8-sig").splitlines()
    kepala = kolom[0].split(";")
    kk = {b.orang.nik: b.orang.nomor_kk for b in pekerja[:3]}
    baris = [kolom[1].replace(kk[pekerja[1].orang.nik], kk[pekerja[0].orang.nik]), kolom[2]]
    assert "nomor_kk" in kepala
    data = aiohttp.FormData()
    isi = "\n".join([kolom[0], *baris]).encode()
    data.add_field("berkas", io.BytesIO(isi), filename="p.csv", content_type="text/csv")
    kirim = await h.call(
        "POST", f"/v1/badan-usaha/{z['badan_usaha_id']}/peserta:impor", who=form, at=panggung.waktu("2016-11-15T09:00"), data=data
    )
    assert (await h.job(kirim, form, seconds=60))["selesai"] == 2
    suami, istri, asing = [
        (await h.call("POST", "/v1/peserta:cari", who=form, json={"nik": b.orang.nik}, at=panggung.waktu("2016-11-20T09:00"))).json()[
            "data"
        ][0]
        for b in pekerja[:3]
    ]
    jalur, akt, at = f"/v1/badan-usaha/{a['badan_usaha_id']}/rekap-keluarga", panggung.akt("akt-melati"), "2016-12-12T09:00"
    rekap = {
        "anggota": [{"nomor_kartu": n, "nomor_kartu_pekerja": suami["nomor_kartu"]} for n in (istri["nomor_kartu"], asing["nomor_kartu"])],
        "dokumen": {"identitas_jkn": "jkn.pdf", "kartu_keluarga": "kk.pdf"},
    }
    tolak = await minta(panggung, "POST", jalur, who=akt, at=at, json=rekap, status=422)
    assert (tolak["type"].rsplit("/", 1)[1], tolak["errors"][0]["pointer"]) == ("kurang-polis", "/dokumen/salinan_polis")
    rekap["dokumen"]["salinan_polis"] = "polis.pdf"  # type: ignore[index]
    panggung.tidak_aktif.add(istri["nomor_kartu"])
    tanya = await h.call("POST", jalur, who=akt, json=rekap, at=panggung.waktu(at))
    selesai = await h.job(tanya, akt, seconds=60)
    assert {(g["baris"], g["kode"]) for g in selesai["baris_gagal"]} == {(1, "TIDAK_AKTIF"), (2, "BUKAN_SATU_KELUARGA")}
    gagal = await h.call("GET", tanya.headers["Location"] + "/gagal.csv", who=akt)
    assert f"{asing['nomor_kartu']},{suami['nomor_kartu']},BUKAN_SATU_KELUARGA" in gagal.body.decode("utf-8-sig").replace('"', "")
    # BU Z pays
    va = z["virtual_account"]
    lunas = StatusUnitBerubah(
        virtual_account=va, badan_usaha_id=z["badan_usaha_id"], keadaan="AKTIF", aktif=True, dari="2016-12-20", lunas_sampai="2016-12"
    )
    await h.bus.publish(f"unit:{va}", lunas, at=panggung.waktu("2016-12-20T10:00"))

    async def bertanda() -> Any:
        lihat = await minta(panggung, "GET", f"/v1/peserta/{istri['nomor_kartu']}", who=form, at="2016-12-21T09:00")
        return lihat if lihat["koordinasi_manfaat"]["tanda"] else None

    lihat = await h.until(bertanda)
    assert (lihat["badan_usaha_id"], lihat["koordinasi_manfaat"]["akt_id"]) == (z["badan_usaha_id"], "akt-melati")
    lihat = await minta(panggung, "GET", f"/v1/peserta/{asing['nomor_kartu']}", who=form, at="2016-12-21T09:00")
    assert lihat["koordinasi_manfaat"]["tanda"] is False
    await minta(panggung, "GET", f"/v1/peserta/{istri['nomor_kartu']}", who=akt, at="2016-12-21T09:00", status=404)
    # the list of flags of A names her, not what she is at Z; Z's own list does not (she is A's there), and another AKT learns nothing
    daftar = f"/v1/badan-usaha/{a['badan_usaha_id']}/daftar-tanda"
    lihat_daftar = await h.call("GET", f"{daftar}?bentuk=csv", who=akt, at=panggung.waktu("2016-12-21T09:00"))
    [satu] = list(csv.DictReader(io.StringIO(lihat_daftar.body.decode("utf-8-sig"))))
    assert (satu["nomor_kartu"], satu["hubungan"], satu["nama"]) == (istri["nomor_kartu"], "KELUARGA_DI_TEMPAT_LAIN", pekerja[1].orang.nama)
    pdf = await h.call("GET", f"{daftar}?bentuk=pdf", who=akt, at=panggung.waktu("2016-12-21T09:00"))
    assert "KELUARGA DI TEMPAT LAIN" in " ".join(pypdf.PdfReader(io.BytesIO(pdf.body)).pages[0].extract_text().split())
    di_z = await h.call("GET", f"/v1/badan-usaha/{z['badan_usaha_id']}/daftar-tanda", who=form, at=panggung.waktu("2016-12-21T09:00"))
    assert (di_z.status, di_z.body.count(b"\r\n")) == (200, 1)
    lain = await h.call("GET", daftar, who=panggung.akt("akt-sentosa"), at=panggung.waktu("2016-12-21T09:00"))
    assert lain.status == 404
    # and her card is printed with those of A
    kib, at = "/v1/kartu-identitas-bersama", "2016-12-21T10:00"
    await minta(panggung, "POST", f"{kib}/desain", who=akt, at=at, json={"versi": "v1"}, status=201)
    await minta(panggung, "POST", f"{kib}/desain/akt-melati/v1/persetujuan", who=form, at=at, json={})
    await minta(panggung, "POST", kib, who=akt, at=at, json={"nomor_kartu": [istri["nomor_kartu"]], "versi_desain": "v1"}, status=201)
    cetak = await h.call("POST", f"{kib}/cetak", who=akt, at=panggung.waktu(at), json={"badan_usaha_id": a["badan_usaha_id"]})
    assert (await h.job(cetak, akt, seconds=60))["hasil"] == {"kartu": 1, "berkas": 1}
    # compliance of what the asker may see
    laporan = await minta(panggung, "GET", "/v1/kepatuhan?pada=2016-12-21", who=akt, at="2016-12-21T09:00")
    [milik] = laporan["data"]
    assert (milik["badan_usaha_id"], milik["keadaan"], milik["belum_jkn"]) == (a["badan_usaha_id"], "BELUM_PATUH", 9)
    assert (await minta(panggung, "GET", "/v1/kepatuhan?keadaan=PATUH", who=akt, at="2016-12-21T09:00"))["data"] == []
    assert [d for d in await rebuild_inline(h.rt, h.process.parts, repair=False) if not d.same] == []
