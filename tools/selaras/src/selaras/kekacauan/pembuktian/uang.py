"""Money, from the events alone: what came in on an account is what its bills got and what is left over; nothing is paid twice."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from typing import Any

from selaras.kekacauan.pembuktian.data import Temuan, Toko


@dataclass
class Rekening:
    """One virtual account, added up from its events."""

    masuk: int = 0
    kredit: int = 0
    ditagih: dict[str, int] = field(default_factory=dict)  # bill -> asked for
    dibayar: dict[str, int] = field(default_factory=lambda: defaultdict(int))  # bill -> allocated
    lunas: set[str] = field(default_factory=set)
    pembayaran: dict[str, dict[str, Any]] = field(default_factory=dict)  # still standing, not taken back


def jumlahkan(toko: Toko) -> tuple[dict[str, Rekening], Temuan]:
    rekening: dict[str, Rekening] = defaultdict(Rekening)
    temuan: Temuan = []
    for stream, semua in toko.menurut_stream().items():
        if not stream.startswith("rekening:"):
            continue
        r = rekening[stream.split(":", 1)[1]]
        for p in semua:
            temuan += [f"{stream} versi {p.versi} ({p.jenis}): {satu}" for satu in _satu(r, p.jenis, p.urai())]
    return dict(rekening), temuan


def _satu(r: Rekening, jenis: str, isi: dict[str, Any]) -> Temuan:
    temuan: Temuan = []
    match jenis:
        case "TagihanDiterbitkan":
            if isi["tagihan_id"] in r.ditagih:
                temuan.append("tagihan terbit dua kali")
            r.ditagih[isi["tagihan_id"]] = isi["pemberi_kerja"] + isi["pekerja"]
        case "PembayaranDicatat":
            alokasi = sum(a["nominal"] for a in isi["dialokasikan"])
            if isi["nominal"] != alokasi + isi["kelebihan"]:
                temuan.append(f"diterima {isi['nominal']}, dialokasikan {alokasi}, kelebihan {isi['kelebihan']}")
            r.masuk += isi["nominal"]
            r.kredit += isi["kelebihan"]
            _alokasikan(r, isi["dialokasikan"])
            r.pembayaran[isi["pembayaran_id"]] = isi
        case "KreditDialokasikan":
            r.kredit -= sum(a["nominal"] for a in isi["dialokasikan"])
            _alokasikan(r, isi["dialokasikan"])
        case "PembayaranDibatalkan":
            if r.pembayaran.pop(isi["pembayaran_id"], None) is None:
                temuan.append("pembayaran yang tidak ada dibatalkan")
            dicabut = sum(a["nominal"] for a in isi["dicabut"])
            if isi["nominal"] != dicabut + isi["kelebihan_dicabut"]:
                temuan.append(f"dibatalkan {isi['nominal']}, dicabut {dicabut}, kelebihan dicabut {isi['kelebihan_dicabut']}")
            r.masuk -= isi["nominal"]
            r.kredit -= isi["kelebihan_dicabut"]
            _alokasikan(r, isi["dicabut"], tanda=-1)
            r.lunas -= {t for t in r.lunas if r.dibayar[t] < r.ditagih.get(t, 0)}
        case "TagihanDilunasi":
            if isi["tagihan_id"] in r.lunas:
                temuan.append("tagihan lunas dua kali")
            r.lunas.add(isi["tagihan_id"])
        case _:
            return temuan
    if r.kredit < 0:
        temuan.append(f"kredit menjadi {r.kredit}")
    temuan += [f"tagihan {t} dibayar {n} dari {r.ditagih.get(t)}" for t, n in r.dibayar.items() if not 0 <= n <= r.ditagih.get(t, 0)]
    if r.masuk != sum(r.dibayar.values()) + r.kredit:
        temuan.append(f"masuk {r.masuk}, dialokasikan {sum(r.dibayar.values())}, kredit {r.kredit}")
    return temuan


def _alokasikan(r: Rekening, alokasi: list[dict[str, Any]], tanda: int = 1) -> None:
    for a in alokasi:
        r.dibayar[a["tagihan_id"]] += tanda * a["nominal"]


def uang_peristiwa(toko: Toko) -> Temuan:
    rekening, temuan = jumlahkan(toko)
    for va, r in rekening.items():
        penuh = {t for t, n in r.ditagih.items() if r.dibayar[t] == n}
        if penuh != r.lunas:
            temuan.append(f"rekening {va}: dibayar penuh {sorted(penuh)}, dinyatakan lunas {sorted(r.lunas)}")
    masuk = sum(r.masuk for r in rekening.values())
    pakai = sum(sum(r.dibayar.values()) + r.kredit for r in rekening.values())
    return [*temuan, *([f"seluruhnya masuk {masuk}, dialokasikan dan lebih {pakai}"] if masuk != pakai else [])]
