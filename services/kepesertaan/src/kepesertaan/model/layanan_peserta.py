"""Read models of sanctions and complaints."""

from __future__ import annotations

from collections.abc import Sequence

import orjson
from chassis.aggregate import Aggregate, Appended, Statement

from kepesertaan.domain import pengaduan as domain_pengaduan
from kepesertaan.domain import sanksi as domain_sanksi
from kepesertaan.model.tulis import Tabel, diam

_SANKSI = Tabel(
    "sanksi",
    ("subjek",),
    (
        ("subjek", "text"),
        ("jenis_subjek", "text"),
        ("rujukan", "text"),
        ("tingkat", "int"),
        ("nama_tingkat", "text"),
        ("layanan", "text"),
        ("sejak", "date"),
        ("dicabut_pada", "date"),
        ("versi", "bigint"),
    ),
)
_PENGADUAN = Tabel(
    "pengaduan",
    ("nomor",),
    (
        ("nomor", "text"),
        ("nomor_kartu", "text"),
        ("kanal", "text"),
        ("kategori", "text"),
        ("kantor", "text"),
        ("keadaan", "text"),
        ("diterima_pada", "date"),
        ("rahasia", "text"),
        ("jawaban", "text"),
        ("versi", "bigint"),
    ),
)


def _inline_sanksi(ditulis: Sequence[Appended[domain_sanksi.Sanksi, domain_sanksi.SanksiPeristiwa]]) -> Sequence[Statement]:
    baris = []
    for a in ditulis:
        e, s = a.state.terakhir, a.state
        if e is not None:
            layanan = orjson.dumps(e.layanan if s.riwayat else ()).decode()
            isi = (e.subjek, e.jenis_subjek, e.rujukan, s.tingkat, e.nama_tingkat, layanan, e.pada, s.dicabut_pada, a.version)
            baris.append((a.stream_id, isi))
    return _SANKSI.tulis(baris)


def _inline_pengaduan(ditulis: Sequence[Appended[domain_pengaduan.Pengaduan, domain_pengaduan.PengaduanPeristiwa]]) -> Sequence[Statement]:
    baris = []
    for a in ditulis:
        s = a.state
        isi = (s.nomor, s.nomor_kartu, s.kanal, s.kategori, s.kantor, s.keadaan, s.diterima_pada, s.rahasia, s.jawaban, a.version)
        baris.append((a.stream_id, isi))
    return _PENGADUAN.tulis(baris)


SANKSI: Aggregate[domain_sanksi.SanksiPerintah, domain_sanksi.Sanksi, domain_sanksi.SanksiPeristiwa] = Aggregate(
    category="sanksi",
    initial=domain_sanksi.AWAL,
    decide=domain_sanksi.decide,
    evolve=domain_sanksi.evolve,
    events=(domain_sanksi.SanksiDikenakan, domain_sanksi.SanksiDicabut),
    publish=diam,
    inline=_inline_sanksi,
)
PENGADUAN: Aggregate[domain_pengaduan.PengaduanPerintah, domain_pengaduan.Pengaduan, domain_pengaduan.PengaduanPeristiwa] = Aggregate(
    category="pengaduan",
    initial=domain_pengaduan.AWAL,
    decide=domain_pengaduan.decide,
    evolve=domain_pengaduan.evolve,
    events=(domain_pengaduan.PengaduanDiterima, domain_pengaduan.PengaduanDitindaklanjuti),
    publish=diam,
    inline=_inline_pengaduan,
)
