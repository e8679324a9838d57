"""Every acknowledged command took effect exactly once, and none that was not took half effect.

Each command went out with a trace id of its own, which its events carry in their metadata; one attempt is one correlation id. So the
events of a command under two correlation ids are its effect twice, whatever the keys say.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from typing import Any

import orjson

from selaras.kekacauan.jurnal import SELALU_JUJUR, Jurnal, Perintah
from selaras.kekacauan.pembuktian.data import JawabanTersimpan, Peristiwa, Temuan, Toko

HARUS_BERAKIBAT = frozenset({"badan_usaha", "webhook", "pengajuan"})
"""Kinds that never find their work done already. The others say in their answer, or in the data, that somebody did it before."""
TANPA_SALINAN = frozenset({"webhook"})
"""Kinds whose stored answer is not the one shown: it holds a secret, sealed."""
SAMPINGAN = frozenset({"tugas"})
"""Streams that a refusal may write too: a task for an officer, the same one however often it is refused."""

Akibat = dict[str, dict[str, list[Peristiwa]]]
"""trace id -> correlation id (one attempt) -> events"""


def tepat_sekali(jurnal: Jurnal, toko: Mapping[str, Toko], sejak: int = 0) -> Temuan:
    """``sejak``: only commands after this number (a database restored from a backup has lost the answers of the minutes before)."""
    akibat = {nama: akibat_klien(t) for nama, t in toko.items()}
    tersimpan = {nama: {(j.klien, j.kunci): j for j in t.jawaban} for nama, t in toko.items()}
    temuan: Temuan = []
    for p in jurnal.perintah[sejak:]:
        baris = tersimpan[p.layanan].get((p.klien, p.kunci))
        temuan += _satu(p, akibat[p.layanan].get(p.jejak, {}), baris, toko[p.layanan])
        temuan += _jawaban_jujur(p, baris)
    return temuan + _tanpa_asal(jurnal, toko)


def akibat_klien(toko: Toko) -> Akibat:
    """What clients' own commands wrote; the doings of jobs, timers and reactions have a cause and are judged by their consumers' models."""
    hasil: Akibat = defaultdict(lambda: defaultdict(list))
    for p in toko.peristiwa:
        if p.metadata.get("causation_id") is None and p.kategori not in SAMPINGAN:
            hasil[p.jejak][str(p.metadata.get("correlation_id"))].append(p)
    return hasil


def _satu(p: Perintah, akibat: dict[str, list[Peristiwa]], baris: JawabanTersimpan | None, toko: Toko) -> Temuan:
    siapa = f"perintah {p.nomor} ({p.jenis}, {p.kunci})"
    if len(akibat) > 1:
        return [f"{siapa}: berakibat {len(akibat)} kali: {', '.join(sorted(e.stream for k in akibat.values() for e in k))}"]
    if akibat and baris is None:
        return [f"{siapa}: ada akibatnya ({next(iter(akibat.values()))[0].stream}) tanpa jawaban tersimpan"]
    if not akibat and baris is not None and not _sudah_dikerjakan(p, baris, toko):
        return [f"{siapa}: ada jawaban tersimpan {baris.status} tanpa akibat"]
    diakui = p.diakui
    if diakui is None:
        return []
    if baris is None:
        jawaban = JawabanTersimpan(p.klien, "", p.kunci, diakui.status, diakui.isi)
        return [] if _sudah_dikerjakan(p, jawaban, toko) else [f"{siapa}: diakui {diakui.status}, tetapi tidak ada akibatnya"]
    if baris.status != diakui.status or (p.jenis not in TANPA_SALINAN and baris.isi != diakui.isi):
        return [f"{siapa}: diakui {diakui.status} {diakui.isi[:80]!r}, tersimpan {baris.status} {baris.isi[:80]!r}"]
    return []


def _sudah_dikerjakan(p: Perintah, jawaban: JawabanTersimpan, toko: Toko) -> bool:
    """May this success have no event of its own?"""
    isi = _urai(jawaban.isi)
    if jawaban.status == 202:
        return str(isi.get("pekerjaan_id")) in toko.pekerjaan
    match p.jenis:
        case "daftar":
            return bool(isi.get("tidak_berubah")) and f"peserta:{isi.get('nomor_kartu')}" in toko.stream
        case "mutasi":
            return isi.get("nomor_kartu_terdampak") == []
        case "sep":
            return f"sep:{isi.get('nomor_sep')}" in toko.stream
        case "klaim":
            return f"klaim:{isi.get('klaim_id')}" in toko.stream
        case _:
            return p.jenis not in HARUS_BERAKIBAT


def _jawaban_jujur(p: Perintah, baris: JawabanTersimpan | None) -> Temuan:
    """One key, one success: the same bytes however often; and no answer that says the service broke."""
    temuan = [
        f"perintah {p.nomor} ({p.jenis} {p.cara} {p.layanan}{p.jalur}): dijawab {b.status} {b.isi[:120]!r}"
        for b in p.balasan
        if b.status >= 500 and b.status != 503
    ]
    berhasil = [b for b in p.balasan if b.status in SELALU_JUJUR]
    if baris is None or not berhasil:
        return temuan
    if len({(b.status, b.isi) for b in berhasil}) > 1:
        temuan.append(f"perintah {p.nomor} ({p.jenis}, {p.kunci}): satu kunci, dua jawaban berhasil yang berbeda")
    pertama = min(b.selesai for b in berhasil)
    temuan += [
        f"perintah {p.nomor} ({p.jenis}, {p.kunci}): sudah berhasil, lalu dijawab {b.status}"
        for b in p.balasan
        if b.mulai > pertama and b.status not in (*SELALU_JUJUR, 503)
    ]
    return temuan


def _tanpa_asal(jurnal: Jurnal, toko: Mapping[str, Toko]) -> Temuan:
    """Nothing was stored for a command that nobody sent."""
    dikirim = {(p.layanan, p.klien, p.kunci) for p in jurnal.perintah}
    klien = {p.klien for p in jurnal.perintah}
    return [
        f"{nama}: jawaban tersimpan untuk perintah yang tidak pernah dikirim: {j.klien} {j.kunci}"
        for nama, t in toko.items()
        for j in t.jawaban
        if j.klien in klien and (nama, j.klien, j.kunci) not in dikirim
    ]


def _urai(isi: bytes) -> dict[str, Any]:
    try:
        hasil = orjson.loads(isi)
    except orjson.JSONDecodeError:
        return {}
    return hasil if isinstance(hasil, dict) else {}
