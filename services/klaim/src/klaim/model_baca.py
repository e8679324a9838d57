"""Inline read models: written in the statement that appends the events, so that a GET right after the answer sees them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any
from uuid import UUID

import orjson
from chassis.aggregate import Appended, Statement
from chassis.timers import CancelTimer, SetTimer, cancel_timers, set_timers

from klaim.domain.alasan import Alasan
from klaim.domain.dana import DanaDiminta, PermintaanDana
from klaim.domain.fpk import Fpk
from klaim.domain.klaim import Klaim
from klaim.domain.pengajuan import Pengajuan
from klaim.domain.pengajuan_peristiwa import BerkasDinyatakanLengkap
from klaim.domain.sep import Sep

BATAS_BAYAR = "BATAS_PEMBAYARAN_KLAIM"

_SEP = """
insert into sep (nomor_sep, nomor_kartu, kode_ppk, tanggal_masuk, tanggal_pulang, jenis_pelayanan, keadaan, cob, akt_id, akt_tanda,
  hak_kelas, gawat_darurat, kontrak_bpjs, hasil_pemindahan, biaya_gawat_darurat, surat_jaminan, dasar, peringatan, versi)
select m.nomor, m.noka, m.ppk, m.masuk, m.pulang, m.jenis, m.keadaan, m.cob, m.akt, m.tanda, m.kelas, m.darurat, m.kontrak, m.pindah,
  m.biaya, m.surat, m.dasar::jsonb, m.peringatan::jsonb, h.version
from head h join unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::date[], $6::date[], $7::text[], $8::text[], $9::bool[],
  $10::text[], $11::text[], $12::smallint[], $13::bool[], $14::bool[], $15::text[], $16::bigint[], $17::text[], $18::text[], $19::text[])
  as m(stream_id, nomor, noka, ppk, masuk, pulang, jenis, keadaan, cob, akt, tanda, kelas, darurat, kontrak, pindah, biaya, surat, dasar,
  peringatan) using (stream_id)
on conflict (nomor_sep) do update set tanggal_pulang = excluded.tanggal_pulang, keadaan = excluded.keadaan, cob = excluded.cob,
  akt_id = excluded.akt_id, akt_tanda = excluded.akt_tanda, hak_kelas = excluded.hak_kelas, hasil_pemindahan = excluded.hasil_pemindahan,
  biaya_gawat_darurat = excluded.biaya_gawat_darurat, surat_jaminan = excluded.surat_jaminan, dasar = excluded.dasar,
  peringatan = excluded.peringatan, versi = excluded.versi
"""
_KLAIM = """
insert into klaim (klaim_id, nomor_sep, nomor_kartu, akt_id, kode_ppk, bulan_pelayanan, keadaan, kode_inacbg, gawat_darurat, tanggal_masuk,
  tanggal_pulang, kantor_cabang, pengajuan_id, pengajuan_ke, nomor_fpk, verifikator, tagihan_rs, diajukan, dijamin_polis, terverifikasi,
  bpjs, akt, peserta, jatuh_tempo, kedaluwarsa_pada, dibayar_pada, kurang, dasar, versi)
select m.id, m.sep, m.noka, m.akt_id, m.ppk, m.bulan, m.keadaan, m.cbg, m.darurat, m.masuk, m.pulang, m.kantor, m.pengajuan, m.ke, m.fpk,
  m.verifikator, m.tagihan, m.diajukan, m.polis, m.terverifikasi, m.bpjs, m.akt, m.peserta, m.tempo, m.kedaluwarsa, m.dibayar,
  m.kurang::jsonb, m.dasar::jsonb, h.version
