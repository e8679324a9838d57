"""Forgetting a person: who may, what stands against it, what is gone, what stays; on real PostgreSQL and Kafka."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import date
from typing import Any

import orjson
import pytest
from chassis.crypto import Unreadable, unseal
from chassis.rebuild_service import rebuild_inline
from dasar.penolakan import Ditolak
from kepesertaan.domain import lupakan as dom
from kepesertaan.domain import peserta as ps
from kepesertaan.domain.peserta_pesan import AjukanTanda, BeriTanda, CabutTanda, LepasPendampingan, TetapkanHakKelas, UbahData
from kepesertaan.lupakan import PENGENAL, susul
from kepesertaan.sandi import Sandi
from selaras.cerita.berkas import berkas_peserta

Panggung = Any
PADA = date(2017, 6, 1)
KELUAR = ps.Peserta(nomor_kartu="0001", keadaan="KELUAR", berlaku_dari=date(2016, 11, 1), berakhir_pada=date(2017, 1, 31), rahasia="r")
MINTA = dom.MintaLupakan("PERMINTAAN_PESERTA", "ani", (), PADA)


def jalan(p: ps.Peserta, *perintah: Any) -> ps.Peserta:
    for satu in perintah:
        for e in ps.decide(satu, p):
            p = ps.evolve(p, e)
    return p


def test_one_asks_another_approves() -> None:
    diminta = jalan(KELUAR, MINTA)
    assert diminta.lupakan_diminta is not None
    assert ps.decide(MINTA, diminta) == []  # sent again
    with pytest.raises(Ditolak, match="SUDAH_DIMINTA"):
        ps.decide(replace(MINTA, oleh="budi"), diminta)
    with pytest.raises(Ditolak, match="PENYETUJU_SAMA") as sama:
        ps.decide(dom.SetujuiLupakan("ani", (), PADA), diminta)
    assert sama.value.status == 403
    with pytest.raises(Ditolak, match="BELUM_DIMINTA"):
        ps.decide(dom.SetujuiLupakan("budi", (), PADA), KELUAR)
    dilupakan = jalan(diminta, dom.SetujuiLupakan("budi", (), PADA))
    assert (dilupakan.dilupakan_pada, dilupakan.rahasia, dilupakan.keadaan) == (PADA, "", "KELUAR")
    assert ps.decide(dom.SetujuiLupakan("budi", (), PADA), dilupakan) == []
    with pytest.raises(Ditolak, match="SUDAH_DILUPAKAN"):
        ps.decide(dom.BatalkanLupakan("ani", PADA), dilupakan)
    ditarik = jalan(diminta, dom.BatalkanLupakan("ani", PADA))
    assert ditarik.lupakan_diminta is None
    assert ps.decide(dom.BatalkanLupakan("ani", PADA), ditarik) == []


@pytest.mark.parametrize(
    ("orang", "pada", "kode"),
    [
        (replace(KELUAR, keadaan="TERDAFTAR", berakhir_pada=None), PADA, "MASIH_ANGGOTA"),
        (KELUAR, date(2017, 1, 31), "MASIH_ANGGOTA"),  # his last day
        (KELUAR, date(2017, 2, 1), None),
        (replace(KELUAR, keadaan="PHK", dijamin_sampai=date(2017, 7, 31)), date(2017, 7, 31), "MASIH_DIJAMIN"),
        (replace(KELUAR, keadaan="PHK", dijamin_sampai=date(2017, 7, 31)), date(2017, 8, 1), None),
        (replace(KELUAR, keadaan="MENINGGAL"), date(2017, 2, 1), None),
    ],
)
def test_not_before_the_day_after_his_cover(orang: ps.Peserta, pada: date, kode: str | None) -> None:
    minta = replace(MINTA, pada=pada)
    if kode is None:
        assert [type(e) for e in ps.decide(minta, orang)] == [dom.LupakanDiminta]
    else:
        with pytest.raises(Ditolak, match="BELUM_DAPAT_DILUPAKAN") as tolak:
            ps.decide(minta, orang)
        assert [g.kode for g in tolak.value.galat] == [kode]


def test_what_opened_meanwhile_stops_the_approval() -> None:
    terbuka = (dom.Halangan("KLAIM_TERBUKA", "k1"), dom.Halangan("TAGIHAN_TERBUKA", "t1"))
    with pytest.raises(Ditolak) as tolak:
        ps.decide(dom.SetujuiLupakan("budi", terbuka, PADA), jalan(KELUAR, MINTA))
    assert [g.kode for g in tolak.value.galat] == ["KLAIM_TERBUKA", "TAGIHAN_TERBUKA"]
    assert "k1" in tolak.value.galat[0].alasan


def test_what_comes_late_to_the_forgotten_finds_nothing_to_do() -> None:
    p = jalan(KELUAR, MINTA, dom.SetujuiLupakan("budi", (), PADA))
    terlambat = [
        BeriTanda("a", PADA, "2017-05", None),
        CabutTanda("a", PADA, "KERJA_SAMA_BERAKHIR"),
        LepasPendampingan("a", "b", PADA),
        TetapkanHakKelas(1, "R-KEP-42", PADA),
    ]
    assert [ps.decide(t, p) for t in terlambat] == [[], [], [], []]
    for ditolak in (UbahData(("kode_fktp",), None, "00010001", PADA), AjukanTanda("a", "b", PADA, True, None)):
        with pytest.raises(Ditolak, match="PESERTA_DILUPAKAN"):
            ps.decide(ditolak, p)


# -- over HTTP ------------------------------------------------------------------------------------------------------------------------


class Meja:
    """One worker of Sentosa with a trail: another name, another wage, a complaint, a row in a file that was refused."""

    def __init__(self, panggung: Panggung, bu: str, orang: Any, noka: str) -> None:
        self.p, self.h, self.bu, self.orang, self.noka = panggung, panggung.h, bu, orang, noka
        self.at = panggung.waktu("2017-03-06T09:00")

    def pusat(self, sub: str = "ani") -> str:
        scope = "kepesertaan:baca kepesertaan:tulis persetujuan:tulis"
        token: str = self.h.token(sub, scope, kantor="PUSAT", jenis_kantor="PUSAT")
        return token

    async def lupa(self, akhir: str = "", who: str = "ani", key: str | None = None) -> Any:
        isi = None if akhir else {"alasan": "PERMINTAAN_PESERTA"}
        return await self.h.call("POST", f"/v1/peserta/{self.noka}/pelupaan{akhir}", who=self.pusat(who), json=isi, at=self.at, key=key)

    async def mutasi(self, **isi: Any) -> Any:
        return await self.h.call("POST", f"/v1/peserta/{self.noka}/mutasi", who=self.p.akt(), json=isi, at=self.p.waktu("2016-12-16T09:00"))


@pytest.fixture(scope="module")
async def meja(panggung: Panggung) -> Meja:
    bu = (await panggung.daftar_bu())["badan_usaha_id"]
    semua = [b for b in panggung.bahan.sentosa if b.cacat is None]
    pekerja = next(b for b in semua if b.orang.pekerja)
    assert (await panggung.impor(bu, [pekerja]))["gagal"] == 0
    [ada] = await panggung.cari(pekerja.orang.nik)
    return Meja(panggung, bu, pekerja.orang, ada["nomor_kartu"])


async def test_refused_while_anything_is_open(meja: Meja) -> None:
    anggota = await meja.lupa()
    assert (anggota.status, [g["kode"] for g in anggota.json()["errors"]]) == (409, ["MASIH_ANGGOTA", "MASIH_AKTIF"])
    # a trail first, while he is a member
    ubah = await meja.mutasi(jenis="UBAH_DATA", berlaku="2016-12-16", data={"nama": "Zubaidah Quswatin"})
    assert ubah.status == 200, ubah.body
    assert (await meja.mutasi(jenis="UBAH_UPAH", berlaku="2016-12-16", upah_pokok=7_654_321)).status == 200
    lain = (await meja.p.daftar_bu("akt-melati"))["badan_usaha_id"]
    hasil = await meja.p.kirim(lain, berkas_peserta([next(b for b in meja.p.bahan.sentosa if b.orang is meja.orang)]), akt="akt-melati")
    gagal = await meja.h.job(hasil, meja.p.akt("akt-melati"))
    assert gagal["gagal"] == 1
    meja.gagal = gagal["pekerjaan_id"]  # type: ignore[attr-defined]
    aduan = {"nomor_kartu": meja.noka, "kanal": "LISAN", "isi": "Kartu Zubaidah tidak dapat dibaca"}
    terima = await meja.h.call("POST", "/v1/pengaduan", who=meja.p.prima(), json=aduan, at=meja.p.waktu("2016-12-20T09:00"))
    assert terima.status == 201, terima.body
    assert (await meja.mutasi(jenis="KELUAR", berlaku="2016-12-31")).status == 200

    meja.p.tidak_aktif.add(meja.noka)
    meja.p.belum_selesai[meja.noka] = [{"jenis": "TAGIHAN_TERBUKA", "nomor": "t1"}, {"jenis": "SEP_TERBUKA", "nomor": "s1"}]
    tolak = await meja.lupa()
    terbuka = {g["kode"]: g["detail"].rpartition("(")[2].rstrip(")") for g in tolak.json()["errors"]}
    assert (tolak.status, terbuka.keys()) == (409, {"TAGIHAN_TERBUKA", "SEP_TERBUKA", "PENGADUAN_TERBUKA", "TUGAS_TERBUKA"})
    meja.p.belum_selesai.clear()
    jalur, hasil_tugas = f"/v1/tugas/{terbuka['TUGAS_TERBUKA']}/penyelesaian", {"hasil": "DITOLAK", "catatan": "salah kirim"}
    assert (await meja.h.call("POST", jalur, who=meja.p.prima(), json=hasil_tugas)).status == 200
    selesai = {"keadaan": "SELESAI", "jawaban": "Kartu Zubaidah diganti"}
    jalur = f"/v1/pengaduan/{terima.json()['nomor']}/tindak-lanjut"
    assert (await meja.h.call("POST", jalur, who=meja.p.prima(), json=selesai, at=meja.p.waktu("2016-12-21T09:00"))).status == 200

    # not knowing is no consent
    meja.p.dukcapil_mati.set()
    try:
        assert (await meja.lupa()).status == 503
    finally:
        meja.p.dukcapil_mati.clear()


async def test_forgotten_by_two_and_nothing_of_him_can_be_read(meja: Meja) -> None:
    h, nik = meja.h, meja.orang.nik
    sandi = Sandi.dari(h.rt.settings)
    [lama] = await h.fetch("select k.kunci, n.nik_hash, c.kata from kunci_peserta k join nik_terdaftar n using (nomor_kartu)"
                           " join cari_nama c using (nomor_kartu) where nomor_kartu = $1", meja.noka)  # fmt: skip
    kunci = sandi.induk.unwrap(lama["kunci"])
    await h.fetch("insert into identitas_lama values ('\\x01', 'JAMKESDA', $1, 'KC-BANDUNG')", lama["nik_hash"])
    await h.fetch("insert into identitas_pengganti values ('\\x02', $1, 'KTA', $2)", meja.bu, meja.noka)
    minta = await meja.lupa(key="minta-1")
    assert (minta.status, minta.json()["keadaan"]) == (201, "DIMINTA")
    assert (await meja.lupa(key="minta-1")).headers["Idempotency-Replayed"] == "true"
    assert (await meja.lupa("/persetujuan")).status == 403
    # the same moment: two approve, and the AKT corrects his address
    setuju, lagi, ubah = await asyncio.gather(
        meja.lupa("/persetujuan", "budi"),
        meja.lupa("/persetujuan", "citra"),
        h.call("POST", f"/v1/peserta/{meja.noka}/mutasi", who=meja.p.akt(), at=meja.at,
               json={"jenis": "UBAH_DATA", "berlaku": "2017-03-06", "data": {"nama": "Zubaidah Quswatin Baru"}}),
    )  # fmt: skip
    assert {setuju.status, lagi.status} == {200}
    assert ubah.status in (200, 409)
    assert setuju.json()["dilupakan_pada"] == "2017-03-06"

    for tabel in PENGENAL:
        kolom, nilai = ("nik_hash", lama["nik_hash"]) if tabel in ("identitas_lama", "berkas_disebut") else ("nomor_kartu", meja.noka)
        assert await h.fetch(f"select 1 from {tabel} where {kolom} = $1", nilai) == [], tabel  # noqa: S608 - ours
    assert (await h.call("POST", "/v1/kunci:ambil", who=h.token("l", "kunci:baca"), json={"nomor_kartu": [meja.noka]})).json() == {
        "kunci": {}
    }
    for isi in ({"nik": nik}, {"nama": "Zubaidah"}):
        cari = await h.call("POST", "/v1/peserta:cari", who=meja.pusat(), json=isi, at=meja.at)
        assert (cari.status, cari.json()["data"]) == (200, [])
    lihat = (await h.call("GET", f"/v1/peserta/{meja.noka}", who=meja.pusat(), at=meja.at)).json()
    assert (lihat["keadaan"], lihat["dilupakan_pada"]) == ("KELUAR", "2017-03-06")
    nama = await h.call("POST", "/v1/peserta:identitas", who=meja.pusat(), json={"nomor_kartu": [meja.noka]}, at=meja.at)
    assert (nama.json()["data"], nama.json()["dilupakan"]) == ([], [meja.noka])
    csv = (await h.call("GET", f"/v1/pekerjaan/{meja.gagal}/gagal.csv", who=meja.p.akt("akt-melati"))).body.decode()  # type: ignore[attr-defined]
    assert "SUDAH_TERDAFTAR" in csv
    assert nik not in csv and meja.orang.nama not in csv

    # every table: neither in clear, nor by a hash, nor under a key that is left
    kata = {nik, meja.orang.nama, meja.orang.alamat, "Zubaidah", "7654321", sandi.hash_identitas(nik).hex(), *lama["kata"]} - {""}
    sisa, tersegel = await _telusuri(h, kata, kunci)
    assert sisa == []
    assert tersegel >= 4  # registration, name, wage, complaint: in the store for ever, and opened by what nobody has
    with pytest.raises(Unreadable):
        for b in await h.fetch("select kunci from kunci_peserta"):
            if sandi.induk.unwrap(b["kunci"]) == kunci:
                break
        else:
            raise Unreadable

    assert [d for d in await rebuild_inline(h.rt, h.process.parts, repair=False) if not d.same] == []
    [umum] = await meja.p.peristiwa("PesertaDilupakan", f"peserta:{meja.noka}")
    assert umum.nomor_kartu == meja.noka

    # an older backup of the tables of keys and hashes comes back: the next start takes out again what the facts say is forgotten
    async with h.rt.db.transaction() as conn:
        await conn.execute("insert into kunci_peserta values ($1, $2)", meja.noka, lama["kunci"])
        await conn.execute("insert into nik_terdaftar values ($1, $2)", lama["nik_hash"], meja.noka)
        await conn.execute("insert into cari_nama values ($1, $2)", meja.noka, lama["kata"])
    await susul(h.rt)
    assert (await _telusuri(h, kata, kunci))[0] == []


TETAP = {
    "peserta": "numbers, days and class; what is personal is sealed under the key that is gone",
    "keluarga_lalu": "numbers and days",
    "kartu": "numbers and days",
    "kartu_jkn": "numbers and days",
    "pengaduan": "said and answered under the key that is gone",
    "proses_akt_peserta": "numbers",
    "catatan_identitas": "who opened whose identity, and for what: it must outlive him",
    "cetak_kartu": "sealed under the keys of all its people together",
}


async def test_every_table_that_leads_to_a_person_is_decided(meja: Meja) -> None:
    """A new table with numbers or hashes of people has to say what becomes of its rows."""
    menunjuk = await meja.h.fetch(
        "select distinct table_name as t from information_schema.columns where table_schema = 'public'"
        " and column_name in ('nomor_kartu', 'nik_hash', 'nomor_hash')"
    )
    assert {b["t"] for b in menunjuk} == set(PENGENAL) | set(TETAP)


async def test_whoever_comes_back_is_somebody_new(meja: Meja) -> None:
    hasil = await meja.p.impor(meja.bu, [next(b for b in meja.p.bahan.sentosa if b.orang is meja.orang)], at="2017-03-07T09:00")
    assert hasil["gagal"] == 0
    [baru] = await meja.p.cari(meja.orang.nik)
    assert baru["nomor_kartu"] != meja.noka
    ubah = {"jenis": "UBAH_DATA", "berlaku": "2017-03-07", "data": {"kode_fktp": "00010001"}}
    tolak = await meja.h.call("POST", f"/v1/peserta/{meja.noka}/mutasi", who=meja.p.akt(), json=ubah, at=meja.at)
    assert (tolak.status, tolak.json()["type"].rsplit("/", 1)[-1]) == (409, "peserta-dilupakan")


async def _telusuri(h: Any, kata: set[str], kunci: bytes) -> tuple[list[tuple[str, str]], int]:
    """(table and word of everything found, texts that only ``kunci`` opens): every row of every table."""
    sisa, tersegel = [], 0
    for t in await h.fetch("select relname from pg_class where relnamespace = 'public'::regnamespace and relkind = 'r'"):
        for baris in await h.fetch(f"select * from {t['relname']}"):  # noqa: S608 - ours
            nilai = [_teks(v) for v in baris.values()]
            sisa += [(t["relname"], k) for k in kata for v in nilai if k.casefold() in v.casefold()]
            tersegel += sum(_terbuka(kunci, v) for v in nilai)
    return sisa, tersegel


def _teks(nilai: Any) -> str:
    """Bytes both as they read and as hex, so that a hash is found in either form."""
    if isinstance(nilai, bytes):
        return nilai.decode("utf-8", "replace") + " " + nilai.hex()
    return " ".join(map(str, nilai)) if isinstance(nilai, list) else str(nilai)


def _terbuka(kunci: bytes, teks: str) -> int:
    """How many sealed texts in it this key opens (an event holds several beside its fields)."""
    jumlah = 0
    for calon in _base64(teks):
        try:
            unseal(kunci, calon)
        except Unreadable:
            continue
        jumlah += 1
    return jumlah


def _base64(teks: str) -> list[str]:
    try:
        isi = orjson.loads(teks.split(" ", 1)[0])
    except orjson.JSONDecodeError:
        return [teks]
    return [v for v in isi.values() if isinstance(v, str)] if isinstance(isi, dict) else [teks]
