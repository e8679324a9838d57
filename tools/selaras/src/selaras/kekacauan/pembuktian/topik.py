"""The store and the topic tell the same story: every public event is there, first occurrences in order without a gap, byte for byte."""

from __future__ import annotations

from collections.abc import Iterable

from selaras.kekacauan.pembuktian.data import Catatan, Peristiwa, Temuan, Toko


def sama_dengan_topik(toko: Toko, topik: Iterable[Catatan]) -> Temuan:
    """``topik``: all records of the service's topic, each partition in the order of its offsets."""
    harap = {(p.stream, p.urutan): p for p in toko.peristiwa if p.urutan is not None}
    terakhir: dict[str, int] = {}
    bagian: dict[str, int] = {}
    temuan: Temuan = []
    for c in sorted(topik, key=lambda c: (c.bagian, c.offset)):
        urutan = c.teks("ce_sequence")
        if urutan is None:
            continue  # a mark of a closed day
        subjek, n = c.teks("ce_subject") or "", int(urutan)
        di = f"{toko.layanan}[{c.bagian}]@{c.offset}"
        if bagian.setdefault(subjek, c.bagian) != c.bagian:
            temuan.append(f"{di}: {subjek} berada di dua bagian topik")
        if n > terakhir.get(subjek, 0) + 1:
            temuan.append(f"{di}: {subjek} melompat dari {terakhir.get(subjek, 0)} ke {n}")
        terakhir[subjek] = max(n, terakhir.get(subjek, 0))
        p = harap.get((subjek, n))
        if p is None:
            temuan.append(f"{di}: {subjek} urutan {n} tidak ada di toko peristiwa")
        elif (beda := _beda(p, c)) is not None:
            temuan.append(f"{di}: {subjek} urutan {n}: {beda} berbeda dari toko peristiwa")
    temuan += [f"{toko.layanan}: {s} urutan {n} tidak pernah sampai ke topik" for s, n in harap if n is not None and n > terakhir.get(s, 0)]
    return temuan + _urutan_toko(toko)


def _beda(p: Peristiwa, c: Catatan) -> str | None:
    if c.teks("ce_id") != p.id:
        return "ce_id"
    if c.teks("ce_type") != p.jenis_publik:
        return "ce_type"
    if c.teks("ce_aktid") != p.akt_id:
        return "ce_aktid"
    if c.kunci.decode() != p.stream:
        return "kunci"
    return None if c.isi == p.isi_publik else "isi"


def _urutan_toko(toko: Toko) -> Temuan:
    """Versions and public numbers of each stream count from 1 without a gap, and the head of the stream knows the last of both."""
    temuan: Temuan = []
    for stream, semua in toko.menurut_stream().items():
        if [p.versi for p in semua] != list(range(1, len(semua) + 1)):
            temuan.append(f"{toko.layanan}: {stream} berlubang atau berganda dalam versinya")
        publik = [p.urutan for p in semua if p.urutan is not None]
        if publik != list(range(1, len(publik) + 1)):
            temuan.append(f"{toko.layanan}: {stream} berlubang atau berganda dalam urutan publiknya")
        if toko.stream.get(stream) != (len(semua), len(publik)):
            temuan.append(f"{toko.layanan}: kepala {stream} mengatakan {toko.stream.get(stream)}, bukan {(len(semua), len(publik))}")
    ganda = len(toko.peristiwa) - len({p.id for p in toko.peristiwa})
    return [*temuan, *([f"{toko.layanan}: {ganda} peristiwa dengan id ganda"] if ganda else [])]
