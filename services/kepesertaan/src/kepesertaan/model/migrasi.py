"""Read model of database migrations."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from chassis.aggregate import Aggregate, Appended, Statement

from kepesertaan.domain import migrasi as domain
from kepesertaan.domain import migrasi_pesan as pesan
from kepesertaan.model.tulis import Tabel, diam

KOLOM = (
    ("migrasi_id", "text"),
    ("badan_usaha_id", "text"),
    ("akt_id", "text"),
    ("kantor_cabang", "text"),
    ("berkas_id", "uuid"),
    ("keadaan", "text"),
    ("terbuka", "bool"),
    ("jumlah", "int"),
    ("baik", "int"),
    ("gagal", "int"),
    ("terdaftar", "int"),
    ("surat_pengesahan", "text"),
    ("pekerjaan_periksa", "text"),
    ("pekerjaan_daftar", "text"),
    ("validasi_kc", "text"),
    ("validasi_divre", "text"),
    ("alasan", "text"),
    ("diajukan_pada", "date"),
    ("versi", "bigint"),
)
_TABEL = Tabel("migrasi", ("migrasi_id",), KOLOM)


def _inline(ditulis: Sequence[Appended[domain.Migrasi, pesan.MigrasiPeristiwa]]) -> Sequence[Statement]:
    khusus = ("berkas_id", "versi")
    baris = []
    for a in ditulis:
        isi = {n: getattr(a.state, n) for n, _ in KOLOM if n not in khusus} | {"berkas_id": UUID(a.state.berkas_id), "versi": a.version}
        baris.append((a.stream_id, tuple(isi[n] for n, _ in KOLOM)))
    return _TABEL.tulis(baris)


MIGRASI: Aggregate[pesan.MigrasiPerintah, domain.Migrasi, pesan.MigrasiPeristiwa] = Aggregate(
    category="migrasi",
    initial=domain.AWAL,
    decide=domain.decide,
    evolve=domain.evolve,
    events=(
        pesan.MigrasiDiajukan,
        pesan.SuratPengesahanDiterima,
        pesan.MigrasiDiperiksa,
        pesan.MigrasiDivalidasiKc,
        pesan.MigrasiDivalidasiDivre,
        pesan.MigrasiDitolak,
        pesan.MigrasiDitarik,
        pesan.MigrasiSelesai,
    ),
    publish=diam,
    inline=_inline,
)
