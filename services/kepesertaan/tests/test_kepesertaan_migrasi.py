"""Database migration: its steps as a decision, and 1,500 rows over HTTP on real PostgreSQL and Kafka."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from datetime import date
from typing import Any

import aiohttp
import asyncpg
import pytest
from chassis.rebuild_service import rebuild_inline
from dasar.penolakan import Ditolak
from kepesertaan.domain import migrasi as domain
from kepesertaan.domain.berkas import WAJIB
from kepesertaan.domain.migrasi_pesan import (
    Ajukan,
    CatatHasil,
    CatatPemeriksaan,
    Lengkapi,
    MigrasiPerintah,
    Tarik,
    ValidasiDivre,
    ValidasiKc,
)
from kepesertaan.jobs import impor_lanjut

Panggung = Any
HARI = date(2016, 11, 15)
AT = "2016-11-15T09:00"
SURAT = "sha256:" + "a" * 64


def jalan(m: domain.Migrasi, *perintah: MigrasiPerintah) -> domain.Migrasi:
    for p in perintah:
        for e in domain.decide(p, m):
            m = domain.evolve(m, e)
    return m


def ajukan(jumlah: int = 1001, surat: str | None = SURAT) -> Ajukan:
    return Ajukan("M", "BU", "akt-a", False, "KC-BANDUNG", "B", jumlah, surat, "hrd", HARI)


KC, DIVRE = ValidasiKc(True, "", "kc", HARI), ValidasiDivre(True, "", "divre", "J2", HARI)
PERIKSA, HASIL = CatatPemeriksaan("J1", 998, 3, HARI), CatatHasil("J2", 996, 5, HARI)


@pytest.mark.aturan("R-KEP-23")
def test_a_thousand_rows_go_collectively_and_one_more_migrates() -> None:
    for jumlah in (0, 1000):
        with pytest.raises(Ditolak, match="GUNAKAN_PENDAFTARAN_KOLEKTIF"):
            domain.decide(ajukan(jumlah), domain.AWAL)
    assert jalan(domain.AWAL, ajukan(1001)).keadaan == "DIPERIKSA"


@pytest.mark.aturan("R-KEP-25")
def test_without_the_letter_nothing_is_checked() -> None:
    m = jalan(domain.AWAL, ajukan(surat=None))
    assert m.keadaan == "MENUNGGU_DOKUMEN"
    assert domain.decide(PERIKSA, m) == []
    for langkah in (KC, DIVRE):
        with pytest.raises(Ditolak, match="LANGKAH_BELUM_WAKTUNYA"):
            domain.decide(langkah, m)
    m = jalan(m, Lengkapi(SURAT, "hrd", HARI))
    assert (m.keadaan, domain.decide(Lengkapi(SURAT, "hrd", HARI), m)) == ("DIPERIKSA", [])


@pytest.mark.aturan("R-KEP-24")
def test_kantor_cabang_first_then_divre_by_another_person() -> None:
    m = jalan(domain.AWAL, ajukan(), PERIKSA)
    assert (m.keadaan, m.baik, m.gagal) == ("MENUNGGU_VALIDASI_KC", 998, 3)
    with pytest.raises(Ditolak, match="LANGKAH_BELUM_WAKTUNYA"):
        domain.decide(DIVRE, m)
    m = jalan(m, KC)
    assert m.keadaan == "MENUNGGU_VALIDASI_DIVRE"
    with pytest.raises(Ditolak, match="LANGKAH_BELUM_WAKTUNYA"):  # once
        domain.decide(KC, m)
    with pytest.raises(Ditolak, match="ORANG_YANG_SAMA"):
        domain.decide(ValidasiDivre(True, "", "kc", "J2", HARI), m)
    assert domain.decide(HASIL, m) == []
    m = jalan(m, DIVRE)
    assert (m.keadaan, m.pekerjaan_daftar) == ("DIPROSES", "J2")
    m = jalan(m, HASIL)
    assert (m.keadaan, m.terdaftar, m.gagal) == ("SELESAI", 996, 5)


@pytest.mark.aturan("R-KEP-24")
def test_either_office_may_say_no_and_the_sender_may_take_it_back_before_the_yes() -> None:
    diperiksa = jalan(domain.AWAL, ajukan(), PERIKSA)
    for m in (
        jalan(diperiksa, ValidasiKc(False, "data ganda", "kc", HARI)),
        jalan(diperiksa, KC, ValidasiDivre(False, "data ganda", "divre", "", HARI)),
    ):
        assert (m.keadaan, m.terbuka, m.alasan) == ("DITOLAK", False, "data ganda")
        with pytest.raises(Ditolak):
            domain.decide(DIVRE, m)
    tarik = Tarik("salah berkas", "hrd", HARI)
    for sebelum in (jalan(domain.AWAL, ajukan(surat=None)), jalan(domain.AWAL, ajukan()), diperiksa, jalan(diperiksa, KC)):
        m = jalan(sebelum, tarik)
        assert (m.keadaan, domain.decide(tarik, m), domain.decide(PERIKSA, m)) == ("DITARIK", [], [])
    for sesudah in (jalan(diperiksa, KC, DIVRE), jalan(diperiksa, KC, DIVRE, HASIL)):
        with pytest.raises(Ditolak, match="MIGRASI_SUDAH_DIPUTUSKAN"):
            domain.decide(tarik, sesudah)


def nik(n: int) -> str:
    return f"317401150585{n:04d}"


def berkas(baris: Iterable[int], foto: str, *, tanpa_foto: frozenset[int] = frozenset()) -> bytes:
    aliran = io.StringIO(newline="")
    tulis = csv.DictWriter(aliran, [*WAJIB, "berkas_foto", "koordinasi_manfaat"], restval="")
    tulis.writeheader()
    for n in baris:
        tulis.writerow({
            "nik": nik(n), "nomor_kk": f"317401010110{n:04d}", "nama": f"Orang {n}", "tanggal_lahir": "1985-05-15", "jenis_kelamin": "L",
            "hubungan": "PEKERJA", "status_kawin": "KAWIN", "bekerja": "Y", "upah_pokok": "5000000", "tunjangan_tetap": "0",
            "kabupaten_kota_kerja": "Kota Jakarta Selatan", "koordinasi_manfaat": "Y", "berkas_foto": "" if n in tanpa_foto else foto,
        })  # fmt: skip
    return aliran.getvalue().encode()


async def kirim(panggung: Panggung, jalur: str, who: str, isi: bytes, status: int, **bidang: str) -> Any:
    form = aiohttp.FormData()
    form.add_field("berkas", io.BytesIO(isi), filename="x.csv", content_type="text/csv")
    for nama, nilai in bidang.items():
        form.add_field(nama, nilai)
    answer = await panggung.h.call("POST", jalur, who=who, at=panggung.waktu(AT), data=form)
    assert answer.status == status, answer.body
    return answer.json()


async def minta(panggung: Panggung, cara: str, jalur: str, status: int, *, who: str, json: Any = None) -> Any:
    answer = await panggung.h.call(cara, jalur, who=who, json=json, at=panggung.waktu(AT))
    assert answer.status == status, answer.body
    return answer.json()


async def sampai(panggung: Panggung, jalur: str, keadaan: str) -> Any:
    async def benar() -> Any:
        isi = await minta(panggung, "GET", jalur, 200, who=panggung.akt())
        return isi if isi["keadaan"] == keadaan else None

    return await panggung.h.until(benar, seconds=90)


async def orang(panggung: Panggung, bu: str) -> int:
    [baris] = await panggung.h.fetch("select count(*) as n from peserta where badan_usaha_id = $1", bu)
    jumlah: int = baris["n"]
    return jumlah


def mati_dulu(monkeypatch: pytest.MonkeyPatch, milik: Any, nama: str) -> list[int]:
    """Every other call dies after its writes, before the commit: the step is done again. Gives the calls."""
    asli, panggilan = getattr(milik, nama), list[int]()

    async def ganti(*args: Any) -> Any:
        hasil = await asli(*args)
        panggilan.append(len(panggilan))
        if len(panggilan) % 2:
            raise asyncpg.DeadlockDetectedError("died before the commit")
        return hasil

    monkeypatch.setattr(milik, nama, ganti)
    return panggilan


@pytest.mark.aturan("R-KEP-22", "R-KEP-23", "R-KEP-24", "R-KEP-25")
async def test_fifteen_hundred_rows_reach_the_master_file_after_both_offices(panggung: Panggung, monkeypatch: pytest.MonkeyPatch) -> None:
    """Though the worker dies in every step once: no row is lost, none is registered or counted twice."""
    mati = [
        mati_dulu(monkeypatch, impor_lanjut, "catat_ditolak"),
        mati_dulu(monkeypatch, impor_lanjut, "kaitkan"),
        mati_dulu(monkeypatch, impor_lanjut, "kabarkan"),
    ]
    akt = panggung.akt()

    def pejabat(sub: str, kantor: str, jenis: str) -> str:
        token: str = panggung.h.token(sub, "kepesertaan:baca persetujuan:tulis", kantor=kantor, jenis_kantor=jenis)
        return token

    kc, divre = pejabat("kc-1", "KC-PRIMA-JKT", "KC_PRIMA"), pejabat("divre-1", "DIVRE-IV", "DIVRE")
    (panggung.folder / "migrasi.csv").write_text(
        "nik,nama,tanggal_lahir,jenis_kelamin\r\n" + "".join(f"{nik(n)},Orang {n},1985-05-15,L\r\n" for n in range(1, 1499)), "utf-8"
    )
    bu = (await panggung.daftar_bu(jumlah_pekerja=1500))["badan_usaha_id"]
    surat = (await kirim(panggung, "/v1/berkas", akt, b"%PDF-surat pengesahan", 201, badan_usaha_id=bu))["berkas"]
    foto = (await kirim(panggung, "/v1/berkas", akt, b"\xff\xd8\xff foto", 201, badan_usaha_id=bu))["berkas"]
    # 1,000 rows are no migration, and nothing of them stays
    tolak = await kirim(panggung, "/v1/migrasi", akt, berkas(range(1, 1001), foto), 422, badan_usaha_id=bu, surat_pengesahan=surat)
    assert tolak["type"].endswith("/gunakan-pendaftaran-kolektif")
    kolom = await kirim(panggung, "/v1/migrasi", akt, berkas(range(1, 9), foto).replace(b"nik,", b"nomor,", 1), 422, badan_usaha_id=bu)
    assert (kolom["type"].rsplit("/", 1)[1], kolom["errors"][0]["pointer"]) == ("kolom-tidak-ada", "/berkas/nik")
    assert await panggung.h.fetch("select 1 from berkas_impor union all select 1 from potongan_impor") == []
    # without the letter: accepted, but nothing is checked
    isi = berkas(range(1, 1501), foto, tanpa_foto=frozenset({7, 70, 700}))
    m = await kirim(panggung, "/v1/migrasi", akt, isi, 201, badan_usaha_id=bu)
    assert (m["keadaan"], m["jumlah"], m["baik"], m["pekerjaan_periksa"]) == ("MENUNGGU_DOKUMEN", 1500, None, None)
    satu = f"/v1/migrasi/{m['migrasi_id']}"
    assert await panggung.h.fetch("select 1 from jobs where kind = 'PERIKSA_MIGRASI'") == []
    await minta(panggung, "POST", f"{satu}/validasi-kc", 409, who=kc, json={"setuju": True})
    assert (await minta(panggung, "POST", f"{satu}/dokumen", 200, who=akt, json={"surat_pengesahan": surat}))["keadaan"] == "DIPERIKSA"
    diperiksa = await sampai(panggung, satu, "MENUNGGU_VALIDASI_KC")
    assert (diperiksa["baik"], diperiksa["gagal"], diperiksa["terdaftar"]) == (1497, 3, 0)
    pekerjaan = await minta(panggung, "GET", f"/v1/pekerjaan/{diperiksa['pekerjaan_periksa']}", 200, who=akt)
    assert {(g["kolom"], g["kode"]) for g in pekerjaan["baris_gagal"]} == {("berkas_foto", "KURANG_FOTO")}
    # who may not: another AKT, another office, another region, an office of the wrong kind, one without the scope
    for who in (panggung.akt("akt-melati"), pejabat("x", "KC-BANDUNG", "KC"), pejabat("x", "DIVRE-V", "DIVRE")):
        await minta(panggung, "GET", satu, 404, who=who)
        assert (await minta(panggung, "GET", "/v1/migrasi", 200, who=who))["data"] == []
    await minta(panggung, "POST", f"{satu}/validasi-kc", 404, who=pejabat("x", "KC-BANDUNG", "KC"), json={"setuju": True})
    await minta(panggung, "POST", f"{satu}/validasi-kc", 403, who=divre, json={"setuju": True})
    await minta(panggung, "POST", f"{satu}/validasi-divre", 403, who=kc, json={"setuju": True})
    await minta(panggung, "POST", f"{satu}/validasi-divre", 409, who=divre, json={"setuju": True})
    await minta(panggung, "POST", f"{satu}/validasi-kc", 403, who=akt, json={"setuju": True})
    await minta(panggung, "POST", f"{satu}/validasi-kc", 422, who=kc, json={"setuju": False})
    divalidasi = await minta(panggung, "POST", f"{satu}/validasi-kc", 200, who=kc, json={"setuju": True})
    assert (divalidasi["keadaan"], divalidasi["validasi_kc"]) == ("MENUNGGU_VALIDASI_DIVRE", "kc-1")
    # validated by KC and not yet by Divre: nobody in the master file, nor is anybody announced
    assert await orang(panggung, bu) == 0
    await minta(panggung, "POST", f"{satu}/validasi-divre", 403, who=pejabat("kc-1", "DIVRE-IV", "DIVRE"), json={"setuju": True})
    assert (await minta(panggung, "POST", f"{satu}/validasi-divre", 200, who=divre, json={"setuju": True}))["keadaan"] == "DIPROSES"
    selesai = await sampai(panggung, satu, "SELESAI")
    # 1,500 less 3 without a photo and 2 that Dukcapil does not know
    assert (selesai["terdaftar"], selesai["gagal"], await orang(panggung, bu)) == (1495, 5, 1495)
    [tamat] = [e for e in await panggung.peristiwa("ImporPesertaSelesai") if e.badan_usaha_id == bu]
    assert (tamat.jumlah, tamat.selesai, tamat.gagal, tamat.pekerjaan_id) == (1500, 1495, 5, selesai["pekerjaan_daftar"])
    assert [len(m) >= n for m, n in zip(mati, (5, 6, 2), strict=True)] == [True] * 3
    sisa = "select 1 from bagian_impor union all select 1 from identitas_impor union all select 1 from potongan_impor"
    assert await panggung.h.fetch(sisa) == []
    [milik] = await panggung.h.fetch("select count(*) as n from berkas_peserta where badan_usaha_id = $1 and jenis = 'FOTO'", bu)
    assert milik["n"] == 1495
    await minta(panggung, "POST", f"{satu}/penarikan", 409, who=akt, json={"alasan": "terlambat"})
    # taken back before the offices looked: nothing of the file stays
    lain = await kirim(panggung, "/v1/migrasi", akt, berkas(range(2001, 3002), foto), 201, badan_usaha_id=bu)
    assert len(await panggung.h.fetch("select 1 from potongan_impor")) >= 1
    assert (await minta(panggung, "POST", f"/v1/migrasi/{lain['migrasi_id']}/penarikan", 200, who=akt, json={"alasan": "salah"}))[
        "keadaan"
    ] == "DITARIK"
    assert await panggung.h.fetch(sisa) == []
    assert [d for d in await rebuild_inline(panggung.h.rt, panggung.h.process.parts, repair=False) if not d.same] == []
