"""2017-01-09 to 01-20: the AKT files, KC Prima verifies, another person approves, BPJS pays. Every split adds up to the hospital's bill."""

from __future__ import annotations

import random
import time
from collections.abc import Sequence
from datetime import date
from typing import Any

from selaras.cerita import eklaim
from selaras.cerita.berkas import berkas_dokumen, berkas_nilai
from selaras.cerita.harapan import benar, memuat, sama
from selaras.cerita.mengapa import aturan_pada, mengapa, sebut
from selaras.cerita.panggilan import Berkas, Jawaban
from selaras.cerita.panggung import Langkah, Panggung
from selaras.cerita.rencana_rawat import Rawat
from selaras.cerita.rumah_sakit import RUMAH_SAKIT
from selaras.cerita.tetap import KANTOR, KC_PRIMA, MELATI, PENYETUJU, SENTOSA

DIBAYAR_KE_RS = date(2017, 1, 4)
JATUH_TEMPO = "2017-02-21"
"""30 hari kerja after 2017-01-09: the Pilkada of 2017-02-15 is not counted."""


async def kirim(p: Panggung, rawat: Sequence[Rawat], dibayar_pada: date = DIBAYAR_KE_RS) -> Jawaban:
    """One hospital's E-Klaim TXT with documents and values."""
    acak = random.Random(f"eklaim {p.bahan.benih}")
    sep = [(r, p.catatan.sep[r.kunci]) for r in rawat]
    txt = eklaim.tulis(eklaim.baris(r, nomor, p.catatan.noka[r.pasien.nik], p.tabel, acak) for r, nomor in sep)
    return await p.post(
        SENTOSA, "klaim", "/v1/klaim:impor", harap=202,
        berkas=[
            Berkas("berkas", "eklaim.txt", txt, "text/plain"),
            Berkas("dokumen", "dokumen.csv", berkas_dokumen(sep)),
            Berkas("nilai", "nilai.csv", berkas_nilai(sep, dibayar_pada)),
        ],
    )  # fmt: skip


async def ajukan(p: Panggung) -> None:
    async with p.langkah("2017-01-09", "AKT mengajukan klaim Desember: lima berkas E-Klaim") as lk:
        p.pada("2017-01-09 10:00")
        for huruf in RUMAH_SAKIT:
            await _impor(p, lk, huruf)
        await _kenali_klaim(p)
        salah = {"bulan_pelayanan": "2016-12", "kantor_cabang": KANTOR, "rangkap_fpk": 2}
        j = await p.ditolak(SENTOSA, "klaim", "/v1/pengajuan", salah, status=422, aturan="R-KLM-10")
        lk.catat("FPK rangkap 2", f"422 {j.alasan}", mengapa(j.isi), ms=j.ms)
        j = await p.ditolak(
            SENTOSA, "klaim", "/v1/pengajuan", salah | {"rangkap_fpk": 3, "kantor_cabang": "KC-BANDUNG"}, status=409, aturan="R-AKT-12"
        )
        lk.catat("ke kantor cabang biasa", f"409 {j.alasan}", mengapa(j.isi), ms=j.ms)
        j = await p.post(SENTOSA, "klaim", "/v1/pengajuan", salah | {"rangkap_fpk": 3}, harap=201)
        p.catatan.pengajuan = j.isi["pengajuan_id"]
        diimpor = sum(r.diimpor for r in p.rawat)
        sama("klaim yang diajukan", len(await _klaim(p)), diimpor)
        lk.catat("pengajuan bulan pelayanan 2016-12", f"{diimpor} klaim diajukan", "R-KLM-01, R-KLM-02", ms=j.ms)
        await _kelengkapan(p, lk)


async def _klaim(p: Panggung, **kueri: str) -> list[dict[str, Any]]:
    return await p.semua(SENTOSA, "klaim", "/v1/klaim", pengajuan_id=p.catatan.pengajuan, **kueri)


