"""Read model of the processes between a Badan Usaha and its AKT, with the lists of people handed in."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from chassis.aggregate import Aggregate, Appended, Statement
from chassis.timers import SetTimer, set_timers
from dasar.penolakan import Ditolak

from kepesertaan import publish_proses
from kepesertaan.domain import proses_akt as domain
from kepesertaan.domain import proses_akt_pesan as pesan
from kepesertaan.model.tulis import Tabel

PROSES_MULAI = "PROSES_AKT"

_PROSES = Tabel(
    "proses_akt",
    ("proses_id",),
    (
        ("proses_id", "text"),
        ("jenis", "text"),
        ("badan_usaha_id", "text"),
        ("akt_lama", "text"),
        ("akt_baru", "text"),
        ("berakhir_pada", "date"),
        ("mulai", "date"),
        ("keadaan", "text"),
        ("sebab", "text"),
        ("versi", "bigint"),
    ),
)
_DAFTAR = Tabel(
    "proses_akt_peserta",
    ("proses_id", "sisi", "nomor_kartu"),
    (("proses_id", "text"), ("sisi", "text"), ("nomor_kartu", "text"), ("diterima_pada", "date")),
)


def _inline(ditulis: Sequence[Appended[domain.Proses, pesan.ProsesPeristiwa]]) -> Sequence[Statement]:
    proses, pewaktu = [], []
    daftar: dict[tuple[str, str, str], tuple[str, tuple[str, str, str, date]]] = {}
    for a in ditulis:
        s = a.state
        mulai = None if s.penyerahan is None else s.penyerahan.mulai
        isi = (s.proses_id, s.jenis, s.badan_usaha_id, s.akt_lama, s.akt_baru, s.berakhir_pada, mulai, s.keadaan, s.sebab, a.version)
        proses.append((a.stream_id, isi))
        for e in a.events:
            match e:
                case pesan.DaftarDiterima(id, sisi, nomor_kartu, pada):
                    daftar.update({(id, sisi, n): (a.stream_id, (id, sisi, n, pada)) for n in nomor_kartu})
                case pesan.PeralihanDimulai(id, _, _, _, berakhir_pada, _):
                    hari = berakhir_pada + timedelta(days=1)
                    pewaktu.append(SetTimer(a.stream_id, PROSES_MULAI, f"{id}:b", berakhir_pada, [id, hari]))
                case pesan.PenyerahanDiterima(id, p, _, pada) if p.mulai > max(pada, (s.berakhir_pada or date.min) + timedelta(days=1)):
                    pewaktu.append(SetTimer(a.stream_id, PROSES_MULAI, f"{id}:d", p.mulai - timedelta(days=1), [id, p.mulai]))
                case _:
                    pass
    return [*_PROSES.tulis(proses), *_DAFTAR.tulis(list(daftar.values())), *([set_timers(pewaktu)] if pewaktu else [])]


def _sudah_berjalan() -> Exception:
    return Ditolak("PROSES_SEDANG_BERJALAN", "Badan Usaha ini masih mempunyai proses dengan AKT yang belum selesai.", aturan="R-AKT-08")


PROSES_AKT: Aggregate[pesan.ProsesPerintah, domain.Proses, pesan.ProsesPeristiwa] = Aggregate(
    category="proses-akt",
    initial=domain.AWAL,
    decide=domain.decide,
    evolve=domain.evolve,
    events=(
        pesan.PeralihanDimulai,
        pesan.DelegasiDimulai,
        pesan.DaftarDiterima,
        pesan.PenyerahanDiterima,
        pesan.PenyerahanDikonfirmasi,
        pesan.EmailTagihanDiisi,
        pesan.DaftarDikesampingkan,
        pesan.ProsesTertahan,
        pesan.TandaLamaDicabut,
        pesan.PembaruanDicatat,
        pesan.TandaBaruDiberikan,
        pesan.ProsesDihentikan,
    ),
    publish=publish_proses.proses,
    inline=_inline,
    taken={"proses_akt_satu": _sudah_berjalan},
)
