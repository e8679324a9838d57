"""2017-02-15 and 2017-03-02: Badan Usaha 3 delegates in part. Each side registers its own; whom nobody did, a month's end shows."""

from __future__ import annotations

from typing import Any

from selaras.cerita.harapan import benar, sama
from selaras.cerita.mengapa import mengapa
from selaras.cerita.orang import Orang
from selaras.cerita.panggilan import Jawaban, sampai
from selaras.cerita.panggung import Langkah, Panggung
from selaras.cerita.pembayaran import bayar
from selaras.cerita.status_semua import noka_semua
from selaras.cerita.tetap import BU_SENDIRI, KC_PRIMA, MELATI, TIGA

KOSONG = (None, "")


def _badan_usaha(p: Panggung) -> str:
    return p.catatan.badan_usaha[TIGA]


def isian(o: Orang, badan_usaha_id: str) -> dict[str, Any]:
    """One person as a form: the columns of the file, wages as numbers."""
    teks = {k: v for k, v in o.baris().items() if v not in KOSONG}
    upah = {k: getattr(o, k) for k in ("upah_pokok", "tunjangan_tetap") if getattr(o, k) is not None}
    return {**teks, **upah, "badan_usaha_id": badan_usaha_id}


async def _daftar(p: Panggung, klien: str, o: Orang) -> Jawaban:
    j = await p.post(klien, "kepesertaan", "/v1/peserta", isian(o, _badan_usaha(p)), harap=201)
    p.catatan.noka[o.nik] = j.isi["nomor_kartu"]
    return j


async def didaftarkan(p: Panggung) -> None:
    async with p.langkah("2017-02-15", "Badan Usaha 3 mendelegasikan sebagian: berkasnya dilengkapi, pesertanya didaftarkan") as lk:
        p.pada("2017-02-15 09:00")
        kuasa = {"nomor": "SK/3/2017", "berlaku_dari": "2017-02-15", "berlaku_sampai": "2017-10-31", "berkas": "surat-kuasa.pdf"}
        isi = {"daftar_akt": [MELATI], "akt_ditunjuk": MELATI, "surat_kuasa": kuasa}
        j = await p.post(MELATI, "kepesertaan", f"/v1/badan-usaha/{_badan_usaha(p)}/berkas", isi, harap=200)
        sama("berkas lengkap", (j.isi["keadaan"], j.isi["kurang"], j.isi["virtual_account"]), ("TERDAFTAR", [], "8888800000012347"))
        p.catatan.va[TIGA] = j.isi["virtual_account"]
        p.pemanggil.klaim[BU_SENDIRI] = {"badan_usaha_id": _badan_usaha(p)}
        lk.catat("Daftar AKT yang kurang disusulkan", f"TERDAFTAR, VA {p.catatan.va[TIGA]}", "R-AKT-19, R-AKT-22", ms=j.ms)
        await _masing_masing(p, lk)
        isi = (await _kesenjangan(p)).isi
        sama("belum ada bulan yang diperiksa", isi["terakhir"], None)


async def _masing_masing(p: Panggung, lk: Langkah) -> None:
    didelegasikan = [o for o in p.bahan.sebagian if o.koordinasi_manfaat == "Y"]
    sendiri = [o for o in p.bahan.orang(TIGA) if o not in didelegasikan]
    for klien, orang, siapa in ((MELATI, sendiri[0], "AKT"), (BU_SENDIRI, didelegasikan[0], "Badan Usaha")):
        j = await p.ditolak(klien, "kepesertaan", "/v1/peserta", isian(orang, _badan_usaha(p)), status=422, aturan="R-AKT-15")
        kata = "tanpa" if orang.koordinasi_manfaat == "T" else "dengan"
        lk.catat(f"{siapa} mendaftarkan pekerja {kata} koordinasi manfaat", f"422 {j.alasan}", mengapa(j.isi), ms=j.ms)
    for klien, semua, siapa in ((MELATI, didelegasikan, "AKT"), (BU_SENDIRI, sendiri, "Badan Usaha sendiri")):
        for o in semua:
            j = await _daftar(p, klien, o)
            sama("iuran mulai", j.isi["iuran_mulai"], "2017-03")
        pekerja = sum(o.pekerja for o in semua)
        lk.catat(f"{siapa} mendaftarkan bagiannya", f"{len(semua)} orang, {pekerja} di antaranya pekerja", "R-AKT-15, R-AKT-32", ms=j.ms)


