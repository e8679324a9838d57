"""Inline read models of RekeningIuran: bills, payments, balances and ledger, in the statement that appends the events."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

import orjson
from chassis.aggregate import Appended, Statement
from chassis.timers import SetTimer, set_timers
from dasar.tanggal import hari_wib

from iuran.domain import buku_besar
from iuran.domain import rekening_peristiwa as p
from iuran.domain.rekening import Rekening
from iuran.domain.rekening_keadaan import Tagihan

JATUH_TEMPO = "JATUH_TEMPO_TAGIHAN"
BATAS_PENERUSAN = "BATAS_PENERUSAN_AKT"

Tertulis = Appended[Rekening, p.Peristiwa]

_TAGIHAN = """
insert into tagihan (tagihan_id, virtual_account, periode, badan_usaha_id, keluarga_id, akt_id, jatuh_tempo, pemberi_kerja, pekerja,
  pemerintah, jumlah_peserta, terbayar, keadaan, menunggak_sejak, lunas_pada, diterbitkan_pada, versi)
select m.tagihan_id, m.va, m.periode, m.bu, m.keluarga, m.akt, m.jatuh_tempo, m.pemberi_kerja, m.pekerja, m.pemerintah, m.peserta,
  m.terbayar, m.keadaan, m.menunggak, m.lunas, m.terbit, h.version
from head h join unnest($1::text[], $2::uuid[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[], $8::date[], $9::bigint[],
  $10::bigint[], $11::bigint[], $12::int[], $13::bigint[], $14::text[], $15::date[], $16::timestamptz[], $17::timestamptz[])
  as m(stream_id, tagihan_id, va, periode, bu, keluarga, akt, jatuh_tempo, pemberi_kerja, pekerja, pemerintah, peserta, terbayar, keadaan,
  menunggak, lunas, terbit) using (stream_id)
on conflict (tagihan_id) do update set terbayar = excluded.terbayar, keadaan = excluded.keadaan,
  menunggak_sejak = excluded.menunggak_sejak, lunas_pada = excluded.lunas_pada, versi = excluded.versi
"""
_PEMBAYARAN = """
insert into pembayaran (pembayaran_id, virtual_account, nominal, waktu_bayar, bank, kanal, referensi_bank, dialokasikan, kelebihan,
  dicatat_pada, versi)
select m.id, m.va, m.nominal, m.waktu, m.bank, m.kanal, m.referensi, m.alokasi::jsonb, m.kelebihan, m.dicatat, h.version
from head h join unnest($1::text[], $2::uuid[], $3::text[], $4::bigint[], $5::timestamptz[], $6::text[], $7::text[], $8::text[],
  $9::text[], $10::bigint[], $11::timestamptz[])
  as m(stream_id, id, va, nominal, waktu, bank, kanal, referensi, alokasi, kelebihan, dicatat) using (stream_id)
"""
# without "on conflict": a reference that is used already fails the whole append (Aggregate.taken)
REFERENSI = """
insert into referensi_bayar (bank, referensi_bank, jenis, id, virtual_account, nominal, waktu_bayar, kanal)
select m.bank, m.referensi, m.jenis, m.id, m.va, m.nominal, m.waktu, m.kanal
from head h join unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::uuid[], $6::text[], $7::bigint[], $8::timestamptz[], $9::text[])
  as m(stream_id, bank, referensi, jenis, id, va, nominal, waktu, kanal) using (stream_id)
"""
_DIBATALKAN = """
update pembayaran b set dibatalkan_pada = m.waktu, versi = h.version
from head h join unnest($1::text[], $2::uuid[], $3::timestamptz[]) as m(stream_id, id, waktu) using (stream_id)
where b.pembayaran_id = m.id
"""
_SALDO = """
insert into saldo_va (virtual_account, tunggakan, kredit, lunas_sampai, tagihan_terbuka, versi)
select m.va, m.tunggakan, m.kredit, m.lunas_sampai, m.terbuka, h.version
from head h join unnest($1::text[], $2::text[], $3::bigint[], $4::bigint[], $5::text[], $6::int[])
  as m(stream_id, va, tunggakan, kredit, lunas_sampai, terbuka) using (stream_id)
on conflict (virtual_account) do update set tunggakan = excluded.tunggakan, kredit = excluded.kredit,
  lunas_sampai = excluded.lunas_sampai, tagihan_terbuka = excluded.tagihan_terbuka, versi = excluded.versi
"""
_PENERIMAAN = """
insert into penerimaan_akt (penerimaan_id, virtual_account, akt_id, nominal, diterima_pada, batas_penerusan, sisa, terlambat)
select m.id, m.va, m.akt, m.nominal, m.diterima, m.batas, m.sisa, m.terlambat
from head h join unnest($1::text[], $2::uuid[], $3::text[], $4::text[], $5::bigint[], $6::timestamptz[], $7::timestamptz[], $8::bigint[],
  $9::bool[]) as m(stream_id, id, va, akt, nominal, diterima, batas, sisa, terlambat) using (stream_id)
on conflict (penerimaan_id) do update set sisa = excluded.sisa, terlambat = excluded.terlambat
"""
_BUKU = """
insert into buku_besar (event_id, baris, stream_id, versi, peristiwa, akun, virtual_account, rincian, nominal, dicatat_pada)
select m.event_id, m.baris, m.stream_id, m.versi, m.peristiwa, m.akun, m.va, m.rincian, m.nominal, m.dicatat
from head h join unnest($1::text[], $2::uuid[], $3::smallint[], $4::bigint[], $5::text[], $6::text[], $7::text[], $8::text[], $9::bigint[],
  $10::timestamptz[]) as m(stream_id, event_id, baris, versi, peristiwa, akun, va, rincian, nominal, dicatat) using (stream_id)