async def _impor(p: Panggung, lk: Langkah, huruf: str) -> None:
    rawat = [r for r in p.rawat if r.rs.huruf == huruf and not r.ditahan]
    hasil, detik = await p.pekerjaan(SENTOSA, "klaim", await kirim(p, rawat), f"E-Klaim RS {huruf}")
    gagal = {g["baris"]: g["kode"] for g in hasil["baris_gagal"]}
    harap = {n: k for n, r in enumerate(rawat, start=2) if (k := "TANGGAL_RUSAK" if r.tanggal_rusak else "" if r.cob else "SEP_TANPA_FLAG")}
    sama(f"RS {huruf}: baris yang ditolak", gagal, harap)
    alasan = "; ".join(f"{g['kode']}: {g['alasan']}" for g in hasil["baris_gagal"])
    lk.catat(
        f"E-Klaim RS {huruf}, {len(rawat)} baris",
        f"{hasil['selesai']} klaim" + (f", ditolak {alasan}" if alasan else ""),
        sebut(["R-KLM-12"] + ["R-KLM-11"] * ("SEP_TANPA_FLAG" in gagal.values())),
        ms=detik * 1000,
        jumlah=len(rawat),
    )


async def _kenali_klaim(p: Panggung) -> None:
    semua = {k["nomor_sep"]: k["klaim_id"] for k in await p.semua(SENTOSA, "klaim", "/v1/klaim")}
    p.catatan.klaim |= {r.kunci: semua[p.catatan.sep[r.kunci]] for r in p.rawat if p.catatan.sep[r.kunci] in semua}
    sama("klaim yang dikenal", set(p.catatan.klaim), {r.kunci for r in p.rawat if r.diimpor})
    await p.get(MELATI, "klaim", f"/v1/klaim/{next(iter(p.catatan.klaim.values()))}", harap=404)


async def _kelengkapan(p: Panggung, lk: Langkah) -> None:
    """Complete ones go on; the one without resume is returned with its reason and holds nobody back (R-VER-07)."""
    p.pada("2017-01-09 15:00")
    j = await p.post(KC_PRIMA, "klaim", f"/v1/pengajuan/{p.catatan.pengajuan}/kelengkapan", {})
    sama("jatuh tempo 30 hari kerja", j.isi["jatuh_tempo"], JATUH_TEMPO)
    aturan = ["R-VER-07", "R-BAY-01"]
    for r in p.rawat:
        if not r.diimpor:
            continue
        isi = (await p.get(SENTOSA, "klaim", f"/v1/klaim/{p.catatan.klaim[r.kunci]}")).isi
        sama(f"{r.kunci}: keadaan", isi["keadaan"], "LENGKAP" if r.lengkap else "DIKEMBALIKAN")
        sama(f"{r.kunci}: jatuh tempo klaim", isi["jatuh_tempo"], JATUH_TEMPO if r.lengkap else None)
        if not r.lengkap:
            aturan += aturan_pada(isi)
            memuat(f"{r.kunci}: yang kurang", [d["kode"] for d in isi["kurang"] + isi["dasar"]], f"KURANG_{r.tanpa_dokumen}")
    await p.webhook(SENTOSA, "pengajuan.lengkap")
    await p.webhook(SENTOSA, "klaim.dikembalikan")
    lengkap = sum(r.lengkap for r in p.rawat)
    lk.catat(
        "kelengkapan berkas",
        f"{lengkap} lengkap, jatuh tempo pengajuan dan tiap klaim {JATUH_TEMPO}; 1 dikembalikan: KURANG_RESUME_MEDIS",
        sebut(aturan),
        ms=j.ms,
    )


