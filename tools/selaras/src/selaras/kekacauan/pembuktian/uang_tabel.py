"""Money, from the tables: the ledger is balanced entry by entry and in total, and bills, payments and balances say what the events say."""

from __future__ import annotations

from collections import Counter, defaultdict
from typing import Any

from selaras.kekacauan.pembuktian.data import Temuan, Toko
from selaras.kekacauan.pembuktian.uang import Rekening, jumlahkan

TABEL = {
    "buku_besar": "select event_id::text, stream_id, akun, virtual_account, nominal from buku_besar",
    "tagihan": "select tagihan_id::text, virtual_account, pemberi_kerja + pekerja as jumlah, terbayar, keadaan from tagihan",
    "pembayaran": "select pembayaran_id::text, virtual_account, nominal, kelebihan, dibatalkan_pada is not null as batal from pembayaran",
    "saldo_va": "select virtual_account, tunggakan, kredit from saldo_va",
    "titipan": "select titipan_id::text, nominal, dialihkan_pada is not null as dialihkan from titipan",
}


def uang_tabel(toko: Toko) -> Temuan:
    rekening, _ = jumlahkan(toko)
    return [*_buku_besar(toko, rekening), *_tagihan(toko, rekening), *_pembayaran(toko, rekening), *_saldo(toko, rekening)]


def _buku_besar(toko: Toko, rekening: dict[str, Rekening]) -> Temuan:
    per_peristiwa: Counter[str] = Counter()
    per_akun: Counter[str] = Counter()
    piutang: Counter[str] = Counter()
    for r in toko.tabel["buku_besar"]:
        per_peristiwa[r["event_id"]] += r["nominal"]
        per_akun[r["akun"]] += r["nominal"]
        if r["akun"] == "PIUTANG_IURAN":
            piutang[r["virtual_account"]] += r["nominal"]
    temuan = [f"buku besar: peristiwa {id} timpang {n}" for id, n in per_peristiwa.items() if n]
    if sum(per_akun.values()):
        temuan.append(f"buku besar: jumlah semua jurnal {sum(per_akun.values())}, bukan nol")
    titipan = sum(t["nominal"] for t in toko.tabel["titipan"] if not t["dialihkan"])
    harap = {
        "KAS_BANK": sum(r.masuk for r in rekening.values()) + titipan,
        "KELEBIHAN_IURAN": -sum(r.kredit for r in rekening.values()),
        "TITIPAN": -titipan,
    }
    temuan += [f"buku besar: {akun} {per_akun[akun]}, menurut peristiwa {n}" for akun, n in harap.items() if per_akun[akun] != n]
    for va, satu in rekening.items():
        sisa = sum(satu.ditagih.values()) - sum(satu.dibayar.values())
        if piutang[va] != sisa:
            temuan.append(f"buku besar: piutang {va} {piutang[va]}, menurut peristiwa {sisa}")
    return temuan


def _tagihan(toko: Toko, rekening: dict[str, Rekening]) -> Temuan:
    harap = {t: (va, n, r.dibayar[t]) for va, r in rekening.items() for t, n in r.ditagih.items()}
    ada = {t["tagihan_id"]: (t["virtual_account"], t["jumlah"], t["terbayar"]) for t in toko.tabel["tagihan"]}
    temuan = _beda("tagihan", harap, ada)
    return temuan + [
        f"tagihan {t['tagihan_id']}: {t['keadaan']} dengan terbayar {t['terbayar']} dari {t['jumlah']}"
        for t in toko.tabel["tagihan"]
        if (t["keadaan"] == "LUNAS") != (t["terbayar"] == t["jumlah"])
    ]


def _pembayaran(toko: Toko, rekening: dict[str, Rekening]) -> Temuan:
    harap = {id: (va, isi["nominal"]) for va, r in rekening.items() for id, isi in r.pembayaran.items()}
    ada = {p["pembayaran_id"]: (p["virtual_account"], p["nominal"]) for p in toko.tabel["pembayaran"] if not p["batal"]}
    return _beda("pembayaran", harap, ada)


def _saldo(toko: Toko, rekening: dict[str, Rekening]) -> Temuan:
    kredit: dict[str, Any] = defaultdict(int, {s["virtual_account"]: s["kredit"] for s in toko.tabel["saldo_va"]})
    return [f"saldo {va}: kredit {kredit[va]}, menurut peristiwa {r.kredit}" for va, r in rekening.items() if kredit[va] != r.kredit]


def _beda(apa: str, harap: dict[str, Any], ada: dict[str, Any]) -> Temuan:
    return [
        f"{apa} {id}: tabel {ada.get(id)}, menurut peristiwa {harap.get(id)}"
        for id in sorted(harap.keys() | ada.keys())
        if harap.get(id) != ada.get(id)
    ]
