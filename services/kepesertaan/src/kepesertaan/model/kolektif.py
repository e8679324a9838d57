"""Read model of collective registrations: where each stands. Its forms one by one are in its stream."""

from __future__ import annotations

from collections.abc import Sequence

from chassis.aggregate import Aggregate, Appended, Statement

from kepesertaan.domain import kolektif as domain
from kepesertaan.domain import kolektif_pesan as pesan
from kepesertaan.model.tulis import Tabel, diam

_TABEL = Tabel(
    "kolektif",
    ("kolektif_id",),
    (
        ("kolektif_id", "text"),
        ("badan_usaha_id", "text"),
        ("akt_id", "text"),
        ("keadaan", "text"),
        ("jumlah", "int"),
        ("menunggu_dokumen", "int"),
        ("diproses", "int"),
        ("terdaftar", "int"),
        ("ditolak", "int"),
        ("ditarik", "int"),
        ("diajukan_pada", "date"),
        ("selesai_pada", "date"),
        ("versi", "bigint"),
    ),
)


def _inline(ditulis: Sequence[Appended[domain.Kolektif, pesan.KolektifPeristiwa]]) -> Sequence[Statement]:
    baris = []
    for a in ditulis:
        k = a.state
        banyak = [k.jumlah(s) for s in ("MENUNGGU_DOKUMEN", "DIPROSES", "TERDAFTAR", "DITOLAK", "DITARIK")]
        isi = (k.kolektif_id, k.badan_usaha_id, k.akt_id, k.keadaan, len(k.formulir), *banyak, k.diajukan_pada, k.selesai_pada, a.version)
        baris.append((a.stream_id, isi))
    return _TABEL.tulis(baris)


KOLEKTIF: Aggregate[pesan.KolektifPerintah, domain.Kolektif, pesan.KolektifPeristiwa] = Aggregate(
    category="pendaftaran-kolektif",
    initial=domain.AWAL,
    decide=domain.decide,
    evolve=domain.evolve,
    events=(
        pesan.KolektifDiajukan,
        pesan.DokumenDilengkapi,
        pesan.FormulirDiproses,
        pesan.FormulirDitarik,
        pesan.FormulirDiputuskan,
        pesan.KolektifSelesai,
    ),
    publish=diam,
    inline=_inline,
)