async def verifikasi(p: Panggung) -> None:
    async with p.langkah("2017-01-12 sampai 2017-01-20", "Verifikasi, umpan balik, FPK, persetujuan, pembayaran") as lk:
        p.pada("2017-01-12 09:00")
        daftar = await p.semua(KC_PRIMA, "klaim", "/v1/daftar-kerja")
        benar("daftar kerja KC Prima", len(daftar) >= 1, daftar)
        j = await p.post(KC_PRIMA, "klaim", f"/v1/pengajuan/{p.catatan.pengajuan}/fpk", {}, harap=409)
        sama("FPK sebelum umpan balik", j.aturan, "R-VER-03")
        lk.catat("FPK sebelum umpan balik", f"409 {j.alasan}", mengapa(j.isi), ms=j.ms)
        j = await p.post("kc-biasa", "klaim", f"/v1/klaim/{p.catatan.klaim['A1']}/verifikasi", {"hasil": "LAYAK", "catatan": ""}, harap=403)
        sama("verifikasi oleh kantor cabang biasa", j.aturan, "R-VER-01")
        lk.catat("verifikasi oleh kantor cabang biasa", f"403 {j.alasan}", mengapa(j.isi), ms=j.ms)
        for r in p.rawat:
            if r.lengkap:
                await _verifikasi(p, lk, r)
        p.pada("2017-01-16 09:00")
        j = await p.post(KC_PRIMA, "klaim", f"/v1/pengajuan/{p.catatan.pengajuan}/umpan-balik", {})
        lk.catat("umpan balik", f"{j.status}", "R-VER-03", ms=j.ms)
        await p.webhook(SENTOSA, "umpan_balik.diterbitkan")
        await _fpk(p, lk)


async def _verifikasi(p: Panggung, lk: Langkah, r: Rawat) -> None:
    id = p.catatan.klaim[r.kunci]
    j = await p.post(KC_PRIMA, "klaim", f"/v1/klaim/{id}/verifikasi", {"hasil": "LAYAK", "catatan": "sesuai"})
    isi = (await p.get(SENTOSA, "klaim", f"/v1/klaim/{id}")).isi
    bagi, nilai = r.bagi(p.tabel), isi["nilai"]
    sama(
        f"{r.kunci}: pembagian",
        {k: nilai[k] for k in ("tagihan_rs", "diajukan", "terverifikasi", "bpjs", "akt", "peserta")},
        {
            "tagihan_rs": r.tagihan_rs,
            "diajukan": r.diajukan,
            "terverifikasi": bagi.terverifikasi,
            "bpjs": bagi.bpjs,
            "akt": bagi.akt,
            "peserta": bagi.peserta,
        },
    )
    sama(f"{r.kunci}: BPJS + AKT + peserta", nilai["bpjs"] + nilai["akt"] + nilai["peserta"], r.tagihan_rs)
    p.catatan.fakta[f"klaim {r.kunci}"] = (nilai["bpjs"], nilai["akt"], nilai["peserta"])
    teks = f"BPJS {nilai['bpjs']:,} + AKT {nilai['akt']:,} + peserta {nilai['peserta']:,} = {r.tagihan_rs:,}".replace(",", ".")
    lk.catat(f"{r.kunci} {r.tampil}", teks, mengapa(isi), ms=j.ms)


