"""A surat kuasa that runs out without any notice: the AKT may act no more (R-AKT-13) and is told no more (R-AKT-35); renewed, it is."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from chassis.rebuild_service import rebuild_inline
from kepesertaan.domain import badan_usaha, peserta
from kepesertaan.domain import badan_usaha_pesan as bu
from kepesertaan.domain import peserta_pesan as ps
from kepesertaan.model.badan_usaha import BADAN_USAHA

from .test_kepesertaan_agregat import LAHIR, NOKA, TANDA

Panggung = Any
HABIS = date(2016, 12, 31)
KUASA = {"nomor": "SK/1", "berlaku_dari": "2016-11-01", "berlaku_sampai": HABIS.isoformat()}


def delegasi(*peristiwa: Any) -> badan_usaha.BadanUsaha:
    keadaan = badan_usaha.AWAL
    for e in (bu.DelegasiDitetapkan("B1", "akt-x", "SELURUH", "SK/1", date(2016, 11, 1), HABIS), *peristiwa):
        keadaan = badan_usaha.evolve(keadaan, e)
    return keadaan


@pytest.mark.aturan("R-AKT-35")
def test_a_delegation_is_over_by_notice_or_by_its_paper_whichever_comes_first() -> None:
    notis = bu.DelegasiDiakhiri("B1", "akt-x", date(2017, 2, 28), "", 0)
    [d] = delegasi(notis).delegasi
    assert (d.akhir, d.habis("akt-x", HABIS), d.habis("akt-x", date(2017, 2, 28))) == (HABIS, True, True)
    assert not d.habis("akt-y", HABIS) and not d.habis("akt-x", date(2017, 1, 1))
    selesai = bu.DelegasiSelesai("B1", "akt-x", HABIS)
    assert delegasi(notis, selesai).delegasi[0].selesai
    baru = bu.DelegasiDitetapkan("B1", "akt-x", "SELURUH", "SK/2", date(2017, 3, 1), None)
    assert [x.selesai for x in delegasi(selesai, baru).delegasi] == [True, False]


@pytest.mark.aturan("R-AKT-35")
def test_who_has_a_flag_keeps_it_and_who_is_another_akt_s_is_not_touched() -> None:
    orang = peserta.evolve(peserta.evolve(peserta.AWAL, LAHIR), TANDA)
    [lepas] = peserta.decide(ps.LepasPendampingan("akt-x", "B1", HABIS), orang)
    assert lepas == ps.PendampinganBerakhir(NOKA, "akt-x", HABIS)
    sesudah = peserta.evolve(orang, lepas)
    assert sesudah.akt_id is None and sesudah.tanda_terbuka == orang.tanda_terbuka
    for lain in (ps.LepasPendampingan("akt-y", "B1", HABIS), ps.LepasPendampingan("akt-x", "B2", HABIS)):
        assert peserta.decide(lain, orang) == []
    assert peserta.decide(ps.LepasPendampingan("akt-x", "B1", HABIS), sesudah) == []


async def ubah(p: Panggung, noka: str, alamat: str, hari: str) -> str | None:
    """Whom the office's change of an address is told."""
    isi = {"jenis": "UBAH_DATA", "berlaku": hari, "data": {"alamat": alamat}}
    jawab = await p.h.call("POST", f"/v1/peserta/{noka}/mutasi", who=p.prima(), json=isi, at=p.waktu(f"{hari}T09:00"))
    assert jawab.status == 200, jawab.body

    async def terbit() -> Any:
        semua = [(a, e) for a, e in await p.h.bus.read("kepesertaan") if a.subject == f"peserta:{noka}"]
        return [a.akt_id for a, e in semua if type(e).__name__ == "DataPesertaDiubah" and str(e.berlaku) == hari]

    [akt] = await p.h.until(terbit)
    return None if akt is None else str(akt)


async def tutup(p: Panggung, hari: date) -> None:
    esok = p.waktu(f"{hari + timedelta(1)}T00:05")
    tanya = await p.h.call("POST", "/v1/tutup-hari", who=p.pusat(), json={"tanggal": hari.isoformat()}, at=esok)
    assert (await p.h.job(tanya, p.pusat(), seconds=60))["keadaan"] == "SELESAI"


async def perbarui(p: Panggung, id: str, dari: str, at: str, nomor_kartu: list[str]) -> str:
    """By the office, so that it waits for nothing but its first day."""
    isi = {
        "akt_id": "akt-sentosa", "pemberitahuan": "PB/2", "cakupan": "SELURUH", "surat_kuasa": {"nomor": "SK/2", "berlaku_dari": dari},
        "email_tagihan": "tagihan@akt.id", "nomor_kartu": nomor_kartu,
    }  # fmt: skip
    jawab = await p.h.call("POST", f"/v1/badan-usaha/{id}/delegasi", who=p.prima(), json=isi, at=p.waktu(at))
    assert jawab.status == 201, jawab.body
    return str(jawab.json()["proses_id"])


async def selesai(p: Panggung, id: str, proses: str) -> None:
    async def ada() -> bool:
        lihat = await p.h.call("GET", f"/v1/badan-usaha/{id}/peralihan-akt/{proses}", who=p.prima())
        return bool(lihat.json()["keadaan"] == "SELESAI")

    assert await p.h.until(ada)


@pytest.mark.aturan("R-AKT-13", "R-AKT-35")
async def test_the_webhooks_end_with_the_surat_kuasa_unless_it_is_renewed(panggung: Panggung) -> None:
    p = panggung
    habis, lanjut = [(await p.daftar_bu(surat_kuasa=KUASA))["badan_usaha_id"] for _ in range(2)]
    baris = [b for b in p.bahan.sentosa if b.cacat is None and b.orang.pekerja]
    for id, isi in ((habis, baris[:4]), (lanjut, baris[4:8])):
        assert (await p.impor(id, isi))["gagal"] == 0
    orang = {
        id: [r["nomor_kartu"] for r in await p.h.fetch("select nomor_kartu from peserta where badan_usaha_id = $1 order by 1", id)]
        for id in (habis, lanjut)
    }
    baru = await perbarui(p, lanjut, "2017-01-01", "2016-12-20T09:00", [])
    assert await ubah(p, orang[habis][0], "Jalan Lama 1", "2016-12-30") == "akt-sentosa"
    await tutup(p, HABIS)
    await selesai(p, lanjut, baru)

    async def lepas() -> bool:
        rows = await p.h.fetch("select count(*) as n from peserta where badan_usaha_id = $1 and akt_id is not null", habis)
        return bool(rows[0]["n"] == 0)

    assert await p.h.until(lepas)
    assert (await p.h.call("GET", f"/v1/badan-usaha/{habis}", who=p.akt(), at=p.waktu("2017-01-02T09:00"))).status == 403
    assert await ubah(p, orang[habis][0], "Jalan Baru 1", "2017-01-02") is None
    assert await ubah(p, orang[lanjut][0], "Jalan Baru 2", "2017-01-02") == "akt-sentosa"
    keadaan = [(await p.h.rt.commands.load(BADAN_USAHA, id))[0] for id in (habis, lanjut)]
    assert [k.akt_diberi_tahu for k in keadaan] == [None, "akt-sentosa"]
    # renewed late: its list names whom it has again
    telat = await perbarui(p, habis, "2017-01-10", "2017-01-10T09:00", orang[habis])
    await selesai(p, habis, telat)
    assert await ubah(p, orang[habis][0], "Jalan Baru 3", "2017-01-11") == "akt-sentosa"
    assert [d for d in await rebuild_inline(p.h.rt, p.h.process.parts, repair=False) if not d.same] == []
