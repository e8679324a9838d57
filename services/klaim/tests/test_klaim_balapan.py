"""Races over HTTP: one stay, one claim, one FPK, asked for at the same moment; the money goes out once."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from functools import partial
from typing import Any

import pytest
from chassis.testing import Answer
from chassis.testing_races import at_once, collisions, models_hold, one_effect
from dasar.tanggal import WIB

from .kasus import AJUKAN, Kasus, Pembuat, saat

BENIH = range(8)
PADA = datetime(2016, 12, 6, 10, tzinfo=WIB)


@pytest.mark.aturan("R-KLM-22")
async def test_one_stay_asked_for_many_times_at_once_has_one_sep(panggung: Any) -> None:
    p = panggung
    with collisions() as temu:
        for benih in BENIH:
            noka = p.noka(81_000 + benih)
            isi = p.isi_sep(noka, nomor_kib=await p.kib(noka))
            panggil = [partial(p.post, "rs-a", "/v1/sep", isi, pada=PADA, kunci=f"sep-{benih}-{min(n, 3)}") for n in range(6)]
            jawab: list[Answer] = await at_once(panggil, benih)
            selesai = one_effect(jawab)
            assert len(selesai) == len(jawab) and len({j.json()["nomor_sep"] for j in jawab}) == 1, [j.body for j in jawab]
            rows = await p.h.fetch("select nomor_sep from sep where nomor_kartu = $1", noka)
            assert [r["nomor_sep"] for r in rows] == [jawab[0].json()["nomor_sep"]]
    assert sum(temu.values()) >= len(BENIH) // 2, temu
    await models_hold(p.h)


async def berjalan(p: Any, k: Kasus) -> tuple[str, list[str]]:
    """A submission whose claims wait for their verifikator: (pengajuan, claims)."""
    semua = [await k.rawat("rs-a", "0301R001", tagihan=9_000_000, ajukan=6_000_000, polis=3_000_000) for _ in range(4)]
    await k.impor()
    id = [await k.id(s) for s in semua]
    diajukan = await p.post("akt-sentosa", "/v1/pengajuan", AJUKAN | {"klaim_id": id}, pada=saat(1, 9))
    assert diajukan.status == 201, diajukan.body
    pengajuan = diajukan.json()["pengajuan_id"]
    assert (await p.post("kc-prima", f"/v1/pengajuan/{pengajuan}/kelengkapan", {}, pada=saat(1, 9))).status == 200
    return pengajuan, id


async def jumlah(p: Any, jenis: str, id: str) -> int:
    rows = await p.h.fetch("select count(*) as n from events where type = $1 and stream_id like '%' || $2", jenis, id)
    return int(rows[0]["n"])


@pytest.mark.aturan("R-VER-03", "R-VER-05", "R-BAY-08")
async def test_from_two_verifikator_to_one_transfer(panggung: Any, eklaim: Pembuat, csv_teks: Pembuat) -> None:
    """Every step by two at once, with other keys, the same key and a stale version."""
    p = panggung
    pengajuan, klaim = await berjalan(p, Kasus(p, eklaim, csv_teks, 82_000))
    dua: Callable[..., Any] = p.h.token
    kedua = dua("kc-prima-dua", "klaim:baca verifikasi:tulis", kantor="KC-PRIMA-JKT", jenis_kantor="KC_PRIMA")

    async def oleh_kedua(jalur: str, isi: Any, kunci: str) -> Answer:
        jawab: Answer = await p.h.call("POST", jalur, who=kedua, json=isi, at=saat(1, 12), key=kunci)
        return jawab

    with collisions() as temu:
        for benih, id in enumerate(klaim):
            jalur, layak = f"/v1/klaim/{id}/verifikasi", {"hasil": "LAYAK"}
            lain = {"hasil": "TIDAK_LAYAK"} if benih == 0 else layak
            jawab: list[Answer] = await at_once(
                [
                    partial(p.post, "kc-prima", jalur, layak, pada=saat(1, 12), kunci=f"v-{id}"),
                    partial(p.post, "kc-prima", jalur, layak, pada=saat(1, 12), kunci=f"v-{id}"),
                    partial(p.post, "kc-prima", jalur, layak, pada=saat(1, 12), headers={"If-Match": '"1"'}),
                    partial(oleh_kedua, jalur, lain, f"v2-{id}"),
                ],
                benih,
            )
            one_effect(jawab)
            assert jawab[0].status == jawab[1].status and jawab[2].status == 412, [j.body for j in jawab]
            assert (jawab[0].status, jawab[3].status) in ((200, 409), (409, 200)), [j.body for j in jawab]
            assert await jumlah(p, "KlaimDiverifikasi", id) + await jumlah(p, "KlaimDitolak", id) == 1
        assert temu["Conflict"] + temu["Remembered"] >= 2, temu

        umpan = await at_once(
            [partial(p.post, "kc-prima", f"/v1/pengajuan/{pengajuan}/umpan-balik", pada=saat(1, 16)) for _ in range(3)], 1
        )
        assert {j.status for j in umpan} == {200}, [j.body for j in umpan]
        fpk = await at_once([partial(p.post, "kc-prima", f"/v1/pengajuan/{pengajuan}/fpk", pada=saat(1, 17)) for _ in range(4)], 2)
        selesai = one_effect(fpk)
        nomor = {f["nomor_fpk"] for j in selesai for f in j.json()["data"]}
        assert selesai and len(nomor) == 1, [j.body for j in fpk]
        (satu,) = nomor

        setuju = await at_once(
            [
                partial(p.post, siapa, f"/v1/fpk/{satu}/persetujuan", pada=saat(1, 18))
                for siapa in ("kc-prima-persetujuan", "kc-prima-persetujuan", "pusat")
            ],
            3,
        )
        assert one_effect(setuju) and await jumlah(p, "FpkDisetujui", satu) == 1, [j.body for j in setuju]
        bayar = await at_once(
            [
                partial(p.post, "kc-prima-persetujuan", f"/v1/fpk/{satu}/pembayaran", {"referensi": f"TRF-{n}"}, pada=saat(1, 20))
                for n in range(6)
            ],
            4,
        )
        assert {j.status for j in bayar} == {200} and len({j.json()["referensi"] for j in bayar}) == 1, [j.body for j in bayar]
    assert await jumlah(p, "FpkDibayar", satu) == 1
    dibayar = 0
    for id in klaim:
        isi = (await p.get("akt-sentosa", f"/v1/klaim/{id}")).json()
        n = isi["nilai"]
        assert n["bpjs"] + n["akt"] + n["peserta"] == n["tagihan_rs"]
        assert await jumlah(p, "KlaimDibayar", id) == (isi["keadaan"] == "DIBAYAR")
        dibayar += n["bpjs"] if isi["keadaan"] == "DIBAYAR" else 0
    assert dibayar == bayar[0].json()["dibayar"] > 0
    await models_hold(p.h)


async def test_discharge_and_correction_at_once(panggung: Any) -> None:
    """Two days of discharge: one is right; the same one twice is one."""
    p = panggung
    with collisions() as temu:
        for benih in BENIH:
            noka = p.noka(83_000 + benih)
            terbit = await p.post("rs-a", "/v1/sep", p.isi_sep(noka, nomor_kib=await p.kib(noka)), pada=PADA)
            sep, pulang = terbit.json()["nomor_sep"], datetime(2016, 12, 12, 9, tzinfo=WIB)
            hari = [date(2016, 12, 10), date(2016, 12, 10), date(2016, 12, 11)]
            panggil = [partial(p.post, "rs-a", f"/v1/sep/{sep}/pulang", {"tanggal_pulang": h.isoformat()}, pada=pulang) for h in hari]
            jawab: list[Answer] = await at_once(panggil, benih)
            one_effect(jawab)
            assert jawab[0].status == jawab[1].status and {jawab[0].status, jawab[2].status} == {200, 409}, [j.body for j in jawab]
            assert await jumlah(p, "PesertaPulang", sep) == 1
    assert temu["Conflict"] >= len(BENIH) // 2, temu
    await models_hold(p.h)


async def test_one_claim_filed_by_two_submissions_at_once(panggung: Any, eklaim: Pembuat, csv_teks: Pembuat) -> None:
    p = panggung
    k = Kasus(p, eklaim, csv_teks, 84_000)
    for _ in range(4):
        await k.rawat("rs-a", "0301R001", tagihan=5_000_000, ajukan=4_000_000)
    impor = await at_once([k.impor, k.impor], 1)
    assert [(h["selesai"], h["gagal"]) for h in impor] == [(4, 0)] * 2
    id = [await k.id(b["SEP"]) for b in k.baris]
    for benih, satu in enumerate(id):
        ajukan = partial(p.post, "akt-sentosa", "/v1/pengajuan", AJUKAN | {"klaim_id": [satu]}, pada=saat(1, 9))
        jawab: list[Answer] = await at_once(
            [ajukan, ajukan, partial(ajukan, kunci=f"aj-{satu}"), partial(ajukan, kunci=f"aj-{satu}")], benih
        )
        one_effect(jawab)
        assert jawab[2].body == jawab[3].body or 409 in (jawab[2].status, jawab[3].status), [j.body for j in jawab]
        assert await jumlah(p, "KlaimDiajukan", satu) == 1
        pemilik = (await p.get("akt-sentosa", f"/v1/klaim/{satu}")).json()["pengajuan_id"]
        masuk = {j.json()["pengajuan_id"] for j in jawab if j.status == 201 and j.json()["jumlah_klaim"] == 1}
        assert masuk == {pemilik}, [j.body for j in jawab]
    await models_hold(p.h)
