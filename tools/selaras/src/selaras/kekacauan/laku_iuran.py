"""What a bank does at iuran: payments good, short, double, late and too large, taken back, and by file."""

from __future__ import annotations

import asyncio
import random
from datetime import datetime, timedelta
from typing import Any

from selaras.cerita.berkas import berkas_bank
from selaras.cerita.panggilan import Berkas
from selaras.cerita.tetap import BANK
from selaras.kekacauan.dunia import Dunia
from selaras.kekacauan.pengirim import Hasil

VA_TIDAK_ADA = "8888800099999999"


def _laporan(d: Dunia, acak: random.Random, va: str, nominal: int) -> dict[str, Any]:
    d.referensi += 1
    saat = d.waktu - timedelta(minutes=acak.randint(1, 600))
    return {
        "virtual_account": va,
        "nominal": nominal,
        "waktu_bayar": saat.isoformat(),
        "bank": "BNI",
        "kanal": acak.choice(("TELLER", "ATM")),
        "referensi_bank": f"KACAU-{d.benih}-{d.referensi}",
    }


def _tagihan(d: Dunia, acak: random.Random) -> tuple[str, int] | None:
    """An account and what one of its bills asks for, as the payer knows it: it may be paid by now."""
    semua = [(va, t["jumlah"]) for va, daftar in d.tagihan.items() for t in daftar]
    return acak.choice(semua) if semua else None


async def _bayar(d: Dunia, isi: dict[str, Any], jenis: str) -> Hasil:
    jawab = await d.pengirim.perintah(
        "bayar", BANK, "iuran", "/v1/pembayaran", isi, referensi=isi["referensi_bank"], nominal=isi["nominal"], va=isi["virtual_account"]
    )
    d.status[f"{jenis} {jawab.status}"] += 1
    return jawab


async def bayar(d: Dunia, acak: random.Random) -> None:
    """In full, short, or too much."""
    if (satu := _tagihan(d, acak)) is None:
        return
    va, jumlah = satu
    bagian = acak.choices((1.0, acak.uniform(0.1, 0.9), acak.uniform(1.1, 2.2)), weights=(6, 2, 1))[0]
    isi = _laporan(d, acak, va, max(1, int(jumlah * bagian)))
    jawab = await _bayar(d, isi, "bayar")
    if jawab.berhasil:
        d.pembayaran.append((isi, jawab.isi["pembayaran_id"]))


async def bayar_lagi(d: Dunia, acak: random.Random) -> None:
    """The bank tells a payment again under another key; now and then with another sum, which is refused."""
    if d.pembayaran:
        isi, _ = acak.choice(d.pembayaran)
        beda = acak.random() < 0.2
        await _bayar(d, isi | ({"nominal": isi["nominal"] + 1} if beda else {}), "bayar beda" if beda else "bayar lagi")


async def bayar_berdua(d: Dunia, acak: random.Random) -> None:
    """The same deed told twice at the same moment, under two keys."""
    if (satu := _tagihan(d, acak)) is None:
        return
    isi = _laporan(d, acak, satu[0], max(1, satu[1] // 3))
    berdua = await asyncio.gather(_bayar(d, isi, "bayar berdua"), _bayar(d, isi, "bayar berdua"))
    berhasil = [j for j in berdua if j.berhasil]
    if berhasil:
        d.pembayaran.append((isi, berhasil[0].isi["pembayaran_id"]))


async def salah_alamat(d: Dunia, acak: random.Random) -> None:
    await _bayar(d, _laporan(d, acak, VA_TIDAK_ADA, 1_000_000), "bayar salah")


async def batal(d: Dunia, acak: random.Random) -> None:
    """The bank takes a payment back. It is told again too: the bank does not know that it was taken back."""
    if not d.pembayaran:
        return
    _, nomor = acak.choice(d.pembayaran)
    jalur = f"/v1/pembayaran/{nomor}/pembatalan"
    jawab = await d.pengirim.perintah("batal", BANK, "iuran", jalur, {"alasan": "salah setor"}, pembayaran=nomor)
    d.status[f"batal {jawab.status}"] += 1


async def berkas(d: Dunia, acak: random.Random) -> None:
    """A bank's file: new payments, some told before, one for an account that nobody has."""
    baru = [_laporan(d, acak, va, max(1, jumlah // acak.randint(1, 4))) for va, jumlah in filter(None, (_tagihan(d, acak),) * 2)]
    baru.append(_laporan(d, acak, VA_TIDAK_ADA, 500_000))
    lama = [isi for isi, _ in acak.sample(d.pembayaran, min(2, len(d.pembayaran)))]
    semua = [
        (p["virtual_account"], p["nominal"], datetime.fromisoformat(p["waktu_bayar"]), p["bank"], p["kanal"], p["referensi_bank"])
        for p in (*baru, *lama)
    ]
    jawab = await d.pengirim.perintah(
        "berkas_bank", BANK, "iuran", "/v1/berkas-bank", berkas=[Berkas("berkas", "bank.csv", berkas_bank(semua))],
        bayaran=[(p["referensi_bank"], p["nominal"], p["virtual_account"]) for p in (*baru, *lama)],
    )  # fmt: skip
    d.status[f"berkas bank {jawab.status}"] += 1
