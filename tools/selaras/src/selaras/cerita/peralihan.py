"""2016-12-28 to 2017-03-02: Badan Usaha 2 changes its AKT, step a to e, and each of its people has exactly one flag on each day."""

from __future__ import annotations

import time
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

from selaras.cerita.harapan import benar, sama
from selaras.cerita.mengapa import mengapa, sebut
from selaras.cerita.panggilan import sampai, serentak
from selaras.cerita.panggung import Langkah, Panggung
from selaras.cerita.pembayaran import bayar
from selaras.cerita.status_semua import noka_semua
from selaras.cerita.tetap import AKT, KC_PRIMA, MELATI, SENTOSA

DISERAHKAN, AKHIR, MULAI, SESUDAH = date(2017, 2, 1), date(2017, 2, 28), date(2017, 3, 1), date(2017, 3, 2)
BERTANDA = date(2016, 12, 5)
"""Since then everybody of Badan Usaha 2 has a flag: the day it paid for the first time (R-KIB-06)."""
TEPI = (AKHIR - timedelta(1), AKHIR, MULAI, SESUDAH)
LANGKAH = {
    MELATI: ["A_DILAPORKAN", "A_DAFTAR_DITERIMA", "B_TANDA_DICABUT"],
    SENTOSA: [
        "C_DISERAHKAN", "C_DAFTAR_DITERIMA", "C_DIKONFIRMASI", "D_PROFIL", "D_EMAIL_TAGIHAN", "D_TINGKAT_PENGGUNA", "E_TANDA_DIBERIKAN",
    ],
}  # fmt: skip
"""What each of the two is told of it: its own side, in this order."""


def tanda_siapa(hari: date) -> str:
    return MELATI if hari <= AKHIR else SENTOSA


def hari_hari(dari: date, sampai: date) -> Iterator[date]:
    return (dari + timedelta(n) for n in range((sampai - dari).days + 1))


def _badan_usaha(p: Panggung) -> str:
    return f"/v1/badan-usaha/{p.catatan.badan_usaha[MELATI]}"


def _proses(p: Panggung, langkah: str = "") -> str:
    return f"{_badan_usaha(p)}/peralihan-akt/{p.catatan.peralihan}{langkah}"


async def dilaporkan(p: Panggung) -> None:
    async with p.langkah("2016-12-28", "Badan Usaha 2 akan pindah AKT: langkah a, dua bulan sebelum berakhir") as lk:
        p.pada("2016-12-28 15:00")
        jalur = f"{_badan_usaha(p)}/peralihan-akt"
        isi = {"akt_baru": SENTOSA, "berakhir_pada": AKHIR.isoformat(), "alasan": "Badan Usaha memilih AKT lain"}
        j = await p.ditolak(MELATI, "kepesertaan", jalur, isi | {"akt_baru": MELATI}, status=422, aturan="R-AKT-39")
        lk.catat("pindah ke AKT yang sama", f"422 {j.alasan}", mengapa(j.isi), ms=j.ms)
        sama("penolakan tidak mengakhiri apa pun", await _delegasi(p, MELATI), [(MELATI, "2016-11-01", None)])
        j = await p.post(MELATI, "kepesertaan", jalur, isi, harap=201)
        p.catatan.peralihan = j.isi["proses_id"]
        sama("proses", (j.isi["jenis"], j.isi["keadaan"], j.isi["langkah_selesai"]), ("PERALIHAN", "BERJALAN", []))
        sama("hari terakhir tercatat", await _delegasi(p, MELATI), [(MELATI, "2016-11-01", AKHIR.isoformat())])
        lk.catat(f"AKT lama melaporkan akhir kerja sama {AKHIR}", "proses BERJALAN", "R-AKT-34, R-AKT-36", ms=j.ms)
        daftar = noka_semua(p, MELATI)[1:]
        j = await p.post(MELATI, "kepesertaan", _proses(p, "/daftar-peserta"), {"sisi": "LAMA", "nomor_kartu": daftar})
        sama("daftar", (j.isi["jumlah_daftar_lama"], j.isi["langkah_selesai"]), (len(daftar), ["A"]))
        lk.catat("daftar peserta dari AKT lama", f"{len(daftar)} orang; seorang tidak disebutnya", "R-AKT-36", ms=j.ms)
        j = await p.get(SENTOSA, "kepesertaan", _proses(p))
        sama("sisi AKT baru", [j.isi[k] for k in ("akt_lama", "berakhir_pada", "jumlah_daftar_lama")], [None, None, 0])
        tidak = await p.get(SENTOSA, "kepesertaan", _badan_usaha(p), harap=404)
        lk.catat("AKT baru membaca prosesnya", f"sisinya sendiri saja; Badan Usahanya {tidak.status}", "R-AKT-25", ms=j.ms)
        await p.webhook(MELATI, "delegasi.berakhir", berakhir_pada=AKHIR.isoformat())


