"""Cooperation with an AKT begun in JKN, and its change to another: the saga on real PostgreSQL and Kafka, status played by the stage."""

from __future__ import annotations

import io
from datetime import date, timedelta
from itertools import pairwise
from typing import Any

import aiohttp
import pytest
from chassis.rebuild_service import rebuild_inline
from kepesertaan.model.badan_usaha import BADAN_USAHA
from selaras.cerita.berkas import berkas_peserta
from shared_events.status import StatusUnitBerubah

Panggung = Any
AT = "2017-01-20T09:00"


async def tutup(panggung: Panggung, hari: str) -> None:
    esok = (date.fromisoformat(hari) + timedelta(days=1)).isoformat()
    ask = await panggung.h.call("POST", "/v1/tutup-hari", who=panggung.pusat(), json={"tanggal": hari}, at=panggung.waktu(f"{esok}T00:05"))
    assert (await panggung.h.job(ask, panggung.pusat(), seconds=60))["keadaan"] == "SELESAI"


async def minta(panggung: Panggung, cara: str, jalur: str, *, who: str, at: str = AT, status: int = 200, json: Any = None) -> Any:
    answer = await panggung.h.call(cara, jalur, who=who, json=json, at=panggung.waktu(at))
    assert answer.status == status, answer.body
    return answer.json()


async def sampai(panggung: Panggung, bu: str, proses: str, keadaan: str) -> Any:
    async def ada() -> Any:
        view = (await panggung.h.call("GET", f"/v1/badan-usaha/{bu}/peralihan-akt/{proses}", who=panggung.prima())).json()
        return view if view["keadaan"] == keadaan else None

    return await panggung.h.until(ada, seconds=30)


async def nomor(panggung: Panggung, bu: str) -> list[str]:
    return [b["nomor_kartu"] for b in await panggung.h.fetch("select nomor_kartu from peserta where badan_usaha_id = $1 order by 1", bu)]


def penyerahan(akt: str, mulai: str, nomor_kartu: list[str], **lain: Any) -> dict[str, Any]:
    return {
        "akt_id": akt, "pemberitahuan": "PB/1", "cakupan": "SELURUH", "surat_kuasa": {"nomor": "SK/9", "berlaku_dari": mulai},
        "email_tagihan": "tagihan@akt.id", "nomor_kartu": nomor_kartu, **lain,
    }  # fmt: skip


@pytest.fixture(scope="module")
async def di_jkn(panggung: Panggung) -> dict[str, Any]:
    """A Badan Usaha in JKN without an AKT, with its people."""
    isi = panggung.formulir("akt-melati", jenis="BUMN", npwp="000000000009911")
    tanpa = {k: v for k, v in isi.items() if k not in ("akt_id", "cakupan", "daftar_akt", "akt_ditunjuk", "surat_kuasa")}
    bu: dict[str, Any] = await minta(
        panggung, "POST", "/v1/badan-usaha", who=panggung.prima(), json=tanpa, at="2016-11-07T10:00", status=201
    )
    id = bu["badan_usaha_id"]
    form = panggung.pusat()
    data = aiohttp.FormData()
    data.add_field(
        "berkas", io.BytesIO(berkas_peserta(panggung.bahan.melati, pemisah=";", bom=True)), filename="p.csv", content_type="text/csv"
    )
    kirim = await panggung.h.call("POST", f"/v1/badan-usaha/{id}/peserta:impor", who=form, at=panggung.waktu("2016-11-15T09:00"), data=data)
    assert (await panggung.h.job(kirim, form, seconds=60))["selesai"] == 40
    return bu


