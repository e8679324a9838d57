"""The business keys: what the clients were told is in the data once, under the number they were told."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping
from typing import Any

import orjson

from selaras.kekacauan.jurnal import Jurnal, Perintah
from selaras.kekacauan.pembuktian.data import Temuan, Toko


def perbuatan(jurnal: Jurnal, toko: Mapping[str, Toko]) -> Temuan:
    return [
        *_peserta(jurnal, toko["kepesertaan"]),
        *_pembayaran(jurnal, toko["iuran"]),
        *_bernomor(jurnal, toko),
        *_pekerjaan(jurnal, toko),
    ]


def _isi(p: Perintah) -> dict[str, Any]:
    hasil = orjson.loads(p.diakui.isi) if p.diakui is not None and p.diakui.isi else {}
    return hasil if isinstance(hasil, dict) else {}


def _peserta(jurnal: Jurnal, toko: Toko) -> Temuan:
    """One person, one card number; and one card number, one person."""
    kartu: dict[str, set[str]] = defaultdict(set)
    orang: dict[str, set[str]] = defaultdict(set)
    temuan: Temuan = []
    for p in jurnal.diakui:
        if p.jenis == "daftar":
            noka = str(_isi(p).get("nomor_kartu"))
            kartu[p.ciri["nik"]].add(noka)
            orang[noka].add(p.ciri["nik"])
            if f"peserta:{noka}" not in toko.stream:
                temuan.append(f"perintah {p.nomor}: peserta {noka} diakui, tetapi tidak ada")
    temuan += [f"satu orang mendapat nomor kartu {', '.join(sorted(n))}" for n in kartu.values() if len(n) > 1]
    temuan += [f"nomor kartu {noka} diberikan kepada {len(n)} orang" for noka, n in orang.items() if len(n) > 1]
    return temuan


def _pembayaran(jurnal: Jurnal, toko: Toko) -> Temuan:
    """A bank's reference is one deed: recorded once, with the sum that was sent, under the number that was answered."""
    dikirim: dict[str, set[tuple[int, str]]] = defaultdict(set)
    for p in jurnal.perintah:
        if p.jenis == "bayar":
            dikirim[p.ciri["referensi"]].add((p.ciri["nominal"], p.ciri["va"]))
        if p.jenis == "berkas_bank":
            for referensi, nominal, va in p.ciri["bayaran"]:
                dikirim[referensi].add((nominal, va))
    tercatat: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for e in toko.peristiwa:
        if e.jenis in ("PembayaranDicatat", "TitipanDicatat"):
            isi = e.urai()
            tercatat[isi["referensi_bank"]].append(isi)
    temuan = [f"referensi {r} tercatat {len(n)} kali" for r, n in tercatat.items() if len(n) > 1]
    for referensi, semua in tercatat.items():
        for isi in semua:
            va = isi.get("virtual_account") or isi["unit"]["virtual_account"]
            if (isi["nominal"], va) not in dikirim.get(referensi, set()):
                temuan.append(f"referensi {referensi}: tercatat {isi['nominal']} untuk {va}, yang tidak pernah dikirim")
    for p in jurnal.diakui:
        if p.jenis == "bayar":
            ada = tercatat.get(p.ciri["referensi"], [])
            if not any(i.get("pembayaran_id") == _isi(p).get("pembayaran_id") and i["nominal"] == p.ciri["nominal"] for i in ada):
                temuan.append(
                    f"perintah {p.nomor}: pembayaran {p.ciri['referensi']} diakui, tetapi tidak tercatat dengan nomor dan nominal itu"
                )
        if p.jenis == "berkas_bank":
            pekerjaan = toko.pekerjaan.get(str(_isi(p).get("pekerjaan_id")))
            hilang = [r for r, _, _ in p.ciri["bayaran"] if r not in tercatat]
            if pekerjaan is not None and len(hilang) > pekerjaan.gagal:
                temuan.append(f"perintah {p.nomor}: berkas bank selesai, tetapi {hilang} tidak tercatat")
    return temuan


def _bernomor(jurnal: Jurnal, toko: Mapping[str, Toko]) -> Temuan:
    """Whatever was answered with a number of its own has a stream of that number."""
    bentuk = {
        "sep": ("klaim", "sep", "nomor_sep"),
        "klaim": ("klaim", "klaim", "klaim_id"),
        "pengajuan": ("klaim", "pengajuan", "pengajuan_id"),
    }
    temuan: Temuan = []
    pemilik: Counter[str] = Counter()
    for p in jurnal.diakui:
        if p.jenis in bentuk:
            layanan, kategori, kolom = bentuk[p.jenis]
            stream = f"{kategori}:{_isi(p).get(kolom)}"
            if p.jenis == "pengajuan":  # a stay has one SEP and one claim, by whomever and however often it is sent
                pemilik[stream] += 1
            if stream not in toko[layanan].stream:
                temuan.append(f"perintah {p.nomor}: {stream} diakui, tetapi tidak ada")
    return temuan + [f"{stream} dijawabkan untuk {n} perintah" for stream, n in pemilik.items() if n > 1]


def _pekerjaan(jurnal: Jurnal, toko: Mapping[str, Toko]) -> Temuan:
    """A job that was accepted has ended, and not by giving up."""
    temuan: Temuan = []
    for p in jurnal.diakui:
        if p.diakui is not None and p.diakui.status == 202:
            pekerjaan = toko[p.layanan].pekerjaan.get(str(_isi(p).get("pekerjaan_id")))
            if pekerjaan is None or pekerjaan.keadaan != "SELESAI":
                temuan.append(f"perintah {p.nomor} ({p.jenis}): pekerjaannya {'hilang' if pekerjaan is None else pekerjaan.keadaan}")
    return temuan
