"""Cards revoked, replaced, printed one by one and by the job: on real PostgreSQL and Kafka."""

from __future__ import annotations

import csv
import io
import zipfile
from datetime import date
from typing import Any

import jwt
import pypdf
import pytest
import zxingcpp
from chassis.context import Context
from chassis.offload import ChildLost
from chassis.rebuild_service import rebuild_inline
from chassis.testing import Answer
from kepesertaan.domain.peserta_pesan import BeriTanda
from kepesertaan.jobs import cetak as job
from kepesertaan.model.peserta import PESERTA
from PIL import Image

Panggung = Any
KIB = "/v1/kartu-identitas-bersama"
AT = "2016-12-06T09:00"


class Meja:
    """akt-melati with forty people, a tanda and a card each."""

    def __init__(self, p: Panggung, bu: str, kartu: dict[str, str]) -> None:
        self.p, self.bu = p, bu
        self.kartu = kartu
        """nomor_kib -> nomor_kartu"""

    async def minta(self, cara: str, jalur: str, *, who: str | None = None, json: Any = None, at: str = AT) -> Answer:
        jawab: Answer = await self.p.h.call(cara, jalur, who=who or self.p.akt("akt-melati"), json=json, at=self.p.waktu(at))
        return jawab

    async def terbit(self, nomor: list[str]) -> dict[str, str]:
        jawab = await self.minta("POST", KIB, json={"nomor_kartu": nomor, "versi_desain": "v1"})
        assert jawab.status == 201, jawab.body
        return {k["nomor_kib"]: k["nomor_kartu"] for k in jawab.json()["data"]}

    async def periksa(self, kode: str) -> dict[str, Any]:
        rs = self.p.h.token("rs-a", "sep:tulis status:baca", kode_ppk="0301R001")
        isi: dict[str, Any] = (await self.minta("POST", f"{KIB}:periksa", who=rs, json={"kode": kode})).json()
        return isi


@pytest.fixture(scope="module")
async def meja(panggung: Panggung) -> Meja:
    h = panggung.h
    bu = await panggung.daftar_bu("akt-melati")
    id = bu["badan_usaha_id"]
    assert (await panggung.impor(id, panggung.bahan.melati, akt="akt-melati", at="2016-11-14T09:00"))["selesai"] == 40
    nomor = [b["nomor_kartu"] for b in await h.fetch("select nomor_kartu from peserta where badan_usaha_id = $1 order by 1", id)]
    for n in nomor:
        ctx = Context("uji", "uji", None, b"", panggung.waktu("2016-12-05T09:00"), "uji")
        await h.rt.commands.execute(PESERTA, n, BeriTanda("akt-melati", date(2016, 12, 5), "2016-12", None), ctx=ctx)
    m = Meja(panggung, id, {})
    assert (await m.minta("POST", f"{KIB}/desain", json={"versi": "v1"})).status == 201
    jalur = f"{KIB}/desain/akt-melati/v1/persetujuan"
    assert (await m.minta("POST", jalur, who=panggung.pusat(), json={"setuju": True})).status == 200
    m.kartu = await m.terbit(nomor)
    return m


def qr(pdf: bytes) -> list[str]:
    """What a scanner reads, page by page."""
    kode = []
    for halaman in pypdf.PdfReader(io.BytesIO(pdf)).pages:
        gambar: Image.Image = halaman.images[0].image
        [k] = zxingcpp.read_barcodes(gambar.convert("L").resize((gambar.width * 4, gambar.height * 4), Image.Resampling.NEAREST))
        kode.append(str(k.text))
    return kode