@pytest.mark.aturan("R-AKT-27", "R-AKT-28", "R-AKT-29", "R-AKT-30", "R-KIB-01", "R-KIB-05")
async def test_a_badan_usaha_in_jkn_begins_to_cooperate(panggung: Panggung, di_jkn: dict[str, Any]) -> None:
    h, id = panggung.h, di_jkn["badan_usaha_id"]
    orang = await nomor(panggung, id)
    panggung.tidak_aktif.clear()
    panggung.tidak_aktif.update(orang[:2])
    jalur = f"/v1/badan-usaha/{id}/delegasi"
    isi = penyerahan("akt-melati", "2016-12-01", [*orang, "0009999999999"], email_tagihan="")
    akt = panggung.akt("akt-melati")
    # R-AKT-27: the list from which it chooses
    ada = await minta(panggung, "GET", "/v1/akt?pks_aktif_pada=2016-12-01", who=panggung.akt("akt-lain"))
    assert {"akt-melati", "akt-sentosa"} <= {a["akt_id"] for a in ada["data"]}
    # without papers it learns nothing; without surat kuasa it is refused
    await minta(panggung, "POST", jalur, who=akt, json=isi, at="2016-12-01T09:00", status=404)
    tanpa = {k: v for k, v in isi.items() if k != "surat_kuasa"}
    await minta(panggung, "POST", jalur, who=akt, json=tanpa, at="2016-12-01T09:00", status=422)
    proses = await minta(panggung, "POST", jalur, who=akt, json={**isi, "npwp": "000000000009911"}, at="2016-12-01T09:00", status=201)
    tertahan = await sampai(panggung, id, proses["proses_id"], "TERTAHAN")
    assert tertahan["menunggu"] == "MENUNGGU_KONFIRMASI"
    assert [b["n"] for b in await h.fetch("select count(*) as n from delegasi where badan_usaha_id = $1", id)] == [0]
    lanjut = f"/v1/badan-usaha/{id}/peralihan-akt/{proses['proses_id']}/lanjutan"
    await minta(panggung, "POST", lanjut, who=akt, json={"konfirmasi": True}, at="2016-12-01T10:00", status=403)
    await minta(panggung, "POST", lanjut, who=panggung.prima(), json={"konfirmasi": True}, at="2016-12-01T10:00")

    async def tanpa_email() -> Any:
        view = await minta(panggung, "GET", f"/v1/badan-usaha/{id}/peralihan-akt/{proses['proses_id']}", who=akt)
        return view if view["menunggu"] == "EMAIL_TAGIHAN_BELUM_ADA" else None

    sebagian = await h.until(tanpa_email)
    assert (sebagian["keadaan"], sebagian["pembaruan"]) == ("TERTAHAN", ["PROFIL"])  # R-AKT-30: not SELESAI
    await minta(panggung, "POST", lanjut, who=panggung.prima(), json={"email_tagihan": "tagihan@akt.id"}, at="2016-12-01T11:00")
    selesai = await sampai(panggung, id, proses["proses_id"], "SELESAI")
    assert (selesai["tanda_diberikan"], selesai["jumlah_ditahan"]) == (38, 3)
    assert {d["nomor_kartu"]: d["kode"] for d in selesai["ditahan"]} == {
        orang[0]: "TIDAK_AKTIF", orang[1]: "TIDAK_AKTIF", "0009999999999": "BUKAN_PESERTA_JKN",
    }  # fmt: skip
    assert selesai["pembaruan"] == ["PROFIL", "EMAIL_TAGIHAN", "TINGKAT_PENGGUNA"]
    bertanda = await h.fetch("select count(*) as n from peserta where tanda_badan_usaha_id = $1 and tanda_akt_id = 'akt-melati'", id)
    assert bertanda[0]["n"] == 38
    [umum] = await h.until(lambda: panggung.peristiwa("TandaKoordinasiManfaatDiberikanMassal", f"badan-usaha:{id}"))
    assert len(umum.nomor_kartu) == 38

    async def langkah() -> Any:
        semua = [e.langkah for e in await panggung.peristiwa("PeralihanAktBerlanjut", f"proses-akt:{proses['proses_id']}")]
        return "E_TANDA_DIBERIKAN" in semua and semua

    assert "D_PROFIL" in await h.until(langkah)


@pytest.mark.aturan("R-KIB-09", "R-AKT-29")
async def test_who_was_held_is_flagged_by_the_next_run(panggung: Panggung, di_jkn: dict[str, Any]) -> None:
    id, va = di_jkn["badan_usaha_id"], di_jkn["virtual_account"]
    event = StatusUnitBerubah(virtual_account=va, badan_usaha_id=id, keadaan="AKTIF", aktif=True, dari="2017-01-05", lunas_sampai="2017-01")
    await panggung.h.bus.publish(f"unit:{va}", event, at=panggung.waktu("2017-01-05T10:00"))

    async def semua() -> Any:
        [b] = await panggung.h.fetch("select count(*) as n from peserta where badan_usaha_id = $1 and tanda_akt_id = 'akt-melati'", id)
        return b["n"] == 40

    assert await panggung.h.until(semua)


