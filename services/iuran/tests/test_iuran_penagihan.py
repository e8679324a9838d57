"""Billing on real servers: who is due, what cannot be computed, chunks, keys away, people who move, leave, are forgotten."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import pytest
from chassis.crypto import seal
from shared_events import kepesertaan as k


def saat(teks: str) -> datetime:
    return datetime.fromisoformat(f"{teks}+07:00")


async def lines(dunia: Any, va: str, periode: str = "2016-12") -> dict[str, Any]:
    tagihan = await dunia.tagihan(va, periode)
    jawab = await dunia.h.call("GET", f"/v1/tagihan/{tagihan['tagihan_id']}/baris", who=dunia.operasi)
    return {b["nomor_kartu"]: b for b in jawab.json()["data"]}


@pytest.mark.aturan("R-IUR-12")
async def test_a_unit_that_cannot_be_computed_stops_nobody_and_is_billed_once_it_can(dunia: Any) -> None:
    await dunia.umk()
    baik, tanpa_umk, tanpa_upah, tanpa_kunci = [await dunia.badan_usaha() for _ in range(4)]
    await dunia.orang(baik, upah=5_000_000)
    await dunia.orang(tanpa_umk, upah=5_000_000, kota="Kota  Denpasar")
    await dunia.orang(tanpa_upah)
    lupa = await dunia.orang(tanpa_kunci, upah=5_000_000)
    kunci = dunia.kepesertaan.kunci.pop(lupa)
    await dunia.tutup_kepesertaan(date(2016, 11, 20))
    hasil = await dunia.terbitkan()
    assert (hasil["keadaan"], hasil["jumlah"], hasil["selesai"], hasil["gagal"]) == ("SELESAI", 4, 1, 3)
    assert {b["kode"] for b in hasil["baris_gagal"]} == {"UMK_TIDAK_ADA", "UPAH_TIDAK_ADA"}
    assert all(b["alasan"].startswith("88888") for b in hasil["baris_gagal"])
    assert await dunia.tagihan(tanpa_umk) is None
    csv = await dunia.h.call("GET", f"/v1/pekerjaan/{hasil['pekerjaan_id']}/gagal.csv", who=dunia.operasi)
    assert csv.body.decode("utf-8-sig").splitlines()[0] == "virtual_account,kode,alasan"

    await dunia.umk(3_000_000, kota="KOTA DENPASAR")
    dunia.kepesertaan.kunci[lupa] = kunci
    await dunia.tutup_kepesertaan(date(2016, 11, 21))
    assert (await dunia.terbitkan())["selesai"] == 2
    assert (await dunia.tagihan(tanpa_kunci))["jumlah"] == (await dunia.tagihan(baik))["jumlah"] == 250_000


async def test_many_units_and_people_over_several_steps(dunia: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("iuran.jobs.terbitkan.ORANG_SATU_LANGKAH", 7)
    monkeypatch.setattr("iuran.jobs.terbitkan.BARIS_SATU_KALI", 3)
    unit = []
    for n in range(12):
        va = await dunia.badan_usaha()
        for _ in range(n % 4 + 1):
            await dunia.orang(va, upah=5_000_000, mulai="2017-03")
        unit.append((va, n % 4 + 1))
    await dunia.umk(3_000_000, 2017)
    await dunia.tutup_kepesertaan(date(2017, 2, 20))
    hasil = await dunia.terbitkan("2017-03", "2017-02-21T08:00:00")
    assert hasil["keadaan"] == "SELESAI" and hasil["jumlah"] == hasil["selesai"] + hasil["gagal"]
    for va, orang in unit:
        tagihan = await dunia.tagihan(va, "2017-03")
        assert (tagihan["jumlah_peserta"], tagihan["jumlah"]) == (orang, orang * 250_000)
        assert len(await lines(dunia, va, "2017-03")) == orang
    daftar, setelah = [], None
    while True:
        kursor = f"&setelah={setelah}" if setelah else ""
        jawab = (await dunia.h.call("GET", f"/v1/tagihan?periode=2017-03&batas=5{kursor}", who=dunia.operasi)).json()
        daftar += [t["virtual_account"] for t in jawab["data"]]
        if (setelah := jawab["berikutnya"]) is None:
            break
    assert daftar == sorted(daftar) and {va for va, _ in unit} <= set(daftar)
    await dunia.seimbang()


async def test_a_job_waits_while_the_keys_are_away(dunia: Any) -> None:
    va = await dunia.badan_usaha()
    await dunia.orang(va, upah=5_000_000, mulai="2017-04")
    await dunia.tutup_kepesertaan(date(2017, 3, 20))
    dunia.kepesertaan.mati = True
    jawab = await dunia.h.call(
        "POST", "/v1/tagihan:terbitkan", who=dunia.operasi, json={"periode": "2017-04"}, at=saat("2017-03-21T08:00:00"), key="pergi"
    )
    diminta = dunia.kepesertaan.diminta
    await dunia.h.until(lambda: _berjalan(dunia, jawab))
    assert await dunia.tagihan(va, "2017-04") is None
    dunia.kepesertaan.mati = False
    hasil = await dunia.h.job(jawab, dunia.operasi)
    assert hasil["keadaan"] == "SELESAI" and dunia.kepesertaan.diminta > diminta
    assert (await dunia.tagihan(va, "2017-04"))["jumlah"] == 250_000


async def _berjalan(dunia: Any, jawab: Any) -> bool:
    lihat = (await dunia.h.call("GET", jawab.headers["Location"], who=dunia.operasi)).json()
    assert lihat["keadaan"] == "BERJALAN"
    return True


@pytest.mark.aturan("R-KEP-10", "R-KEP-28", "R-KEP-17")
async def test_people_who_move_leave_die_or_earn_more(dunia: Any) -> None:
    asal, tujuan = await dunia.badan_usaha(), await dunia.badan_usaha()
    pindah, keluar, mati, naik = [await dunia.orang(asal, upah=5_000_000, mulai="2017-04") for _ in range(4)]
    anak = await dunia.orang(asal, "INTI", pekerja=naik, mulai="2017-04")
    bus, pada = dunia.h.bus, saat("2017-04-10T09:00:00")
    await bus.publish(
        f"peserta:{anak}",
        k.KategoriPesertaDitetapkan(
            nomor_kartu=anak, virtual_account=asal, kategori="TAMBAHAN", berlaku_dari=date(2017, 5, 14), iuran_mulai="2017-06",
            aturan="R-KEP-17",
        ),
        at=pada,
    )  # fmt: skip
    await bus.publish(
        f"peserta:{pindah}",
        k.PesertaDipindahkan(
            nomor_kartu=pindah, dari_virtual_account=asal, ke_virtual_account=tujuan, ke_badan_usaha_id="BU", iuran_mulai="2017-05",
            berlaku_dari=date(2017, 5, 1), upah_tersandi=seal(dunia.kepesertaan.kunci[pindah], {"upah_pokok": 6_000_000}),
        ),
        at=pada,
    )  # fmt: skip
    await bus.publish(
        f"peserta:{keluar}",
        k.PesertaDikeluarkan(nomor_kartu=keluar, virtual_account=asal, berakhir_pada=date(2017, 4, 30), iuran_terakhir="2017-04"),
        at=pada,
    )
    await bus.publish(
        f"peserta:{mati}",
        k.PesertaMeninggal(nomor_kartu=mati, virtual_account=asal, meninggal_pada=date(2017, 5, 14), iuran_terakhir="2017-05"),
        at=pada,
    )
    await bus.publish(
        f"peserta:{naik}",
        k.UpahPesertaDiubah(
            nomor_kartu=naik, upah_tersandi=seal(dunia.kepesertaan.kunci[naik], {"upah_pokok": 7_000_000}), berlaku_periode="2017-06"
        ),
        at=pada,
    )
    await dunia.tutup_kepesertaan(date(2017, 5, 20))
    for periode in ("2017-04", "2017-05", "2017-06"):
        await dunia.terbitkan(periode, "2017-05-21T08:00:00")
    assert set(await lines(dunia, asal, "2017-04")) == {pindah, keluar, mati, naik}
    assert set(await lines(dunia, asal, "2017-05")) == {mati, naik}
    juni = await lines(dunia, asal, "2017-06")
    assert set(juni) == {naik, anak} and juni[naik]["dasar_upah"] == 7_000_000
    assert (juni[anak]["jenis"], juni[anak]["pekerja"]) == ("KELUARGA_TAMBAHAN", 70_000), "his 1% from the month he is no inti child"
    assert (await lines(dunia, asal, "2017-05"))[naik]["dasar_upah"] == 5_000_000
    assert (await lines(dunia, tujuan, "2017-05"))[pindah]["dasar_upah"] == 6_000_000


async def test_who_is_forgotten_is_unreadable_and_the_bill_still_adds_up(dunia: Any) -> None:
    va = await dunia.badan_usaha()
    pekerja = await dunia.orang(va, upah=5_000_000, mulai="2017-05")
    ibu = await dunia.orang(va, "TAMBAHAN", pekerja=pekerja, mulai="2017-05")
    await dunia.orang(va, "KERABAT", pekerja=pekerja, mulai="2017-05", kelas=3)
    await dunia.tutup_kepesertaan(date(2017, 5, 21))
    await dunia.terbitkan("2017-05", "2017-05-22T08:00:00")
    assert all(b["terbaca"] for b in (await lines(dunia, va, "2017-05")).values())
    tagihan = await dunia.tagihan(va, "2017-05")
    tetangga = await dunia.orang(va, upah=5_000_000, mulai="2017-06")  # of the same unit, and in no bill

    async def belum(noka: str) -> list[str]:
        jawab = await dunia.h.call("GET", f"/v1/peserta/{noka}/belum-selesai", who=dunia.operasi)
        return [b["nomor"] for b in jawab.json()["belum_selesai"]]

    await dunia.tutup_kepesertaan(date(2017, 5, 22))
    assert [await belum(n) for n in (pekerja, ibu, tetangga)] == [[tagihan["tagihan_id"]], [tagihan["tagihan_id"]], []]
    assert (await dunia.bayar(va, tagihan["jumlah"], "2017-05-24T09:00:00", "LUPA-1")).status == 201
    assert [await belum(n) for n in (pekerja, ibu)] == [[], []]
    del dunia.kepesertaan.kunci[pekerja]
    # opened by this very process a moment ago, and it has not read of it yet
    assert sorted(b["terbaca"] for b in (await lines(dunia, va, "2017-05")).values()) == [False, False, True]
    await dunia.h.bus.publish(f"peserta:{pekerja}", k.PesertaDilupakan(nomor_kartu=pekerja), at=saat("2017-05-25T09:00:00"))
    await dunia.tutup_kepesertaan(date(2017, 5, 26))
    from iuran.baris_tersandi import BarisTersandi, buka

    tagihan = await dunia.tagihan(va, "2017-05")
    rows = await dunia.h.fetch(
        "select nomor_kartu, jenis, nomor_kartu_pekerja, rahasia from baris_tagihan where tagihan_id = $1::uuid", tagihan["tagihan_id"]
    )
    terbuka = {
        r["nomor_kartu"]: buka(BarisTersandi(**dict(r)), tagihan["tagihan_id"], dunia.kepesertaan.kunci) is not None for r in rows
    }  # fmt: skip
    # his wage would show in his mother's 1%: that line needs his key too
    assert terbuka[pekerja] is False and terbuka[ibu] is False and sorted(terbuka.values()) == [False, False, True]
    assert tagihan["jumlah"] == 250_000 + 50_000 + 25_500
    assert await dunia.h.fetch("select 1 from upah_iuran where nomor_kartu = $1", pekerja) == []


@pytest.mark.aturan("R-AKT-32")
async def test_a_later_mark_closes_the_day_too_and_bad_months_are_refused(dunia: Any) -> None:
    assert (await dunia.terbitkan("2017-05", "2017-05-22T09:00:00"))["keadaan"] == "SELESAI"
    for periode in ("2017-13", "2017-1", "1717-01", "1900-01", "abc", 201701, None):
        jawab = await dunia.h.call("POST", "/v1/tagihan:terbitkan", who=dunia.operasi, json={"periode": periode})
        assert jawab.status == 422
    belum = await dunia.h.call("POST", "/v1/tagihan:terbitkan", who=dunia.operasi, json={"periode": "2030-01"})
    assert belum.status == 409
    assert (await dunia.h.call("POST", "/v1/tagihan:terbitkan", who=dunia.bni, json={"periode": "2017-05"})).status == 403
