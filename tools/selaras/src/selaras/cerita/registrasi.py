"""2016-11-01 and 11-07: insurers, agreements, hospitals, tariffs, wages; then the two Badan Usaha."""

from __future__ import annotations

import time

from selaras.cerita import tetap
from selaras.cerita.harapan import benar, memuat, sama
from selaras.cerita.hitungan import UMK
from selaras.cerita.mengapa import mengapa
from selaras.cerita.panggilan import Berkas, sampai
from selaras.cerita.panggung import Langkah, Panggung
from selaras.cerita.rumah_sakit import FKTP, RUMAH_SAKIT, isi_fktp
from selaras.cerita.tarif import BERKAS_TARIF
from selaras.cerita.tetap import AKT, MELATI, PUSAT, SENTOSA, TIGA
from selaras.lokal.jalur import akar_repo


async def pusat(p: Panggung) -> None:
    async with p.langkah("2016-11-01", "Kantor Pusat mendaftarkan AKT, PKS, faskes, tarif dan UMK") as lk:
        p.pada("2016-11-01 09:00")
        for akt in AKT:
            j = await p.put(PUSAT, "kepesertaan", f"/v1/akt/{akt}", tetap.isi_akt(akt))
            lk.catat(f"PUT akt/{akt}", f"{j.status}", "R-AKT-02, R-AKT-06", ms=j.ms)
        j = await p.ditolak(
            PUSAT, "kepesertaan", f"/v1/akt/{SENTOSA}/pks", tetap.isi_pks(SENTOSA, "2017-10-30"), status=422, aturan="R-AKT-04"
        )
        lk.catat("PKS sampai 2017-10-30", f"{j.status} {j.alasan}", mengapa(j.isi), ms=j.ms)
        for akt in AKT:
            j = await p.post(PUSAT, "kepesertaan", f"/v1/akt/{akt}/pks", tetap.isi_pks(akt, "2017-10-31"), harap=201)
            lk.catat(f"PKS {akt} sampai 2017-10-31", f"{j.status}", "R-AKT-03, R-AKT-04", ms=j.ms)
        aktif = await p.semua(PUSAT, "kepesertaan", "/v1/akt", pks_aktif_pada="2016-11-01")
        sama("AKT dengan PKS aktif", sorted(a["akt_id"] for a in aktif), sorted(AKT))
        await _faskes(p, lk)
        await _umk(p, lk)
        await _tarif(p, lk)
        await _webhook(p, lk)


async def _faskes(p: Panggung, lk: Langkah) -> None:
    mulai = time.perf_counter()
    for rs in RUMAH_SAKIT.values():
        await p.put(PUSAT, "faskes", f"/v1/faskes/{rs.kode_ppk}", rs.isi(SENTOSA))
    for kode in FKTP:
        await p.put(PUSAT, "faskes", f"/v1/faskes/{kode}", isi_fktp(kode, SENTOSA))
    d = (await p.get(PUSAT, "faskes", f"/v1/faskes/{RUMAH_SAKIT['D'].kode_ppk}", {"pada": "2016-12-01"})).isi
    sama("RS D tanpa SK kelas", d["sk_kelas"], None)
    lk.catat("lima rumah sakit, dua FKTP", "terdaftar", "R-AKT-40, R-AKT-41", ms=(time.perf_counter() - mulai) * 1000, jumlah=7)


async def _umk(p: Panggung, lk: Langkah) -> None:
    for (tahun, kota), nilai in UMK.items():
        j = await p.put(PUSAT, "kepesertaan", "/v1/umk", {"tahun": tahun, "kabupaten_kota": kota, "nilai": nilai, "sumber": "CONTOH"})
    lk.catat("UMK 2016 dan 2017", f"{j.status}", "R-IUR-10, R-IUR-12", ms=j.ms)


async def _tarif(p: Panggung, lk: Langkah) -> None:
    for nama in BERKAS_TARIF:
        isi = (akar_repo() / "contoh" / nama).read_bytes()
        mulai = time.perf_counter()
        j = await p.post(PUSAT, "klaim", "/v1/tarif:impor", berkas=[Berkas("berkas", nama, isi)])
        jumlah = isi.count(b"\n") - 1
        if j.status == 202:
            hasil, _ = await p.pekerjaan(PUSAT, "klaim", j, f"impor {nama}")
            sama(f"{nama}: baris gagal", hasil["gagal"], 0)
        lk.catat(f"tarif {nama}", f"{jumlah} baris", "R-KLM-13, R-KLM-14", ms=(time.perf_counter() - mulai) * 1000, jumlah=jumlah)