@pytest.mark.aturan("R-AKT-36", "R-AKT-37", "R-AKT-38", "R-AKT-39", "R-KIB-11")
async def test_the_change_of_akt_leaves_one_flag_at_each_instant(panggung: Panggung, di_jkn: dict[str, Any]) -> None:
    h, id = panggung.h, di_jkn["badan_usaha_id"]
    panggung.tidak_aktif.clear()
    orang = await nomor(panggung, id)
    melati, sentosa = panggung.akt("akt-melati"), panggung.akt("akt-sentosa")
    jalur = f"/v1/badan-usaha/{id}/peralihan-akt"
    mulai = {"akt_baru": "akt-sentosa", "berakhir_pada": "2017-03-31", "alasan": "pindah"}
    proses = await minta(panggung, "POST", jalur, who=melati, json=mulai, status=201)
    p = f"{jalur}/{proses['proses_id']}"
    await minta(panggung, "POST", jalur, who=melati, json=mulai, status=409)  # one at a time
    # whom nobody names sees nothing; the new AKT sees its side alone
    await minta(panggung, "GET", p, who=panggung.akt("akt-lain"), status=404)
    assert (await minta(panggung, "GET", p, who=sentosa))["akt_lama"] is None
    await minta(panggung, "GET", f"/v1/badan-usaha/{id}", who=sentosa, status=404)
    serah = penyerahan("akt-sentosa", "2017-04-01", orang)
    await minta(panggung, "POST", f"{p}/penyerahan", who=melati, json={**serah, "akt_id": None}, status=403)
    await minta(panggung, "POST", f"{p}/penyerahan", who=sentosa, json=serah)
    await minta(panggung, "POST", f"{p}/lanjutan", who=panggung.prima(), json={"konfirmasi": True})
    await tutup(panggung, "2017-03-31")
    tertahan = await sampai(panggung, id, proses["proses_id"], "TERTAHAN")
    assert tertahan["menunggu"] == "DAFTAR_PESERTA_BELUM_ADA"
    tugas = await minta(panggung, "GET", f"/v1/tugas?badan_usaha_id={id}", who=panggung.prima(), at="2017-04-01T08:00")
    assert ("DAFTAR_PESERTA_BELUM_ADA", "MPKR") in {(t["jenis"], t["peran"]) for t in tugas["data"]}
    # the list comes late, two short and with a stranger in it
    daftar = {"sisi": "LAMA", "nomor_kartu": [*orang[2:], "0009999999999"]}
    await minta(panggung, "POST", f"{p}/daftar-peserta", who=sentosa, json=daftar, at="2017-04-01T09:00", status=403)
    await minta(panggung, "POST", f"{p}/daftar-peserta", who=melati, json=daftar, at="2017-04-01T09:00")
    selesai = await sampai(panggung, id, proses["proses_id"], "SELESAI")
    assert (selesai["tanda_dicabut"], selesai["tidak_dalam_daftar"], selesai["tidak_bertanda"]) == (40, orang[:2], ["0009999999999"])
    assert (selesai["tanda_diberikan"], selesai["langkah_selesai"]) == (40, ["A", "B", "C", "D", "E"])
    own = await minta(panggung, "GET", f"/v1/peserta/{orang[5]}", who=sentosa, at="2017-04-02T09:00")
    assert [t["akt_id"] for t in own["riwayat_tanda"]] == ["akt-sentosa"]  # whose he was before is not its business
    before = await minta(panggung, "GET", f"/v1/peserta/{orang[5]}?pada=2017-03-31", who=sentosa, at="2017-04-02T09:00")
    assert before["koordinasi_manfaat"] == {"tanda": False, "akt_id": None, "sejak": None, "sampai": None}
    seen = await minta(panggung, "GET", f"/v1/peserta/{orang[5]}", who=panggung.prima(), at="2017-04-02T09:00")
    assert [(t["akt_id"], t["sejak"], t["sampai"]) for t in seen["riwayat_tanda"]] == [
        ("akt-melati", "2016-12-01", "2017-03-31"),
        ("akt-sentosa", "2017-04-01", None),
    ]
    await minta(panggung, "GET", f"/v1/badan-usaha/{id}", who=melati, at="2017-04-02T09:00", status=403)
    selesai_tugas = await minta(
        panggung, "GET", f"/v1/tugas?badan_usaha_id={id}&keadaan=TERBUKA", who=panggung.prima(), at="2017-04-02T08:00"
    )
    assert selesai_tugas["data"] == []

    async def terbit() -> Any:
        semua = [(a.akt_id, e.langkah) for a, e in await h.bus.read("kepesertaan") if a.subject == f"proses-akt:{proses['proses_id']}"]
        return ("akt-sentosa", "E_TANDA_DIBERIKAN") in semua and semua

    amplop = await h.until(terbit)
    assert ("akt-melati", "B_TANDA_DICABUT") in amplop
    assert not {("akt-sentosa", "B_TANDA_DICABUT"), ("akt-melati", "C_DISERAHKAN")} & set(amplop)