from head h join unnest($1::text[], $2::uuid[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[], $8::text[], $9::text[],
  $10::bool[], $11::date[], $12::date[], $13::text[], $14::uuid[], $15::int[], $16::text[], $17::text[], $18::bigint[], $19::bigint[],
  $20::bigint[], $21::bigint[], $22::bigint[], $23::bigint[], $24::bigint[], $25::date[], $26::date[], $27::date[], $28::text[],
  $29::text[])
  as m(stream_id, id, sep, noka, akt_id, ppk, bulan, keadaan, cbg, darurat, masuk, pulang, kantor, pengajuan, ke, fpk, verifikator, tagihan,
  diajukan, polis, terverifikasi, bpjs, akt, peserta, tempo, kedaluwarsa, dibayar, kurang, dasar) using (stream_id)
on conflict (klaim_id) do update set bulan_pelayanan = excluded.bulan_pelayanan, keadaan = excluded.keadaan,
  kode_inacbg = excluded.kode_inacbg,
  gawat_darurat = excluded.gawat_darurat, tanggal_masuk = excluded.tanggal_masuk, tanggal_pulang = excluded.tanggal_pulang,
  kantor_cabang = excluded.kantor_cabang, pengajuan_id = excluded.pengajuan_id, pengajuan_ke = excluded.pengajuan_ke,
  nomor_fpk = excluded.nomor_fpk, verifikator = excluded.verifikator, tagihan_rs = excluded.tagihan_rs, diajukan = excluded.diajukan,
  dijamin_polis = excluded.dijamin_polis, terverifikasi = excluded.terverifikasi, bpjs = excluded.bpjs, akt = excluded.akt,
  peserta = excluded.peserta, jatuh_tempo = excluded.jatuh_tempo, kedaluwarsa_pada = excluded.kedaluwarsa_pada,
  dibayar_pada = excluded.dibayar_pada, kurang = excluded.kurang, dasar = excluded.dasar, versi = excluded.versi
"""
_PENGAJUAN = """
insert into pengajuan (pengajuan_id, akt_id, kantor_cabang, bulan_pelayanan, keadaan, tanggal, batas, tepat_waktu, jumlah_klaim, ditolak,
  diajukan, lengkap, dikembalikan, nomor_ba, lengkap_pada, jatuh_tempo, terverifikasi, fpk, versi)
select m.id, m.akt, m.kantor, m.bulan, m.keadaan, m.tanggal, m.batas, m.tepat, m.jumlah, m.ditolak, m.diajukan, m.lengkap, m.kembali, m.ba,
  m.lengkap_pada, m.tempo, m.terverifikasi, m.fpk::jsonb, h.version
from head h join unnest($1::text[], $2::uuid[], $3::text[], $4::text[], $5::text[], $6::text[], $7::date[], $8::date[], $9::bool[],
  $10::int[], $11::int[], $12::bigint[], $13::int[], $14::int[], $15::text[], $16::date[], $17::date[], $18::bigint[], $19::text[])
  as m(stream_id, id, akt, kantor, bulan, keadaan, tanggal, batas, tepat, jumlah, ditolak, diajukan, lengkap, kembali, ba, lengkap_pada,
  tempo, terverifikasi, fpk) using (stream_id)
on conflict (pengajuan_id) do update set keadaan = excluded.keadaan, lengkap = excluded.lengkap, dikembalikan = excluded.dikembalikan,
  nomor_ba = excluded.nomor_ba, lengkap_pada = excluded.lengkap_pada, jatuh_tempo = excluded.jatuh_tempo,
  terverifikasi = excluded.terverifikasi, fpk = excluded.fpk, versi = excluded.versi
"""
_FPK = """
insert into fpk (nomor_fpk, pengajuan_id, akt_id, kode_ppk, kantor_cabang, keadaan, jumlah_klaim, nilai, jatuh_tempo, disetujui_pada,
  dibayar_pada, dibayar, versi)
select m.nomor, m.pengajuan, m.akt, m.ppk, m.kantor, m.keadaan, m.jumlah, m.nilai, m.tempo, m.setuju, m.bayar, m.dibayar, h.version
from head h join unnest($1::text[], $2::text[], $3::uuid[], $4::text[], $5::text[], $6::text[], $7::text[], $8::int[], $9::bigint[],
  $10::date[], $11::date[], $12::date[], $13::bigint[])
  as m(stream_id, nomor, pengajuan, akt, ppk, kantor, keadaan, jumlah, nilai, tempo, setuju, bayar, dibayar) using (stream_id)
on conflict (nomor_fpk) do update set keadaan = excluded.keadaan, disetujui_pada = excluded.disetujui_pada,
  dibayar_pada = excluded.dibayar_pada, dibayar = excluded.dibayar, versi = excluded.versi
"""
_DANA = """
insert into permintaan_dana (permintaan_id, kantor_cabang, sampai, disetujui, terverifikasi, dalam_verifikasi, nominal, diminta_pada, versi)
select m.id, m.kantor, m.sampai, m.disetujui, m.terverifikasi, m.verifikasi, m.nominal, m.tanggal, h.version
from head h join unnest($1::text[], $2::uuid[], $3::text[], $4::date[], $5::bigint[], $6::bigint[], $7::bigint[], $8::bigint[], $9::date[])
  as m(stream_id, id, kantor, sampai, disetujui, terverifikasi, verifikasi, nominal, tanggal) using (stream_id)
"""


def _kolom(baris: Sequence[tuple[Any, ...]]) -> tuple[list[Any], ...]:
    return tuple(list(kolom) for kolom in zip(*baris, strict=True))


def alasan_json(semua: Iterable[Alasan]) -> list[dict[str, str | None]]:
    return [
        {"kode": a.kode, "aturan": a.aturan, "sumber": a.sumber, "penjelasan": a.penjelasan, "peristiwa_id": a.peristiwa_id} for a in semua
    ]


def _json(semua: Iterable[Alasan]) -> str:
    return orjson.dumps(alasan_json(semua)).decode()


def sep(tertulis: Sequence[Appended[Sep, Any]]) -> Sequence[Statement]:
    baris = [(a.stream_id, *_baris_sep(a.state)) for a in tertulis]
    return [Statement(_SEP, _kolom(baris))]


def _baris_sep(s: Sep) -> tuple[Any, ...]:
    return (
        s.nomor_sep, s.nomor_kartu, s.kode_ppk, s.tanggal_masuk, s.tanggal_pulang, s.jenis_pelayanan, s.keadaan, s.cob, s.akt_id,
        s.akt_tanda, s.hak_kelas, s.gawat_darurat, s.kontrak_bpjs, s.pemindahan.hasil if s.pemindahan else None,
        s.pemindahan.biaya_gawat_darurat if s.pemindahan else None, s.surat_jaminan.nomor if s.surat_jaminan else None, _json(s.dasar),
        _json(s.peringatan),
    )  # fmt: skip


def klaim(tertulis: Sequence[Appended[Klaim, Any]]) -> Sequence[Statement]:
    return [Statement(_KLAIM, _kolom([(a.stream_id, *_baris_klaim(a.state)) for a in tertulis]))]


def _baris_klaim(k: Klaim) -> tuple[Any, ...]:
    s, n = k.isi_sep, k.isi_nilai
    return (
        UUID(k.klaim_id), s.nomor_sep, s.nomor_kartu, k.akt_id, s.kode_ppk, k.bulan_pelayanan, k.keadaan, k.kode_inacbg, s.gawat_darurat,
        s.tanggal_masuk, s.tanggal_pulang, k.kantor_cabang, UUID(k.pengajuan_id) if k.pengajuan_id else None, k.pengajuan_ke, k.nomor_fpk,
        k.verifikator, k.tagihan_rs, n.diajukan, n.dijamin_polis, k.terverifikasi, k.bpjs, k.akt, k.peserta, k.jatuh_tempo,
        k.kedaluwarsa_pada, k.dibayar_pada, _json(k.kurang()), _json(k.dasar),
    )  # fmt: skip


def pengajuan(tertulis: Sequence[Appended[Pengajuan, Any]]) -> Sequence[Statement]:
    """With the clock of 30 hari kerja: set when the files are complete, taken off when all is paid (R-BAY-01)."""
    hasil = [Statement(_PENGAJUAN, _kolom([(a.stream_id, *_baris_pengajuan(a.state)) for a in tertulis]))]
    mulai = [
        SetTimer(a.stream_id, BATAS_BAYAR, a.id, e.jatuh_tempo)
        for a in tertulis
        for e in a.events
        if isinstance(e, BerkasDinyatakanLengkap)
    ]
    lunas = [CancelTimer(a.stream_id, BATAS_BAYAR, a.id) for a in tertulis if a.state.keadaan == "DIBAYAR"]
    return [*hasil, *([set_timers(mulai)] if mulai else []), *([cancel_timers(lunas)] if lunas and not mulai else [])]


def _baris_pengajuan(p: Pengajuan) -> tuple[Any, ...]:
    fpk = [{"nomor_fpk": f.nomor_fpk, "kode_ppk": f.kode_ppk, "jumlah_klaim": f.jumlah_klaim, "nilai": f.nilai} for f in p.fpk]
    return (
        UUID(p.pengajuan_id), p.akt_id, p.kantor_cabang, p.bulan_pelayanan, p.keadaan, p.tanggal, p.batas, p.tepat_waktu, len(p.klaim),
        p.ditolak, p.diajukan, len(p.lengkap), len(p.dikembalikan), p.nomor_ba, p.lengkap_pada, p.jatuh_tempo, p.terverifikasi,
        orjson.dumps(fpk).decode(),
    )  # fmt: skip


def fpk(tertulis: Sequence[Appended[Fpk, Any]]) -> Sequence[Statement]:
    return [Statement(_FPK, _kolom([(a.stream_id, *_baris_fpk(a.state)) for a in tertulis]))]


def _baris_fpk(f: Fpk) -> tuple[Any, ...]:
    return (
        f.nomor_fpk, UUID(f.pengajuan_id), f.akt_id, f.kode_ppk, f.kantor_cabang, f.keadaan, len(f.klaim), f.nilai, f.jatuh_tempo,
        f.disetujui_pada, f.dibayar_pada, f.dibayar,
    )  # fmt: skip


def dana(tertulis: Sequence[Appended[PermintaanDana, DanaDiminta]]) -> Sequence[Statement]:
    baris = [
        (
            a.stream_id, UUID(e.permintaan_id), e.kantor_cabang, e.sampai, e.disetujui, e.terverifikasi, e.dalam_verifikasi, e.nominal,
            e.tanggal,
        )
        for a in tertulis
        for e in a.events
    ]  # fmt: skip
    return [Statement(_DANA, _kolom(baris))]
