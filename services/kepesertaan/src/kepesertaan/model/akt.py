"""Read models of AKT and UMK."""

from __future__ import annotations

from collections.abc import Sequence

import orjson
from chassis.aggregate import Aggregate, Appended, Statement
from chassis.timers import SetTimer, set_timers

from kepesertaan import publish
from kepesertaan.domain import akt as domain
from kepesertaan.domain import umk as domain_umk
from kepesertaan.model.tulis import Tabel

PKS_BERAKHIR = "PKS_BERAKHIR"

_AKT = Tabel(
    "akt",
    ("akt_id",),
    (
        ("akt_id", "text"),
        ("nama", "text"),
        ("jenis_produk", "text"),
        ("rekening_bank", "text"),
        ("rekening_nomor", "text"),
        ("rekening_nama", "text"),
        ("versi", "bigint"),
    ),
)
_PKS = Tabel(
    "pks",
    ("akt_id", "nomor"),
    (
        ("akt_id", "text"),
        ("nomor", "text"),
        ("versi_pks", "int"),
        ("berlaku_dari", "date"),
        ("berlaku_sampai", "date"),
        ("bentuk_kerja_sama", "text"),
    ),
)
_UMK = Tabel("umk", ("tahun", "kabupaten_kota"), (("tahun", "int"), ("kabupaten_kota", "text"), ("nilai", "bigint"), ("sumber", "text")))


def _inline(ditulis: Sequence[Appended[domain.Akt, domain.AktPeristiwa]]) -> Sequence[Statement]:
    akt, pks, pewaktu = [], [], []
    for a in ditulis:
        s = a.state
        rek = (None, None, None) if s.rekening is None else (s.rekening.bank, s.rekening.nomor, s.rekening.nama)
        akt.append((a.stream_id, (s.akt_id, s.nama, orjson.dumps(s.jenis_produk).decode(), *rek, a.version)))
        for p in s.pks:
            bentuk = orjson.dumps(p.bentuk_kerja_sama).decode()
            pks.append((a.stream_id, (s.akt_id, p.nomor, p.versi, p.berlaku_dari, p.berlaku_sampai, bentuk)))
        for e in a.events:
            if isinstance(e, domain.PksDisepakati):
                # an extension moves the timer of the same agreement
                pewaktu.append(SetTimer(a.stream_id, PKS_BERAKHIR, f"{e.akt_id}:{e.nomor}", e.berlaku_sampai, [e.akt_id, e.nomor]))
    return [*_AKT.tulis(akt), *_PKS.tulis(pks), *([set_timers(pewaktu)] if pewaktu else [])]


AKT: Aggregate[domain.AktPerintah, domain.Akt, domain.AktPeristiwa] = Aggregate(
    category="akt",
    initial=domain.AWAL,
    decide=domain.decide,
    evolve=domain.evolve,
    events=(domain.AktDidaftarkan, domain.PksDisepakati, domain.PksBerakhir),
    publish=publish.akt,
    inline=_inline,
)


def _inline_umk(ditulis: Sequence[Appended[domain_umk.Umk, domain_umk.UmkDitetapkan]]) -> Sequence[Statement]:
    baris = [(a.stream_id, (a.events[-1].tahun, a.events[-1].kabupaten_kota, a.state.nilai, a.state.sumber)) for a in ditulis]
    return _UMK.tulis(baris)


UMK: Aggregate[domain_umk.TetapkanUmk, domain_umk.Umk, domain_umk.UmkDitetapkan] = Aggregate(
    category="umk",
    initial=domain_umk.AWAL,
    decide=domain_umk.decide,
    evolve=domain_umk.evolve,
    events=(domain_umk.UmkDitetapkan,),
    publish=publish.umk,
    inline=_inline_umk,
)
