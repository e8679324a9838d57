"""Nothing is left over: outboxes empty, no job given up, nothing parked that was not planted, and every consumer has read everything."""

from __future__ import annotations

from collections.abc import Mapping

from selaras.kekacauan.pembuktian.data import Temuan, Toko


def tidak_bersisa(toko: Mapping[str, Toko]) -> Temuan:
    temuan: Temuan = []
    for nama, t in toko.items():
        if t.kotak_keluar:
            temuan.append(f"{nama}: {t.kotak_keluar} rujukan tertinggal di kotak keluar")
        temuan += [f"{nama}: catatan diparkir: {p}" for p in t.parkir]
        temuan += [f"{nama}: pekerjaan {p.jenis} {p.id} {p.keadaan}: {p.galat}" for p in t.pekerjaan.values() if p.keadaan != "SELESAI"]
        temuan += _terbaca(nama, t, toko)
    return temuan


def _terbaca(nama: str, t: Toko, semua: Mapping[str, Toko]) -> Temuan:
    """The last sequence a consumer knows of each subject is the producer's."""
    temuan: Temuan = []
    for (konsumen, sumber), dibaca in t.dibaca.items():
        harap = {s: urutan for s, (_, urutan) in semua[sumber].stream.items() if urutan}
        beda = [s for s in harap.keys() | dibaca.keys() if harap.get(s) != dibaca.get(s)]
        if beda:
            satu = min(beda)
            temuan.append(
                f"{nama}: {konsumen} pada {len(beda)} subjek {sumber} tidak sampai, misalnya {satu}: "
                f"terbaca {dibaca.get(satu)}, ditulis {harap.get(satu)}"
            )
    return temuan