@pytest.mark.aturan("R-KIB-02")
async def test_the_akt_prints_its_card_and_a_hospital_checks_it(meja: Meja) -> None:
    kib, noka = next(iter(meja.kartu.items()))
    jawab = await meja.minta("GET", f"{KIB}/{kib}/dokumen")
    assert (jawab.status, jawab.headers["Content-Type"], jawab.headers["Cache-Control"]) == (200, "application/pdf", "no-store")
    [kode] = qr(jawab.body)
    # offline, with the published key alone
    kunci = jwt.PyJWKSet.from_dict((await meja.minta("GET", f"{KIB}/kunci-publik")).json()).keys[0]
    klaim = jwt.decode(kode, kunci, algorithms=["EdDSA"])
    assert (klaim["kib"], klaim["noka"], klaim["akt"]) == (kib, noka, "akt-melati")
    assert klaim["nama"] in {b.orang.nama for b in meja.p.bahan.melati}
    # and online
    isi = {"sah": True, "keadaan": "BERLAKU", "nomor_kib": kib, "nomor_kartu": noka, "akt_id": "akt-melati"}
    assert await meja.periksa(kode) == isi
    palsu = await meja.periksa(kode[:-6] + "AAAAAA")
    assert palsu == {"sah": False, "keadaan": "TIDAK_SAH", "nomor_kib": None, "nomor_kartu": None, "akt_id": None}
    # nobody else prints it
    kantor = await meja.minta("GET", f"{KIB}/{kib}/dokumen", who=meja.p.prima())
    assert (kantor.status, kantor.json()["aturan"]) == (403, "R-KIB-02")
    assert (await meja.minta("GET", f"{KIB}/{kib}/dokumen", who=meja.p.akt("akt-sentosa"))).status == 404
    # the opening of the name is noted
    [catat] = await meja.p.h.fetch("select oleh, nomor_kartu from catatan_identitas where tujuan = 'Pencetakan kartu'")
    assert (catat["oleh"], catat["nomor_kartu"]) == ("akt-melati", [noka])


@pytest.mark.aturan("R-KIB-02", "R-KIB-03")
async def test_a_lost_card_shows_so_and_the_next_one_replaces_it(meja: Meja) -> None:
    kib, noka = list(meja.kartu.items())[1]
    [kode] = qr((await meja.minta("GET", f"{KIB}/{kib}/dokumen")).body)
    hilang = await meja.minta("POST", f"{KIB}/{kib}/pencabutan", json={"alasan": "HILANG"})
    assert (hilang.status, hilang.json()["dicabut_pada"], hilang.json()["alasan_cabut"]) == (200, "2016-12-06", "HILANG")
    assert (await meja.minta("POST", f"{KIB}/{kib}/pencabutan", who=meja.p.prima(), json={"alasan": "HILANG"})).status == 200
    lain = await meja.minta("POST", f"{KIB}/{kib}/pencabutan", json={"alasan": "RUSAK"})
    assert (lain.status, lain.json()["type"].rsplit("/", 1)[1]) == (409, "kartu-sudah-dicabut")
    assert (await meja.minta("POST", f"{KIB}/{kib}/pencabutan", who=meja.p.akt(), json={"alasan": "HILANG"})).status == 404
    assert (await meja.periksa(kode))["keadaan"] == "DILAPORKAN_HILANG"
    dokumen = await meja.minta("GET", f"{KIB}/{kib}/dokumen")
    assert (dokumen.status, dokumen.json()["type"].rsplit("/", 1)[1]) == (409, "kartu-dicabut")
    [(baru, milik)] = (await meja.terbit([noka])).items()
    assert baru != kib
    assert milik == noka
    assert (await meja.minta("GET", f"{KIB}/{baru}")).json()["menggantikan"] == kib
    assert (await meja.periksa(kode))["keadaan"] == "DIGANTI"
    [kode_baru] = qr((await meja.minta("GET", f"{KIB}/{baru}/dokumen")).body)
    assert (await meja.periksa(kode_baru))["keadaan"] == "BERLAKU"
    assert (await meja.terbit([noka])) == {baru: noka}, "asked again it is the same card"
    del meja.kartu[kib]
    meja.kartu[baru] = noka

    async def tersiar() -> bool:
        return [e.alasan for e in await meja.p.peristiwa("KartuIdentitasBersamaDicabut", f"kib:{kib}")] == ["HILANG"]

    await meja.p.h.until(tersiar)


