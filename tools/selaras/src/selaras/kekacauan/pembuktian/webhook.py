"""Every endpoint got every event of its own AKT at least once, none of another's, and ``urutan`` has no hole.

Which events are told is the table of the published language (`notifikasi.domain.peta`); what was told is read from the topics and from
what the receivers kept, not from the sender's own tables.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence

import orjson
from notifikasi.domain.peta import pesan
from pydantic import ValidationError
from shared_events.registry import EVENTS

from selaras.kekacauan.pembuktian.data import Catatan, Temuan
from selaras.penerima import Kiriman

_DARI_UMPAN = ("subjek", "urutan", "nomor_peristiwa")


def webhook(topik: Mapping[str, Iterable[Catatan]], diterima: Sequence[Kiriman], akt: Sequence[str]) -> Temuan:
    """``akt``: the AKT that have an endpoint for everything, since before their first event."""
    harap, butir = _harap(topik)
    temuan: Temuan = []
    for a in akt:
        punya = [d for d in diterima if d.akt == a]
        ada = {d.id for d in punya}
        gabungan: Counter[tuple[str, str, str]] = Counter()
        for d in {d.id: d for d in punya}.values():
            for kunci in _butir_pesan(d):
                gabungan[kunci] += 1
        temuan += [f"webhook {a}: peristiwa {id} ({jenis}) tidak pernah sampai" for id, jenis in harap[a].items() if id not in ada]
        temuan += [
            f"webhook {a}: {n} butir {k} dari {jumlah} tidak sampai" for k, jumlah in butir[a].items() if (n := jumlah - gabungan[k]) > 0
        ]
        temuan += _milik_lain(a, punya, topik)
        temuan += _urutan(a, punya)
    return temuan


def _harap(topik: Mapping[str, Iterable[Catatan]]) -> tuple[dict[str, dict[str, str]], dict[str, Counter[tuple[str, str, str]]]]:
    """AKT -> event id -> kind of message; and AKT -> items that several rows of one job share a message for."""
    harap: dict[str, dict[str, str]] = defaultdict(dict)
    butir: dict[str, Counter[tuple[str, str, str]]] = defaultdict(Counter)
    lihat: set[str] = set()
    for catatan in topik.values():
        for c in catatan:
            akt, jenis, id = c.teks("ce_aktid"), c.teks("ce_type") or "", c.teks("ce_id") or ""
            kelas = EVENTS.get(jenis)
            if akt is None or kelas is None or id in lihat:
                continue
            lihat.add(id)
            try:
                isi = kelas.model_validate_json(c.isi).model_dump(mode="json")
            except ValidationError:
                continue  # not what the store holds: the proof of the topic says so
            p = pesan(f"{kelas.LAYANAN}.{kelas.event_name()}", isi)
            if p is None:
                continue
            if p.gabung is None:
                harap[akt][id] = p.jenis
            else:
                for satu in p.data[p.gabung]:
                    butir[akt][p.jenis, c.teks("ce_subject") or "", orjson.dumps(satu, option=orjson.OPT_SORT_KEYS).decode()] += 1
    return harap, butir


def _butir_pesan(d: Kiriman) -> Iterable[tuple[str, str, str]]:
    for nilai in d.data.values():
        if isinstance(nilai, list):
            for satu in nilai:
                if isinstance(satu, dict):
                    yield d.jenis, str(d.data.get("subjek")), orjson.dumps(satu, option=orjson.OPT_SORT_KEYS).decode()


def _milik_lain(akt: str, punya: Sequence[Kiriman], topik: Mapping[str, Iterable[Catatan]]) -> Temuan:
    pemilik = {c.teks("ce_id"): c.teks("ce_aktid") for catatan in topik.values() for c in catatan}
    return [
        f"webhook {akt}: menerima peristiwa {d.id} milik {pemilik.get(d.id) or 'siapa pun bukan'}"
        for d in punya
        if pemilik.get(d.id) != akt
    ]


def _urutan(akt: str, punya: Sequence[Kiriman]) -> Temuan:
    """Per subject the numbers 1, 2, 3…, each one message, the same bytes at every attempt; ``nomor_peristiwa`` likewise over all."""
    nomor: dict[str, dict[int, str]] = defaultdict(dict)
    umpan: dict[int, str] = {}
    isi: dict[str, bytes] = {}
    temuan: Temuan = []
    for d in punya:
        subjek, urutan, n = (d.data.get(k) for k in _DARI_UMPAN)
        if urutan is None or n is None:
            temuan.append(f"webhook {akt}: pesan {d.id} tanpa urutan atau nomor")
            continue
        if nomor[str(subjek)].setdefault(urutan, d.id) != d.id or umpan.setdefault(n, d.id) != d.id:
            temuan.append(f"webhook {akt}: urutan {urutan} subjek {subjek} dipakai dua pesan")
        if isi.setdefault(d.id, d.mentah) != d.mentah:
            temuan.append(f"webhook {akt}: pesan {d.id} dikirim dengan isi yang berbeda")
    temuan += [f"webhook {akt}: urutan {s} berlubang: {sorted(n)}" for s, n in nomor.items() if sorted(n) != list(range(1, len(n) + 1))]
    if sorted(umpan) != list(range(1, len(umpan) + 1)):
        temuan.append(f"webhook {akt}: nomor_peristiwa berlubang")
    return temuan
