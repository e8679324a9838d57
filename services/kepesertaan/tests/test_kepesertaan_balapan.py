"""Races over HTTP: one person, one family, one file, one agreement, asked for at the same moment."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from functools import partial
from typing import Any

import pytest
from chassis.testing import Answer
from chassis.testing_races import at_once, collisions, models_hold, one_effect
from selaras.cerita.berkas import berkas_peserta
from shared_events.status import StatusUnitBerubah

Panggung = Any
BENIH = range(8)


def kode(jawab: Answer) -> str:
    return str(jawab.json()["type"].rsplit("/", 1)[1])


def isi_peserta(orang: Any, bu: str, **ubah: Any) -> dict[str, Any]:
    isi = {k: v for k, v in orang.baris().items() if v and k not in ("upah_pokok", "tunjangan_tetap", "kelas_dipilih")}
    upah = {"upah_pokok": 5_000_000} if orang.pekerja else {}
    return {**isi, "badan_usaha_id": bu, **upah, **ubah}


async def daftar(panggung: Panggung, orang: Any, bu: str, akt: str, key: str | None = None) -> Answer:
    isi, at = isi_peserta(orang, bu), panggung.waktu("2016-11-16T09:00")
    jawab: Answer = await panggung.h.call("POST", "/v1/peserta", who=panggung.akt(akt), json=isi, at=at, key=key)
    return jawab


async def mutasi(panggung: Panggung, noka: str, akt: str, key: str | None = None, versi: int | None = None, **isi: Any) -> Answer:
    headers = {} if versi is None else {"If-Match": f'"{versi}"'}
    jawab: Answer = await panggung.h.call(
        "POST", f"/v1/peserta/{noka}/mutasi", who=panggung.akt(akt), json=isi, at=panggung.waktu("2016-12-16T09:00"), key=key,
        headers=headers,
    )  # fmt: skip
    return jawab


@pytest.fixture(scope="module")
def orang_baru(panggung: Panggung, bangun_bahan: Callable[[int], Any]) -> Any:
    bahan = bangun_bahan(8001)
    panggung.isi_dukcapil(bahan, "penduduk-8001")
    return bahan


def pekerja(bahan: Any) -> list[Any]:
    return [b.orang for b in bahan.sentosa if b.orang.pekerja and b.cacat is None]


@pytest.mark.aturan("R-KEP-11")
async def test_one_person_registered_by_two_akt_at_once(panggung: Panggung, orang_baru: Any) -> None:
    sentosa, melati = (await panggung.daftar_bu())["badan_usaha_id"], (await panggung.daftar_bu("akt-melati"))["badan_usaha_id"]
    with collisions() as temu:
        for benih, orang in zip(BENIH, pekerja(orang_baru), strict=False):
            jawab = await at_once(
                [partial(daftar, panggung, orang, sentosa, "akt-sentosa"), partial(daftar, panggung, orang, melati, "akt-melati")], benih
            )
            [menang] = one_effect(jawab)
            [kalah] = [j for j in jawab if j is not menang]
            assert (menang.status, kalah.status, kode(kalah)) == (201, 409, "sudah-terdaftar")
            assert menang.json()["nomor_kartu"] not in kalah.body.decode(), "nothing of another AKT's peserta"
    assert temu["Taken"] >= 1, temu
    rows = await panggung.h.fetch(
        "select badan_usaha_id, count(*) as n from peserta where badan_usaha_id = any($1) group by 1", [sentosa, melati]
    )
    assert sum(r["n"] for r in rows) == len(BENIH)
    for bu, akt in ((sentosa, "akt-sentosa"), (melati, "akt-melati")):
        lihat = await panggung.h.call("GET", f"/v1/badan-usaha/{bu}", who=panggung.akt(akt), at=panggung.waktu("2016-11-17T09:00"))
        assert lihat.json()["pekerja_terdaftar"] == {r["badan_usaha_id"]: r["n"] for r in rows}.get(bu, 0)
    await models_hold(panggung.h)


async def test_workers_of_one_badan_usaha_at_once_are_all_counted(panggung: Panggung, orang_baru: Any) -> None:
    """Drawing a card number makes them wait for each other: nobody is sent away."""
    bu = (await panggung.daftar_bu())["badan_usaha_id"]
    ada = pekerja(orang_baru)[20:40]
    with collisions():
        for benih in range(4):
            jawab = await at_once([partial(daftar, panggung, o, bu, "akt-sentosa") for o in ada[benih * 5 : benih * 5 + 5]], benih)
            one_effect(jawab)
            for orang, j in zip(ada[benih * 5 :], jawab, strict=False):
                while j.status == 409:  # sent away from a crowd: asked again, as the answer says
                    assert kode(j) == "sedang-diubah"
                    j = await daftar(panggung, orang, bu, "akt-sentosa")
                assert j.status == 201, j.body
    lihat = await panggung.h.call("GET", f"/v1/badan-usaha/{bu}", who=panggung.akt(), at=panggung.waktu("2016-11-17T09:00"))
    assert lihat.json()["pekerja_terdaftar"] == len(ada)
    await models_hold(panggung.h)


async def test_one_file_twice_at_once_with_and_without_one_key(panggung: Panggung, bangun_bahan: Callable[[int], Any]) -> None:
    for benih in range(2):
        bahan = bangun_bahan(8100 + benih)
        panggung.isi_dukcapil(bahan, f"penduduk-{8100 + benih}")
        bu = (await panggung.daftar_bu("akt-melati"))["badan_usaha_id"]
        berkas = berkas_peserta(bahan.melati, pemisah=";", bom=True)
        kirim = [
            partial(panggung.kirim, bu, berkas, akt="akt-melati", key=key) for key in (f"b-{benih}", f"b-{benih}", f"lain-{benih}", None)
        ]
        jawab = await at_once(kirim, benih)
        assert {j.status for j in jawab} == {202} and jawab[0].headers["Location"] == jawab[1].headers["Location"]
        assert len({j.headers["Location"] for j in jawab}) == 3
        hasil = [await panggung.h.job(j, panggung.akt("akt-melati"), seconds=60) for j in jawab[1:]]
        assert [(h["keadaan"], h["selesai"], h["gagal"]) for h in hasil] == [("SELESAI", len(bahan.melati), 0)] * 3, hasil
        assert sum(h["hasil"]["terdaftar"] for h in hasil) == len(bahan.melati)
        lihat = await panggung.h.call("GET", f"/v1/badan-usaha/{bu}", who=panggung.akt("akt-melati"), at=panggung.waktu("2016-11-17T09:00"))
        assert (lihat.json()["keadaan_va"], lihat.json()["pekerja_terdaftar"]) == ("AKTIF", sum(b.orang.pekerja for b in bahan.melati))
    await models_hold(panggung.h)


async def keluarga_baru(panggung: Panggung, bangun_bahan: Callable[[int], Any], nomor: int) -> tuple[str, list[tuple[str, Any]]]:
    """A Badan Usaha whose workers are registered, each with one of his family who is not yet: (badan usaha, [(worker's card, person)])."""
    bahan = bangun_bahan(nomor)
    panggung.isi_dukcapil(bahan, f"penduduk-{nomor}")
    bu = (await panggung.daftar_bu())["badan_usaha_id"]
    orang = {b.orang.nik: b.orang for b in bahan.sentosa if b.cacat is None}
    pasangan: dict[str, Any] = {}
    for o in orang.values():
        if o.nik_pekerja in orang and o.hubungan in ("SUAMI", "ISTRI", "ANAK"):
            pasangan.setdefault(o.nik_pekerja, o)
    hasil = []
    for nik, ikut in list(pasangan.items())[: len(BENIH)]:
        terdaftar = await daftar(panggung, orang[nik], bu, "akt-sentosa")
        assert terdaftar.status == 201, terdaftar.body
        hasil.append((terdaftar.json()["nomor_kartu"], ikut))
    return bu, hasil


async def test_family_is_registered_while_its_worker_leaves(panggung: Panggung, bangun_bahan: Callable[[int], Any]) -> None:
    """Whoever is first: afterwards nobody is a member through a worker who is none."""
    bu, semua = await keluarga_baru(panggung, bangun_bahan, 8201)
    hasil = Counter[int]()
    for benih, (noka, ikut) in enumerate(semua):
        masuk, keluar = await at_once(
            [
                partial(daftar, panggung, ikut, bu, "akt-sentosa"),
                partial(mutasi, panggung, noka, "akt-sentosa", jenis="KELUAR", berlaku="2016-12-16"),
            ],
            benih,
        )
        assert keluar.status == 200, keluar.body
        assert masuk.status in (201, 409, 422), masuk.body
        hasil[masuk.status] += 1
    rows = await panggung.h.fetch(
        "select a.nomor_kartu from peserta a join peserta w on w.nomor_kartu = a.nomor_kartu_pekerja"
        " where a.badan_usaha_id = $1 and a.keadaan = 'TERDAFTAR' and w.keadaan <> 'TERDAFTAR'",
        bu,
    )
    assert len(rows) == 0, (len(rows), hasil)
    await models_hold(panggung.h)


@pytest.mark.aturan("R-KEP-13", "R-KEP-17")
async def test_of_five_children_at_once_three_are_inti(panggung: Panggung, bangun_bahan: Callable[[int], Any]) -> None:
    """By themselves, and with a file of the same children: the places of a family are given once each."""
    bahan = bangun_bahan(8401)
    panggung.isi_dukcapil(bahan, "penduduk-8401")
    bu = (await panggung.daftar_bu())["badan_usaha_id"]
    baik = [b.orang for b in bahan.sentosa if b.cacat is None]
    anak = [o for o in baik if o.hubungan == "ANAK" and o.tanggal_lahir.year > 2000]
    for benih, ortu in enumerate([o for o in baik if o.pekerja][: min(3, len(anak) // 5)]):
        assert (await daftar(panggung, ortu, bu, "akt-sentosa")).status == 201
        lima = anak[benih * 5 : benih * 5 + 5]

        async def satu(o: Any, ortu: Any = ortu) -> Answer:
            isi = isi_peserta(o, bu, nik_pekerja=ortu.nik)
            while True:
                jawab: Answer = await panggung.h.call(
                    "POST", "/v1/peserta", who=panggung.akt(), json=isi, at=panggung.waktu("2016-11-16T09:00")
                )
                if not (jawab.status == 409 and kode(jawab) == "sedang-diubah"):
                    return jawab

        jawab = await at_once([partial(satu, o) for o in lima], benih)
        assert {j.status for j in jawab} == {201}, [j.body for j in jawab]
        assert Counter(j.json()["kategori"] for j in jawab) == {"INTI": 3, "TAMBAHAN": 2}
    await models_hold(panggung.h)


async def test_changes_of_one_person_at_once(panggung: Panggung, orang_baru: Any) -> None:
    """Two fields by two hands are both kept; one key is one change; a stale version is 412; only one way of leaving, and death."""
    bu = (await panggung.daftar_bu())["badan_usaha_id"]
    with collisions() as temu:
        for benih, orang in zip(BENIH, pekerja(orang_baru)[40:], strict=False):
            noka = (await daftar(panggung, orang, bu, "akt-sentosa")).json()["nomor_kartu"]
            ubah = partial(mutasi, panggung, noka, "akt-sentosa", jenis="UBAH_DATA", berlaku="2016-12-16")
            jawab = await at_once(
                [partial(ubah, data={"alamat": "Jalan Baru"}, key=f"m-{benih}") for _ in range(3)]
                + [partial(ubah, data={"telepon": "0812"}), partial(ubah, data={"email": "a@contoh.id"}, versi=1)],
                benih,
            )
            one_effect(jawab)
            assert {j.status for j in jawab[:4]} == {200} and len({j.body for j in jawab[:3]}) == 1
            assert jawab[4].status in (200, 412)
            n = await panggung.h.fetch("select count(*) as n from events where stream_id = $1 and type = 'DataDiubah'", f"peserta:{noka}")
            assert n[0]["n"] == 2 + (jawab[4].status == 200)
            lihat = (await panggung.h.call("GET", f"/v1/peserta/{noka}", who=panggung.akt(), at=panggung.waktu("2016-12-17T09:00"))).json()
            assert lihat["nomor_kartu"] == noka
            pergi = await at_once(
                [
                    partial(mutasi, panggung, noka, "akt-sentosa", jenis="KELUAR", berlaku="2016-12-16"),
                    partial(mutasi, panggung, noka, "akt-sentosa", jenis="PHK", berlaku="2016-12-15"),
                    partial(mutasi, panggung, noka, "akt-sentosa", jenis="MENINGGAL", berlaku="2016-12-14"),
                ],
                benih,
            )
            menang = one_effect(pergi)
            assert pergi[2] in menang and len(menang) <= 2  # a death is recorded whatever he left by before, and ends that (R-KEP-28)
            assert {kode(j) for j in pergi if j not in menang} == {"bukan-anggota-lagi"}
    assert temu["Conflict"] >= len(BENIH) // 2, temu
    await models_hold(panggung.h)


@pytest.mark.aturan("R-KIB-10")
async def test_the_end_of_the_cooperation_and_leaving_while_the_tanda_is_given(
    panggung: Panggung, bangun_bahan: Callable[[int], Any]
) -> None:
    bahan = bangun_bahan(8301)
    panggung.isi_dukcapil(bahan, "penduduk-8301")
    isi = await panggung.daftar_bu("akt-melati")
    bu, va = isi["badan_usaha_id"], isi["virtual_account"]
    assert (await panggung.impor(bu, bahan.melati, akt="akt-melati", at="2016-11-14T09:00"))["selesai"] == 40
    rows = await panggung.h.fetch(
        "select nomor_kartu from peserta where badan_usaha_id = $1 and nomor_kartu_pekerja is null order by nomor_kartu limit 8", bu
    )
    nomor = [r["nomor_kartu"] for r in rows]

    async def lunas() -> None:
        peristiwa = StatusUnitBerubah(
            virtual_account=va, badan_usaha_id=bu, keadaan="AKTIF", aktif=True, dari="2016-12-05", lunas_sampai="2016-12"
        )
        await panggung.h.bus.publish(f"unit:{va}", peristiwa, at=panggung.waktu("2016-12-05T10:00"), akt_id="akt-melati")

    async def keluar(noka: str) -> Answer:
        for _ in range(200):
            if await panggung.h.fetch("select 1 from events where type = 'TandaDiberikan' and stream_id <> $1 limit 1", f"peserta:{noka}"):
                break
        return await mutasi(panggung, noka, "akt-melati", jenis="KELUAR", berlaku="2016-12-16")

    async def hentikan(pada: str) -> Answer:
        jawab: Answer = await panggung.h.call(
            "POST", f"/v1/badan-usaha/{bu}/penghentian-kerja-sama", who=panggung.akt("akt-melati"),
            json={"berakhir_pada": pada, "alasan": "uji"}, at=panggung.waktu("2016-12-16T09:00"),
        )  # fmt: skip
        return jawab

    semua: list[Answer | None] = await at_once(
        [lunas, *(partial(keluar, n) for n in nomor), partial(hentikan, "2017-03-31"), partial(hentikan, "2017-04-30")], 1
    )
    *pergi, satu, dua = [j for j in semua if j is not None]
    assert {j.status for j in pergi} == {200}, [j.body for j in pergi]
    assert sorted((satu.status, dua.status)) == [200, 409], "one end of one cooperation"

    async def diberi() -> Any:
        return await panggung.peristiwa("TandaKoordinasiManfaatDiberikanMassal", f"badan-usaha:{bu}")

    await panggung.h.until(diberi)
    for noka in nomor:
        lihat = (
            await panggung.h.call("GET", f"/v1/peserta/{noka}", who=panggung.akt("akt-melati"), at=panggung.waktu("2016-12-20T09:00"))
        ).json()
        assert (lihat["keadaan"], lihat["koordinasi_manfaat"]["tanda"]) == ("KELUAR", False), lihat
    await models_hold(panggung.h)