@pytest.mark.aturan("R-KIB-11", "R-AKT-35", "R-AKT-36")
async def test_a_stopped_change_still_ends_the_old_flags(panggung: Panggung, di_jkn: dict[str, Any]) -> None:
    h, id = panggung.h, di_jkn["badan_usaha_id"]
    jalur = f"/v1/badan-usaha/{id}/peralihan-akt"
    mulai = {"berakhir_pada": "2017-06-30", "alasan": "batal"}
    proses = await minta(panggung, "POST", jalur, who=panggung.prima(), json=mulai, at="2017-04-20T09:00", status=201)
    await tutup(panggung, "2017-06-30")
    await sampai(panggung, id, proses["proses_id"], "TERTAHAN")
    # step b waits, and somebody leaves on the day after the end: his flag ended with the cooperation
    pergi = (await nomor(panggung, id))[0]
    keluar = {"jenis": "KELUAR", "berlaku": "2017-07-01"}
    await minta(panggung, "POST", f"/v1/peserta/{pergi}/mutasi", who=panggung.prima(), json=keluar, at="2017-07-01T08:00")
    dia = await minta(panggung, "GET", f"/v1/peserta/{pergi}", who=panggung.prima(), at="2017-07-02T09:00")
    assert (dia["berakhir_pada"], dia["riwayat_tanda"][-1]["sampai"]) == ("2017-07-01", "2017-06-30")
    hentikan = f"{jalur}/{proses['proses_id']}/penghentian"
    await minta(panggung, "POST", hentikan, who=panggung.akt("akt-sentosa"), json={"alasan": "batal"}, at="2017-07-01T09:00", status=403)
    view = await minta(panggung, "POST", hentikan, who=panggung.prima(), json={"alasan": "batal"}, at="2017-07-01T09:00")
    assert view["keadaan"] == "DIHENTIKAN"

    async def habis() -> Any:
        [b] = await h.fetch("select count(*) as n from peserta where tanda_badan_usaha_id = $1", id)
        return b["n"] == 0

    assert await h.until(habis)
    # R-AKT-35: the AKT that left is told nothing more of the Badan Usaha and its people, with a flag or without
    nomor_kartu = (await nomor(panggung, id))[0]
    ubah = {"jenis": "UBAH_DATA", "berlaku": "2017-07-02", "data": {"alamat": "Jalan Baru 1"}}
    await minta(panggung, "POST", f"/v1/peserta/{nomor_kartu}/mutasi", who=panggung.prima(), json=ubah, at="2017-07-02T09:00")

    async def kepada() -> Any:
        semua = [(a, e) for a, e in await h.bus.read("kepesertaan") if a.subject == f"peserta:{nomor_kartu}"]
        return [a.akt_id for a, e in semua if type(e).__name__ == "DataPesertaDiubah"]

    assert await h.until(kepada) == [None]
    keadaan, _ = await h.rt.commands.load(BADAN_USAHA, id)
    assert (keadaan.akt_id, keadaan.akt_diberi_tahu) == ("akt-sentosa", None)


@pytest.mark.aturan("R-KIB-09", "R-AKT-29")
async def test_while_status_does_not_answer_nobody_is_held_for_it(panggung: Panggung, di_jkn: dict[str, Any]) -> None:
    """The step is tried again until somebody can say who is active; what was done before it stays done."""
    h, id = panggung.h, di_jkn["badan_usaha_id"]
    orang = await nomor(panggung, id)
    panggung.dukcapil_mati.set()  # the one stage server: tokens and status are away with it
    isi = penyerahan("akt-melati", "2017-08-01", orang, surat_kuasa={"nomor": "SK/10", "berlaku_dari": "2017-08-01"})
    try:
        jalur = f"/v1/badan-usaha/{id}/delegasi"
        proses = await minta(panggung, "POST", jalur, who=panggung.prima(), json=isi, at="2017-08-01T09:00", status=201)
        lihat = f"/v1/badan-usaha/{id}/peralihan-akt/{proses['proses_id']}"

        async def sampai_d() -> Any:
            return len((await minta(panggung, "GET", lihat, who=panggung.prima()))["pembaruan"]) == 3

        assert await h.until(sampai_d, seconds=30)
        assert (await minta(panggung, "GET", lihat, who=panggung.prima()))["tanda_diberikan"] is None
    finally:
        panggung.dukcapil_mati.clear()
    selesai = await sampai(panggung, id, proses["proses_id"], "SELESAI")
    assert (selesai["tanda_diberikan"], selesai["jumlah_ditahan"]) == (39, 1)
    riwayat = (await minta(panggung, "GET", f"/v1/peserta/{orang[3]}", who=panggung.prima(), at="2017-08-02T09:00"))["riwayat_tanda"]
    assert [t["akt_id"] for t in riwayat] == ["akt-melati", "akt-sentosa", "akt-melati"]
    assert all(a["sampai"] < b["sejak"] for a, b in pairwise(riwayat))


async def test_what_the_processes_wrote_is_built_again_equal(panggung: Panggung, di_jkn: dict[str, Any]) -> None:
    beda = [d for d in await rebuild_inline(panggung.h.rt, panggung.h.process.parts, repair=False) if not d.same]
    assert beda == []
