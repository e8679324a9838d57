"""Bills of a month: refused before the cut-off day is closed, then one a virtual account, exact to the rupiah against the oracle."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection
from typing import Any

from selaras.cerita.harapan import benar, sama
from selaras.cerita.hitungan import Tagihan, tagihan
from selaras.cerita.mengapa import mengapa
from selaras.cerita.panggung import Langkah, Panggung
from selaras.cerita.tetap import AKT, MELATI, OPERASI, PENDAFTAR, SENTOSA, TIGA


def harus(p: Panggung, unit: str, periode: str) -> Tagihan:
    return tagihan(p.bahan.orang(unit), int(periode[:4]))


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


async def maret(p: Panggung) -> None:
    """The last bill that is told to the AKT of Badan Usaha 2 before it changes, and the first of Badan Usaha 3."""
    async with p.langkah("2017-02-20 dan 2017-02-21", "Tagihan Maret 2017, juga Badan Usaha 3") as lk:
        await p.tutup_hari(lk, "2017-02-20")
        p.pada("2017-02-21 08:00")
        await _terbitkan(p, lk, "2017-03", (*AKT, TIGA))
        sendiri = [p.catatan.noka[o.nik] for o in p.bahan.orang(TIGA) if o.koordinasi_manfaat == "T"]
        baris = await p.semua(MELATI, "iuran", f"/v1/tagihan/{p.catatan.tagihan[TIGA, '2017-03']['tagihan_id']}/baris")
        ada = {b["nomor_kartu"]: b["pemberi_kerja"] + b["pekerja"] for b in baris}
        benar("pekerja tanpa koordinasi manfaat ditagih juga", set(sendiri) <= set(ada), sendiri)
        lk.catat(
            "di antaranya pekerja yang tidak didelegasikan",
            f"{len(sendiri)} orang, {_rupiah(sum(ada[n] for n in sendiri))}: ditagih BPJS Kesehatan langsung pada Badan Usahanya",
            "R-AKT-15",
        )


async def _terbitkan(p: Panggung, lk: Langkah, periode: str, unit: Collection[str] = AKT) -> None:
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
    for satu in unit:
        await _periksa(p, lk, satu, periode)
    for satu in unit:
        await p.webhook(PENDAFTAR[satu], "tagihan.diterbitkan", virtual_account=p.catatan.va[satu], periode=periode)
    for akt in AKT:
        punya = {None, *(p.catatan.va[satu] for satu in unit if PENDAFTAR[satu] == akt)}
        lain = [k for k in p.penerima.kiriman if k.akt == akt and k.data.get("virtual_account") not in punya]
        sama(f"webhook {akt} hanya tentang Badan Usahanya", lain, [])
    lk.catat("webhook tagihan.diterbitkan", "hanya ke AKT masing-masing, tanda tangan sah")


async def _periksa(p: Panggung, lk: Langkah, unit: str, periode: str) -> None:
    akt = PENDAFTAR[unit]
    daftar = await p.semua(akt, "iuran", "/v1/tagihan", virtual_account=p.catatan.va[unit], periode=periode)
    sama(f"satu tagihan {periode} untuk {unit}", len(daftar), 1)
    isi, oracle = daftar[0], harus(p, unit, periode)
    p.catatan.tagihan[unit, periode] = isi
    p.catatan.fakta[f"tagihan {unit} {periode}"] = isi["jumlah"]
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
    sama(f"tagihan {periode} {unit}", dapat, harap)
    baris = await p.semua(akt, "iuran", f"/v1/tagihan/{isi['tagihan_id']}/baris", batas="500")
    ringkas = Counter((b["jenis"], b["pemberi_kerja"], b["pekerja"]) for b in baris)
    sama(f"baris tagihan {periode} {unit}", ringkas, oracle.ringkas)
    benar("tiap baris menyebut ketentuannya", all(b["dasar"] and b["dasar"][0]["sumber"] for b in baris))
    aturan = Counter(d["aturan"] for b in baris for d in b["dasar"])
    lk.catat(
        f"tagihan {periode} {unit}",
        f"{_rupiah(isi['jumlah'])} = pemberi kerja {_rupiah(isi['pemberi_kerja'])} + pekerja {_rupiah(isi['pekerja'])}; {len(baris)} baris",
        ", ".join(sorted(aturan)),
    )


def _rupiah(n: Any) -> str:
    return f"{n:,}".replace(",", ".")