async def _kesenjangan(p: Panggung) -> Jawaban:
    """The report, against a count of our own: workers by the form, less those registered by either side."""
    ada = [o for o in p.bahan.sebagian if o.pekerja and o.nik in p.catatan.noka]
    seluruhnya, koordinasi = sum(o.pekerja for o in p.bahan.sebagian), sum(o.koordinasi_manfaat == "Y" for o in ada)
    j = await p.get(BU_SENDIRI, "kepesertaan", f"/v1/badan-usaha/{_badan_usaha(p)}/kesenjangan")
    dapat = {k: j.isi[k] for k in ("cakupan", "jumlah_pekerja", "terdaftar_koordinasi", "terdaftar_lain", "kesenjangan")}
    harap = {
        "cakupan": "SEBAGIAN",
        "jumlah_pekerja": seluruhnya,
        "terdaftar_koordinasi": koordinasi,
        "terdaftar_lain": len(ada) - koordinasi,
        "kesenjangan": seluruhnya - len(ada),
    }
    sama("laporan kesenjangan", dapat, harap)
    benar("pemberitahuan selama ada yang kurang", (j.isi["pemberitahuan"] is None) == (seluruhnya == len(ada)), j.isi["pemberitahuan"])
    return j


async def laporan(p: Panggung) -> None:
    async with p.langkah("2017-03-02", "Badan Usaha 3: laporan kesenjangan bulan Februari, lalu yang tertinggal didaftarkan") as lk:
        p.pada("2017-03-02 10:00")
        j = await _kesenjangan(p)
        terakhir = j.isi["terakhir"]
        sama("diperiksa ketika Februari berakhir", (terakhir["periode"], terakhir["kesenjangan"]), ("2017-02", 1))
        p.catatan.fakta["kesenjangan"] = terakhir["kesenjangan"]
        pekerja = f"{j.isi['terdaftar_koordinasi']} oleh AKT, {j.isi['terdaftar_lain']} oleh Badan Usaha"
        lk.catat("laporan kesenjangan", f"{pekerja}. {j.isi['pemberitahuan']}", "R-AKT-15, R-AKT-16", ms=j.ms)
        tugas = await p.semua(MELATI, "kepesertaan", "/v1/tugas", badan_usaha_id=_badan_usaha(p), keadaan="TERBUKA")
        sama("tugas AKT", [(t["jenis"], t["peran"], t["tugas_id"]) for t in tugas], [("KESENJANGAN", "AKT", terakhir["tugas_id"])])
        await p.webhook(MELATI, "kesenjangan.ditemukan", badan_usaha_id=_badan_usaha(p), periode="2017-02", kesenjangan=1)
        lk.catat("tugas dan webhook kepada AKT", "KESENJANGAN, kesenjangan.ditemukan", "R-AKT-16")
        await _bayar(p, lk)
        terlambat = p.bahan.sebagian[-1]
        j = await _daftar(p, BU_SENDIRI, terlambat)
        sama("iuran mulai", j.isi["iuran_mulai"], "2017-04")
        j = await _kesenjangan(p)
        sama("tidak ada lagi yang kurang", (j.isi["kesenjangan"], j.isi["pemberitahuan"]), (0, None))
        lk.catat("Badan Usaha mendaftarkan yang tertinggal", "kesenjangan 0; ia ditagih mulai April 2017", "R-AKT-16, R-AKT-32", ms=j.ms)


async def _bayar(p: Panggung, lk: Langkah) -> None:
    """One payment covers both kinds; the flag is for those only whom the AKT registered."""
    j = await bayar(p, TIGA, p.catatan.tagihan[TIGA, "2017-03"]["jumlah"], "BNI-20170302-3")
    harap = {p.catatan.noka[o.nik]: ("AKTIF", o.koordinasi_manfaat == "Y") for o in p.bahan.orang(TIGA)}

    async def tanya() -> bool | None:
        isi = (await p.post(KC_PRIMA, "status", "/v1/status:periksa", {"pada": "2017-03-02", "nomor_kartu": noka_semua(p, TIGA)})).isi
        return True if {s["nomor_kartu"]: (s["keadaan"], s["koordinasi_manfaat"]["aktif"]) for s in isi["data"]} == harap else None

    await sampai("semua aktif, tanda hanya untuk yang didelegasikan", tanya)
    bertanda = sum(tanda for _, tanda in harap.values())
    jawab = f"{len(harap)} orang AKTIF, {bertanda} bertanda; yang didaftarkan Badan Usaha sendiri tanpa tanda"
    lk.catat("Badan Usaha 3 membayar Maret", jawab, "R-AKT-15, R-KIB-06, R-STA-08", ms=j.ms)