async def _webhook(p: Panggung, lk: Langkah) -> None:
    for akt in AKT:
        j = await p.post(akt, "notifikasi", "/v1/webhook", {"url": p.penerima.url(akt), "jenis": ["*"]}, harap=201)
        p.penerima.kenali(akt, j.isi["rahasia"])
        lk.catat(f"webhook {akt}", "rahasia diberikan sekali", "", ms=j.ms)


async def badan_usaha(p: Panggung) -> None:
    pekerja = {SENTOSA: sum(b.orang.pekerja for b in p.bahan.sentosa), MELATI: sum(b.orang.pekerja for b in p.bahan.melati)}
    async with p.langkah("2016-11-07", "Tiap AKT mendaftarkan satu Badan Usaha di Kantor Cabang Prima") as lk:
        p.pada("2016-11-07 10:00")
        for akt in AKT:
            j = await p.post(akt, "kepesertaan", "/v1/badan-usaha", tetap.isi_badan_usaha(akt, pekerja[akt]), harap=201)
            isi = j.isi
            sama("keadaan", isi["keadaan"], "TERDAFTAR")
            benar("Relationship Officer ditunjuk", bool(isi["relationship_officer"]), isi)
            sama("virtual account", isi["virtual_account"], f"88888{tetap.KODE_BU[akt].zfill(11)}")
            benar("VA belum dapat dibayar", isi["keadaan_va"] != "AKTIF", isi["keadaan_va"])
            p.catatan.badan_usaha[akt], p.catatan.va[akt] = isi["badan_usaha_id"], isi["virtual_account"]
            lk.catat(
                f"Badan Usaha oleh {akt}",
                f"TERDAFTAR, VA {isi['virtual_account']} {isi['keadaan_va']}",
                "R-AKT-17, R-AKT-20, R-AKT-23, R-AKT-24",
                ms=j.ms,
            )
        await _bayar_terlalu_cepat(p, lk)
        await _tanpa_lampiran(p, lk)
        lain = await p.get(MELATI, "kepesertaan", f"/v1/badan-usaha/{p.catatan.badan_usaha[SENTOSA]}", harap=404)
        lk.catat("AKT lain membaca Badan Usaha itu", f"{lain.status}", "R-AKT-25", ms=lain.ms)


async def _bayar_terlalu_cepat(p: Panggung, lk: Langkah) -> None:
    """R-BYR-07: the account exists but takes no money yet. iuran learns of it over the bus, so it is asked until it knows."""
    isi = {
        "virtual_account": p.catatan.va[SENTOSA],
        "nominal": 1_000_000,
        "waktu_bayar": p.sekarang.isoformat(),
        "bank": "BNI",
        "kanal": "TELLER",
        "referensi_bank": "BNI-TERLALU-CEPAT",
    }

    async def tanya() -> tuple[str, float] | None:
        j = await p.post(tetap.BANK, "iuran", "/v1/pembayaran", isi, harap=(404, 409))
        if j.status == 404:
            return None
        sama("aturan", j.aturan, "R-BYR-07")
        return j.alasan, j.ms

    alasan, ms = await sampai("iuran mengenal virtual account", tanya)
    lk.catat("bank membayar sebelum ada peserta", f"409 {alasan}", "R-BYR-07", ms=ms)


async def _tanpa_lampiran(p: Panggung, lk: Langkah) -> None:
    """R-AKT-19, R-AKT-22: the form without its attachment stays incomplete and says which paper is missing."""
    isi = tetap.isi_badan_usaha(MELATI, sum(o.pekerja for o in p.bahan.sebagian)) | {
        "nama": tetap.NAMA_BU[TIGA],
        "npwp": "012345678009000",
        "kode_bu": tetap.KODE_BU[TIGA],
        "cakupan": "SEBAGIAN",
        "daftar_akt": [],
    }
    j = await p.post(MELATI, "kepesertaan", "/v1/badan-usaha", isi, harap=201)
    sama("tanpa lampiran", j.isi["keadaan"], "BERKAS_TIDAK_LENGKAP")
    p.catatan.badan_usaha[TIGA] = j.isi["badan_usaha_id"]
    memuat("yang kurang", [k if isinstance(k, str) else k.get("kode") for k in j.isi["kurang"]], "KURANG_LAMPIRAN_DAFTAR_AKT")
    lk.catat("formulir tanpa Daftar AKT", f"BERKAS_TIDAK_LENGKAP: {', '.join(map(str, j.isi['kurang']))}", "R-AKT-19, R-AKT-22", ms=j.ms)
    await p.webhook(MELATI, "badan_usaha.berkas_tidak_lengkap")