async def diserahkan(p: Panggung) -> None:
    async with p.langkah(DISERAHKAN.isoformat(), "AKT baru menyerahkan surat kuasa dan peserta Badan Usaha 2: langkah c") as lk:
        p.pada(f"{DISERAHKAN} 09:00")
        kuasa = {"nomor": "SK/4/2017", "berlaku_dari": MULAI.isoformat(), "berlaku_sampai": "2017-10-31", "berkas": "surat-kuasa.pdf"}
        isi = {
            "pemberitahuan": "PB/1/2017",
            "cakupan": "SELURUH",
            "surat_kuasa": kuasa,
            "email_tagihan": "iuran@sentosa.contoh.id",
            "nomor_kartu": noka_semua(p, MELATI),
        }
        awal = isi | {"surat_kuasa": kuasa | {"berlaku_dari": AKHIR.isoformat()}}
        j = await p.ditolak(SENTOSA, "kepesertaan", _proses(p, "/penyerahan"), awal, status=422, aturan="R-AKT-39")
        lk.catat(f"surat kuasa mulai {AKHIR}", f"422 {j.alasan}", mengapa(j.isi), ms=j.ms)
        j = await p.post(SENTOSA, "kepesertaan", _proses(p, "/penyerahan"), isi)
        lk.catat(f"surat kuasa mulai {MULAI}, {len(isi['nomor_kartu'])} orang", "diterima, menunggu kantor", "R-AKT-38", ms=j.ms)
        setuju = {"konfirmasi": True}
        tolak = await p.ditolak(SENTOSA, "kepesertaan", _proses(p, "/lanjutan"), setuju, status=403, aturan="R-AKT-12")
        j = await p.post(KC_PRIMA, "kepesertaan", _proses(p, "/lanjutan"), setuju)
        sama("langkah", (j.isi["keadaan"], j.isi["langkah_selesai"]), ("BERJALAN", ["A", "C"]))
        sama("belum ada delegasi baru", await _delegasi(p, KC_PRIMA), [(MELATI, "2016-11-01", AKHIR.isoformat())])
        lk.catat("Kantor Cabang Prima membenarkan surat kuasa", f"langkah a dan c selesai; AKT sendiri {tolak.status}", "R-AKT-12", ms=j.ms)
        await p.get(SENTOSA, "kepesertaan", _badan_usaha(p), harap=404)


async def pindah(p: Panggung) -> None:
    async with p.langkah(f"{AKHIR} dan {MULAI}", "Hari terakhir AKT lama ditutup: langkah b, d dan e") as lk:
        await p.tutup_hari(lk, AKHIR.isoformat())
        p.pada(f"{MULAI} 08:00")
        mulai = time.perf_counter()

        async def selesai() -> dict[str, Any] | None:
            isi: dict[str, Any] = (await p.get(KC_PRIMA, "kepesertaan", _proses(p))).isi
            return isi if isi["keadaan"] == "SELESAI" else None

        isi = await sampai("peralihan AKT selesai", selesai)
        semua = noka_semua(p, MELATI)
        sama("langkah", isi["langkah_selesai"], ["A", "B", "C", "D", "E"])
        cabut = (isi["tanda_dicabut"], isi["tidak_dalam_daftar"], isi["tidak_bertanda"])
        sama("tanda lama dicabut, yang berbeda dari daftar disebut", cabut, (len(semua), semua[:1], []))
        ms = (time.perf_counter() - mulai) * 1000
        lk.catat("langkah b: tanda AKT lama", f"{len(semua)} dicabut, 1 tidak ada dalam daftarnya", "R-AKT-37, R-KIB-11", ms=ms)
        sama("pembaruan", isi["pembaruan"], ["PROFIL", "EMAIL_TAGIHAN", "TINGKAT_PENGGUNA"])
        sama("delegasi kepada AKT baru", await _delegasi(p, SENTOSA), [(SENTOSA, MULAI.isoformat(), None)])
        lk.catat("langkah d", "profil, surel tagihan, tingkat pengguna", "R-AKT-30, R-AKT-39")
        sama("tanda baru", (isi["tanda_diberikan"], isi["jumlah_ditahan"], isi["ditahan"]), (len(semua), 0, []))
        lk.catat("langkah e: tanda AKT baru", f"{len(semua)} diberikan kepada yang aktif", "R-AKT-29, R-AKT-39, R-KIB-09")
        p.catatan.fakta["peralihan"] = (isi["tanda_dicabut"], isi["tanda_diberikan"])
        await _diumumkan(p, lk, set(semua))
        j = await p.get(MELATI, "kepesertaan", _badan_usaha(p), harap=403)
        sama("aturan", j.aturan, "R-AKT-35")
        lk.catat("AKT lama membaca Badan Usaha 2", f"403 {j.alasan}", mengapa(j.isi), ms=j.ms)