"""


def statement(sql: str, baris: Sequence[tuple[Any, ...]]) -> list[Statement]:
    """One statement with an array a column, or none for no rows."""
    return [Statement(sql, tuple([list(kolom) for kolom in zip(*baris, strict=True)]))] if baris else []


def _tersentuh(e: p.Peristiwa) -> Iterable[str]:
    """Months whose bill an event changes."""
    match e:
        case p.TagihanDiterbitkan() | p.TagihanDilunasi() | p.TagihanMenunggak():
            return (e.periode,)
        case p.PembayaranDicatat() | p.KreditDialokasikan():
            return [a.periode for a in e.dialokasikan]
        case p.PembayaranDibatalkan():
            return [a.periode for a in e.dicabut]
        case _:
            return ()


def _baris_tagihan(stream_id: str, unit: p.Unit, t: Tagihan) -> tuple[Any, ...]:
    return (
        stream_id, t.tagihan_id, unit.virtual_account, t.periode, unit.badan_usaha_id, unit.keluarga_id, unit.akt_id, t.jatuh_tempo,
        t.pemberi_kerja, t.pekerja, t.pemerintah, t.jumlah_peserta, t.terbayar, t.keadaan, t.menunggak_sejak, t.lunas_pada,
        t.diterbitkan_pada,
    )  # fmt: skip


def alokasi_json(alokasi: Sequence[p.Alokasi]) -> list[dict[str, object]]:
    return [{"tagihan_id": a.tagihan_id, "periode": a.periode, "nominal": a.nominal} for a in alokasi]


def _pembayaran(a: Tertulis) -> Iterable[tuple[str, p.PembayaranDicatat, datetime]]:
    return ((a.stream_id, e, a.now) for e in a.events if isinstance(e, p.PembayaranDicatat))


def buku(tertulis: Sequence[Appended[Any, Any]]) -> list[Statement]:
    """Ledger entries of all events of an append, keyed by (event, line)."""
    return statement(
        _BUKU,
        [
            (a.stream_id, id, n, versi, type(e).__name__, x.akun, x.virtual_account, x.rincian, x.nominal, a.now)
            for a in tertulis
            for versi, (e, id) in enumerate(zip(a.events, a.event_ids, strict=True), a.version - len(a.events) + 1)
            for n, x in enumerate(buku_besar.entri(e), 1)
        ],
    )


def _penerimaan(a: Tertulis) -> list[tuple[Any, ...]]:
    kena: set[str] = set()
    for e in a.events:
        match e:
            case p.PenerimaanAktDicatat() | p.PenerusanTerlambat():
                kena.add(e.penerimaan_id)
            case p.PembayaranDicatat():
                kena.update(t.penerimaan_id for t in e.diteruskan)
            case _:
                pass
    return [
        (a.stream_id, t.penerimaan_id, a.id, t.akt_id, t.nominal, t.diterima_pada, t.batas_penerusan, t.sisa, t.terlambat)
        for t in (a.state.penerimaan[k] for k in sorted(kena))
    ]


def _pewaktu(a: Tertulis) -> Iterable[SetTimer]:
    for e in a.events:
        match e:
            case p.TagihanDiterbitkan():
                # fires when the due day is closed: until then the payer still has time (R-BYR-01)
                yield SetTimer(a.stream_id, JATUH_TEMPO, e.tagihan_id, e.jatuh_tempo, [a.id, e.tagihan_id])
            case p.PenerimaanAktDicatat():
                yield SetTimer(a.stream_id, BATAS_PENERUSAN, e.penerimaan_id, hari_wib(e.batas_penerusan), [a.id, e.penerimaan_id])
            case _:
                pass


def rekening(tertulis: Sequence[Tertulis]) -> Sequence[Statement]:
    tagihan = [
        _baris_tagihan(a.stream_id, a.state.unit, a.state.tagihan[periode])
        for a in tertulis
        if a.state.unit is not None
        for periode in sorted({q for e in a.events for q in _tersentuh(e)})
    ]
    bayar = [b for a in tertulis for b in _pembayaran(a)]
    pewaktu = [t for a in tertulis for t in _pewaktu(a)]
    return [
        *statement(_TAGIHAN, tagihan),
        *statement(
            _PEMBAYARAN,
            [
                (
                    s, e.pembayaran_id, e.unit.virtual_account, e.nominal, e.waktu_bayar, e.bank, e.kanal, e.referensi_bank,
                    orjson.dumps(alokasi_json(e.dialokasikan)).decode(), e.kelebihan, saat,
                )
                for s, e, saat in bayar
            ],
        ),
        *statement(
            REFERENSI,
            [
                (
                    s, e.bank, e.referensi_bank, "PEMBAYARAN", e.pembayaran_id, e.unit.virtual_account, e.nominal, e.waktu_bayar, e.kanal,
                )
                for s, e, _ in bayar
            ],
        ),
        *statement(
            _DIBATALKAN,
            [(a.stream_id, e.pembayaran_id, e.waktu) for a in tertulis for e in a.events if isinstance(e, p.PembayaranDibatalkan)],
        ),
        *statement(
            _SALDO,
            [
                (a.stream_id, a.id, a.state.tunggakan, a.state.kredit, a.state.lunas_sampai, len(a.state.terbuka))
                for a in tertulis
            ],
        ),
        *statement(_PENERIMAAN, [b for a in tertulis for b in _penerimaan(a)]),
        *buku(tertulis),
        *([set_timers(pewaktu)] if pewaktu else []),
    ]  # fmt: skip