async def _fpk(p: Panggung, lk: Langkah) -> None:
    lengkap = [r for r in p.rawat if r.lengkap]
    j = await p.post(KC_PRIMA, "klaim", f"/v1/pengajuan/{p.catatan.pengajuan}/fpk", {})
    fpk: list[dict[str, Any]] = j.isi["data"]
    sama("satu FPK per faskes", sorted(f["kode_ppk"] for f in fpk), sorted({r.rs.kode_ppk for r in lengkap}))
    lk.catat(f"{len(fpk)} FPK, satu per faskes", f"{sum(f['nilai'] for f in fpk):,}".replace(",", "."), "R-VER-04", ms=j.ms)
    p.pada("2017-01-18 09:00")
    j = await p.post(PENYETUJU, "klaim", f"/v1/fpk/{fpk[0]['nomor_fpk']}/pembayaran", {"referensi": "TRF-0"}, harap=409)
    sama("bayar sebelum BOA", j.aturan, "R-VER-05")
    lk.catat("bayar sebelum disetujui di BOA", f"409 {j.alasan}", mengapa(j.isi), ms=j.ms)
    await p.post(KC_PRIMA, "klaim", f"/v1/fpk/{fpk[0]['nomor_fpk']}/persetujuan", {}, harap=403)
    mulai = time.perf_counter()
    for f in fpk:
        await p.post(PENYETUJU, "klaim", f"/v1/fpk/{f['nomor_fpk']}/persetujuan", {})
    lk.catat(
        "persetujuan BOA oleh orang lain", f"{len(fpk)} FPK; pemverifikasi sendiri 403", "R-VER-05", ms=(time.perf_counter() - mulai) * 1000
    )
    p.pada("2017-01-20 10:00")
    mulai = time.perf_counter()
    for i, f in enumerate(fpk, start=1):
        isi = {"referensi": f"TRF-20170120-{i}"}
        await p.post(PENYETUJU, "klaim", f"/v1/fpk/{f['nomor_fpk']}/pembayaran", isi)
        lagi = await p.post(PENYETUJU, "klaim", f"/v1/fpk/{f['nomor_fpk']}/pembayaran", isi, harap=(200, 201, 409))
        benar("pembayaran FPK satu kali", lagi.status != 409 or lagi.aturan == "R-BAY-08", lagi.isi)
    dibayar = await p.webhook(SENTOSA, "klaim.dibayar", jumlah=len(lengkap))
    total = sum(k.data["nominal"] for k in dibayar)
    sama("klaim.dibayar", (len(dibayar), total), (len(lengkap), sum(r.bagi(p.tabel).bpjs for r in lengkap)))
    for r in lengkap:
        isi_klaim = (await p.get(SENTOSA, "klaim", f"/v1/klaim/{p.catatan.klaim[r.kunci]}")).isi
        sama(f"{r.kunci}: keadaan", isi_klaim["keadaan"], "DIBAYAR")
    p.catatan.fakta["dibayar"] = total
    lk.catat(
        "pembayaran ke rekening AKT",
        f"{len(dibayar)} klaim, webhook klaim.dibayar",
        "R-BAY-01, R-BAY-02, R-BAY-07, R-BAY-08",
        ms=(time.perf_counter() - mulai) * 1000,
    )


async def kedaluwarsa(p: Panggung) -> None:
    async with p.langkah("2017-06-29", "Rawat yang ditahan diajukan terlambat") as lk:
        p.pada("2017-06-29 10:00")
        r = next(r for r in p.rawat if r.ditahan)
        hasil, _ = await p.pekerjaan(SENTOSA, "klaim", await kirim(p, [r], date(2017, 6, 28)), "E-Klaim tertahan")
        sama("baris gagal", hasil["baris_gagal"], [])
        klaim = await p.semua(SENTOSA, "klaim", "/v1/klaim", nomor_sep=p.catatan.sep[r.kunci])
        isi = {"bulan_pelayanan": "2016-12", "kantor_cabang": KANTOR, "rangkap_fpk": 3, "klaim_id": [klaim[0]["klaim_id"]]}
        j = await p.post(SENTOSA, "klaim", "/v1/pengajuan", isi, harap=201)
        sama("alasan", [(d["kode"], d["aturan"]) for d in j.isi["ditolak"]], [("KEDALUWARSA", "R-KLM-21")])
        rinci = (await p.get(SENTOSA, "klaim", f"/v1/klaim/{klaim[0]['klaim_id']}")).isi
        sama("keadaan", (rinci["keadaan"], rinci["kedaluwarsa_pada"]), ("KEDALUWARSA", "2017-06-28"))
        await p.webhook(SENTOSA, "klaim.kedaluwarsa")
        p.catatan.fakta["kedaluwarsa"] = rinci["kedaluwarsa_pada"]
        lk.catat("klaim pulang 2016-12-28", j.isi["ditolak"][0]["alasan"], mengapa(j.isi, rinci), ms=j.ms)
