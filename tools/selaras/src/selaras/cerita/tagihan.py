"""Bills of a month: refused before the cut-off day is closed, then one a virtual account, exact to the rupiah against the oracle."""

from __future__ import annotations

from collections import Counter
from typing import Any

from selaras.cerita.harapan import benar, sama
from selaras.cerita.hitungan import Tagihan, tagihan
from selaras.cerita.mengapa import mengapa
from selaras.cerita.panggung import Langkah, Panggung
from selaras.cerita.tetap import AKT, MELATI, OPERASI, SENTOSA


def harus(p: Panggung, akt: str, periode: str) -> Tagihan:
    orang = p.bahan.terdaftar_akhir if akt == SENTOSA else p.bahan.orang_melati
    return tagihan(orang, int(periode[:4]))


async def desember(p: Panggung) -> None:
    async with p.langkah("2016-11-20 dan 2016-11-21", "Tagihan Desember 2016") as lk:
        p.pada("2016-11-20 22:00")
        j = await p.ditolak(
            OPERASI, "iuran", "/v1/tagihan:terbitkan", {"periode": "2016-12"}, status=409, aturan="R-AKT-32", kode="DATA_BELUM_LENGKAP"
        )
        lk.catat("tagihan:terbitkan sebelum hari ditutup", f"409 {j.alasan}", mengapa(j.isi), ms=j.ms)
        await p.tutup_hari(lk, "2016-11-20")
        p.pada("2016-11-21 08:00")
        await _terbitkan(p, lk, "2016-12")
        lain = await p.get(MELATI, "iuran", f"/v1/tagihan/{p.catatan.tagihan[SENTOSA, '2016-12']['tagihan_id']}", harap=404)
        lk.catat("AKT lain membaca tagihan itu", f"{lain.status}", "R-AKT-25", ms=lain.ms)


async def januari(p: Panggung) -> None:
    async with p.langkah("2016-12-20 dan 2016-12-21", "Tagihan Januari 2017, UMK 2017") as lk:
        await p.tutup_hari(lk, "2016-12-20")
        p.pada("2016-12-21 08:00")
        await _terbitkan(p, lk, "2017-01")


async def februari(p: Panggung) -> None:
    async with p.langkah("2017-01-20 dan 2017-01-21", "Tagihan Februari 2017") as lk:
        await p.tutup_hari(lk, "2017-01-20")
        p.pada("2017-01-21 08:00")
        await _terbitkan(p, lk, "2017-02")


async def _terbitkan(p: Panggung, lk: Langkah, periode: str) -> None:
    j = await p.post(OPERASI, "iuran", "/v1/tagihan:terbitkan", {"periode": periode}, harap=202)
    hasil, detik = await p.pekerjaan(OPERASI, "iuran", j, f"tagihan {periode}")
    sama("tagihan gagal", hasil["gagal"], 0)
    lk.catat(
        f"tagihan:terbitkan {periode}",
        f"{hasil['selesai']} tagihan",
        "R-AKT-32",  # up to which day changes count; what a line costs and why, its own reasons say below
        ms=detik * 1000,
        jumlah=hasil["selesai"],
    )
    ulang, _ = await p.pekerjaan(
        OPERASI, "iuran", await p.post(OPERASI, "iuran", "/v1/tagihan:terbitkan", {"periode": periode}, harap=202), "ulang"
    )
    sama("menerbitkan lagi tidak menagih lagi", ulang["gagal"], 0)
    for akt in AKT:
        await _periksa(p, lk, akt, periode)
    for akt in AKT:
        await p.webhook(akt, "tagihan.diterbitkan", virtual_account=p.catatan.va[akt], periode=periode)
        lain = [k for k in p.penerima.kiriman if k.akt == akt and k.data.get("virtual_account") not in (None, p.catatan.va[akt])]
        sama(f"webhook {akt} hanya tentang Badan Usahanya", lain, [])
    lk.catat("webhook tagihan.diterbitkan", "hanya ke AKT masing-masing, tanda tangan sah")


async def _periksa(p: Panggung, lk: Langkah, akt: str, periode: str) -> None:
    daftar = await p.semua(akt, "iuran", "/v1/tagihan", virtual_account=p.catatan.va[akt], periode=periode)
    sama(f"satu tagihan {periode} untuk {akt}", len(daftar), 1)
    isi, oracle = daftar[0], harus(p, akt, periode)
    p.catatan.tagihan[akt, periode] = isi
    p.catatan.fakta[f"tagihan {akt} {periode}"] = isi["jumlah"]
    dapat = {k: isi[k] for k in ("jumlah", "pemberi_kerja", "pekerja", "pemerintah", "jumlah_peserta", "keadaan", "sisa", "jatuh_tempo")}
    harap = {
        "jumlah": oracle.jumlah,
        "pemberi_kerja": oracle.pemberi_kerja,
        "pekerja": oracle.pekerja,
        "pemerintah": 0,
        "jumlah_peserta": len(oracle.baris),
        "keadaan": "TERBIT",
        "sisa": oracle.jumlah,
        "jatuh_tempo": f"{periode}-10",
    }
    sama(f"tagihan {periode} {akt}", dapat, harap)
    baris = await p.semua(akt, "iuran", f"/v1/tagihan/{isi['tagihan_id']}/baris", batas="500")
    ringkas = Counter((b["jenis"], b["pemberi_kerja"], b["pekerja"]) for b in baris)
    sama(f"baris tagihan {periode} {akt}", ringkas, oracle.ringkas)
    benar("tiap baris menyebut ketentuannya", all(b["dasar"] and b["dasar"][0]["sumber"] for b in baris))
    aturan = Counter(d["aturan"] for b in baris for d in b["dasar"])
    lk.catat(
        f"tagihan {periode} {akt}",
        f"{_rupiah(isi['jumlah'])} = pemberi kerja {_rupiah(isi['pemberi_kerja'])} + pekerja {_rupiah(isi['pekerja'])}; {len(baris)} baris",
        ", ".join(sorted(aturan)),
    )


def _rupiah(n: Any) -> str:
    return f"{n:,}".replace(",", ".")
