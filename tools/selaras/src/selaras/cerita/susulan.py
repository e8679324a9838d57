"""2017-01-20: the returned claim comes again with its missing document, and is found to have no tariff: rows of 2023 never price 2016."""

from __future__ import annotations

from selaras.cerita.berkas import penandatangan
from selaras.cerita.harapan import sama
from selaras.cerita.mengapa import mengapa
from selaras.cerita.panggung import Panggung
from selaras.cerita.tetap import KANTOR, KC_PRIMA, SENTOSA


async def susulan(p: Panggung) -> None:
    async with p.langkah("2017-01-20", "Klaim yang dikembalikan diajukan lagi dengan dokumennya") as lk:
        p.pada("2017-01-20 13:00")
        r = next(r for r in p.rawat if r.diimpor and r.tanpa_dokumen)
        id = p.catatan.klaim[r.kunci]
        dokumen = {"kode": r.tanpa_dokumen, "tanggal": r.pulang.isoformat(), "penandatangan": penandatangan(r, r.tanpa_dokumen or "")}
        j = await p.post(SENTOSA, "klaim", f"/v1/klaim/{id}/dokumen", {"dokumen": [dokumen]})
        lk.catat("dokumen susulan RESUME_MEDIS", f"{j.status}", "R-KLM-31", ms=j.ms)
        isi = {"bulan_pelayanan": "2016-12", "kantor_cabang": KANTOR, "rangkap_fpk": 3, "klaim_id": [id]}
        j = await p.post(SENTOSA, "klaim", "/v1/pengajuan", isi, harap=201)
        sama("diajukan lagi", (j.isi["jumlah_klaim"], j.isi["tepat_waktu"]), (1, False))
        lk.catat("pengajuan kedua", f"1 klaim, masuk batas {j.isi['batas']}", "R-KLM-04, R-KLM-31", ms=j.ms)
        j = await p.post(KC_PRIMA, "klaim", f"/v1/pengajuan/{j.isi['pengajuan_id']}/kelengkapan", {})
        sama("lengkap", j.isi["jumlah_lengkap"], 1)
        layak = {"hasil": "LAYAK", "catatan": "sesuai"}
        j = await p.ditolak(KC_PRIMA, "klaim", f"/v1/klaim/{id}/verifikasi", layak, status=409, kode="TARIF_TIDAK_ADA")
        lk.catat(f"{r.kunci} {r.kode_inacbg}: hanya tarif 2023 yang ada", f"409 {j.alasan}", mengapa(j.isi), ms=j.ms)
        j = await p.post(KC_PRIMA, "klaim", f"/v1/klaim/{id}/verifikasi", {"hasil": "DIKEMBALIKAN", "catatan": "kode tanpa tarif"})
        sama("keadaan", j.isi["keadaan"], "DIKEMBALIKAN")
        p.catatan.fakta[f"klaim {r.kunci}"] = j.isi["keadaan"]
        await p.webhook(SENTOSA, "klaim.dikembalikan", jumlah=2)
        lk.catat("verifikator mengembalikan", "DIKEMBALIKAN, webhook klaim.dikembalikan", mengapa(j.isi), ms=j.ms)