async def _delegasi(p: Panggung, klien: str) -> list[tuple[str, str, str | None]]:
    isi = (await p.get(klien, "kepesertaan", _badan_usaha(p))).isi
    return [(d["akt_id"], d["berlaku_dari"], d["berakhir_pada"]) for d in isi["delegasi"]]


async def _diumumkan(p: Panggung, lk: Langkah, semua: set[str]) -> None:
    """Each of the two AKT is told its own side: the steps, and whose flag has ended or begun."""

    def disebut() -> tuple[set[str], set[str]]:
        akhir = p.penerima.cari(MELATI, "tanda_koordinasi_manfaat.dihapus", berakhir_pada=AKHIR.isoformat())
        awal = p.penerima.cari(SENTOSA, "tanda_koordinasi_manfaat.diberikan", berlaku_dari=MULAI.isoformat())
        return {k.data["nomor_kartu"] for k in akhir}, {n for k in awal for n in k.data["nomor_kartu"]}

    async def tiba() -> bool | None:
        return True if disebut() == (semua, semua) else None

    await sampai(f"webhook tanda yang dihapus dan yang diberikan menyebut {len(semua)} orang", tiba)
    for akt, harus in LANGKAH.items():
        await p.webhook(akt, "peralihan_akt.langkah", langkah=harus[-1])
        kiriman = p.penerima.cari(akt, "peralihan_akt.langkah", proses_id=p.catatan.peralihan)
        sama(f"langkah yang diberitahukan kepada {akt}", [k.data["langkah"] for k in kiriman], harus)
    lk.catat(
        "webhook", f"AKT lama: {len(semua)} tanda dihapus; AKT baru: {len(semua)} tanda diberikan; tiap langkah hanya kepada yang punya"
    )


async def sesudah(p: Panggung) -> None:
    async with p.langkah(
        SESUDAH.isoformat(), "Sesudah pindah: tepat satu tanda tiap hari; iuran Maret diberitahukan kepada AKT baru"
    ) as lk:
        p.pada(f"{SESUDAH} 09:00")
        for akt in AKT:
            j = await bayar(p, akt, p.catatan.tagihan[akt, "2017-03"]["jumlah"], f"BNI-20170302-{AKT.index(akt) + 1}")
        for jenis in ("iuran.diterima", "tagihan.lunas"):
            await p.webhook(SENTOSA, jenis, virtual_account=p.catatan.va[MELATI])
        lk.catat("Badan Usaha 2 membayar Maret", "iuran.diterima, tagihan.lunas kepada AKT baru", "R-BYR-05, R-AKT-39", ms=j.ms)
        await _aktif_dan_bertanda(p, lk)
        await _tiap_hari_satu(p, lk)
        await _mutasi(p, lk)