async def test_many_cards_in_one_job_each_once_although_it_broke_off(meja: Meja, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(job, "SEKALI", 15)
    offload, dipanggil = meja.p.h.rt.offload, 0
    asli = offload.run

    async def rapuh(fungsi: Any, *isi: Any) -> Any:
        nonlocal dipanggil
        dipanggil += 1
        if dipanggil == 2:
            raise ChildLost("uji")
        return await asli(fungsi, *isi)

    monkeypatch.setattr(offload, "run", rapuh)
    diterima = await meja.minta("POST", f"{KIB}/cetak", json={"badan_usaha_id": meja.bu, "versi_desain": "v1"})
    selesai = await meja.p.h.job(diterima, meja.p.akt("akt-melati"))
    assert (selesai["keadaan"], selesai["jumlah"], selesai["selesai"], selesai["hasil"]) == (
        "SELESAI", 40, 40, {"kartu": 40, "berkas": 3},
    )  # fmt: skip
    assert dipanggil == 4
    jalur = f"{KIB}/cetak/{selesai['pekerjaan_id']}"
    hasil = await meja.minta("GET", jalur)
    assert (hasil.status, hasil.headers["Content-Type"]) == (200, "application/zip")
    with zipfile.ZipFile(io.BytesIO(hasil.body)) as arsip:
        assert arsip.testzip() is None
        assert arsip.namelist() == ["kartu-00001.pdf", "kartu-00002.pdf", "kartu-00003.pdf", "daftar.csv"]
        daftar = list(csv.DictReader(io.StringIO(arsip.read("daftar.csv").decode())))
        tercetak = {n: [jwt.decode(k, options={"verify_signature": False})["kib"] for k in qr(arsip.read(n))] for n in arsip.namelist()[:3]}
    assert {b["nomor_kib"]: b["nomor_kartu"] for b in daftar} == meja.kartu
    assert [tercetak[b["berkas"]][int(b["halaman"]) - 1] for b in daftar] == [b["nomor_kib"] for b in daftar] == sorted(meja.kartu)
    assert (await meja.minta("GET", jalur, who=meja.p.akt("akt-sentosa"))).status == 404
    assert (await meja.minta("GET", jalur, who=meja.p.prima())).status == 403
    # what is kept of it opens only with the keys of all its people
    [simpan] = await meja.p.h.fetch("select isi from cetak_kartu where pekerjaan_id = $1 and bagian = 1", selesai["pekerjaan_id"])
    assert b"%PDF" not in simpan["isi"]
    async with meja.p.h.rt.db.connection() as conn, conn.transaction():
        await conn.execute("delete from kunci_peserta where nomor_kartu = $1", daftar[0]["nomor_kartu"])
    usang = await meja.minta("GET", jalur)
    assert (usang.status, usang.json()["type"].rsplit("/", 1)[1]) == (410, "cetakan-usang")
    lupa = await meja.minta("GET", f"{KIB}/{daftar[0]['nomor_kib']}/dokumen")
    assert (lupa.status, lupa.json()["type"].rsplit("/", 1)[1]) == (409, "peserta-dilupakan")
    lagi = await meja.p.h.job(await meja.minta("POST", f"{KIB}/cetak", json={}), meja.p.akt("akt-melati"))
    assert lagi["hasil"]["kartu"] == 39


@pytest.mark.aturan("R-KIB-11")
async def test_whose_tanda_ended_is_printed_no_more(meja: Meja) -> None:
    kib, noka = list(meja.kartu.items())[5]
    [kode] = qr((await meja.minta("GET", f"{KIB}/{kib}/dokumen")).body)
    keluar = {"jenis": "KELUAR", "berlaku": "2016-12-31"}
    jawab = await meja.minta("POST", f"/v1/peserta/{noka}/mutasi", json=keluar)
    assert jawab.status in (200, 201), jawab.body
    assert (await meja.periksa(kode))["keadaan"] == "TANDA_BERAKHIR"
    dokumen = await meja.minta("GET", f"{KIB}/{kib}/dokumen")
    assert (dokumen.status, dokumen.json()["aturan"]) == (409, "R-KIB-11")
    kosong = await meja.minta("POST", f"{KIB}/cetak", who=meja.p.akt("akt-sentosa"), json={})
    assert (kosong.status, kosong.json()["type"].rsplit("/", 1)[1]) == (409, "tidak-ada-kartu")


async def test_the_table_of_cards_is_what_the_events_say(meja: Meja) -> None:
    h = meja.p.h
    assert [d for d in await rebuild_inline(h.rt, h.process.parts, repair=False) if not d.same] == []