async def _aktif_dan_bertanda(p: Panggung, lk: Langkah) -> None:
    """What hospitals go by: on the days around the change everybody is active, with the flag of the one AKT whose day it is."""
    noka = noka_semua(p, MELATI)
    mulai = time.perf_counter()

    async def pada(hari: date) -> dict[str, tuple[Any, ...]]:
        isi = (await p.post(KC_PRIMA, "status", "/v1/status:periksa", {"pada": hari.isoformat(), "nomor_kartu": noka})).isi
        tanda = {s["nomor_kartu"]: s["koordinasi_manfaat"] for s in isi["data"]}
        return {s["nomor_kartu"]: (s["keadaan"], tanda[s["nomor_kartu"]]["aktif"], tanda[s["nomor_kartu"]]["akt_id"]) for s in isi["data"]}

    def harus(hari: date) -> dict[str, tuple[Any, ...]]:
        return dict.fromkeys(noka, ("AKTIF", True, tanda_siapa(hari)))

    async def tahu() -> bool | None:
        return True if await pada(SESUDAH) == harus(SESUDAH) else None

    await sampai(f"status mengenal tanda baru {len(noka)} orang", tahu)
    for hari in TEPI:
        sama(f"status dan tanda pada {hari}", await pada(hari), harus(hari))
    ms = (time.perf_counter() - mulai) * 1000
    jawab = "; ".join(f"{hari} {tanda_siapa(hari)}" for hari in TEPI)
    lk.catat(
        f"status:periksa {len(noka)} orang, {len(TEPI)} hari", f"AKTIF, tanda {jawab}", "R-AKT-39", ms=ms, jumlah=len(noka) * len(TEPI)
    )


async def _tiap_hari_satu(p: Panggung, lk: Langkah) -> None:
    """R-AKT-39 by the flags themselves: counted for each person on each day since the first, never none and never two."""
    noka = noka_semua(p, MELATI)
    hari_hari_ini = list(hari_hari(BERTANDA, SESUDAH))
    mulai = time.perf_counter()

    async def periksa(nomor: str) -> None:
        riwayat = (await p.get(KC_PRIMA, "kepesertaan", f"/v1/peserta/{nomor}")).isi["riwayat_tanda"]
        for hari in hari_hari_ini:
            h = hari.isoformat()
            punya = [t["akt_id"] for t in riwayat if t["sejak"] <= h and (t["sampai"] is None or h <= t["sampai"])]
            sama(f"tanda peserta {nomor} pada {h}", punya, [tanda_siapa(hari)])

    await serentak(periksa, noka)
    ms = (time.perf_counter() - mulai) * 1000
    jawab = f"tepat satu tanda pada tiap hari dari {BERTANDA} sampai {SESUDAH}"
    lk.catat(f"riwayat tanda {len(noka)} orang", jawab, "R-AKT-39", ms=ms, jumlah=len(noka))
    milik = (await p.get(SENTOSA, "kepesertaan", f"/v1/peserta/{noka[0]}")).isi["riwayat_tanda"]
    sama("AKT baru tidak melihat siapa sebelumnya", milik, [{"akt_id": SENTOSA, "sejak": MULAI.isoformat(), "sampai": None}])


async def _mutasi(p: Panggung, lk: Langkah) -> None:
    """From its day on the new AKT enters the changes, and is told of them; the old one may neither ask nor change."""
    nomor = noka_semua(p, MELATI)[-1]
    isi = {"jenis": "UBAH_DATA", "berlaku": SESUDAH.isoformat(), "data": {"telepon": "081200000000"}}
    tolak = await p.ditolak(MELATI, "kepesertaan", f"/v1/peserta/{nomor}/mutasi", isi, status=403, aturan="R-AKT-35")
    tanya = await p.get(MELATI, "status", f"/v1/status/{nomor}", harap=403)
    tagihan = await p.get(MELATI, "iuran", f"/v1/tagihan/{p.catatan.tagihan[MELATI, '2017-03']['tagihan_id']}", harap=403)
    sama("aturan", [j.aturan for j in (tanya, tagihan)], ["R-AKT-35", "R-AKT-35"])
    j = await p.post(SENTOSA, "kepesertaan", f"/v1/peserta/{nomor}/mutasi", isi)
    await p.webhook(SENTOSA, "peserta.diubah", nomor_kartu=nomor)
    benar("AKT lama tidak diberi tahu", p.penerima.cari(MELATI, "peserta.diubah", nomor_kartu=nomor) == [])
    lk.catat(
        "perubahan data seorang peserta Badan Usaha 2",
        "oleh AKT baru: diterima, webhook peserta.diubah; AKT lama: 403, juga atas status dan tagihan",
        sebut([*mengapa(tolak.isi).split(", "), "R-AKT-31"]),
        ms=j.ms,
    )
